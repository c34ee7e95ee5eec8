"""Outside data sets: what each cell becomes, and faults that name file, row and column."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import numpy as np
import pytest

from modusvivendi.errors import InputError
from modusvivendi.outside.demand import FIELDS, MEANINGS, WORDS, demand_frame, write_demands
from modusvivendi.outside.mapping import DataSet, Rule, known_mappings, load_mapping
from modusvivendi.outside.read import demands_of, read_outside
from modusvivendi.precedent.demand import Demand
from outside.made_up import INCENTIVE, write_file

SHARED = {
    "case",
    "id",
    "ask",
    "asker",
    "start",
    "issue_class",
    "form",
    "cost",
    "publicity",
    "politicisation",
    "material",
    "standing",
}


def read(tmp_path: Path, name: str, *changes: dict[str, str]) -> tuple:
    return read_outside(name, write_file(tmp_path / f"{name}.csv", name, changes or ({},))).demands


def test_columns_are_those_of_the_table_of_asks() -> None:
    assert set(MEANINGS) == {*FIELDS, "outcome"}
    assert set(Demand.__dataclass_fields__) & set(FIELDS) == SHARED


def test_a_demand_of_the_council(tmp_path: Path) -> None:
    (d,) = read(tmp_path, "scc")
    assert (d.case, d.episode, d.id, d.row, d.start, d.issue_class) == (
        "Ruritania",
        "9001",
        "9001.0101",
        2,
        "1999",
        "freedom_of_movement",
    )
    assert (d.form, d.cost, d.publicity, d.politicisation, d.material, d.pressure, d.contact) == (0, 0.5, 0.5, 0.4, 0, 0, 0.5)
    assert (d.level, d.coder_1, d.coder_2, d.outcome) == (0.667, 1, 0.333, "partly")
    assert d.distance is None and d.standing is None


@pytest.mark.parametrize(
    ("change", "column", "value"),
    [
        ({"5.1_mandatory_horatory": "Demands once more and urges"}, "publicity", 1.0),
        ({"5.1_mandatory_horatory": "Reminds the parties"}, "publicity", 0.0),
        ({"5.1_mandatory_horatory": "2"}, "publicity", 0.5),
        ({"5.2.9_elections": "1"}, "form", 1.0),
        ({"5.2.9_elections": "1"}, "politicisation", 0.7),
        ({"5.9.3_oil": "1"}, "pressure", 1.0),
        ({INCENTIVE: "4"}, "material", 1.0),
        ({"3.3.9_SRSG": "0"}, "contact", 0.0),
        ({"8.2.2_medium_term_coder_1": "NA"}, "coder_1", None),
        ({"8.1.2_medium_term_final": "1.0"}, "level", 0.0),
        ({"8.1.2_medium_term_final": "4"}, "outcome", "met"),
    ],
)
def test_cells_of_the_council(tmp_path: Path, change: dict[str, str], column: str, value: object) -> None:
    assert getattr(read(tmp_path, "scc", change)[0], column) == value


@pytest.mark.parametrize(
    ("change", "column", "value"),
    [
        ({}, "material", 1.0),
        ({"carrotsduringsanction": "0"}, "material", 0.0),
        ({"carrotsduringsanction": ""}, "material", 0.0),
        ({"carrotsduringsanction": "0", "carrots": "5"}, "material", 0.0),
        ({"carrotsduringsanction": "1 5"}, "standing", 1.0),
        ({}, "standing", 0.0),
        ({}, "pressure", 0.5),
        ({"anticipatedtargetcosts": "3"}, "pressure", 1.0),
        ({"targetcosts": ""}, "pressure", None),
        ({"scommit": ""}, "publicity", None),
        ({"issue2": "13"}, "form", 1.0),
        ({"issue1": "15"}, "politicisation", None),
        ({"primarysender": ""}, "asker", "998"),
        ({"primarysender": "", "sender1": ""}, "asker", "unknown"),
        ({}, "level", 0.5),
        ({"finaloutcome": ""}, "outcome", "open"),
        ({"finaloutcome": "8"}, "outcome", "not_met"),
    ],
)
def test_cells_of_sanctions(tmp_path: Path, change: dict[str, str], column: str, value: object) -> None:
    assert getattr(read(tmp_path, "ties", change)[0], column) == value


def test_one_demand_an_objective_each_with_its_own_success(tmp_path: Path) -> None:
    demands = read(tmp_path, "gsdb", {}, {"objective": "other", "success": "success_total", "trade": "0"})
    assert [(d.issue_class, d.outcome, d.form, d.row, d.politicisation) for d in demands] == [
        ("democracy", "not_met", 1.0, 2, 0.75),
        ("end_war", "open", 1.0, 2, 0.6),
        ("other", "met", 0.0, 3, None),
    ]
    assert [d.pressure for d in demands] == [1.0, 1.0, 0.25]


def test_one_success_holds_for_all_objectives(tmp_path: Path) -> None:
    assert [d.level for d in read(tmp_path, "gsdb", {"success": "nego_settlement"})] == [0.5, 0.5]


def test_rows_that_are_no_coded_demand_are_left_out_and_counted(tmp_path: Path) -> None:
    path = write_file(tmp_path / "scc.csv.gz", "scc", [{}, {"8.1.2_medium_term_final": "NA", "5.1_mandatory_horatory": "?"}])
    found = read_outside("scc", path)
    assert (len(found.demands), found.left, found.outcomes) == (1, 1, {"partly": 1})


@pytest.mark.parametrize(
    ("name", "change", "extra", "told"),
    [
        (
            "scc",
            {"2.13.1_depth_of_demand_final": "7"},
            (),
            "bad.csv, row 3, column 2.13.1_depth_of_demand_final: unknown '7'; allowed: 1, 2, 3",
        ),
        ("scc", {"5.1_mandatory_horatory": "whistles"}, (), "bad.csv, row 3, column 5.1_mandatory_horatory: unknown 'whistles'"),
        ("scc", {"5.2.9_elections": "yes"}, (), "bad.csv, row 3, column 5.2.9_elections: unknown 'yes'; allowed: 0, 1"),
        (
            "scc",
            {"5.2.5_freedom_of_movement": "0"},
            (),
            "bad.csv, row 3, column 5.2.1_military_conduct: none of its kind is marked",
        ),
        ("scc", {"2.1.1_civil_war": ""}, (), "bad.csv, row 3, column 2.1.1_civil_war: empty, a value is needed"),
        ("ties", {"finaloutcome": "12"}, (), "bad.csv, row 3, column finaloutcome: unknown '12'"),
        ("ties", {"carrots": "1 9"}, (), "bad.csv, row 3, column carrots: unknown '9'"),
        (
            "ties",
            {},
            ("finalotcome",),
            "bad.csv, row 1, column finalotcome: unknown column 'finalotcome'; did you mean 'finaloutcome'?",
        ),
        ("gsdb", {"success": "failed,failed,failed"}, (), "bad.csv, row 3, column objective: 2 parts, 3 expected"),
        ("gsdb", {"objective": "peace", "success": "failed"}, (), "bad.csv, row 3, column objective: unknown 'peace'"),
    ],
)
def test_faults_name_file_row_and_column(
    tmp_path: Path, name: str, change: dict[str, str], extra: tuple[str, ...], told: str
) -> None:
    path = write_file(tmp_path / "bad.csv", name, [{}, change], extra)
    with pytest.raises(InputError) as error:
        read_outside(name, path)
    assert str(error.value).startswith(told) and "\n" not in str(error.value)


def test_every_fault_is_told(tmp_path: Path) -> None:
    path = write_file(tmp_path / "bad.csv", "ties", [{"finaloutcome": "12"}, {}, {"issue1": "x", "scommit": "9"}])
    with pytest.raises(InputError) as error:
        read_outside("ties", path)
    assert str(error.value).endswith("(and 2 more)")  # modus check knows nothing of outside data
    # issue1 serves three columns of the table and is one fault
    assert [(f.row, f.column) for f in error.value.faults] == [(2, "finaloutcome"), (4, "issue1"), (4, "scommit")]


def test_a_missing_column_and_an_empty_table_are_faults(tmp_path: Path) -> None:
    lines = write_file(tmp_path / "whole.csv", "ties", [{}]).read_text().splitlines()
    (tmp_path / "empty.csv").write_text(lines[0])
    (tmp_path / "short.csv").write_text("caseid,issue1\n1,2\n")
    with pytest.raises(InputError, match=r"empty\.csv: no rows"):
        read_outside("ties", tmp_path / "empty.csv")
    with pytest.raises(InputError, match=r"short\.csv, row 1, column targetstate: missing column 'targetstate'"):
        read_outside("ties", tmp_path / "short.csv")


@pytest.mark.parametrize(
    "content", [b"\x1f\x8bnot packed", gzip.compress(b"a,b\n1,2\n" * 1000)[:40]], ids=["not packed", "cut off"]
)
def test_a_damaged_packed_file_is_one_line(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "bad.csv.gz").write_bytes(content)
    with pytest.raises(InputError, match=r"bad\.csv\.gz: packed with gzip, but damaged"):
        read_outside("ties", tmp_path / "bad.csv.gz")


def test_a_packed_file_has_a_limit(tmp_path: Path) -> None:
    (tmp_path / "large.csv.gz").write_bytes(gzip.compress(b"0" * 20_000_001))
    with pytest.raises(InputError, match="more than 20 MB when unpacked"):
        read_outside("ties", tmp_path / "large.csv.gz")


def test_an_unknown_data_set_is_told() -> None:
    with pytest.raises(InputError, match="unknown data set 'tis': did you mean 'ties'"):
        read_outside("tis", Path("none.csv"))


@pytest.mark.parametrize("name", known_mappings())
def test_judged_values_are_moved_within_their_range_and_nothing_else(name: str) -> None:
    whole = load_mapping(name)
    moved = whole.drawn(np.random.default_rng(1))
    judged = 0
    for column, rule in whole.demand.items():
        for kind in ("flags", "codes", "contains"):
            for key, value in getattr(rule, kind).items():
                drawn = getattr(moved.demand[column], kind)[key]
                if rule.range and isinstance(value, float | int):
                    judged += 1
                    assert abs(drawn - value) <= rule.range and 0 <= drawn <= 1
                    assert drawn != value or value in (0, 1)  # a value at an end may be drawn beyond it and kept there
                else:
                    assert drawn == value
    assert judged > 5


@pytest.mark.parametrize("name", known_mappings())
def test_every_rule_has_a_reason_and_every_value_fits(name: str) -> None:
    data_set = load_mapping(name)
    assert all(rule.why for rule in data_set.demand.values()) and data_set.source
    assert {"case", "episode", "issue_class", "level"} <= set(data_set.demand)


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"why": "none"}, "exactly one of constant, columns, flags, each"),
        ({"constant": 1, "columns": ("a",), "why": "two"}, "exactly one"),
        ({"constant": 0.5, "why": "judgement"}, "a judgement needs a range"),
        ({"constant": 0.5, "why": "source", "range": 0.1}, "a range is for what is said to be a judgement"),
    ],
)
def test_a_rule_is_checked(fields: dict[str, object], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        Rule.model_validate(fields)


def test_a_mapping_is_checked() -> None:
    rule = {"constant": 2, "why": "too large"}
    words = {name: {"constant": "x", "why": "any"} for name in ("case", "episode", "id")}
    for demand, told in (
        ({**words, "level": rule}, "2.0 is not in"),
        ({**words}, "missing level"),
        ({"levl": rule}, "unknown column 'levl'"),
    ):
        with pytest.raises(ValueError, match=told):
            DataSet.model_validate({"name": "a", "title": "a", "domain": "a", "source": "abc", "demand": demand})


def test_the_table_is_written_whole(tmp_path: Path) -> None:
    demands = read(tmp_path, "gsdb")
    path = write_demands(tmp_path / "table.csv", demands)
    assert path.read_text().splitlines()[0].split(",") == list(MEANINGS)
    assert demand_frame(demands).outcome.tolist() == ["not_met", "open"]
    with pytest.raises(InputError, match="cannot be written"):
        write_demands(tmp_path / "nowhere" / "table.csv", demands)


EXTERNAL = os.environ.get("MODUS_OUTSIDE_DATA", "")
FILES = {"scc": ("scc_demands.csv.gz", 1434), "ties": ("ties_v4.csv.gz", 1024), "gsdb": ("gsdb_v4.csv.gz", 1197)}


@pytest.mark.parametrize("name", FILES)
def test_the_real_files_are_read_when_they_are_there(name: str) -> None:
    path = Path(EXTERNAL) / FILES[name][0]
    if not EXTERNAL or not path.exists():
        pytest.skip(f"no copy of {FILES[name][0]}: set MODUS_OUTSIDE_DATA to the folder that holds it")
    found = read_outside(name, path)
    assert len(found.decided) == FILES[name][1]
    assert all(d.case and d.episode and d.issue_class for d in found.demands)
    again = demands_of(found.data_set, found.rows, found.file)
    assert again == found.demands and set(WORDS) <= set(demand_frame(again))
