"""Dates ahead count from the day of reading, and an old case says so."""

from __future__ import annotations

from datetime import date

import pytest

from modusvivendi.case import load_case
from modusvivendi.errors import InputError
from modusvivendi.findings.calendar import age, month_of, notice, quarter, year_to


def test_dates_ahead_count_from_the_day_of_reading() -> None:
    case = load_case("afghanistan", read_on="2026-11-27")
    assert month_of(case, 0) == date(2026, 12, 1) and quarter(case, 1) == "2027 Q1"
    assert year_to(case, 60) == "the year to November 2031"


def test_on_its_own_day_a_case_counts_from_its_start() -> None:
    case = load_case("afghanistan", read_on="2026-03-31")
    assert f"{month_of(case, 0):%Y-%m}" == case.start and notice(case) == ""


@pytest.mark.parametrize(("read", "months"), [("2026-09-29", 5), ("2026-09-30", 5), ("2026-10-01", 6), ("2027-03-31", 12)])
def test_age_in_whole_months(read: str, months: int) -> None:
    assert age(date(2026, 3, 31), date.fromisoformat(read)) == months


def test_a_case_older_than_half_a_year_says_so() -> None:
    assert notice(load_case("afghanistan", read_on="2026-09-15")) == ""
    said = notice(load_case("afghanistan", read_on="2026-11-27"))
    assert said.startswith("This case is 8 months old: what is known ends on 31 March 2026") and "December 2026" in said


def test_a_case_of_long_ago_is_read_as_of_its_own_day() -> None:
    """Steps of a plan are then dated after that day, and the top of the page says that they are none for today."""
    case = load_case("gaza")
    assert month_of(case, 0) == date(2023, 10, 1) and quarter(case, 3) == "2024 Q1"
    said = notice(case)
    assert said.startswith("As of 6 October 2023; nothing later is in it") and said.endswith(
        "Dates ahead count from October 2023."
    )
    assert month_of(load_case("gaza", read_on="2026-11-27"), 0) == date(2026, 12, 1)


def test_the_day_does_not_change_what_the_case_is() -> None:
    assert load_case("afghanistan", read_on="2026-11-27").digest() == load_case("afghanistan").digest()


@pytest.mark.parametrize(("day", "message"), [("soon", "not a date"), ("2025-01-01", "which is later")])
def test_an_impossible_day_is_refused(day: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        load_case("afghanistan", read_on=day)
