"""Whose weights are used: uniform unless asked, the record only where it fits, numbers of the user's own checked."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from modusvivendi.case import load_case
from modusvivendi.engine.layout import THEORY_PARAMETERS
from modusvivendi.errors import InputError
from modusvivendi.evidence.inference.beliefs import Beliefs, choose_beliefs
from modusvivendi.evidence.inference.identity import code_digest, prior_digest
from modusvivendi.evidence.inference.posterior import Posterior
from modusvivendi.study.overrides import apply_overrides
from modusvivendi.theory import Theory, load_theories


@pytest.fixture(autouse=True)
def own_cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))


@pytest.fixture
def theories() -> list[Theory]:
    return load_theories(("status_and_cohesion", "inertia"))


def weighed(theories: list[Theory]) -> Posterior:
    draws = {t.name: np.full((4, len(THEORY_PARAMETERS)), 0.5) for t in theories}
    priors = {t.name: prior_digest(t) for t in theories}
    return Posterior(
        {"status_and_cohesion": 0.7, "inertia": 0.3}, draws, load_case("afghanistan").digest(), priors, code_digest()
    )


def test_uniform_is_the_default_whatever_lies_in_the_cache(theories: list[Theory]) -> None:
    weighed(theories).save()
    found = choose_beliefs(load_case("afghanistan"), theories)
    assert (found.weights, found.posterior, found.origin) == (None, None, "uniform")


def test_the_record_is_used_where_asked_for(theories: list[Theory]) -> None:
    weighed(theories).save()
    found = choose_beliefs(load_case("afghanistan"), theories, "record")
    assert found.weights == {"status_and_cohesion": 0.7, "inertia": 0.3} and found.posterior is not None
    assert found.origin.startswith("from the record") and "weighed on 20" in found.origin
    one = choose_beliefs(load_case("afghanistan"), theories[:1], "record")
    assert one.weights == {"status_and_cohesion": 1.0}


def test_a_record_that_is_not_there_or_does_not_fit_names_the_command(theories: list[Theory]) -> None:
    case = load_case("afghanistan")
    with pytest.raises(InputError, match="no record has been weighed yet.*modus weigh afghanistan"):
        choose_beliefs(case, theories, "record")
    weighed(theories).save()
    with pytest.raises(InputError, match="leverage has not been weighed.*modus weigh afghanistan"):
        choose_beliefs(case, [*theories, *load_theories(("leverage",))], "record")
    changed, _, _ = apply_overrides(["theory.status_and_cohesion.choice_precision=3"], theories, [])
    with pytest.raises(InputError, match="priors of status_and_cohesion have changed"):
        choose_beliefs(case, changed, "record")


def test_weights_of_the_users_own(theories: list[Theory]) -> None:
    case = load_case("afghanistan")
    for given in ("status_and_cohesion=3,inertia=1", {"status_and_cohesion": 3, "inertia": 1}):
        found = choose_beliefs(case, theories, given)
        assert found.weights == {"status_and_cohesion": 0.75, "inertia": 0.25} and found.origin == "given by the user"
    assert choose_beliefs(case, theories, "inertia=2").weights == {"status_and_cohesion": 0.0, "inertia": 1.0}
    assert choose_beliefs(case, theories, found) is found and isinstance(found, Beliefs)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("status_and_cohesoin=1", "did you mean 'status_and_cohesion'"),
        ("status_and_cohesion", "theory=number"),
        ("status_and_cohesion=x", "theory=number"),
        ("status_and_cohesion=-1", "0 or more"),
        ("status_and_cohesion=0", "not be all 0"),
        ("status_and_cohesion=nan", "not a finite number"),
        ({"status_and_cohesoin": 1.0}, "did you mean 'status_and_cohesion'"),
    ],
)
def test_bad_weights_are_one_clear_line(theories: list[Theory], given: str | dict[str, float], message: str) -> None:
    with pytest.raises(InputError, match=message):
        choose_beliefs(load_case("afghanistan"), theories, given)
