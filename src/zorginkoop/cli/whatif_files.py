"""Answer a what-if over a register that lies in files, and write the report on it: whole, or not at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from zorginkoop.cli.season_files import judge_register, read_for, say, write_seasons
from zorginkoop.columns.sources import PROVIDER, AsOf
from zorginkoop.formats.register_files import Register, read_register
from zorginkoop.formats.register_hash import register_hash
from zorginkoop.kernel.compile import CompiledAgreement, Installation, LoadedEdition, compile_agreement
from zorginkoop.kernel.errors import InputWrong, Place, Problem, QuestionWrong
from zorginkoop.policies.documents import read_bytes
from zorginkoop.policies.loading import edition_folder, load_edition
from zorginkoop.study.report.what_if import page_of
from zorginkoop.study.report.writing import Spoken
from zorginkoop.study.season import Question, Season, season_key
from zorginkoop.study.whatif.answer import Answer, answer, answer_editions, touched_agreements
from zorginkoop.study.whatif.editions import check_care_group
from zorginkoop.study.whatif.question import WhatIf, read_what_if, without_line
from zorginkoop.study.whatif.readable import check_readable
from zorginkoop.study.whatif.unjudged import Ruled
from zorginkoop.study.whatif.variants import variants_of

if TYPE_CHECKING:
    from zorginkoop.cli.whatif import Gathered


def read_register_of(source: Path, out: Path | None, *, skip_bad_rows: bool) -> Register:
    """Read a register; what is wrong with a folder to write to is told before."""
    return (
        read_for(out, source, skip_bad_rows=skip_bad_rows)
        if out
        else read_register(source, skip_bad_rows=skip_bad_rows)
    )


def answered(gathered: Gathered, register: Register) -> Answer:
    """Answer a what-if; a value that cannot be is told at the option or in the file that gave it."""
    asked, edition, installation = gathered.asked, gathered.edition, gathered.installation
    key, as_of = season_key(edition, asked.label, asked.product), AsOf.of(gathered.on, asked.known)
    key = replace(key, year=asked.year or key.year)
    if gathered.other is not None:
        check_care_group(edition, gathered.other)
        before = judge_register(Question(edition, installation, key, as_of, asked.agreements), register)
        return _of_editions(asked, before, gathered.other, register)
    with _told_where_written():
        compiled, refused = _compiled(edition, installation, asked.agreements, key.year)
        made = variants_of(edition_folder(asked.edition), installation, asked.changes, compiled, key.year)
    _check_refused(refused, edition, made.whole.edition, all_of_them=bool(asked.agreements) or not compiled)
    touched = touched_agreements(made, compiled, Ruled(edition, installation)) or tuple(compiled)
    before = judge_register(Question(edition, installation, key, as_of, touched), register)
    found = answer(asked, before, made, register_hash(register.tables), say)
    check_readable(found)
    return replace(found, left_out=tuple(refused))


@contextmanager
def _told_where_written() -> Iterator[None]:
    """Tell what is wrong with an option of the command line at that option, which has no line and column."""
    try:
        yield
    except InputWrong as wrong:
        raise type(wrong)([without_line(problem) for problem in wrong.problems]) from None


def _of_editions(asked: WhatIf, before: Season, other: LoadedEdition, register: Register) -> Answer:
    key = season_key(other, asked.label, asked.product)
    both = tuple(one for one in before.agreements if one in other.source.overeenkomsten)
    if not both:
        what = f"{before.edition.name} en {other.name} hebben geen overeenkomst met dezelfde naam."
        raise QuestionWrong(Problem(what, Place(field="--to"), "Kies een andere uitgave (zorginkoop policy list)."))
    after = judge_register(Question(other, before.installation, key, before.as_of), register)
    return answer_editions(asked, before, after, register_hash(register.tables))


def read_what_ifs(files: Sequence[Path], edition: str) -> tuple[WhatIf, ...]:
    """Read what-if files that must all be about one edition; InputWrong with what is wrong with any of them."""
    problems: list[Problem] = []
    asked = []
    for file in files:
        try:
            asked.append(read_what_if(read_bytes(file), str(file)))
        except InputWrong as wrong:
            problems += wrong.problems
            continue
        if edition != asked[-1].edition:
            what = f"dit bestand gaat over {asked[-1].edition}, niet over {edition}."
            problems.append(Problem(what, Place(str(file)), "Laat het weg, of vraag het seizoen van die uitgave."))
    if problems:
        raise QuestionWrong(problems)
    return tuple(asked)


def what_ifs_of_season(season: Season, asked: Sequence[WhatIf], register: Register) -> tuple[Answer, ...]:
    """Answer the what-ifs about the edition of a season, on its day and for its label."""
    own = [_as_of_season(one, season) for one in asked]
    names = Counter(one.name for one in own)
    if twice := [name for name, number in names.items() if number > 1]:
        what = f"de naam '{twice[0]}' (wat_als) komt meer dan een keer voor."
        raise QuestionWrong(Problem(what, Place(field="--what-if"), "Geef elke wat-als een eigen naam."))
    if not own:
        return ()
    name = register_hash(register.tables)
    found = []
    for one in own:
        say(f"{season.edition.name}: wat als {one.name}")
        if one.other:
            other = load_edition(edition_folder(one.other), season.installation)
            check_care_group(season.edition, other)
            found.append(_of_editions(one, season, other, register))
        else:
            made = variants_of(edition_folder(one.edition), season.installation, one.changes, season.agreements)
            found.append(answer(one, season, made, name, say))
    return tuple(found)


def _as_of_season(asked: WhatIf, season: Season) -> WhatIf:
    """Ask a what-if of a season; one that was written for another day belongs to another season."""
    on, key = season.as_of.on, season.key
    if asked.on not in (None, on):
        what = f"wat-als '{asked.name}' is gevraagd op {asked.on}, en dit seizoen is op {on}."
        raise QuestionWrong(Problem(what, Place(field="op"), "Laat 'op' weg in het bestand, of kies die peildatum."))
    return replace(asked, on=on, label=key.label, product=key.product_type)


def _compiled(
    edition: LoadedEdition, installation: Installation, wanted: Sequence[str], year: int
) -> tuple[dict[str, CompiledAgreement], dict[str, InputWrong]]:
    """Compile the agreements about providers; those that lack a value are given with what they lack."""
    found: dict[str, CompiledAgreement] = {}
    refused: dict[str, InputWrong] = {}
    for name, source in edition.source.overeenkomsten.items():
        if source.onderwerp != PROVIDER or (wanted and name not in wanted):
            continue
        try:
            found[name] = compile_agreement(edition, name, installation, year)
        except InputWrong as wrong:
            refused[name] = wrong
    return found, refused


def _check_refused(
    refused: Mapping[str, InputWrong], before: LoadedEdition, after: LoadedEdition, *, all_of_them: bool
) -> None:
    """Raise QuestionWrong for what the agreements lack that were asked for, or of which the text changed."""
    old, new = before.source.overeenkomsten, after.source.overeenkomsten
    changed = [name for name in refused if old[name] != new.get(name)]
    told = changed or (list(refused) if all_of_them else [])
    if told:
        raise QuestionWrong(dict.fromkeys(problem for name in told for problem in refused[name].problems))


def other_than_recorded(found: Answer) -> Iterator[str]:
    """Say what is another than the one that a what-if file was written for."""
    recorded, now = found.asked.hashes, found.hashes
    pairs = (
        ("de tekst van de uitgave", recorded.edition, now.edition),
        ("de tekst van de andere uitgave", recorded.other, now.other),
        ("de waarden van de installatie", recorded.values, now.values),
        ("het register", recorded.register, now.register),
    )
    for what, then, here in pairs:
        if then and then != here:
            yield f"let op: {what} is hier anders dan toen het bestand werd geschreven; het antwoord kan verschillen."


def written(found: Answer, register: Register, out: Path, language: Spoken) -> Path:
    """Write the report of the season with the what-if in it, and give the page of the what-if."""
    start = write_seasons([found.before], register, out, language, what_ifs=[found]).start
    return start.with_name(page_of(found))
