"""Weighing as a whole: reproducible, resumable, complete, honest."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from modusvivendi.case import Case
from modusvivendi.engine.layout import THEORY_PARAMETERS
from modusvivendi.errors import InputError
from modusvivendi.evidence import Posterior, Setup, Size, Weights, family_prior, save_tree, sentences, to_dict, weigh
from modusvivendi.evidence.report import TABLES, evidence_table, influence_table, row_table, sensitivity_table
from modusvivendi.evidence.weigh import weigh_codings
from modusvivendi.theory import load_theories, load_theory

SMALL = Size(search=128, main=256, again=64)
NAMES = ("inertia", "leverage", "brief")
OTHER = {
    "placebo: lead 1": Setup(lag=-1),
    "prior widths halved": Setup(width=0.5),
    "founding burst scored": Setup(burst=0),
}


@pytest.fixture(scope="module")
def found(case: Case, tmp_path_factory: pytest.TempPathFactory) -> tuple[Weights, Path, list[tuple[int, int, str]]]:
    cache, steps = tmp_path_factory.mktemp("cache"), []
    theories = [load_theory(n) for n in NAMES]
    w = weigh(case, theories, progress=lambda *a: steps.append(a), cache=cache, size=SMALL, setups=OTHER, threads=2)
    return w, cache, steps


def test_same_seed_same_weights_to_the_last_digit(case: Case, found: tuple) -> None:
    theories = [load_theory(n) for n in NAMES]
    again = weigh(case, theories, size=SMALL, setups={}, threads=1)
    assert again.weights() == found[0].weights()
    other = weigh(case, theories[:1], seed=2, size=SMALL, setups={})
    assert (other.main["inertia"]["whole"] != again.main["inertia"]["whole"]).all()


def test_a_finished_piece_is_not_worked_out_again_and_a_damaged_one_is(case: Case, found: tuple) -> None:
    w, cache, _ = found
    pieces = sorted(cache.glob("*.npz"))
    assert len(pieces) == 3 * (2 + len(OTHER))
    stamps = {p: p.stat().st_mtime_ns for p in pieces}
    pieces[0].write_bytes(b"half a piece")
    again = weigh(case, [load_theory(n) for n in NAMES], cache=cache, size=SMALL, setups=OTHER)
    assert again.weights() == w.weights()
    assert sum(p.stat().st_mtime_ns != t for p, t in stamps.items()) == 1


def test_progress_counts_every_piece(found: tuple) -> None:
    steps = found[2]
    assert [s[0] for s in steps] == list(range(1, len(steps) + 1))
    assert steps[-1][0] == steps[-1][1]


def test_columns_add_up_to_the_sum(found: tuple) -> None:
    table = evidence_table(found[0])
    np.testing.assert_allclose(table.over_time + table.between_issues + table.deals, table["sum"], atol=1e-9)
    assert table.weight.sum() == pytest.approx(1)


def test_weights_are_bayes_rule() -> None:
    log_z = np.log(np.array([[1.0, 3.0], [3.0, 1.0]]))
    np.testing.assert_allclose(weigh_codings(log_z, np.array([0.5, 0.5])), [0.5, 0.5])
    np.testing.assert_allclose(weigh_codings(log_z[:, :1] - 700, np.array([0.75, 0.25])), [0.5, 0.5])


def test_prior_is_uniform_over_families_and_free_has_none() -> None:
    prior = family_prior(tuple(load_theories()))
    assert prior["free"] == 0
    assert prior["contact"] == pytest.approx(0.25)
    assert prior["cohesion"] + prior["grievance"] + prior["brief"] == pytest.approx(0.25)
    assert family_prior(tuple(load_theories()), with_free=True)["free"] == pytest.approx(0.2)
    assert family_prior((load_theory("free"),))["free"] == 1


def test_every_sensitivity_of_the_design_is_there(found: tuple) -> None:
    readings = set(sensitivity_table(found[0]).reading)
    for name in (
        "coder A alone",
        "coder B alone",
        "coder C alone",
        "lambda 2",
        "lambda 8",
        "partly counts as met",
        "all tracks pro rata",
        "without low-confidence rows",
        "acts alone (without deals)",
        "without acts on rights",
        *OTHER,
    ):
        assert name in readings


def test_rows_are_flagged_and_ranked(found: tuple) -> None:
    rows = row_table(found[0])
    assert (rows.moved.diff().dropna() <= 1e-12).all()
    spread = rows[list(NAMES)].max(axis=1) - rows[list(NAMES)].min(axis=1)
    np.testing.assert_array_equal(rows.discriminates, spread > 0.1)
    assert len(influence_table(found[0])) == 10


def test_everything_can_be_written(found: tuple, tmp_path: Path) -> None:
    import xarray as xr

    w = found[0]
    data = json.loads(json.dumps(to_dict(w), default=float))
    assert set(data["tables"]) == set(TABLES)
    assert len(data["sentences"]) == len(sentences(w)) == 4
    store = save_tree(w, tmp_path / "evidence.zarr")
    back = xr.open_datatree(store, engine="zarr", consolidated=False)
    assert back["weights"].weight.values.tolist() == pytest.approx(list(w.weights().values()))
    assert back["evidence"].log_z.dims == ("theory", "view", "coding")


def test_posterior_keeps_the_joint_law_and_survives_the_disk(case: Case, found: tuple, tmp_path: Path) -> None:
    posterior = found[0].posterior
    path = posterior.save(tmp_path / "p.npz")
    back = Posterior.load(case, path)
    assert back.weights == posterior.weights
    u = np.linspace(0, 0.999, 50)
    one, two = posterior.sample("leverage", u), back.sample("leverage", u)
    assert tuple(one) == THEORY_PARAMETERS
    assert all(np.array_equal(one[n], two[n]) for n in one)
    assert (one["beta_material"] >= 0).all()
    with pytest.raises(InputError, match="did you mean 'leverage'"):
        posterior.sample("levrage", u)


def test_posterior_of_another_case_or_none_is_refused(case: Case, found: tuple, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no posterior"):
        Posterior.load(case, tmp_path / "none.npz")
    path = Posterior({"inertia": 1.0}, {"inertia": np.zeros((2, len(THEORY_PARAMETERS)))}, "other").save(
        tmp_path / "o.npz"
    )
    with pytest.raises(InputError, match="another case"):
        Posterior.load(case, path)


def test_bad_requests_are_refused_in_one_line(case: Case) -> None:
    with pytest.raises(InputError, match="no theories"):
        weigh(case, [])
    with pytest.raises(InputError, match="not all 0"):
        weigh(case, [load_theory("inertia")], prior={"inertia": 0.0}, size=Size(64, 64, 64), setups={})


@pytest.mark.filterwarnings("ignore")
def test_importance_and_nested_sampling_agree_on_the_record(case: Case) -> None:
    """One theory, deals and acts over time, with everything but six weights at its middle."""
    from modusvivendi.evidence.model import NAMES as ALL
    from modusvivendi.evidence.sampler import importance, nested
    from modusvivendi.evidence.weigh import model_for

    model, theory = model_for(case), load_theory("free")
    chosen = [
        ALL.index(n)
        for n in ("beta_contact", "beta_material", "beta_reactance", "theta_benefit", "theta_doctrine", "part_band")
    ]

    def log_likelihood(points: np.ndarray) -> np.ndarray:
        u = np.full((len(points), len(ALL)), 0.5)
        u[:, chosen] = points
        model.pool[:] = model.pool[:, :1]
        from modusvivendi.evidence.likelihood import Variant

        time, _, deals, _, _ = model.score(theory, u, 0, (Variant(),), 0, False)
        return np.asarray(time.sum(0) + deals[0].sum(0), np.float64)

    model._start[:], model._accounts[:] = model._start[:, :1], model._accounts[:, :1]
    one = importance(log_likelihood, 6, n=2048, seed=1)
    two = nested(log_likelihood, 6, seed=1, live=300, effective=1000)
    assert abs(one.log_z - two.log_z) < 0.1 + 2 * np.hypot(one.error, two.error)
