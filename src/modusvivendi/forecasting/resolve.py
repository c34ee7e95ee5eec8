"""What a later record says of a question: yes, no, or not yet, with the rows it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from modusvivendi.case import Case
from modusvivendi.case.base_rates import policy_on
from modusvivendi.forecasting.base_rate import MET, comparable
from modusvivendi.forecasting.event import on_rung, rung_number
from modusvivendi.forecasting.question import Question
from modusvivendi.record import Act, Move, Origin, When


@dataclass(frozen=True)
class Resolution:
    """How a question came out. answer: None while it is open, or where the record cannot say. on: the day from which it is
    known. because: what it rests on, in words; rows: ids in the record; sources: where they come from."""

    answer: bool | None
    on: date | None = None
    because: str = ""
    rows: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


OPEN = Resolution(None, because="not decided yet")


def resolve(question: Question, now: Case) -> Resolution:
    """What the newest case says of a question, by coder A's codes; ``answer`` in its file comes first.

    What happens within the period settles it at once; that it does not, only when the case is known to its end. A row dated by
    the month or quarter counts if all of it lies inside.
    """
    if question.answer is not None:
        return Resolution(question.answer, question.by, "given with the question", sources=(question.source,))
    ways = {"act": _act, "rung": _rung, "states": _states, "series": _series, "track": _track}
    found = ways[question.kind](question, now)
    if found.answer is None and not found.because and now.as_of >= question.by:
        return Resolution(False, question.by, "the record holds none up to the last day")
    return found if found.answer is not None or found.because else OPEN


def _inside(when: When, question: Question) -> bool:
    return question.opens <= when.first and when.last <= question.by


def _yes(rows: Sequence[Act | Move]) -> Resolution:
    """The earliest row settles it."""
    first = min(rows, key=lambda row: row.date.last)
    return Resolution(True, first.date.last, first.what, tuple(r.id for r in rows), tuple(cited(r.origin) for r in rows))


def cited(origin: Origin) -> str:
    """A source in words: publisher, day and title."""
    day = f", {origin.date.first}" if origin.date else ""
    return f"{origin.publisher}{day}: {origin.title}" if origin.publisher else origin.title


def _act(question: Question, now: Case) -> Resolution:
    rows = [
        a
        for a in (now.record.acts if now.record else ())
        if a.issue == question.issue
        and a.net_effect == question.direction
        and a.magnitude >= question.magnitude
        and _inside(a.date, question)
    ]
    return _yes(rows) if rows else Resolution(None)


def _rung(question: Question, now: Case) -> Resolution:
    """The level that held on the last day, to the month: that of the ladder, else of the case. Between known days nothing is said."""
    ladder, issue = now.ladders.get(question.issue), {i.id: i for i in now.issues}.get(question.issue)
    if ladder is None or issue is None or now.as_of < question.by:
        return OPEN
    known = {day: level for day, level in ladder.held.items() if (day.year, day.month) == (question.by.year, question.by.month)}
    level = known[max(known)] if known else policy_on(question.by, issue.levels)
    stands = int(on_rung(ladder, np.array(level)))
    assert question.rung is not None
    asked = rung_number(ladder, question.rung)
    answer = stands >= asked if question.side == "at_least" else stands <= asked
    if question.when == "reached" and not answer:
        return Resolution(None, because="the record does not say where policy stood in between")
    return Resolution(
        answer, question.by, f"the ladder stands at: {ladder.rungs[stands].facts}", (), ("ladders.yaml, level on the last day",)
    )


def _states(question: Question, now: Case) -> Resolution:
    """Moves by which a state accepts an envoy or recognises, and the states that did so before, as the case says."""
    instrument = "ambassador_credentials" if question.what == "accredit" else "formal_recognition"
    moves = now.record.moves if now.record else ()
    rows = [m for m in moves if m.instrument == instrument and m.direction == "recognition" and m.date.last <= question.by]
    states = {c.id for c in now.countries if c.state}
    did = {m.actor: m for m in sorted(rows, key=lambda m: m.date.last, reverse=True) if m.actor in states}
    accepts = {c.id for c in now.countries if c.state and c.accredited} if question.what == "accredit" else set()
    if question.what == "accredit" and now.as_of >= question.by:
        did = {name: move for name, move in did.items() if name in accepts}  # an envoy without the rank of ambassador is none
    names = (accepts if now.as_of >= question.by else set()) | set(did)
    if question.country:
        if question.country not in names:
            return Resolution(None)
        move = did.get(question.country)
        return (
            _yes([move])
            if move
            else Resolution(True, question.by, "as the case says", (), (now.country(question.country).source,))
        )
    assert question.count is not None
    if len(names) >= question.count:
        return Resolution(
            True, question.by, f"{len(names)} states of the case: {', '.join(sorted(names))}", tuple(m.id for m in did.values())
        )
    what = f"{len(names)} states of the case: {', '.join(sorted(names)) or 'none'}"
    return Resolution(False, question.by, what) if now.as_of >= question.by else OPEN


def _series(question: Question, now: Case) -> Resolution:
    """The newest value whose period ends inside."""
    assert question.line is not None
    numbers = [
        n for n in (now.record.series if now.record else ()) if comparable(question, n) and question.opens <= n.end <= question.by
    ]
    if now.as_of < question.by:
        return OPEN
    if not numbers:
        return Resolution(None, because="the record has no value of the series for the period")
    number = max(numbers, key=lambda n: n.end)
    answer = (number.value > question.line) == (question.side == "above")
    return Resolution(answer, number.end, f"{number.value:g} {number.unit} ({number.period})", (), (cited(number.origin),))


def _track(question: Question, now: Case) -> Resolution:
    """A track of the record by its id; of one's own terms, the first decided one by the same actor on the same issues."""
    tracks = now.record.tracks if now.record else ()
    alike = [
        t
        for t in tracks
        if (t.id == question.track if question.track else t.actor == question.actor and set(t.issues) == set(question.issues))
        and t.end is not None
        and t.end.last >= question.opens
        and t.end.last <= question.by
    ]
    good = (*MET, *(("partly",) if question.partly else ()))
    met = [t for t in alike if t.outcome in good]
    for track in met or (alike if question.track else ()):
        last = track.end.last if track.end else question.by
        return Resolution(track in met, last, f"{track.ask}: {track.outcome.replace('_', ' ')}", track.evidence)
    return Resolution(None)
