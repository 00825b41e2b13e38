"""What others can listen to."""

from __future__ import annotations

from django.dispatch import Signal

written_again = Signal()  # first, second: sent inside the change, so that what points to the first can follow
