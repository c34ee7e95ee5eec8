"""Dates and periods as precisely as they are known."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

FIRST_YEAR, LAST_YEAR = 1900, 2100
LONGEST_PERIOD = 20  # years that one number of a series may cover
LONGEST_RECORD = 60  # years between the first and the last row: months are worked through one by one


@dataclass(frozen=True)
class When:
    """A date as precisely as it is known: its first day, and day, month, quarter or year."""

    first: date
    precision: str

    @property
    def last(self) -> date:
        """The last day it may mean."""
        months = {"day": 0, "month": 1, "quarter": 3, "year": 12}[self.precision]
        return add_months(self.first, months) - timedelta(days=1) if months else self.first


def add_months(day: date, months: int) -> date:
    """The same day of the month, ``months`` later; only for first days of a month or days up to 28."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, day.day)


@lru_cache(maxsize=4096)  # a record names the same days again and again
def parse_date(text: str) -> When:
    """Read YYYY, YYYY-MM or YYYY-MM-DD of 1900 to 2100; ValueError if it is none of these or no such day."""
    if not re.fullmatch(r"[0-9]{4}(-[0-9]{2}){0,2}", text):
        raise ValueError(f"'{text}' is not a date (YYYY-MM-DD, YYYY-MM or YYYY){changed(text)}")
    parts = [int(part) for part in text.split("-")]
    if not FIRST_YEAR <= parts[0] <= LAST_YEAR:
        raise ValueError(f"'{text}' is not a date of the years {FIRST_YEAR} to {LAST_YEAR}")
    try:
        first = date(*[*parts, 1, 1][:3])
    except ValueError:
        raise ValueError(f"'{text}' is not a day of the calendar") from None
    return When(first, ("year", "month", "day")[len(parts) - 1])


def parse_day(text: str) -> date:
    """Read YYYY-MM-DD of 1900 to 2100; ValueError if it is no such day."""
    when = parse_date(text)
    if when.precision != "day":
        raise ValueError(f"'{text}' is not a day (YYYY-MM-DD)")
    return when.first


def changed(text: str) -> str:
    """A hint for dates that a spreadsheet seems to have rewritten."""
    if re.fullmatch(r"[0-9]{1,4}[/.][0-9]{1,2}([/.][0-9]{2,4})?|[A-Za-z]{3}-[0-9]{2}|[0-9]{1,2}-[A-Za-z]{3}(-[0-9]{2,4})?", text):
        return ": rewritten by a spreadsheet? format the column as text, or give the .xlsx"
    return ""


def parse_period(text: str) -> tuple[date, date]:
    """First and last day of YYYY, YYYY-MM, YYYY-Qn, YYYY-Hn, FYYYYY (taken as the year), YYYY-YYYY or A/B.

    ValueError if it is none of these, ends before it starts or covers more than 20 years.
    """
    ends = re.fullmatch(r"([0-9]{4})-([0-9]{4})", text)
    if ends or "/" in text:
        first, _, last = text.partition("-" if ends else "/")
        start, end = parse_period(first)[0], parse_period(last)[1]
        if end < start:
            raise ValueError(f"'{text}' ends before it starts")
        if end.year - start.year >= LONGEST_PERIOD:
            raise ValueError(f"'{text}' covers {end.year - start.year + 1} years; at most {LONGEST_PERIOD} allowed")
        return start, end
    part = re.fullmatch(r"([0-9]{4})-([QH])([1-4])", text)
    if part:
        length = 3 if part[2] == "Q" else 6
        if int(part[3]) * length > 12:
            raise ValueError(f"'{text}' is not a period: a year has two halves")
        start = add_months(parse_date(part[1]).first, length * (int(part[3]) - 1))
        return start, add_months(start, length) - timedelta(days=1)
    when = parse_date(text.removeprefix("FY"))
    return when.first, when.last
