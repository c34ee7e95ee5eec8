"""Signposts with dates: observable acts by a day, their chance under each theory, and what to do if they come and if not.

A signpost is a dated question. It is worth watching if theories give it different chances: then its answer shifts their weights, and
perhaps the strategy that is best.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from modusvivendi.case import Case
from modusvivendi.case.dated import first_month
from modusvivendi.errors import InputError, choose
from modusvivendi.evidence.signposts.signposts import information
from modusvivendi.forecasting.advice import Advice, advise, outcomes_by_theory, outcomes_of
from modusvivendi.forecasting.answer import DRIFT, Asking
from modusvivendi.forecasting.courses import run_courses
from modusvivendi.forecasting.event import happens, months_needed, on_rung
from modusvivendi.forecasting.question import LONGEST, Question
from modusvivendi.record import add_months
from modusvivendi.strategy.compile import compile_strategy
from modusvivendi.study import Result
from modusvivendi.study.summary import share_weights

WINDOWS = (6, 12)  # months ahead
WATCHED = 3  # magnitude from which an act is plain to outside observers; judgement, range 2–4
CHANCE_LEVEL = 0.02  # differences between theories smaller than this are not told from luck with a thousand futures
MOST = 12
VIA = " via "  # between who reported and who printed it again


@dataclass(frozen=True, eq=False)
class Signpost:
    """A question to watch. chances: by theory; chance: of the mixture; worth: expected drop of doubt (nats), for ranking and scholars;
    weights_if_yes, weights_if_no: of theories then; sources: publishers that reported such things before; now, if_yes, if_no:
    advice with the weights of today and of then."""

    question: Question
    chances: dict[str, float]
    chance: float
    worth: float
    weights_if_yes: dict[str, float]
    weights_if_no: dict[str, float]
    sources: tuple[str, ...]
    if_yes: Advice
    if_no: Advice


@dataclass(frozen=True, eq=False)
class Watch:
    """Signposts, the most telling first. case, strategy: on which they stand; weights: today's; now: today's advice."""

    case: Case
    strategy: str
    weights: dict[str, float]
    now: Advice
    signposts: tuple[Signpost, ...]


def watch(case: Case, asking: Asking, since: date | None = None, *, against: int = 0, known: Result | None = None) -> Watch:
    """The signposts of a case under a strategy (``asking.shown``, by default drift), within six and twelve months.

    since: the day from which windows count, by default that of the case. What differs between theories by less than two in
    a hundred is left out. Of one thing watched over two windows the more telling is kept. against: how many steps away from what
    is asked, or falls on a ladder, are kept at least, the most telling first. known: a result of the same theories and strategies, from
    which advice is taken instead of from a run of its own. Raises InputError if the case is known as of too early a day.
    """
    named = {s.name: s for s in asking.strategies}
    strategy = named[choose("strategy", asking.shown, named)] if asking.shown else named.get(DRIFT, asking.strategies[0])
    if since is not None and since > add_months(first_month(case.as_of), LONGEST):
        raise InputError(f"signs from {since}: the case is known as of {case.as_of}, more than {LONGEST} months earlier")
    candidates = [q for months in WINDOWS for q in possible(case, months, since)]
    study = asking.study(case, months_needed(tuple(candidates), case.as_of))
    weights = share_weights(asking.weights, [t.name for t in asking.theories])
    share = np.array(list(weights.values()))
    moves = compile_strategy(strategy, case, study.months, asking.followers)
    found = np.zeros((len(candidates), len(share), asking.futures))
    for t, theory in enumerate(asking.theories):
        kept = run_courses(study, theory, [moves])
        for n, question in enumerate(candidates):
            found[n, t] = happens(question, case, kept, 0)
    outcomes = outcomes_by_theory(case, asking) if known is None else outcomes_of(known)
    now = advise(outcomes, share)
    made = []
    for question, hits in zip(candidates, found, strict=True):
        chances = (hits.sum(1) + 0.5) / (hits.shape[1] + 1)
        if np.ptp(chances) < CHANCE_LEVEL:
            continue
        yes, no = share * chances, share * (1 - chances)
        yes, no = yes / yes.sum(), no / no.sum()
        names = list(weights)
        made.append(
            Signpost(
                question=question,
                chances=dict(zip(names, chances.tolist(), strict=True)),
                chance=float(share @ chances),
                worth=information(hits, share),
                weights_if_yes=dict(zip(names, yes.tolist(), strict=True)),
                weights_if_no=dict(zip(names, no.tolist(), strict=True)),
                sources=publishers(case, question),
                if_yes=advise(outcomes, yes),
                if_no=advise(outcomes, no),
            )
        )
    return Watch(case, strategy.name, weights, now, tuple(_kept(made, against)))


def _kept(made: Sequence[Signpost], against: int) -> list[Signpost]:
    """The most telling ones, one for each thing that can happen; at least so many ``against``, as far as there are."""
    seen: set[tuple[str, ...]] = set()
    found = []
    for one in sorted(made, key=lambda s: -s.worth):
        q = one.question
        thing = (q.kind, q.issue, q.direction, q.side, q.what)
        if thing not in seen:
            found.append(one)
        seen.add(thing)
    most = found[:MOST]
    missing = max(0, against - sum(goes_away(s.question) for s in most))
    return most + [s for s in found[MOST:] if goes_away(s.question)][:missing]


def goes_away(question: Question) -> bool:
    """Whether what is watched for leads away from what is asked."""
    return question.direction == "away" or (question.kind == "rung" and question.side == "at_most")


def possible(case: Case, months: int, since: date | None = None) -> list[Question]:
    """What can be watched for within so many months: acts on every issue, the next rungs, envoys and recognition."""
    start = max(first_month(case.as_of), first_month(since) if since else first_month(case.as_of))
    opens, by = start, add_months(start, months) - timedelta(days=1)
    found = [
        Question(
            id=f"{issue.id}_{way}_{months}"[:60],
            text=f"{issue.title}: a step {way}, medium or large",
            kind="act",
            issue=issue.id,
            direction=way,
            magnitude=WATCHED,
            opens=opens,
            by=by,
        )
        for issue in case.issues
        for way in ("toward", "away")
    ]
    for issue in case.issues:
        ladder = case.ladders.get(issue.id)
        stands = int(on_rung(ladder, issue.start.centre)) if ladder else 0
        for step, side, word, verb in ((1, "at_least", "up", "a rise to"), (-1, "at_most", "down", "a fall to")):
            if ladder and 0 <= stands + step < len(ladder.rungs):
                rung = ladder.rungs[stands + step]
                found.append(
                    Question(
                        id=f"{issue.id}_{word}_{months}"[:60],
                        text=f"{issue.title}: {verb} “{rung.name.rstrip('.')}”",
                        kind="rung",
                        issue=issue.id,
                        rung=rung.level,
                        side=side,  # type: ignore[arg-type]
                        when="held",
                        opens=opens,
                        by=by,
                    )
                )
    return [*found, *_of_states(case, months, opens, by)]


def _of_states(case: Case, months: int, opens: date, by: date) -> list[Question]:
    accept = sum(c.accredited for c in case.countries if c.state)
    moves = case.record.moves if case.record else ()
    states = {c.id for c in case.countries if c.state}
    recognise = len({m.actor for m in moves if m.instrument == "formal_recognition" and m.actor in states})
    wanted = (("accredit", accept, "accept an envoy"), ("recognise", recognise, "recognise formally"))
    return [
        Question(
            id=f"{what}_{months}",
            text=f"{count + 1} states of the case or more {words} (today {count})",
            kind="states",
            what=what,  # type: ignore[arg-type]
            count=count + 1,
            opens=opens,
            by=by,
        )
        for what, count, words in wanted
        if count < len(states)
    ]


def publishers(case: Case, question: Question, most: int = 2) -> tuple[str, ...]:
    """Who reported such things at least twice in the record, whoever printed it again, filled up with those who reported most of anything."""
    record = case.record
    if record is None:
        return ()
    origins = [*(a.origin for a in record.acts), *(m.origin for m in record.moves)]
    every = Counter(origin.publisher for origin in origins if origin.publisher)
    if question.kind == "states":
        own = Counter(m.origin.publisher for m in record.moves if m.direction == "recognition" and m.origin.publisher)
    else:
        own = Counter(a.origin.publisher for a in record.acts if a.issue == question.issue and a.origin.publisher)
    named = [name for name, count in own.most_common() if count > 1]
    found = [name.split(VIA)[0] for name in (*named, *(name for name, _ in every.most_common()))]
    return tuple(dict.fromkeys(found))[:most]
