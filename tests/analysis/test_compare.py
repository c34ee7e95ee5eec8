"""Comparing the strategies of a study: every part agrees with the study's own outcomes, and nothing is hidden."""

from __future__ import annotations

import copy
from collections.abc import Iterator

import numpy as np
import pytest

from modusvivendi.analysis.compare import Comparison, compare_strategies
from modusvivendi.analysis.question import Question
from modusvivendi.analysis.sensitivity.drivers import CHANCE, WITH_NUMBERS, groups_of
from modusvivendi.analysis.worlds import WHICH, Worlds
from modusvivendi.engine.layout import THEORY_PARAMETERS
from modusvivendi.errors import InputError
from modusvivendi.evidence.inference.posterior import Posterior
from modusvivendi.findings.compare import compare_report
from modusvivendi.findings.compare_robustness import lead, robustness_findings
from modusvivendi.study import Result, Study, run_study
from modusvivendi.study.scales import Scales
from modusvivendi.theory import load_theories
from planner_page import faults

RIGHTS = Question(aims=("core_rights",))


@pytest.fixture(scope="module")
def found(afghan_result: Result) -> Comparison:
    """The default comparison of the small Afghan study."""
    return compare_strategies(afghan_result)


@pytest.fixture
def few_points(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A small design for tests that do not look at its indices."""
    monkeypatch.setattr("modusvivendi.analysis.sensitivity.drivers.POINTS", 64)
    monkeypatch.setattr("modusvivendi.analysis.stress.trials.ROLLS", 16)
    monkeypatch.setattr("modusvivendi.analysis.stress.trials.FRESH_ROLLS", 16)
    yield


def test_rights_and_relief_are_judged_apart_by_default(found: Comparison) -> None:
    assert [v.aim for v in found.verdicts] == [{"core_rights": 1.0}, {"wellbeing": 1.0}]
    assert found.tradeoff.score is None
    assert all(set(v.weights.values()) == {1 / 9} for v in found.verdicts)


def test_numbers_are_those_of_the_study(found: Comparison, afghan_result: Result) -> None:
    for v in found.verdicts:
        values = afghan_result.outcome(next(iter(v.aim))).astype(float)
        means = values.mean(axis=2)
        table = v.metrics[v.metrics.metric == "mean"]
        np.testing.assert_allclose(table.value, means.mean(axis=0))
        assert v.best == found.study.strategies[int(means.mean(axis=0).argmax())].name
        np.testing.assert_allclose(v.regret.table, means.max(axis=1, keepdims=True) - means)
        loss = values.max(axis=1, keepdims=True) - values
        scale = Scales(found.study).of(v.name)
        assert scale is not None and v.vulnerability.level == pytest.approx(scale.least) and v.noticed == scale.least
        level = v.vulnerability.level
        own = [s.name for s in found.study.strategies].index(v.strategy)
        assert v.vulnerability.share == pytest.approx((loss[:, own] > level).mean())
        assert list(v.vulnerability.others.values()) == pytest.approx((loss > level).mean(axis=(0, 2)).tolist())
    k = found.acceptable.table.query("level == 'low bar'").set_index("strategy").k
    bar = found.acceptable.levels["low bar"]
    ok = (afghan_result.outcome("core_rights") >= bar["core_rights"]) & (afghan_result.outcome("wellbeing") >= bar["wellbeing"])
    assert k.tolist() == ok.sum(axis=(0, 2)).tolist()


def test_every_part_is_there_and_in_words(found: Comparison) -> None:
    frames = found.frames()
    for name in ("robustness", "differences", "enough", "regret", "belief limits", "belief flips", "belief shifts", "failures",
                 "failures of all", "drivers", "convergence"):  # fmt: skip
        assert len(frames[f"core_rights {name}"]) and len(frames[f"wellbeing {name}"])
    report = compare_report(found, origin="uniform")
    assert [f.id for f in report.headlines] == [
        f"compare.{what}.{value}" for value in ("core_rights", "wellbeing") for what in ("world", "believe")
    ]
    assert faults(report) == []
    assert found.dropped == 0 and len(report.tables()) > 30
    assert {"trade-offs", "acceptable"} <= set(frames)
    for v in found.verdicts:
        assert v.drivers is not None
        told = v.drivers.to_frame(found.titles)
        assert {WHICH, CHANCE, "all other numbers of the case"} <= set(told.factor)
        assert told[["first_low", "first_high", "total_low", "total_high"]].notna().all().all()
        assert v.triangle is not None and sum(r.area for r in v.triangle.regions) == pytest.approx(1)


def test_it_is_repeatable_to_the_bit(few_points: None) -> None:
    result = run_study(small_study(128))
    once, again = (compare_strategies(result, RIGHTS).frames() for _ in range(2))
    assert len(once) > 10 and set(once) == set(again)
    for name, table in once.items():
        assert again[name].equals(table), name


def test_a_weighting_is_the_users_own_and_directions_count(afghan_result: Result, few_points: None) -> None:
    aims = ({"core_rights": 2.0, "attacks": 0.01},)
    asked = Question(aims=aims, strategy="pressure", level=0.5, corners=("status_and_cohesion", "contact", "free"))
    own = compare_strategies(afghan_result, asked)
    v = own.verdicts[0]
    value = 2 * afghan_result.outcome("core_rights").astype(float) - 0.01 * afghan_result.outcome("attacks").astype(float)
    np.testing.assert_allclose(v.robustness.table["mean"], value.mean(axis=(0, 2)))
    assert v.strategy == "pressure" and v.named and v.vulnerability.level_from == "given" and v.vulnerability.level == 0.5
    assert v.triangle is not None and v.triangle.theories == ("status_and_cohesion", "contact", "free")
    assert v.title == "2 × core rights + −0.01 × attacks"
    lower = compare_strategies(afghan_result, Question(aims=("attacks",))).verdicts[0]
    assert lower.sign == -1 and 20 < float(str(lead(lower).facts["best_mean"].value)) < 30
    means = afghan_result.outcome("attacks").mean(axis=(0, 2))
    assert lower.best == own.study.strategies[int(means.argmin())].name


def test_weights_on_theories_rule(afghan_result: Result, few_points: None) -> None:
    v = compare_strategies(afghan_result, RIGHTS, weights={"grievance": 3, "status_and_cohesion": 1}).verdicts[0]
    means = afghan_result.outcome("core_rights").astype(float).mean(axis=2)
    names = [t.name for t in afghan_result.study.theories]
    mixed = 0.75 * means[names.index("grievance")] + 0.25 * means[names.index("status_and_cohesion")]
    np.testing.assert_allclose(v.robustness.table["mean"], mixed)
    assert v.best == v.beliefs.best({"grievance": 3, "status_and_cohesion": 1})
    assert {w.theory for w in v.red_team.worlds} <= {"grievance", "status_and_cohesion"}


def spoiled(result: Result, where: tuple[object, ...], value: float) -> Result:
    """A copy of a result with a number replaced."""
    other = copy.copy(result)
    other.outcomes = result.outcomes.copy()
    other.outcomes[where] = value
    return other


def test_a_run_that_is_not_a_number_goes_everywhere_with_a_count(few_points: None) -> None:
    study = small_study(256)
    result = run_study(study)
    i = study.outcome_names.index("core_rights")
    holes = spoiled(spoiled(result, (0, 1, i, 7), np.nan), (1, 0, i, 9), np.inf)
    c = compare_strategies(holes, RIGHTS)
    said = compare_report(c, origin="uniform").finding("compare.dropped").sentence
    assert c.dropped == 2 and said == "2 of 256 draws were left out: a run was not a finite number."
    kept = np.delete(result.outcome("core_rights").astype(float), [7, 9], axis=2)
    np.testing.assert_allclose(c.verdicts[0].robustness.table["mean"], kept.mean(axis=(0, 2)))
    assert c.acceptable.dropped == 0 and c.tradeoff.futures == 254
    ruined = spoiled(result, (0, 0, i, slice(None)), np.nan)
    with pytest.raises(InputError, match="only 0 of 256 draws are finite"):
        compare_strategies(ruined, RIGHTS)


def small_study(
    futures: int,
    theories: tuple[str, ...] = ("inertia", "status_and_cohesion"),
    strategies: tuple[str, ...] = ("piecemeal", "drift"),
    **more: object,
) -> Study:
    """Two theories and two strategies."""
    from modusvivendi.case import load_case
    from modusvivendi.strategy import load_strategies

    return Study(
        case=load_case("afghanistan", as_of="2024-05-29"),
        theories=tuple(load_theories(theories)),
        strategies=tuple(load_strategies(strategies)),
        futures=futures,
        **more,  # type: ignore[arg-type]
    )


def test_strategies_that_do_exactly_alike(few_points: None) -> None:
    c = compare_strategies(run_study(small_study(128, ("inertia",))), RIGHTS)
    v = c.verdicts[0]
    first, second = robustness_findings(v)
    assert first.too_close_to_call and "under every strategy; on average they do alike" in first.sentence
    assert v.vulnerability.share == 0 and v.vulnerability.discovery is None and v.red_team.worlds == ()
    assert v.triangle is None and "alike by every measure" in second.sentence
    assert len(v.frames(c.titles)) > 5


def test_draws_that_the_record_has_weighed_form_one_group(few_points: None) -> None:
    """Under a posterior a theory's numbers hang together: they are swapped together, and their middle is the draws'."""
    theories = load_theories(("inertia", "status_and_cohesion"))
    random = np.random.default_rng(0)
    draws = {}
    for theory in theories:
        drawn = {name: p.quantile(random.random(200)) for name, p in theory.complete().items()}
        draws[theory.name] = np.stack([drawn[name] for name in THEORY_PARAMETERS], axis=1)
    study = small_study(128, posterior=Posterior({"inertia": 0.4, "status_and_cohesion": 0.6}, draws, "x", {}, ""))
    c = compare_strategies(run_study(study), Question(aims=("technical",)), weights={"inertia": 0.4, "status_and_cohesion": 0.6})
    driven = c.verdicts[0].drivers
    assert driven is not None
    factors = set(driven.sobol.table.factor)
    assert WITH_NUMBERS in factors and WHICH not in factors and not factors & set(THEORY_PARAMETERS)
    worlds = Worlds.of(study, np.array([1.0, 0.0]), np.ones(128, bool))
    alone = groups_of(worlds, ["beta_contact", "initial.grievance"], np.array([1.0, 0.0]))
    assert set(alone) == {"initial.grievance", "all other numbers of the theories", "all other numbers of the case", CHANCE}


def test_groups_hold_every_number_once(afghan_study: Study) -> None:
    weights = np.full(9, 1 / 9)
    worlds = Worlds.of(afghan_study, weights, np.ones(128, bool))
    groups = groups_of(worlds, ["beta_reactance", "initial.grievance"], weights)
    held = [n for g in groups.values() for n in g.numbers]
    assert sorted(held) == sorted(worlds.numbers) and groups[WHICH].theory and groups[CHANCE].chance


def test_experiments_hold_every_run(found: Comparison, afghan_result: Result) -> None:
    frame, outcomes = found.experiments(["beta_reactance", "initial.grievance"])
    assert len(frame) == 9 * 7 * 128 and list(frame.columns) == [
        "beta_reactance",
        "initial.grievance",
        "scenario",
        "policy",
        "model",
    ]
    assert set(outcomes) == {"core_rights", "wellbeing", "attacks", "money", "firmness"}
    row = frame[(frame.model == "status_and_cohesion") & (frame.policy == "drift") & (frame.scenario == 100)].index[0]
    names = [t.name for t in found.study.theories]
    assert outcomes["core_rights"][row] == afghan_result.outcome("core_rights")[names.index("status_and_cohesion"), 6, 100]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ({"aims": ["core_right"]}, "did you mean 'core_rights'"),
        ({"aims": []}, "at least one outcome"),
        ({"aims": [{"core_rights": -1.0}]}, "at least 0"),
        ({"strategy": "peicemeal"}, "did you mean 'piecemeal'"),
        ({"level": -0.1}, "at least 0"),
        ({"acceptable": {"good": {"welbeing": 0.1}}}, "did you mean 'wellbeing'"),
        ({"corners": ("status_and_cohesion", "status_and_cohesion", "free")}, "three different"),
        ({"corners": ("status_and_cohesion", "conviction", "fre")}, "did you mean 'free'"),
    ],
)
def test_bad_questions(afghan_result: Result, words: dict[str, object], message: str) -> None:
    with pytest.raises(InputError, match=message):
        compare_strategies(afghan_result, Question(**words))  # type: ignore[arg-type]


def test_bad_weights(afghan_result: Result) -> None:
    with pytest.raises(InputError, match="at least 0"):
        compare_strategies(afghan_result, weights={"status_and_cohesion": -1.0})


def test_studies_that_cannot_answer() -> None:
    with pytest.raises(InputError, match="at least 128 draws"):
        compare_strategies(run_study(small_study(32)))
    with pytest.raises(InputError, match="two strategies"):
        compare_strategies(run_study(small_study(128, strategies=("drift",))))
    without_talks = small_study(128, strategies=("normalisation", "drift"))
    with pytest.raises(InputError, match="Tracks met is the same in every future"):
        compare_strategies(run_study(without_talks), Question(aims=("met",)))
