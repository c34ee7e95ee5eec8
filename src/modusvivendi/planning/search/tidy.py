"""Taking out of a plan what does nothing for it, so that every line of an agenda is there for a reason."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

import numpy as np

from modusvivendi.case import Case
from modusvivendi.planning.agenda.change import move_issue
from modusvivendi.planning.agenda.objective import Objective
from modusvivendi.planning.agenda.plan import Plan
from modusvivendi.planning.judging.evaluate import Evaluator
from modusvivendi.planning.search.space import Space

TRIVIAL = 0.02  # a loss of less than this share of the front's width does not count
IDLE = 0.1  # rungs: talks that are expected to move policy on their issues by less than this in all are dropped
FIVE_RUNGS = 0.25  # distance between rungs of an issue without a ladder


def tidy(plan: Plan, space: Space, evaluator: Evaluator, objectives: Sequence[Objective], how: str, width: np.ndarray) -> Plan:
    """The plan without whatever can go and leaves no objective noticeably worse than the plan as it came.

    Noticeably: robust by ``how``, by more than TRIVIAL of the front's ``width`` (objectives,) on the futures of
    ``evaluator``, which must be many: a loss that few futures do not show is a loss all the same. Issues, public demands,
    status, money, publicity and bound rewards are tried in this order, each on what the earlier ones have left. What
    breaks a limit stays.
    """
    least = evaluator.run([plan]).scores(objectives, how)[0] - TRIVIAL * np.maximum(width, 0.0) - 1e-9
    for less in _simplifications(plan, space):
        simpler = less(plan)
        if simpler.key == plan.key or not space.allows(simpler):
            continue
        if (evaluator.run([simpler]).scores(objectives, how)[0] >= least).all():
            plan = simpler
    return plan


def rung(case: Case, issue: str) -> float:
    """Mean distance between the rungs of an issue's ladder, in policy; that of five even rungs where it has none."""
    ladder = case.ladders.get(issue)
    return 1 / (len(ladder.rungs) - 1) if ladder else FIVE_RUNGS


def expected_rungs(plan: Plan, space: Space, evaluator: Evaluator) -> np.ndarray:
    """By how many rungs each of the talks is expected to move policy, summed over its issues, against leaving it out, (tracks,)."""
    without = [plan.model_copy(update={"tracks": plan.tracks[:k] + plan.tracks[k + 1 :]}) for k in range(len(plan.tracks))]
    run = evaluator.run([plan, *without])
    return np.array(
        [
            sum((run.mean(f"policy_{i}")[0] - run.mean(f"policy_{i}")[k + 1]) / rung(space.case, i) for i in track.issues)
            for k, track in enumerate(plan.tracks)
        ]
    )


def without_idle_talks(plan: Plan, space: Space, evaluator: Evaluator) -> Plan:
    """The plan without talks that are expected to move policy by less than IDLE rungs, the idlest first, each on what is left.

    An ask costs attention and credit, and a line on an agenda has to be argued for. What a limit needs stays.
    """
    while plan.tracks:
        moved = expected_rungs(plan, space, evaluator)
        idle = [int(k) for k in np.argsort(moved, kind="stable") if moved[k] < IDLE]
        fewer = [plan.model_copy(update={"tracks": plan.tracks[:k] + plan.tracks[k + 1 :]}) for k in idle]
        allowed = [p for p in fewer if space.allows(p)]
        if not allowed:
            return plan
        plan = allowed[0]
    return plan


def _simplifications(plan: Plan, space: Space) -> Iterator[Callable[[Plan], Plan]]:
    """What may be taken out of the plan, one thing each; what is gone already stays gone."""
    yield from (partial(move_issue, issue=issue, to="off") for issue in plan.issues)
    yield from (partial(_not_asking, issue=issue) for issue in plan.demands)
    for field, plain in (("standing", 0.0), ("reward", 0.0), ("publicity", min(space.choices.publicity))):
        yield from (partial(_with_term, issue=issue, field=field, value=plain) for issue in plan.issues)
    yield lambda p: p.model_copy(update={"follow_through": None})


def _not_asking(plan: Plan, issue: str) -> Plan:
    return plan.model_copy(update={"demands": tuple(d for d in plan.demands if d != issue)})


def _with_term(plan: Plan, issue: str, field: str, value: float) -> Plan:
    """The plan with one term of the track that begins with an issue changed."""
    tracks = tuple(t.model_copy(update={field: value}) if t.issues[0] == issue else t for t in plan.tracks)
    return plan.model_copy(update={"tracks": tracks})
