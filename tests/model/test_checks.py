"""The ten checks that any version of the model must pass, under their numbers in the model description."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from modusvivendi.engine.equations.choice import room
from modusvivendi.engine.outcomes import CHANNELS, OUTCOME_NAMES
from modusvivendi.strategy import load_strategy
from modusvivendi.strategy.strategy import Levers, Phase
from modusvivendi.study import Result, Study, run_study, summarise
from modusvivendi.study.summary import KEY_OUTCOMES
from modusvivendi.theory import load_theory

from .toy import Toy

POLICY_CHANNELS = [CHANNELS.index(c) for c in ("core_rights", "technical", "access")]


def taken(tracks: np.ndarray) -> np.ndarray:
    """Share of futures in which each track was met or partly met, (strategy, track)."""
    return ((tracks == 1) | (tracks == 2)).mean(axis=2)


# --- 1. limits with a closed form ---------------------------------------------------------------------------


def priced_offer(choice_precision: float, reward: float) -> Toy:
    """Full trust and need, no audiences; a step of one half costs 0.3: V = theta (2b - 1) = -0.6."""
    world = Toy(futures=8192).set("choice_precision", choice_precision).set("theta_benefit", 1.0).set("own_benefit", 0.2)
    return world.set("beta_material", 1.0)


@pytest.mark.parametrize("reward", [0.1, 0.25, 0.3, 0.35, 0.5])
def test_1_acceptance_has_the_logistic_closed_form(reward: float) -> None:
    world = priced_offer(4.0, reward)
    _, _, tracks = world.run(world.moves([{"issues": [0], "reward": reward, "whole": 1}]))
    expected = 1 / (1 + np.exp(-4 * (reward / 0.5 - 0.6)))
    error = np.sqrt(expected * (1 - expected) / world.futures)
    assert abs(taken(tracks)[0, 0] - expected) < 4 * error


@pytest.mark.parametrize(("reward", "share"), [(0.28, 0.0), (0.32, 1.0)])
def test_1_sharp_choice_accepts_exactly_what_pays(reward: float, share: float) -> None:
    world = priced_offer(4000.0, reward)
    _, _, tracks = world.run(world.moves([{"issues": [0], "reward": reward, "whole": 1}]))
    assert taken(tracks)[0, 0] == pytest.approx(share, abs=0.01)


@pytest.mark.parametrize("months", [1.0, 3.0, 3.01, 7.3, 12.0])
def test_1_a_deal_moves_policy_by_what_was_agreed_however_long_it_takes(months: float) -> None:
    world = priced_offer(4000.0, 0.5).set("carry_months", months)
    _, paths, tracks = world.run(world.moves([{"issues": [0], "reward": 0.5, "whole": 1}]))
    assert taken(tracks)[0, 0] == 1
    assert paths[0, -1, CHANNELS.index("core_rights")] == pytest.approx(0.2 + 0.5, abs=1e-5)


def test_1_people_start_where_the_equations_hold_them() -> None:
    """Where nothing changes nobody fares better or worse, with aid, services, and access that is not full."""
    world = Toy(futures=64).set("reach_floor", 0.4).set("bloc_aid", 0.6).set("fungibility", 0.3).set("departure_slope", 3.0)
    _, paths, _ = world.run(world.moves())
    fared = paths[0, :, CHANNELS.index("wellbeing")]
    assert fared == pytest.approx(fared[0, 0], abs=1e-6)
    assert fared[0, 0] == pytest.approx(0.1 * 0.2 + 0.3 * 0.6 * (0.4 + 0.6 * 0.2), abs=1e-5)


def test_the_first_years_do_not_depend_on_the_horizon(afghan_study: Study) -> None:
    short, long = (
        run_study(
            Study(
                case=afghan_study.case,
                theories=afghan_study.theories,
                strategies=afghan_study.strategies,
                futures=8,
                months=months,
            )
        )
        for months in (24, 60)
    )
    assert (np.asarray(short.paths) == np.asarray(long.paths)[:, :, :24]).all()


def test_1_inertia_follows_base_rates_and_core_whatever_outsiders_do() -> None:
    world = Toy(issues=2, futures=64).set("deals_enabled", 0).set("chance", 0).set("rate_toward", 0.3).set("rate_away", 0.2)
    world.set("theta_benefit", 0.8).set("own_benefit", 0.9, item=0).set("own_benefit", 0.3, item=1)
    loud = world.moves([{"issues": [0, 1], "reward": 1.0}], {"pressure": 1.0, "publicity": 1.0, "offer": 1.0}, demands=1.0)
    outcomes, _, _ = world.run(loud, world.moves())
    for issue, lean in ((0, 0.8 * 0.3), (1, -0.8 * 0.3)):  # own benefit centred: +0.3 and -0.3
        x, late = 0.2, []
        for _ in range(world.months):
            up = 0.3 * room.py_func(1 - x, 0.5) * np.exp(lean) * 0.0525
            down = 0.2 * room.py_func(x, 0.5) * np.exp(-lean) * 0.0525
            x += up - down
            late.append(x)
        assert world.policy(outcomes)[:, issue] == pytest.approx(np.mean(late[-12:]), abs=1e-5)


def test_1_without_noise_every_future_is_the_same_course() -> None:
    world = Toy(issues=2, futures=64).set("chance", 0).set("rate_toward", 0.3).set("rate_away", 0.2)
    outcomes, paths, _ = world.run(world.moves([{"issues": [0], "reward": 0.4}, {"issues": [1], "reward": 0.1}]))
    assert (np.ptp(outcomes, axis=2) == 0).all()
    assert (np.ptp(paths, axis=3) == 0).all()


# --- 2. both signs on bundling -------------------------------------------------------------------------------


def bundled_and_apart(world: Toy, reward: float) -> tuple[np.ndarray, np.ndarray]:
    """Policy gained per future by one all-or-nothing package and by single tracks at the same total price."""
    n = world.issues
    package = world.moves([{"issues": list(range(n)), "reward": reward, "whole": 1, "publicity": 0.5}])
    singles = world.moves([{"issues": [i], "reward": reward / n, "whole": 1, "publicity": 0.5} for i in range(n)])
    outcomes, _, _ = world.run(package, singles)
    gained = world.policy(outcomes).sum(axis=1)
    return gained[0], gained[1]


def test_2_linkage_helps_where_a_cheap_issue_pays_for_a_dear_one() -> None:
    world = (
        Toy(issues=4).set("theta_benefit", 1.0).set("politicisation", 0.1).set("own_benefit", 0.8).set("choice_precision", 8.0)
    )
    world.set("own_benefit", 0.2, item=0)
    package, singles = bundled_and_apart(world, 0.2)
    assert package.mean() > 1.1 * singles.mean()


def test_2_a_veto_issue_sinks_the_package() -> None:
    world = (
        Toy(issues=4).set("theta_benefit", 1.0).set("politicisation", 0.1).set("own_benefit", 0.6).set("choice_precision", 8.0)
    )
    world.set("beta_audience", 4.0).set("visibility", 1.0).set("politicisation", 1.0, item=0)
    package, singles = bundled_and_apart(world, 0.2)
    assert singles.mean() > 1.1 * package.mean()


def test_2_contamination_sinks_the_package() -> None:
    def gap(weight: float) -> float:
        world = Toy(issues=3).set("theta_benefit", 1.0).set("own_benefit", 0.7).set("beta_audience", 2.0)
        world.set("politicisation", 0.1).set("politicisation", 0.9, item=0).set("contamination", weight)
        package, singles = bundled_and_apart(world, 0.3)
        return float(package.mean() - singles.mean())

    assert gap(1.0) < gap(0.0)


WEIGHTS = {
    "leverage": {"beta_material": 1.0}, "cohesion": {"beta_audience": 1.0}, "conviction": {"theta_doctrine": 0.6},
    "benefit": {"theta_benefit": 1.2},
}  # fmt: skip


def test_2_both_signs_over_random_cases(capsys: pytest.CaptureFixture[str]) -> None:
    cases, replicates = 150, 64
    rng = np.random.default_rng(11)
    shares = {}
    for name, weights in WEIGHTS.items():
        world = Toy(issues=4, futures=cases * replicates).set("theta_benefit", 0.6).set("consider_rate", 0.1)
        world.set("shock_months", 18.0).set("need_scale", 0.7).set("attention", 3.0)
        for item in range(4):
            politics = rng.uniform(0, 1, cases).repeat(replicates)
            world.set("politicisation", politics, item).set("visibility", rng.uniform(0.2, 1, cases).repeat(replicates), item)
            world.set("own_benefit", np.clip(1 - politics + rng.normal(0, 0.3, cases).repeat(replicates), 0, 1), item)
        world.set("contamination", rng.uniform(0.2, 1, cases).repeat(replicates))
        for parameter, value in weights.items():
            world.set(parameter, value)
        package, singles = bundled_and_apart(world, 0.6)
        p, s = (g.reshape(cases, replicates).mean(axis=1) - 0.8 for g in (package, singles))
        shares[name] = {"package": (p > 1.1 * s + 0.01).mean(), "singles": (s > 1.1 * p + 0.01).mean()}
    with capsys.disabled():
        print("\nshare of random cases in which a form is over 10% better (check 2)\n", pd.DataFrame(shares).T.round(2))
    assert sum(v["package"] for v in shares.values()) > 0
    assert sum(v["singles"] for v in shares.values()) > 0


# --- 3. no conclusion is built in ----------------------------------------------------------------------------


def test_3_share_of_prior_draws_in_which_each_strategy_is_best(afghan_result: Result, capsys: pytest.CaptureFixture[str]) -> None:
    summary = summarise(afghan_result)
    best = summary.best_share
    with capsys.disabled():
        for outcome in KEY_OUTCOMES:
            part = best[best.outcome == outcome].pivot(index="theory", columns="strategy", values="share")
            print(f"\n{outcome}: share of prior draws in which each strategy is best (check 3)\n{part.round(2).to_string()}")
    for strategy in ("pressure", "benchmarks", "pragmatic", "piecemeal", "normalisation"):
        alone = best[(best.strategy == strategy) & (best.theory != "inertia")]
        assert alone["share"].max() > 0.1, f"{strategy} is never best"
    tied = best[(best.theory == "inertia") & (best.outcome == "core_rights")]["share"]
    assert tied.to_numpy() == pytest.approx(1 / len(tied))


FORMS = ("reward", "quiet", "respect")


def known_world(**weights: float) -> list[float]:
    """Mean late policy under a public reward, quiet talks, and respect without demands, in one constructed case."""
    world = Toy(issues=2, futures=4096, months=36).set("rate_away", 0.15).set("rate_toward", 0.05)
    world.set("visibility", 0.9).set("politicisation", 0.7).set("grievance", 0.6).set("grievance_due", 1.0)
    world.set("bloc_publicity", 0.8).set("bloc_source", 1.0).set("bloc_demand", 0.5).set("bloc_pressure", 0.5)
    world.set("quiet_floor", 0.1).set("choice_precision", 12.0).set("own_benefit", 0.45).set("theta_benefit", 1.0)
    for name, value in weights.items():
        world.set(name, value)
    reward = world.moves(
        [{"issues": [i], "reward": 0.5, "publicity": 1.0, "intensity": 1.0} for i in range(2)], {"publicity": 1.0}, demands=0.8
    )
    quiet = world.moves([{"issues": [i], "reward": 0.02, "publicity": 0.0} for i in range(2)], {"publicity": 0.8}, demands=0.5)
    respect = world.moves([], {"publicity": 0.0, "standing": 1.0, "contact": 1.0, "pressure": 0.0}, demands=0.0)
    outcomes, _, _ = world.run(reward, quiet, respect)
    return [float(world.policy(outcomes)[n].mean()) for n in range(3)]


@pytest.mark.parametrize(
    ("weights", "winner"),
    [
        ({"beta_material": 3.0}, "reward"),
        ({"beta_audience": 3.0}, "quiet"),
        ({"beta_reactance": 3.0, "deals_enabled": 0.0}, "respect"),
    ],
)
def test_3_in_constructed_cases_the_known_answer_wins(weights: dict[str, float], winner: str) -> None:
    found = known_world(**weights)
    assert FORMS[int(np.argmax(found))] == winner, dict(zip(FORMS, found, strict=True))


# --- 4. form changes nothing under inertia -------------------------------------------------------------------


def test_4_policy_paths_are_exactly_equal_across_strategies_under_inertia(afghan_result: Result) -> None:
    names = [t.name for t in afghan_result.study.theories]
    paths = afghan_result.paths[names.index("inertia")][:, :, POLICY_CHANNELS]
    assert (paths == paths[:1]).all()
    policy = [n for n, o in enumerate(afghan_result.study.outcome_names) if o.startswith("policy_")]
    late = afghan_result.outcomes[names.index("inertia")][:, policy]
    assert (late == late[:1]).all()


# --- 5. a lever of no effect ----------------------------------------------------------------------------------


def test_5_levers_of_no_effect_change_nothing_bit_for_bit(afghan_study: Study) -> None:
    drift = load_strategy("drift")
    idle = drift.model_copy(
        update={"name": "idle", "phases": (Phase(levers=Levers(offer=0.0, snub=0.0)),), "followers": "everyone"}
    )
    alone = load_strategy("piecemeal").model_copy(update={"name": "alone", "followers": "nobody"})
    case = afghan_study.case
    none = case.countries[0].material.model_copy(update={"value": 0.0, "range": (0.0, 0.0)})
    weightless = {
        "id": "NOBODY",
        "title": "Nobody",
        "material": none,
        "contact": none,
        "standing": none,
        "state": False,
        "accredited": False,
    }
    nobody = case.countries[0].model_copy(update={**weightless, "recognised": False})
    update = {"countries": (*case.countries, nobody), "coalitions": {**case.coalitions, "nobody": ("NOBODY",)}}
    case = case.model_copy(update=update)
    study = afghan_study.model_copy(update={"case": case, "strategies": (drift, idle, alone), "futures": 64})
    result = run_study(Study(**{f: getattr(study, f) for f in Study.model_fields}))
    assert (result.outcomes[:, 0] == result.outcomes[:, 1]).all()
    assert (result.outcomes[:, 0] == result.outcomes[:, 2]).all()


# --- 6. money and survival ------------------------------------------------------------------------------------


def test_6_a_cut_of_the_2021_size_raises_extraction_and_does_not_topple_the_ruler(afghan_study: Study) -> None:
    cut = load_strategy("pressure").model_copy(
        update={"name": "cut", "followers": "everyone", "phases": (Phase(levers=Levers(pressure=1.0, money=0.0, aid=0.1)),)}
    )
    base = Study(
        case=afghan_study.case,
        theories=(load_theory("status_and_cohesion"),),
        strategies=(load_strategy("drift"), cut),
        months=120,
        futures=256,
    )
    result = run_study(base, sample=256)
    revenue = result.paths[0, :, :, CHANNELS.index("revenue")]
    after_cut, much_later = revenue[1, 5].mean(), revenue[1, 60].mean()
    assert after_cut < revenue[0, 5].mean(), "a cut costs revenue at first"
    assert much_later > after_cut, "extraction makes up for part of it"
    survival = 1 - result.outcome("fragmented")[0].mean(axis=1)
    assert 0.7 < survival[0] < 0.9, "survival to ten years about 0.8 at base rates"
    assert survival[1] > 0.5, "the ruler survives in the median future"


# --- 7. conditions and fairness -------------------------------------------------------------------------------


def test_7_adding_conditions_does_not_help_by_itself() -> None:
    world = Toy(issues=3).set("theta_benefit", 1.0).set("own_benefit", 0.4).set("beta_material", 1.0)
    asks = [world.moves([{"issues": list(range(n)), "reward": 0.2, "whole": 1}]) for n in (1, 2, 3)]
    _, _, tracks = world.run(*asks)
    one, two, three = taken(tracks)[:, 0]
    assert one > two > three


@pytest.mark.parametrize("alpha", [0.25, 0.5, 1.0])
def test_7_a_share_below_the_fair_one_is_refused(alpha: float) -> None:
    least = alpha / (1 + 2 * alpha)  # about a quarter of the surplus at alpha = 0.5
    world = (
        Toy(futures=256).set("choice_precision", 1e5).set("outsider_value", 1.0).set("fairness", alpha).set("beta_material", 1.0)
    )
    offers = [world.moves([{"issues": [0], "step": 1.0, "reward": least + d, "whole": 1}]) for d in (-0.02, 0.02)]
    _, _, tracks = world.run(*offers)
    low, high = taken(tracks)[:, 0]
    assert low < 0.05 < 0.95 < high


# --- 8. involuntary defection -----------------------------------------------------------------------------------


def test_8_what_ministries_promise_is_sometimes_undone(afghan_result: Result) -> None:
    study = afghan_result.study
    forms = [n for n, s in enumerate(study.strategies) if s.name in ("pragmatic", "piecemeal", "benchmarks")]
    theories = [n for n, t in enumerate(study.theories) if t.name != "inertia"]
    undone = afghan_result.outcome("reversed")[theories][:, forms]
    assert undone.mean() > 0.01
    assert undone.mean() < afghan_result.outcome("met")[theories][:, forms].mean()


def test_8_steps_of_the_leader_are_not_undone() -> None:
    def undone(delegation: float) -> float:
        world = Toy(months=60).set("reversal_rate", 0.5).set("politicisation", 1.0).set("visibility", 1.0)
        world.set("beta_material", 5.0).set("delegation", delegation)
        outcomes, _, _ = world.run(world.moves([{"issues": [0], "reward": 1.0, "publicity": 1.0}]))
        return float(outcomes[0, OUTCOME_NAMES.index("reversed")].mean())

    assert undone(0.0) == 0.0
    assert undone(1.0) > 0.3


# --- 9. a small coalition has a small effect -------------------------------------------------------------------


def test_9_the_effect_of_a_coalition_vanishes_continuously_with_its_weight(afghan_study: Study) -> None:
    study = Study(
        case=afghan_study.case,
        theories=(load_theory("status_and_cohesion"), load_theory("leverage")),
        strategies=(load_strategy("piecemeal"), load_strategy("drift")),
        futures=512,
    )
    base = study.batch

    def policy(weight: float) -> np.ndarray:
        study.__dict__["batch"] = base._replace(
            follow=base.follow * np.float32(weight), follows=base.follows * np.float32(weight > 0)
        )
        result = run_study(study)
        late = [n for n, o in enumerate(study.outcome_names) if o.startswith("policy_")]
        return result.outcomes[:, :, late]

    effects = {}
    for weight in (0.0, 1e-4, 1e-2, 0.1, 1.0):
        both = policy(weight)
        effects[weight] = float(np.abs(both[:, 0] - both[:, 1]).mean())
    assert effects[0.0] == 0.0
    assert effects[1e-4] < 0.02 * effects[1.0]
    assert effects[1e-4] < effects[1e-2] < effects[0.1] < effects[1.0]


def test_9_the_netherlands_alone_has_a_small_effect(afghan_study: Study) -> None:
    def effect(followers: str) -> float:
        study = Study(
            case=afghan_study.case,
            theories=(load_theory("status_and_cohesion"),),
            followers=followers,
            strategies=(load_strategy("piecemeal"), load_strategy("drift")),
            futures=256,
        )
        technical = run_study(study).outcome("technical")[0]
        return float((technical[0] - technical[1]).mean())

    alone, together = effect("netherlands"), effect("like-minded")
    assert 0 <= alone < 0.35 * together
