"""Outcomes about a kind of issue that a case has none of: they are 0 in every future, and nothing is told of them."""

from __future__ import annotations

from collections.abc import Iterable

from modusvivendi.case.schema import Case
from modusvivendi.engine.names import ROLE_FIELDS

WORDS = {"core_rights": "is a core right", "technical": "is technical"}  # of those that are usually told


def lacking(case: Case) -> tuple[str, ...]:
    """Roles, each also the name of an outcome, that no issue of the case has."""
    return tuple(
        role for role, (field, value) in ROLE_FIELDS.items() if not any(getattr(issue, field) == value for issue in case.issues)
    )


def note_on_lacking(case: Case) -> str:
    """What is left out for want of issues, in a sentence without its full stop; '' if nothing that is usually told."""
    missing = [f"no issue {WORDS[role]}" for role in lacking(case) if role in WORDS]
    return f"{' and '.join(missing)}: what is usually told of such issues is left out" if missing else ""


def told(case: Case, outcomes: Iterable[str]) -> tuple[str, ...]:
    """Those outcomes that are not about issues which the case lacks."""
    out = lacking(case)
    return tuple(outcome for outcome in outcomes if outcome not in out)
