"""Plans to begin a search with: the shipped agendas, one package, every issue alone, and no talks."""

from __future__ import annotations

from modusvivendi.errors import InputError
from modusvivendi.planning.agenda.forms import no_talks, one_package
from modusvivendi.planning.agenda.plan import Plan, plan_of_strategy
from modusvivendi.planning.search.space import Space
from modusvivendi.strategy import strategies_for


def starting_plans(space: Space) -> list[Plan]:
    """Known agendas, with and without rewards and public demands; the search brings each within its own limits and choices."""
    found: list[Plan] = []
    for strategy in strategies_for(space.case)[0]:
        if not strategy.rules and not strategy.tracks:
            continue
        try:
            plan = plan_of_strategy(strategy, space.case)
        except InputError:
            continue  # its posture changes over time
        found += [plan, one_package(plan, True), one_package(plan, False), _unpaid(plan)]
    return [*found, *(_silent(plan) for plan in found), no_talks(found[0])] if found else []


def _silent(plan: Plan) -> Plan:
    return plan.model_copy(update={"demands": (), "demand_intensity": 0.0})


def _unpaid(plan: Plan) -> Plan:
    tracks = tuple(t.model_copy(update={"reward": 0.0, "standing": 0.0}) for t in plan.tracks)
    return plan.model_copy(update={"tracks": tracks})
