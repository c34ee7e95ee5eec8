"""Who leads talks and who follows up, told by the names of those who follow, never by the title of a bloc."""

from __future__ import annotations

from modusvivendi.findings.brief.basis import Basis
from modusvivendi.findings.brief.words import asker, followers, following, heaviest
from modusvivendi.planning.agenda.plan import PlanTrack

MOST, FIRST = 3, 1  # names in a cell, of owners; the others are counted


def leaders(basis: Basis, bloc: str, most: int = MOST) -> str:
    """Those who follow the option worked out and belong to a bloc, so that they lead its talks; those who weigh most first."""
    return heaviest(basis.case, members(basis, bloc), most) or "nobody who follows"


def members(basis: Basis, bloc: str) -> set[str]:
    """Ids of a bloc's members that follow the option worked out."""
    return {c.id for c in basis.case.countries if c.bloc == bloc} & following(basis, basis.option)


def owner(basis: Basis, issue: str) -> str:
    """Who follows up on an issue: a reader in company; else of those who lead talks on it, else of all who follow, the one that weighs most."""
    if basis.alone is not None:  # who reads it and has won the others over
        return asker(basis)
    plan = basis.agenda
    track = next((t for t in plan.tracks if issue in t.issues), None) if plan is not None else None
    if track is not None:
        return first_of(basis, members(basis, track.bloc)) or leaders(basis, track.bloc, FIRST)
    return first_of(basis, following(basis, basis.option)) or followers(basis)


def first_of(basis: Basis, ids: set[str]) -> str:
    """The one who weighs most: an owner is one; "" of none."""
    found = sorted((c for c in basis.case.countries if c.id in ids), key=lambda c: -c.material.centre)
    return heaviest(basis.case, [found[0].id]) if found else ""


def on_the_table(basis: Basis) -> frozenset[str]:
    """Issues that the option worked out negotiates or asks for; none of an option without talks."""
    plan = basis.agenda
    if plan is None:
        return frozenset()
    return frozenset({*plan.issues, *(plan.demands if plan.demand_intensity > 0 else ())})


def led_by(basis: Basis, tracks: list[PlanTrack]) -> dict[str, list[PlanTrack]]:
    """Talks by the bloc that leads them, in order."""
    found: dict[str, list[PlanTrack]] = {}
    for track in tracks:
        found.setdefault(track.bloc, []).append(track)
    return found
