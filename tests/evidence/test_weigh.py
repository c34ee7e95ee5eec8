"""Weighing as a whole: reproducible, resumable, complete, honest."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from modusvivendi.case import Case
from modusvivendi.engine.layout import THEORY_PARAMETERS
from modusvivendi.errors import InputError
from modusvivendi.evidence import HistoryVariant, Posterior, Size, WeighOptions, Weights, family_prior, save_tree, weigh
from modusvivendi.evidence.inference.samplers import evidence_of
from modusvivendi.evidence.inference.weigh import model_for
from modusvivendi.evidence.inference.weights import weigh_codings
from modusvivendi.evidence.likelihood.model import NAMES as ALL
from modusvivendi.evidence.likelihood.model import Model
from modusvivendi.evidence.tables import TABLES, evidence_table, placebo_table, row_table, sensitivity_table, tables_of
from modusvivendi.findings import Report
from modusvivendi.findings.weigh import weigh_report
from modusvivendi.render.data import report_data
from modusvivendi.theory import Prior, Theory, load_theories, load_theory

SMALL = WeighOptions(size=Size(search=64, main=256, refit=128, skill=64))
NAMES = ("inertia", "leverage", "status_and_cohesion")
OTHER = {
    "placebo: lead 1": HistoryVariant(lag=-1),
    "prior widths halved": HistoryVariant(width=0.5),
    "founding burst scored": HistoryVariant(burst=0),
}


@pytest.fixture(scope="module")
def found(case: Case, tmp_path_factory: pytest.TempPathFactory) -> tuple[Weights, Path, list[tuple[int, int, str]]]:
    cache, steps = tmp_path_factory.mktemp("cache"), []
    theories = [load_theory(n) for n in NAMES]
    options = replace(SMALL, checkpoints=cache, variants=OTHER, threads=2)
    w = weigh(case, theories, options, progress=lambda *a: steps.append(a))
    return w, cache, steps


def report_of(w: Weights) -> Report:
    """What is said of it."""
    return weigh_report(w, tables_of(w))


def test_same_seed_same_weights_to_the_last_digit(case: Case, found: tuple) -> None:
    theories = [load_theory(n) for n in NAMES]
    again = weigh(case, theories, replace(SMALL, variants={}, threads=1))
    assert again.weights() == found[0].weights()
    assert again.skill.acts.equals(found[0].skill.acts)
    other = weigh(case, theories[:1], replace(SMALL, seed=2, variants={}))
    assert (other.main["inertia"]["whole"] != again.main["inertia"]["whole"]).all()


def test_a_finished_task_is_not_worked_out_again_and_a_damaged_one_is(case: Case, found: tuple) -> None:
    w, cache, _ = found
    tasks = sorted(cache.glob("*.npz"))
    assert len(tasks) == 3 * (3 + len(OTHER))
    stamps = {p: p.stat().st_mtime_ns for p in tasks}
    tasks[0].write_bytes(b"half a task")
    again = weigh(case, [load_theory(n) for n in NAMES], replace(SMALL, checkpoints=cache, variants=OTHER))
    assert again.weights() == w.weights()
    assert sum(p.stat().st_mtime_ns != t for p, t in stamps.items()) == 1


def test_progress_counts_every_task(found: tuple) -> None:
    steps = found[2]
    assert [s[0] for s in steps] == list(range(len(steps)))
    assert steps[-1][0] == steps[-1][1]


def test_columns_add_up_to_the_sum(found: tuple) -> None:
    table = evidence_table(found[0])
    np.testing.assert_allclose(table.over_time + table.between_issues + table.deals, table["sum"], atol=1e-9)
    assert table.weight.sum() == pytest.approx(1)


def test_a_variant_on_the_main_draws_equals_one_of_its_own(case: Case) -> None:
    """Log evidence with moves felt at another time: main draws weighed anew, against a sample drawn for it."""
    from modusvivendi.evidence.inference.theory_evidence import LIKELIHOOD_VARIANTS, reduce_sample
    from modusvivendi.evidence.sensitivity.variants import refit, reweight

    theory, model, other = load_theory("grievance"), model_for(case), model_for(case, HistoryVariant(lag=-2))
    proposal = model.adapt(theory, 256)
    sample = model.sample(theory, 1024, variants=tuple(LIKELIHOOD_VARIANTS.values()), proposal=proposal, salt=11)
    main = reduce_sample(case, model.rows, sample, tuple(LIKELIHOOD_VARIANTS), 1)
    np.testing.assert_allclose(reweight(model, theory, main).log_z, main["whole"], atol=1e-4)
    near = reweight(other, theory, main)
    own = refit(theory, other.sample(theory, 1024, proposal=proposal, salt=12))
    error = np.sqrt((own.error**2 + main.error[0] ** 2).sum()) / 8
    assert abs((near.log_z - own.log_z).mean()) < 3 * error
    assert np.sqrt((near.error**2).sum()) / 8 < 0.5 * error
    assert (np.abs(near.mean - own.mean) < 0.6 * own.sd).all()


def test_a_theory_without_a_prior_pushes_nobody_out_however_well_it_does() -> None:
    log_z, prior = np.array([[0.0, 1.0], [2000.0, 2000.0], [-1.0, 1.0]]), np.array([0.5, 0.0, 0.5])
    alone = weigh_codings(log_z[[0, 2]], prior[[0, 2]])
    np.testing.assert_array_equal(weigh_codings(log_z, prior), [alone[0], 0.0, alone[1]])


def test_weights_have_errors_that_shrink_with_the_draws(case: Case, found: tuple) -> None:
    errors = found[0].weight_errors
    assert set(errors) == set(NAMES) and min(errors.values()) > 0
    size = replace(SMALL.size, main=512)
    more = weigh(case, [load_theory(n) for n in NAMES], replace(SMALL, size=size, variants={}))
    assert max(more.weight_errors.values()) < max(errors.values())
    assert all(abs(more.weights()[n] - found[0].weights()[n]) < 5 * errors[n] + 0.02 for n in NAMES)


def test_rows_left_out_and_placebos_are_listed(found: tuple) -> None:
    w = found[0]
    variants = sensitivity_table(w)
    left = variants[variants.variant.str.startswith("without row")]
    assert len(left) == 10 and set(left.kind) == {"rows"}
    assert left.variant.tolist() == [f"without row {r}" for r in row_table(w).row.head(10)]
    np.testing.assert_allclose(left.moved.to_numpy(), row_table(w).moved.head(10).to_numpy(), atol=1e-9)
    table = placebo_table(w)
    assert set(table.theory) == {"leverage", "status_and_cohesion"}
    assert table[table.theory == "leverage"].beta_reactance.isna().all()
    assert (table[table.theory == "leverage"].beta_material > 0).all()


def test_thin_sampling_is_said(case: Case) -> None:
    w = weigh(case, [load_theory("free")], WeighOptions(size=Size(64, 64, 64, 64), variants={}))
    last = report_of(w).headlines[-1]
    assert last.id == "weigh.thin" and last.sentence.startswith("Sampling was thin")
    assert last.facts["least"].value == w.least_effective < 20


def test_weights_are_bayes_rule() -> None:
    log_z = np.log(np.array([[1.0, 3.0], [3.0, 1.0]]))
    np.testing.assert_allclose(weigh_codings(log_z, np.array([0.5, 0.5])), [0.5, 0.5])
    np.testing.assert_allclose(weigh_codings(log_z[:, :1] - 700, np.array([0.75, 0.25])), [0.5, 0.5])


def test_prior_is_uniform_over_families_and_free_has_none() -> None:
    prior = family_prior(tuple(load_theories()))
    assert prior["free"] == 0
    assert prior["contact"] == pytest.approx(0.25)
    assert prior["cohesion"] + prior["grievance"] + prior["status_and_cohesion"] == pytest.approx(0.25)
    assert family_prior(tuple(load_theories()), with_free=True)["free"] == pytest.approx(0.2)
    assert family_prior((load_theory("free"),))["free"] == 1


def test_every_sensitivity_of_the_design_is_there(found: tuple) -> None:
    variants = set(sensitivity_table(found[0]).variant)
    for name in (
        "coder A alone",
        "coder B alone",
        "coder C alone",
        "choices half as sharp (lambda 2)",
        "choices twice as sharp (lambda 8)",
        "partly counts as met",
        "all tracks pro rata",
        "without low-confidence rows",
        "acts alone (without deals)",
        "without acts on rights",
        *OTHER,
    ):
        assert name in variants


def test_rows_are_flagged_and_ranked(found: tuple) -> None:
    rows = row_table(found[0])
    assert (rows.moved.diff().dropna() <= 1e-12).all()
    spread = rows[list(NAMES)].max(axis=1) - rows[list(NAMES)].min(axis=1)
    np.testing.assert_array_equal(rows.discriminates, spread > 0.1)


def test_everything_can_be_written(found: tuple, tmp_path: Path) -> None:
    import xarray as xr

    w = found[0]
    report = report_of(w)
    data = json.loads(json.dumps(report_data(report), allow_nan=False))
    assert [f["sentence"] for f in data["findings"]] == [f.sentence for f in report.findings]
    assert data["findings"][0]["sentence"].startswith("Acts: ")
    assert set(tables_of(w)) == set(TABLES)
    store = save_tree(w, tmp_path / "evidence.zarr")
    back = xr.open_datatree(store, engine="zarr", consolidated=False)
    assert back["weights"].weight.values.tolist() == pytest.approx(list(w.weights().values()))
    assert back["evidence"].log_z.dims == ("theory", "variant", "coding")
    assert back["history_variants"].log_z.sel(variant="placebo: lead 1").shape == (3, 8)


def test_posterior_keeps_the_joint_distribution_and_survives_the_disk(case: Case, found: tuple, tmp_path: Path) -> None:
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
    with pytest.raises(InputError, match="no record has been weighed"):
        Posterior.load(case, tmp_path / "none.npz")
    other = replace(found[0].posterior, case_digest="other")
    with pytest.raises(InputError, match="another case"):
        Posterior.load(case, other.save(tmp_path / "o.npz"))
    (tmp_path / "broken.npz").write_bytes(b"PK nothing")
    with pytest.raises(InputError, match="cannot be read"):
        Posterior.load(case, tmp_path / "broken.npz")


def test_a_change_of_code_or_priors_makes_the_posterior_stale(case: Case, found: tuple, tmp_path: Path) -> None:
    posterior = found[0].posterior
    old = replace(posterior, code="other code")
    with pytest.raises(InputError, match="another version of the model"):
        Posterior.load(case, old.save(tmp_path / "old.npz"))
    mine = [load_theory(n) for n in NAMES]
    assert posterior.why_not(mine) == ""
    changed = mine[1].model_copy(update={"priors": {**mine[1].priors, "beta_material": Prior(fixed=1.0, source="test")}})
    assert "priors of leverage have changed" in posterior.why_not([mine[0], changed])
    assert "contact has not been weighed" in posterior.why_not([load_theory("contact")])


def test_the_digest_of_the_code_knows_what_decides_the_numbers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A copy of the package: a change in the engine changes the digest, one in the tables of the report does not."""
    import shutil

    import modusvivendi
    from modusvivendi.evidence.inference.identity import code_digest

    copy = tmp_path / "modusvivendi"
    shutil.copytree(Path(modusvivendi.__file__).parent, copy, ignore=shutil.ignore_patterns("*.csv", "__pycache__"))
    monkeypatch.setattr(modusvivendi, "__file__", str(copy / "__init__.py"))
    base = code_digest.__wrapped__()
    assert base == code_digest()
    for file, same in (
        ("evidence/tables.py", True),
        ("engine/stages/acts.py", False),
        ("evidence/likelihood/likelihood.py", False),
    ):
        with (copy / file).open("a", encoding="utf-8") as text:
            text.write("# changed\n")
        assert (code_digest.__wrapped__() == base) == same
        base = code_digest.__wrapped__()


def test_bad_requests_are_refused_in_one_line(case: Case) -> None:
    with pytest.raises(InputError, match="no theories"):
        weigh(case, [])
    with pytest.raises(InputError, match="not all 0"):
        weigh(case, [load_theory("inertia")], WeighOptions(prior={"inertia": 0.0}))
    with pytest.raises(InputError, match="the same name twice"):
        weigh(case, [load_theory("inertia")] * 2)
    with pytest.raises(InputError, match="did you mean 'nautilus'"):
        weigh(case, [load_theory("inertia")], WeighOptions(sampler="nautilis"))
    with pytest.raises(InputError, match="a whole number from 64"):
        Size.of(63)


def test_a_sampler_that_is_not_installed_is_named_before_anything_is_drawn(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "nautilus", None)
    with pytest.raises(InputError, match=r"modus-vivendi\[nested\]"):
        weigh(case, [load_theory("inertia")], WeighOptions(sampler="nautilus"))


def pinned_inertia() -> Theory:
    """Inertia with all but the two weights of the core at the middle of their priors."""
    theory = load_theory("inertia")
    distributions = theory.complete()
    fixed = {
        n: p.pinned(float(p.quantile(np.array(0.5))))
        for n, p in distributions.items()
        if n not in ("theta_benefit", "theta_doctrine")
    }
    return theory.model_copy(update={"priors": {**theory.priors, **fixed}})


def hold_the_case(model: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every number of the case at the middle of its range."""
    middle = np.full((1, model.draws.size), 0.5)
    monkeypatch.setattr(model.draws, "uniform", lambda place: middle.repeat(len(place), 0))


def test_the_record_is_weighed_as_brute_force_weighs_it(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    """Log evidence in the way of ``weigh`` against the plain mean of the likelihood over 60,000 prior draws."""
    model, theory = model_for(case), pinned_inertia()
    hold_the_case(model, monkeypatch)
    plain = evidence_of(model.sample(theory, 65536, codings=(0,), salt=3).total)
    proposal = model.adapt(theory, 512, codings=(0,))
    found = evidence_of(model.sample(theory, 4096, codings=(0,), proposal=proposal, salt=11).total)
    assert found.error < 0.03
    assert abs(found.log_z - plain.log_z) < 3 * np.hypot(found.error, plain.error)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_nautilus_agrees_on_the_record(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    """The maintained sampler in its place in ``weigh``: log evidence of the whole in every coding, and its draws."""
    from modusvivendi.evidence.inference import nested as nested_sample
    from modusvivendi.evidence.inference.theory_evidence import reduce_sample

    monkeypatch.setattr(nested_sample, "LIVE", 100)
    monkeypatch.setattr(nested_sample, "CALLS", 20_000)
    model, theory = model_for(case), pinned_inertia()
    hold_the_case(model, monkeypatch)
    proposal = model.adapt(theory, 128)
    sample = model.sample(theory, 2048, proposal=proposal, salt=11)
    plain = reduce_sample(case, model.rows, sample, ("whole",), 1)
    nested = nested_sample.nested_evidence(case, model, theory, proposal, plain, 512)
    assert (nested["whole"] != plain["whole"]).all() and (nested["deals"] == plain["deals"]).all()
    errors = np.hypot(nested.error[0], plain.error[0])
    assert (np.abs(nested["whole"] - plain["whole"]) < 0.05 + 4 * errors).all()
    place = ALL.index("theta_doctrine")
    assert abs(nested.draws[:, place].mean() - plain.draws[:, place].mean()) < 0.06
