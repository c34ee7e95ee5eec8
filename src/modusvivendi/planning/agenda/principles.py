"""Principles that a plan keeps unless its user sets them aside: what is never a bargaining chip."""

from __future__ import annotations

from modusvivendi.case import Case
from modusvivendi.case.humanitarian import humanitarian_issues
from modusvivendi.planning.agenda.plan import Plan, PlanTrack

PRINCIPLES = {
    "humanitarian": "relief, vaccination and access are never a bargaining chip: they are negotiated with one another only",
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
    for track in plan.tracks:
        groups = parted(track.issues, case)
        if len(groups) > 1:
            relief, other = groups
            return [f"principle 'humanitarian': {PRINCIPLES['humanitarian']}; '{relief[0]}' is tied to '{other[0]}'"]
    return []


def in_keeping(plan: Plan, case: Case) -> Plan:
    """The plan with humanitarian issues taken out of deals on other matters, into talks of their own on the same terms.

    Each part keeps its share of the rewards by number of issues.
    """
    tracks = [_part(track, group) for track in plan.tracks for group in parted(track.issues, case)]
    return plan.model_copy(update={"name": f"{plan.name}-in-keeping", "tracks": tuple(tracks)})


def _part(track: PlanTrack, issues: tuple[str, ...]) -> PlanTrack:
    share = len(issues) / len(track.issues)
    steps = {i: s for i, s in track.steps.items() if i in issues}
    return track.model_copy(
        update={"issues": issues, "steps": steps, "reward": track.reward * share, "standing": track.standing * share}
    )
