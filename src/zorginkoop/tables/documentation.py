"""The pages that tell a purchaser how to fill a register and a delivery, written from the tables themselves."""

from __future__ import annotations

from zorginkoop.tables import ALL_TABLES
from zorginkoop.tables.vecozo import VECOZO_TABLES
from zorginkoop.tables.vocabulary import Column, Kind, Reference, Table

KIND_WORDS = {
    Kind.TEXT: "tekst",
    Kind.CODE: "code",
    Kind.WHOLE: "heel getal",
    Kind.DECIMAL: "getal",
    Kind.DATE: "datum",
    Kind.MOMENT: "moment",
    Kind.YES_NO: "ja of nee",
    Kind.CHOICE: "keuze",
}

INTRODUCTION = """\
# Het register

<!-- Deze pagina is gemaakt uit de tabellen in src/zorginkoop/tables; wijzig die, niet deze tekst. -->

Een register is een map met één bestand per tabel. Het bestand heet als de tabel, en eindigt op `.csv`, `.xlsx` of
`.parquet`; dus `aanbieders.csv` of `aanbieders.xlsx`, niet allebei. Een tabel die ontbreekt, is leeg.
Op de eerste rij staan de namen van de kolommen, in welke volgorde ook. Een kolom die niet verplicht is, mag ontbreken.

| soort | zo schrijft u het |
| --- | --- |
| tekst | wat u wilt, ten hoogste 32.767 tekens |
| code | letters, cijfers en tekens zonder spatie ertussen, bijvoorbeeld `fysiotherapeut` of `01234567` |
| heel getal | `12` |
| getal | `150` of `150.1`, met een punt en ten hoogste 15 cijfers |
| datum | `2026-01-31`; vanaf 1900 |
| moment | `2025-10-15` of `2025-10-15T23:30` (Nederlandse tijd), of `2025-10-15T23:30:00+02:00` |
| ja of nee | `ja` of `nee` |
| keuze | een van de genoemde woorden |

- **CSV**: UTF-8, met komma's of puntkomma's. Begint een tekst met `=`, `+`, `-` of `@`, dan schrijven wij er een
  apostrof voor, zodat een rekenblad er geen formule in ziet; bij het lezen gaat die er weer af.
- **Excel**: het blad heet als de tabel, of is het enige blad. Echte datums en getallen mogen. Maak van kolommen met
  codes eerst tekst: Excel laat anders de nullen vooraan weg, en die vullen wij niet zelf aan.
- **Parquet**: kolommen met tekst, getallen, datums of momenten. Neem Parquet alleen aan van wie u vertrouwt: een
  bestand dat met opzet is beschadigd, kan het programma laten stoppen voordat het een fout kan melden.
- **Fouten**: alle fouten komen samen terug, elk met bestand, rij (de rij met kolomnamen is rij 1) en kolom. Zolang er
  een fout is, wordt niets geladen, tenzij u vraagt de foute rijen over te slaan.
"""


VECOZO_INTRODUCTION = """\
# Uitwisseling met VECOZO

<!-- Deze pagina is gemaakt uit de tabellen in src/zorginkoop/tables/vecozo.py; wijzig die, niet deze tekst. -->

VECOZO maakt voor zijn zorginkoopportaal geen bestandsindeling of koppeling openbaar. De bestanden op deze pagina zijn
daarom van ons: iemand zet ze over, met de hand of met eigen programmatuur. Er gaat niets vanzelf naar VECOZO.

Alles reist als een **levering**: een zip (of een map) met

- `manifest.json`: het nummer, wanneer en door wie gemaakt en voor wie, over welke dagen, en van elk bestand het aantal
  rijen en de hash;
- `tabellen/`: één bestand per tabel, `.csv`, `.xlsx` of `.parquet`;
- `stukken/`: de bestanden die een rij noemt, zoals een overeenkomst als PDF of een bewijsstuk.

Wie terugstuurt, mag het manifest weglaten; een zip met alleen tabellen is goed, en één los tabelbestand ook. Is er een
manifest, dan moet elk bestand precies zijn wat het zegt.

Naar VECOZO gaan selectie, vragenlijst, overeenkomst, prijslijst en termijnen; terug komen statussen, antwoorden en
bewijs.

- **Cellen** schrijft u zoals in [het register](register.md): datums als `2026-01-31`, codes met hun nullen vooraan.
- **Elke rij** noemt met dezelfde vijf kolommen om welke overeenkomst van wie het gaat: aanbieder, verzekeraar,
  zorggroep, overeenkomst en jaar.
- **Fouten** komen allemaal tegelijk terug, met bestand, rij, kolom en wat u nu kunt doen. Zolang er een fout is, wordt
  van de hele levering niets verwerkt.
- **Nog eens**: een levering die al verwerkt is, verandert niets meer.
- **Bij elke levering** hoort een ontvangstbewijs met het nummer en alle hashes.

## In het portaal

Onder *VECOZO* staat elke overeenkomst van een seizoen die langs dat kanaal loopt.

- **Naar VECOZO**: *Maak een levering* zet klaar wie de vastgestelde selectie noemt en wie een aanbod heeft, met de PDF
  van elk aanbod. De prijslijst is leeg zolang het prijspeil niet is afgesproken.
- **Van VECOZO**: *Kijk na* controleert een levering zonder iets te bewaren; *Verwerk alles* legt haar in één keer vast.
  Antwoorden worden feiten van het register en een bevestigde vragenlijst, stukken worden bewijs dat nog beoordeeld
  moet worden. Een overeenkomst is gesloten als wie moest tekenen op tijd heeft getekend, de variant die van ons aanbod
  is, en de prijslijst akkoord is waar het beleid dat vraagt.
- **Verschillen**: na elke verwerking vergelijken wij beide administraties. Elk verschil zegt wat u kunt doen, en wacht
  op het besluit van een mens, met de reden. Een te late handtekening telt alleen als iemand haar alsnog aanvaardt.
"""


def vecozo_page() -> str:
    """Write the page on deliveries to and from VECOZO in Markdown, ending in one newline."""
    return "\n".join([VECOZO_INTRODUCTION, *(_table_section(table) for table in VECOZO_TABLES)]).rstrip("\n") + "\n"


def register_page(tables: tuple[Table, ...] = ALL_TABLES) -> str:
    """Write the whole page in Markdown, tables in their own order, ending in one newline."""
    return "\n".join([INTRODUCTION, *(_table_section(table) for table in tables)]).rstrip("\n") + "\n"


def _table_section(table: Table) -> str:
    lines = [
        f"## {table.name}",
        "",
        table.description,
        "",
        f"- Sleutel: {_enumeration(table.key)}. Geen twee rijen hebben dezelfde sleutel.",
        *(_reference_sentence(reference) for reference in table.references),
        "",
        "| kolom | soort | verplicht | inhoud |",
        "| --- | --- | --- | --- |",
        *(_column_row(column) for column in table.columns),
        "",
    ]
    return "\n".join(lines)


def _column_row(column: Column) -> str:
    needed = "ja" if column.required else ""
    if column.required_when:
        needed = f"bij {column.required_when.column} `{column.required_when.value}`"
    return f"| {column.name} | {KIND_WORDS[column.kind]} | {needed} | {_contents(column)} |"


def _contents(column: Column) -> str:
    sentences = [column.description]
    if column.choices:
        sentences.append("Keuze uit " + ", ".join(f"`{choice}`" for choice in column.choices) + ".")
    if column.shape:
        sentences.append(f"{column.shape.words[0].upper()}{column.shape.words[1:]}.")
    if column.limits:
        sentences.append(f"Van {column.limits[0]} tot en met {column.limits[1]}.")
    return " ".join(sentences)


def _reference_sentence(reference: Reference) -> str:
    also = "" if reference.columns == reference.target else f" (als {_enumeration(reference.target)})"
    if reference.when:
        when = f"Is {reference.when.column} `{reference.when.value}`, dan komt"
        return f"- {when} {_enumeration(reference.columns)} ook voor in {reference.table}{also}."
    return f"- Elke {_enumeration(reference.columns)} komt ook voor in {reference.table}{also}."


def _enumeration(names: tuple[str, ...]) -> str:
    if len(names) == 1:
        return names[0]
    return f"{', '.join(names[:-1])} en {names[-1]}"
