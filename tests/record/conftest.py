"""The words of the shipped case."""

from __future__ import annotations

import pytest

from modusvivendi.case import Case, Vocabulary


@pytest.fixture
def words(afghanistan: Case) -> Vocabulary:
    return afghanistan.vocabulary
