"""Words for numbers, lists, counts and dates."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modusvivendi.findings import words


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (0.0095, 2, "0.0095"),
        (12.345, 3, "12.3"),
        (1234.5, 3, "1,234"),
        (-0.5, 2, "−0.50"),
        (0.0, 3, "0"),
        (float("nan"), 3, "none"),
    ],
)
def test_numbers_keep_their_significant_digits(value: float, digits: int, text: str) -> None:
    assert words.number(value, digits) == text


@given(st.floats(min_value=1e-9, max_value=1e9), st.integers(1, 6))
def test_a_number_in_words_is_the_number(value: float, digits: int) -> None:
    said = float(words.number(value, digits).replace(",", ""))
    assert said == pytest.approx(value, rel=0.51 * 10 ** (1 - digits), abs=1e-12) or (value < 1e-9)


def test_a_chance_is_never_told_as_certain_unless_it_is() -> None:
    assert words.in_hundred(0.0) == "0 in 100"
    assert words.in_hundred(0.001) == "fewer than 1 in 100"
    assert words.in_hundred(0.34) == "34 in 100"
    assert words.in_hundred(0.999) == "more than 99 in 100"
    assert words.in_hundred(1.0) == "100 in 100"


def test_lists_and_counts() -> None:
    assert words.listed([]) == ""
    assert words.listed(["a"]) == "a"
    assert words.listed(["a", "b", "c"]) == "a, b and c"
    assert words.listed(["a", "b"], "or") == "a or b"
    assert words.counted(1, "theory", "theories") == "1 theory"
    assert words.counted(1200, "draw") == "1,200 draws"


def test_dates() -> None:
    assert words.day(date(2024, 5, 29)) == "29 May 2024"
    assert words.month(date(2026, 3, 1)) == "March 2026"
    assert [words.quarter(date(2024, m, 1)) for m in (1, 3, 4, 12)] == ["2024 Q1", "2024 Q1", "2024 Q2", "2024 Q4"]


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (0.345, "percent", "34%"),
        (0.345, "percent1", "34.5%"),
        (0.2, "in_hundred", "20 in 100"),
        (0.71, "signed2", "+0.71"),
        (-0.71, "signed2", "−0.71"),
        (2.0, "fixed1", "2.0"),
        (1234, "count", "1,234"),
        ("status_and_cohesion", "", "status_and_cohesion"),
        (True, "", "yes"),
        (None, "3", "none"),
        (0.12345, "2", "0.12"),
        (0.12345, "", "0.123"),
    ],
)
def test_forms_of_a_fact(value: float | str | bool | None, form: str, text: str) -> None:
    assert words.shown(value, form) == text


def test_an_unknown_form_is_an_error() -> None:
    with pytest.raises(ValueError, match="form 'roman'"):
        words.shown(1.0, "roman")
