"""One call per question. What becomes of the claims of a text when they are put to the test."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from modusvivendi.analysis.claims.claim import ClaimFile, load_claims
from modusvivendi.analysis.claims.try_claims import TriedClaims, try_claims
from modusvivendi.case import Case, load_case
from modusvivendi.errors import InputError
from modusvivendi.evidence.inference.beliefs import UNIFORM, Weighting, choose_beliefs
from modusvivendi.findings import Report
from modusvivendi.findings.claims import claims_report
from modusvivendi.theory import load_theories

DRAWS = 1024


@dataclass(frozen=True, eq=False)
class ClaimsResult:
    """What ``claims`` returns: every claim with its experiments and verdict (``found``), and the report.

    Example:
        >>> import modusvivendi as mv
        >>> list(mv.ClaimsResult.__dataclass_fields__)  # see ``claims`` for how to come by one
        ['found', 'report']
    """

    found: TriedClaims
    report: Report


def claims(
    case: str | Path | Case | None = None,
    *,
    file: ClaimFile | str | Path | None = None,
    only: Sequence[str] = (),
    theories: Sequence[str] | None = None,
    weights: Weighting = UNIFORM,
    futures: int = DRAWS,
    seed: int = 1,
    months: int | None = None,
) -> ClaimsResult:
    """Put the claims of a text to the test on a case: in simulated futures and in its record, with a verdict by rule.

    case: a shipped case's name, a path, or a Case; the one that the file names by default. file: claims, a shipped file's name or a YAML file; the shipped ones by default.
    only: ids of claims. theories: names or YAML files, all shipped ones by default. weights: of theories, as for ``run``;
    ``record`` also tests claims on what the record makes of theories. futures: draws, 2 or more; every arm of an experiment runs
    on each under every theory. months: horizon, the case's own by default. Chances lie in [0, 1].

    Raises InputError for unknown names and faults of the file.

    Example:
        >>> import modusvivendi as mv
        >>> tried = mv.claims("afghanistan", only=["C1", "C11"]).found
        >>> [(t.claim.id, t.verdict) for t in tried.claims]
        [('C1', 'holds'), ('C11', 'holds')]
    """
    given = file if isinstance(file, ClaimFile) else load_claims(file)
    if case is None and not given.case:
        raise InputError(f"{given.name}: these claims name no case of their own; say on which one they are tried")
    loaded = case if isinstance(case, Case) else load_case(given.case if case is None else case)
    chosen = load_theories(theories)
    beliefs = choose_beliefs(loaded, chosen, weights)
    found = try_claims(given, loaded, chosen, beliefs, futures=futures, seed=seed, months=months, only=only)
    return ClaimsResult(found, claims_report(found))
