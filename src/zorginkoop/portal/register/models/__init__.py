"""The tables of the register, in the words and with the keys of `zorginkoop.tables`."""

from zorginkoop.portal.register.models.base import Recorded, ValidRows
from zorginkoop.portal.register.models.dossier import (
    Certificate,
    CodeCase,
    CodeCaseKind,
    Contact,
    Note,
    NoteKind,
    Screening,
    ScreeningResult,
    ScreeningSubject,
)
from zorginkoop.portal.register.models.history import Decision, Event, RecordedAgreement
from zorginkoop.portal.register.models.imports import EarlierValues, ImportState, RegisterImport
from zorginkoop.portal.register.models.kind_risk import KindLevel, KindRisk, ProviderKind
from zorginkoop.portal.register.models.knowledge import Evidence, Fact, Index, Row
from zorginkoop.portal.register.models.mandates import Mandate, Signatory
from zorginkoop.portal.register.models.organisations import Group, GroupMember, Location, Organisation, Provider
from zorginkoop.portal.register.models.people import Employment, Registration

__all__ = [
    "Certificate", "CodeCase", "CodeCaseKind", "Contact", "Decision", "EarlierValues", "Employment", "Event",
    "Evidence", "Fact", "Group", "GroupMember", "ImportState", "Index", "KindLevel", "KindRisk", "Location",
    "Mandate", "Note", "NoteKind", "Organisation", "Provider", "ProviderKind", "Recorded", "RecordedAgreement",
    "RegisterImport", "Registration", "Row", "Screening", "ScreeningResult", "ScreeningSubject", "Signatory",
    "ValidRows",
]  # fmt: skip
