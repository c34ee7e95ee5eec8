"""Numbers and days of a case that are none: nothing at all, no width, outside every calendar, or of another kind."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from modusvivendi.case import check_case
from modusvivendi.errors import InputError

Edit = Callable[[dict[str, Any]], None]
NO_DAYS = (
    "0000-01-01", "9999-12-01", "1899-12-31", "2101-01-01", "1400-05-24", "2021-13-01", "2021-W33", "15.08.2021", "soon", "",
    "\u0662\u0660\u0662\u0661-\u0660\u0668-\u0661\u0665", 0, True, 1e9, None,
)  # fmt: skip
SHARES = {"segments": ("members", "power"), "groups": ("population",), "countries": ("material", "contact", "standing")}


@pytest.mark.parametrize(("section", "field"), [(section, field) for section, fields in SHARES.items() for field in fields])
def test_parts_of_a_whole_that_are_all_nothing(edited: Callable[[Edit], Path], section: str, field: str) -> None:
    """They are divided by their sum."""

    def nothing(data: dict[str, Any]) -> None:
        for item in data[section]:
            item[field] = {"value": 0.0, "range": [0.0, 0.0], "source": "judgement, range 0–0"}

    with pytest.raises(InputError, match=rf"{section}\[0\].{field}: range \[0, 0\] has no width"):
        check_case(edited(nothing))


@pytest.mark.parametrize(
    ("field", "days"),
    [
        ("begins", NO_DAYS[::2]),
        pytest.param("begins", NO_DAYS[1::2], marks=pytest.mark.slow),
        ("counted_from", NO_DAYS[1::4]),
    ],
    ids=["begins", "begins, the others", "counted_from"],
)
def test_days_outside_every_calendar(edited: Callable[[Edit], Path], field: str, days: tuple[object, ...]) -> None:
    """Both are read by the same code, so a sample is enough for the second."""
    for day in days:
        with pytest.raises(InputError, match=field):
            check_case(edited(lambda data, day=day: data.update({field: day})))  # type: ignore[misc]


@pytest.mark.parametrize(
    "none", [(0, 601, 12.5, "60", float("nan")), pytest.param((-1, 1e9, True, None, [60]), marks=pytest.mark.slow)]
)
def test_a_horizon_is_a_whole_number_of_months(edited: Callable[[Edit], Path], none: tuple[object, ...]) -> None:
    for months in none:
        with pytest.raises(InputError, match="horizon_months"):
            check_case(edited(lambda data, months=months: data.update(horizon_months=months)))  # type: ignore[misc]


def test_what_ends_before_it_begins_is_not_left_out_without_a_word(edited: Callable[[Edit], Path]) -> None:
    for section in ("countries", "blocs", "hazards", "rivals"):
        for until in ("2024-01-01", "2020-06"):

            def swapped(data: dict[str, Any], section: str = section, until: str = until) -> None:
                data[section][-1] |= {"since": "2024-01-01", "until": until}

            with pytest.raises(InputError, match="is not after since 2024-01-01"):
                check_case(edited(swapped))


def test_a_snapshot_is_named_once(edited: Callable[[Edit], Path]) -> None:
    with pytest.raises(InputError, match="snapshots: a day is named twice"):
        check_case(edited(lambda data: data["snapshots"].append(data["snapshots"][0])))
