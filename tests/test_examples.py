"""Every public name has an example, which runs and prints what it says."""

from __future__ import annotations

import doctest
import shutil
from pathlib import Path

import pytest

import modusvivendi as mv

RECORD = Path(mv.__file__).parent / "case" / "afghanistan" / "record"


@pytest.mark.parametrize("name", mv.__all__)
def test_the_example_of_a_public_name_runs(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In an empty folder, but for tables of a record."""
    for table in ("acts.csv", "tracks.csv", "moves.csv"):
        shutil.copy(RECORD / table, tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))  # posterior draws are kept there
    example = doctest.DocTestParser().get_doctest(getattr(mv, name).__doc__ or "", {}, name, None, None)
    assert example.examples, f"{name} has no example"
    said: list[str] = []
    doctest.DocTestRunner(verbose=False).run(example, out=said.append, clear_globs=False)
    assert "".join(said) == ""
