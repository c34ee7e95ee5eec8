"""One check for every kind of file: a case, a theory, a strategy, a plan, a record or one table of it."""

from modusvivendi.check.check import Report, check

__all__ = ["Report", "check"]
