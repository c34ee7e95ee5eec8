"""Dates on a page: all that lies ahead counts from the day on which the case is read, and an old case says that it is old."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from modusvivendi.case.dated import first_month, today
from modusvivendi.findings import words
from modusvivendi.record.dates import add_months

if TYPE_CHECKING:
    from modusvivendi.case import Case

OLD = 6  # months after which a case says how old it is
CLOSED = 24  # months after which it is read as of its own day, unless a day is given; judgement, range 12 to 36
YEAR = 12
DAYS = 365.25  # of a year


def read_on(case: Case) -> date:
    """The day on which the case is read: as given, else the present one; of a case of long ago, its own."""
    return case.read_on or (case.as_of if closed(case.as_of) else today())


def closed(known: date) -> bool:
    """Whether what is known ended so long ago that a page is read as of that day."""
    return age(known, today()) >= CLOSED


def month_of(case: Case, month: int) -> date:
    """The first day of a simulated month, 0 the first: from the day the case is read, never before what is known ends."""
    return add_months(first_month(max(case.as_of, read_on(case))), month)


def quarter(case: Case, month: int) -> str:
    """The calendar quarter of a simulated month, such as 2026 Q3."""
    return words.quarter(month_of(case, month))


def year_to(case: Case, months: int) -> str:
    """The year over which levels are told, the last before the horizon: the year to May 2031."""
    return f"the year to {words.month(month_of(case, months - 1))}"


def age(known: date, read: date) -> int:
    """Whole months from the day up to which a case is known to the day on which it is read."""
    return YEAR * (read.year - known.year) + read.month - known.month - (read.day < known.day)


def nearest_months(known: date, read: date) -> int:
    """The same to the nearest month, as a reader would say it."""
    return round((read - known).days * YEAR / DAYS)


def old(known: date, read: date | None = None) -> str:
    """That a case is old, and how old, if it is older than half a year; "" of a newer one.

    read: the day from which a reader counts; without one, the present day, or that of a case of long ago.
    """
    if read is None and closed(known):
        return (
            f"As of {words.day(known)}; nothing later is in it, though {words.counted(nearest_months(known, today()), 'month')} have passed. What is said "
            "of the years ahead is said as on that day: it could have been advice then, it is none for today."
        )
    read = read or today()
    months = age(known, read)
    if months < OLD:
        return ""
    return (
        f"This case is {words.counted(nearest_months(known, read), 'month')} old: what is known ends on {words.day(known)}, and nothing that happened "
        f"since is in it. Read on {words.day(read)}."
    )


def notice(case: Case) -> str:
    """What a page says at its top of an old case, and from when its dates ahead count; "" of a newer one."""
    said = old(case.as_of, case.read_on)
    if not said:
        return ""
    end = "." if read_on(case) == case.as_of else ", as if nothing had changed."
    return f"{said} Dates ahead count from {words.month(month_of(case, 0))}{end}"
