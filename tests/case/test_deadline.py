"""When something is decided next."""

from __future__ import annotations

from datetime import date

import pytest
from pydantic import ValidationError

from modusvivendi.case import load_case
from modusvivendi.case.deadline import Deadline

YEARLY = Deadline(what="a mandate ends", by=date(2024, 10, 31), every=12, source="UN 2024")


@pytest.mark.parametrize(
    ("day", "next_day"),
    [
        (date(2024, 10, 31), date(2024, 10, 31)),
        (date(2024, 11, 1), date(2025, 10, 31)),
        (date(2030, 1, 1), date(2030, 10, 31)),
    ],
)
def test_what_comes_again_is_told_for_its_next_day(day: date, next_day: date) -> None:
    assert YEARLY.next(day) == next_day


def test_the_last_day_of_a_month_stays_one_where_months_are_shorter() -> None:
    assert YEARLY.model_copy(update={"every": 1}).next(date(2025, 2, 1)) == date(2025, 2, 28)


def test_what_comes_once_is_over_when_it_has_passed() -> None:
    assert YEARLY.model_copy(update={"every": 0}).next(date(2024, 11, 1)) is None


def test_who_decides_is_a_country_or_coalition_of_the_case() -> None:
    case = load_case("afghanistan")
    content = {name: getattr(case, name) for name in type(case).model_fields}
    content["deadlines"] = (YEARLY.model_copy(update={"who": ("atlantis",)}),)
    with pytest.raises(ValidationError, match="deadlines, who"):
        type(case)(**content)


def test_no_number_follows_from_what_a_brief_is_told() -> None:
    case = load_case("afghanistan")
    assert case.deadlines and case.risks
    assert case.digest() == case.model_copy(update={"deadlines": (), "risks": ()}).digest()
