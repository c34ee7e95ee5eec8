"""The record's tables: what is read, what is refused, and where a fault is."""

from __future__ import annotations

import csv
import dataclasses
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modusvivendi.case import Case, Vocabulary, load_acts, load_moves, load_series, load_tracks
from modusvivendi.errors import Fault, InputError
from modusvivendi.record import (
    add_months,
    by_start,
    load_act_codes,
    load_record,
    load_track_codes,
    parse_date,
    parse_period,
)
from modusvivendi.record.order import by_content, by_id
from modusvivendi.record.table import Row


@pytest.fixture
def words(afghanistan: Case) -> Vocabulary:
    return afghanistan.vocabulary


def spoil(path: Path, row: int, column: str, value: str) -> Path:
    """Write a value into one cell; rows are counted with the header as 1."""
    with path.open(encoding="utf-8", newline="") as handle:
        lines = list(csv.reader(handle))
    lines[row - 1][lines[0].index(column)] = value
    with path.open("w", encoding="utf-8", newline="") as handle:
        csv.writer(handle).writerows(lines)
    return path


@settings(derandomize=True, max_examples=60, deadline=None)
@given(st.dates(date(1990, 1, 1), date(2050, 12, 31)))
def test_dates_keep_their_precision(day: date) -> None:
    exact, month, year = (parse_date(day.isoformat()[:n]) for n in (10, 7, 4))
    assert (exact.first, exact.last, exact.precision) == (day, day, "day")
    assert month.first <= day <= month.last and month.first.day == 1 and month.precision == "month"
    assert (month.last + timedelta(days=1)).day == 1
    assert (year.first, year.last) == (date(day.year, 1, 1), date(day.year, 12, 31))


@pytest.mark.parametrize(
    "text",
    ["", "2023-1", "2023-13", "2023-02-30", "23-01-01", "2023-01-01-01", "soon", "\uff12\uff10\uff12\uff13"],
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a da"):
        parse_date(text)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2022", date(2022, 1, 1), date(2022, 12, 31)),
        ("2022-02", date(2022, 2, 1), date(2022, 2, 28)),
        ("2022-Q4", date(2022, 10, 1), date(2022, 12, 31)),
        ("2022-H2", date(2022, 7, 1), date(2022, 12, 31)),
        ("FY2022", date(2022, 1, 1), date(2022, 12, 31)),
        ("2021-2023", date(2021, 1, 1), date(2023, 12, 31)),
        ("2023-09/2024-04", date(2023, 9, 1), date(2024, 4, 30)),
    ],
)
def test_periods(text: str, start: date, end: date) -> None:
    assert parse_period(text) == (start, end)


@pytest.mark.parametrize("text", ["2022-H3", "2022-Q5", "2023-2021", "2023-09/2023-04", "FY22", "Q1"])
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a|ends before"):
        parse_period(text)


@settings(derandomize=True, max_examples=40, deadline=None)
@given(st.integers(0, 400), st.integers(0, 400))
def test_months_add_up(a: int, b: int) -> None:
    day = date(2000, 1, 1)
    assert add_months(add_months(day, a), b) == add_months(day, a + b)
    assert add_months(add_months(day, a), -a) == day


ACTS = [
    (17, "magnitude", "9", "acts.csv, row 17, column magnitude: 9 is not in 1..5"),
    (17, "magnitude", "3.5", "acts.csv, row 17, column magnitude: 3.5 is not in 1..5"),
    (2, "issue", "amnesty_reprisal", "acts.csv, row 2, column issue: unknown 'amnesty_reprisal'; did you"),
    (3, "direction", "concde", "acts.csv, row 3, column direction: unknown 'concde'; did you mean 'conc"),
    (4, "level", "king", "acts.csv, row 4, column level: unknown 'king'"),
    (5, "setting", "", "acts.csv, row 5, column setting: empty, a value is needed"),
    (6, "net_effect", "up", "acts.csv, row 6, column net_effect: unknown 'up'"),
    (7, "confidence", "certain", "acts.csv, row 7, column confidence: unknown 'certain'"),
    (2, "date", "17 August 2021", "acts.csv, row 2, column date: '17 August 2021' is not a date"),
    (2, "date", "2021-08-32", "acts.csv, row 2, column date: '2021-08-32' is not a day of the calendar"),
    (2, "date", "2021-08", "acts.csv, row 2, column date: '2021-08' does not fit precision 'day'"),
    (2, "precision", "month", "acts.csv, row 2, column date: '2021-08-17' does not fit precision 'month'"),
    (2, "date", "2024-05-30", "acts.csv, row 2, column date: 2024-05-30 is after the cut-off 2024-05-29"),
    (2, "date", "2021-08-18", "acts.csv, row 2, column date: 2021-08-18 is after its source of 2021-08-17"),
    (2, "source_url", "", "acts.csv, row 2, column source_url: missing source on a high-confidence row"),
    (2, "source_date", "", "acts.csv, row 2, column source_date: missing source on a high-confidence row"),
    (9, "id", "amnesty-pledge-2021", "acts.csv, row 9, column id: duplicate 'amnesty-pledge-2021', first"),
    (22, "track_id", "S99", "acts.csv, row 22, column track_id: unknown 'S99'"),
]


@pytest.mark.parametrize(("row", "column", "value", "message"), ACTS)
def test_a_bad_act_is_named(folder: Path, words: Vocabulary, row: int, column: str, value: str, message: str) -> None:
    spoil(folder / "record" / "acts.csv", row, column, value)
    with pytest.raises(InputError) as caught:
        load_record(folder / "record", words)
    assert str(caught.value).startswith(message)


OTHERS = [
    ("moves.csv", 2, "group", "neighbours", "column group: unknown 'neighbours'"),
    ("moves.csv", 2, "instrument", "asset_freezes", "column instrument: unknown 'asset_freezes'; did"),
    ("moves.csv", 2, "amount_usd", "seven", "column amount_usd: 'seven' is not a finite number"),
    ("moves.csv", 2, "amount_usd", "inf", "column amount_usd: 'inf' is not a finite number"),
    ("moves.csv", 2, "publicity", "loud", "column publicity: unknown 'loud'"),
    ("tracks.csv", 2, "n_issues", "5", "column n_issues: 5 given, 6 in column issues"),
    ("tracks.csv", 3, "end", "2021-08", "column end: 2021-08 is before the start 2021-09"),
    ("tracks.csv", 3, "start", "2024-06", "column start: 2024-06 is after the cut-off 2024-05-29"),
    ("tracks.csv", 3, "end", "2024-06", "column end: 2024-06 is after the cut-off 2024-05-29"),
    ("tracks.csv", 3, "issues_met", "health_vaccination", "column issues_met: unknown 'health_vaccination'"),
    ("tracks.csv", 3, "outcome", "won", "column outcome: unknown 'won'"),
    ("tracks.csv", 3, "issues", "water_management;water_management", "names one thing twice"),
    ("series.csv", 2, "value", "", "column value: empty, a value is needed"),
    ("series.csv", 2, "period", "2019-Q9", "column period: '2019-Q9' is not a date"),
    ("series.csv", 2, "period", "2024-06", "column period: 2024-06 is after the cut-off 2024-05-29"),
    ("coding/acts.csv", 2, "magnitude_b", "0", "column magnitude_b: 0 is not in 1..5"),
    ("coding/acts.csv", 2, "id", "amnesty", "column id: unknown 'amnesty'"),
    ("coding/tracks.csv", 2, "politicisation_c", "1.2", "column politicisation_c: 1.2 is not in [0, 1]"),
]


@pytest.mark.parametrize(("file", "row", "column", "value", "message"), OTHERS)
def test_a_bad_row_elsewhere_is_named(
    folder: Path, words: Vocabulary, file: str, row: int, column: str, value: str, message: str
) -> None:
    spoil(folder / "record" / file, row, column, value)
    with pytest.raises(InputError) as caught:
        load_record(folder / "record", words)
    assert str(caught.value).startswith(f"{file}, row {row}, column ")
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "acts.csv: empty"),
        ("\n\n", "acts.csv: empty"),
        ("identity,date\n", "acts.csv, row 1: unknown column 'identity'"),
        ("id,date\n", "acts.csv, row 1: missing column 'precision'"),
    ],
)
def test_a_file_that_is_no_table(tmp_path: Path, words: Vocabulary, text: str, message: str) -> None:
    (tmp_path / "acts.csv").write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_acts(tmp_path / "acts.csv", words)
    assert str(caught.value).startswith(message)


def test_a_header_without_rows_and_a_short_row(folder: Path, words: Vocabulary) -> None:
    path = folder / "record" / "acts.csv"
    header = path.read_text(encoding="utf-8").splitlines()[0]
    path.write_text(header + "\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"acts\.csv: no rows"):
        load_acts(path, words)
    path.write_text(header + "\nx,2021-09-01\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"acts\.csv, row 2: 2 cells, 18 expected"):
        load_acts(path, words)
    path.write_bytes(header.encode() + b"\n\xff\n")
    with pytest.raises(InputError, match=r"acts\.csv, row 2, column id: not UTF-8 text \(byte 0xFF\)"):
        load_acts(path, words)


def test_the_order_of_columns_and_a_byte_order_mark_do_not_matter(folder: Path, words: Vocabulary) -> None:
    path = folder / "record" / "acts.csv"
    before = load_acts(path, words)
    with path.open(encoding="utf-8", newline="") as handle:
        rows = [line[::-1] for line in csv.reader(handle)]
    with path.open("w", encoding="utf-8-sig", newline="") as handle:
        csv.writer(handle).writerows(rows)
    assert load_acts(path, words) == before


def test_a_later_record_loads_without_the_cutoff(folder: Path, words: Vocabulary) -> None:
    path = spoil(folder / "record" / "acts.csv", 2, "date", "2024-08-22")
    spoil(path, 2, "source_date", "2024-08-23")
    with pytest.raises(InputError, match="after the cut-off"):
        load_acts(path, words)
    assert load_acts(path, words.without_cutoff())[0].date.first == date(2024, 8, 22)


def test_a_coarser_source_date_settles_nothing(folder: Path, words: Vocabulary) -> None:
    """A source dated 'August 2021' may be of any day in it, so a row of a day is not refused."""
    path = spoil(folder / "record" / "acts.csv", 2, "source_date", "2021-08")
    assert load_acts(path, words)[0].date.first == date(2021, 8, 17)


def test_excepted_rows_are_refused_without_the_exception(folder: Path, words: Vocabulary) -> None:
    path = folder / "record" / "moves.csv"
    for row, name in ((21, "eu_doha_oct21"), (112, "uz_saidov_kabul_feb24")):
        others = tuple(other for other in words.exceptions if other != name)
        with pytest.raises(InputError, match=rf"moves\.csv, row {row}, column date: .* is after its source"):
            load_moves(path, dataclasses.replace(words, exceptions=others))


def test_unknown_evidence_is_refused(folder: Path, words: Vocabulary) -> None:
    """Evidence tells which issues a move bears on, so a name that leads nowhere would change numbers in silence."""
    spoil(folder / "record" / "tracks.csv", 2, "evidence_ids", "eu_gymnich_5benchmarks; lost_row")
    with pytest.raises(
        InputError, match=r"^tracks\.csv, row 2, column evidence_ids: 'lost_row' is in neither acts\.csv nor moves\.csv"
    ):
        load_record(folder / "record", words)


def test_codings_are_optional(folder: Path, words: Vocabulary) -> None:
    (folder / "record" / "coding" / "acts.csv").unlink()
    (folder / "record" / "coding" / "tracks.csv").unlink()
    record = load_record(folder / "record", words)
    assert record.act_codes == () and record.track_codes == ()


def test_single_tables_load_for_scoring(folder: Path, words: Vocabulary) -> None:
    where = folder / "record"
    record = load_record(where, words)
    assert by_start(load_tracks(str(where / "tracks.csv"), words)) == record.tracks
    assert by_content(load_series(where / "series.csv", words)) == record.series
    act_ids, track_ids = [a.id for a in record.acts], [t.id for t in record.tracks]
    assert by_id(load_act_codes(where / "coding" / "acts.csv", act_ids)) == record.act_codes
    assert by_id(load_track_codes(where / "coding" / "tracks.csv", track_ids)) == record.track_codes


cells = st.text(alphabet="0123456789-.;QHFY/ aé", max_size=12)


@settings(derandomize=True, max_examples=80, deadline=None)
@given(cells)
def test_any_cell_is_read_or_refused_with_its_place(text: str) -> None:
    for name in ("when", "real", "share", "maybe_when", "needed", "items"):
        faults: list[Fault] = []
        row = Row("acts.csv", 5, {"x": text.strip()}, faults)
        value = getattr(row, name)("x")
        assert row.sound("x") == (not faults) and len(faults) <= 1
        assert all(str(fault).startswith("acts.csv, row 5, column x: ") for fault in faults)
        if name == "share" and not faults:
            assert 0.0 <= value <= 1.0
