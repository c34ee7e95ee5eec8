"""Mechanisms in constructed worlds in which the answer is known: unearned standing, provinces, credit of asks, time on offer."""

from __future__ import annotations

import numpy as np
import pytest

from modusvivendi.case import Case
from modusvivendi.engine.equations.choice import room
from modusvivendi.engine.outcomes import OUTCOME_NAMES
from modusvivendi.planning import Plan
from modusvivendi.planning.agenda.agenda import schedule
from modusvivendi.strategy import load_strategies
from modusvivendi.study import Study, run_study
from modusvivendi.theory import Prior, Theory, load_theory

from .toy import Toy

NOT_MET, OPEN = 4, 0


def fixed(value: float) -> Prior:
    return Prior(fixed=value, source="definition: a constructed world")


# --- relief promised in public for each demand that is met ---------------------------------------------------------


def pure_reward() -> Theory:
    """Conditional reward alone: what is offered is believed and needed, and nothing else but gain and doctrine counts."""
    absent = (
        "beta_contact", "beta_standing", "beta_audience", "beta_reactance", "beta_doctrine", "beta_unearned", "deal_cost",
        "fairness", "contamination", "cover_ceiling", "bite_decay", "credibility_loss", "trust_learning",
    )  # fmt: skip
    leverage = load_theory("leverage")
    world = {**{name: fixed(0.0) for name in absent}, "beta_material": fixed(2.0), "need_scale": fixed(1.0)}
    return leverage.model_copy(update={"name": "pure", "priors": {**leverage.priors, **world}})


def test_in_a_world_of_pure_conditional_reward_pressure_wins_on_what_it_presses_for(afghanistan: Case) -> None:
    theories = (pure_reward(), load_theory("status_and_cohesion"))
    strategies = load_strategies()
    result = run_study(Study(case=afghanistan, theories=theories, strategies=tuple(strategies), futures=512))
    names = [s.name for s in strategies]
    pressure = names.index("pressure")
    for outcome in ("core_rights", "inclusion"):
        pure, other = result.outcome(outcome).mean(axis=2)
        assert names[int(np.argmax(pure))] == "pressure"
        assert pure[pressure] > 1.15 * np.sort(pure)[-2]
        assert names[int(np.argmax(other))] != "pressure", "where audiences and status decide, it does not win"
    assert result.outcome("met")[0, pressure].mean() > 1


# --- standing without a condition -----------------------------------------------------------------------------------


def hardening(weight: float, strategy: dict | None = None, **others: float) -> float:
    """Late policy on one issue, expected course, with full standing given for nothing or as ``strategy`` says."""
    world = Toy(futures=16).set("chance", 0).set("rate_away", 0.3).set("start", 0.6).set("beta_unearned", weight)
    for name, value in others.items():
        world.set(name, value)
    outcomes, _, _ = world.run(world.moves(**({"levers": {"standing": 1.0}} if strategy is None else strategy)))
    return float(world.policy(outcomes)[0, 0].mean())


def test_standing_for_nothing_rewards_hardness_or_calms_by_the_sign_of_its_weight() -> None:
    harder, same, softer = hardening(1.5), hardening(0.0), hardening(-1.5)
    assert harder < same < softer
    assert hardening(1.5, {}) == same, "without standing the weight does nothing"


def test_unearned_standing_has_the_closed_form() -> None:
    x, late = 0.6, []
    drive = 3 * np.tanh(1.5 * 0.5 / 3)  # weight times politicisation times full standing, bounded
    for _ in range(24):
        x -= 0.3 * room.py_func(x, 0.5) * np.exp(drive) * 0.0525
        late.append(x)
    assert hardening(1.5) == pytest.approx(np.mean(late[-12:]), abs=1e-5)


def test_standing_that_is_sold_in_a_deal_is_not_unearned() -> None:
    sold = {"tracks": [{"issues": [0], "standing": 1.0, "step": 0.1}]}
    assert hardening(1.5, sold, deal_cost=-5.0) == hardening(0.0, sold, deal_cost=-5.0)


@pytest.mark.parametrize("gain", [0.6, -0.6])
def test_unearned_standing_moves_the_leaders_grip_either_way(gain: float) -> None:
    """With doctrine that weighs by the grip, a tighter grip brings more steps away."""
    others = {"beta_doctrine": 3.0, "grip_unearned": gain}
    with_it, without = hardening(0.0, None, **others), hardening(0.0, None, beta_doctrine=3.0)
    assert (with_it < without) == (gain > 0)


# --- provinces --------------------------------------------------------------------------------------------------------


def provinces(worth: float, local: float, **capital: float) -> float:
    """Policy at the end on an issue asked to move by one half from 0.2, where provinces hold a share."""
    world = Toy(futures=32).set("theta_benefit", worth).set("own_benefit", 1.0).set("local", local)
    for name, value in capital.items():
        world.set(name, value)
    outcomes, _, _ = world.run(world.moves([{"issues": [0], "reward": 1.0, "whole": 1}]))
    return float(world.policy(outcomes)[0, 0].mean())


def test_provinces_grant_their_part_where_the_capital_refuses() -> None:
    granted = 0.4 / (1 + np.exp(-4 * 0.5))
    assert provinces(0.5, 0.4, deal_cost=100.0) == pytest.approx(0.2 + 0.5 * granted, abs=1e-5)
    assert provinces(0.5, 0.0, deal_cost=100.0) == pytest.approx(0.2, abs=1e-6)


def test_provinces_withhold_their_part_where_the_capital_agrees() -> None:
    granted = 0.4 / (1 + np.exp(4 * 2.0))
    assert provinces(-2.0, 0.4, beta_material=100.0) == pytest.approx(0.2 + 0.5 * (0.6 + granted), abs=1e-5)
    assert provinces(-2.0, 0.0, beta_material=100.0) == pytest.approx(0.2 + 0.5, abs=1e-5)


def test_what_provinces_grant_can_be_undone_from_above() -> None:
    firm = provinces(0.5, 0.4, deal_cost=100.0)
    assert provinces(0.5, 0.4, deal_cost=100.0, reversal_rate=0.5, politicisation=1.0, visibility=1.0) < firm


# --- asks ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("issues", [1, 4])
def test_what_a_deal_as_such_is_worth_counts_once_and_so_less_for_a_package(issues: int) -> None:
    """Issues worth nothing by themselves, steps of one half: logistic(lambda f / step) for one, the same once over four."""
    world = Toy(issues=4, futures=8192).set("deal_cost", -0.15)
    _, _, tracks = world.run(world.moves([{"issues": list(range(issues)), "whole": 1}]))
    if issues == 1:
        expected = 1 / (1 + np.exp(-4 * 0.15 / 0.5))
    else:
        shocks = np.random.default_rng(1).logistic(size=(400_000, issues)).sum(axis=1) / 4
        expected = float((0.5 * shocks + 0.15 >= 0).mean())
    assert abs((tracks == 1).mean() - expected) < 4 * np.sqrt(expected * (1 - expected) / world.futures)


@pytest.mark.parametrize(("loss", "share"), [(0.0, 0.5), (1.0, 0.25)])
def test_an_ask_that_lapsed_makes_the_next_count_for_less(loss: float, share: float) -> None:
    """The first ask is refused for certain, the second would be taken for certain, and is on offer for one month."""
    world = Toy(issues=2, futures=4096).set("consider_rate", 0.5).set("credibility_loss", loss).set("theta_benefit", 100.0)
    world.set("own_benefit", 0.0, item=0).set("own_benefit", 1.0, item=1)
    asks = [{"issues": [0], "patience": 3}, {"issues": [1], "patience": 1, "start": 4}]
    _, _, tracks = world.run(world.moves(asks))
    assert (tracks[0, 0] == NOT_MET).all()
    assert (tracks[0, 1] == 1).mean() == pytest.approx(share, abs=0.04)


@pytest.mark.parametrize("at_once", [1, 2, 4])
def test_offers_stand_as_long_as_the_agenda_says_and_what_is_withdrawn_is_not_open(at_once: int) -> None:
    """Where nothing is ever considered, the engine's talks end in the month in which the agenda closes them."""
    terms = [{"issues": [i], "patience": 4 + i, "renewals": 1, "pause": 2, "start": i} for i in range(4)]
    plan = Plan.model_validate(
        {"name": "p", "at_once": at_once, "tracks": [{**t, "issues": [f"i{n}"]} for n, t in enumerate(terms)]}
    )
    last = {k: max(o.ends for o in schedule(plan, 200) if o.track == k) for k in range(4)}
    for months in (*last.values(), *(end - 1 for end in last.values())):
        world = Toy(issues=4, futures=8, months=months).set("consider_rate", 0.0)
        outcomes, _, tracks = world.run(world.moves(terms, at_once=at_once))
        assert [bool((tracks[0, k] == NOT_MET).all()) for k in range(4)] == [last[k] <= months for k in range(4)]
        opened = {o.track for o in schedule(plan, months)}
        assert (outcomes[0, OUTCOME_NAMES.index("offered")] == len(opened)).all()
