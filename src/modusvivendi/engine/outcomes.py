"""What a future is judged by: the outcomes that stages declare, in the order of the layout."""

from __future__ import annotations

from modusvivendi.engine.declare import Outcome
from modusvivendi.engine.layout import CHANNELS, OUTCOME_NAMES
from modusvivendi.engine.stages import accounts, acts, audiences, deals, outsiders, population

_DECLARED = {o.name: o for stage in (accounts, acts, audiences, deals, outsiders, population) for o in stage.OUTCOMES}
OUTCOMES: tuple[Outcome, ...] = tuple(_DECLARED[name] for name in OUTCOME_NAMES)

__all__ = ["CHANNELS", "OUTCOMES", "OUTCOME_NAMES", "Outcome"]
