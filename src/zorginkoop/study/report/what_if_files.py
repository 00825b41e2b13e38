"""Writes a what-if as files: who moved by what as CSV and Parquet, and the small file that asks the same again."""

from __future__ import annotations

from pathlib import Path

from zorginkoop.formats.csv_files import write_csv_table
from zorginkoop.formats.parquet_files import write_parquet_table
from zorginkoop.formats.whole_files import whole_files
from zorginkoop.kernel.canonical import canonical
from zorginkoop.study.whatif.answer import Answer
from zorginkoop.study.whatif.plain import plain_answer
from zorginkoop.study.whatif.tables import movers_table

ENDINGS = ("csv", "parquet", "json", "yaml")


def write_what_if(answer: Answer, folder: Path) -> None:
    """Write watals-<name> as .csv and .parquet (who moved), .json (the answer) and .yaml (the question)."""
    csv, parquet, data, record = (folder / f"watals-{answer.asked.name}.{ending}" for ending in ENDINGS)
    moved = movers_table(answer)
    with whole_files() as files:
        write_csv_table(moved, files.beside(csv))
        write_parquet_table(moved, files.beside(parquet))
        files.beside(data).write_bytes(canonical(plain_answer(answer)))
        files.beside(record).write_text(answer.asked.record(answer.hashes), encoding="utf-8")
