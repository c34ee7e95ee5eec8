"""What a future is judged by: the outcomes that stages declare, in the order of the layout."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from modusvivendi.engine import stages
from modusvivendi.engine.declare import Outcome
from modusvivendi.engine.layout import CHANNELS, OUTCOME_NAMES

_STAGES = [import_module(f"{stages.__name__}.{module.name}") for module in iter_modules(stages.__path__)]
_DECLARED: dict[str, Outcome] = {outcome.name: outcome for stage in _STAGES for outcome in getattr(stage, "OUTCOMES", ())}
OUTCOMES: tuple[Outcome, ...] = tuple(_DECLARED[name] for name in OUTCOME_NAMES)

__all__ = ["CHANNELS", "OUTCOMES", "OUTCOME_NAMES", "Outcome"]
