"""Check 10: monotone where theory says so, for every registered mechanism with a stated direction; and its bounds."""

from __future__ import annotations

import importlib
import inspect
import pkgutil

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import modusvivendi.engine.equations as package
from modusvivendi.engine.compile import REGISTRY

for module in pkgutil.iter_modules(package.__path__):
    importlib.import_module(f"modusvivendi.engine.equations.{module.name}")

# mechanism -> argument -> +1 if the result may not fall as the argument rises, -1 if it may not rise.
DIRECTIONS: dict[str, dict[str, int]] = {
    "room": {"u": 1},
    "core_toward": {"benefit": 1, "doctrine": -1},
    "core_away": {"benefit": -1, "doctrine": 1},
    "drive_toward": {"contact": 1, "relief": 1, "audience": -1, "reactance": -1, "doctrine": -1},
    "drive_away": {"contact": -1, "stake": -1, "signal": 1, "reactance": 1, "doctrine": 1},
    "act_rate": {"base": 1, "room_left": 1, "core": 1, "drive": 1},
    "poisson_count": {"u": 1, "rate": 1},
    "step_size": {"u": 1, "scale": 1},
    "mean_step": {"leader_share": 1, "scale": 1},
    "talks_exposure": {"visibility": 1, "publicity": 1, "floor": 1},
    "contamination": {"own": 1, "worst": 1},
    "deal_value": {"benefit": 1, "doctrine": -1, "contact": 1, "exposure": -1, "politics": -1, "salience": -1},
    "deal_reward": {"material": 1, "standing": 1, "trust": 1, "need": 1, "publicity": -1, "intensity": -1, "grievance": -1},
    "unfairness": {"theirs": 1, "own": -1, "alpha": 1},
    "slight": {"snub": 1, "sensitivity": 1, "grievance": 1, "b_reactance": 1},
    "offer_worth": {"reward": 1, "paid": 1, "theirs": -1, "own": 1, "cost": -1, "alpha": -1},
    "share_of_offer": {"worth": 1, "step": 1, "steps": -1},
    "consideration": {"rate": 1, "attention": 1, "n_open": -1, "weight": 1},
    "base_salience": {"members": 1, "salience": 1, "cohesion": -1},
    "signalling": {"members": 1, "salience": 1, "cohesion": -1, "pull": 1},
    "dedication": {"log_odds": 1, "seen_step": -1},
    "cohesion": {"now": 1, "belief_gap": 1, "patronage_gap": 1, "standing_gap": 1, "desertions": -1},
    "desertion": {"rate": 1, "cohesion_now": -1},
    "fragmentation": {"rate": 1, "cohesion_now": -1},
    "rival_strength": {"recruits": 1, "effort": -1},
    "rival_pull": {"strength": 1},
    "departures": {"rate": 1, "wellbeing_now": -1},
    "patron_cover": {"ceiling": 1, "pressure": 1},
    "sanction_bite": {"pressure": 1, "cover": -1, "years": -1},
    "tax_effort": {"gap": 1},
    "revenue_level": {"tax": 1, "bite": -1, "outside": 1},
    "need": {"revenue": -1, "patron_money": -1, "scale": 1},
    "standing_level": {"accorded": 1, "accredited": 1},
    "grievance": {"due": 1, "standing": -1, "contact": -1, "pressure": 1, "snub": 1},
    "demand_stock": {"inflow": 1},
    "reaction": {"step_away": 1, "gain": 1},
    "trust": {"honoured": 1, "broken": -1},
    "contact_stock": {"inflow": 1},
    "socialisation": {"politicisation": -1, "stock": 1},
    "reversal_hazard": {"rate": 1, "politicisation": 1, "exposure": 1, "distance": 1},
    "accreditation": {"rate": 1, "imitation": 1, "peers": 1, "warmth": 1},
    "recognition": {"rate": 1, "recognisers": 1},
    "warmth": {"now": 1, "yearly_drift": 1, "noise": 1},
    "services": {"revenue": 1, "development": 1, "fungibility": -1},
    "wellbeing": {"policies": 1, "aid": 1, "service": 1, "harm": -1, "hazard": -1},
    "attacks": {"strength": 1, "mass_attack": 1, "more": 1},
}  # fmt: skip

UNIT = {"half", "scale", "start", "n_open", "honoured", "broken", "attention", "steps"}  # arguments that must stay above 0


def draw(name: str, u: float) -> float:
    """A value for an argument: in (0.05, 1], or for n_open from 1 on."""
    if name == "n_open":
        return 1.0 + 9.0 * u
    return 0.05 + 0.95 * u if name in UNIT else u


def test_every_mechanism_has_a_direction_a_claim_and_a_source() -> None:
    assert set(DIRECTIONS) == set(REGISTRY)
    for mechanism in REGISTRY.values():
        assert mechanism.claims and all(c.startswith("C") and 1 <= int(c[1:]) <= 20 for c in mechanism.claims)
        assert len(mechanism.source) > 10
        assert mechanism.function.__doc__


@pytest.mark.parametrize("name", sorted(DIRECTIONS))
@settings(max_examples=60, deadline=None, derandomize=True)
@given(data=st.data())
def test_10_monotone_where_theory_says_so(name: str, data: st.DataObject) -> None:
    function = REGISTRY[name].function
    arguments = list(inspect.signature(function).parameters)
    point = {a: draw(a, data.draw(st.floats(0, 1, width=32), label=a)) for a in arguments}
    for argument, direction in DIRECTIONS[name].items():
        values = sorted(draw(argument, data.draw(st.floats(0, 1, width=32))) for _ in range(2))
        low, high = (function.__call__(**{**point, argument: v}) for v in values)
        assert np.isfinite([low, high]).all()
        assert direction * (high - low) >= -1e-5, f"{name} is not monotone in {argument}"
