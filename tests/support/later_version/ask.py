"""What the later version made of a message that an older one wrote."""

from __future__ import annotations

import json
import sys

import django

if __name__ == "__main__":
    django.setup()
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT subject, lowered FROM mail_message")
        subject, later = cursor.fetchone()
    sys.stdout.write(json.dumps({"subject": subject, "later": later}))
