"""Tables of ``modus compare``, worked out again from the stored futures of ``modus run`` in plain Python.

Nothing of ``analysis``, ``findings`` or ``study`` is used but the names of a study's outcomes: the store is opened with Zarr, limits of
beliefs are corners of polygons, and the nearest beliefs are searched on a grid.
"""

from __future__ import annotations

import csv
import itertools
import json
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import zarr

import modusvivendi as mv
from commands import modus
from modusvivendi.engine.outcomes import OUTCOMES

THEORIES, STRATEGIES = ("leverage", "status_and_cohesion", "cohesion"), ("pressure", "normalisation", "pragmatic")
ODDS = (2, 4, 1)
WEIGHTS = tuple(Fraction(odds, sum(ODDS)) for odds in ODDS)
FUTURES = 131  # no tenth of what the odds weigh is whole
MONTHS = 36
RUN = 8  # draws of a run, of which there are 16 whole ones
GIVEN = {
    "--theories": ",".join(THEORIES),
    "--strategies": ",".join(STRATEGIES),
    "--futures": str(FUTURES),
    "--months": str(MONTHS),
    "--weights": ",".join(f"{t}={n}" for t, n in zip(THEORIES, ODDS, strict=True)),
}
STUDY = ("afghanistan", *itertools.chain(*GIVEN.items()))
AIMS = ("core_rights", "wellbeing")
LESS_IS_BETTER = {outcome.name for outcome in OUTCOMES if outcome.direction < 0}
NEAR = {"rel": 2e-6, "abs": 1e-9}
Point = tuple[Fraction, ...]


@dataclass
class Compared:
    """What the command wrote and printed, and the futures: of an outcome, numbers by theory, strategy and draw."""

    folder: Path
    report: dict[str, Any]
    stored: dict[str, list[list[list[Fraction]]]]

    def rows(self, name: str) -> list[dict[str, str]]:
        """The rows of a written table."""
        with (self.folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def facts(self, finding: str) -> dict[str, Any]:
        """The facts of a finding."""
        (found,) = [f["facts"] for f in self.report["findings"] if f["id"] == finding]
        return dict(found)

    def table(self, name: str) -> list[dict[str, Any]]:
        """The rows of a table of the page."""
        (found,) = [t for f in self.report["findings"] for t in f["tables"] if t["name"] == name]
        return list(found["rows"])


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Compared]:
    """The same small study run and compared; shares of the spread and the red team, which are not looked at, on few points."""
    out = tmp_path_factory.mktemp("compared")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("modusvivendi.analysis.sensitivity.drivers.POINTS", 64)
        patch.setattr("modusvivendi.analysis.stress.trials.ROLLS", 16)
        patch.setattr("modusvivendi.analysis.stress.trials.FRESH_ROLLS", 16)
        done = modus("compare", *STUDY, "--export", "csv", "--json", "--out", "compared", cwd=out)
        ran = modus("run", *STUDY, "--out", "ran", cwd=out)
    assert done.returncode == ran.returncode == 0, done.stderr + ran.stderr
    values = np.asarray(zarr.open_group(next((out / "ran").iterdir()) / "futures.zarr", mode="r")["outcomes"])
    names = mv.make_study("afghanistan", theories=THEORIES, strategies=STRATEGIES, futures=8, months=MONTHS).outcome_names
    stored = {
        name: [[[Fraction(float(x)) for x in values[t, s, names.index(name)]] for s in range(3)] for t in range(3)]
        for name in (*AIMS, "attacks", "money", "firmness")
    }
    yield Compared(next((out / "compared").iterdir()), json.loads(done.stdout), stored)


def mean(values: list[Fraction]) -> Fraction:
    return sum(values, Fraction()) / len(values)


def spread(values: list[Fraction]) -> float:
    """Error of the mean of all draws: spread of the means of whole runs of neighbours, over the root of how many runs they are."""
    means = [mean(values[n : n + RUN]) for n in range(0, FUTURES - RUN + 1, RUN)]
    middle = mean(means)
    return math.sqrt(sum((m - middle) ** 2 for m in means) / (len(means) - 1) / Fraction(FUTURES, RUN))


def mixed(values: list[list[list[Fraction]]], strategy: int) -> list[Fraction]:
    """Draw by draw, the mean over theories."""
    return [sum((w * values[t][strategy][f] for t, w in enumerate(WEIGHTS)), Fraction()) for f in range(FUTURES)]


def means_of(values: list[list[list[Fraction]]]) -> list[list[Fraction]]:
    """Means by theory and strategy."""
    return [[mean(own) for own in row] for row in values]


def in_all(means: list[list[Fraction]], strategy: int, weights: Point) -> Fraction:
    return sum((w * means[t][strategy] for t, w in enumerate(weights)), Fraction())


@pytest.mark.parametrize("aim", AIMS)
def test_paired_differences_their_errors_and_what_is_too_close(compared: Compared, aim: str) -> None:
    values, rows = compared.stored[aim], compared.rows(f"{aim}-differences")
    own = {name: mixed(values, s) for s, name in enumerate(STRATEGIES)}
    best = max(STRATEGIES, key=lambda s: mean(own[s]))
    least = compared.facts(f"compare.failures.{aim}.share")["level"]["value"]
    assert [r["against"] for r in rows] == [s for s in STRATEGIES if s != best]
    printed = {row["against"].strip("`"): row for row in compared.table(f"{aim}_differences")}
    for row in rows:
        gaps = [a - b for a, b in zip(own[best], own[row["against"]], strict=True)]
        centre, reach = float(mean(gaps)), 1.959963984540054 * spread(gaps)
        wanted = [centre, spread(gaps), centre - reach, centre + reach, sum(g > 0 for g in gaps) / FUTURES, FUTURES]
        found = [float(row[n]) for n in ("mean", "error", "low", "high", "share_better", "futures")]
        assert row["strategy"] == best and found == pytest.approx(wanted, **NEAR)
        assert row["clear"] == str(abs(centre) > reach)
        tied = abs(centre) <= reach or abs(centre) < least
        shown = printed[row["against"]]
        assert shown["told apart"] == ("tied" if tied else "yes")
        assert [shown["difference"][k] for k in ("value", "low", "high")] == pytest.approx(wanted[:1] + wanted[2:4], **NEAR)
    facts = compared.facts(f"compare.lead.{aim}")
    assert facts["best"]["value"] == best and facts["best_mean"]["value"] == pytest.approx(float(mean(own[best])), **NEAR)


@pytest.mark.parametrize("aim", AIMS)
def test_regrets_and_their_errors(compared: Compared, aim: str) -> None:
    values = compared.stored[aim]
    means = means_of(values)
    worst = {s: max(max(row) - row[n] for row in means) for n, s in enumerate(STRATEGIES)}
    rows = compared.rows(f"{aim}-regret")
    assert len(rows) == 9
    for row in rows:
        t, s = THEORIES.index(row["theory"]), STRATEGIES.index(row["strategy"])
        best = max(range(3), key=lambda r: means[t][r])
        gaps = [a - b for a, b in zip(values[t][best], values[t][s], strict=True)]
        assert float(row["regret"]) == pytest.approx(float(mean(gaps)), **NEAR)
        assert float(row["error"]) == pytest.approx(spread(gaps), **NEAR)
    facts = compared.facts(f"compare.regret.{aim}")
    assert facts["safest"]["value"] == min(worst, key=lambda s: worst[s])
    assert facts["loss"]["value"] == pytest.approx(float(min(worst.values())), **NEAR)


def states(values: list[list[list[Fraction]]], strategy: int, regrets: bool) -> list[tuple[Fraction, Fraction]]:
    """Every world: what a strategy does in it, or its regret there; and its weight."""
    return [
        (max(values[t][r][f] for r in range(3)) - values[t][strategy][f] if regrets else values[t][strategy][f], w / FUTURES)
        for t, w in enumerate(WEIGHTS)
        for f in range(FUTURES)
    ]


def point(worlds: list[tuple[Fraction, Fraction]], share: Fraction) -> Fraction:
    """The least value up to which worlds of so much weight lie."""
    weight = Fraction()
    for value, each in sorted(worlds):
        weight += each
        if weight >= share:
            return value
    raise AssertionError("weights do not add up to one")


def deviation(worlds: list[tuple[Fraction, Fraction]]) -> float:
    centre = sum(v * w for v, w in worlds)
    return math.sqrt(sum((v - centre) ** 2 * w for v, w in worlds))


def centre_of(worlds: list[tuple[Fraction, Fraction]]) -> float:
    return float(sum(v * w for v, w in worlds))


MEASURES: dict[str, tuple[bool, Callable[[list[tuple[Fraction, Fraction]]], float]]] = {
    "mean": (False, centre_of),
    "percentile": (False, lambda w: float(point(w, Fraction(1, 10)))),
    "maximin": (False, lambda w: float(min(w)[0])),
    "maximax": (False, lambda w: float(max(w)[0])),
    "hurwicz": (False, lambda w: float(min(w)[0] + max(w)[0]) / 2),
    "mean_variance": (False, lambda w: (centre_of(w) + 1) / (deviation(w) + 1)),
    "signal_to_noise": (False, lambda w: centre_of(w) / deviation(w)),
    "mean_regret": (True, centre_of),
    "percentile_regret": (True, lambda w: float(point(w, Fraction(9, 10)))),
    "max_regret": (True, lambda w: float(max(w)[0])),
}


@pytest.mark.parametrize("aim", AIMS)
def test_every_measure_of_robustness_and_its_rank(compared: Compared, aim: str) -> None:
    found = {(r["metric"], r["strategy"]): r for r in compared.rows(f"{aim}-robustness")}
    assert {metric for metric, _ in found} == set(MEASURES)
    for name, (regrets, measure) in MEASURES.items():
        wanted = {s: measure(states(compared.stored[aim], n, regrets)) for n, s in enumerate(STRATEGIES)}
        assert {s: float(found[name, s]["value"]) for s in STRATEGIES} == pytest.approx(wanted, **NEAR), name
        ahead = {s: sum((wanted[r] < wanted[s]) if regrets else (wanted[r] > wanted[s]) for r in STRATEGIES) for s in STRATEGIES}
        assert {s: int(found[name, s]["rank"]) for s in STRATEGIES} == {s: 1 + n for s, n in ahead.items()}, name


def crossings(means: list[list[Fraction]], strategy: int) -> list[Point]:
    """Corners of the polygon of weights at which a strategy is best: where two of its limits, or of the triangle's, meet."""
    gaps = [[row[r] - row[strategy] for row in means] for r in range(3) if r != strategy]
    lines = [*gaps, *([Fraction(-(n == t)) for n in range(3)] for t in range(3))]  # each at most 0
    corners = set()
    for a, b in itertools.combinations(lines, 2):
        cross = (a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0])
        if total := sum(cross):
            corner = tuple(x / total for x in cross)
            if all(sum(n * w for n, w in zip(line, corner, strict=True)) <= 0 for line in lines):
                corners.add(corner)
    return sorted(corners)


@pytest.mark.parametrize("aim", AIMS)
def test_least_and_greatest_weights_at_which_a_strategy_is_best(compared: Compared, aim: str) -> None:
    means, rows = means_of(compared.stored[aim]), compared.rows(f"{aim}-belief-limits")
    corners = {s: crossings(means, n) for n, s in enumerate(STRATEGIES)}
    assert {r["strategy"] for r in rows} == {s for s, found in corners.items() if len(found) > 2}
    for row in rows:
        mine = [corner[THEORIES.index(row["theory"])] for corner in corners[row["strategy"]]]
        assert [float(row["low"]), float(row["high"])] == pytest.approx([float(min(mine)), float(max(mine))], abs=1e-6), row


def test_some_value_has_strategies_that_change_places(compared: Compared) -> None:
    """Else the tests of beliefs would look at nothing."""
    assert any(len({r["strategy"] for r in compared.rows(f"{aim}-belief-limits")}) > 1 for aim in AIMS)


@pytest.mark.parametrize("aim", AIMS)
def test_flip_points_between_two_theories_and_their_errors(compared: Compared, aim: str) -> None:
    values, rows = compared.stored[aim], compared.rows(f"{aim}-belief-flips")
    means = means_of(values)
    for a, b in itertools.combinations(range(3), 2):
        mine = [r for r in rows if (r["origin"], r["theory"]) == (THEORIES[a], THEORIES[b])]
        assert float(mine[0]["start"]) == 0 and float(mine[-1]["end"]) == 1
        for row, after in itertools.pairwise([*mine, None]):
            s = STRATEGIES.index(row["strategy"])
            middle = Fraction((float(row["start"]) + float(row["end"])) / 2)
            there = [(1 - middle) * means[a][r] + middle * means[b][r] for r in range(3)]
            assert there[s] == max(there), row
            if after is not None:
                r = STRATEGIES.index(after["strategy"])
                begin, finish = means[a][s] - means[a][r], means[b][s] - means[b][r]
                at = begin / (begin - finish)
                assert float(row["end"]) == float(after["start"]) == pytest.approx(float(at), abs=1e-6)
                along = [
                    (1 - at) * (values[a][s][f] - values[a][r][f]) + at * (values[b][s][f] - values[b][r][f])
                    for f in range(FUTURES)
                ]
                assert float(row["end_error"]) == pytest.approx(spread(along) / abs(float(finish - begin)), rel=1e-4)


@pytest.mark.parametrize("aim", AIMS)
def test_the_nearest_beliefs_at_which_a_strategy_is_best(compared: Compared, aim: str) -> None:
    means, steps = np.array([[float(m) for m in row] for row in means_of(compared.stored[aim])]), 400
    grid = np.array([(i, j, steps - i - j) for i in range(steps + 1) for j in range(steps + 1 - i)]) / steps
    best, now = grid @ means, np.array([float(w) for w in WEIGHTS])
    for row in compared.rows(f"{aim}-belief-shifts"):
        s = STRATEGIES.index(row["strategy"])
        there = grid[best[:, s] >= best.max(axis=1) - 1e-15]
        moved = float((np.abs(there - now).sum(axis=1) / 2).min()) if len(there) else 1.0
        at = np.array([float(row[t]) for t in THEORIES])
        assert at.sum() == pytest.approx(1) and abs(at - now).sum() / 2 == pytest.approx(float(row["moved"]), abs=1e-6)
        assert (at @ means)[s] == pytest.approx((at @ means).max(), rel=1e-6)
        assert moved - 3 / steps <= float(row["moved"]) <= moved + 1e-9


@pytest.mark.parametrize("aim", AIMS)
def test_the_areas_of_the_triangle_are_where_each_strategy_is_best(compared: Compared, aim: str) -> None:
    means = means_of(compared.stored[aim])
    corners: dict[str, set[tuple[float, ...]]] = {}
    for row in compared.table(f"{aim}_triangle"):
        corners.setdefault(row["best in the area with corners at"], set()).add(tuple(round(row[t], 6) for t in THEORIES))
    wanted = {s: {tuple(round(float(x), 6) for x in c) for c in crossings(means, n)} for n, s in enumerate(STRATEGIES)}
    assert corners == {s: found for s, found in wanted.items() if len(found) > 2}


@pytest.mark.parametrize("aim", AIMS)
def test_shares_of_worlds_in_which_a_strategy_fails(compared: Compared, aim: str) -> None:
    values, bar = compared.stored[aim], compared.facts(f"compare.failures.{aim}.share")["level"]["value"]
    fails = [
        [[max(values[t][r][f] for r in range(3)) - values[t][s][f] > bar for f in range(FUTURES)] for s in range(3)]
        for t in range(3)
    ]
    shares = {
        s: float(sum(w * Fraction(sum(fails[t][n]), FUTURES) for t, w in enumerate(WEIGHTS))) for n, s in enumerate(STRATEGIES)
    }
    assert {r["strategy"]: float(r["share"]) for r in compared.rows(f"{aim}-failures-of-all")} == pytest.approx(shares, **NEAR)
    tested = STRATEGIES.index(compared.facts(f"compare.failures.{aim}.share")["tested"]["value"])
    by = {t: sum(fails[n][tested]) / FUTURES for n, t in enumerate(THEORIES)}
    assert {r["theory"]: float(r["share"]) for r in compared.rows(f"{aim}-failures")} == pytest.approx(by, **NEAR)


def test_how_often_each_level_is_met(compared: Compared) -> None:
    bars: dict[str, dict[str, float]] = {}
    for row in compared.table("acceptable_levels"):
        outcome = {"Core rights": "core_rights", "Wellbeing of groups": "wellbeing"}[row["outcome"]]
        bars.setdefault(row["level"], {})[outcome] = row["threshold"]
    for quartile, level in zip((1, 2, 3), ("low bar", "middle bar", "high bar"), strict=True):
        for outcome in AIMS:
            worlds = [(v, w / 3) for s in range(3) for v, w in states(compared.stored[outcome], s, False)]
            assert bars[level][outcome] == pytest.approx(float(point(worlds, Fraction(quartile, 4))), **NEAR)
    for row in compared.rows("acceptable"):
        s = STRATEGIES.index(row["strategy"])
        met = [
            [all(compared.stored[o][t][s][f] >= bar for o, bar in bars[row["level"]].items()) for f in range(FUTURES)]
            for t in range(3)
        ]
        each = [sum((w * met[t][f] for t, w in enumerate(WEIGHTS)), Fraction()) for f in range(FUTURES)]
        assert (int(row["k"]), int(row["n"])) == (sum(map(sum, met)), 3 * FUTURES)
        assert [float(row["share"]), float(row["error"])] == pytest.approx([float(mean(each)), spread(each)], **NEAR)
        assert int(row["theories"]) == sum(2 * sum(own) >= FUTURES for own in met)


def test_means_of_all_outcomes_and_which_strategies_are_beaten(compared: Compared) -> None:
    rows = {r["strategy"]: r for r in compared.rows("trade-offs")}
    own = {o: [mixed(values, s) for s in range(3)] for o, values in compared.stored.items()}
    for s, name in enumerate(STRATEGIES):
        assert {o: float(rows[name][o]) for o in own} == pytest.approx({o: float(mean(v[s])) for o, v in own.items()}, **NEAR)
        beaten = False
        for r in range(3):
            leads = []
            for outcome, mine in own.items():
                better = -1 if outcome in LESS_IS_BETTER else 1
                gaps = [better * (a - b) for a, b in zip(mine[r], mine[s], strict=True)]
                leads.append(float(mean(gaps)) - 1.959963984540054 * spread(gaps))
            beaten |= r != s and min(leads) >= 0 and max(leads) > 0
        assert rows[name]["efficient"] == str(not beaten)


def test_every_exported_run_is_a_stored_future(compared: Compared) -> None:
    rows = compared.rows("experiments")
    assert len(rows) == 9 * FUTURES
    for row in rows[::7]:
        t, s, f = THEORIES.index(row["model"]), STRATEGIES.index(row["policy"]), int(row["scenario"])
        for outcome, values in compared.stored.items():
            assert np.float32(row[outcome]) == np.float32(values[t][s][f])
