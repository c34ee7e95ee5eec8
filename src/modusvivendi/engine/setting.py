"""The lane-uniform side of a run: what is the same for every future of a block."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cache
from typing import Annotated, Any, NamedTuple, get_type_hints

import numpy as np

# Types of fields: what is in the array, or the number itself.
Whole = Annotated[np.ndarray, np.uint64]
Single = Annotated[np.ndarray, np.float32]
Count = Annotated[Any, np.uint64]
Number = Annotated[Any, np.float32]


class Setting(NamedTuple):
    """A case's sizes and tables, shared by all strategies (arrays are C-contiguous).

    issues ... rivals: how many there are. leader: number of the segment of those who decide. months: horizon.
    first_month: calendar month (1–12) of the first simulated month. roles: (ROLES, issues), weights that make an index
    out of policies (each row sums to 1 or is zero). education: (issues,) 1 where the school year matters. school_edges:
    (12,) 1 in the calendar months in which it ends or starts. effects: (EFFECTS, hazards) 1 if the hazard has the
    effect. outbids: (rivals,) 1 if it recruits the ideological; rival_part: (rivals,) its part among rivals of its kind.
    Countries are sorted by bloc: those of bloc b are bloc_first[b] to bloc_last[b] - 1. bloc_size: (blocs,) number of
    countries in each bloc, at least 1. accredited, recognised, states: (countries,) 1 if it accepts an envoy at the start,
    1 if it recognises then, and 1 if it is a state at all.
    """

    issues: Count
    segments: Count
    leader: Count
    blocs: Count
    countries: Count
    groups: Count
    hazards: Count
    rivals: Count
    months: Count
    first_month: Count
    roles: Single
    education: Single
    school_edges: Single
    effects: Single
    outbids: Single
    rival_part: Single
    bloc_first: Whole
    bloc_last: Whole
    bloc_size: Single
    accredited: Single
    recognised: Single
    states: Single


class Moves(NamedTuple):
    """A strategy as arrays, for the countries that follow it; a batch has a leading axis of strategies.

    follow: (blocs,) share of each bloc's weight that follows; follows: (countries,) 0 or 1.
    levers, lever_set: (months, blocs, LEVERS) value in [0,1] and whether the strategy sets it (0 or 1).
    demands: (blocs, issues) intensity in [0,1]; demands_set: (blocs,) 0 or 1.
    track_*: (tracks,) as in ``Terms``, and the first and last entry. entry_*: (entries,) issue, step asked.
    at_once: how many tracks may be open together. tracks: how many there are; the rest is padding.
    """

    follow: Single
    follows: Single
    levers: Single
    lever_set: Single
    demands: Single
    demands_set: Single
    track_bloc: Whole
    track_start: Single
    track_reward: Single
    track_standing: Single
    track_publicity: Single
    track_whole: Single
    track_intensity: Single
    track_patience: Single
    track_renewals: Single
    track_pause: Single
    track_snub: Single
    track_key: Whole
    track_first: Whole
    track_last: Whole
    entry_issue: Whole
    entry_step: Single
    at_once: Number
    tracks: Count


POSTURE = ("follow", "follows", "levers", "lever_set", "demands", "demands_set")  # the fields of Moves that open no tracks


@dataclass(frozen=True)
class Terms:
    """One track: numbers of its issues, how far policy is asked to move on each (policy units), who leads, and on what terms.

    start, patience, pause: months. whole: 1 all-or-nothing, 0 pro rata. key: which chance stream it uses.
    reward, standing, publicity, intensity, snub: in [0,1].
    """

    issues: tuple[int, ...]
    steps: tuple[float, ...]
    bloc: int = 0
    start: float = 0.0
    reward: float = 0.0
    standing: float = 0.0
    publicity: float = 0.0
    whole: float = 0.0
    intensity: float = 0.0
    patience: float = 60.0
    renewals: float = 0.0
    pause: float = 0.0
    snub: float = 0.0
    key: int = 0


@cache
def content_of(kind: type) -> dict[str, tuple[bool, type[np.generic]]]:
    """For every field of Setting or Moves: whether it is an array, and the type of its numbers."""
    hints = get_type_hints(kind, include_extras=True)
    return {name: (hint.__origin__ is np.ndarray, hint.__metadata__[0]) for name, hint in hints.items()}


def moves_of(posture: dict[str, np.ndarray], tracks: Sequence[Terms] = (), at_once: float = 1.0) -> Moves:
    """The arrays of a strategy: ``posture`` gives the fields named in POSTURE, ``tracks`` all others."""
    ends = np.cumsum([len(t.issues) for t in tracks])
    given: dict[str, Any] = {
        **{name: posture[name] for name in POSTURE},
        **{f"track_{f.name}": [getattr(t, f.name) for t in tracks] for f in fields(Terms) if f.name not in ("issues", "steps")},
        "track_first": ends - [len(t.issues) for t in tracks],
        "track_last": ends,
        "entry_issue": [issue for t in tracks for issue in t.issues],
        "entry_step": [step for t in tracks for step in t.steps],
        "at_once": at_once,
        "tracks": len(tracks),
    }
    made: dict[str, Any] = {
        n: np.asarray(given[n]).astype(kind) if array else kind(given[n]) for n, (array, kind) in content_of(Moves).items()
    }
    return Moves(**made)


def stack(strategies: list[Moves]) -> Moves:
    """Put strategies of the same case and horizon side by side as one batch, padded to the longest."""

    def padded(arrays: list[np.ndarray]) -> np.ndarray:
        """The arrays along a new first axis, each filled up with zeros to the largest size."""
        shape = tuple(max(sizes) for sizes in zip(*(a.shape for a in arrays), strict=True))
        out = np.zeros((len(arrays), *shape), arrays[0].dtype)
        for n, a in enumerate(arrays):
            place: tuple[int | slice, ...] = (n, *(slice(0, size) for size in a.shape))
            out[place] = a
        return out

    return Moves(*(padded([np.asarray(s[f]) for s in strategies]) for f in range(len(Moves._fields))))
