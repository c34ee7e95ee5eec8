"""Numbers in tables: read where they can mean one thing only."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modusvivendi.errors import Fault
from modusvivendi.record.numbers import parse_number
from modusvivendi.record.table import Row

finite = st.floats(allow_nan=False, allow_infinity=False, width=64)


@settings(derandomize=True, max_examples=200, deadline=None)
@given(finite)
def test_a_number_comes_back_with_a_point_or_a_comma(value: float) -> None:
    text = repr(value)
    assert parse_number(text) == value
    comma = text.replace(".", ",")
    try:
        assert parse_number(comma) == value
    except ValueError as error:
        assert "may mean" in str(error) and len(comma.partition(",")[2]) == 3


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("4", 4),
        ("4.0", 4),
        ("4,0", 4),
        ("0,125", 0.125),
        ("0,6", 0.6),
        (",5", 0.5),
        ("-1,5", -1.5),
        ("\u22123", -3),
        ("1e-1", 0.1),
        ("12,3456", 12.3456),
    ],
)
def test_what_can_mean_one_thing_only_is_read(text: str, value: float) -> None:
    assert parse_number(text) == value


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1,247", "may mean 1.247 or 1247"),
        ("1.247,5", "has thousands separators"),
        ("1,247,500", "has thousands separators"),
        ("1 000", "has thousands separators"),
        ("1'000'000", "has thousands separators"),
        ("50%", "write a percentage as a share"),
        ("inf", "is not a finite number"),
        ("nan", "is not a finite number"),
        ("1e999", "is not a finite number"),
        ("USD 5m", "is not a finite number"),
        ("1_000", "is not a finite number"),
        ("\uff14", "is not a finite number"),
    ],
)
def test_what_can_mean_two_things_is_refused(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        parse_number(text)


@settings(derandomize=True, max_examples=60, deadline=None)
@given(st.integers(-3, 9), st.sampled_from(["", ".0", ",0", ".5", ",25"]))
def test_whole_numbers_may_be_written_with_a_fraction_of_nothing(value: int, fraction: str) -> None:
    faults: list[Fault] = []
    found = Row("t.csv", 2, {"n": f"{value}{fraction}"}, faults).whole("n", 1, 5)
    fits = 1 <= value <= 5 and fraction in ("", ".0", ",0")
    assert (found == value and not faults) if fits else (len(faults) == 1 and "is not in 1..5" in faults[0].what)
