"""Strategies: how outsiders act, as data over the engine's levers and tracks."""

from modusvivendi.strategy.compile import compile_strategy, nobody
from modusvivendi.strategy.strategy import (
    Levers,
    Phase,
    Select,
    Strategy,
    Track,
    TrackRule,
    load_strategies,
    load_strategy,
    shipped_strategies,
)  # fmt: skip

__all__ = [
    "Levers", "Phase", "Select", "Strategy", "Track", "TrackRule", "compile_strategy", "load_strategies",
    "load_strategy", "nobody", "shipped_strategies",
]  # fmt: skip
