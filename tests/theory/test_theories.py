"""Properties that every theory has, over the registry; and priors against their distributions."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from modusvivendi.engine.layout import THEORY_PARAMETERS
from modusvivendi.errors import InputError
from modusvivendi.theory import Prior, load_theory, shared_priors, shipped_theories

U = (np.arange(2000) + 0.5) / 2000


@pytest.mark.parametrize("name", shipped_theories())
def test_every_theory_is_complete_sourced_and_finite(name: str) -> None:
    theory = load_theory(name)
    priors = theory.complete()
    assert tuple(priors) == THEORY_PARAMETERS
    assert theory.sources and theory.claim
    for prior in priors.values():
        values = prior.quantile(U)
        assert np.isfinite(values).all()
        assert (np.diff(values) >= 0).all(), "a quantile function rises"
        assert len(prior.source) > 3


def test_there_are_nine_theories_in_five_families() -> None:
    assert len(shipped_theories()) == 9
    assert {load_theory(n).family for n in shipped_theories()} == {"core", "material", "identity", "contact", "free"}


def test_every_shared_number_says_what_it_means_and_judgements_name_their_range() -> None:
    for name, prior in shared_priors().items():
        assert prior.meaning, name
        if prior.uniform and "judgement, range" in prior.source:
            low, high = (f"{v:g}" for v in prior.uniform)
            assert f"{low}–{high}" in prior.source, f"{name}: {prior.source}"


def test_inertia_gives_outsiders_no_way_in() -> None:
    priors = load_theory("inertia").complete()
    assert priors["deals_enabled"].fixed == 0
    assert all(priors[p].fixed == 0 for p in THEORY_PARAMETERS if p.startswith("beta_"))


@pytest.mark.parametrize(
    ("prior", "distribution"),
    [
        (Prior(normal=(1, 2), source="test"), stats.norm(1, 2)),
        (Prior(uniform=(1, 3), source="test"), stats.uniform(1, 2)),
        (Prior(log_uniform=(0.5, 2), source="test"), stats.loguniform(0.5, 2)),
        (Prior(log_normal=(3, 0.5), source="test"), stats.lognorm(0.5, scale=3)),
        (Prior(folded_normal=(1, 0.5), source="test"), stats.foldnorm(2, scale=0.5)),
        (Prior(folded_normal=(0, 0.15), source="test"), stats.foldnorm(0, scale=0.15)),
    ],
)
def test_priors_have_their_distribution(prior: Prior, distribution: stats.rv_continuous) -> None:
    assert np.allclose(prior.quantile(U), distribution.ppf(U), atol=2e-3)


def test_scaling_widening_and_pinning() -> None:
    prior = Prior(uniform=(1, 3), source="test")
    assert prior.scaled(2).uniform == (2, 6)
    assert prior.widened(2).uniform == (0, 4)
    assert prior.pinned(7).quantile(U).tolist() == [7] * len(U)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("uniform: [3, 1]", "low < high"),
        ("normal: [0, -1]", "positive width"),
        ("log_uniform: [-1, 1]", "low > 0"),
        ("uniform: [1, 2]\n    fixed: 3", "exactly one"),
        ("unifrom: [1, 2]", "did you mean 'uniform'"),
        ("uniform: [1, .inf]", "finite"),
    ],
)
def test_a_bad_prior_is_one_clear_line(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "own.yaml"
    file.write_text(
        f"name: own\nfamily: own\ntitle: Own\nclaim: mine\nsources: [me]\npriors:\n  beta_audience:\n    {text}\n    source: mine\n"
    )
    with pytest.raises(InputError, match=message) as error:
        load_theory(str(file))
    assert "\n" not in str(error.value) and "own.yaml" in str(error.value)


@pytest.mark.parametrize(
    ("distribution", "message"),
    [
        ("fixed: -5", "cohesion_halflife: -5 is not possible; allowed: [0.1, 1200]"),
        ("fixed: .nan", "cohesion_halflife: fixed must be finite"),
        ("uniform: [-1, 12]", "cohesion_halflife: draws of uniform reach from -1 to 12; allowed: [0.1, 1200]"),
        ("normal: [12, 4]", "cohesion_halflife: draws of normal reach from -13"),
    ],
)
def test_a_distribution_that_leaves_the_domain_is_refused(tmp_path: Path, distribution: str, message: str) -> None:
    file = tmp_path / "own.yaml"
    file.write_text(
        f"name: own\nfamily: own\ntitle: Own\nclaim: mine\nsources: [me]\npriors:\n  cohesion_halflife: {{{distribution}, source: mine}}\n"
    )
    with pytest.raises(InputError, match=r"own\.yaml, line \d, priors") as error:
        load_theory(str(file))
    assert message in str(error.value) and "\n" not in str(error.value)


def test_every_parameter_has_a_domain_which_a_theory_keeps() -> None:
    for name, prior in load_theory("status_and_cohesion").complete().items():
        assert prior.within == shared_priors()[name].within and prior.within is not None, name
        for changed in (prior.pinned, prior.scaled):
            with pytest.raises(ValueError, match="allowed|low < high|positive"):
                changed(-1e9)


def test_an_unknown_parameter_names_the_nearest(tmp_path: Path) -> None:
    file = tmp_path / "own.yaml"
    file.write_text(
        "name: own\nfamily: own\ntitle: O\nclaim: m\nsources: [me]\npriors:\n  beta_audiense: {fixed: 1, source: mine}\n"
    )
    with pytest.raises(InputError, match="did you mean 'beta_audience'"):
        load_theory(str(file))


def test_a_misspelt_theory_names_the_nearest() -> None:
    with pytest.raises(InputError, match="did you mean 'cohesion'"):
        load_theory("cohesoin")


def test_a_users_own_file_works_like_a_shipped_one(tmp_path: Path) -> None:
    file = tmp_path / "pride.yaml"
    file.write_text(
        "name: pride\nfamily: own\ntitle: Pride\nclaim: m\nsources: [me]\npriors:\n  beta_reactance: {normal: [2, 0.1], source: mine}\n"
    )
    assert load_theory(str(file)).complete()["beta_reactance"].normal == (2, 0.1)
