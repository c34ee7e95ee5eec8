"""Taking out of a plan what does nothing for it, so that every line of an agenda is there for a reason."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

import numpy as np

from modusvivendi.planning.agenda.change import move_issue
from modusvivendi.planning.agenda.objective import Objective
from modusvivendi.planning.agenda.plan import Plan
from modusvivendi.planning.judging.evaluate import Evaluator
from modusvivendi.planning.search.space import Space

TRIVIAL = 0.02  # a loss of less than this share of the front's width does not count


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
        if simpler.key == plan.key or space.limits.broken(simpler, space.case):
            continue
        if (evaluator.run([simpler]).scores(objectives, how)[0] >= least).all():
            plan = simpler
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
