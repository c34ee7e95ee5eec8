"""Shared pieces for tests of evidence: the shipped case, its rows and model, read once."""

from __future__ import annotations

import pytest

from modusvivendi.case import Case, load_case
from modusvivendi.evidence.inference.weigh import model_for
from modusvivendi.evidence.likelihood.model import Model
from modusvivendi.evidence.record.arrays import Rows, read_rows


@pytest.fixture(scope="session")
def case() -> Case:
    """The shipped Afghan case."""
    return load_case("afghanistan", as_of="2024-05-29")


@pytest.fixture(scope="session")
def rows(case: Case) -> Rows:
    """Its scored rows."""
    return read_rows(case)


@pytest.fixture(scope="session")
def model(case: Case) -> Model:
    """Its record under the model."""
    return model_for(case)
