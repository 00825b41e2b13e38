from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agreements", "0004_letters_of_refusals"),
    ]

    operations = [
        migrations.AddField(
            model_name="agreement",
            name="signed_at",
            field=models.DateTimeField(null=True),
        ),
    ]
