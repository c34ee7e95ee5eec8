"""All faults of a record in one error, and what a record may hold."""

from __future__ import annotations

import csv
import dataclasses
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from modusvivendi.case import Case, Vocabulary, check_case, load_acts, load_case, load_tracks
from modusvivendi.errors import InputError
from modusvivendi.evidence.record.coding_rule import TRACK_INTENSITY
from modusvivendi.record import ANY_WORDS, by_start, load_record
from modusvivendi.record.acts import read_acts
from modusvivendi.record.words import MODES

Cells = list[list[str]]


def table(path: Path) -> Cells:
    """The cells of a CSV file."""
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.reader(handle))


def save(path: Path, rows: Cells, separator: str = ",") -> None:
    """Cells as a CSV file."""
    with path.open("w", encoding="utf-8", newline="") as handle:
        csv.writer(handle, delimiter=separator).writerows(rows)


def spoil(folder: Path, *cells: tuple[str, int, str, str]) -> Path:
    """Write values into cells (file, row from 1, column, value) of a case's record."""
    for file, row, column, value in cells:
        rows = table(folder / "record" / file)
        rows[row - 1][rows[0].index(column)] = value
        save(folder / "record" / file, rows)
    return folder / "record"


def faults_of(record: Path, words: Vocabulary) -> list[str]:
    """All faults as text."""
    with pytest.raises(InputError) as caught:
        load_record(record, words)
    return [str(fault) for fault in caught.value.faults]


def test_all_faults_of_all_tables_come_in_one_error(folder: Path, words: Vocabulary) -> None:
    bad = [
        ("acts.csv", 3, "direction", "concde"), ("acts.csv", 3, "magnitude", "9"), ("acts.csv", 5, "date", "soon"),
        ("moves.csv", 2, "amount_usd", "-5"), ("tracks.csv", 3, "mode", "condtional"), ("series.csv", 2, "value", "x"),
        ("coding/acts.csv", 2, "magnitude_b", "0"), ("coding/tracks.csv", 2, "form_c", "both"),
    ]  # fmt: skip
    found = faults_of(spoil(folder, *bad), words)
    assert [text.partition(":")[0] for text in found] == [f"{file}, row {row}, column {column}" for file, row, column, _ in bad]
    with pytest.raises(InputError, match=r"\(and 7 more: modus check .*record\)$"):
        load_record(folder / "record", words)


@settings(derandomize=True, max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    places=st.sets(
        st.tuples(st.integers(2, 169), st.sampled_from(["issue", "direction", "level", "setting", "net_effect", "precision"])),
        min_size=1,
        max_size=6,
    )
)
def test_every_spoilt_cell_is_told_once(folder: Path, words: Vocabulary, places: set[tuple[int, str]], afghanistan: Case) -> None:
    assert afghanistan.folder is not None
    rows = table(afghanistan.folder / "record" / "acts.csv")
    for row, column in places:
        rows[row - 1][rows[0].index(column)] = "\u00bf?"
    save(folder / "record" / "acts.csv", rows)
    found = read_acts(folder / "record" / "acts.csv", words).faults
    assert {(fault.row, fault.column) for fault in found} == places and len(found) == len(places)


def test_a_case_and_its_record_are_checked_in_one_run(folder: Path) -> None:
    text = (folder / "case.yaml").read_text(encoding="utf-8")
    (folder / "case.yaml").write_text(
        text.replace("horizon_months: 60", "horizon_months: 0").replace("name: afghanistan", "name: X"), encoding="utf-8"
    )
    rows = table(folder / "positions.csv")
    rows[3][rows[0].index("ideal_low")] = "2"
    save(folder / "positions.csv", rows)
    spoil(
        folder,
        ("acts.csv", 3, "issue", "nowhere"),
        ("coding/issue_attributes.csv", 2, "visibility_b", "3"),
        ("coding/segment_positions.csv", 2, "issue", "x"),
    )
    with pytest.raises(InputError) as caught:
        check_case(folder)
    assert [fault.file for fault in caught.value.faults] == [
        "positions.csv", "case.yaml", "case.yaml", "acts.csv", "coding/issue_attributes.csv", "coding/segment_positions.csv",
    ]  # fmt: skip


def test_rows_are_numbered_as_a_spreadsheet_numbers_them(folder: Path, words: Vocabulary) -> None:
    rows = table(folder / "record" / "acts.csv")
    rows[20][rows[0].index("magnitude")] = "9"
    spaced = [rows[0], [], *rows[1:10], [""] * 18, *rows[10:], [], [""] * 18]
    save(folder / "record" / "acts.csv", [[*row, "", ""] for row in spaced])
    with pytest.raises(InputError, match=r"^acts\.csv, row 23, column magnitude: 9 is not in 1\.\.5$"):
        load_acts(folder / "record" / "acts.csv", words)


@pytest.mark.parametrize("separator", [";", "\t"])
def test_a_record_saved_with_other_separators_is_the_same(folder: Path, words: Vocabulary, separator: str) -> None:
    before = load_record(folder / "record", words)
    for path in (folder / "record").rglob("*.csv"):
        save(path, table(path), separator)
    assert load_record(folder / "record", words) == before


def test_a_record_saved_as_workbooks_is_the_same(folder: Path, words: Vocabulary, afghanistan: Case) -> None:
    for path in [*(folder / "record").rglob("*.csv"), folder / "positions.csv"]:
        made = Workbook()
        for row in table(path):
            made.active.append([float(cell) if cell.replace(".", "", 1).isdigit() else cell or None for cell in row])
        made.save(path.with_suffix(".xlsx"))
        path.unlink()
    copy = load_case(folder, as_of="2024-05-29")
    assert copy.record == afghanistan.record and copy.positions == afghanistan.positions
    assert copy.digest() != afghanistan.digest()  # other bytes


def test_a_title_above_the_header_is_named(folder: Path, words: Vocabulary) -> None:
    rows = table(folder / "record" / "acts.csv")
    save(folder / "record" / "acts.csv", [["Acts of the authority, 2021-2024"], [], *rows])
    with pytest.raises(InputError, match=r"^acts\.csv, row 1: not the header, which is in row 3: delete the rows above it$"):
        load_acts(folder / "record" / "acts.csv", words)


def test_all_faults_of_a_header_are_told(folder: Path, words: Vocabulary) -> None:
    rows = table(folder / "record" / "acts.csv")
    rows[0][1], rows[0][3] = "dat", "isue"
    rows[0].append("id")
    save(folder / "record" / "acts.csv", [row if n == 0 else [*row, ""] for n, row in enumerate(rows)])
    with pytest.raises(InputError) as caught:
        load_acts(folder / "record" / "acts.csv", words)
    assert [fault.what.partition(";")[0] for fault in caught.value.faults] == [
        "unknown column 'dat'", "unknown column 'isue'", "missing column 'date'", "missing column 'issue'", "column 'id' is given twice",
    ]  # fmt: skip


def test_a_cell_under_no_header_is_refused(folder: Path, words: Vocabulary) -> None:
    rows = table(folder / "record" / "acts.csv")
    padded = [[*row, "", ""] for row in rows]
    padded[4][19] = "stray"
    save(folder / "record" / "acts.csv", padded)
    with pytest.raises(InputError, match=r"^acts\.csv, row 5: cell 20 \('stray'\) stands under no header"):
        load_acts(folder / "record" / "acts.csv", words)


@pytest.mark.parametrize(
    ("file", "column", "value", "message"),
    [
        ("acts.csv", "date", "0000-01-01", "is not a date of the years 1900 to 2100"),
        ("acts.csv", "date", "0001-08-17", "is not a date of the years 1900 to 2100"),
        ("acts.csv", "date", "9999-12-31", "is not a date of the years 1900 to 2100"),
        ("acts.csv", "date", "2021", "does not fit precision 'day'"),
        ("acts.csv", "date", "17/08/2021", "rewritten by a spreadsheet"),
        ("acts.csv", "date", "Aug-21", "rewritten by a spreadsheet"),
        ("moves.csv", "amount_usd", "-1", "-1 is not in [0, 1e+13]"),
        ("moves.csv", "amount_usd", "1e300", "1e+300 is not in [0, 1e+13]"),
        ("moves.csv", "amount_usd", "1,247", "may mean 1.247 or 1247"),
        ("moves.csv", "amount_usd", "1.247", "'1.247' may mean thousands: write all digits"),
        ("moves.csv", "amount_usd", "440.000", "'440.000' may mean thousands: write all digits"),
        ("series.csv", "period", "1980-2020", "covers 41 years; at most 20 allowed"),
        ("series.csv", "period", "0000-2000", "is not a date of the years"),
        ("series.csv", "period", "9999-Q1", "is not a date of the years"),
        ("tracks.csv", "start", "9999-01", "is not a date of the years"),
        ("tracks.csv", "mode", "", "empty, a value is needed"),
        ("tracks.csv", "mode", "quietly", "unknown 'quietly'"),
        ("tracks.csv", "actor", "ZZ", "an actor is a country of the case or makes a move in moves.csv"),
        ("tracks.csv", "evidence_ids", "no_such_row", "is in neither acts.csv nor moves.csv"),
    ],
)
def test_what_would_be_read_as_something_else_is_refused(
    folder: Path, words: Vocabulary, file: str, column: str, value: str, message: str
) -> None:
    found = faults_of(spoil(folder, (file, 2, column, value)), words)
    assert found[0].startswith(f"{file}, row 2, column {column}: ") and message in found[0]


@pytest.mark.parametrize("precision", ["month", "quarter"])
def test_a_year_alone_is_no_month_and_no_quarter(folder: Path, words: Vocabulary, precision: str) -> None:
    found = faults_of(spoil(folder, ("acts.csv", 2, "date", "2021"), ("acts.csv", 2, "precision", precision)), words)
    assert found == [f"acts.csv, row 2, column date: '2021' does not fit precision '{precision}'"]


def test_a_record_longer_than_the_bound_is_refused_at_its_first_row(folder: Path, words: Vocabulary) -> None:
    found = faults_of(spoil(folder, ("acts.csv", 2, "date", "1950-08-17")), words)
    assert found == [
        "acts.csv, row 2, column date: 1950-08 lies 74 years before the last row (2024-05); a record covers at most 60 years"
    ]


def test_an_actor_that_makes_a_move_may_ask_in_tracks(folder: Path, words: Vocabulary) -> None:
    record = spoil(folder, ("tracks.csv", 2, "actor", "QUARTET"), ("moves.csv", 2, "actor", "QUARTET"))
    assert "QUARTET" in {track.actor for track in load_record(record, words).tracks}


def test_series_are_optional_and_other_tables_are_needed(folder: Path, words: Vocabulary) -> None:
    (folder / "record" / "series.csv").unlink()
    assert load_record(folder / "record", words).series == ()
    (folder / "record" / "moves.csv").unlink()
    (folder / "record" / "tracks.csv").unlink()
    assert [text.partition(":")[0] for text in faults_of(folder / "record", words)] == ["moves.csv", "tracks.csv"]


def with_columns(folder: Path, **columns: dict[str, str]) -> Path:
    """The shipped tracks with more columns: values by track id."""
    path = folder / "record" / "tracks.csv"
    rows = table(path)
    for name, values in columns.items():
        rows = [[*row, name if n == 0 else values.get(row[0], "")] for n, row in enumerate(rows)]
    save(path, rows)
    return path


def test_tracks_may_say_more_and_say_nothing_by_default(folder: Path, words: Vocabulary, afghanistan: Case) -> None:
    assert afghanistan.record is not None
    first = afghanistan.record.tracks[0]
    assert (first.origin.confidence, first.failed_by, first.held, first.repeats, first.signed_with) == (
        "medium",
        "unknown",
        None,
        "",
        (),
    )
    path = with_columns(
        folder,
        source_title={"P02": "A report"},
        confidence={"P02": "low"},
        failed_by={"P02": "both"},
        held_months={"P01": "4.0"},
        repeats={"P02": "P01"},
        signed_with={"P02": "P01; P03"},
    )
    tracks = load_tracks(path, words)
    one, two = tracks[:2]
    assert (two.origin.title, two.origin.confidence, two.failed_by) == ("A report", "low", "both")
    assert (one.held, two.repeats, two.signed_with) == (4.0, "P01", ("P01", "P03"))
    plain = [
        dataclasses.replace(t, origin=first.origin, failed_by="unknown", held=None, repeats="", signed_with=()) for t in tracks
    ]
    assert by_start(plain) == afghanistan.record.tracks


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"failed_by": {"P02": "nobody"}}, "column failed_by: unknown 'nobody'; allowed: asker, authority, both, unknown"),
        ({"failed_by": {"S01": "asker"}}, "column failed_by: 'asker', though the outcome is 'met'; leave it empty"),
        ({"held_months": {"P02": "3"}}, "column held_months: 3, though the outcome is 'not_met'; leave it empty"),
        ({"held_months": {"P01": "-3"}}, "column held_months: -3 is not in [0, 720]"),
        ({"repeats": {"P02": "P99"}}, "column repeats: unknown 'P99'"),
        ({"repeats": {"P02": "P02"}}, "column repeats: 'P02' is the track itself"),
        ({"repeats": {"P01": "P10"}}, "column repeats: 'P10' starts later than this track"),
        ({"signed_with": {"P02": "P01;P77"}}, "column signed_with: unknown 'P77'"),
        ({"source_date": {"P02": "soon"}}, "column source_date: 'soon' is not a date"),
        ({"confidence": {"P02": "sure"}}, "column confidence: unknown 'sure'"),
    ],
)
def test_what_tracks_say_more_must_fit(folder: Path, words: Vocabulary, columns: dict[str, dict[str, str]], message: str) -> None:
    with pytest.raises(InputError) as caught:
        load_tracks(with_columns(folder, **columns), words)
    assert message in str(caught.value.faults[0])


def test_every_mode_has_its_insistence() -> None:
    assert set(TRACK_INTENSITY) == set(MODES)
    assert all(0.0 <= value <= 1.0 for value in TRACK_INTENSITY.values())


def test_any_words_are_taken_where_there_is_no_case(folder: Path) -> None:
    excepted = dataclasses.replace(ANY_WORDS, exceptions=("eu_doha_oct21", "uz_saidov_kabul_feb24"))
    record = load_record(spoil(folder, ("acts.csv", 2, "issue", "anything")), excepted)
    assert record.acts[0].issue == "anything"
