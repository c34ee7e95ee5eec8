"""docs/plan.md: its commands run, and what it says of the Afghan search has been written."""

from __future__ import annotations

import re
import shlex
from importlib import import_module
from pathlib import Path

import pytest
from typer.testing import CliRunner

from modusvivendi.cli.main import app
from modusvivendi.planning import Plan

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "plan.md").read_text(encoding="utf-8")
COMMANDS = [shlex.split(line, comments=True)[1:] for line in re.findall(r"^modus plan .*$", TEXT, re.MULTILINE)]
SMALL = [
    "--theories",
    "status_and_cohesion,leverage",
    "--generations",
    "2",
    "--population",
    "8",
    "--searches",
    "1",
    "--futures",
    "8",
    "--json",
]


IDS = [" ".join(words[2:]) or "default" for words in COMMANDS]


class Begun(Exception):
    """The search has begun."""


SEARCHES = [words for words in COMMANDS if "--edit" not in words]


@pytest.mark.parametrize("words", SEARCHES, ids=[" ".join(words[2:]) or "default" for words in SEARCHES])
def test_commands_come_as_far_as_the_search(words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With limits, objectives and followers read, and a first plan found within them."""

    def search(*_: object, start: list[Plan], **__: object) -> None:
        assert start
        raise Begun

    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(import_module("modusvivendi.planning.plan_agenda"), "search", search)
    found = CliRunner().invoke(app, [*words, *SMALL, "--out", str(tmp_path)])
    assert isinstance(found.exception, Begun), found.output


@pytest.mark.parametrize(
    "words", [pytest.param(w, marks=pytest.mark.slow if w in SEARCHES else (), id=i) for w, i in zip(COMMANDS, IDS, strict=True)]
)
def test_commands_run_in_small(words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    found = CliRunner().invoke(app, [*words, *SMALL, "--out", str(tmp_path)])
    assert found.exit_code == 0, found.output


def test_there_are_commands() -> None:
    assert len(COMMANDS) >= 5


def test_every_part_is_filled() -> None:
    parts = re.findall(r"<!-- (?!end )([^>]*?) -->\n(.*?)<!-- end \1 -->", TEXT, re.DOTALL)
    assert {name for name, _ in parts} == {"sentences", "plans", "agenda", "zones"}
    assert all(text.strip() for _, text in parts)
