"""Outcomes about a kind of issue that a case has none of: they are 0 in every future, and nothing is told of them."""

from __future__ import annotations

from collections.abc import Iterable

from modusvivendi.case.schema import Case
from modusvivendi.engine.layout import ROLE_FIELDS

WORDS = {
    "core_rights": "is a core right",
    "inclusion": "is one of inclusion",
    "technical": "is technical",
    "access": "is one of relief",
}


def lacking(case: Case) -> tuple[str, ...]:
    """Roles, each also the name of an outcome, that no issue of the case has."""
    return tuple(
        role for role, (field, value) in ROLE_FIELDS.items() if not any(getattr(issue, field) == value for issue in case.issues)
    )


def told(case: Case, outcomes: Iterable[str]) -> tuple[str, ...]:
    """Those outcomes that are not about issues which the case lacks."""
    out = lacking(case)
    return tuple(outcome for outcome in outcomes if outcome not in out)
