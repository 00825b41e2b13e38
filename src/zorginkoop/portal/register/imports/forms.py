"""What somebody brings to the register."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import PurePath
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from zorginkoop.tables import ALL_TABLES, TABLES

LARGEST = 512 * 1024 * 1024
ENDINGS = (".csv", ".xlsx", ".parquet")
LONGEST_NAME = 200
Upload = UploadedFile[bytes]


class SeveralFilesInput(forms.ClearableFileInput):
    """A button that takes several files."""

    allow_multiple_selected = True


class SeveralFilesField(forms.FileField):
    """One or more files, each judged like one."""

    widget = SeveralFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Upload]:  # noqa: ANN401 - as Django's own
        """Give every file."""
        several = data if isinstance(data, (list, tuple)) and data else [data]
        return [super(SeveralFilesField, self).clean(one, initial) for one in several]


class BringForm(forms.Form):
    """Which files, which table, and whether it is everything of its source."""

    file = SeveralFilesField(
        label=_("Bestanden"),
        help_text=_("CSV, Excel of Parquet. Elk bestand is één tabel; meer bestanden worden samen verwerkt."),
        widget=SeveralFilesInput(attrs={"accept": ",".join(ENDINGS)}),
    )
    table = forms.ChoiceField(
        label=_("Welke tabel?"),
        choices=[("", _("Volgens de naam van het bestand")), *((one.name, one.name) for one in ALL_TABLES)],
        required=False,
        help_text=_("Heet het bestand anders dan de tabel, zoals uitdraai.csv? Kies dan hier de tabel."),
    )
    complete = forms.BooleanField(
        label=_("Dit is de volledige levering van deze bron"),
        required=False,
        help_text=_(
            "Wat dezelfde bron eerder noemde en nu niet meer, trekken wij in. U ziet vooraf om hoeveel het gaat."
        ),
    )

    def clean_file(self) -> list[Upload]:
        """Refuse at once what can never be a table, every file with its own reason."""
        files: list[Upload] = self.cleaned_data["file"]
        wrong = [message for file in files if (message := _refusal(file))]
        if wrong:
            raise ValidationError(wrong)
        return files

    def clean(self) -> dict[str, Any]:
        """Find out which table each file is."""
        cleaned = super().clean() or self.cleaned_data
        files, chosen = cleaned.get("file"), cleaned.get("table", "")
        if not files:
            return cleaned
        if chosen and len(files) > 1:
            self.add_error(
                "table", _now("U kiest één tabel, maar brengt meer bestanden. Laat de naam de tabel bepalen.")
            )
            return cleaned
        tables = [chosen or table_of(file.name or "") for file in files]
        for file, table in zip(files, tables, strict=True):
            if not table:
                self.add_error("file", _not_a_table(file))
        for table, times in Counter(filter(None, tables)).items():
            if times > 1:
                self.add_error("file", _now("De tabel %(table)s zit er meer dan eens bij.") % {"table": table})
        cleaned["brought"] = list(zip(tables, files, strict=True))
        return cleaned


def table_of(name: str) -> str:
    """Find the table in the name of a file, also behind a date or a number: personen-2025-10.csv holds personen."""
    stem = re.split(r"[^a-z]", PurePath(name.replace("\\", "/")).stem.lower(), maxsplit=1)[0]
    return stem if stem in TABLES else ""


def _refusal(file: Upload) -> str:
    name = PurePath((file.name or "").replace("\\", "/")).name
    if not name.lower().endswith(ENDINGS):
        return _now("%(name)s is geen CSV, Excel (.xlsx) of Parquet. Kies een ander bestand.") % {"name": name}
    if file.size is None or file.size > LARGEST:
        return _now("%(name)s is groter dan 512 MB. Lever het in delen aan.") % {"name": name}
    if len(name) > LONGEST_NAME or not name.isprintable():
        return _now("Deze bestandsnaam kan niet. Geef het bestand een gewone, korte naam.")
    return ""


def _not_a_table(file: Upload) -> str:
    words = _now(
        "Uit de naam %(name)s blijkt niet welke tabel het is. Kies de tabel, of noem het bestand naar de tabel."
    )
    return words % {"name": file.name}
