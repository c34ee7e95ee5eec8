"""The lane-uniform side of a run: what is the same for every future of a block."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from modusvivendi.engine.compile import inlined
from modusvivendi.engine.layout import MOST


class Setting(NamedTuple):
    """A case's sizes and tables, shared by all strategies (arrays are C-contiguous).

    roles: (ROLES, issues) float32, weights that make an index out of policies (each row sums to 1 or is zero).
    education: (issues,) float32, 1 where the school year matters. Countries are sorted by bloc: those of bloc b are
    bloc_first[b] to bloc_last[b] - 1. accredited, states: (countries,) float32, 1 if
    it accepts an envoy at the start, and 1 if it is a state at all.
    bloc_size: (blocs,) float32, number of countries in each bloc, at least 1.
    months: horizon. first_month: calendar month (1–12) of the first simulated month.
    """

    issues: Any
    segments: Any
    leader: Any
    blocs: Any
    countries: Any
    groups: Any
    hazards: Any
    leader_death: Any
    mass_attack: Any
    months: Any
    first_month: Any
    roles: np.ndarray
    education: np.ndarray
    bloc_first: np.ndarray
    bloc_last: np.ndarray
    bloc_size: np.ndarray
    accredited: np.ndarray
    states: np.ndarray


class Moves(NamedTuple):
    """A strategy as arrays, for the countries that follow it; a batch has a leading axis of strategies.

    follow: (blocs,) share of each bloc's weight that follows; follows: (countries,) 0 or 1.
    levers, lever_set: (months, blocs, LEVERS) value in [0,1] and whether the strategy sets it (0 or 1).
    demands: (blocs, issues) intensity in [0,1]; demands_set: (blocs,) 0 or 1.
    Tracks, each (tracks,): bloc, start (month), reward, standing, publicity, whole (1 all-or-nothing, 0 pro
    rata), intensity, patience (months), renewals, pause (months), snub, key (which chance stream it uses),
    first and last entry. Entries, each (entries,): issue, step asked in policy units.
    at_once: how many tracks may be open together. tracks: how many there are; the rest is padding.
    """

    follow: np.ndarray
    follows: np.ndarray
    levers: np.ndarray
    lever_set: np.ndarray
    demands: np.ndarray
    demands_set: np.ndarray
    track_bloc: np.ndarray
    track_start: np.ndarray
    track_reward: np.ndarray
    track_standing: np.ndarray
    track_publicity: np.ndarray
    track_whole: np.ndarray
    track_intensity: np.ndarray
    track_patience: np.ndarray
    track_renewals: np.ndarray
    track_pause: np.ndarray
    track_snub: np.ndarray
    track_key: np.ndarray
    track_first: np.ndarray
    track_last: np.ndarray
    entry_issue: np.ndarray
    entry_step: np.ndarray
    at_once: Any
    tracks: Any


@inlined
def members_of(setting, b):  # type: ignore[no-untyped-def]
    """Number of countries in bloc b."""
    return min(setting.bloc_last[b] - setting.bloc_first[b], MOST.countries)


@inlined
def member_of(setting, b, n):  # type: ignore[no-untyped-def]
    """The n-th country of bloc b."""
    return min(setting.bloc_first[b] + n, MOST.last_country)


@inlined
def entries_of(moves, k):  # type: ignore[no-untyped-def]
    """Number of entries of track k."""
    return min(moves.track_last[k] - moves.track_first[k], MOST.entries)


@inlined
def entry_of(moves, k, n):  # type: ignore[no-untyped-def]
    """The n-th entry of track k."""
    return min(moves.track_first[k] + n, MOST.last_entry)


@inlined
def issue_of(moves, e):  # type: ignore[no-untyped-def]
    """Issue of entry e."""
    return min(moves.entry_issue[e], MOST.last_issue)


@inlined
def bloc_of(moves, k):  # type: ignore[no-untyped-def]
    """Bloc that offers track k."""
    return min(moves.track_bloc[k], MOST.last_bloc)


def stack(strategies: list[Moves]) -> Moves:
    """Put strategies of the same case and horizon side by side as one batch, padded to the longest."""

    def padded(arrays: list[np.ndarray]) -> np.ndarray:
        shape = tuple(max(sizes) for sizes in zip(*(a.shape for a in arrays), strict=True))
        out = np.zeros((len(arrays), *shape), arrays[0].dtype)
        for n, a in enumerate(arrays):
            out[(n, *(slice(0, size) for size in a.shape))] = a
        return out

    return Moves(*(padded([np.asarray(s[f]) for s in strategies]) for f in range(len(Moves._fields))))
