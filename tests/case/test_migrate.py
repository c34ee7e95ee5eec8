"""A case in the earlier form loads as it stands, and can be rewritten."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from case.earlier_form import earlier, write_earlier
from modusvivendi.case import load_case
from modusvivendi.case.write import as_yaml
from modusvivendi.cli.main import app
from modusvivendi.strategy import strategies_for
from modusvivendi.study import Study, run_study
from modusvivendi.theory import load_theory


def test_the_earlier_form_loads_with_notes_on_what_was_inferred(tmp_path: Path) -> None:
    case = load_case(write_earlier(tmp_path / "harbour"))
    assert (case.begins, case.as_of, case.counted_from) == (date(2012, 3, 14), date(2016, 6, 10), date(2012, 5, 1))
    assert case.start == "2016-06"
    assert {b.id: b.kind for b in case.blocs} == {"isolationist": "parent_state", "regional": "patron", "pragmatic": "pragmatic"}
    assert list(case.issue("water").levels) == [date(2012, 3, 14), date(2016, 6, 10)]
    assert case.issue("water").rate_toward.shape == 3.0  # two acts toward in the window, one is too early
    assert case.hazard("mass_attack").effects == ("attacks",)
    said = " ".join(case.notes)
    for word in ("begins", "counted_from", "parent_state", "effects", "school_edges", "base rates"):
        assert word in said
    assert any(name.startswith("initial.revenue at") for name in case.defaults)


def test_without_a_record_typed_rates_are_kept(tmp_path: Path) -> None:
    folder = write_earlier(tmp_path / "harbour")
    for file in (folder / "record").iterdir():
        file.unlink()
    (folder / "record").rmdir()
    case = load_case(folder)
    assert case.issue("port").rate_away.rate == 30.0
    assert case.issue("port").leader_share_away.value == 0.3


def test_migrating_writes_the_case_that_loading_makes(tmp_path: Path) -> None:
    folder = write_earlier(tmp_path / "harbour")
    before = load_case(folder)
    done = CliRunner().invoke(app, ["migrate", str(folder)])
    assert done.exit_code == 0 and "inferred: begins: 2012-03-14" in done.output
    after = load_case(folder)
    assert not after.notes
    assert after == before.model_copy(update={"notes": ()})
    again = CliRunner().invoke(app, ["migrate", str(folder)])
    assert "already in the present form" in str(again.exception)


def test_what_is_written_reads_back_to_the_same() -> None:
    data = earlier()
    data["title"] = 'Quotes " and: colons, # too\nand lines'
    data["coalitions"]["odd"] = ["NO", "yes", "1.5"]
    read = yaml.safe_load(as_yaml(data))
    assert read.pop("as_of") == date.fromisoformat(str(data.pop("as_of")))
    assert read == data


@pytest.mark.parametrize("change", [{}, {"rivals": []}, {"coalitions": {}}])
def test_every_strategy_runs_on_it(tmp_path: Path, change: dict[str, object]) -> None:
    case = load_case(write_earlier(tmp_path / "harbour", **change))
    able, out = strategies_for(case)
    assert not out
    result = run_study(Study(case=case, theories=(load_theory("leverage"),), strategies=tuple(able), futures=4, months=24))
    assert result.outcomes.shape[1] == len(able)
