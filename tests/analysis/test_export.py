"""Export: the pair of experiments and outcomes, and files that no spreadsheet runs as formulas."""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from modusvivendi.analysis import experiments, write_csv, write_excel, write_parquet, write_workbench
from modusvivendi.errors import InputError

FACTORS = pd.DataFrame({"cost": [0.1, 0.2, 0.3, 0.4]}, index=[13, 12, 11, 10])
NASTY = pd.DataFrame({"=cmd": ["=1+1", "+x", "-y", "@z", "\tq", "\rr", "plain"], "n": [-1.5, 2, 3, 4, 5, 6, 7]})


def test_pair_matches_the_cube(outcomes: xr.DataArray) -> None:
    frame, columns = experiments(outcomes, FACTORS)
    assert list(frame.columns) == ["cost", "scenario", "policy", "model"]
    assert len(frame) == 16 and set(columns) == {"good", "bad"}
    for i, row in frame.iterrows():
        cell = outcomes.sel(theory=row["model"], strategy=row["policy"], future=row["scenario"])
        assert columns["bad"][i] == cell.sel(outcome="bad").item()
        assert row["cost"] == FACTORS.loc[row["scenario"], "cost"]
    own = experiments(outcomes, {"faith": FACTORS, "money": FACTORS * 2})[0]
    assert own.query("model == 'money'")["cost"].max() == 0.8


@pytest.mark.slow  # forests of trees; that it reads the pair is seen below
def test_the_workbench_takes_the_pair(outcomes: xr.DataArray) -> None:
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        scoring = pytest.importorskip("ema_workbench.analysis.feature_scoring")
        frame, columns = experiments(outcomes, FACTORS)
        scores = scoring.get_feature_scores_all(frame[["cost", "policy", "model"]], columns)
    assert set(scores.columns) == {"good", "bad"}


def test_the_workbench_reads_the_archive(outcomes: xr.DataArray, tmp_path: Path) -> None:
    import warnings

    frame, columns = experiments(outcomes, FACTORS)
    first, second = (write_workbench(frame, columns, tmp_path / name) for name in ("a.tar.gz", "b.tar.gz"))
    assert first.read_bytes() == second.read_bytes()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        utilities = pytest.importorskip("ema_workbench.util.utilities")
        pytest.importorskip("ema_workbench")
        back, found = utilities.load_results(str(first))
    assert back.columns.tolist() == frame.columns.tolist() and set(found) == {"good", "bad"}
    assert back["policy"].astype(str).tolist() == frame["policy"].astype(str).tolist()
    np.testing.assert_allclose(back["cost"], frame["cost"])
    for name, values in columns.items():
        np.testing.assert_allclose(found[name], values)


def test_text_files_bring_single_precision_back_to_the_bit(tmp_path: Path) -> None:
    values = np.random.default_rng(0).random(500).astype(np.float32)
    back = pd.read_csv(write_csv(pd.DataFrame({"y": values.astype(float)}), tmp_path / "y.csv"))["y"]
    np.testing.assert_array_equal(back.to_numpy(np.float32), values)


def test_csv_guard(tmp_path: Path) -> None:
    text = write_csv(NASTY, tmp_path / "a.csv").read_text(encoding="utf-8")
    back = pd.read_csv(tmp_path / "a.csv", keep_default_na=False)
    assert back.columns.tolist() == ["'=cmd", "n"]
    assert back["'=cmd"].tolist() == ["'=1+1", "'+x", "'-y", "'@z", "'\tq", "'\rr", "plain"]
    assert back["n"].tolist() == NASTY["n"].tolist()
    assert "\n'=1+1,-1.5\n" in text
    named = NASTY.set_index("=cmd")
    assert "'=1+1" in write_csv(named, tmp_path / "b.csv", index=True).read_text(encoding="utf-8")


def test_excel_holds_text_not_formulas_and_is_repeatable(tmp_path: Path) -> None:
    links = NASTY.assign(link="https://example.org")
    first, second = (write_excel({"table": links}, tmp_path / name) for name in ("a.xlsx", "b.xlsx"))
    with zipfile.ZipFile(first) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
        strings = archive.read("xl/sharedStrings.xml").decode()
    assert "<f>" not in sheet and "hyperlink" not in sheet
    assert "=1+1" in strings and "<v>-1.5</v>" in sheet
    assert first.read_bytes() == second.read_bytes()


def test_long_names_of_tables_get_sheets_of_their_own_and_an_index(tmp_path: Path) -> None:
    outcome = "policy_girls_secondary_education"
    names = [
        *(f"{outcome} {part}" for part in ("robustness", "differences", "regret", "belief limits", "drivers")),
        "Drivers",
        "drivers",
        "index",
    ]
    tables = {name: pd.DataFrame({"n": [n]}) for n, name in enumerate(names)}
    sheets = pd.read_excel(write_excel(tables, tmp_path / "a.xlsx"), sheet_name=None)
    index = sheets.pop("index")  # the one in front, not the table of that name
    assert list(index.table) == names and list(index.sheet) == list(sheets)
    assert [int(sheet.n.iloc[0]) for sheet in sheets.values()] == list(range(len(names)))
    assert len({name.casefold() for name in sheets}) == len(names) and max(map(len, sheets)) <= 31
    few = {name: tables[name] for name in ("drivers",)}
    assert list(pd.read_excel(write_excel(few, tmp_path / "b.xlsx"), sheet_name=None)) == ["drivers"]


def test_parquet_round_trip_and_missing_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pyarrow")
    write_parquet(NASTY, tmp_path / "a.parquet")
    pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "a.parquet"), NASTY, check_dtype=False)
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(InputError, match=r"modus-vivendi\[parquet\]"):
        write_parquet(NASTY, tmp_path / "b.parquet")
    assert not (tmp_path / "b.parquet").exists()


def test_bad_input(outcomes: xr.DataArray, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no factors under faith"):
        experiments(outcomes, FACTORS.iloc[:2])
    with pytest.raises(InputError, match="'policy'"):
        experiments(outcomes, FACTORS.assign(policy=1.0))
    with pytest.raises(InputError, match="at least one table"):
        write_excel({}, tmp_path / "a.xlsx")
    with pytest.raises(InputError, match="cannot name a sheet"):
        write_excel({"a/b": NASTY}, tmp_path / "a.xlsx")
    with pytest.raises(InputError, match="too large for Excel"):
        write_excel({"big": pd.DataFrame({"x": np.zeros(1_048_576)})}, tmp_path / "a.xlsx")
    assert list(tmp_path.iterdir()) == []
