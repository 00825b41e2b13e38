"""The tables of the register, in the words and with the keys of `zorginkoop.tables`."""

from zorginkoop.portal.register.models.base import Recorded, ValidRows
from zorginkoop.portal.register.models.history import Decision, Event, RecordedAgreement
from zorginkoop.portal.register.models.knowledge import Evidence, Fact, Index, Row
from zorginkoop.portal.register.models.mandates import Mandate, Signatory
from zorginkoop.portal.register.models.organisations import Group, GroupMember, Location, Provider
from zorginkoop.portal.register.models.people import Employment, Registration

__all__ = [
    "Decision", "Employment", "Event", "Evidence", "Fact", "Group", "GroupMember", "Index", "Location", "Mandate",
    "Provider", "Recorded", "RecordedAgreement", "Registration", "Row", "Signatory", "ValidRows",
]  # fmt: skip
