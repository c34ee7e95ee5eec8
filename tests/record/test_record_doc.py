"""The guide to the tables names every column and the words that decide."""

from __future__ import annotations

from pathlib import Path

import pytest

from modusvivendi.record import ACT_COLUMNS, MOVE_COLUMNS, OPTIONAL_TRACK_COLUMNS, SERIES_COLUMNS, TRACK_COLUMNS
from modusvivendi.record.codes import ACT_CODES, TRACK_CODES, TRACK_NUMBERS
from modusvivendi.record.dates import FIRST_YEAR, LAST_YEAR, LONGEST_PERIOD, LONGEST_RECORD
from modusvivendi.record.words import EFFECTS, FAILED_BY, KINDS, OUTCOMES

TEXT = (Path(__file__).parents[2] / "docs" / "record.md").read_text(encoding="utf-8")
COLUMNS = {
    *ACT_COLUMNS,
    *MOVE_COLUMNS,
    *TRACK_COLUMNS,
    *OPTIONAL_TRACK_COLUMNS,
    *SERIES_COLUMNS,
    *ACT_CODES,
    *TRACK_CODES,
    *TRACK_NUMBERS,
}


@pytest.mark.parametrize("column", sorted(COLUMNS))
def test_every_column_is_named(column: str) -> None:
    assert f"`{column}`" in TEXT


def test_limits_and_words_are_those_of_the_code() -> None:
    flat = " ".join(TEXT.split())
    for said in (
        f"{FIRST_YEAR} to {LAST_YEAR}",
        f"at most {LONGEST_RECORD} years",
        f"at most {LONGEST_PERIOD} years",
        *EFFECTS,
        *FAILED_BY,
        *KINDS,
        *OUTCOMES,
    ):
        assert said in flat
