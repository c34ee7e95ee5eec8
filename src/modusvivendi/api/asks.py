"""One call per question. What happened when somebody asked such a thing, over the records of all cases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from modusvivendi.findings import Report
from modusvivendi.findings.precedents import precedents_report
from modusvivendi.findings.precedents_tables import demand_rows
from modusvivendi.precedent.precedents import NEAREST, Precedents, find_precedents

if TYPE_CHECKING:
    import pandas as pd

    from modusvivendi.case import Case


@dataclass(frozen=True, eq=False)
class PrecedentsResult:
    """What ``precedents`` returns: nearest asks, base rates and chances (``found``), and the report.

    Example:
        >>> import modusvivendi as mv
        >>> list(mv.PrecedentsResult.__dataclass_fields__)  # see ``precedents`` for how to come by one
        ['found', 'report']
    """

    found: Precedents
    report: Report

    @property
    def table(self) -> pd.DataFrame:
        """Every ask that passes the filters, one a row; cost, publicity, form and the like in [0, 1]."""
        return demand_rows(self.found.demands).to_frame()


def precedents(
    case: str | Path | Case | None = None,
    *,
    ask: Mapping[str, object] | None = None,
    only: Sequence[str] = (),
    cases: Sequence[str | Path | Case] | None = None,
    nearest: int = NEAREST,
    as_of: str | None = None,
) -> PrecedentsResult:
    """Look up what happened when somebody asked such a thing, over the records of all cases; nothing is simulated.

    case: whose authority is asked: a shipped case's name, a path, a Case; None for an authority on no record. ask: what is
    asked, by field: ``issues``, ``domain``, ``form`` (single, package), ``cost`` (none, low, mid, high), ``publicity`` (quiet,
    mixed, public), ``politicisation``, ``material``, ``standing`` (0 to 1), ``reward`` (yes, no), ``asker``; what is left out
    is not compared. only: filters such as ``cost=mid,high`` or ``years=2007-2012``. cases: records to read, all shipped ones
    by default, besides ``case``. nearest: how many precedents are listed, 1 or more. as_of: the day on which it is asked
    (YYYY-MM-DD): what came later is not used.

    Shares and chances lie in [0, 1], intervals cover 90%. Raises InputError for words and cases that are not known.

    Example:
        >>> import modusvivendi as mv
        >>> found = mv.precedents("afghanistan", ask={"cost": "high", "form": "package"})
        >>> found.found.reference.rate.met.count
        0
    """
    found = find_precedents(case, ask=ask, only=only, cases=cases, nearest=nearest, as_of=as_of)
    return PrecedentsResult(found, precedents_report(found))
