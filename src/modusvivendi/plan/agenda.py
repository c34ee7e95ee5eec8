"""A plan in words, quarter by quarter."""

from __future__ import annotations

from modusvivendi.case import Case
from modusvivendi.plan.change import named
from modusvivendi.plan.limits import last_month
from modusvivendi.plan.plan import Plan, PlanTrack


def quarter(case: Case, month: int) -> str:
    """The calendar quarter of a month after the case's start, such as 2024 Q3."""
    year, first = int(case.start[:4]), int(case.start[5:])
    at = first - 1 + month
    return f"{year + at // 12} Q{at % 12 // 3 + 1}"


def how_public(publicity: float) -> str:
    """How talks are held, in a word."""
    return "quietly" if publicity <= 0.3 else "half in public" if publicity <= 0.6 else "in public"


def on_offer(track: PlanTrack) -> str:
    """What is offered in return, in words."""
    parts = [f"{kind} {value:.2g}" for kind, value in (("money", track.reward), ("standing", track.standing)) if value > 0]
    return " and ".join(parts) if parts else "nothing in return"


def rule_of(track: PlanTrack) -> str:
    """How the track is decided."""
    if len(track.issues) == 1:
        return "on its own"
    return "all or nothing" if track.all_or_nothing else "each issue by itself at one table"


def opening(track: PlanTrack, case: Case) -> str:
    """The line that opens a track."""
    steps = sorted({track.steps.get(i, track.step) for i in track.issues})
    ask = f"{steps[0]:g}" if len(steps) == 1 else f"{steps[0]:g} to {steps[-1]:g}"
    titles = ", ".join(case.issue(i).title for i in track.issues)
    return (
        f"Open talks on {titles} ({rule_of(track)}), {how_public(track.publicity)}, led by {case.bloc(track.bloc).title}: "
        f"ask for a step of {ask} on each, on offer {on_offer(track)}, for {track.patience} months."
    )


def agenda(plan: Plan, case: Case, months: int) -> list[tuple[str, list[str]]]:
    """Quarters with something to do, in order, each with its lines.

    A track opens in its quarter only if fewer than ``at_once`` are then under negotiation; else it waits its turn.
    """
    events: dict[int, list[str]] = {0: [_frame(plan, case)]}
    for track in plan.tracks:
        events.setdefault(track.start, []).append(opening(track, case))
        for n in range(track.renewals + 1):
            ends = last_month(track.start, track.patience, n, track.pause)
            if ends >= months:
                break
            again = f"pause {track.pause} months, then offer it again" if n < track.renewals else "withdraw the offer"
            events.setdefault(ends, []).append(f"If {named(track.issues, case)} is not agreed: {again}.")
    quarters: dict[str, list[str]] = {}
    for month in sorted(events):
        quarters.setdefault(quarter(case, month), []).extend(events[month])
    return list(quarters.items())


def _frame(plan: Plan, case: Case) -> str:
    room = f"At most {plan.at_once} track{'s' if plan.at_once > 1 else ''} under negotiation at once."
    if not plan.demands or plan.demand_intensity == 0:
        return f"Nothing is asked for in public beside the talks. {room}"
    titles = ", ".join(case.issue(i).title for i in plan.demands)
    return f"Keep asking in public for {titles} (intensity {plan.demand_intensity:g} of 1). {room}"
