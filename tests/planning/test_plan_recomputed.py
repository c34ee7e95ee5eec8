"""Tables of ``modus plan``, worked out again in plain Python from futures of the written plan files, one plan at a time.

Nothing of ``findings`` and none of the planner's sums is used: the plans are read from their files, and each is simulated by itself.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

import modusvivendi as mv
from modusvivendi.case import load_case
from modusvivendi.engine.setting import Moves, stack
from modusvivendi.planning import load_plan
from modusvivendi.planning.agenda.plan import Plan, compile_plan
from modusvivendi.render.data import report_data
from modusvivendi.strategy import compile_strategy, load_strategy
from modusvivendi.study import Study
from modusvivendi.study.simulate import simulate
from modusvivendi.theory import load_theory

THEORIES, ODDS = ("leverage", "status_and_cohesion"), (2, 1)
WEIGHTS = (2 / 3, 1 / 3)
SOUGHT, MONTHS, FIRST = 8, 24, 100_000  # plans are judged on eight times the futures that they are sought on, from this number on
AIMS = {"core_rights": 1, "technical": 1, "money": -1}
MONEY = "What outsiders spend (billion dollars a year)"
ENDS = ("not ended", "met", "partly met", "undone from above", "not met")
NEAR = {"rel": 1e-6, "abs": 1e-9}


@dataclass
class Planned:
    """What is printed, the plans, and of each plan and strategy its futures: outcomes and ends by theory."""

    report: dict[str, Any]
    plans: dict[str, Plan]
    values: dict[str, list[np.ndarray]]
    ends: dict[str, list[np.ndarray]]
    names: tuple[str, ...]

    def table(self, name: str) -> list[dict[str, Any]]:
        """The rows of a table."""
        (found,) = [t for f in self.report["findings"] for t in f["tables"] if t["name"] == name]
        return list(found["rows"])

    def of(self, item: str, outcome: str) -> list[list[float]]:
        """An outcome of a plan or strategy: by theory, future by future."""
        place = self.names.index(outcome)
        return [[float(x) for x in found[0, place]] for found in self.values[item]]


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Planned:
    """One small search, and every plan and strategy of its tables simulated anew, plans from their files."""
    out, case = tmp_path_factory.mktemp("planned"), load_case("afghanistan")
    found = mv.plan(
        case,
        objectives="core_rights,technical,-money",
        assuming=mv.Assumptions(theories=THEORIES, weights=dict(zip(THEORIES, ODDS, strict=True)), months=MONTHS),
        effort=mv.Effort(searches=1, generations=2, population=6, futures=SOUGHT, shown=2),
    )
    for plan in found.plans:
        (out / f"{plan.name}.yaml").write_text(plan.to_yaml(), encoding="utf-8")
    report = report_data(found.report)
    drift = load_strategy("drift")
    theories = tuple(load_theory(name) for name in THEORIES)
    study = Study(case=case, theories=theories, strategies=(drift,), futures=8 * SOUGHT, months=MONTHS, followers="like-minded")
    moves, plans = dict[str, Moves](), dict[str, Plan]()
    for path in sorted(out.glob("plan-*.yaml")):
        plans[path.stem] = load_plan(path)
        moves[path.stem] = compile_plan(plans[path.stem], case, MONTHS, "like-minded")
    for row in next(t["rows"] for f in report["findings"] for t in f["tables"] if t["name"] == "against strategies/plan-a"):
        name = row["against"].strip("`")
        moves[name] = compile_strategy(load_strategy(name), case, MONTHS, "like-minded")
    again = {
        name: [
            simulate(
                study.parameters(t, FIRST, 8 * SOUGHT), study.keys(t, FIRST, 8 * SOUGHT), study.setting, stack([m]), study.nobody
            )
            for t in theories
        ]
        for name, m in moves.items()
    }
    return Planned(
        report,
        plans,
        {name: [run.outcomes for run in runs] for name, runs in again.items()},
        {name: [run.tracks[0] for run in runs] for name, runs in again.items()},
        study.outcome_names,
    )


def mean(values: list[float]) -> float:
    return math.fsum(values) / len(values)


def mixed(values: list[list[float]]) -> list[float]:
    """Future by future, the mean over theories."""
    return [math.fsum(w * own[f] for w, own in zip(WEIGHTS, values, strict=True)) for f in range(8 * SOUGHT)]


def error(values: list[float]) -> float:
    """Of a mean over 64 draws: from sixteen runs of four neighbours."""
    means = [mean(values[n : n + 4]) for n in range(0, 64, 4)]
    middle = mean(means)
    return math.sqrt(math.fsum((m - middle) ** 2 for m in means) / 15 / 16)


def test_scores_of_the_front_are_means_of_futures_that_no_search_has_met(planned: Planned) -> None:
    front = {row["plan"]: row for row in planned.table("front")}
    assert len(planned.plans) == 2 and set(planned.plans) <= set(front)
    for name, plan in planned.plans.items():
        for outcome, direction in AIMS.items():
            wanted = direction * mean(mixed(planned.of(name, outcome)))
            assert front[name][outcome] == pytest.approx(wanted, **NEAR), (name, outcome)
        issues = [len(track.issues) for track in plan.tracks]
        shape = (len(issues), sum(issues), max(issues, default=0))
        assert tuple(front[name][k] for k in ("tracks", "issues", "largest track")) == shape


def test_the_plan_named_after_an_aim_does_most_for_it(planned: Planned) -> None:
    """Of the plans explained, the first left out; by a tenth of the front's width at most, it may be behind the best of all."""
    said = {"core_rights": "most core rights", "technical": "most technical cooperation", "money": "least money spent"}
    roles = {f"plan-{row['plan'][0].lower()}": row["plan"] for row in planned.table("plans")[:-1]}
    named = 0
    for outcome, direction in AIMS.items():
        for name in [n for n, role in roles.items() if said[outcome] in role]:
            scores = {n: direction * mean(mixed(planned.of(n, outcome))) for n in roles}
            assert name == max(list(roles)[1:], key=lambda n: scores[n])
            named += 1
    assert named


def test_chances_of_how_each_of_the_talks_ends(planned: Planned) -> None:
    for name, plan in planned.plans.items():
        for k in range(len(plan.tracks)):
            counts = [[int((ends[k] == code).sum()) for code in range(5)] for ends in planned.ends[name]]
            shares = [[n / (8 * SOUGHT) for n in row] for row in counts]
            shares.append([math.fsum(w * row[code] for w, row in zip(WEIGHTS, shares, strict=True)) for code in range(5)])
            for row, wanted in zip(planned.table(f"track results/{name} {k + 1}"), shares, strict=True):
                assert [row[end] for end in ENDS] == pytest.approx(wanted, abs=1e-9), (name, k)
            told = planned.table(f"track ends/{name} {k + 1}")[-1]
            assert [told[end]["value"] for end in ENDS] == pytest.approx(shares[-1], abs=1e-9)
            whole = planned.table(f"ends/{name}")[k]
            assert [whole[end] for end in ENDS] == pytest.approx(shares[-1], abs=1e-9)


def gaps(planned: Planned, name: str, rival: str) -> list[float]:
    """What a plan has outsiders spend less what a rival does, future by future."""
    return [a - b for a, b in zip(mixed(planned.of(name, "money")), mixed(planned.of(rival, "money")), strict=True)]


def test_differences_from_the_shipped_strategies_and_their_intervals(planned: Planned) -> None:
    """Of money, which is told in a straight line (rungs bend with their ladder): so many dollars a unit, the same everywhere."""
    rows = [(name, row) for name in planned.plans for row in planned.table(f"against strategies/{name}")]
    first = gaps(planned, rows[0][0], rows[0][1]["against"].strip("`"))
    dollars = rows[0][1][MONEY]["value"] / mean(first)
    assert len(rows) >= 14 and dollars > 0
    for name, row in rows:
        difference, cell = gaps(planned, name, row["against"].strip("`")), row[MONEY]
        centre, reach = mean(difference), 1.959963984540054 * error(difference)
        wanted = [dollars * x for x in (centre, centre - reach, centre + reach)]
        assert [cell[k] for k in ("value", "low", "high")] == pytest.approx(wanted, rel=1e-5, abs=1e-9)
        assert abs(centre) > reach or cell["note"] == "tied"


def test_means_under_each_theory(planned: Planned) -> None:
    """Of money, in dollars."""
    pairs = [
        (mean(planned.of(name, "money")[t]), row[MONEY]["value"])
        for name in planned.plans
        for t, row in enumerate(planned.table(f"by theory/{name}"))
    ]
    (x0, y0), (x1, y1) = min(pairs), max(pairs)
    assert len(pairs) == 4 and x1 > x0
    assert [y for _, y in pairs] == pytest.approx([y0 + (x - x0) * (y1 - y0) / (x1 - x0) for x, _ in pairs], rel=1e-6)
