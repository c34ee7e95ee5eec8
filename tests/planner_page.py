"""What a planner's page may not hold: numbers without a unit, indices, nats, names of parameters. Shared by tests of reports."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from string import Formatter

from modusvivendi.findings import Fact, Finding, Report
from modusvivendi.findings.avoided import found_in
from modusvivendi.findings.finding import all_tables
from modusvivendi.study.scales import POINTS
from modusvivendi.theory import shared_priors

# Units that nobody could observe; points of 100 only where a case has no ladder or yardstick.
INDICES = {"", "nats", "index", "scale 0 to 1", "share of the full ask", "0 to 1", "policy, 0 to 1", "share of the possible flow"}


def faults(report: Report, *, anchored: bool = True) -> list[str]:
    """Everything in the planner's view that should stand in the scholar's, one line each; none if all is well.

    anchored: whether the case has ladders and yardsticks, so that points of 100 are a fault too.
    """
    barred = INDICES | ({POINTS} if anchored else set())
    found = said_wrong("the page", (report.title, report.basis, report.note, report.notice))
    for finding in (f for f in report.findings if f.view == "planner"):
        found += [f"{finding.id}: {{{name}}} is told in '{unit}'" for name, unit in quoted(finding) if unit in barred]
        found += said_wrong(finding.id, texts(finding))
        found += cells(finding, barred)
    return found


def said_wrong(where: str, said: Iterable[str]) -> list[str]:
    """Forbidden words and names of parameters in texts, one line each."""
    names = [p for p in shared_priors() if "_" in p]
    found = []
    for text in said:
        found += [f"{where}: says '{word}' in “{text[:80]}”" for word in found_in(text, "planner")]
        found += [f"{where}: names the parameter {p}" for p in names if re.search(rf"\b{p}\b", text)]
    return found


def texts(finding: Finding) -> list[str]:
    """Everything in words that a finding shows: its sentence, method, pictures, tables with their cells, and boards."""
    found = [finding.question, finding.part, finding.folded, finding.sentence, finding.method, *finding.caveats]
    for chart in finding.charts:
        found += [chart.title, chart.description]
    for table in all_tables([finding]):
        found += [table.caption, *map(str, table.frame.columns)]
        found += [v for row in table.frame.itertuples(index=False, name=None) for v in row if isinstance(v, str)]
        facts = (v for v in table.frame.to_numpy().ravel() if isinstance(v, Fact))
        found += [f.value for f in facts if isinstance(f.value, str)]
    for board in finding.boards:
        cards = [card for _, column in board.columns for card in column]
        found += [board.caption, *(h for h, _ in board.columns)]
        found += [text for c in cards for text in (c.title, *c.items, *c.lines)]
    return found


def dates_offered(report: Report) -> list[date]:
    """Quarters and days in the headings of boards, when something is to be done or watched; a quarter by its last day."""
    found = []
    for board in (b for f in report.findings if f.view == "planner" for b in f.boards):
        for heading, _ in board.columns:
            if quarter := re.search(r"(\d{4}) Q([1-4])", heading):
                month = 3 * int(quarter[2])
                found.append(date(int(quarter[1]), month, 30 if month in (6, 9) else 31))
            elif day := re.search(r"(\d{1,2}) ([A-Z][a-z]+) (\d{4})", heading):
                found.append(datetime.strptime(day.group(), "%d %B %Y").date())
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
