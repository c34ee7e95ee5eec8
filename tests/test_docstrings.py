"""Every public name has an example, which runs and prints what it says."""

from __future__ import annotations

import doctest
from pathlib import Path

import pandas as pd
import pytest

import modusvivendi as mv

RECORD = Path(mv.__file__).parent / "case" / "afghanistan" / "record" / "2026-03-31"


def later_rows(folder: Path) -> None:
    """Tables with the rows of the newest layer of a record, under names of their own."""
    for table in ("acts", "tracks", "moves"):
        rows = pd.read_csv(RECORD / f"{table}.csv", dtype=str, keep_default_na=False)
        rows.iloc[:, 0] += "-again"
        if table == "acts":
            rows["track_id"] = ""
        rows.to_csv(folder / f"{table}.csv", index=False)


@pytest.mark.parametrize("name", mv.__all__)
def test_the_example_of_a_public_name_runs(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In an empty folder, but for tables of later rows of a record."""
    (tmp_path / "later").mkdir()
    later_rows(tmp_path / "later")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))  # posterior draws are kept there
    example = doctest.DocTestParser().get_doctest(getattr(mv, name).__doc__ or "", {}, name, None, None)
    assert example.examples, f"{name} has no example"
    said: list[str] = []
    doctest.DocTestRunner(verbose=False).run(example, out=said.append, clear_globs=False)
    assert "".join(said) == ""
