"""docs/faults.md: every test that it names is there, and is run."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

HERE = Path(__file__).parent
LINES = (HERE.parent / "docs" / "faults.md").read_text(encoding="utf-8").splitlines()
ROWS = [line.strip("| ").split(" | ") for line in LINES if line.startswith("| ")][1:]


@cache
def names_in(path: Path) -> set[str]:
    """Names of the tests of a file that are run where all is run."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0][:40])
def test_every_kind_of_fault_has_tests_that_are_run(row: list[str]) -> None:
    kind, what, held = row
    named = re.findall(r"`([^`]+)`", held)
    assert kind and what and named
    for name in named:
        file, _, test = name.partition("::")
        path = HERE / file
        assert path.is_file() and path.name.startswith("test_"), name
        assert names_in(path) and (not test or test in names_in(path)), name


def test_every_file_of_faults_is_named() -> None:
    files = {path.relative_to(HERE).as_posix() for path in HERE.rglob("test_*faults*.py")} - {"test_faults_doc.py"}
    named = {name.partition("::")[0] for row in ROWS for name in re.findall(r"`([^`]+)`", row[2])}
    assert files <= named
