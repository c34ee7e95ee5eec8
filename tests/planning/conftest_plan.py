"""A small constructed world in which the right agenda is known."""

from __future__ import annotations

import pytest

from modusvivendi.case import Case, load_case
from modusvivendi.planning import Basis, Choices, Evaluator, Limits, Space, make_space
from modusvivendi.theory import Prior, Theory, load_theory

# Wanted by the authority; unwanted; unwanted and a matter of creed.
WANTED, UNWANTED, VETO = "economy_banking", "counter_narcotics", "girls_secondary_education"
OWN_BENEFIT = {WANTED: 0.9, UNWANTED: 0.2, VETO: 0.0}
POLITICS = {WANTED: 0.05, UNWANTED: 0.05, VETO: 1.0}


def theory(**numbers: float) -> Theory:
    """Own benefit decides, sharply, unless ``numbers`` say otherwise."""
    plain = {
        "deals_enabled": 1.0, "choice_precision": 100.0, "theta_benefit": 1.0, "theta_doctrine": 0.0, "credibility_loss": 0.0, "deal_cost": 0.0, "fairness": 0.0,
        "consider_rate": 0.2, "attention": 5.0, "reversal_rate": 0.0, "contamination": 1.0, "beta_contact": 0.0,
        "beta_material": 0.0, "beta_standing": 0.0, "beta_audience": 0.0, "beta_reactance": 0.0, "beta_doctrine": 0.0,
        "fragmentation_rate": 0.0,
    }  # fmt: skip
    priors = {k: Prior(fixed=v, source="definition: a constructed case") for k, v in {**plain, **numbers}.items()}
    return Theory(
        name="constructed", family="own", title="Constructed", claim="What the test says.", sources=("definition",), priors=priors
    )


@pytest.fixture(scope="session")
def case() -> Case:
    return load_case("afghanistan", as_of="2024-05-29", read_on="2024-05-29")


@pytest.fixture(scope="session")
def pins() -> dict[str, float]:
    """Numbers of the case that make the three issues what the test needs."""
    found = {f"issues.{i}.own_benefit": v for i, v in OWN_BENEFIT.items()}
    found |= {f"issues.{i}.politicisation": v for i, v in POLITICS.items()}
    return found | {f"issues.{i}.start": 0.3 for i in OWN_BENEFIT}


@pytest.fixture(scope="session")
def only(case: Case) -> Choices:
    """One choice for everything but who is with whom; all or nothing."""
    return Choices(
        start=(0,),
        bloc=("pragmatic",),
        publicity=(0.15,),
        step=(0.3,),
        reward=(0.0,),
        standing=(0.0,),
        whole=(True,),
        patience=(36,),
        at_once=(4,),
        follow_through=(None,),
        intensity=(0.0,),
    )


@pytest.fixture(scope="session")
def small(case: Case, only: Choices) -> Space:
    """The three issues, nothing asked for in public."""
    from dataclasses import replace

    rest = tuple(i for i in case.issue_ids if i not in OWN_BENEFIT)
    return replace(make_space(case, Limits(off_table=rest), 60, choices=only), askable=())


@pytest.fixture(scope="session")
def linkage(case: Case, pins: dict[str, float]) -> Evaluator:
    """A world without audiences: only own benefit counts."""
    return Evaluator(Basis(case=case, theories=[theory()], pins=pins), 32)


@pytest.fixture(scope="session")
def shipped(case: Case) -> Evaluator:
    """Two shipped theories on few futures."""
    return Evaluator(Basis(case=case, theories=[load_theory("inertia"), load_theory("status_and_cohesion")]), 64)
