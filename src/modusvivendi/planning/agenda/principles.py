"""Principles that a plan keeps unless its user sets them aside: what is never a bargaining chip."""

from __future__ import annotations

from modusvivendi.case import Case
from modusvivendi.case.humanitarian import humanitarian_issues
from modusvivendi.planning.agenda.plan import Plan, PlanTrack

PRINCIPLES = {
    "humanitarian": "relief, vaccination and access are never a bargaining chip: they are negotiated with one another only, with nothing in return",
}


def parted(issues: tuple[str, ...], case: Case) -> list[tuple[str, ...]]:
    """The issues in one group, or in two where some are humanitarian and some are not."""
    apart = humanitarian_issues(case)
    groups = (tuple(i for i in issues if i in apart), tuple(i for i in issues if i not in apart))
    return [group for group in groups if group]


def broken_principles(plan: Plan, case: Case, principles: tuple[str, ...]) -> list[str]:
    """What the plan breaks, one phrase a principle, with the issues at fault."""
    if "humanitarian" not in principles:
        return []
    groups = [parted(track.issues, case) for track in plan.tracks]
    tied = [f"'{group[0][0]}' is tied to '{group[1][0]}'" for group in groups if len(group) > 1]
    paid = [f"something is offered for '{issue}'" for issue in paid_relief(plan, case)]
    return [f"principle 'humanitarian': {PRINCIPLES['humanitarian']}; {(tied + paid)[0]}"] if tied or paid else []


def paid_relief(plan: Plan, case: Case) -> list[str]:
    """Humanitarian issues for which money or status is offered, track by track."""
    apart = humanitarian_issues(case)
    return [i for t in plan.tracks if t.reward + t.standing > 0 for i in t.issues if i in apart]


def in_keeping(plan: Plan, case: Case) -> Plan:
    """The plan with humanitarian issues taken out of deals on other matters, into talks of their own, and with nothing offered for them.

    All other terms stay; what was offered for a deal stays with what is left of it.
    """
    apart = humanitarian_issues(case)
    tracks = [_part(track, group, unpaid=group[0] in apart) for track in plan.tracks for group in parted(track.issues, case)]
    return plan.model_copy(update={"name": f"{plan.name}-in-keeping", "tracks": tuple(tracks)})


def _part(track: PlanTrack, issues: tuple[str, ...], *, unpaid: bool) -> PlanTrack:
    steps = {i: s for i, s in track.steps.items() if i in issues}
    offer = {"reward": 0.0, "standing": 0.0} if unpaid else {}
    return track.model_copy(update={"issues": issues, "steps": steps, **offer})
