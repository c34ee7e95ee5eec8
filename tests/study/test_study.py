"""Studies: the same bits however they are run; identity; storage and resume; overrides; what they say."""

from __future__ import annotations

import json
import re
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pytest

from modusvivendi.analysis.sensitivity.range_scan import scan
from modusvivendi.case import load_case
from modusvivendi.engine.layout import PARAMETER_ROWS
from modusvivendi.errors import InputError
from modusvivendi.strategy import load_strategies, load_strategy
from modusvivendi.study import Result, Study, run_study, summarise
from modusvivendi.study.overrides import apply_overrides
from modusvivendi.study.result import manifest_path
from modusvivendi.study.run import run_unit, units_of
from modusvivendi.study.simulate import simulate
from modusvivendi.study.summary import MIXTURE, weighted_quantiles
from modusvivendi.theory import load_theories, load_theory


def small(**changes: object) -> Study:
    settings = {
        "case": load_case("afghanistan", as_of="2024-05-29"),
        "theories": (load_theory("status_and_cohesion"), load_theory("leverage")),
        "strategies": (load_strategy("piecemeal"), load_strategy("drift")),
        "futures": 100,
        "months": 24,
        **changes,
    }
    return Study(**settings)  # type: ignore[arg-type]


def test_what_a_program_does_not_write_is_not_a_number() -> None:
    """Never what lay in memory before, which after an earlier run looks like a result."""
    study = small(futures=32)
    keys, parameters = np.zeros((2, 32), np.uint32), np.zeros((PARAMETER_ROWS, 32), np.float32)
    left = simulate(parameters, keys, study.setting, study.batch, study.nobody, kept=4, program=lambda *given: None)
    assert np.isnan(left.outcomes).all() and np.isnan(left.paths).all() and left.paths.size


@pytest.fixture(scope="module")
def reference() -> Result:
    return run_study(small(), threads=1, block=100)


def same(a: Result, b: Result) -> bool:
    arrays = ((a.outcomes, b.outcomes), (a.paths, b.paths), (a.tracks, b.tracks))
    return all(np.array_equal(np.asarray(x), np.asarray(y)) for x, y in arrays)


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("block", [1, 7, 32, 33, 1000])
def test_the_same_bits_for_any_threads_and_any_block_size(reference: Result, threads: int, block: int) -> None:
    assert same(reference, run_study(small(), threads=threads, block=block))


def test_the_same_bits_in_shuffled_order(reference: Result) -> None:
    study = small()
    result = Result.open(study, None, False, 64, 16)
    units = units_of(study, 16)
    np.random.default_rng(1).shuffle(units)  # type: ignore[arg-type]
    for unit in units:
        result.add(run_unit(study, unit, 64))
    assert same(reference, result.finish())


def test_more_futures_leave_the_first_ones_as_they_were(reference: Result) -> None:
    more = run_study(small(futures=150))
    assert np.array_equal(more.outcomes[..., :100], reference.outcomes)


def test_a_strategy_or_theory_beside_it_changes_nothing(reference: Result) -> None:
    wider = run_study(small(strategies=tuple(load_strategies()), theories=tuple(load_theories())))
    names = [s.name for s in wider.study.strategies]
    theories = [t.name for t in wider.study.theories]
    part = wider.outcomes[[theories.index("status_and_cohesion"), theories.index("leverage")]][
        :, [names.index("piecemeal"), names.index("drift")]
    ]
    assert np.array_equal(part, reference.outcomes)


def test_an_interrupted_run_is_resumed_with_the_same_bits(reference: Result, tmp_path: Path) -> None:
    class Stop(Exception):
        pass

    def stop(done: int, total: int) -> None:
        if done > total / 2:
            raise Stop

    store = tmp_path / "futures.zarr"
    with pytest.raises(Stop):
        run_study(small(), store=store, block=16, progress=stop)
    manifest = json.loads(manifest_path(store).read_text())
    assert 0 < len(manifest["done"]) < 14 and not manifest["complete"]
    ran: list[int] = []
    result = run_study(small(), store=store, block=16, resume=True, progress=lambda done, total: ran.append(done))
    assert same(reference, result)
    assert len(ran) - 1 == 14 - len(manifest["done"]), "told at the start, then of units not done before"
    assert json.loads(manifest_path(store).read_text())["complete"]


def test_a_store_of_another_study_is_not_touched(tmp_path: Path) -> None:
    store = tmp_path / "futures.zarr"
    run_study(small(futures=8), store=store)
    before = manifest_path(store).read_text()
    with pytest.raises(InputError, match="another study"):
        run_study(small(futures=8, seed=2), store=store, resume=True)
    with pytest.raises(InputError, match="not empty"):
        run_study(small(futures=8), store=store)
    assert manifest_path(store).read_text() == before


def test_what_is_stored_opens_with_named_dimensions(tmp_path: Path) -> None:
    import xarray as xr

    store = tmp_path / "futures.zarr"
    result = run_study(small(futures=40), store=store, block=16)
    opened = xr.open_zarr(store, consolidated=False)
    assert opened.outcomes.dims == ("theory", "strategy", "outcome", "future")
    assert np.array_equal(opened.outcomes.values, np.asarray(result.outcomes))
    dataset = result.dataset()
    chosen = dataset.outcomes.sel(theory="status_and_cohesion", strategy="drift", outcome="technical")
    assert np.array_equal(chosen.values, result.outcome("technical")[0, 1])


def test_the_identity_changes_with_anything_that_decides_a_number() -> None:
    base = small().digest
    for changes in ({"seed": 2}, {"futures": 101}, {"months": 25}, {"followers": "eu"}, {"pins": {"initial.revenue": 0.5}}):
        assert small(**changes).digest != base
    assert small().digest == base
    told = tuple(strategy.model_copy(update={"backers": "another case"}) for strategy in small().strategies)
    assert small(strategies=told).digest == base


@pytest.mark.parametrize("months", [0, 11, 601, -5])
def test_an_impossible_horizon_is_refused(months: int) -> None:
    with pytest.raises(ValueError, match="12 to 600"):
        small(months=months)


def test_pins_fix_a_number_and_unknown_ones_name_the_nearest() -> None:
    study = small(pins={"issues.water_management.start": 0.33})
    result = study.case_values(study.quantiles(0, 5))
    assert (result["issues.water_management.start"] == 0.33).all()
    with pytest.raises(ValueError, match=r"issues\.water_management\.start"):
        small(pins={"issues.water_managment.start": 0.33})


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        ("issues.water_management.start", 5.0, "[0, 1]"),
        ("issues.water_management.start", float("nan"), "[0, 1]"),
        ("issues.water_management.rate_toward", -1.0, "[0, 1e+09]"),
        ("blocs.regional.trust.honoured", 0.0, "(0, 1e+09]"),
        ("blocs.regional.drift", 0.5, "[-0.2, 0.2]"),
        ("initial.tax_effort", 1.3, "[0, 1.2]"),
    ],
)
def test_a_pin_out_of_its_domain_is_refused(name: str, value: float, allowed: str) -> None:
    with pytest.raises(ValueError, match=re.escape(f"case.{name}: {value:g} is not possible; allowed: {allowed}")):
        small(pins={name: value})


def test_a_study_runs_in_another_process() -> None:
    """Pickled whole, also after it has run; a process that was spawned shares no memory and gives the same bits."""
    study = small()
    unit = units_of(study, 50)[1]
    here = run_unit(study, unit, 10)
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        there = pool.submit(run_unit, study, unit, 10).result()
    for field in ("outcomes", "paths", "tracks"):
        assert np.array_equal(getattr(here, field), getattr(there, field)), field


def test_a_changed_copy_takes_over_nothing_that_was_worked_out() -> None:
    study = small()
    before = study.parameters(study.theories[0], 0, 8)
    changed = study.model_copy(update={"seed": 2, "strategies": (load_strategy("drift"),)})
    assert (changed.parameters(study.theories[0], 0, 8) != before).any()
    assert len(changed.batch.tracks) == 1 < len(study.batch.tracks)
    with pytest.raises(ValueError, match="12 to 600"):
        study.model_copy(update={"months": 3})


def test_every_range_is_sampled_end_to_end() -> None:
    study = small(futures=2048)
    values = study.case_values(study.quantiles(0, 2048))
    for factor in study.factors:
        span = factor.quantile(np.array([0.02, 0.98]))
        assert values[factor.name].min() <= span[0] + 1e-9 and values[factor.name].max() >= span[1] - 1e-9, factor.name


def test_outcomes_stay_in_their_bounds(afghan_result: Result) -> None:
    assert np.isfinite(np.asarray(afghan_result.outcomes)).all()
    for name in (
        "core_rights",
        "technical",
        "access",
        "wellbeing",
        "rival",
        "cohesion",
        "desertion",
        "firmness",
        "trust",
        "recognised",
        "departed",
    ):
        values = afghan_result.outcome(name)
        assert values.min() >= 0 and values.max() <= 1 + 1e-6, name  # weights add up to one within single precision
    assert np.isfinite(np.asarray(afghan_result.paths)).all()


# --- overrides -----------------------------------------------------------------------------------------------


def test_overrides_reach_theories_strategies_and_the_case() -> None:
    theories, strategies, pins = apply_overrides(
        [
            "theory.status_and_cohesion.beta_audience.scale=2",
            "theory.all.choice_precision=8",
            "strategy.piecemeal.levers.publicity=0.9",
            "strategy.piecemeal.terms.step=0.2",
            "strategy.all.at_once=2",
            "case.initial.revenue=0.5",
        ],
        [load_theory("status_and_cohesion"), load_theory("free")],
        [load_strategy("piecemeal")],
    )
    assert theories[0].complete()["beta_audience"].folded_normal == (2, 1)
    assert all(t.complete()["choice_precision"].fixed == 8 for t in theories)
    assert strategies[0].phases[0].levers.publicity == 0.9
    assert strategies[0].rules[0].terms is not None and strategies[0].rules[0].terms.step == 0.2
    assert strategies[0].at_once == 2 and pins == {"initial.revenue": 0.5}


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ("theory.status_and_cohesoin.choice_precision=8", "did you mean 'status_and_cohesion'"),
        ("theory.status_and_cohesion.choice_precisionn=8", "did you mean 'choice_precision'"),
        ("theory.status_and_cohesion.choice_precision.scael=8", "did you mean 'scale'"),
        ("theory.status_and_cohesion.choice_precision=high", "'high' is not a finite number"),
        (
            "theory.status_and_cohesion.cohesion_halflife=-5",
            r"theory\.status_and_cohesion\.cohesion_halflife=-5: -5 is not possible; allowed: \[0\.1, 1200\]",
        ),
        (
            "theory.status_and_cohesion.rebound_keep.width=5",
            r"draws of uniform reach from -0\.2 to 1\.55; allowed: \[0, 0\.999\]",
        ),
        ("theory.status_and_cohesion.choice_precision=nan", "'nan' is not a finite number"),
        ("case.initial.revenue=inf", "'inf' is not a finite number"),
        ("strategy.piecemeal.levers.pressure=nan", "'nan' is not a finite number"),
        ("strategy.piecemeal.levers.presure=1", "did you mean 'pressure'"),
        ("strategy.piecemeal.levers.pressure=3", "less than or equal to 1"),
        ("nonsense", "kind.name.field=value"),
        ("thoery.brief.choice_precision=8", "did you mean 'theory'"),
    ],
)
def test_bad_overrides_are_one_clear_line(setting: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        apply_overrides([setting], [load_theory("status_and_cohesion")], [load_strategy("piecemeal")])


# --- what a study says ---------------------------------------------------------------------------------------


def test_the_table_agrees_with_the_futures(afghan_result: Result) -> None:
    summary = summarise(afghan_result, outcomes=("technical",))
    values = afghan_result.outcome("technical").astype(float)
    row = summary.table[(summary.table.theory == "status_and_cohesion") & (summary.table.strategy == "piecemeal")].iloc[0]
    t = [x.name for x in afghan_result.study.theories].index("status_and_cohesion")
    s = [x.name for x in afghan_result.study.strategies].index("piecemeal")
    assert row["mean"] == pytest.approx(values[t, s].mean())
    assert (row.p5, row.p95) == pytest.approx(tuple(np.quantile(values[t, s], (0.05, 0.95))))
    mixed = summary.table[(summary.table.theory == MIXTURE) & (summary.table.strategy == "piecemeal")].iloc[0]
    assert mixed["mean"] == pytest.approx(values[:, s].mean())


def test_regret_is_zero_for_the_best_and_never_negative(afghan_result: Result) -> None:
    regret = summarise(afghan_result).regret
    assert (regret.regret >= 0).all()
    assert (regret.groupby(["outcome", "theory"])["regret"].min() == 0).all()


def test_weights_shift_the_mixture_and_are_checked(afghan_result: Result) -> None:
    alone = summarise(afghan_result, {"status_and_cohesion": 1.0}, outcomes=("technical",)).table
    pair = alone[alone.strategy == "drift"].set_index("theory")["mean"]
    assert pair[MIXTURE] == pytest.approx(pair["status_and_cohesion"])
    with pytest.raises(InputError, match="did you mean 'status_and_cohesion'"):
        summarise(afghan_result, {"status_and_cohesoin": 1.0})
    with pytest.raises(InputError, match="0 or more"):
        summarise(afghan_result, {"status_and_cohesion": -1.0})


def test_weighted_quantiles_against_plain_ones() -> None:
    values = np.random.default_rng(0).normal(size=(3, 4000))
    found = weighted_quantiles(values, np.full(3, 1 / 3), (0.05, 0.5, 0.95))
    assert found == pytest.approx(np.quantile(values, (0.05, 0.5, 0.95)), abs=0.02)
    only = weighted_quantiles(values, np.array([0, 1.0, 0]), (0.5,))
    assert only == pytest.approx(np.quantile(values[1], 0.5), abs=0.01)


def test_the_scan_says_who_leads_where_it_is_shown_as_if_all_were_run() -> None:
    study = small(months=12)
    weights = {"status_and_cohesion": 0.5, "leverage": 0.5}
    few, all_of_them = (scan(study, ("technical", "core_rights"), weights, led) for led in (3, 10_000))
    for outcome, table in few.items():
        whole = all_of_them[outcome]
        assert table.head(3).equals(whole.head(3)) and table[["number", "swing"]].equals(whole[["number", "swing"]])
        assert table.lead_low[3:].isna().all() and whole.lead_low.notna().all()
        assert (whole.lead_low >= 0).all() and set(whole.best_low) <= {strategy.name for strategy in study.strategies}
    none = scan(study, ("technical",), weights, led=0)["technical"]
    assert none.swing.equals(few["technical"].swing) and none.lead_low.isna().all()


def test_the_scan_moves_one_number_at_a_time() -> None:
    study = small(months=12)
    weights = {"status_and_cohesion": 0.5, "leverage": 0.5}
    tables = scan(study, ("technical", "core_rights"), weights)
    table = tables["technical"].set_index("number")
    assert table.loc["choice_precision", "swing"] == 0, "a fixed number does not move anything"
    assert table.loc["issues.economy_banking.start", "swing"] > 0.005
    pinned = scan(small(months=12, pins={"issues.economy_banking.start": 0.4}), ("technical",), weights)["technical"]
    assert pinned.set_index("number").loc["issues.economy_banking.start", "swing"] == 0
