"""Every public name has an example, which runs and prints what it says; in the quick set those of seconds are read, not run."""

from __future__ import annotations

import doctest
from pathlib import Path

import pandas as pd
import pytest

import modusvivendi as mv
from calls_fit import misfits

# These take seconds: (slow). Tests of each of these questions ask it in small.
DEAR = ("compare", "forecast", "make_brief", "plan", "score", "seal_forecasts", "signposts", "weigh", "weigh_pooled")
RECORD = Path(mv.__file__).parent / "case" / "afghanistan" / "record" / "2026-03-31"


def later_rows(folder: Path) -> None:
    """Tables with the rows of the newest layer of a record, under names of their own."""
    for table in ("acts", "tracks", "moves"):
        rows = pd.read_csv(RECORD / f"{table}.csv", dtype=str, keep_default_na=False)
        rows.iloc[:, 0] += "-again"
        if table == "acts":
            rows["track_id"] = ""
        rows.to_csv(folder / f"{table}.csv", index=False)


def example_of(name: str) -> doctest.DocTest:
    """The example of a public name."""
    found = doctest.DocTestParser().get_doctest(getattr(mv, name).__doc__ or "", {}, name, None, None)
    assert found.examples, f"{name} has no example"
    return found


@pytest.mark.parametrize("name", DEAR)
def test_the_example_of_a_public_name_fits_what_it_calls(name: str) -> None:
    assert misfits("".join(part.source for part in example_of(name).examples)) == []


def test_an_example_that_does_not_fit_would_be_found() -> None:
    assert misfits("mv.wiegh('x')") and misfits("mv.weigh('x', draw=3)") and not misfits("mv.weigh('x', draws=3)")


@pytest.mark.parametrize("name", [pytest.param(n, marks=pytest.mark.slow if n in DEAR else ()) for n in mv.__all__])
def test_the_example_of_a_public_name_runs(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In an empty folder, but for tables of later rows of a record."""
    example = example_of(name)
    if any("later/" in part.source for part in example.examples):
        (tmp_path / "later").mkdir()
        later_rows(tmp_path / "later")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))  # posterior draws are kept there
    said: list[str] = []
    doctest.DocTestRunner(verbose=False).run(example, out=said.append, clear_globs=False)
    assert "".join(said) == ""
