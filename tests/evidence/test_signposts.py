"""Signposts: information where theories differ, none where they do not."""

from __future__ import annotations

import numpy as np
import pytest

from modusvivendi.case import Case
from modusvivendi.case.humanitarian import humanitarian_issues
from modusvivendi.engine.layout import THEORY_PARAMETERS
from modusvivendi.errors import InputError
from modusvivendi.evidence.inference.posterior import Posterior
from modusvivendi.evidence.signposts.signposts import best_threshold, designs, information, probes, signposts
from modusvivendi.theory import load_theory

HALF = np.array([0.5, 0.5])


def test_information_is_the_closed_form_for_two_coins() -> None:
    rng = np.random.default_rng(0)
    p = np.array([0.1, 0.8])
    values = (rng.random((2, 200_000)) < p[:, None]).astype(float)

    def entropy(x: float) -> float:
        return float(-x * np.log(x) - (1 - x) * np.log(1 - x))

    assert information(values, HALF) == pytest.approx(entropy(0.45) - 0.5 * (entropy(0.1) + entropy(0.8)), abs=0.003)
    assert best_threshold(values, HALF) == 1.0


def test_information_of_pure_noise_is_zero_on_average() -> None:
    """The bias of small samples is taken off: without it the mean would be about 0.01."""
    rng = np.random.default_rng(1)
    mean = np.mean([information(rng.normal(size=(2, 100)), HALF) for _ in range(300)])
    assert abs(mean) < 0.002


def test_information_never_exceeds_what_is_unknown() -> None:
    assert information(np.repeat([[0.0], [1.0]], 500, axis=1), HALF) == pytest.approx(np.log(2), abs=0.01)


def test_signposts_rank_observables_and_name_who_gains(case: Case) -> None:
    theories = [load_theory("inertia"), load_theory("contact")]
    found = signposts(case, "piecemeal", 12, {"inertia": 0.5, "contact": 0.5}, theories=theories, futures=256)
    assert found.known == pytest.approx(np.log(2))
    assert (found.table.information.diff().dropna() <= 0).all()
    assert found.table.information.iloc[0] < np.log(2)
    top = found.table.iloc[0]
    assert top.if_reached != top.if_not
    assert top.weight_if_reached > 0.5
    assert set(found.table.window) == {6, 12}


def test_the_same_theory_twice_teaches_nothing(case: Case) -> None:
    one = load_theory("contact")
    twin = one.model_copy(update={"name": "twin", "title": "The same once more"})
    found = signposts(case, "pragmatic", 6, {"contact": 0.5, "twin": 0.5}, theories=[one, twin], futures=128)
    assert found.table.information.max() < 0.05  # each theory has its own chance, so that some luck of 128 futures remains


def test_designs_rank_strategies(case: Case) -> None:
    theories = [load_theory("inertia"), load_theory("contact")]
    table = designs(case, strategies=("pressure", "piecemeal"), theories=theories, futures=128)
    assert set(table[table.kind == "strategy"].what) == {"pressure", "piecemeal"}
    assert table.what.iloc[0] == "piecemeal"
    assert (table.information.diff().dropna() <= 0).all() and (table.error >= 0).all()


def test_probes_are_single_offers_on_every_issue(case: Case) -> None:
    """Every issue, quietly and in public, without a reward and, but for relief, with one; nothing else changes."""
    found, relief = probes(case), humanitarian_issues(case)
    assert len(found) == 4 * len(case.issues) - 2 * len(relief) == len({p.name for p in found})
    assert {p.tracks[0].issues[0] for p in found if p.tracks[0].reward} == set(case.issue_ids) - relief
    assert all(len(p.tracks) == 1 and not p.phases and not p.demands and not p.rules for p in found)
    assert {p.tracks[0].issues[0] for p in found} == set(case.issue_ids)


def test_signposts_use_what_the_record_has_taught(case: Case) -> None:
    """Twins teach nothing; with a posterior that says deals are worth nothing to one of them, agreements tell them apart."""
    one = load_theory("contact")
    theories = [one, one.model_copy(update={"name": "twin", "title": "The same once more"})]
    middle = {n: float(p.quantile(np.array(0.5))) for n, p in one.complete().items()}
    values = {"contact": middle, "twin": middle | {"deal_cost": 5.0}}
    draws = {name: np.tile([[held[n] for n in THEORY_PARAMETERS]], (8, 1)) for name, held in values.items()}
    posterior = Posterior({"contact": 0.5, "twin": 0.5}, draws, case.digest(), {}, "")

    def told(given: Posterior | None) -> float:
        weights = {"contact": 0.5, "twin": 0.5}
        table = signposts(case, "piecemeal", 12, weights, theories=theories, futures=256, posterior=given).table
        return float(table[(table.observable == "agreements met") & (table.window == 12)].information.iloc[0])

    assert abs(told(None)) < 0.05
    assert told(posterior) > 0.2


def test_bad_requests(case: Case) -> None:
    with pytest.raises(InputError, match="horizon of 0 months"):
        signposts(case, "piecemeal", 0)
    with pytest.raises(InputError, match="did you mean 'piecemeal'"):
        signposts(case, "piecemeel", 6)
    with pytest.raises(InputError, match="unknown theory"):
        signposts(case, "piecemeal", 6, {"levrage": 1.0})
