"""Turning a strategy into the arrays the engine runs on."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from modusvivendi.case import Case
from modusvivendi.engine.layout import LEVER_NAMES, LEVERS
from modusvivendi.engine.setting import Moves, Terms, moves_of
from modusvivendi.strategy.followers import leader_called
from modusvivendi.strategy.named import named
from modusvivendi.strategy.strategy import Strategy, Track

F = np.float32


def compile_strategy(
    strategy: Strategy, case: Case, months: int, followers: str | None = None, tracks: list[Track] | None = None
) -> Moves:
    """Arrays of a strategy on a case over ``months`` months; raise InputError for unknown names or sizes (``named``).

    ``tracks`` replaces the tracks that the strategy's rules give (used by the planner).
    """
    found = named(strategy, case, followers, tracks)
    levers = np.zeros((months, len(case.blocs), LEVERS), F)
    lever_set = np.zeros_like(levers)
    for phase, blocs in found.phases:
        for number, lever in enumerate(LEVER_NAMES):
            value = getattr(phase.levers, lever)
            if value is not None:
                levers[phase.start :, list(blocs), number] = value
                lever_set[phase.start :, list(blocs), number] = 1
    follow = np.array(found.shares, F)
    demands = np.zeros((len(case.blocs), len(case.issues)), F)
    if strategy.demands is not None:
        demands[:, list(found.demands)] = strategy.demands.intensity
    posture = {
        "follow": follow,
        "follows": np.array([c.id in found.follows for c in sorted_countries(case)], F),
        "levers": levers,
        "lever_set": lever_set,
        "demands": demands,
        "demands_set": np.full(len(case.blocs), strategy.demands is not None, F),
    }
    return moves_of(posture, _terms_of(found.tracks, case, follow), strategy.at_once)


def nobody(case: Case, months: int) -> Moves:
    """The strategy that no one follows: today's mix goes on."""
    empty = Strategy(name="nobody", title="Nobody", summary="Today's mix goes on", sources=("definition",))
    return compile_strategy(empty, case, months)


def sorted_countries(case: Case) -> list:  # type: ignore[type-arg]
    """Countries in the engine's order: by bloc, then as the case lists them."""
    order = [b.id for b in case.blocs]
    return sorted(case.countries, key=lambda c: order.index(c.bloc))


def _terms_of(tracks: Sequence[Track], case: Case, follow: np.ndarray) -> list[Terms]:
    """Tracks by the numbers of their issues and blocs."""
    ids: list[str] = [i.id for i in case.issues]
    blocs: list[str] = [b.id for b in case.blocs]
    return [
        Terms(
            issues=tuple(ids.index(issue) for issue in t.issues),
            steps=tuple(t.steps.get(issue, t.step) for issue in t.issues),
            bloc=blocs.index(leader_called(t.bloc, case, follow)),
            start=t.start,
            reward=t.reward,
            standing=t.standing,
            publicity=t.publicity,
            whole=t.all_or_nothing,
            intensity=t.intensity,
            patience=t.patience,
            renewals=t.renewals,
            pause=t.pause,
            snub=t.snub,
            key=key,
        )
        for t, key in zip(tracks, _chance_keys(tracks, ids), strict=True)
    ]


def _chance_keys(tracks: Sequence[Track], ids: list[str]) -> list[int]:
    """Which chance stream each track uses: that of its first issue, so that the same talks meet the same luck
    under every strategy; a second track on the same issue gets a stream of its own."""
    keys, used = [], set()
    for track in tracks:
        key = min(ids.index(issue) for issue in track.issues)
        while key in used:
            key += len(ids)
        used.add(key)
        keys.append(key)
    return keys
