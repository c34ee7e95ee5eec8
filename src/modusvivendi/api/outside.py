"""One call per question. A user's own copy of an outside data set as a table of demands, and what it says of the theories."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from modusvivendi.findings import Report
from modusvivendi.findings.outside import import_report
from modusvivendi.outside.demand import demand_frame
from modusvivendi.outside.evidence import DomainEvidence, weigh_domain
from modusvivendi.outside.read import Imported, read_outside


@dataclass(frozen=True, eq=False)
class ImportResult:
    """What ``import_demands`` returns: what was read, the evidence of its domain if it was asked for, and the report.

    Example:
        >>> import modusvivendi as mv
        >>> list(mv.ImportResult.__dataclass_fields__)  # see ``import_demands`` for how to come by one
        ['imported', 'evidence', 'report']
    """

    imported: Imported
    evidence: DomainEvidence | None
    report: Report

    @property
    def table(self) -> pd.DataFrame:
        """Every demand, one a row; levels and attributes in [0, 1], empty where the data set does not say."""
        return demand_frame(self.imported.demands)


def import_demands(name: str, path: str | Path, *, evidence: bool = False, seed: int = 1) -> ImportResult:
    """Read your own copy of an outside data set as a table of demands (docs/outside-data.md).

    name: ``scc`` (Security Council Compliance), ``ties`` (Threat and Imposition of Economic Sanctions) or ``gsdb`` (Global
    Sanctions Data Base). path: its file, CSV (also packed with gzip) or .xlsx. evidence: whether the theories are weighed by it,
    which takes seconds to a minute; seed: of the draws of judged values. Evidence is that of one domain; there is no sum.

    Raises InputError that names file, row and column for columns and values that are not known.

    Example:
        >>> import modusvivendi as mv
        >>> try:
        ...     mv.import_demands("tis", "TIES.csv")
        ... except mv.InputError as error:
        ...     print(error)
        unknown data set 'tis': did you mean 'ties'?
    """
    imported = read_outside(name, Path(path))
    found = weigh_domain(imported, seed=seed) if evidence else None
    return ImportResult(imported, found, import_report(imported, found))
