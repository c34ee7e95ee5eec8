"""The guide to a case of one's own, followed to the letter: its files load and its commands run."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from modusvivendi.case import load_case
from modusvivendi.cli.main import app

GUIDE = (Path(__file__).parents[1] / "docs" / "your-own-case.md").read_text(encoding="utf-8")
FILES = re.findall(r"```yaml\n(.*?)```", GUIDE, re.DOTALL)
COMMANDS = [line for block in re.findall(r"```sh\n(.*?)```", GUIDE, re.DOTALL) for line in block.splitlines()]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the first case of the guide in it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "my-case").mkdir()
    (tmp_path / "my-case" / "case.yaml").write_text(FILES[0], encoding="utf-8")
    return tmp_path


def test_the_first_case_is_short_and_its_commands_run(home: Path) -> None:
    assert len(FILES[0].splitlines()) < 60
    assert COMMANDS[:2] == ["modus check my-case", "modus run my-case --futures 256"]
    done = CliRunner().invoke(app, COMMANDS[0].split()[1:])
    assert done.exit_code == 0 and "river_district: valid case as of 2026-06-30" in done.output
    assert "stand at wide defaults" in done.output
    fewer = COMMANDS[1].replace("256", "8").split()[1:]
    done = CliRunner().invoke(app, [*fewer, "--theories", "inertia", "--months", "12"])
    assert done.exit_code == 0, done.output
    assert list(home.glob("modus-out/river_district-*/page.html"))


def test_what_the_guide_adds_over_time_is_read(home: Path) -> None:
    data, more = yaml.safe_load(FILES[0]), yaml.safe_load(FILES[2])
    data["issues"] = [*more["issues"], *(i for i in data["issues"] if i["id"] != "clinics")]
    del data["as_of"]
    (home / "my-case" / "case.yaml").write_text(yaml.safe_dump({**data, **{k: more[k] for k in ("countries", "snapshots")}}))
    early, late = load_case(home / "my-case", as_of="2024-01-31"), load_case(home / "my-case")
    assert (early.issue("clinics").start.value, late.issue("clinics").start.value) == (0.5, 0.45)
    assert (early.country("DONOR").bloc, late.country("DONOR").bloc) == ("donors", "hosts")
    assert [c.id for c in early.countries] == ["DONOR"] and [c.id for c in late.countries] == ["DONOR", "NEWCOMER"]


def test_the_words_that_the_guide_adds_are_read(home: Path) -> None:
    data, words = yaml.safe_load(FILES[0]), yaml.safe_load(FILES[1])
    data["issues"][3]["domain"], data["blocs"][2]["kind"] = "pilgrimage", "guarantor"
    path = home / "my-case" / "case.yaml"
    path.write_text(yaml.safe_dump({**data, **words}), encoding="utf-8")
    case = load_case(home / "my-case")
    assert (case.issues[3].domain, case.blocs[2].kind) == ("relief", "patron")
    assert case.vocabulary.modes["ultimatum"] == "pressure" and case.vocabulary.levels["war_council"] == "supreme_leader"
    path.write_text(yaml.safe_dump(data), encoding="utf-8")
    done = CliRunner().invoke(app, ["check", "my-case"])
    assert done.exit_code == 2 and "'pilgrimage'" in done.output + done.stderr


def test_every_command_of_the_guide_exists() -> None:
    named = {command.name or command.callback.__name__ for command in app.registered_commands if command.callback}
    assert {line.split()[1] for line in COMMANDS} <= named
    assert "migrate" in named
