"""Which issues of a case are humanitarian: relief that is never a bargaining chip."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from modusvivendi.case.schema import Case

ROLE, DOMAIN = "humanitarian", "relief"


def humanitarian_issues(case: Case) -> frozenset[str]:
    """Ids of the issues that the case lists under this role, else of all of the domain relief."""
    listed = case.roles.get(ROLE)
    return frozenset(listed if listed is not None else (i.id for i in case.issues if i.domain == DOMAIN))
