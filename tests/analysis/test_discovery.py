"""Scenario discovery with rules that are checked on draws they were not found in."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from modusvivendi.analysis import Box
from modusvivendi.analysis.discovery.discovery import check, discover, prune, recount, worth
from modusvivendi.analysis.worlds import WHICH
from modusvivendi.findings.rules import condition_text

THEORIES = ("calm", "mixed", "wild")


def worlds(n: int = 3000, seed: int = 0, signal: float = 0.6) -> tuple[pd.DataFrame, np.ndarray, np.ndarray, np.ndarray]:
    """Failures lie where the theory is wild or mixed and x is under 0.4; three theories share each draw."""
    random = np.random.default_rng(seed)
    x = random.random((n, 2))
    draw = np.tile(np.arange(n), 3)
    table = pd.DataFrame({WHICH: np.repeat([1.0, 2.0, 3.0], n), "x": x[draw, 0], "idle": x[draw, 1]})
    hot = (table[WHICH] > 1) & (table.x < 0.4)
    fails = random.random(3 * n) < np.where(hot, 0.1 + signal, 0.1)
    return table, fails, draw % 2 == 0, draw


def test_finds_the_rule_and_counts_it_in_the_other_half() -> None:
    table, fails, half, draw = worlds()
    found = discover(table, fails, half, draw, THEORIES, 40, seed=1)
    assert found is not None and found.rule is not None
    box = found.rule.box
    assert set(box.limits) == {WHICH, "x"} and box.limits["x"][1] == pytest.approx(0.4, abs=0.03)
    inside = box.contains(table) & ~half
    assert (box.inside, box.hits) == (inside.sum(), fails[inside].sum())
    assert box.coverage == fails[inside].sum() / fails[~half].sum()
    assert found.base_rate == fails[~half].mean() and found.worlds == (~half).sum()
    assert found.rule.low < 0.7 < found.rule.high
    text = condition_text(box, {"x": "revenue"}, found.rule.theories)
    assert text.startswith(("`calm` does not hold and revenue is under 0.4", "`mixed` or `wild` holds and revenue is under 0.4"))
    assert found.base_rate == pytest.approx(0.26, abs=0.015)
    assert set(found.limits_frame().columns) >= {"factor", "quasi_p_low", "again at equal coverage"}
    assert found.limits_frame()[["quasi_p_low", "quasi_p_high"]].min().min() < 1e-6
    assert found.path["density_again"].iloc[0] == pytest.approx(found.base_rate)
    assert found.to_frame().kind.tolist()[0] == "box" and found.screened == (WHICH, "x", "idle") and found.of == 40


def test_leaves_are_counted_in_the_other_half_and_cover_it() -> None:
    table, fails, half, draw = worlds(1500, seed=4)
    found = discover(table, fails, half, draw, THEORIES, 3, seed=1)
    assert found is not None
    assert sum(leaf.box.inside for leaf in found.leaves) == (~half).sum()
    assert sum(leaf.box.coverage for leaf in found.leaves) == pytest.approx(1)
    densities = [leaf.box.density for leaf in found.leaves]
    assert densities == sorted(densities, reverse=True) and densities[0] > 0.5


def test_no_rule_in_noise_and_none_without_factors() -> None:
    table, fails, half, draw = worlds(1000, seed=2, signal=0.0)
    found = discover(table, fails, half, draw, THEORIES, 3, seed=1)
    assert found is not None and found.rule is None
    assert discover(table[[]], fails, half, draw, THEORIES, 3, seed=1) is None
    assert discover(table, np.zeros(len(table), bool), half, draw, THEORIES, 3, seed=1) is None


def test_interval_counts_draws_and_not_worlds() -> None:
    """If all theories of a draw fail together, three times the worlds tell no more."""
    random = np.random.default_rng(0)
    once = random.random(2000) < 0.3
    table, box = pd.DataFrame({"x": np.zeros(6000)}), Box({"x": (-1.0, 1.0)}, 0, 0, 0, 0, 0)
    draw = np.tile(np.arange(2000), 3)
    together = check(box, table, np.tile(once, 3).astype(float), draw)
    apart = check(box, table, np.tile(once, 3).astype(float), np.arange(6000))
    exact = 1.96 * np.sqrt(0.3 * 0.7 / 2000)
    assert (together.high - together.low) / 2 == pytest.approx(exact, rel=0.05)
    assert (apart.high - apart.low) / 2 == pytest.approx(exact / np.sqrt(3), rel=0.05)
    assert np.isnan(check(Box({"x": (5.0, 6.0)}, 0, 0, 0, 0, 0), table, np.ones(6000), draw).low)


def test_pruning_drops_limits_that_are_not_missed_and_renews_quasi_p() -> None:
    table, fails, half, _ = worlds()
    first, y = table[half].reset_index(drop=True), fails[half].astype(float)
    crowded = Box({WHICH: (1.5, np.inf), "x": (-np.inf, 0.4), "idle": (0.001, np.inf)}, 0, 0, 0, 0, 0)
    kept = prune(recount(crowded, first, y), first, y)
    assert set(kept.limits) == {WHICH, "x"} and set(kept.quasi_p) == {WHICH, "x"}
    assert kept.quasi_p["x"][1] < 1e-6 and np.isnan(kept.quasi_p["x"][0])
    base = float(y.mean())
    assert worth(kept, base) >= worth(recount(crowded, first, y), base)


def test_worth_favours_neither_everything_nor_a_handful() -> None:
    everything, handful = Box({}, 100, 60, 1.0, 0.6, 1.0), Box({"x": (0, 1)}, 1, 1, 1 / 60, 1.0, 0.01)
    middle = Box({"x": (0, 1)}, 50, 45, 0.75, 0.9, 0.5)
    assert worth(everything, 0.6) == 0 < worth(handful, 0.6) < worth(middle, 0.6)
