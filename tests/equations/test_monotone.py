"""Check 10: every registered equation is monotone where theory says so, as its own declaration states."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import modusvivendi.engine.equations as package
from modusvivendi.engine.compile import REGISTRY, Equation, equation

for module in pkgutil.iter_modules(package.__path__):
    importlib.import_module(f"modusvivendi.engine.equations.{module.name}")

UNIT = {"half", "scale", "start", "n_open", "honoured", "broken", "attention", "steps"}  # arguments that must stay above 0


def draw(name: str, u: float) -> float:
    """A value for an argument: in (0.05, 1], or for n_open from 1 on."""
    if name == "n_open":
        return 1.0 + 9.0 * u
    return 0.05 + 0.95 * u if name in UNIT else u


def test_every_equation_has_a_direction_a_claim_and_a_source() -> None:
    for found in REGISTRY.values():
        assert found.rises or found.falls
        assert not set(found.rises) & set(found.falls)
        assert found.claims and all(c.startswith("C") and 1 <= int(c[1:]) <= 20 for c in found.claims)
        assert len(found.source) > 10
        assert found.function.__doc__


def test_a_direction_must_name_an_argument() -> None:
    with pytest.raises(TypeError, match="half_wrong: rises and falls name y"):

        @equation("C1", source="made up for this test", rises=("x",), falls=("y",))
        def half_wrong(x: float) -> float:
            return x


def check_directions(found: Equation, uniform: Callable[[], float]) -> None:
    """Draw a point and two values for each argument with a direction, and compare."""
    point = {a: draw(a, uniform()) for a in inspect.signature(found.function).parameters}
    for argument in (*found.rises, *found.falls):
        values = sorted(draw(argument, uniform()) for _ in range(2))
        low, high = (found.function(**{**point, argument: v}) for v in values)
        assert np.isfinite([low, high]).all()
        change = high - low if argument in found.rises else low - high
        assert change >= -1e-5, f"{found.name} is not monotone in {argument}"


@pytest.mark.parametrize("examples", [15, pytest.param(100, marks=pytest.mark.slow)])
@pytest.mark.parametrize("name", sorted(REGISTRY))
def test_10_monotone_where_theory_says_so(name: str, examples: int) -> None:
    @settings(max_examples=examples, deadline=None, derandomize=True)
    @given(data=st.data())
    def looked_at(data: st.DataObject) -> None:
        check_directions(REGISTRY[name], lambda: data.draw(st.floats(0, 1, width=32)))

    looked_at()


def test_the_contract_can_fail() -> None:
    room = REGISTRY["room"]
    wrong = Equation("room", room.function, room.claims, room.source, rises=(), falls=room.rises)
    with pytest.raises(AssertionError, match="room is not monotone in u"):
        check_directions(wrong, np.random.default_rng(0).uniform)
