"""One check for every kind of thing, told by its content."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from functools import reduce
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from modusvivendi.api import what_if
from modusvivendi.case import Case
from modusvivendi.check import check
from modusvivendi.cli.main import app
from modusvivendi.errors import InputError
from modusvivendi.files.yaml_file import Loader
from modusvivendi.strategy import shipped_strategies
from modusvivendi.strategy.strategy import SHIPPED as STRATEGIES
from modusvivendi.theory import load_theories, shipped_theories
from modusvivendi.theory.theory import SHIPPED as THEORIES

PLAN = "name: mine\ntracks:\n  - {issues: [health_vaccination], step: 0.3}\n"


@pytest.mark.parametrize("name", [*shipped_theories(), *shipped_strategies(), "afghanistan"])
def test_everything_that_is_shipped_is_valid(name: str) -> None:
    report = check(name)
    assert report.faults == () and report.kind in ("case", "theory", "strategy") and report.summary.startswith(f"{name}: valid")


def test_what_a_yaml_file_is_shows_from_its_fields(tmp_path: Path, folder: Path) -> None:
    for source, kind in ((THEORIES / "leverage.yaml", "theory"), (STRATEGIES / "piecemeal.yaml", "strategy")):
        path = tmp_path / "anything.yaml"
        own = {"name: leverage": "name: mine", "Leverage": "My leverage"}
        text = source.read_text(encoding="utf-8")
        path.write_text(reduce(lambda t, pair: t.replace(*pair, 1), own.items(), text), encoding="utf-8")
        assert (check(str(path)).kind, check(str(path)).faults) == (kind, ())
    path.write_text(PLAN, encoding="utf-8")
    assert (check(str(path)).kind, check(str(path)).faults) == ("plan", ())
    for place in (folder, folder / "case.yaml"):
        assert (check(str(place)).kind, check(str(place)).faults) == ("case", ())
    (folder / "case.yaml").rename(folder / "case.txt.yaml")
    assert check(str(folder / "case.txt.yaml")).kind == "case"


@pytest.mark.parametrize(
    ("name", "title", "field", "what"),
    [
        ("mixture", "Mine", "name", "'mixture' is reserved and cannot name a theory"),
        ("leverage", "Mine", "name", "'leverage' is a shipped theory"),
        ("brief", "Mine", "name", "'brief' is a shipped theory"),
        ("mine", "leverage ", "title", "'leverage ' is the title of the shipped theory 'leverage'"),
    ],
)
def test_a_theory_that_cannot_be_told_from_another_is_refused_by_the_check_and_at_use(
    tmp_path: Path, name: str, title: str, field: str, what: str
) -> None:
    text = (THEORIES / "leverage.yaml").read_text(encoding="utf-8")
    path = tmp_path / "own.yaml"
    path.write_text(text.replace("name: leverage", f"name: {name}").replace('"Leverage"', f'"{title}"'), encoding="utf-8")
    (fault,) = check(str(path)).faults
    assert fault.field == field and what in fault.what
    with pytest.raises(InputError, match="own.yaml"):
        load_theories((str(path), "inertia"))


def test_two_theories_of_ones_own_need_two_names_and_two_titles(tmp_path: Path) -> None:
    text = (THEORIES / "leverage.yaml").read_text(encoding="utf-8")
    for name, title in (("one", "Mine"), ("two", "mine"), ("three", "Others")):
        changed = text.replace("name: leverage", f"name: {name}").replace('"Leverage"', f'"{title}"')
        (tmp_path / f"{name}.yaml").write_text(changed, encoding="utf-8")
    one, two, three = (str(tmp_path / f"{name}.yaml") for name in ("one", "two", "three"))
    assert [t.name for t in load_theories((one, three))] == ["one", "three"]
    with pytest.raises(InputError, match="the same title twice: mine"):
        load_theories((one, two))
    with pytest.raises(InputError, match="the same name twice: one"):
        load_theories((one, one))


def test_a_plan_that_begins_after_the_end_is_told_by_the_check_and_refused_at_use(tmp_path: Path, afghanistan: Case) -> None:
    path = tmp_path / "late.yaml"
    path.write_text("name: late\ntracks:\n  - {issues: [polio], start: 60, step: 0.3}\n", encoding="utf-8")
    path.write_text(path.read_text().replace("polio", afghanistan.issue_ids[0]))
    assert "starts in month 60, after the end of the usual horizon of 60 months" in check(str(path)).warnings[0]
    (fault,) = check(str(path), afghanistan).faults
    assert "starts in month 60, after the end of the horizon of 60 months" in fault.what
    with pytest.raises(InputError, match="after the end of the horizon"):
        what_if(afghanistan, path, futures=8)
    path.write_text(path.read_text().replace("60", "59"))
    assert check(str(path), afghanistan).faults == ()


@pytest.mark.parametrize(
    ("file", "kind"),
    [
        ("record/acts.csv", "acts"),
        ("record/moves.csv", "moves"),
        ("record/tracks.csv", "tracks"),
        ("record/series.csv", "series"),
        ("positions.csv", "positions"),
        ("record/coding/acts.csv", "codings of acts"),
        ("record/coding/tracks.csv", "codings of tracks"),
        ("record/coding/issue_attributes.csv", "codings of issues"),
        ("record/coding/segment_positions.csv", "codings of positions"),
    ],
)
def test_what_a_table_is_shows_from_its_header(folder: Path, tmp_path: Path, file: str, kind: str, afghanistan: Case) -> None:
    report = check(str(folder / file))
    assert (report.kind, report.faults) == (kind, ())
    alone = tmp_path / "table.csv"
    shutil.copyfile(folder / file, alone)
    assert check(str(alone), afghanistan).kind == kind and check(str(alone), afghanistan).faults == ()
    text = alone.read_text(encoding="utf-8").splitlines()
    alone.write_text("\n".join([text[0], text[1].rpartition(",")[0]]), encoding="utf-8")
    assert check(str(alone)).faults[0].row == 2


def test_a_table_uses_the_words_of_the_case_it_lies_in(folder: Path, tmp_path: Path) -> None:
    path = folder / "record" / "acts.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",amnesty_reprisals,", ",amnesty_reprisal,", 1), encoding="utf-8")
    (fault,) = check(str(path)).faults
    assert (fault.row, fault.column) == (2, "issue") and "did you mean 'amnesty_reprisals'" in fault.what
    (folder / "case.yaml").write_text((folder / "case.yaml").read_text(encoding="utf-8") + "\nstray: 1\n", encoding="utf-8")
    assert len(check(str(path)).faults) == 1  # also where the case itself has faults
    alone = tmp_path / "acts.csv"
    shutil.copyfile(path, alone)
    assert all(f.column != "issue" for f in check(str(alone)).faults)


def test_a_record_without_a_case_is_checked(folder: Path) -> None:
    (folder / "case.yaml").unlink()
    report = check(str(folder / "record"))
    assert report.kind == "record" and [(f.file, f.row) for f in report.faults] == [("moves.csv", 21), ("moves.csv", 112)]


def test_a_strategy_and_a_plan_are_looked_up_in_a_case(tmp_path: Path, afghanistan: Case) -> None:
    path = tmp_path / "plan.yaml"
    path.write_text(PLAN.replace("health_vaccination", "health_vacination"), encoding="utf-8")
    assert check(str(path)).faults == () and "--case" in check(str(path)).warnings[0]
    assert "did you mean 'health_vaccination'" in str(check(str(path), afghanistan).faults[0])
    path.write_text((STRATEGIES / "piecemeal.yaml").read_text(encoding="utf-8") + "followers: nobody\n", encoding="utf-8")
    assert check(str(path), afghanistan).faults


def test_a_case_says_which_strategies_it_cannot_run(folder: Path) -> None:
    text = (folder / "case.yaml").read_text(encoding="utf-8")
    hard = 'politicisation: {value: 0.95, range: [0.9, 1.0], source: "judgement, range 0.9–1"}'
    (folder / "case.yaml").write_text(re.sub(r"politicisation: \{[^}]*\}", hard, text), encoding="utf-8")
    report = check(str(folder))
    assert report.faults == ()
    assert any("piecemeal" in note and "no issue of the case fits what it negotiates" in note for note in report.warnings)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"colour: red\n", "neither a case, a theory, a strategy, a plan, questions nor claims (its fields: colour)"),
        (b"name: x\ntitle: y\n", "neither a case, a theory, a strategy, a plan, questions nor claims"),
        (b"a: [1\n", "not valid YAML"),
        (b"", "a mapping of field names to values is needed"),
        (b"\xff\xfe\x00", "not UTF-8 text"),
        (b"name: \x00\n", "not valid YAML"),
    ],
)
def test_what_is_nothing_is_said_in_one_line(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "thing.yaml"
    path.write_bytes(content)
    (fault,) = check(str(path)).faults
    assert message in str(fault) and "\n" not in str(fault)


@pytest.mark.parametrize("suffix", ["csv", "yaml", "xlsx", "txt"])
@pytest.mark.parametrize("kind", ["pipe", "/dev/zero", "nowhere", "folder"])
def test_special_files_end_at_once(tmp_path: Path, suffix: str, kind: str) -> None:
    path = tmp_path / f"thing.{suffix}"
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    elif kind != "nowhere":
        path.symlink_to(kind)
    (fault,) = check(str(path)).faults
    assert fault.file and "\n" not in str(fault)


def test_the_command_tells_all_faults_of_all_things(folder: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text("name: Bad\nfamily: own\ntitle: T\nclaim: C\nsources: []\n", encoding="utf-8")
    done = CliRunner().invoke(app, ["check", str(bad), "leverage", str(folder)])
    assert done.exit_code == 2
    assert [line.partition(", field")[0][:25] for line in done.stderr.splitlines()[:2]] == [
        "modus: bad.yaml, line 1, ",
        "modus: bad.yaml, line 5, ",
    ]
    assert "leverage: valid theory" in done.stdout and "afghanistan: valid case" in done.stdout
    as_data = CliRunner().invoke(app, ["check", str(bad), "leverage", "--json"])
    first, second = json.loads(as_data.stdout)
    assert as_data.exit_code == 2 and not first["valid"] and second["valid"]
    assert [(fault["file"], fault["line"], fault["field"]) for fault in first["faults"]] == [
        ("bad.yaml", 1, "name"),
        ("bad.yaml", 5, "sources"),
    ]


def test_an_unknown_name_is_helped() -> None:
    (fault,) = check("leverag").faults
    assert "no such file, folder or shipped name; did you mean 'leverage'?" in str(fault)


junk = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 3),
    st.text(max_size=5),
    st.lists(st.integers(), max_size=3),
    st.dictionaries(st.text(max_size=3), st.integers(), max_size=2),
    st.dates(),
    st.datetimes(),
)
DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)  # written in C it is ten times as fast
TOP = (
    "begins", "snapshots", "issues", "segments", "rivals", "blocs", "countries", "groups", "hazards", "initial", "coalitions", "roles",
    "record_only_issues", "move_topics", "move_groups", "record_exceptions",
)  # fmt: skip


@pytest.mark.parametrize("examples", [5, pytest.param(25, marks=pytest.mark.slow)])
def test_any_change_of_a_case_is_told_in_lines_and_its_record_is_checked_as_far_as_can_be(
    folder: Path, afghanistan: Case, examples: int
) -> None:
    assert afghanistan.folder is not None
    text = (afghanistan.folder / "case.yaml").read_text(encoding="utf-8")

    @settings(derandomize=True, max_examples=examples, deadline=None)
    @given(field=st.sampled_from(TOP), inner=st.booleans(), value=junk)
    def changed(field: str, inner: bool, value: object) -> None:
        data = yaml.load(text, Loader=Loader)
        if inner and isinstance(data.get(field), list) and data[field] and isinstance(data[field][0], dict):
            data[field][0]["id"] = value
        else:
            data[field] = value
        (folder / "case.yaml").write_text(yaml.dump(data, Dumper=DUMPER, allow_unicode=True), encoding="utf-8")
        report = check(str(folder))
        assert report.kind == "case" and all("\n" not in str(fault) for fault in report.faults)

    changed()


def test_checking_a_case_loads_no_arrays() -> None:
    """What a look-up waits for is mostly loading; which strategies a case can run is told by names alone."""
    code = "import sys; from modusvivendi.check import check; print(check('gaza').faults, 'numpy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "() False\n"
