"""Strategies: how outsiders act, as data over the engine's levers and tracks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modusvivendi.on_demand import on_demand
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

if TYPE_CHECKING:
    from modusvivendi.strategy.compile import compile_strategy as compile_strategy
    from modusvivendi.strategy.compile import nobody as nobody
    from modusvivendi.strategy.suitable import LeftOut as LeftOut
    from modusvivendi.strategy.suitable import strategies_for as strategies_for

HOME = {  # loaded when used: they lay out arrays
    **dict.fromkeys(("compile_strategy", "nobody"), "compile"),
    **dict.fromkeys(("LeftOut", "strategies_for"), "suitable"),
}
__getattr__, __dir__ = on_demand(__name__, HOME)
__all__ = [
    "LeftOut", "Levers", "Phase", "Select", "Strategy", "Terms", "Track", "TrackRule", "compile_strategy", "load_strategies",
    "load_strategy", "nobody", "shipped_strategies", "strategies_for",
]  # fmt: skip
