"""Studies: a case, theories, strategies, sampled uncertainty and chance, run in blocks."""

from modusvivendi.study.result import Result
from modusvivendi.study.run import run_study
from modusvivendi.study.study import Study
from modusvivendi.study.summary import Summary, summarise

__all__ = ["Result", "Study", "Summary", "run_study", "summarise"]
