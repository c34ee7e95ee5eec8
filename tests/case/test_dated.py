"""Values at several dates, and a case as of one day."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modusvivendi.case import Case, load_case
from modusvivendi.case.dated import as_day, is_dated, resolve
from modusvivendi.errors import InputError

DAYS = st.dates(date(2000, 1, 1), date(2030, 12, 31))


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2021", date(2021, 1, 1)),
        (2021, date(2021, 1, 1)),
        ("2021-08", date(2021, 8, 1)),
        ("2021-08-15", date(2021, 8, 15)),
        (date(2021, 8, 15), date(2021, 8, 15)),
        ("2021-13", None),
        ("autumn", None),
        (True, None),
        (0.5, None),
    ],
)
def test_what_counts_as_a_date(written: object, day: date | None) -> None:
    assert as_day(written) == day


@settings(derandomize=True, max_examples=60, deadline=None)
@given(st.dictionaries(DAYS, st.integers(), min_size=1, max_size=6), DAYS)
def test_the_newest_value_at_or_before_the_day_counts(values: dict[date, int], day: date) -> None:
    node = {"field": {str(d): v for d, v in values.items()}}
    known = [d for d in values if d <= day]
    if known:
        assert resolve(node, day) == {"field": values[max(known)]}
    else:
        with pytest.raises(InputError, match=f"field: no value at or before {day}"):
            resolve(node, day)


def test_items_come_and_go_and_null_is_not_there() -> None:
    items = [{"id": "early", "until": "2020"}, {"id": "late", "since": "2021-06"}, {"id": "always"}]
    tree = {"items": items, "more": {"2000": None, "2021": 3}}
    assert resolve(tree, date(2020, 6, 1)) == {"items": [{"id": "always"}]}
    assert resolve(tree, date(2021, 6, 1)) == {"items": [{"id": "late"}, {"id": "always"}], "more": 3}
    with pytest.raises(InputError, match="x, since: 'soon' is not a date"):
        resolve([{"id": "x", "since": "soon"}], date(2020, 1, 1))


def test_an_ordinary_mapping_is_no_value_at_dates() -> None:
    assert not is_dated({})
    assert not is_dated({"2021": 1, "value": 2})
    assert not is_dated([2021])


def test_the_two_snapshots_of_a_shipped_case_differ_where_the_world_did() -> None:
    then, now = load_case("afghanistan", as_of="2024-05-29"), load_case("afghanistan")
    assert (then.as_of, then.start, now.as_of, now.start) == (date(2024, 5, 29), "2024-06", date(2026, 3, 31), "2026-04")
    assert "migration_returns" in now.issue_ids and "migration_returns" not in then.issue_ids
    assert len(now.issue("women_work_ngo_un").levels) == 3 and len(then.issue("women_work_ngo_un").levels) == 2
    assert then.country("DE").bloc == "isolationist" and now.country("DE").bloc == "pragmatic"
    assert not then.country("IN").accredited and now.country("IN").accredited
    assert then.record is not None and now.record is not None
    assert len(then.record.acts) == 166 and len(now.record.acts) == 304
    assert then.issue("girls_secondary_education").rate_away != now.issue("girls_secondary_education").rate_away
    assert then.digest() != now.digest()


@pytest.mark.parametrize("day", ["2021-01-01", "2023-06-01", "2027-01-01"])
def test_a_day_without_levels_is_refused(day: str) -> None:
    with pytest.raises(InputError, match="levels of 'afghanistan' run from 2024-05-29 to 2026-03-31"):
        load_case("afghanistan", as_of=day)
    with pytest.raises(InputError, match="not a date"):
        load_case("afghanistan", as_of="yesterday")


def test_between_two_snapshots_the_earlier_levels_and_record_hold() -> None:
    between: Case = load_case("afghanistan", as_of="2025-06-30")
    assert between.issue("girls_secondary_education").start.value == 0.1
    assert between.record is not None and len(between.record.acts) == 168
    assert between.country("PK").accredited and not between.country("IN").accredited
