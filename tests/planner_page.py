"""What a planner's page may not hold: numbers without a unit, indices, nats, names of parameters. Shared by tests of reports."""

from __future__ import annotations

import re
from string import Formatter

from modusvivendi.findings import Fact, Finding, Report
from modusvivendi.findings.finding import all_tables
from modusvivendi.study.scales import POINTS
from modusvivendi.theory import shared_priors

# Units that nobody could observe; points of 100 only where a case has no ladder or yardstick.
INDICES = {"", "nats", "index", "scale 0 to 1", "share of the full ask", "0 to 1", "policy, 0 to 1", "share of the possible flow"}
BARRED = re.compile(r"\bnats?\b|hypervolume|log evidence|effective draws", re.IGNORECASE)


def faults(report: Report, *, anchored: bool = True) -> list[str]:
    """Everything in the planner's view that should stand in the scholar's, one line each; none if all is well.

    anchored: whether the case has ladders and yardsticks, so that points of 100 are a fault too.
    """
    barred = INDICES | ({POINTS} if anchored else set())
    found = []
    for finding in (f for f in report.findings if f.view == "planner"):
        found += [f"{finding.id}: {{{name}}} is told in '{unit}'" for name, unit in quoted(finding) if unit in barred]
        captions = [t.caption for t in all_tables([finding])] + [c.title for c in finding.charts]
        for text in (finding.sentence, finding.method, *captions):
            found += [f"{finding.id}: says '{word}'" for word in BARRED.findall(text)]
            found += [f"{finding.id}: names the parameter {p}" for p in shared_priors() if "_" in p and p in text]
        found += cells(finding, barred)
    return found


def quoted(finding: Finding) -> list[tuple[str, str]]:
    """Names and units of the facts that a claim quotes, of those that are numbers with a fraction."""
    names = {name for _, name, _, _ in Formatter().parse(finding.claim) if name}
    return [(n, finding.facts[n].unit) for n in sorted(names) if isinstance(finding.facts[n].value, float)]


def cells(finding: Finding, barred: set[str]) -> list[str]:
    """Columns of a finding's open tables that hold a number without a unit or in a barred one."""
    found = []
    for table in finding.tables:
        for column in table.frame.columns:
            for value in table.frame[column]:
                fact = value if isinstance(value, Fact) else Fact(value=value)
                if isinstance(fact.value, float) and fact.value == fact.value and fact.unit in barred:
                    found.append(f"{finding.id}: table {table.name}, column {column}: {fact.value} in '{fact.unit}'")
                    break
    return found
