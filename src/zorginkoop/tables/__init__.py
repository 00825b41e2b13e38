"""Names and types every column of every table once; knows no engine."""

from zorginkoop.tables.history import BESLUITEN, GEBEURTENISSEN, OVEREENKOMSTEN
from zorginkoop.tables.knowledge import BEWIJSSTUKKEN, FEITEN, INDEXEN, RIJEN
from zorginkoop.tables.organisations import AANBIEDERS, GROEPEN, GROEPSLEDEN, VESTIGINGEN
from zorginkoop.tables.people import PERSONEN, REGISTRATIES
from zorginkoop.tables.vocabulary import Column, Kind, Period, Reference, Shape, Table, When

ALL_TABLES: tuple[Table, ...] = (
    AANBIEDERS,
    VESTIGINGEN,
    PERSONEN,
    REGISTRATIES,
    BEWIJSSTUKKEN,
    INDEXEN,
    OVEREENKOMSTEN,
    GROEPEN,
    GROEPSLEDEN,
    RIJEN,
    FEITEN,
    BESLUITEN,
    GEBEURTENISSEN,
)
TABLES: dict[str, Table] = {table.name: table for table in ALL_TABLES}

__all__ = ["ALL_TABLES", "TABLES", "Column", "Kind", "Period", "Reference", "Shape", "Table", "When"]
