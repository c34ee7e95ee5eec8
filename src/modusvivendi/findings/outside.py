"""What an outside data set holds and what it says of the theories: the report of ``modus import``."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from modusvivendi.findings import Fact, Finding, Report, Table
from modusvivendi.outside.demand import MEANINGS, NUMBERS
from modusvivendi.outside.evidence import DomainEvidence
from modusvivendi.outside.mapping import Rule
from modusvivendi.outside.read import Imported

CLEAR = 3.0  # nats: twenty to one
COLUMNS = {
    "beta_contact": "contact",
    "beta_material": "material or pressure, the larger",
    "beta_standing": "standing",
    "beta_audience": "politicisation, as far as it is seen",
    "beta_reactance": "publicity",
}
OTHERS_CODED = (
    "Others chose what to collect and coded it, some of it knowing the outcome; asks were chosen by those who asked, so that a "
    "loud or costly ask may follow defiance rather than cause it."
)


def import_report(imported: Imported, evidence: DomainEvidence | None = None) -> Report:
    """What was read and, if it was weighed, the evidence of its domain."""
    findings = [read_finding(imported)]
    if evidence is not None:
        findings.append(evidence_finding(imported, evidence))
    return Report(
        title=imported.data_set.title,
        kind=f"outside data, {imported.data_set.name}",
        basis=f"Read from {imported.file}; domain: {imported.data_set.domain}. Source: {imported.data_set.source}.",
        findings=tuple(findings),
        note="Evidence of one domain stands by itself: it is added neither to another domain nor to the record of a case.",
        slug=f"import-{imported.data_set.name}",
    )


def read_finding(imported: Imported) -> Finding:
    """How many demands, how they ended, and how each column was found."""
    counts = {word: imported.outcomes.get(word, 0) for word in ("met", "partly", "not_met", "open")}
    facts = {name: Fact(value=count, unit="demands") for name, count in counts.items()}
    facts |= {"all": Fact(value=len(imported.demands), unit="demands"), "left": Fact(value=imported.left, unit="rows")}
    claim = "{all:count} demands: {met:count} met, {partly:count} partly, {not_met:count} not met, {open:count} open"
    return Finding(
        id="import.read",
        question="What does the file hold?",
        claim=f"{claim}; {{left:count}} rows left out." if imported.left else f"{claim}.",
        facts=facts,
        tables=(Table(name="columns", caption="How each column was found", frame=column_frame(imported), digits=2, brief=True),),
        headline=True,
        caveats=(OTHERS_CODED,),
        sources=(imported.data_set.source,),
    )


def column_frame(imported: Imported) -> pd.DataFrame:
    """One row a column of the table of demands: in how many rows it is known, its mean, from what, and why."""
    rows = []
    for name in MEANINGS:
        rule = imported.data_set.demand.get(name)
        values = [getattr(d, name) for d in imported.demands if getattr(d, name, None) not in (None, "")]
        if rule is not None:
            mean = sum(values) / len(values) if name in NUMBERS and values else None
            rows.append(
                {"column": name, "known in": len(values), "mean": mean, "from": " + ".join(origins(rule)), "why": rule.why}
            )
    return pd.DataFrame(rows)


def origins(rule: Rule) -> Iterator[str]:
    """From which columns of the file a column is found; many of one kind by the first and how many more."""
    names = (*rule.columns, *rule.flags)
    if not names:
        yield "the same for all" if rule.constant is not None else "number of parts"
    yield from names[:2]
    if len(names) > 2:
        yield f"{len(names) - 2} more"


def evidence_finding(imported: Imported, evidence: DomainEvidence) -> Finding:
    """Log evidence of each theory less that of inertia, and the weight of each column."""
    claims = [t for t in evidence.theories if t.theory != "free"]  # which claims nothing: every weight of it is wide
    ranked = sorted((t for t in claims if t.speaks), key=lambda t: -t.log_z)
    rows = [
        {
            "theory": t.theory,
            "log evidence": Fact(value=t.log_z, low=t.low, high=t.high, interval="range", unit="nats, less inertia"),
            "through": ", ".join(t.speaks) or "no column of its own",
        }
        for t in evidence.theories
    ]
    weights = [
        {
            "column": COLUMNS.get(name, name),
            "logits from 0 to 1": Fact(value=v, low=low, high=high, interval="posterior", level=0.9, unit="logits"),
        }
        for name, (v, low, high) in evidence.weights.items()
    ]
    facts: dict[str, Fact] = {"n": Fact(value=evidence.decided, unit="demands")}
    tie = True
    claim = "No theory has a weight of its own with a column in this data set ({n:count} decided demands)."
    if ranked:
        best = ranked[0]
        tie = best.low - max(t.log_z for t in claims if t is not best) < CLEAR
        facts |= {"best": Fact(value=best.theory), "lead": Fact(value=best.log_z, unit="nats, less inertia")}
        claim = (
            "Too close to call on {n:count} decided demands: `{best}` comes first, {lead:signed1} nats against `inertia`."
            if tie
            else "On {n:count} decided demands `{best}` has the most evidence, {lead:signed1} nats against `inertia`."
        )
    caption = "Log evidence less that of inertia, nats; range over draws of the judged values of the mapping"
    return Finding(
        id="import.evidence",
        question="What does this domain say of the theories?",
        claim=claim,
        facts=facts,
        tables=(
            Table(name="evidence", caption=caption, frame=pd.DataFrame(rows), digits="signed1", brief=True),
            Table(
                name="weights",
                caption="What each column does to the logit of being met further, under the theory free; 90% interval",
                frame=pd.DataFrame(weights),
                digits="signed2",
                brief=True,
            ),
        ),
        headline=True,
        too_close_to_call=tie,
        method="An ordered logit with effects of authority, kind of issue and episode; the theories' priors on its weights.",
        caveats=(OTHERS_CODED,),
        sources=(imported.data_set.source,),
    )
