"""Forecasts and their scores."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from modusvivendi.case import Case
from modusvivendi.case.record import ACT_COLUMNS, MOVE_COLUMNS, TRACK_COLUMNS
from modusvivendi.errors import InputError
from modusvivendi.evidence.forecast import CONSTANT, count_chances, fit_ordered_logit, log_count, ordered_chances
from modusvivendi.evidence.score import score
from modusvivendi.evidence.skill import Skill, paired, skill
from modusvivendi.theory import load_theory

THEORIES = [load_theory("inertia"), load_theory("grievance")]


@pytest.fixture(scope="module")
def rolled(case: Case) -> Skill:
    return skill(case, THEORIES, draws=256)


def test_skill_compares_with_every_baseline(rolled: Skill) -> None:
    said = set(rolled.acts.forecaster)
    assert {CONSTANT, "last twelve months", "the core alone (inertia)", "grievance", "mixture of theories"} == said
    assert "pooled logit on cost and publicity" in set(rolled.deals.forecaster)
    base = rolled.acts[rolled.acts.forecaster == CONSTANT].iloc[0]
    assert base.difference == base.low == base.high == 0
    assert rolled.months == 24
    assert rolled.headline.startswith("Acts: ")


def test_headline_says_so_if_nothing_beats_the_constant_rate(rolled: Skill) -> None:
    beaten = (rolled.acts[rolled.acts.forecaster != CONSTANT].low > 0).any()
    assert ("nothing beats a constant rate" in rolled.headline) == (not beaten)


def test_calibration_counts_every_cell(rolled: Skill, case: Case) -> None:
    cells = rolled.calibration.groupby("forecaster").cells.sum()
    assert (cells == 24 * 2 * len(case.issues)).all()


def test_count_chances_are_a_law() -> None:
    p = count_chances(np.array([0.7]), np.array([0.4]))[:, 0]
    assert p.sum() == pytest.approx(1)
    np.testing.assert_allclose(np.log(p[:5]), [log_count(np.array(n), np.array(0.7), np.array(0.4)) for n in range(5)])


def test_ordered_logit_recovers_a_clear_pattern() -> None:
    x = np.repeat([[-0.5], [0.5]], 40, axis=0)
    y = np.repeat([0, 2], 40)
    p = ordered_chances(fit_ordered_logit(x, y), np.array([[-0.5], [0.5]]))
    assert p[0, 0] > 0.6
    assert p[1, 2] > 0.6
    np.testing.assert_allclose(p.sum(1), 1)


def test_paired_interval_covers_a_constant_gain() -> None:
    assert paired(np.full(10, 0.1)) == pytest.approx((1.0, 1.0, 1.0))


def write(path: Path, columns: tuple[str, ...], rows: list[dict[str, str]]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows({c: row.get(c, "") for c in columns} for row in rows)
    return path


def act(**change: str) -> dict[str, str]:
    row = {
        "id": "made-up-1",
        "date": "2024-07-03",
        "precision": "day",
        "issue": "women_public_life",
        "direction": "harden",
        "magnitude": "3",
        "level": "ministry",
        "what": "An invented row for a test.",
        "confidence": "medium",
        "setting": "public",
        "net_effect": "away",
    }
    return row | change


def track(**change: str) -> dict[str, str]:
    row = {
        "track_id": "T1",
        "kind": "single",
        "issues": "water_management",
        "n_issues": "1",
        "reward_attached": "no",
        "actor": "UZ",
        "start": "2024-06",
        "end": "2024-08",
        "mode": "engagement",
        "publicity": "quiet",
        "ask": "Invented.",
        "cost_to_authority": "low",
        "outcome": "met",
        "issues_met": "water_management",
        "reversed_later": "no",
    }
    return row | change


def move(**change: str) -> dict[str, str]:
    row = {
        "id": "made_up",
        "date": "2024-06-10",
        "precision": "day",
        "actor": "UZ",
        "group": "regional",
        "instrument": "dialogue_bilateral",
        "issue": "water_management",
        "direction": "engagement",
        "conditional": "none",
        "bundled": "na",
        "publicity": "public",
        "magnitude": "2",
        "what": "Invented.",
        "confidence": "medium",
    }
    return row | change


def files(
    folder: Path, acts: list[dict[str, str]], tracks: list[dict[str, str]], moves: list[dict[str, str]]
) -> tuple[Path, Path, Path]:
    return (
        write(folder / "acts.csv", ACT_COLUMNS, acts),
        write(folder / "tracks.csv", TRACK_COLUMNS, tracks),
        write(folder / "moves.csv", MOVE_COLUMNS, moves),
    )


SINCE = date(2024, 5, 31)


def test_later_rows_are_scored(case: Case, tmp_path: Path) -> None:
    given = files(tmp_path, [act(), act(id="made-up-2", date="2024-09-20", net_effect="toward")], [track()], [move()])
    found = score(case, *given, since=SINCE, theories=THEORIES, draws=128)
    assert (found.first, found.last) == ("2024-06", "2024-09")
    assert found.skill.months == 4 and found.acts == 2
    assert found.skill.tracks == 1
    assert np.isfinite(found.skill.acts.log_score).all()
    assert (found.skill.deals.log_score <= 0).all()


BAD = [
    ({"acts": [act(issue="womens_public_life")]}, "acts.csv, row 2, column issue"),
    ({"acts": [act(magnitude="9")]}, "acts.csv, row 2, column magnitude"),
    ({"acts": [act(), act()]}, "acts.csv, row 3, column id: duplicate"),
    ({"acts": [act(date="2024-05-30")]}, "acts.csv, row 2, column date: 2024-05-30 is not after"),
    ({"acts": [act(id="schools-never-2024")]}, "acts.csv, row 2, column id: duplicate"),
    ({"acts": []}, "acts.csv: no rows"),
    ({"acts": [act(track_id="T9")]}, "acts.csv, row 2, column track_id: unknown 'T9'"),
    ({"tracks": [track(end="")]}, "tracks.csv, row 2, column end: empty"),
    ({"tracks": [track(start="2023-01", end="2024-03")]}, "tracks.csv, row 2, column end: 2024-03-01 is not after"),
    ({"tracks": [track(end="2024-02", start="2024-06")]}, "tracks.csv, row 2, column end"),
    ({"moves": [move(instrument="dialog")]}, "moves.csv, row 2, column instrument"),
]


@pytest.mark.parametrize(("change", "message"), BAD)
def test_bad_rows_are_named_by_file_row_and_column(case: Case, tmp_path: Path, change: dict, message: str) -> None:
    rows = {"acts": [act()], "tracks": [track()], "moves": [move()]} | change
    given = files(tmp_path, **rows)
    before = sorted(tmp_path.iterdir())
    with pytest.raises(InputError) as error:
        score(case, *given, since=SINCE, theories=THEORIES[:1], draws=64)
    assert message in str(error.value)
    assert "\n" not in str(error.value)
    assert sorted(tmp_path.iterdir()) == before
