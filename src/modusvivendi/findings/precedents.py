"""What happened when somebody asked, as findings: base rates, nearest precedents, the pooled chance, and what to doubt."""

from __future__ import annotations

from datetime import date

from modusvivendi.findings import words
from modusvivendi.findings.calendar import old
from modusvivendi.findings.finding import Fact, Finding, Report, Table, parted
from modusvivendi.findings.precedents_tables import (
    check_table,
    coefficient_table,
    column_table,
    demand_rows,
    described,
    group_table,
    near_table,
    source_rows,
    step_table,
)
from modusvivendi.findings.precedents_words import chance_facts, citation, rate_claim, rate_words
from modusvivendi.precedent.distance import given
from modusvivendi.precedent.precedents import Outlook, Precedents
from modusvivendi.precedent.reference import ENOUGH, ENOUGH_FILES, is_thin

FORMS = {"single": "such single asks", "package": "such packages"}
HAPPENED = "What happened when somebody asked such a thing?"
OVERALL = "How often were asks met?"
NEAR = "Which asks on record are nearest?"
CHANCE = "What does the record of other authorities give such an ask?"
COUNTING = "What changes if asks are counted in another way?"
DOUBT = "What should lower trust in this?"
ALL = "What is on record?"
NOTE = (
    "Nothing here says that the way of asking caused the outcome: askers chose what to ask, of whom, when and how, and may have "
    "kept loud or large asks for what could not be had quietly."
)
COUNTED = (
    "Asks of one file (the same case and class of issue, or repeats of one another) are alike, so that they count as fewer: the "
    "effective number is n / (1 + (m − 1) ρ), m being the mean size of the file an ask belongs to (Kish 1965; Donner, Birkett "
    "and Buck 1981) and ρ the intraclass correlation from an analysis of variance over all decided asks (Ridout, Demétrio and "
    "Firth 1999). The interval is that of the Beta posterior, 90%, under Jeffreys' prior on the effective counts."
)
LOGIT = (
    "Pooled ridge logit of 'met, if only for a time' on what is said of the ask, in means over coders from 0 to 1, with an effect "
    "of each authority; prior standard deviation 2 on every coefficient. Intervals, 90%, from refits on whole files drawn with "
    "replacement; an authority that is not among the fitted has no effect of its own, and its spread is in the interval."
)


def precedents_report(found: Precedents) -> Report:
    """Everything ``modus precedents`` says."""
    said = not found.ask.empty
    findings = [rate_finding(found)]
    if found.reference.others is not None:
        findings += [own_finding(found), others_finding(found)]
    if said:
        findings += [narrowing_finding(found), near_finding(found), *chance_findings(found)]
    else:
        findings.append(groups_finding(found))
    findings += [counting_finding(found), doubt_finding(found), *parted(record_finding(found))]
    home = found.home
    where = f" to {home.title}" if home else ""
    subject = found.ask.ask or described(found)
    return Report(
        title=f"{subject[:1].upper()}{subject[1:]}{where}" if said else f"Asks{where if home else ' on record'}",
        kind="precedents",
        basis=basis(found),
        findings=tuple(findings),
        note=NOTE,
        notice=old(date.fromisoformat(home.as_of)) if home else "",
        slug="precedents",
    )


def basis(found: Precedents) -> str:
    """The first line of every output: what was read."""
    table = [d for c in found.cases for d in c.demands]
    read = words.listed(f"{c.title}, as known on {c.as_of} ({words.counted(len(c.demands), 'ask')})" for c in found.cases)
    kept = f" Only {words.listed(found.filters)}." if found.filters else ""
    return f"{words.counted(len(table), 'ask')} on record: {read}. No simulation, no weights of theories.{kept}"


def rate_finding(found: Precedents) -> Finding:
    """How asks such as this one ended."""
    reference = found.reference
    agree = words.listed(a.title for a in reference.agree)
    which = f"asks that agree with it in {agree}" if agree else "asks on record" if found.ask.empty else "asks of any kind"
    claim, facts = rate_claim(reference.rate, which)
    missing = [a.title for a in given(found.ask) if a not in reference.agree]
    if missing and reference.rate.decided:
        claim += " Too few also agree in {missing}."
        facts["missing"] = Fact(value=words.listed(missing, "or"))
    if is_thin(reference.rate):
        claim += " That is thin evidence, worth {effective:2} independent asks at most."
    return Finding(
        id="precedents.rate", question=OVERALL if found.ask.empty else HAPPENED, claim=claim, facts=facts, headline=True
    )


def own_finding(found: Precedents) -> Finding:
    """How asks to the asked authority ended, of those that rates are made of."""
    assert found.home is not None
    claim, facts = rate_claim(found.by_case[found.home.name], "asks of any kind to this authority")
    return Finding(id="precedents.rate.own", question=OVERALL if found.ask.empty else HAPPENED, claim=claim, facts=facts)


def others_finding(found: Precedents) -> Finding:
    """The same without the asked authority's own asks."""
    rate = found.reference.others
    assert rate is not None
    claim, facts = rate_claim(rate, "such asks to other authorities" if not found.ask.empty else "asks to other authorities")
    if is_thin(rate):
        claim += " That is thin evidence, worth {effective:2} independent asks at most."
    if rate.decided and rate.decided == found.reference.rate.decided:
        claim = "All {decided:count} of these were asks to other authorities."
    return Finding(
        id="precedents.rate.others", question=OVERALL if found.ask.empty else HAPPENED, claim=claim, facts=facts, headline=True
    )


def narrowing_finding(found: Precedents) -> Finding:
    """How the reference class was narrowed."""
    facts, claim = {}, ""
    if found.ask.derived:
        facts = {
            "domains": Fact(value=words.listed(found.ask.domains)),
            "reads": Fact(value=found.ask.politicisation, unit="share of the scale"),
        }
        parts = {
            "domains": "the domain ({domains})",
            "politicisation": "how it reads to the base ({reads:percent} of the way to an affront)",
        }
        claim = f"Taken over from its issues: {words.listed(parts[name] for name in found.ask.derived)}."
    return Finding(
        id="precedents.narrowing",
        question=HAPPENED,
        claim=claim,
        facts=facts,
        tables=(step_table(found),),
        method=f"{COUNTED} Two asks agree in an attribute if they differ by no more than half a step of its scale (0.2 in how it "
        "reads to the base, 0.25 in the size of a reward), or have an issue or a domain in common. An attribute that would leave "
        f"fewer than {ENOUGH} decided asks, or fewer than {ENOUGH_FILES} files, is passed over.",
    )


def near_finding(found: Precedents) -> Finding:
    """The nearest precedents, each with its date and sources."""
    near = found.near
    facts = {"shown": Fact(value=len(near))}
    claim = "No ask on record passes the filters."
    if near:
        first = near[0]
        facts |= {
            "distance": Fact(value=first.distance, unit="0 the same, 1 wholly different"),
            "met": Fact(value=sum(n.demand.met for n in near), unit="asks"),
            "decided": Fact(value=sum(n.demand.decided for n in near), unit="asks"),
            "tied": Fact(value=words.counted(found.tied, "more lies", "more lie")),
        }
        claim = "Decided among the {shown:count} nearest: {decided:count}; met in full: {met:count}."
        claim += " {tied} as near as the last of them; the newest are shown." if found.tied else ""
    weights = words.listed(f"{a.title} {a.weight:g}" for a in given(found.ask))
    return Finding(
        id="precedents.nearest",
        question=NEAR,
        claim=claim,
        facts=facts,
        tables=(near_table(found),) if near else (),
        sources=tuple(dict.fromkeys(f"{n.demand.name}: {citation(s)}" for n in near for s in n.demand.sources)),
        method="Distance: Gower's (1971), from 0 (the same) to 1 (wholly different), over what is said of the ask, with weights "
        f"{weights}. Ties stand in order of date, the newest first. An ask of the same kind need not have been made in like times.",
    )


def chance_findings(found: Precedents) -> list[Finding]:
    """What the pooled logit gives the ask, with the asked authority's own asks and without them, and by form."""
    return [part for outlook in found.outlooks for finding in _chance(found, outlook) for part in parted(finding)]


def _chance(found: Precedents, outlook: Outlook) -> list[Finding]:
    name = "all" if outlook.own else "others"
    who = "decided asks to all authorities on record" if outlook.own else "decided asks to other authorities"
    if outlook.model is None:
        claim = "Too few {who} to fit a chance."
        return [
            Finding(id=f"precedents.chance.{name}", question=CHANCE, claim=claim, facts={"who": Fact(value=who)}, headline=True)
        ]
    facts = chance_facts(outlook) | {"who": Fact(value=who), "n": Fact(value=outlook.model.n, unit="asks")}
    form = None if found.ask.form is None else "package" if found.ask.form > 0.5 else "single"
    claim = f"Judged by the {{n:count}} {{who}}, {_of_100(form or 'single')} {FORMS[form or 'single']} would be met, if only for a time"
    claim += f"; {_of_100('single' if form == 'package' else 'package')} {FORMS['single' if form == 'package' else 'package']}."
    if outlook.tie:
        claim += " The two forms cannot be told apart."
    last = outlook is found.outlooks[-1]
    return [
        Finding(
            id=f"precedents.chance.{name}",
            question=CHANCE,
            claim=claim,
            facts=facts,
            headline=True,
            too_close_to_call=outlook.tie,
            tables=(coefficient_table(outlook),),
            method=LOGIT if last else "",
        )
    ]


def _of_100(form: str) -> str:
    """A template for the chance of a form, with its interval."""
    return f"{{{form}:count}} of 100 ({{{form}_low:count}} to {{{form}_high:count}})"


def groups_finding(found: Precedents) -> Finding:
    """Rates by form, cost, publicity and reward, and by case."""
    return Finding(
        id="precedents.groups",
        question=OVERALL,
        tables=group_table(found),
        method=f"{COUNTED} Cost, publicity and form go by the word nearest to the mean of the coders who did not write the record.",
    )


def counting_finding(found: Precedents) -> Finding:
    """Checks: the same class without what the cases' authors warn of."""
    rate = found.reference.rate
    without = next(c.rate for c in found.reference.checks if c.name == "failed for the asker's part")
    facts = {
        "elsewhere": Fact(value=rate.elsewhere, unit="asks"),
        "decided": Fact(value=rate.decided, unit="asks"),
        "left": Fact(value=rate_words(without)),
    }
    claim = "{elsewhere:count} of these {decided:count} decided asks failed for the asker's part, or for that of both sides"
    claim += "; without them, {left}." if rate.elsewhere else " as far as the records say."
    return Finding(
        id="precedents.counting",
        question=COUNTING,
        claim=claim,
        facts=facts,
        tables=(check_table(found),),
        method="Each row leaves out one kind of ask that the authors of the cases warn of, the last all but the first of each file.",
    )


def doubt_finding(found: Precedents) -> Finding:
    """What the numbers cannot carry."""
    spreads = {
        name: [d.spread[name] for d in found.counted if name in d.spread]
        for name in ("cost", "publicity", "form", "politicisation")
    }
    facts = {
        name: Fact(value=sum(values) / len(values) if values else None, unit="share of the scale", n=len(values))
        for name, values in spreads.items()
    }
    repeated = sum(bool(d.repeats) for d in found.counted)
    facts |= {"files": Fact(value=found.reference.rate.files), "repeated": Fact(value=repeated, unit="asks")}
    claim = (
        "Asks were chosen by those who asked, coders may have known what came of them, and the same things were asked again and "
        "again; failed quiet asks leave the least trace. Coders of one ask differ on average by {publicity:percent} of the scale "
        "in publicity, {cost:percent} in cost, {politicisation:percent} in how it reads to the base and {form:percent} in form."
    )
    return Finding(id="precedents.doubt", question=DOUBT, claim=claim, facts=facts, caveats=(NOTE,))


def record_finding(found: Precedents) -> Finding:
    """Every ask that passes the filters, and the sources of each."""
    rows, sources = demand_rows(found.demands), source_rows(found.demands)
    tables = [column_table()]
    if len(rows):
        tables.insert(
            0, Table(name="asks", caption="Asks on record, one a row; columns are explained below", frame=rows, folded=True)
        )
    if len(sources):
        tables.append(
            Table(name="sources", caption="What each ask rests on: acts and moves with their sources", frame=sources, folded=True)
        )
    facts = {"asks": Fact(value=len(rows), unit="asks"), "cases": Fact(value=len(found.cases), unit="cases")}
    return Finding(
        id="precedents.record",
        question=ALL,
        facts=facts,
        tables=tuple(tables),
        claim="{asks:count} asks pass the filters."
        if found.filters
        else "{asks:count} asks are on record."
        if len(rows)
        else "No ask is on record.",
    )


__all__ = ["precedents_report"]
