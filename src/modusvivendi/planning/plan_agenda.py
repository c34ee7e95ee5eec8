"""Planning an agenda from beginning to end: limits, search, choice, explanation and zones, each on futures of its own."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from modusvivendi.case import Case
from modusvivendi.errors import InputError, choose
from modusvivendi.planning.agenda.change import move_issue
from modusvivendi.planning.agenda.limits import Limits
from modusvivendi.planning.agenda.objective import Objective, check_robust
from modusvivendi.planning.agenda.plan import Plan, check_plan, load_plan, plan_of_strategy
from modusvivendi.planning.explain.answer import Answer, Judges, explain_plans
from modusvivendi.planning.judging.evaluate import Basis, Evaluator
from modusvivendi.planning.judging.zones import Zones, find_zones
from modusvivendi.planning.search.search import Effort, search
from modusvivendi.planning.search.space import Choices, Space, make_space
from modusvivendi.planning.search.starts import starting_plans
from modusvivendi.strategy import Strategy, load_strategy

FOLLOWERS = "like-minded"  # who follows a plan unless the user says
JUDGED = 8  # plans found are chosen and judged on this many times the futures they were sought on
SCREENED = 2  # and improved on this many times
# Numbers of the first futures of each kind. They lie so far apart that none is met twice, whatever is asked of the search:
# what a plan was selected for never judges it.
SOUGHT_FROM, JUDGED_FROM, CHOSEN_FROM, IMPROVED_FROM = 0, 100_000, 1_000_000, 2_000_000
Stages = Callable[[float, float, str], None]


@dataclass(frozen=True, eq=False)
class Planned:
    """An answer with its zones of agreement. digest: of all that decided it, for the name of its folder."""

    answer: Answer
    zones: Zones
    digest: str


def judges_of(basis: Basis, futures: int) -> Judges:
    """Evaluators for each step; ``futures`` per theory on which plans are sought."""
    return Judges(
        seek=Evaluator(basis, futures, first=SOUGHT_FROM),
        improve=Evaluator(basis, SCREENED * futures, first=IMPROVED_FROM),
        choose=Evaluator(basis, JUDGED * futures, first=CHOSEN_FROM),
        fresh=fresh_judge(basis, futures),
    )


def fresh_judge(basis: Basis, futures: int) -> Evaluator:
    """An evaluator on futures that no search or choice has met; ``futures`` as those of the search."""
    return Evaluator(basis, JUDGED * futures, first=JUDGED_FROM)


def plan_agenda(
    basis: Basis,
    objectives: Sequence[Objective],
    how: str = "expected",
    *,
    limits: Limits | None = None,
    choices: Choices | None = None,
    effort: Effort | None = None,
    stock: Sequence[Strategy] = (),
    progress: Stages | None = None,
) -> Planned:
    """A handful of plans along the trade-off of the objectives, each explained; and where there is something to agree on.

    how: the rule over theories, see ``objective.robust``. choices: what a search may choose from. stock: strategies that the
    plans are compared with. progress(done, all, stage), first before any work. The same input gives the same bits. Raises InputError.
    """
    check_robust(how)
    effort, limits = effort or Effort(), limits or Limits()
    basis = replace(basis, followers=FOLLOWERS if basis.followers is None else basis.followers)
    space = make_space(basis.case, limits, basis.horizon, FOLLOWERS if basis.followers is None else basis.followers, choices)
    judges = judges_of(basis, effort.futures)
    if progress is not None:
        progress(0, 1, "searching")  # all that was asked for has been checked

    def stage(label: str) -> Callable[[int, int], None] | None:
        return None if progress is None else lambda done, total: progress(done, total, label)

    found = search(
        space,
        judges.seek,
        objectives,
        how,
        effort=effort,
        seed=basis.seed,
        start=starting_plans(space),
        progress=stage("searching"),
    )
    answer = explain_plans(
        space, found, judges, objectives, how, stock=stock, count=effort.shown, progress=stage("improving and explaining")
    )
    zones = find_zones(judges.fresh, judges.improve, stage("zones of agreement"))
    return Planned(answer, zones, _digest(judges.fresh, space, objectives, how, effort, stock))


def _digest(
    fresh: Evaluator, space: Space, objectives: Sequence[Objective], how: str, effort: Effort, stock: Sequence[Strategy]
) -> str:
    content = [
        fresh.study.digest,
        fresh.weights.tolist(),
        space.limits.model_dump(),
        space.choices.model_dump(),
        [vars(o) for o in objectives],
        how,
        space.followers,
        vars(effort),
        [s.model_dump() for s in stock],
    ]
    return hashlib.sha256(json.dumps(content, default=str).encode()).hexdigest()[:12]


def reference_of(name: str, case: Case, months: int, followers: str | None = None) -> Plan | Strategy:
    """What to compare a plan with: a plan file, else a shipped strategy, as a plan where it can be one that those who follow
    can lead.

    Raises InputError.
    """
    if Path(name).suffix in (".yaml", ".yml"):
        return check_plan(load_plan(name), case, followers, months)
    strategy = load_strategy(name)
    try:
        return check_plan(plan_of_strategy(strategy, case), case, followers, months)
    except InputError:  # its posture changes over time, or others than its own followers cannot lead its talks
        return strategy


def moved(plan: Plan, moves: Sequence[str], case: Case) -> Plan:
    """The plan with issues moved one after another, each ISSUE=TRACK with tracks counted from 1, ISSUE=alone or ISSUE=off.

    Raises InputError.
    """
    for text in moves:
        issue, _, to = text.partition("=")
        choose("issue", issue, case.issue_ids)
        if to.isascii() and to.isdigit():
            if not 1 <= int(to) <= len(plan.tracks):
                raise InputError(f"--move {text}: plan '{plan.name}' has tracks 1 to {len(plan.tracks)}")
            plan = move_issue(plan, issue, int(to) - 1)
        elif to in ("alone", "off"):
            plan = move_issue(plan, issue, to)
        else:
            raise InputError(f"--move {text}: write ISSUE=TRACK with the number of a track, ISSUE=alone or ISSUE=off")
    return plan.model_copy(update={"name": f"{plan.name}-moved"}) if moves else plan
