"""The command line as a person uses it: results on disk, exit codes, one line for bad input and nothing lost."""

from __future__ import annotations

import json
import re
import shutil
import signal
import time
from pathlib import Path

import psutil
import pytest

from commands import Done, alone, modus, started
from modusvivendi.case.load import SHIPPED
from modusvivendi.cli.main import COMMANDS, needed

FAST = ("--futures", "8", "--months", "12", "--strategies", "piecemeal,drift", "--theories", "status_and_cohesion,inertia")


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> tuple[Done, Path]:
    """A small run in a process of its own."""
    folder = tmp_path_factory.mktemp("run")
    return alone("run", "afghanistan", "--as-of", "2024-05-29", *FAST, cwd=folder), folder


def test_a_run_ends_by_naming_the_page_and_writes_all_it_names(run: tuple[Done, Path]) -> None:
    done, folder = run
    assert done.returncode == 0, done.stderr
    last = done.stdout.strip().splitlines()[-1]
    page = folder / last.removeprefix("Open:").strip()
    assert page.is_file()
    for name in ("table.csv", "regret.csv", "best_share.csv", "futures.manifest.json"):
        assert (page.parent / name).exists(), name


def test_the_page_needs_nothing_else_and_has_a_table_behind_each_picture(run: tuple[Done, Path]) -> None:
    done, folder = run
    text = (folder / done.stdout.strip().splitlines()[-1].removeprefix("Open:").strip()).read_text(encoding="utf-8")
    sources = re.findall(r"(?:src|href|url)\s*[=(]\s*[\"']?(?!#)([^\"')\s>]+)", text)
    assert not [s for s in sources if not s.startswith(("#", "data:"))], "the page refers to something outside itself"
    assert "<script" not in text
    assert 'lang="en"' in text and text.count("<h1") == 1
    assert text.count("<figure") == text.count('role="img"') == text.count("The numbers</summary>")
    assert len(re.findall(r"<svg ", text)) == len(re.findall(r'<svg aria-hidden="true"', text))


def test_json_holds_the_same_table(run: tuple[Done, Path]) -> None:
    _, folder = run
    done = modus("run", "afghanistan", "--as-of", "2024-05-29", *FAST, "--json", cwd=folder)
    data = json.loads(done.stdout)
    assert set(data["weights"]) == {"status_and_cohesion", "inertia"}
    overview = next(f for f in data["findings"] if f["id"] == "run.overview")["tables"][0]["rows"]
    assert {r["strategy"] for r in overview} == {"`piecemeal`", "`drift`"}
    assert set(overview[0]["Core rights"]) >= {"value", "low", "high", "interval"}
    first, *others = [f for f in data["findings"] if f["headline"] and f["view"] == "planner"]
    assert first["id"] == "run.issue.girls_secondary_education" and others


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("run", "afganistan"), "afghanistan"),
        (("run", "afghanistan", "--as-of", "2024-05-29", "--strategies", "peicemeal"), "did you mean 'piecemeal'"),
        (("run", "afghanistan", "--as-of", "2024-05-29", "--theories", "cohesoin"), "did you mean 'cohesion'"),
        (("run", "afghanistan", "--as-of", "2024-05-29", "--outcomes", "core_right"), "did you mean 'core_rights'"),
        (("run", "afghanistan", "--as-of", "2024-05-29", "--months", "3"), "12 to 600"),
        (("run", "afghanistan", "--as-of", "2024-05-29", "--as", "netherland"), "did you mean 'netherlands'"),
        (
            ("run", "afghanistan", "--as-of", "2024-05-29", "--set", "theory.status_and_cohesion.choice_precisionn=2"),
            "did you mean 'choice_precision'",
        ),
        (
            ("run", "afghanistan", "--as-of", "2024-05-29", "--set", "case.issues.water_managment.start=0.1"),
            "did you mean 'issues.water_management.start'",
        ),
        (("run", "afghanistan", "--as-of", "2024-05-29", "--weights", "status_and_cohesion"), "theory=number"),
        (("show", "pressur"), "did you mean 'pressure'"),
        (("new", "Mine"), "'Mine' cannot name a case"),
        (("new", "mine", "--from", "afganistan"), "did you mean 'afghanistan'"),
        (("check", "missing.yaml"), "missing.yaml"),
        (("run",), "Missing argument 'case' (see modus run --help)"),
        (("run", "afghanistan", "--as-of", "2024-05-29", "--monhts", "24"), "No such option: --monhts"),
        (("run", "afghanistan", "--as-of", "2024-05-29", "--seed", "-1"), "'--seed'"),
        (("plan", "afghanistan", "--as-of", "2024-05-29", "--searches", "many"), "'--searches'"),
        (("weight", "afghanistan"), "No such command 'weight'"),
    ],
)
def test_bad_input_is_exit_code_2_and_one_line(tmp_path: Path, words: tuple[str, ...], message: str) -> None:
    done = modus(*words, cwd=tmp_path)
    assert done.returncode == 2
    assert message in done.stderr and len(done.stderr.strip().splitlines()) == 1
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.iterdir()), "nothing is written"


def edit_case(folder: Path, old: str, new: str) -> Path:
    target = folder / "own"
    shutil.copytree(SHIPPED / "afghanistan", target)
    text = (target / "case.yaml").read_text(encoding="utf-8")
    assert old in text
    (target / "case.yaml").write_text(text.replace(old, new, 1), encoding="utf-8")
    return target


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("politicisation:", "politicization:", "politicisation"),
        ('source: "coding: readers B and C', 'source: "", why: "', "source"),
        ("delegation: {value", "delegation: {valeu", "value"),
    ],
)
def test_check_names_file_and_field(tmp_path: Path, old: str, new: str, message: str) -> None:
    done = modus("check", str(edit_case(tmp_path, old, new)), cwd=tmp_path)
    assert done.returncode == 2, done.stdout
    *faults, last = done.stderr.strip().splitlines()
    assert all(re.match(r"modus: case\.yaml, line [0-9]+, ", line) for line in faults or [last]) and message in done.stderr
    assert not faults or last == f"modus: {tmp_path / 'own'}: {len(faults)} faults"


def test_check_and_show_accept_what_is_valid(tmp_path: Path) -> None:
    target = tmp_path / "own"
    shutil.copytree(SHIPPED / "afghanistan", target)
    done = modus("check", str(target), cwd=tmp_path)
    assert done.returncode == 0 and "valid" in done.stdout
    shown = modus("show", "piecemeal", "--json", cwd=tmp_path)
    assert json.loads(shown.stdout)["name"] == "piecemeal"
    listed = modus("cases", "--json", cwd=tmp_path)
    assert json.loads(listed.stdout)[0]["name"] == "afghanistan"


@pytest.mark.parametrize("strategies", ["piecemeal,drift", "drift", "piecemeal"])
def test_a_page_is_written_whichever_strategies_run(tmp_path: Path, strategies: str) -> None:
    """Also where the baseline itself is best, or the only one."""
    words = [
        "run",
        "afghanistan",
        "--as-of",
        "2024-05-29",
        "--futures",
        "8",
        "--months",
        "12",
        "--strategies",
        strategies,
        "--theories",
        "inertia",
        "--weights",
        "uniform",
    ]
    result = modus(*words, "--out", str(tmp_path), cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    assert list(tmp_path.glob("*/page.html"))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ("run", "afghanistan", "--as-of", "2024-05-29", "--futures", "100000"),
            "modus: interrupted; the same command with --resume goes on with what is done",
        ),
        (("compare", "afghanistan", "--as-of", "2024-05-29", "--futures", "65536"), "modus: interrupted"),
    ],
)
def test_ctrl_c_is_exit_code_130_and_one_line(tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    with started(*words, cwd=tmp_path) as running:
        process, limit = psutil.Process(running.pid), time.monotonic() + 120
        while running.poll() is None and process.cpu_times().user < 3 and time.monotonic() < limit:  # in the middle of simulating
            time.sleep(0.05)
        running.send_signal(signal.SIGINT)
        out, error = running.communicate(timeout=120)
    assert running.returncode == 130 and out == ""
    assert error.strip().splitlines()[-1] == said and "Traceback" not in error


def test_a_command_line_is_made_of_the_command_it_names_and_of_all_where_it_names_none(tmp_path: Path) -> None:
    assert needed(["show", "piecemeal"]) == ("show",) and needed(["import", "--help"]) == ("import_",)
    assert needed([]) == needed(["--help"]) == needed(["shwo"]) == needed(["cases"]) == COMMANDS
    listed = modus("--help", cwd=tmp_path).stdout
    assert all(f"\n  {name.rstrip('_')} " in listed for name in (*COMMANDS, "cases"))
    assert modus("shwo", "piecemeal", cwd=tmp_path).stderr.startswith("modus: No such command 'shwo'")
