"""What single outsiders did in the years since can be said with the levers: one recognises, one cuts aid, one designates."""

from __future__ import annotations

import numpy as np
import pytest

from modusvivendi.case import Case, load_case
from modusvivendi.strategy import Levers, Phase, Strategy, load_strategy
from modusvivendi.study import Result, Study, run_study
from modusvivendi.theory import load_theory

THEORY = load_theory("status_and_cohesion")


def move(name: str, followers: str, levers: Levers) -> Strategy:
    return Strategy(
        name=name,
        title=name,
        summary=name,
        sources=("definition",),
        followers=followers,
        phases=(Phase(levers=levers),),
    )


@pytest.fixture(scope="module")
def result(afghanistan: Case) -> Result:
    moves = (
        load_strategy("drift"),
        move("recognises", "RU", Levers(standing=1.0)),
        move("cuts", "US", Levers(aid=0.0)),
        move("designates", "EU", Levers(pressure=1.0, publicity=1.0)),
    )
    return run_study(Study(case=afghanistan, theories=(THEORY,), strategies=moves, futures=256, months=24))


def against_drift(result: Result, outcome: str) -> dict[str, float]:
    """Mean of each move less drift."""
    values = result.outcome(outcome)[0].mean(axis=1)
    return {s.name: float(v - values[0]) for s, v in zip(result.study.strategies, values, strict=True)}


def test_one_power_recognises_and_no_other_does_for_it(result: Result) -> None:
    case = result.study.case
    weight = {c.id: c.standing.centre for c in case.countries if c.state}
    gained = against_drift(result, "recognised")
    assert gained["recognises"] == pytest.approx(weight["RU"] / sum(weight.values()), rel=0.35)
    assert abs(gained["cuts"]) < 0.002


def test_one_donor_cuts_aid_and_people_fare_worse(result: Result) -> None:
    assert against_drift(result, "money")["cuts"] < -0.01
    assert against_drift(result, "wellbeing")["cuts"] < -0.002


def test_designation_is_pressure_and_asks_in_public(result: Result) -> None:
    assert against_drift(result, "firmness")["designates"] > 0.001
    policy = result.outcome("policy_women_public_life")[0]
    assert np.abs(policy[3] - policy[0]).max() > 0


def test_a_state_that_has_recognised_still_does() -> None:
    """At the newest date of the case one state has; nothing takes it back."""
    case = load_case("afghanistan")
    weight = {c.id: c.standing.centre for c in case.countries if c.state}
    share = sum(weight[c.id] for c in case.countries if c.recognised) / sum(weight.values())
    run = run_study(Study(case=case, theories=(THEORY,), strategies=(load_strategy("drift"),), futures=64, months=12))
    assert share > 0
    assert run.outcome("recognised")[0, 0].min() > 0.4 * share


def test_returns_of_nationals_are_an_issue_that_outsiders_ask_for() -> None:
    case = load_case("afghanistan")
    assert sum("migration_returns" in bloc.demands for bloc in case.blocs) >= 3
