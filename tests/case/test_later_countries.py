"""Envoys and recognitions that became known later, in tables beside a case."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import modusvivendi as mv
from modusvivendi.case.schema import Country
from modusvivendi.errors import InputError

HEAD = "country,since,accredited,recognised,source\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the Afghan case with room for later tables of countries."""
    home = mv.load_case("afghanistan").folder
    assert home is not None
    shutil.copytree(home, tmp_path / "case")
    (tmp_path / "case" / "countries").mkdir()
    return tmp_path / "case"


def test_a_country_changes_on_the_day_that_the_table_names(folder: Path) -> None:
    (folder / "countries" / "2026-03-31.csv").write_text(HEAD + 'TR,2026-03-31,yes,no,"a paper, 2020"\n', encoding="utf-8")

    def found(day: str) -> Country:
        return next(c for c in mv.load_case(folder, day).countries if c.id == "TR")

    after, before = found("2026-03-31"), found("2024-05-29")
    assert (after.accredited, after.recognised, after.source) == (True, False, "a paper, 2020")
    assert not before.accredited and before.source != "a paper, 2020"


@pytest.mark.parametrize(
    ("row", "name", "what"),
    [
        ('XX,2026-03-31,yes,no,"a paper, 2020"', "2026-03-31.csv", "row 2, column country: unknown 'XX'"),
        ('TR,soon,yes,no,"a paper, 2020"', "2026-03-31.csv", "row 2, column since: 'soon' is not a date"),
        ('TR,2026-03-31,true,no,"a paper, 2020"', "2026-03-31.csv", "row 2, column accredited: unknown 'true'"),
        ("TR,2026-03-31,yes,no,", "2026-03-31.csv", "row 2, column source: empty"),
        ('TR,2026-03-31,yes,no,"a paper, 2020"', "later.csv", "name the file by the day"),
    ],
)
def test_a_bad_table_is_refused_with_its_line(folder: Path, row: str, name: str, what: str) -> None:
    (folder / "countries" / name).write_text(HEAD + row + "\n", encoding="utf-8")
    with pytest.raises(InputError, match=what):
        mv.load_case(folder)
