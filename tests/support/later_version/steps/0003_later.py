"""One column more, filled from what was there."""  # noqa: N999 - Django names migrations by number

from __future__ import annotations

from typing import Any, ClassVar

from django.db import migrations, models


def fill(apps: Any, _editor: object) -> None:  # noqa: ANN401 - Django's
    """Fill the new column."""
    for message in apps.get_model("mail", "Message").objects.all():
        message.lowered = message.subject.lower()
        message.save()


class Migration(migrations.Migration):
    """A later step."""

    dependencies: ClassVar = [("mail", "0002_sent_again_and_set_aside")]
    operations: ClassVar = [
        migrations.AddField("message", "lowered", models.CharField(max_length=200, null=True)),
        migrations.RunPython(fill),
    ]
