"""Who follows a strategy and who leads its talks, in any case: by coalition, by country, by bloc or kind of bloc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modusvivendi.case import Case
from modusvivendi.case.words import KINDS
from modusvivendi.errors import InputError, choose, nearest
from modusvivendi.strategy.strategy import Strategy

if TYPE_CHECKING:
    import numpy as np

WEIGHTS = ("material", "contact", "standing")  # in which countries count
SHOWN = 80  # letters of an unknown name that are repeated
LIKE_MINDED, LEADING = "like-minded", "leading"
NOT_LIKE_MINDED = ("regional", "patron", "neighbours")  # kinds of bloc whose states are not taken for like-minded


def followers_of(strategy: Strategy, case: Case, followers: str | None = None) -> set[str]:
    """Ids of the countries that follow: a coalition of the case, or comma-separated countries.

    ``like-minded`` is known in every case: its coalition of that name, else its coalition ``leading``, else all states
    outside blocs of the kinds regional, patron and neighbours, and where there are no others, all states.
    Raises InputError for unknown countries, and for one named twice.
    """
    if strategy.nobody_follows:
        return set()
    name = strategy.followers if followers is None else followers
    if name == LIKE_MINDED and name not in case.coalitions:
        return like_minded(case)
    if name in case.coalitions:
        return set(case.coalitions[name])
    parts = [part.strip() for part in name.split(",")]
    known = [*case.coalitions, *(c.id for c in case.countries)]
    unknown = next((part for part in parts if part not in known), None)
    if unknown is not None:
        hint = nearest(unknown[:SHOWN], known)
        raise InputError(f"unknown coalition or country '{unknown[:SHOWN]}': this case has {', '.join(known)}; {hint}")
    twice = sorted({part for part in parts if parts.count(part) > 1})
    if twice:
        raise InputError(f"followers '{name}': '{twice[0]}' is named twice")
    found = [case.coalitions.get(part, (part,)) for part in parts]
    return {country for countries in found for country in countries}


def like_minded(case: Case) -> set[str]:
    """Who acts together in a case that names no like-minded coalition."""
    if LEADING in case.coalitions:
        return set(case.coalitions[LEADING])
    kind: dict[str, str] = {b.id: b.kind for b in case.blocs}
    states = {c.id for c in case.countries if c.state}
    return {c.id for c in case.countries if c.id in states and kind[c.bloc] not in NOT_LIKE_MINDED} or states


def blocs_called(name: str, case: Case) -> list[str]:
    """Blocs of a case by id or by kind, none if the case has none of this kind; InputError for an unknown word."""
    ids: list[str] = [b.id for b in case.blocs]
    if name in ids:
        return [name]
    choose("bloc or kind of bloc", name, [*ids, *KINDS])
    return [b.id for b in case.blocs if b.kind == name]


def leader_called(name: str, case: Case, follow: np.ndarray) -> str:
    """The bloc that leads talks: by id, else the one of that kind with most followers, else the one with most of all.

    follow: share of each bloc that follows. Without a name, and in a case without blocs of the kind, talks are led by
    whoever carries most weight among the followers, in money, contact and standing together.
    """
    able = blocs_called(name, case) if name else []
    if len(able) == 1:
        return able[0]
    whole = {kind: sum(getattr(c, kind).centre for c in case.countries) or 1.0 for kind in WEIGHTS}

    def weight(bloc: str) -> float:
        mine = [c for c in case.countries if c.bloc == bloc]
        return float(sum(getattr(c, kind).centre / whole[kind] for c in mine for kind in WEIGHTS))

    share: dict[str, float] = {b.id: float(part) for b, part in zip(case.blocs, follow, strict=True)}
    return max(able or list(share), key=lambda b: share[b] * weight(b))
