"""What a snapshot may know: nothing told after its day, but for rows that are counted and named."""

from __future__ import annotations

import dataclasses
from datetime import date

import pytest
import yaml

from modusvivendi.case import Case, load_case
from modusvivendi.findings.weigh import told_later
from modusvivendi.record import Origin, Record, parse_date, parse_period
from modusvivendi.record.layers import known_by
from modusvivendi.record.origin import cited_later

DAY = date(2024, 5, 29)
# Rows of the snapshot that no source of before its day was found for: the fewer the better. They enter no prior; the act is weighed.
LATER = {"acts": ("un-informal-arrangements-2023",), "moves": (), "tracks": (), "series": 21}


def origin(day: str) -> Origin:
    """A source of this day."""
    return Origin("A report", "", parse_date(day), "", "medium")


@pytest.fixture
def record(afghanistan: Case) -> Record:
    """The record of the shipped case as known on DAY."""
    assert afghanistan.record is not None and afghanistan.as_of == DAY
    return afghanistan.record


def test_rows_that_only_later_sources_tell_are_counted_and_named(afghanistan: Case, record: Record) -> None:
    found = record.cited_later(DAY)
    assert found.get("acts", ()) == LATER["acts"]
    assert found.get("moves", ()) == LATER["moves"] and found.get("tracks", ()) == LATER["tracks"]
    assert len(found["series"]) == LATER["series"]
    assert told_later(afghanistan) == "1 of acts (un-informal-arrangements-2023); 21 numbers, which are not weighed"


@pytest.mark.parametrize("name", ["afghanistan", "gaza", "tiraspol"])
def test_newest_snapshots_rest_on_no_later_source(name: str) -> None:
    case = load_case(name)
    assert case.record is not None and case.record.cited_later(case.as_of) == {}
    assert told_later(case) == "none"


def test_what_runs_past_the_day_is_known_only_if_its_source_was_there(record: Record) -> None:
    act, number = record.acts[0], record.series[0]
    month, (start, end) = parse_date("2024-05"), parse_period("2024-H1")
    acts = tuple(
        dataclasses.replace(act, id=name, date=when, origin=origin(told))
        for name, when, told in (
            ("told in time", month, "2024-05-20"),
            ("told later", month, "2024-06-05"),
            ("over, told later", parse_date("2024-04"), "2024-06-05"),
        )
    )
    series = tuple(
        dataclasses.replace(number, start=start, end=end, what=told, origin=origin(told)) for told in ("2024-02", "2024-07")
    )
    then = known_by(dataclasses.replace(record, acts=acts, series=series), DAY)
    assert {a.id for a in then.acts} == {"told in time", "over, told later"}
    assert [n.what for n in then.series] == ["2024-02"]
    assert then.cited_later(DAY) == {"acts": ("over, told later",)}


def test_a_row_without_a_dated_source_is_not_called_late() -> None:
    assert not cited_later(Origin("from memory", "", None, "", "low"), DAY)
    assert cited_later(origin("2024-05-30"), DAY) and not cited_later(origin("2024-05-29"), DAY)


def test_a_count_that_was_revised_is_the_earlier_one_in_the_earlier_snapshot(record: Record) -> None:
    """The layer of 2026 replaces what was counted in 2024."""
    newest = load_case("afghanistan").record
    assert newest is not None
    then, now = (
        [n.value for n in r.series if n.series == "pakistan_attacks_gti" and n.period == "2023"] for r in (record, newest)
    )
    assert (then, now) == ([490.0], [517.0])


def test_a_country_changes_its_bloc_on_the_day_of_a_sourced_move() -> None:
    """In the shipped cases: a reader can look up why a country counts among others from then on."""
    for name in ("afghanistan", "gaza", "tiraspol"):
        case = load_case(name)
        assert case.record is not None and case.folder is not None
        raw, record = yaml.safe_load((case.folder / "case.yaml").read_text(encoding="utf-8")), case.record
        for country in raw["countries"]:
            for day in [*country["bloc"]][1:] if isinstance(country["bloc"], dict) else ():
                moves = [m for m in record.moves if m.actor == country["id"] and m.date.first.isoformat() == str(day)]
                assert moves and all(m.origin.url for m in moves), (name, country["id"], day)
