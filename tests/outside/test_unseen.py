"""Scores on a file that nobody fitted to: closed forms, what overlaps, and ``modus score --demands`` as a person uses it."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.special import expit
from scipy.stats import norm
from typer.testing import CliRunner

import modusvivendi as mv
from modusvivendi.cli.main import app, main
from modusvivendi.errors import InputError
from modusvivendi.evidence.forecast.one_month import CORE, MIXTURE, SHARES
from modusvivendi.outside.demand import OutsideDemand
from modusvivendi.outside.evidence import design
from modusvivendi.outside.ordered_logit import Fit, predict
from modusvivendi.outside.read import Imported, read_outside
from modusvivendi.outside.unseen import UnseenScores, calibration, forecasts, paired, score_unseen, weighted_spreads
from modusvivendi.theory import load_theories, load_theory
from outside.made_up import INCENTIVE, write_file

DEPTH, LEVEL = "2.13.1_depth_of_demand_final", "8.1.2_medium_term_final"
SOME = ["inertia", "leverage", "contact"]


def demand_rows(wars: range, n: int = 24, seed: int = 1, weight: float = 4.0) -> list[dict[str, str]]:
    """Made-up demands on wars; deep ones are met less."""
    rng = np.random.default_rng(seed)
    rows = []
    for war in wars:
        for number in range(n):
            depth = int(rng.integers(1, 4))
            met = rng.random() < expit(weight * (1 - (depth - 1)))
            row = {"2.1.1_civil_war": f"War {war}", "1.2_res_number": f"{war}{number // 4:02d}", DEPTH: str(depth)}
            incentive = str(rng.integers(1, 3))
            rows.append({**row, "1.1_dem_number": f"{war}-{number}", LEVEL: "4" if met else "1", INCENTIVE: incentive})
    return rows


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("scc")
    known = write_file(folder / "known.csv", "scc", demand_rows(range(6)))
    return known, write_file(folder / "unseen.csv", "scc", demand_rows(range(6, 9), seed=2))


def scored(known: Path, unseen: Path, draws: int = 0) -> UnseenScores:
    theories = load_theories(tuple(SOME))
    return score_unseen(read_outside("scc", known), read_outside("scc", unseen), theories=theories, draws=draws, grid=(0.4,))


@pytest.mark.parametrize("unknown", [0.0, 0.6, 3.0])
def test_a_new_groups_effect_is_integrated_over_its_spread(unknown: float) -> None:
    """Against adaptive quadrature; with nothing unknown it is the logit itself."""
    sure = Fit(np.array([-0.5, 1.0]), np.array([0.8]), np.zeros((3, 3)), 0.0)
    found = predict(sure, np.array([[1.5]]), np.array([unknown]))[0]
    eta = 0.8 * 1.5
    below = [
        quad(lambda z, c=c: expit(c - eta - np.sqrt(unknown) * z) * norm.pdf(z), -9, 9)[0] if unknown else expit(c - eta)
        for c in sure.cuts
    ]
    assert found == pytest.approx(np.diff(below, prepend=0, append=1), abs=1e-6) and found.sum() == pytest.approx(1)


def test_what_coefficients_do_not_know_widens_the_forecast() -> None:
    cov = np.diag([0.0, 0.0, 0.09])
    unsure = Fit(np.array([-0.5, 1.0]), np.array([0.8]), cov, 0.0)
    sure = replace(unsure, cov=np.zeros((3, 3)))
    x = np.array([[2.0]])
    assert predict(unsure, x, np.zeros(1)) == pytest.approx(predict(sure, x, np.array([4 * 0.09])))


def test_a_known_war_has_its_effect_and_a_new_one_the_mean_of_all() -> None:
    one = OutsideDemand("d", "", "", "i", 2, cost=0.5, issue_class="k", level=0.0)
    rows = [
        replace(one, case=f"w{w}", episode=f"{w}.{n}", cost=float(n % 2), level=float(w == 0))
        for w in range(4)
        for n in range(20)
    ]
    spreads = weighted_spreads(design(rows), grid=(1.6,))
    asked = [replace(one, case=name, episode="new") for name in ("w0", "w3", "w9")]
    met = forecasts(rows, asked, [load_theory("inertia")], spreads)[CORE][:, -1]
    assert met[0] > 0.8 and met[1] < 0.1 and met[1] < met[2] < met[0]
    assert forecasts(rows, asked, [load_theory("inertia")], spreads)[SHARES][:, -1] == pytest.approx(0.25, abs=0.02)


def test_the_mixture_is_the_mean_over_families_and_free_has_no_weight() -> None:
    known = [
        OutsideDemand("d", f"w{n % 4}", str(n), str(n), n, cost=n % 3 / 2, material=float(n % 2), level=float(n % 5 < 2))
        for n in range(60)
    ]
    theories = load_theories(("inertia", "leverage", "free"))
    said = forecasts(known, known[:5], theories, [(1.0, {"authority": 0.4})])
    assert said[MIXTURE] == pytest.approx((said[CORE] + said["leverage"]) / 2)
    assert set(said) == {SHARES, MIXTURE, CORE, "leverage", "free"}


def test_intervals_by_cluster() -> None:
    alone = paired(np.array([1.0, 2.0]), ["a", "a"])
    assert alone[0] == 3 and np.isnan(alone[1:]).all()
    total, low, high = paired(np.array([1.0, 2.0, 1.0]), ["a", "b", "a"])  # two sums of 2: no spread
    assert (total, low, high) == (4.0, 4.0, 4.0)
    total, low, high = paired(np.array([1.0, 3.0]), ["a", "b"])
    assert (low, high) == pytest.approx((4 - 6.3138 * 2, 4 + 6.3138 * 2), abs=1e-3)  # t with one degree of freedom
    noise = np.random.default_rng(3).normal(size=400)
    total, low, high = paired(noise, list(range(400)))
    assert high - low == pytest.approx(2 * 1.645 * noise.std() * 20, rel=0.1) and low < total < high


def test_calibration_counts_every_demand_once_per_event() -> None:
    table = calibration({SHARES: np.array([[0.5, 0.0, 0.5], [0.0, 0.0, 1.0], [0.9, 0.05, 0.05]])}, np.array([0, 2, 1]))
    assert table.groupby("event").cells.sum().tolist() == [3, 3]
    full = table[(table.event == "met in full") & (table["from"] == 0.8)].iloc[0]
    assert (full.cells, full.said, full.seen) == (1, 1.0, 1.0)  # a chance of 1 is in the last bin


def test_new_wars_are_scored_and_what_made_them_is_found(files: tuple[Path, Path]) -> None:
    found = scored(*files, draws=2)
    (part,) = found.parts
    assert (found.fitted, found.fitted_on, part.demands, len(part.authorities), part.episodes) == (144, 6, 72, 3, 18)
    table = part.table.set_index("forecaster")
    assert table.constant[CORE] > 10 and table.constant[SHARES] == 0 and table.core[CORE] == 0
    assert set(table.index) == {SHARES, MIXTURE, CORE, "leverage", "contact"}
    assert table.log_score[CORE] * 72 == pytest.approx(table.log_score[SHARES] * 72 + table.constant[CORE])
    assert (table.ranked <= table.brier).all() and table.brier.between(0, 2).all()
    assert (table.core_drawn_low <= table.core + 1e-9).all() and (table.core <= table.core_drawn_high + 1e-9).all()
    assert table.core_drawn_low["contact"] < table.core_drawn_high["contact"]  # contact is judged
    assert part.by_authority.core.sum() == pytest.approx(table.constant[CORE])


def test_outcomes_of_the_new_file_do_not_move_forecasts(files: tuple[Path, Path], tmp_path: Path) -> None:
    """Swapping met and unmet in the file to score turns scores around and leaves what is said as it is."""
    rows = demand_rows(range(6, 9), seed=2)
    other = write_file(tmp_path / "other.csv", "scc", [{**row, LEVEL: {"1": "4", "4": "1"}[row[LEVEL]]} for row in rows])
    (one,), (turned,) = scored(*files).parts, scored(files[0], other).parts
    said = [p.calibration[p.calibration.event == "met in full"][["forecaster", "cells", "said"]] for p in (one, turned)]
    assert said[0].equals(said[1])
    assert turned.table.set_index("forecaster").constant[CORE] < -10


def test_wars_and_episodes_in_both_files_are_named_and_told_apart(files: tuple[Path, Path], tmp_path: Path) -> None:
    rows = demand_rows(range(6))
    again = rows[:5]  # a whole resolution and a row of another
    more = [{**rows[n], "1.2_res_number": "later"} for n in range(6)]
    new = demand_rows(range(7, 8), seed=3)
    undecided = [{**new[0], LEVEL: "NA"}]
    found = scored(files[0], write_file(tmp_path / "both.csv", "scc", [*again, *more, *new, *undecided]))
    assert found.repeated == {"War 0": 5}
    assert [(p.met_before, dict(p.authorities)) for p in found.parts] == [(False, {"War 7": 24}), (True, {"War 0": 6})]


@pytest.mark.parametrize(
    ("known", "unseen", "told"),
    [
        ([{}, {}], [{"2.1.1_civil_war": "Other"}], "known.csv: fewer than two outcomes among decided demands"),
        (
            demand_rows(range(2)),
            demand_rows(range(1)),
            "unseen.csv: no decided demand of an episode that known.csv does not hold",
        ),
        (
            demand_rows(range(2)),
            [{LEVEL: "2", "2.1.1_civil_war": "Other"}],
            f"unseen.csv, row 2, column {LEVEL}: a level of 0.333 does not occur in known.csv",
        ),
        (demand_rows(range(2)), [{LEVEL: "5"}], f"unseen.csv, row 2, column {LEVEL}: unknown '5'; allowed: 1, 2, 3, 4"),
    ],
)
def test_what_cannot_be_scored_is_told_in_one_line(
    known: list[dict[str, str]],
    unseen: list[dict[str, str]],
    told: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    paths = [str(write_file(tmp_path / f"{name}.csv", "scc", rows)) for name, rows in (("known", known), ("unseen", unseen))]
    monkeypatch.setattr(sys, "argv", ["modus", "score", "--demands", "scc", "--known", *paths, "--out", str(tmp_path / "out")])
    with pytest.raises(SystemExit) as stopped:
        main()
    said = capsys.readouterr().err
    assert stopped.value.code == 2 and told in said and said.count("\n") == 1
    assert not (tmp_path / "out").exists()


def test_a_column_that_nobody_knows_is_told(files: tuple[Path, Path], tmp_path: Path) -> None:
    odd = write_file(tmp_path / "odd.csv", "scc", [{}], extra=["9.1_weather"])
    with pytest.raises(InputError, match=r"odd\.csv, row 1, column 9\.1_weather: unknown column"):
        mv.score_demands("scc", odd, known=files[0])


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["x.csv"], "x.csv"),
        (["x.csv", "--acts", "a.csv"], "score: missing --tracks, --moves, --since"),
        (["x.csv", "--demands", "scc"], "score: missing --known"),
        (["x.csv", "--known", "k.csv"], "score: missing --demands"),
        (["x.csv", "--demands", "scc", "--known", "k.csv", "--acts", "a.csv"], "--acts cannot be given with --demands"),
        (["x.csv", "--demands", "scc", "--known", "k.csv", "--as-of", "2024-01-01"], "--as-of cannot be given with --demands"),
        (["x.csv", "--demands", "sc", "--known", "k.csv"], "unknown data set 'sc'"),
    ],
)
def test_options_of_both_kinds_are_told_apart(
    options: list[str], told: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["modus", "score", *options])
    with pytest.raises(SystemExit) as stopped:
        main()
    said = capsys.readouterr().err
    assert stopped.value.code == 2 and told in said and said.count("\n") == 1


def test_page_terminal_and_json_say_the_same(files: tuple[Path, Path], tmp_path: Path) -> None:
    words = ["score", "--demands", "scc", "--known", *map(str, files), "--theories", ",".join(SOME), "--out", str(tmp_path)]
    ran = CliRunner().invoke(app, words)
    assert ran.exit_code == 0, ran.output
    assert "72 decided demands are scored; new: War 6 (24), War 7 (24) and War 8 (24)" in ran.output
    assert "72 demands on 3 new authorities: core against constant shares +" in ran.output
    page = Path(ran.output.strip().splitlines()[-1].removeprefix("Open:").strip())
    assert "72 demands on 3 new authorities" in page.read_text(encoding="utf-8")
    data = json.loads(CliRunner().invoke(app, [*words, "--json"]).output)
    found = {f["id"]: f for f in data["findings"]}
    assert list(found) == ["score.rows", "score.demands.new", "score.calibration.new"]
    assert found["score.demands.new"]["facts"]["core"]["value"] > 10


def test_one_authority_makes_no_claim_about_others(files: tuple[Path, Path], tmp_path: Path) -> None:
    alone = write_file(tmp_path / "alone.csv", "scc", demand_rows(range(8, 9), seed=2))
    report = mv.score_demands("scc", alone, known=files[0], theories=SOME, draws=0).report
    finding = report.finding("score.demands.new")
    assert "one authority says nothing of others" in finding.sentence and finding.too_close_to_call
    assert finding.facts["core"].low is None


@pytest.mark.parametrize("name", ["ties", "gsdb"])
def test_other_data_sets_go_the_same_way(name: str, tmp_path: Path) -> None:
    rng = np.random.default_rng(5)
    rows = []
    for n in range(60):
        met = int(rng.integers(0, 2))
        state = {"targetstate": str(n % 6), "sanctioned_state": f"S{n % 6}"}
        outcome = {"finaloutcome": "28"[met], "objective": "democracy", "success": ("failed", "success_total")[met]}
        rows.append({**state, **outcome, "caseid": str(n), "case_id": str(n), "issue1": str(1 + n % 3)})
    needed = set(read_outside(name, write_file(tmp_path / "one.csv", name, [{}])).data_set.needed)
    rows = [{key: value for key, value in row.items() if key in needed} for row in rows]
    known = write_file(tmp_path / "known.csv", name, rows[:48])
    unseen = write_file(tmp_path / "unseen.csv", name, rows[48:])
    found = mv.score_demands(name, unseen, known=known, theories=SOME, draws=0).scores
    assert [(p.met_before, p.demands) for p in found.parts] == [(True, 12)]  # every state is known, every episode is new


EXTERNAL = os.environ.get("MODUS_OUTSIDE_DATA", "")


def split(path: Path, name: str, column: str, left: int, folder: Path) -> tuple[Imported, Imported, set[str]]:
    """A file divided by authority: some at random are left out of the known part."""
    header, *rows = csv.reader(io.StringIO(gzip.decompress(path.read_bytes()).decode()))
    at = header.index(column)
    out = set(np.random.default_rng(1).choice(sorted({row[at] for row in rows}), left, replace=False))
    parts = []
    for part, inside in (("known", False), ("unseen", True)):
        with (folder / f"{part}.csv").open("w", newline="") as file:
            csv.writer(file).writerows([header, *(row for row in rows if (row[at] in out) == inside)])
        parts.append(read_outside(name, folder / f"{part}.csv"))
    return parts[0], parts[1], out


@pytest.mark.parametrize(
    ("name", "file", "column", "left"),
    [
        ("scc", "scc_demands", "2.1.1_civil_war", 4),
        ("ties", "ties_v4", "targetstate", 20),
        ("gsdb", "gsdb_v4", "sanctioned_state", 20),
    ],
)
def test_authorities_left_out_of_the_real_files_are_scored(name: str, file: str, column: str, left: int, tmp_path: Path) -> None:
    path = Path(EXTERNAL) / f"{file}.csv.gz"
    if not EXTERNAL or not path.exists():
        pytest.skip(f"no copy of {path.name}: set MODUS_OUTSIDE_DATA to the folder that holds it")
    known, unseen, out = split(path, name, column, left, tmp_path)
    found = score_unseen(known, unseen, theories=load_theories(tuple(SOME)), draws=0, grid=(0.8,))
    (part,) = found.parts
    assert set(part.authorities) <= out and not part.met_before and part.demands == len(unseen.decided)
    assert found.fitted == len(known.decided) and not found.repeated
    table = part.table.set_index("forecaster")
    assert table.log_score.between(-3, 0).all() and np.isfinite(table[["constant", "core", "brier", "ranked"]]).all(axis=None)
