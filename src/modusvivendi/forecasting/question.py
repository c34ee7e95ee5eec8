"""Dated questions with a clear resolution, and the files that hold them (docs/forecast.md)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from modusvivendi.case import Case
from modusvivendi.case.dated import tables_by_day
from modusvivendi.errors import Fault, InputError, nearest, validation_faults
from modusvivendi.files.grid import read_grid
from modusvivendi.files.yaml_file import Document, make_model, read_document

Kind = Literal["act", "rung", "states", "series", "track"]
LONGEST = 120  # months between the day of the case and the last day of a question


class Frozen(BaseModel):
    """Strict in its fields, and immutable."""

    model_config = ConfigDict(frozen=True, extra="forbid")


@dataclass(frozen=True)
class Fields:
    """What a kind of question needs, and what it may say besides."""

    needed: tuple[str, ...]
    optional: tuple[str, ...] = ()


KINDS: dict[str, Fields] = {
    "act": Fields(("issue", "direction"), ("magnitude",)),
    "rung": Fields(("issue", "rung", "side"), ("when",)),
    "states": Fields(("what",), ("country", "count")),
    "series": Fields(("series", "side", "line"), ("unit",)),
    "track": Fields((), ("track", "issues", "actor", "package", "publicity", "reward", "partly")),
}
OWN = {name for fields in KINDS.values() for name in (*fields.needed, *fields.optional)}


class Question(Frozen):
    """A question about one day or period that the record of later answers with yes or no.

    text: as a reader would ask it, from ``opens`` to ``by``, both days included. kind says which further fields there are:

    - ``act``: an act of the authority on ``issue`` in ``direction`` of at least ``magnitude`` (1 to 5).
    - ``rung``: the ladder of ``issue`` stands ``at_least`` or ``at_most`` on the rung of level ``rung``, at the end of some month
      (``when: reached``) or on the last day (``held``).
    - ``states``: states ``accredit`` an envoy or ``recognise``: one ``country``, or at least ``count`` of those in the case.
    - ``series``: the newest value of a ``series`` that ends in the period lies ``above`` or ``below`` a ``line``.
    - ``track``: a ``track`` of the record, or one on ``issues`` by ``actor`` on these terms, is met (with ``partly``: at
      least in part).

    cluster: questions that share a cause; by default those on one issue. answer, source: where the record cannot say.
    """

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)
    text: str = Field(min_length=10)
    kind: Kind
    opens: date
    by: date
    issue: str = ""
    direction: Literal["", "toward", "away"] = ""
    magnitude: int = Field(default=1, ge=1, le=5)
    rung: float | None = Field(default=None, ge=0, le=1)
    side: Literal["", "at_least", "at_most", "above", "below"] = ""
    when: Literal["reached", "held"] = "held"
    what: Literal["", "accredit", "recognise"] = ""
    country: str = ""
    count: int | None = Field(default=None, ge=1, le=200)
    series: str = ""
    line: float | None = None
    unit: str = ""
    track: str = ""
    issues: tuple[str, ...] = ()
    actor: str = ""
    package: bool = False
    publicity: float = Field(default=0.5, ge=0, le=1)
    reward: float = Field(default=0.0, ge=0, le=1)
    partly: bool = False
    cluster: str = ""
    answer: bool | None = None
    source: str = ""

    @model_validator(mode="after")
    def _whole(self) -> Question:
        fields, given = KINDS[self.kind], self.model_fields_set & OWN
        missing = [name for name in fields.needed if name not in given]
        foreign = sorted(given - {*fields.needed, *fields.optional})
        if missing:
            raise ValueError(f"a question of kind '{self.kind}' needs {', '.join(missing)}")
        if foreign:
            raise ValueError(f"'{foreign[0]}' is no field of a question of kind '{self.kind}'")
        if self.by < self.opens:
            raise ValueError(f"by {self.by} is before opens {self.opens}")
        if self.answer is not None and not self.source:
            raise ValueError("an answer needs a source")
        self._check_kind()
        return self

    def _check_kind(self) -> None:
        sides = {"rung": ("at_least", "at_most"), "series": ("above", "below")}.get(self.kind, ("",))
        if self.side not in sides:
            raise ValueError(f"side '{self.side}' of a question of kind '{self.kind}': {' or '.join(sides)}")
        if self.kind == "states" and bool(self.country) == (self.count is not None):
            raise ValueError("a question on states names one country or a count of states")
        if self.kind == "track" and bool(self.track) == bool(self.issues):
            raise ValueError("a question on a track names one of the record, or issues and an actor")
        if self.issues and not self.actor:
            raise ValueError("a track of one's own needs an actor")

    @property
    def group(self) -> str:
        """Questions of one group share causes and are not independent."""
        own = {"states": f"states {self.what}", "series": self.series, "track": "+".join(self.issues) or self.track}
        return self.cluster or self.issue or own[self.kind]


class QuestionFile(Frozen):
    """Questions of a case. as_of: the day as of which they are answered; none if the command or the first question says it."""

    case: str = ""
    as_of: date | None = None
    questions: tuple[Question, ...] = Field(min_length=1)


@dataclass(frozen=True)
class Questions:
    """What was read of a file: questions, the day that the file names, and where each stands for faults."""

    path: Path
    items: tuple[Question, ...]
    as_of: date | None = None
    places: tuple[Fault, ...] = ()


def read_questions(path: Path | str) -> Questions:
    """Questions from a YAML file, or from a table with one question a row. Raises InputError with all faults."""
    path = Path(path)
    read = _from_yaml(read_document(path), path) if path.suffix.lower() in (".yaml", ".yml") else _from_table(path)
    twice = list(_repeated(read))
    if twice:
        raise InputError.of(twice, path)
    return read


def _from_yaml(document: Document, path: Path) -> Questions:
    found = make_model(document, QuestionFile, path)
    places = tuple(Fault(path.name, "", line=document.line(("questions", n))) for n in range(len(found.questions)))
    return Questions(path, found.questions, found.as_of, places)


def _from_table(path: Path) -> Questions:
    """A table: empty cells are fields that are left out; issues of a track are separated by semicolons."""
    grid = read_grid(path)
    (number, header), *rows = grid.rows
    unknown = [name for name in header if name and name not in Question.model_fields]
    faults = [
        Fault(path.name, f"unknown column '{name}'; {nearest(name, Question.model_fields)}", row=number) for name in unknown
    ]
    items, places = [], []
    for row, cells in rows if not faults else ():
        given: dict[str, object] = {name: cell for name, cell in zip(header, cells, strict=False) if name and cell}
        if "issues" in given:
            given["issues"] = [part.strip() for part in str(given["issues"]).split(";")]
        try:
            items.append(Question.model_validate_json(json.dumps(given)))  # words such as 0.4 or yes are read as what they mean
            places.append(Fault(path.name, "", row=row))
        except ValidationError as error:
            found = validation_faults(path.name, error, Question)
            faults += [replace(fault, row=row, column=fault.field, field="") for fault in found]
    if not faults and not items:
        faults = [Fault(path.name, "no rows; one question at least is needed below the header")]
    if faults:
        raise InputError.of(faults, path)
    return Questions(path, tuple(items), None, tuple(places))


def _repeated(read: Questions) -> Iterator[Fault]:
    seen: set[str] = set()
    for question, place in zip(read.items, read.places, strict=True):
        if question.id in seen:
            yield replace(place, what=f"duplicate id '{question.id}'")
        seen.add(question.id)


def check_questions(read: Questions, case: Case) -> None:
    """Look names up in a case as of the day of the questions. Raises InputError with all faults."""
    faults = [
        replace(place, what=f"{question.id}: {what}")
        for question, place in zip(read.items, read.places, strict=True)
        for what in faults_of(question, case)
    ]
    if faults:
        raise InputError.of(faults, read.path)


def faults_of(question: Question, case: Case) -> Iterator[str]:
    """What a question says that the case does not know: names, rungs, and days that it cannot be asked about."""
    names: dict[str, tuple[Iterable[str], Iterable[str]]] = {
        "issue": ([question.issue] if question.issue else [], case.issue_ids),
        "issues": (question.issues, case.issue_ids),
        "country": ([question.country] if question.country else [], [c.id for c in case.countries if c.state]),
        "actor": ([question.actor] if question.actor else [], [c.id for c in case.countries]),
        "series": ([question.series] if question.series else [], _series_of(case)),
        "track": ([question.track] if question.track else [], _open_tracks(case)),
    }
    for field, (given, known) in names.items():
        for name in given:
            if name not in known:
                yield f"{field}: unknown '{name}' as of {case.as_of}; {nearest(name, known)}"
    yield from _rung_faults(question, case)
    if question.by <= case.as_of:
        yield f"by {question.by} is not after the day of the case, {case.as_of}"
    if (question.by.year - case.as_of.year) * 12 + question.by.month - case.as_of.month > LONGEST:
        yield f"by {question.by} is more than {LONGEST} months after {case.as_of}"
    states = sum(c.state for c in case.countries)
    if question.count is not None and question.count > states:
        yield f"count {question.count}: the case has {states} states"


def _rung_faults(question: Question, case: Case) -> Iterator[str]:
    if question.kind != "rung" or question.issue not in case.issue_ids:
        return
    ladder = case.ladders.get(question.issue)
    if ladder is None:
        yield f"issue '{question.issue}' has no ladder"
    elif question.rung not in [rung.level for rung in ladder.rungs]:
        yield f"rung {question.rung:g} is none of {question.issue}: {', '.join(f'{r.level:g}' for r in ladder.rungs)}"


def _series_of(case: Case) -> Mapping[str, None]:
    return dict.fromkeys(n.series for n in case.record.series) if case.record else {}


def _open_tracks(case: Case) -> list[str]:
    """Tracks that are not decided on the day of the case."""
    return [track.id for track in case.record.tracks if track.outcome == "open"] if case.record else []


def shipped_questions(case: Case) -> dict[date, Path]:
    """Files of questions beside a case, by the day as of which they are answered."""
    return tables_by_day(case.folder / "questions", "as of which they are answered", (".yaml",)) if case.folder else {}
