"""Names that theories and parameters had in earlier versions; they still load."""

from __future__ import annotations

THEORIES = {"brief": "status_and_cohesion"}
PARAMETERS = {"psi": "deals_enabled", "lam": "choice_precision"}


def theory_name(name: str) -> str:
    """The present name of a theory."""
    return THEORIES.get(name, name)


def parameter_name(name: str) -> str:
    """The present name of a parameter."""
    return PARAMETERS.get(name, name)
