"""Checking anything a user can write, or a shipped thing by name: all faults first, then warnings."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from modusvivendi.case.defaults import USUAL_HORIZON
from modusvivendi.case.load import load_case, read_case, rough_words
from modusvivendi.case.notes import notes_on
from modusvivendi.case.shipped import shipped_cases
from modusvivendi.errors import Fault, InputError, nearest
from modusvivendi.files.grid import find_table, read_grid
from modusvivendi.files.text_file import read_bytes
from modusvivendi.files.yaml_file import SIZE_LIMIT, read_document
from modusvivendi.record import ANY_WORDS, Vocabulary, load_record
from modusvivendi.record.table import whole_file
from modusvivendi.strategy import Strategy, load_strategy, shipped_strategies, strategies_for
from modusvivendi.strategy.strategy import read_strategy
from modusvivendi.strategy.suitable import why_not
from modusvivendi.theory import Theory, load_theory, shipped_theories
from modusvivendi.theory.theory import read_theory

if TYPE_CHECKING:
    from modusvivendi.analysis.claims.claim import ClaimFile
    from modusvivendi.case import Case
    from modusvivendi.planning.agenda.plan import Plan

BY_ITSELF = "checked by itself; with --case NAME the names of issues, blocs and countries are looked up too"
ALONE = "checked by itself; its case or record folder checks its rows against other tables too"


@dataclass(frozen=True)
class Report:
    """What a check found. given: path or name; kind: case, theory, strategy, plan, claims, record, a table, or '' if not known."""

    given: str
    kind: str
    summary: str = ""
    faults: tuple[Fault, ...] = ()
    warnings: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, object]:
        """The report as plain data."""
        return {"valid": not self.faults, **asdict(self)}


def check(given: str, case: Case | None = None, as_of: str | None = None) -> Report:
    """Check a file, a folder or a shipped name. case: what names of issues and countries in it are looked up in.
    as_of: the day as of which a case is read.

    Nothing is raised for what is wrong with the thing: the report holds all faults, and warnings where there are none.
    """
    path = Path(given)
    try:
        if given in shipped_cases():
            return check_case_of(given, load_case(given, as_of))
        if given in shipped_theories():
            return check_theory(given, load_theory(given))
        if given in shipped_strategies():
            return check_strategy(given, load_strategy(given), case)
        from modusvivendi.analysis.claims.claim import load_claims, shipped_claims  # here and below: loaded when used

        if given in shipped_claims():
            return check_claims(given, load_claims(given))
        if os.path.isdir(path):
            return check_folder(given, path, case, as_of)
        return check_table(given, path, case) if holds_table(path) else check_document(given, path, case, as_of)
    except InputError as error:
        return Report(given, "", faults=error.faults or (whole_file(path, error),))


def holds_table(path: Path) -> bool:
    """Whether a file is a table: by its name, or as an .xlsx whatever its name. Raises InputError if it cannot be read."""
    from modusvivendi.analysis.claims.claim import shipped_claims
    from modusvivendi.check.kind import is_table

    try:
        start = read_bytes(path, SIZE_LIMIT)[:4]
    except InputError:
        if not os.path.lexists(path):
            names = [*shipped_cases(), *shipped_theories(), *shipped_strategies(), *shipped_claims()]
            raise InputError(f"{path}: no such file, folder or shipped name; {nearest(str(path), names)}") from None
        if not is_table(path):
            raise
        return True
    return is_table(path) or start == b"PK\x03\x04"


def collected(given: str, kind: str, read: Callable[[], Report]) -> Report:
    """The report of a reader, or one with the faults that it raised."""
    try:
        return read()
    except InputError as error:
        return Report(given, kind, faults=error.faults or (whole_file(Path(given), error),))


def check_folder(given: str, path: Path, case: Case | None, as_of: str | None) -> Report:
    """A case's folder, or a record without its case. Raises InputError if it is neither."""
    from modusvivendi.check.kind import RECORD_TABLES

    if (path / "case.yaml").exists():
        return collected(given, "case", lambda: check_case_of(given, load_case(path, as_of)))
    if not any(find_table(path, name) for name in RECORD_TABLES):
        raise InputError(f"{path}: a folder without case.yaml and without a table of a record ({', '.join(RECORD_TABLES)})")

    def read() -> Report:
        record = load_record(path, words_for(path / "acts.csv", case))
        rows = f"{len(record.acts)} acts, {len(record.moves)} moves, {len(record.tracks)} tracks, {len(record.series)} numbers"
        return Report(given, "record", f"{path.name}: valid record; {rows}", warnings=record.warnings)

    return collected(given, "record", read)


def check_case_of(given: str, case: Case) -> Report:
    """A case that has been read: what it holds, notes on its record, and the shipped strategies that it cannot run."""
    record = case.record
    rows = f", record of {len(record.acts)} acts, {len(record.moves)} moves, {len(record.tracks)} tracks" if record else ""
    summary = f"{case.name}: valid case as of {case.as_of}; {len(case.issues)} issues, {len(case.segments)} segments, {len(case.countries)} countries{rows}"
    _, cannot = strategies_for(case)
    return Report(given, "case", summary, warnings=(*map(str, cannot), *notes_on(case), *(record.warnings if record else ())))


def check_theory(given: str, theory: Theory) -> Report:
    """A theory that has been read."""
    return Report(given, "theory", f"{theory.name}: valid theory; {len(theory.priors)} priors of its own")


def check_strategy(given: str, strategy: Strategy, case: Case | None) -> Report:
    """A strategy that has been read, with its names looked up in a case if one is given."""
    why = why_not(strategy, case) if case else ""
    if why:
        return Report(given, "strategy", faults=(Fault(Path(given).name, why),))
    return Report(given, "strategy", f"{strategy.name}: valid strategy", warnings=(() if case else (BY_ITSELF,)))


def check_questions_of(given: str, path: Path, case: Case | None) -> Report:
    """Questions, with names looked up in a case if one is given, as of the day of the questions."""
    from modusvivendi.forecasting.question import check_questions, read_questions

    read = read_questions(path)
    if case:
        check_questions(read, load_case(case.folder or case.name, read.as_of) if read.as_of else case)
    note = () if case else (BY_ITSELF,)
    return Report(given, "questions", f"{path.name}: valid questions; {len(read.items)}", warnings=note)


def check_claims(given: str, file: ClaimFile) -> Report:
    """A file of claims that has been read."""
    experiments = sum(len(c.model) + len(c.record) for c in file.claims)
    return Report(given, "claims", f"{file.name}: valid claims; {len(file.claims)} claims with {experiments} experiments")


def check_document(given: str, path: Path, case: Case | None, as_of: str | None) -> Report:
    """A YAML file of any kind. Raises InputError for one of no kind."""
    from modusvivendi.analysis.claims.claim import read_claims
    from modusvivendi.check.kind import document_kind
    from modusvivendi.planning.agenda.plan import check_plan, load_plan

    document = read_document(path)
    kind = document_kind(document.data)
    if kind is None:
        fields = ", ".join(list(document.data)[:5]) or "none"
        raise InputError(
            f"{path.name}: neither a case, a theory, a strategy, a plan, questions nor claims (its fields: {fields})"
        )
    if kind == "case":
        return collected(given, kind, lambda: check_case_of(given, load_case(path, as_of)))
    if kind == "questions":
        return collected(given, kind, lambda: check_questions_of(given, path, case))
    if kind == "theory":
        return collected(given, kind, lambda: check_theory(given, read_theory(path)))
    if kind == "strategy":
        return collected(given, kind, lambda: check_strategy(given, read_strategy(path), case))
    if kind == "claims":
        return collected(given, kind, lambda: check_claims(given, read_claims(path)))

    def read() -> Report:
        """A plan by itself, or against the case it is for."""
        plan = load_plan(path)
        if case:
            check_plan(plan, case)
        note = () if case else (*late_tracks(plan), BY_ITSELF)
        return Report(
            given, "plan", f"{plan.name}: valid plan; {len(plan.tracks)} tracks on {len(plan.issues)} issues", warnings=note
        )

    return collected(given, kind, read)


def late_tracks(plan: Plan) -> list[str]:
    """Tracks that start after the end of a horizon of usual length; whether that of the case is longer is not known here."""
    return [
        f"track {number} ({', '.join(track.issues)}) starts in month {track.start}, after the end of the usual horizon of "
        f"{USUAL_HORIZON} months"
        for number, track in enumerate(plan.tracks, 1)
        if track.start >= USUAL_HORIZON
    ]


def check_table(given: str, path: Path, case: Case | None) -> Report:
    """One table of a record, or the positions of a case, with the words of the case it lies in where there is one."""
    from modusvivendi.check.kind import holds_questions, table_kind

    rows = read_grid(path).rows
    if holds_questions(rows[0][1]):
        return collected(given, "questions", lambda: check_questions_of(given, path, case))
    kind = next((kind for _, cells in rows[:10] if (kind := table_kind(cells))), None)  # a title may stand above the header
    if kind is None:
        fault = Fault(
            path.name, "not the header of a table of a case (acts, moves, tracks, series, positions, codings)", row=rows[0][0]
        )
        return Report(given, "", faults=(fault,))
    table = kind.read(path, words_for(path, case))
    if table.faults:
        return Report(given, kind.name, faults=table.faults)
    return Report(given, kind.name, f"{path.name}: valid table of {kind.name}; {len(table.items)} rows", warnings=(ALONE,))


def words_for(path: Path, case: Case | None) -> Vocabulary:
    """The words a table may use: of the case given, else of the case in whose folder it lies, else any."""
    if case:
        return case.vocabulary
    for folder in list(path.absolute().parents)[:3]:
        if (folder / "case.yaml").is_file():
            try:
                return read_case(folder / "case.yaml").vocabulary
            except InputError:
                return rough_words(folder / "case.yaml") or ANY_WORDS
    return ANY_WORDS
