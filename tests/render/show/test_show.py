"""Pages by name, and hints where a name is not known."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from modusvivendi.case import Case, load_case, shipped_cases
from modusvivendi.cli.main import app
from modusvivendi.errors import InputError
from modusvivendi.render.show import Entry, catalogue, find, holders, page_of
from modusvivendi.render.show.catalogue import HINTS
from modusvivendi.render.show.pages import LONGEST, case_page
from modusvivendi.strategy.strategy import SHIPPED as STRATEGIES
from modusvivendi.theory.theory import SHIPPED as THEORIES


@pytest.fixture(scope="module")
def entries(afghanistan: Case) -> list[Entry]:
    return catalogue([afghanistan])


def test_every_name_has_a_page_and_plain_data(entries: list[Entry], afghanistan: Case) -> None:
    kinds = {entry.kind for entry in entries}
    assert kinds == {
        "case", "theory", "strategy", "outcome", "parameter", "issue", "segment", "bloc", "country", "group", "hazard", "rival", "coalition",
    }  # fmt: skip
    for entry in entries:
        page = page_of(entry, [afghanistan])
        assert page.lines[0].startswith(f"{entry.name}:") and json.dumps(page.data, allow_nan=False)
        assert all("\n" not in line for line in page.lines)


def test_every_part_of_a_shipped_case_is_looked_for_in_it() -> None:
    entries = catalogue([load_case(name) for name in shipped_cases()])
    for entry in entries:
        if entry.of or entry.kind == "case":
            assert (entry.of or entry.name) in holders(f"{entry.kind}:{entry.name}")


def test_no_case_no_arrays_and_no_other_command_are_loaded_for_a_strategy() -> None:
    code = (
        "import sys; from modusvivendi.cli.main import command_line, needed; "
        "command_line(needed(['show']))(['show', 'piecemeal'], standalone_mode=False); "
        "print(*sorted(sys.modules.keys() & {'numba', 'numpy', 'pandas', 'scipy', 'modusvivendi.case.schema', 'modusvivendi.cli.run'}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[0].startswith("piecemeal: ") and done.stdout.splitlines()[-1] == ""


def test_the_page_of_a_case_is_short_and_leads_on(afghanistan: Case, entries: list[Entry]) -> None:
    lines = case_page(afghanistan).lines
    assert len(lines) <= LONGEST
    text = "\n".join(lines)
    for entry in entries:
        if entry.of:
            assert entry.name in text, entry


def test_the_page_of_a_large_case_is_cut_and_says_so(afghanistan: Case) -> None:
    many = afghanistan.model_copy(update={"issues": afghanistan.issues * 3})
    lines = case_page(many).lines
    assert len(lines) == LONGEST and "more lines; --json shows all" in lines[-1]


def test_an_issue_shows_numbers_sources_and_its_record(entries: list[Entry], afghanistan: Case) -> None:
    text = "\n".join(page_of(find("women_university", entries)[0], [afghanistan]).lines)
    for word in ("Full ask", "politicisation", "coding: readers B and C", "leadership_clerics", "Record: acts"):
        assert word in text


def test_a_parameter_shows_the_theories_that_differ(entries: list[Entry], afghanistan: Case) -> None:
    page = page_of(find("beta_material", entries)[0], [afghanistan])
    assert "leverage" in page.data["own"] and any(line.startswith("  leverage: folded_normal [1, 0.5]") for line in page.lines)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("us", "US"),
        ("usa", "US"),
        ("Britain", "UK"),
        ("netherland", "netherlands"),
        ("girls schooling", "girls_secondary_education"),
        ("Women at universities", "women_university"),
        ("core right", "core_rights"),
        ("piecemeel", "piecemeal"),
        ("DROUGHT", "drought"),
    ],
)
def test_near_names_titles_and_codes_are_searched(entries: list[Entry], text: str, name: str) -> None:
    with pytest.raises(InputError) as caught:
        find(text, entries)
    said = str(caught.value)
    assert said.startswith(f"nothing is called '{text}': ") and said.count(" or '") < HINTS and len(said) < 300
    assert f"'{name}'" in said


def test_where_nothing_is_near_no_name_is_made_up(entries: list[Entry]) -> None:
    with pytest.raises(InputError, match=r"^nothing is called 'xqzw': 'modus cases' lists cases$"):
        find("xqzw", entries)


def test_things_of_one_name_are_told_apart(entries: list[Entry]) -> None:
    assert [entry.kind for entry in find("pragmatic", entries)] == ["strategy", "bloc"]
    assert [entry.kind for entry in find("bloc:pragmatic", entries)] == ["bloc"]
    with pytest.raises(InputError, match="did you mean 'pragmatic'"):
        find("issue:pragmatic", entries)


@pytest.mark.parametrize(
    "name", ["afghanistan", "leverage", "piecemeal", "core_rights", "choice_precision", "women_university", "NL"]
)
def test_the_command_prints_a_page_or_json(name: str) -> None:
    page = CliRunner().invoke(app, ["show", name])
    assert page.exit_code == 0 and page.stdout.startswith(f"{name}: ")
    assert json.loads(CliRunner().invoke(app, ["show", name, "--json"]).stdout)


def test_files_of_ones_own_are_shown(folder: Path, tmp_path: Path) -> None:
    plan = tmp_path / "plan.yaml"
    plan.write_text("name: mine\ntracks: []\n", encoding="utf-8")
    for path, start in (
        (folder, "afghanistan: "),
        (folder / "case.yaml", "afghanistan: "),
        (THEORIES / "leverage.yaml", "leverage: "),
        (STRATEGIES / "drift.yaml", "drift: "),
        (plan, "name: mine"),
    ):
        done = CliRunner().invoke(app, ["show", str(path)])
        assert done.exit_code == 0 and done.stdout.startswith(start)
    plan.write_text("colour: red\n", encoding="utf-8")
    assert isinstance(CliRunner().invoke(app, ["show", str(plan)]).exception, InputError)


def test_the_day_as_of_which_a_thing_is_shown_counts(folder: Path) -> None:
    for name in ("afghanistan", str(folder), str(folder / "case.yaml")):
        shown = [CliRunner().invoke(app, ["show", name, "--as-of", day]).stdout for day in ("2024-05-29", "2026-03-31")]
        assert "2024-05-29" in shown[0] and shown[0] != shown[1]
        assert isinstance(CliRunner().invoke(app, ["show", name, "--as-of", "soon"]).exception, InputError)
    assert isinstance(CliRunner().invoke(app, ["show", "inertia", "--as-of", "soon"]).exception, InputError)
