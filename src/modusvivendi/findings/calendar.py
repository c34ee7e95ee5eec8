"""Dates on a page: all that lies ahead counts from the day on which the case is read, and an old case says that it is old."""

from __future__ import annotations

from datetime import date

from modusvivendi.case import Case
from modusvivendi.case.dated import first_month, today
from modusvivendi.findings import words
from modusvivendi.record import add_months

OLD = 6  # months after which a case says how old it is
YEAR = 12


def read_on(case: Case) -> date:
    """The day on which the case is read: as given, or the present one."""
    return case.read_on or today()


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


def old(known: date, read: date) -> str:
    """That a case is old, and how old, if it is older than half a year; "" of a newer one."""
    months = age(known, read)
    if months < OLD:
        return ""
    return (
        f"This case is {words.counted(months, 'month')} old: what is known ends on {words.day(known)}, and nothing that happened "
        f"since is in it. Read on {words.day(read)}."
    )


def notice(case: Case) -> str:
    """What a page says at its top of an old case, and from when its dates ahead count; "" of a newer one."""
    said = old(case.as_of, read_on(case))
    return said and f"{said} Dates ahead count from {words.month(month_of(case, 0))}, as if nothing had changed."
