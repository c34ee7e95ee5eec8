"""A plan as an agenda: what is kept up, opened, looked at again and withdrawn, quarter by quarter, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from modusvivendi.case import Case
from modusvivendi.planning.agenda.limits import last_month
from modusvivendi.planning.agenda.plan import Plan, PlanTrack
from modusvivendi.planning.explain.words import ask, counted, how_public, leaders, listed, named, on_offer, quarter, rule_of


@dataclass(frozen=True)
class Entry:
    """One thing to do. month: after the start. track: its number from 0, None for what goes on beside all talks."""

    month: int
    quarter: str
    kind: Literal["keep", "open", "review", "close"]
    track: int | None
    text: str


def agenda(plan: Plan, case: Case, months: int, followers: str | None = None) -> list[Entry]:
    """All entries of the first ``months`` months in order.

    Months are those at which an offer would open and run out; a track whose turn has not come (more than ``at_once`` under
    negotiation) waits, and later entries of it shift.
    """
    found = [Entry(0, quarter(case, 0), "keep", None, beside(plan, case))]
    for n, track in enumerate(plan.tracks):
        found.append(Entry(track.start, quarter(case, track.start), "open", n, opening(track, plan, case, followers)))
        for round_ in range(track.renewals + 1):
            ends = last_month(track.start, track.patience, round_, track.pause)
            if ends >= months:
                break
            last = round_ == track.renewals
            text = f"If {named(track.issues, case)} is not agreed: " + (
                "withdraw the offer." if last else f"pause {counted(track.pause, 'month')}, then put the offer again."
            )
            found.append(Entry(ends, quarter(case, ends), "close" if last else "review", n, text))
    return sorted(found, key=lambda e: (e.month, ("keep", "open", "review", "close").index(e.kind), e.track or 0))


def opening(track: PlanTrack, plan: Plan, case: Case, followers: str | None = None) -> str:
    """The line that opens a track."""
    titles = listed([case.issue(i).title for i in track.issues])
    return (
        f"Open talks on {titles} ({rule_of(track)}), {how_public(track.publicity)}, led by "
        f"{leaders(track, plan, case, followers)}. Ask for {ask(track)}; on offer: {on_offer(track)}. The offer stands for "
        f"{counted(track.patience, 'month')}."
    )


def beside(plan: Plan, case: Case) -> str:
    """What goes on beside the talks: public demands, how many tracks at once, how rewards are bound."""
    room = f"Hold at most {counted(plan.at_once, 'set')} of talks at once; those whose turn has not come wait."
    bound = (
        ""
        if plan.follow_through is None
        else (
            f" Bind rewards beforehand (escrow, licences already signed), so that {100 * plan.follow_through:.0f} of 100 that are earned are delivered."
        )
    )
    if not plan.demands or plan.demand_intensity == 0:
        return f"Nothing is asked for in public beside the talks. {room}{bound}"
    titles = listed([case.issue(i).title for i in plan.demands])
    tone = "mildly" if plan.demand_intensity <= 0.3 else "firmly" if plan.demand_intensity <= 0.6 else "loudly"
    return f"Keep asking in public, {tone}, for {titles}. {room}{bound}"
