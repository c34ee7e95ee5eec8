"""The Afghan case on two days."""

from __future__ import annotations

import pytest

import modusvivendi as mv
from modusvivendi.case import Case


@pytest.fixture(scope="session")
def then() -> Case:
    """As of its first snapshot."""
    return mv.load_case("afghanistan", "2024-05-29")


@pytest.fixture(scope="session")
def now() -> Case:
    """As known at its newest snapshot."""
    return mv.load_case("afghanistan")
