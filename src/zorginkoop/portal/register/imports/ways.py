"""How a change reaches each table: added anew, changed in its place, or not at all."""

from __future__ import annotations

from zorginkoop.portal.register.columns import KEPT

OURS = "portaal"  # the source of agreements that were signed here
# other tables point at these rows, or they have no history of their own: what stood there is kept beside them
IN_PLACE = frozenset({"aanbieders", "groepen", "groepsleden", "overeenkomsten"})
# what a person decided, or what happened: a file may add to it and changes nothing
FIXED = frozenset({"besluiten", "bewijsstukken", "gebeurtenissen"})
ANEW = frozenset(KEPT) - IN_PLACE - FIXED
# what a complete delivery no longer names is taken back
TAKEN_BACK = ANEW
