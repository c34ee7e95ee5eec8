"""Forecasts that are sealed before the outcome is known, so that skill is public: written, checked, scored later."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.metadata import version
from pathlib import Path

import numpy as np

import modusvivendi
from modusvivendi.case import Case
from modusvivendi.errors import InputError
from modusvivendi.forecasting.answer import Forecasts
from modusvivendi.forecasting.question import Question
from modusvivendi.forecasting.resolve import Resolution, resolve
from modusvivendi.forecasting.scores import Difference, brier, by_group, over
from modusvivendi.living.chain import Entry, Json, append, read_chain

SEALED = "forecasts"


@cache
def code_version() -> str:
    """The version of the package and the start of a hash over its source, so that a forecast names the code that made it."""
    root = Path(modusvivendi.__file__).parent
    total = hashlib.sha256()
    for path in sorted(p for p in root.rglob("*") if p.suffix in (".py", ".yaml", ".csv")):
        total.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return f"{version('modus-vivendi')}+{total.hexdigest()[:16]}"


@dataclass(frozen=True)
class Sealed:
    """One question as it was sealed. chance: None where the model has none; by_theory: chances by name."""

    question: Question
    chance: float | None
    by_theory: dict[str, float]
    base: float | None
    last_year: float | None


def seal(path: Path, found: Forecasts, *, by: str, at: datetime | None = None) -> Entry:
    """Write the open questions of a set of forecasts to a journal. Raises InputError if none is open, or the journal is broken.

    The seal holds every chance, the questions in full, the digest of the case and the version of the code.
    """
    held = [a for a in found.answers if a.resolution.answer is None]
    if not held:
        raise InputError("no question is open: only what is not decided yet can be sealed")
    if not by.strip():
        raise InputError("--by NAME: say who seals")
    questions: list[Json] = []
    for a in held:
        theories = dict(zip(found.weights, a.by_theory[0].tolist(), strict=True)) if a.by_theory is not None else {}
        questions.append(
            {
                "question": a.question.model_dump(mode="json", exclude_unset=True),
                "chance": found.chance(a),
                "by_theory": theories,
                "base": a.base.chance,
                "last_year": a.last_year.chance,
            }
        )
    content: dict[str, Json] = {
        "case": found.case.name,
        "as_of": found.case.as_of.isoformat(),
        "digest": found.case.digest(),
        "code": code_version(),
        "strategy": found.strategies[0],
        "weights": dict(found.weights),
        "futures": found.futures,
        "by": by,
        "questions": questions,
    }
    return append(path, [(SEALED, content)], at)[0]


def sealed_in(entry: Entry) -> tuple[Sealed, ...]:
    """The questions of an entry. Raises InputError if they cannot be read by this version."""
    try:
        return tuple(
            Sealed(Question.model_validate(q["question"]), q["chance"], q["by_theory"], q["base"], q["last_year"])  # type: ignore[index,call-overload,arg-type]
            for q in entry.content["questions"]  # type: ignore[union-attr]
        )
    except (KeyError, TypeError, ValueError) as error:
        raise InputError(f"entry {entry.number} of the journal cannot be read by this version ({error})") from None


def read_journal(path: Path) -> tuple[Entry, ...]:
    """Entries with forecasts. Raises InputError where the seal is broken."""
    return tuple(entry for entry in read_chain(path) if entry.kind == SEALED)


@dataclass(frozen=True)
class Settled:
    """A sealed question that is decided now."""

    entry: Entry
    sealed: Sealed
    resolution: Resolution


@dataclass(frozen=True)
class JournalScore:
    """How sealed forecasts came out. settled: decided questions, once for each seal; open: those that are not; early: of the settled, how
    many have a period that is not over, and do not count yet. brier: mean squared miss of the mixture on the others; gain: over the base rate, by group;
    None where there are none."""

    settled: tuple[Settled, ...]
    open: int
    early: int
    brier: float | None
    gain: Difference | None


def score_journal(entries: Sequence[Entry], known: Case) -> JournalScore:
    """Score sealed questions by what the case knows now; those sealed after they were decided do not count."""
    settled, still = [], 0
    for entry in entries:
        if entry.content.get("case") != known.name:
            continue
        for one in sealed_in(entry):
            found = resolve(one.question, known)
            late = found.on is not None and found.on.isoformat() <= str(entry.content["as_of"])
            if found.answer is None:
                still += 1
            elif not late:
                settled.append(Settled(entry, one, found))
    due = [s for s in settled if over(s.sealed.question, known.as_of)]
    early = len(settled) - len(due)
    told = [s for s in due if s.sealed.chance is not None and s.sealed.base is not None]
    if not told:
        return JournalScore(tuple(settled), still, early, None, None)
    answer = np.array([float(bool(s.resolution.answer)) for s in told])
    own = brier(np.array([s.sealed.chance for s in told], float), answer)
    base = brier(np.array([s.sealed.base for s in told], float), answer)
    return JournalScore(
        tuple(settled), still, early, float(own.mean()), by_group(base - own, [s.sealed.question.group for s in told])
    )
