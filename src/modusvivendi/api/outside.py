"""One call per question. A user's own copy of an outside data set: as a table of demands, what it says of the theories, and scores of
the theories on demands that nobody fitted to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from modusvivendi.errors import InputError
from modusvivendi.findings import Report
from modusvivendi.findings.outside import import_report
from modusvivendi.findings.outside_scores import outside_score_report
from modusvivendi.outside.demand import demand_frame
from modusvivendi.outside.evidence import DomainEvidence, weigh_domain
from modusvivendi.outside.read import Imported, read_outside
from modusvivendi.outside.unseen import UnseenScores, score_unseen
from modusvivendi.theory import load_theories


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


@dataclass(frozen=True, eq=False)
class ScoredDemands:
    """What ``score_demands`` returns: scores on the new file, and the report.

    Example:
        >>> import modusvivendi as mv
        >>> list(mv.ScoredDemands.__dataclass_fields__)  # see ``score_demands`` for how to come by one
        ['scores', 'report']
    """

    scores: UnseenScores
    report: Report


def score_demands(
    name: str,
    path: str | Path,
    *,
    known: str | Path,
    theories: Sequence[str] | None = None,
    scale: float = 1.0,
    draws: int = 8,
    seed: int = 1,
) -> ScoredDemands:
    """Score theories on demands of an outside data set that nobody fitted to (docs/outside-data.md).

    name: ``scc``, ``ties`` or ``gsdb``. path: the file to score; known: the file that weights, effects and thresholds are fitted on,
    both in the format of the data set. theories: names or YAML files, all shipped ones by default. scale: logits per unit of worth,
    above 0. draws: of judged values, for their range; seed: of these. Takes a minute or two of processor time.

    Raises InputError that names file, row and column for columns and values that are not known, and if nothing can be scored.

    Example:
        >>> import modusvivendi as mv
        >>> try:
        ...     mv.score_demands("scc", "new.csv", known="old.csv", scale=0.0)
        ... except mv.InputError as error:
        ...     print(error)
        scale 0: more than 0 and at most 100 logits per unit of worth are allowed
    """
    if not 0 < scale <= 100:
        raise InputError(f"scale {scale:g}: more than 0 and at most 100 logits per unit of worth are allowed")
    chosen = load_theories(theories)
    told, new = read_outside(name, Path(known)), read_outside(name, Path(path))
    found = score_unseen(told, new, theories=chosen, scale=scale, draws=draws, seed=seed)
    return ScoredDemands(found, outside_score_report(found))
