"""Levels that became known later, in tables beside a case."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import modusvivendi as mv
from modusvivendi.errors import InputError

HEAD = "issue,value,low,high,source,why\n"
GOOD = 'water_management,0.2,0.1,0.3,"judgement, range 0.1–0.3",a survey\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the Afghan case with room for later levels."""
    home = mv.load_case("afghanistan").folder
    assert home is not None
    shutil.copytree(home, tmp_path / "case")
    (tmp_path / "case" / "levels").mkdir()
    return tmp_path / "case"


def write(folder: Path, rows: str, name: str = "2026-06-30.csv") -> None:
    (folder / "levels" / name).write_text(HEAD + rows, encoding="utf-8")


def test_a_table_adds_a_snapshot_and_a_level(folder: Path) -> None:
    write(folder, GOOD)
    case, before = mv.load_case(folder), mv.load_case("afghanistan")
    assert str(case.as_of) == "2026-06-30"
    assert case.issue("water_management").start.centre == 0.2
    assert case.issue("climate_disaster").start == before.issue("climate_disaster").start
    earlier = mv.load_case(folder, "2026-03-31")
    assert earlier.issue("water_management").start == before.issue("water_management").start


@pytest.mark.parametrize(
    ("rows", "name", "what"),
    [
        (GOOD.replace("water_management", "water"), "2026-06-30.csv", "row 2, column issue: unknown 'water'"),
        (GOOD.replace("0.2", "0.9"), "2026-06-30.csv", "row 2, column value: 0.9 does not lie between"),
        (GOOD.replace("0.1,", "x,"), "2026-06-30.csv", "row 2, column low"),
        (GOOD, "june.csv", "name the file by the day"),
        (GOOD + GOOD, "2026-06-30.csv", "row 3, column issue: duplicate"),
        ("", "2026-06-30.csv", "no rows"),
    ],
)
def test_bad_tables_are_refused_with_their_place(folder: Path, rows: str, name: str, what: str) -> None:
    write(folder, rows, name)
    with pytest.raises(InputError, match=what):
        mv.load_case(folder)
