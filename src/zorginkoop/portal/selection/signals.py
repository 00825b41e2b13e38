"""What others can listen to."""

from __future__ import annotations

from django.dispatch import Signal

invited = Signal()  # invitation: sent inside the change, so that what follows stands or falls with it
