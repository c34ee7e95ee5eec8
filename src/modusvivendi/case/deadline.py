"""A day by which outsiders decide something about an authority: a mandate that ends, sanctions that run out, a report that is due."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from pydantic import Field

from modusvivendi.case.quantity import Model, Several, Source, Text
from modusvivendi.record.dates import add_months


class Deadline(Model):
    """What is decided by when.

    what: who decides and what, in words (the Council, whether to prolong its sanctions). by: the day. every: months after which it comes again, 0 if it comes once. who: countries and coalitions that decide,
    everybody if there are none.
    """

    what: Text
    by: date
    every: int = Field(default=0, ge=0, le=120)
    who: Several[str] = ()
    source: Source

    def next(self, day: date) -> date | None:
        """Its first day on or after ``day``; None if it has passed for good."""
        found, later = self.by, 0
        while found < day and self.every:
            later += self.every
            month = add_months(self.by.replace(day=1), later)
            found = month.replace(day=min(self.by.day, monthrange(month.year, month.month)[1]))
        return found if found >= day else None
