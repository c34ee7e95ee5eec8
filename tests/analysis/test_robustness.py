"""Robustness metrics against closed forms and a worked decision table."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st

from modusvivendi.analysis import METRICS, metric, paired_difference, regret, satisficing, split_half
from modusvivendi.analysis.robustness.metric_intervals import metric_intervals
from modusvivendi.analysis.robustness.metrics import evaluate, robustness
from modusvivendi.errors import InputError

# Payoffs by hand: 3 strategies in 4 equally likely states.
TABLE = np.array([[40.0, 70.0, 30.0, 15.0], [50.0, 20.0, 45.0, 40.0], [40.0, 35.0, 30.0, 40.0]])
EQUAL = np.full(4, 0.25)


def of(name: str, **settings_: float) -> list[float]:
    return [float(x) for x in evaluate(metric(name, **settings_), TABLE, EQUAL)]


def test_closed_forms() -> None:
    assert of("maximin") == [15, 20, 30]
    assert of("maximax") == [70, 50, 40]
    assert of("hurwicz", optimism=0.2) == pytest.approx([26, 26, 32])
    assert of("mean") == [38.75, 38.75, 36.25]
    # Regret: column maxima 50, 70, 45, 40.
    assert of("max_regret") == [25, 50, 35]
    assert of("mean_regret") == [12.5, 12.5, 15.0]
    assert of("percentile_regret", share=0.75) == [15, 0, 15]
    assert of("percentile", share=0.25) == [15, 20, 30]
    assert of("percentile", share=0.5) == [30, 40, 35]
    assert of("domain", threshold=40) == [0.5, 0.75, 0.5]
    sigma = TABLE.std(axis=1)
    assert of("signal_to_noise") == pytest.approx(TABLE.mean(axis=1) / sigma)
    assert of("mean_variance") == pytest.approx((TABLE.mean(axis=1) + 1) / (sigma + 1))
    assert of("risk_averse", aversion=0.1) == pytest.approx(TABLE.mean(axis=1) - 0.1 * sigma**2)


# A setting for each metric that has one, so that every metric of the registry is tested.
SETTINGS = {
    "hurwicz": {"optimism": 0.3},
    "percentile": {"share": 0.2},
    "percentile_regret": {"share": 0.8},
    "domain": {"threshold": 1.0},
}


@settings(max_examples=12, derandomize=True, deadline=None)
@given(st.lists(st.integers(-50, 50), min_size=18, max_size=18), st.integers(0, 5))
def test_contract_of_every_metric(cells: list[int], turn: int) -> None:
    """Over the registry: neither order of states nor of strategies matters, states of weight 0 do not count, doubling
    states with half their weight changes nothing, equal rows score equally, more is not worse, direction is ±1."""
    values = np.array(cells, dtype=float).reshape(3, 6)
    equal = np.full(6, 1 / 6)
    for name in METRICS:
        m = metric(name, **SETTINGS.get(name, {}))
        base = evaluate(m, values, equal)
        assert base.shape == (3,) and m.direction in (1, -1) and m.meaning
        np.testing.assert_allclose(evaluate(m, np.roll(values, turn, axis=1), equal), base, err_msg=name)
        np.testing.assert_allclose(evaluate(m, values[::-1], equal)[::-1], base, err_msg=name)
        padded = np.hstack([values, 1e3 * values[:, :1] + 77])
        np.testing.assert_allclose(evaluate(m, padded, np.append(equal, 0.0)), base, err_msg=name)
        np.testing.assert_allclose(evaluate(m, np.repeat(values, 2, 1), np.repeat(equal / 2, 2)), base, atol=1e-9, err_msg=name)
        same = evaluate(m, np.vstack([values, values[:1]]), equal)
        assert same[0] == same[3], name
        if name not in ("mean_variance", "signal_to_noise", "risk_averse"):  # spread counts against a strategy there
            raised = values.copy()
            raised[0] += 1.0
            assert m.direction * (evaluate(m, raised, equal)[0] - base[0]) >= -1e-9, name


def test_metric_intervals_match_repetition(make: Callable[..., xr.DataArray]) -> None:
    """The bootstrap's interval against the spread of each metric over 200 repeated samples."""
    random = np.random.default_rng(4)
    names = ("mean", "percentile", "mean_regret", "percentile_regret", "mean_variance", "signal_to_noise", "maximin")

    def draw() -> xr.DataArray:
        chance = random.normal(size=(1, 1, 400))
        return make(3 + chance + random.normal(size=(2, 2, 400)) + np.array([[0.0], [0.3]])[None])

    spread = {m: np.std([robustness(draw(), (m,)).table[m].iloc[0] for _ in range(200)]) for m in names}
    sample = draw()
    found = metric_intervals(sample, robustness(sample, names), None, 0.95, seed=1).query("strategy == 'p'").set_index("metric")
    assert found.loc["maximin", ["low", "high"]].isna().all()
    for m in names[:-1]:
        half = (found.loc[m, "high"] - found.loc[m, "low"]) / 2
        assert half == pytest.approx(1.96 * spread[m], rel=0.45), m


def test_spread_metrics_for_values_to_be_lowered() -> None:
    """For costs the published forms are products, lower is better; ours turn the sign."""
    sigma, mu = TABLE.std(axis=1), TABLE.mean(axis=1)
    assert evaluate(metric("signal_to_noise"), -TABLE, EQUAL) == pytest.approx(-mu * sigma)
    assert evaluate(metric("mean_variance"), -TABLE, EQUAL) == pytest.approx(-(mu + 1) * (sigma + 1))


@settings(max_examples=40, derandomize=True, deadline=None)
@given(
    st.lists(st.integers(-50, 50), min_size=12, max_size=12),
    st.integers(1, 9),
    st.integers(-20, 20),
    st.sampled_from([n for n in METRICS if n not in ("domain", "mean_variance", "signal_to_noise", "risk_averse")]),
)
def test_properties_of_every_linear_metric(cells: list[int], scale: int, shift: int, name: str) -> None:
    """Order of states does not matter; scaling scales; a shift moves performance but not regret."""
    values, m = np.array(cells, dtype=float).reshape(3, 4), metric(name)
    base = evaluate(m, values, EQUAL)
    np.testing.assert_allclose(evaluate(m, values[:, ::-1], EQUAL), base)
    moved = shift if m.direction == 1 else 0
    np.testing.assert_allclose(evaluate(m, scale * values + shift, EQUAL), scale * base + moved, atol=1e-9)
    doubled = evaluate(m, np.repeat(values, 2, axis=1), np.repeat(EQUAL / 2, 2))
    np.testing.assert_allclose(doubled, base, atol=1e-9)


def test_states_weigh_as_their_theory_and_unweighted_theories_do_not_count(
    make: Callable[..., xr.DataArray],
) -> None:
    value = make([[[1, 3], [2, 2]], [[-90, -90], [8, 8]]])
    report = robustness(value, ("mean", "maximin"), {"a": 1.0})
    assert report.table["maximin"].tolist() == [1, 2]
    report = robustness(value, ("mean", "max_regret"), {"a": 3, "b": 1})
    assert report.table["mean"].tolist() == [0.75 * 2 - 0.25 * 90, 0.75 * 2 + 0.25 * 8]
    assert report.table["max_regret"].tolist() == [98, 1]
    assert report.best == {"mean": "q", "max_regret": "q"}
    assert report.to_frame().query("metric == 'max_regret'")["rank"].tolist() == [2, 1]


def test_regret_by_theory(make: Callable[..., xr.DataArray]) -> None:
    value = make([[[0, 4], [1, 1]], [[0, 0], [5, 7]]])
    assert regret(value, "expected").table.values.tolist() == [[0, 1], [6, 0]]
    assert regret(value, "max").table.values.tolist() == [[1, 3], [7, 0]]
    assert regret(value, "mean").table.values.tolist() == [[0.5, 1.5], [6, 0]]
    assert regret(value, "percentile", 0.5).table.values.tolist() == [[0, 0], [5, 0]]
    report = regret(value)
    # Under a the lead of p is -1 and 3 in the two futures: standard error 2; under b the best is q, behind p by 5 and 7: 1.
    assert report.errors.values.tolist() == [[0, 2], [1, 0]]
    assert report.to_frame().query("theory == 'b' and strategy == 'p'")[["regret", "error"]].values.tolist() == [[6, 1]]
    assert regret(value, "max").errors.isna().all().all()
    assert report.worst.to_dict() == {"p": 6, "q": 1}
    with pytest.raises(InputError, match="did you mean 'mean'"):
        regret(value, "meen")  # type: ignore[arg-type]


def test_satisficing_counts_several_levels(outcomes: xr.DataArray, direction: dict[str, int]) -> None:
    levels = {"tolerable": {"good": 1.0}, "preferred": {"good": 2.0, "bad": 3.0}}
    report = satisficing(outcomes, direction, levels, {"faith": 3, "money": 1})
    table = report.table.set_index(["level", "strategy"])
    assert table.loc[("tolerable", "pressure"), ["k", "n", "share"]].tolist() == [4, 8, 0.75]
    assert table.loc[("tolerable", "piecemeal"), ["k", "n", "share"]].tolist() == [8, 8, 1.0]
    assert table.loc[("preferred", "pressure"), ["k", "share"]].tolist() == [1, pytest.approx(0.75 / 4)]
    assert report.by_theory.loc[("preferred", "faith"), "piecemeal"] == 1.0
    with pytest.raises(InputError, match="did you mean 'good'"):
        satisficing(outcomes, direction, {"fine": {"goood": 1.0}})
    with pytest.raises(InputError, match="no level"):
        satisficing(outcomes, direction, {})


def test_dropped_runs_are_told(make: Callable[..., xr.DataArray]) -> None:
    cube = np.arange(12.0).reshape(1, 2, 6)
    cube[0, 0, 0] = np.nan
    for report in (robustness(make(cube)), regret(make(cube)), split_half(make(cube), splits=3)):
        assert report.dropped == 1


def test_bad_metrics(make: Callable[..., xr.DataArray]) -> None:
    with pytest.raises(InputError, match="did you mean 'hurwicz'"):
        metric("hurwitz")
    with pytest.raises(InputError, match="between 0 and 1"):
        metric("hurwicz", optimism=1.5)
    with pytest.raises(InputError, match="unexpected keyword"):
        metric("maximin", optimism=0.5)
    with pytest.raises(InputError, match="twice"):
        robustness(make(np.ones((1, 2, 3))), ("mean", "mean"))


def test_paired_difference_against_the_formula(make: Callable[..., xr.DataArray]) -> None:
    random = np.random.default_rng(3)
    chance = random.normal(size=400)
    cube = np.stack([[chance + 1.0 + 0.1 * random.normal(size=400), chance]] * 2)
    found = paired_difference(make(cube), "p", "q", {"a": 1.0})
    difference = cube.astype(np.float32).astype(float)[0, 0] - cube.astype(np.float32).astype(float)[0, 1]
    assert found.mean == pytest.approx(difference.mean())
    runs = difference.reshape(25, 16).mean(axis=1)
    assert found.error == pytest.approx(runs.std(ddof=1) / 5)
    assert (found.high - found.low) / 2 == pytest.approx(1.959964 * found.error, rel=1e-5)
    assert found.clear and found.error < 0.01  # unpaired it would be about 0.07
    same = paired_difference(make(cube), "p", "p")
    assert same.mean == 0 and not same.clear
    with pytest.raises(InputError, match="strategy 'x'"):
        paired_difference(make(cube), "x", "p")


def test_intervals_cover_at_their_level(make: Callable[..., xr.DataArray]) -> None:
    """Of 300 intervals at 90% about 270 hold the true difference 0: binomial, ±4 standard errors."""
    random = np.random.default_rng(0)
    held = 0
    for _ in range(300):
        found = paired_difference(make(random.normal(size=(1, 2, 60))), "p", "q", level=0.9)
        held += not found.clear
    assert abs(held - 270) < 4 * np.sqrt(300 * 0.9 * 0.1)


def test_enough_says_yes_no_and_does_not_mind_the_order(make: Callable[..., xr.DataArray]) -> None:
    random = np.random.default_rng(1)
    noise = random.normal(size=(1, 3, 200))
    near, far = make(noise), make(noise + np.array([0.0, 1.0, 2.0])[None, :, None])
    yes, no = split_half(far), split_half(near)
    assert yes.enough and yes.agreement == 1 and yes.rank_correlation > 0.99 and yes.best == "r"
    assert not no.enough and no.rival is not None and no.rival != no.best
    shuffled = split_half(near.isel(future=random.permutation(200)))
    assert shuffled == no
    assert split_half(near, seed=1) != no
    with pytest.raises(InputError, match="at least 4"):
        split_half(near.isel(future=[0, 1]))
