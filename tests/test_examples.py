"""The notebooks in examples/ run from top to bottom, are short, and are kept without outputs."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from calls_fit import misfits

ROOT = Path(__file__).parent.parent
NOTEBOOKS = sorted((ROOT / "examples").glob("*.ipynb"))
QUICK = NOTEBOOKS[:2]  # the others take seconds: their calls are read, and (slow) they run in Jupyter with all
MOST, SECONDS = 25, 400  # cells; time that a notebook may take on a busy machine


def cells_of(path: Path) -> list[dict[str, object]]:
    """The cells of a notebook, which is JSON, with the source of each in one piece. Jupyter's own reader takes seconds to load."""
    found = json.loads(path.read_text(encoding="utf-8"))
    assert found["nbformat"] == 4
    return [cell | {"source": "".join(cell["source"])} for cell in found["cells"]]


def code_of(path: Path) -> list[str]:
    """The source of its cells of code."""
    return [str(cell["source"]) for cell in cells_of(path) if cell["cell_type"] == "code"]


def run(path: Path, home: Path) -> subprocess.CompletedProcess[str]:
    """Run a notebook; settings and histories go to ``home``."""
    own = {name: str(home) for name in ("IPYTHONDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR")}
    paths = os.pathsep.join([str(ROOT / "src"), *filter(None, [os.environ.get("PYTHONPATH")])])
    script = str(Path(__file__).with_name("run_notebook.py"))
    return subprocess.run(
        [sys.executable, script, str(path)],
        env={**os.environ, **own, "PYTHONPATH": paths},
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )


def test_there_are_five_in_order() -> None:
    assert [p.stem[:2] for p in NOTEBOOKS] == ["01", "02", "03", "04", "05"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_short_and_without_outputs(path: Path) -> None:
    cells = cells_of(path)
    assert len(cells) < MOST
    assert sum(cell["cell_type"] == "markdown" for cell in cells) >= len(cells) / 3
    assert all(not cell["outputs"] and cell["execution_count"] is None for cell in cells if cell["cell_type"] == "code")


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_what_a_notebook_calls_is_there_and_takes_these_arguments(path: Path) -> None:
    assert misfits("\n".join(code_of(path))) == []


def run_here(source: str, names: dict[str, object]) -> None:
    """Run a cell in this process, and show its last value as a notebook would."""
    *rest, last = ast.parse(source).body
    shown = isinstance(last, ast.Expr)
    exec(compile(ast.Module([*rest, *(() if shown else (last,))], []), "cell", "exec"), names)
    if isinstance(last, ast.Expr):
        value = eval(compile(ast.Expression(last.value), "cell", "eval"), names)
        assert value is None or getattr(value, "_repr_html_", getattr(value, "_repr_svg_", value.__repr__))()


@pytest.mark.parametrize("path", QUICK, ids=lambda path: path.stem)
def test_every_cell_runs_here(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The code of a notebook without Jupyter, which takes as long to start as some notebooks take."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.chdir(path.parent)
    names: dict[str, object] = {"__name__": "__main__"}
    for source in code_of(path):
        run_here(source, names)


@pytest.mark.slow
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_cell_runs(path: Path, tmp_path: Path) -> None:
    done = run(path, tmp_path)
    assert done.returncode == 0, done.stderr[-3000:]
    code = code_of(path)
    cells, outputs = map(int, done.stdout.split())
    assert cells == len(code) and outputs >= cells / 2


@pytest.mark.slow
def test_a_cell_that_fails_is_seen(tmp_path: Path) -> None:
    cell = {"cell_type": "code", "id": "one", "metadata": {}, "execution_count": None, "outputs": [], "source": "1 / 0"}
    broken = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [cell]}
    (tmp_path / "broken.ipynb").write_text(json.dumps(broken), encoding="utf-8")
    done = run(tmp_path / "broken.ipynb", tmp_path)
    assert done.returncode != 0
    assert "ZeroDivisionError" in done.stderr
