"""Strategies: how outsiders act, as data over the engine's levers and tracks."""

from modusvivendi.strategy.compile import compile_strategy, nobody
from modusvivendi.strategy.strategy import (
    Levers,
    Phase,
    Select,
    Strategy,
    Terms,
    Track,
    TrackRule,
    load_strategies,
    load_strategy,
    shipped_strategies,
)
from modusvivendi.strategy.suitable import LeftOut, strategies_for

__all__ = [
    "LeftOut", "Levers", "Phase", "Select", "Strategy", "Terms", "Track", "TrackRule", "compile_strategy", "load_strategies",
    "load_strategy", "nobody", "shipped_strategies", "strategies_for",
]  # fmt: skip
