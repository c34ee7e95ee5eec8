"""Numbers that ``modus run`` prints, worked out again from the stored futures by other means: loops, sorted lists, exact sums.

Nothing of ``findings``, ``study.summary``, ``study.outlook`` or ``study.sampling_error`` is used: the store is opened with Zarr, ladders
and rungs are read from the case, and where an issue starts is what the study drew.
"""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Iterable
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
from modusvivendi.study.sequence import quantiles

THEORIES, STRATEGIES = ("inertia", "leverage", "cohesion"), ("piecemeal", "drift", "pressure")
ODDS = (2, 4, 1)
WEIGHTS = tuple(odds / sum(ODDS) for odds in ODDS)
FUTURES, MONTHS = 71, 24  # no 5, 50 or 95 per cent of 7 x 71 is whole: no quantile of the mixture lies between two futures
LESS_IS_BETTER = {outcome.name for outcome in OUTCOMES if outcome.direction < 0}
NEAR = {"rel": 1e-6, "abs": 1e-9}


@dataclass
class Printed:
    """What the command printed (report, tables by finding and name), what lies in the store, and the study."""

    report: dict[str, Any]
    outcomes: np.ndarray
    paths: np.ndarray
    folder: Path
    study: mv.Study

    def table(self, finding: str, name: str) -> list[dict[str, Any]]:
        """The rows of a table."""
        (found,) = [t for f in self.report["findings"] if f["id"] == finding for t in f["tables"] if t["name"] == name]
        return list(found["rows"])

    def facts(self, finding: str) -> dict[str, Any]:
        """The facts of a finding."""
        (found,) = [f["facts"] for f in self.report["findings"] if f["id"] == finding]
        return dict(found)

    def of(self, outcome: str) -> list[list[list[float]]]:
        """Values of an outcome as stored: theory, strategy, future."""
        place = self.study.outcome_names.index(outcome)
        return [[[float(x) for x in self.outcomes[t, s, place]] for s in range(3)] for t in range(3)]

    def rows(self, name: str) -> list[dict[str, str]]:
        """The rows of a written table."""
        with (self.folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Printed:
    """One small run of the command."""
    out = tmp_path_factory.mktemp("printed")
    weights = ",".join(f"{t}={w}" for t, w in zip(THEORIES, ODDS, strict=True))
    done = modus(
        "run",
        "afghanistan",
        "--theories",
        ",".join(THEORIES),
        "--strategies",
        ",".join(STRATEGIES),
        "--futures",
        str(FUTURES),
        "--months",
        str(MONTHS),
        "--weights",
        weights,
        "--out",
        str(out),
        "--json",
        cwd=out,
    )
    assert done.returncode == 0, done.stderr
    (folder,) = (p for p in out.iterdir() if p.is_dir())
    store = zarr.open_group(folder / "futures.zarr", mode="r")
    study = mv.make_study("afghanistan", theories=THEORIES, strategies=STRATEGIES, futures=FUTURES, months=MONTHS)
    return Printed(json.loads(done.stdout), np.asarray(store["outcomes"]), np.asarray(store["paths"]), folder, study)


def exact_mean(values: Iterable[float]) -> float:
    """The mean as a fraction, rounded once."""
    numbers = [Fraction(x) for x in values]
    return float(sum(numbers) / len(numbers))


def mixed(values: list[list[list[float]]], strategy: int) -> list[float]:
    """Future by future, the mean over theories."""
    return [sum(w * values[t][strategy][f] for t, w in enumerate(WEIGHTS)) for f in range(FUTURES)]


def point(values: list[float], share: float) -> float:
    """A quantile by linear interpolation between the two nearest of the sorted values."""
    ordered, at = sorted(values), share * (len(values) - 1)
    below = math.floor(at)
    return ordered[below] + (at - below) * (ordered[min(below + 1, len(ordered) - 1)] - ordered[below])


def mixed_point(values: list[list[list[float]]], strategy: int, share: float) -> float:
    """The least value up to which futures of so much weight lie: each stands there as often as the odds of its theory say."""
    every = sorted(x for t, odds in enumerate(ODDS) for x in values[t][strategy] * odds)
    return every[math.ceil(share * len(every)) - 1]


def error_of_mean(values: list[float]) -> float:
    """Spread of the means of the 17 whole runs of four draws, over the root of how many runs 71 draws are."""
    means = [exact_mean(values[n : n + 4]) for n in range(0, 68, 4)]
    middle = exact_mean(means)
    return math.sqrt(math.fsum((m - middle) ** 2 for m in means) / 16 / (FUTURES / 4))


def sign(outcome: str) -> int:
    return -1 if outcome in LESS_IS_BETTER else 1


def regrets_of(values: list[list[list[float]]], outcome: str) -> dict[tuple[str, str], float]:
    """Loss of mean against the best strategy under each theory and in the mixture."""
    means = {(t, s): exact_mean(values[i][j]) for i, t in enumerate(THEORIES) for j, s in enumerate(STRATEGIES)}
    means |= {("mixture", s): math.fsum(w * means[t, s] for t, w in zip(THEORIES, WEIGHTS, strict=True)) for s in STRATEGIES}
    return {
        (t, s): max(sign(outcome) * means[t, r] for r in STRATEGIES) - sign(outcome) * means[t, s]
        for t in (*THEORIES, "mixture")
        for s in STRATEGIES
    }


def test_every_mean_error_and_range_in_the_written_table(printed: Printed) -> None:
    rows = printed.rows("table")
    assert len(rows) == len(printed.study.outcome_names) * 4 * 3
    stored = {outcome: printed.of(outcome) for outcome in printed.study.outcome_names}
    for row in rows:
        values, s = stored[row["outcome"]], STRATEGIES.index(row["strategy"])
        if row["theory"] == "mixture":
            wanted = [math.fsum(w * exact_mean(values[t][s]) for t, w in enumerate(WEIGHTS)), error_of_mean(mixed(values, s))]
            wanted += [mixed_point(values, s, share) for share in (0.05, 0.5, 0.95)]
        else:
            own = values[THEORIES.index(row["theory"])][s]
            wanted = [exact_mean(own), error_of_mean(own), *(point(own, share) for share in (0.05, 0.5, 0.95))]
        assert [float(row[name]) for name in ("mean", "error", "p5", "p50", "p95")] == pytest.approx(wanted, **NEAR), row


def test_every_regret_and_share_of_best_in_the_written_tables(printed: Printed) -> None:
    stored = {outcome: printed.of(outcome) for outcome in printed.study.outcome_names}
    for row in printed.rows("regret"):
        wanted = regrets_of(stored[row["outcome"]], row["outcome"])[row["theory"], row["strategy"]]
        assert float(row["regret"]) == pytest.approx(wanted, rel=1e-6, abs=1e-8), row
    for row in printed.rows("best_share"):
        values, t, s = stored[row["outcome"]], THEORIES.index(row["theory"]), STRATEGIES.index(row["strategy"])
        share = Fraction(0)
        for f in range(FUTURES):
            best = max(sign(row["outcome"]) * values[t][r][f] for r in range(3))
            first = [r for r in range(3) if sign(row["outcome"]) * values[t][r][f] == best]
            share += Fraction(1, len(first)) if s in first else 0
        assert float(row["share"]) == pytest.approx(float(share / FUTURES), **NEAR), row


TITLES = {"Core rights": "core_rights", "Technical cooperation": "technical", "Wellbeing of groups": "wellbeing"}


def test_the_tables_on_the_page_hold_those_numbers(printed: Printed) -> None:
    for row in printed.table("run.overview", "overview"):
        s = STRATEGIES.index(row["strategy"].strip("`"))
        for title, outcome in TITLES.items():
            values = printed.of(outcome)
            wanted = (exact_mean(mixed(values, s)), mixed_point(values, s, 0.05), mixed_point(values, s, 0.95))
            assert [row[title][k] for k in ("value", "low", "high")] == pytest.approx(wanted, **NEAR)
    for outcome in ("core_rights", "technical"):
        values, lost = printed.of(outcome), regrets_of(printed.of(outcome), outcome)
        for row in printed.table(f"run.by_theory.{outcome}", f"by_theory_{outcome}")[:3]:
            own = values[THEORIES.index(row["theory"].strip("`"))]
            for s, name in enumerate(STRATEGIES):
                wanted = (exact_mean(own[s]), point(own[s], 0.05), point(own[s], 0.95))
                assert [row[f"`{name}`"][k] for k in ("value", "low", "high")] == pytest.approx(wanted, **NEAR)
        for row in printed.table("run.regret", f"regret_{outcome}"):
            found = {name: row[f"`{name}`"] for name in STRATEGIES}
            assert found == pytest.approx({s: lost[row["theory"].strip("`"), s] for s in STRATEGIES}, rel=1e-6, abs=1e-8)
        worst = {s: max(lost[t, s] for t in THEORIES) for s in STRATEGIES}
        assert printed.facts("run.robust")[f"{outcome}_loss"]["value"] == pytest.approx(min(worst.values()), rel=1e-6, abs=1e-8)


def test_who_leads_and_how_surely(printed: Printed) -> None:
    for outcome in ("core_rights", "technical"):
        values, facts = printed.of(outcome), printed.facts(f"run.lead.{outcome}")
        means = {name: exact_mean(mixed(values, s)) for s, name in enumerate(STRATEGIES)}
        best = max(STRATEGIES, key=means.__getitem__)
        half = 1.96 * error_of_mean(mixed(values, STRATEGIES.index(best)))
        assert (facts["best"]["value"], facts["worst"]["value"]) == (best, min(STRATEGIES, key=means.__getitem__))
        assert facts["moved"]["value"] == pytest.approx(max(means.values()) - min(means.values()), **NEAR)
        wanted = (means[best], means[best] - half, means[best] + half)
        assert [facts["best_mean"][k] for k in ("value", "low", "high")] == pytest.approx(wanted, rel=1e-3)


def place_on(levels: list[float], level: float) -> float:
    """Where a level stands among rungs: 1.5 is half-way between the second and the third."""
    for k in range(len(levels) - 1):
        if level <= levels[k + 1]:
            return k + max(0.0, level - levels[k]) / (levels[k + 1] - levels[k])
    return float(len(levels) - 1)


def moved_levels(printed: Printed, issue: str) -> tuple[list[float], float, list[list[list[float]]]]:
    """Levels of the rungs, the marker of today, and where each future ends as far from it as its own level has moved."""
    ladder = printed.study.case.ladders[issue]
    rungs, marker = [float(r.level) for r in ladder.rungs], ladder.held[max(ladder.held)]
    (factor,) = [f for f in printed.study.factors if f.name == f"issues.{issue}.start"]
    starts = factor.quantile(quantiles([factor.name], np.arange(FUTURES), printed.study.seed)[factor.name])
    ends = [
        [[min(1.0, max(0.0, marker + x - b)) for x, b in zip(v, starts, strict=True)] for v in own]
        for own in printed.of(f"policy_{issue}")
    ]
    return rungs, marker, ends


def test_of_a_hundred_futures_so_many_end_on_each_rung(printed: Printed) -> None:
    for issue in printed.study.case.issues:
        rungs, _, ends = moved_levels(printed, issue.id)
        for row in printed.table(f"run.issue.{issue.id}", f"rungs_{issue.id}"):
            s, shown = (
                STRATEGIES.index(row["option"].strip("`")),
                [cell["value"] for name, cell in row.items() if name != "option"],
            )
            counts = [[0] * len(rungs) for _ in THEORIES]
            for t in range(3):
                for level in ends[t][s]:
                    at = place_on(rungs, level)
                    counts[t][min(range(len(rungs)), key=lambda k: (abs(at - k), k % 2))] += 1
            wanted = [sum(w * counts[t][k] / FUTURES for t, w in enumerate(WEIGHTS)) for k in range(len(rungs))]
            assert shown == pytest.approx(wanted, abs=1.01 / FUTURES) and sum(shown) == pytest.approx(1)
            assert sum(abs(a - b) for a, b in zip(shown, wanted, strict=True)) < 2.1 * max(WEIGHTS) / FUTURES


def test_changes_from_today_under_each_theory(printed: Printed) -> None:
    rights = [issue.id for issue in printed.study.case.issues if issue.core_right]
    parts = {issue: moved_levels(printed, issue) for issue in rights}
    for row in printed.table("run.depends.core_rights", "change_core_rights"):
        t = THEORIES.index(row["theory"].strip("`"))
        for s, name in enumerate(STRATEGIES):
            changes = [
                exact_mean(place_on(rungs, x) for x in ends[t][s]) - place_on(rungs, marker)
                for rungs, marker, ends in parts.values()
            ]
            assert row[f"`{name}`"]["value"] == pytest.approx(exact_mean(changes), abs=1e-5)


def test_what_is_counted(printed: Printed) -> None:
    rows = {row["option"].strip("`"): row for row in printed.table("run.counted", "counted")}
    for heading, outcome in (("Attacks a month", "attacks"), ("Tracks met (talks)", "met")):
        for s, name in enumerate(STRATEGIES):
            values, cell = printed.of(outcome), rows[name][heading]
            wanted = (exact_mean(mixed(values, s)), mixed_point(values, s, 0.05), mixed_point(values, s, 0.95))
            assert [cell[k] for k in ("value", "low", "high")] == pytest.approx(wanted, **NEAR)


def test_courses_end_where_stored_courses_end(printed: Printed) -> None:
    """Shown for the sample whose whole course is kept."""
    for outcome in ("technical", "core_rights"):
        facts = printed.facts(f"run.course.{outcome}")
        s = STRATEGIES.index(facts["strategy"]["value"])
        for row in printed.table(f"run.course.{outcome}", f"course_{outcome}"):
            t, (shown, base) = THEORIES.index(row["theory"]), [v for k, v in row.items() if k.endswith("last month")]
            last = printed.paths[t, :, -1]  # strategy, channel, future
            assert any(shown == pytest.approx(exact_mean(map(float, last[s, c])), rel=1e-5) for c in range(last.shape[1]))
            assert any(base == pytest.approx(exact_mean(map(float, last[1, c])), rel=1e-5) for c in range(last.shape[1]))
