"""No text in a written table can run as a formula, whoever writes it."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import modusvivendi
from modusvivendi.files.formula import guarded, write_csv

SOURCE = Path(modusvivendi.__file__).parent


@settings(derandomize=True, max_examples=100, deadline=None)
@given(st.text(max_size=10))
def test_guarded_text_never_starts_a_formula_and_keeps_its_letters(text: str) -> None:
    safe = str(guarded(text))
    assert not safe.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) and safe.removeprefix("'").endswith(text.removeprefix("'"))


@pytest.mark.parametrize("number", [-1.5, -3, float("nan"), None])
def test_numbers_are_left_alone(number: object) -> None:
    assert guarded(number) is number


def test_text_headers_and_index_are_guarded(tmp_path: Path) -> None:
    frame = pd.DataFrame({"=n": [-1.25, 2.0]}, index=pd.Index(["@x", "plain"], name="-name"))
    assert write_csv(frame, tmp_path / "a.csv", index=True, digits="%.1f").read_text(encoding="utf-8").splitlines() == [
        "'-name,'=n", "'@x,-1.2", "plain,2.0",
    ]  # fmt: skip


def test_no_other_module_writes_a_table_by_itself() -> None:
    """Every call of to_csv has been through the guard; single columns of numbers in the workbench's archive need none."""
    found = {
        path.relative_to(SOURCE).as_posix(): re.findall(r"(\w+(?:\(\w*\))?)\.to_csv\(", path.read_text(encoding="utf-8"))
        for path in SOURCE.rglob("*.py")
    }
    assert {name: calls for name, calls in found.items() if calls} == {
        "files/formula.py": ["guarded_frame(flat)"], "analysis/export.py": ["safe", "Series(values)"],
    }  # fmt: skip
