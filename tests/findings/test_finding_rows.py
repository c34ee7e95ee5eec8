"""Rows of cells are read as a data frame of the same is."""

from __future__ import annotations

import subprocess
import sys

import pandas as pd

from modusvivendi.findings import Fact, Table
from modusvivendi.findings.rows import Rows
from modusvivendi.render.data import table_data
from modusvivendi.render.terminal import finding_table

ROWS = [{"ask": "one", "met": 3, "share": Fact(value=0.25)}, {"ask": "two", "met": 4, "share": Fact(value=None, note="none")}]


def test_rows_are_told_as_the_frame_of_the_same_is() -> None:
    plain, framed = (Table(name="asks", caption="Asks", frame=frame) for frame in (Rows.of(ROWS), pd.DataFrame(ROWS)))
    assert table_data(plain) == table_data(framed)
    assert [list(c.cells) for c in finding_table(plain).columns] == [list(c.cells) for c in finding_table(framed).columns]
    pd.testing.assert_frame_equal(plain.as_frame(), framed.as_frame())
    assert framed.as_frame() is framed.frame


def test_no_rows_are_an_empty_frame() -> None:
    assert len(Rows.of([])) == 0 and Rows.of([]).to_frame().empty
    assert list(Rows(("ask", "met"), ()).to_frame().columns) == ["ask", "met"]


def test_a_look_up_of_precedents_loads_neither_pandas_nor_the_compiler() -> None:
    code = (
        "import sys; from modusvivendi.cli.main import app; "
        "app(['precedents', '--cases', 'gaza', '--cost', 'low'], standalone_mode=False); "
        "print(*sorted(sys.modules.keys() & {'numba', 'pandas', 'scipy'}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "asks" in done.stdout and done.stdout.splitlines()[-1] == ""
