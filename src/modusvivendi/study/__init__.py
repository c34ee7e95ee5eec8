"""Studies: a case, theories, strategies, sampled uncertainty and chance, run in blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modusvivendi.on_demand import on_demand

if TYPE_CHECKING:
    from modusvivendi.study.result import Result as Result
    from modusvivendi.study.run import run_study as run_study
    from modusvivendi.study.study import Study as Study
    from modusvivendi.study.summary import Summary as Summary
    from modusvivendi.study.summary import summarise as summarise

HOME = {
    "Result": "result",
    "run_study": "run",
    "Study": "study",
    **dict.fromkeys(("Summary", "summarise"), "summary"),
}
__all__ = sorted(HOME)
__getattr__, __dir__ = on_demand(__name__, HOME)
