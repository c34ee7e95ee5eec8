"""A plan as an agenda: what is kept up, opened, looked at again and withdrawn, month by month."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from modusvivendi.planning.agenda.plan import Plan


@dataclass(frozen=True)
class Offer:
    """One round of an offer. track: its number from 0. round: 0 the first, 1 the first renewal, ... opens, ends: months after
    the start; the offer stands from the one up to but without the other."""

    track: int
    round: int
    opens: int
    ends: int


@dataclass(frozen=True)
class Entry:
    """One thing to do. month: after the start. track: its number from 0, None for what goes on beside all talks.

    kind: keep, what goes on beside the talks; open, an offer is put; wait, a track for which no place is free before the
    horizon unless others are agreed (month is then the first at which it might open); review, an offer has run out and is put
    again after a pause; close, it has run out for good.
    """

    month: int
    kind: Literal["keep", "open", "wait", "review", "close"]
    track: int | None


def schedule(plan: Plan, months: int) -> list[Offer]:
    """Which offer stands when within ``months`` if none is taken: never more than ``at_once``, others wait for their turn.

    As in the engine, a free place goes to the first track in the plan's order that has waited long enough. If an offer is
    taken before it runs out, its place is free earlier and those that wait may open sooner.
    """
    ready = [t.start for t in plan.tracks]
    rounds, ends = [0] * len(plan.tracks), [0] * len(plan.tracks)
    found: list[Offer] = []
    for month in range(months):
        standing = sum(end > month for end in ends)
        for k, track in enumerate(plan.tracks):
            if rounds[k] > track.renewals or ready[k] > month or standing >= plan.at_once:
                continue
            ends[k] = month + track.patience
            found.append(Offer(k, rounds[k], month, ends[k]))
            rounds[k], ready[k] = rounds[k] + 1, ends[k] + track.pause
            standing += 1
    return found


def agenda(plan: Plan, months: int) -> list[Entry]:
    """All entries of the first ``months`` months in order, on the course on which no offer is taken (see ``schedule``)."""
    offers = schedule(plan, months)
    found = [Entry(0, "keep", None)]
    for k, track in enumerate(plan.tracks):
        own = [o for o in offers if o.track == k]
        found.append(Entry(own[0].opens, "open", k) if own else Entry(track.start, "wait", k))
        for offer in (o for o in own if o.ends < months):
            found.append(Entry(offer.ends, "close" if offer.round == track.renewals else "review", k))
    order = ("keep", "open", "wait", "review", "close")
    return sorted(found, key=lambda e: (e.month, order.index(e.kind), e.track or 0))
