"""Page 1, how it is to be read: what a rung, noticeable and a theory are, how far to trust it, the words for chances."""

from __future__ import annotations

import re
from collections.abc import Sequence

from modusvivendi.findings import words
from modusvivendi.findings.brief.basis import Basis
from modusvivendi.findings.brief.words import ASSUMED, DECISION, several, size_words
from modusvivendi.findings.confidence import confidence_fact
from modusvivendi.findings.finding import Fact, Finding
from modusvivendi.findings.ladder_words import lowered
from modusvivendi.findings.likelihood import TERM
from modusvivendi.findings.run_world import first_issue
from modusvivendi.findings.world import named

REASONS = 2
NAMED = re.compile(r"\((.+)\)$")  # what a title names in brackets behind what it is


def reading_finding(basis: Basis) -> Finding:
    """What a rung, a number that is counted, noticeable and a theory are, at first use."""
    case = basis.case
    facts: dict[str, Fact] = {"authority": Fact(value=case.authority)}
    said = []
    ladder = case.ladders.get(first_issue(case).id)
    if ladder is not None:
        sizes = {len(found.rungs) for found in case.ladders.values()}
        facts |= {
            "issue": Fact(value=lowered(first_issue(case).title)),
            "rungs": Fact(value=len(ladder.rungs), unit="rungs"),
        }
        which = "Each issue has a ladder" if len(sizes) == 1 else "Each issue has a ladder, {issue} one"
        said.append(f"{which} of {{rungs:count}} rungs, facts that an observer can check.")
    joint = {aim: v for aim, v in basis.aims.items() if len(v.scale.issues) > 1}
    if joint:
        facts["joint"] = Fact(value=words.listed(f"{len(v.scale.issues)} for {basis.aim(a)}" for a, v in joint.items()))
        said.append("Which issues make up an aim ({joint}) stands in annex B.")
    if "attacks" in basis.aims and case.rivals:
        names = [NAMED.search(r.title) for r in case.rivals]
        facts["rivals"] = Fact(value=several(m[1] if m else lowered(r.title) for m, r in zip(names, case.rivals, strict=True)))
        said.append("Attacks are those of armed rivals of {authority}: {rivals}.")
    facts["least"] = Fact(
        value=words.listed(dict.fromkeys(size_words(v.scale, v.scale.difference) for v in basis.aims.values()), "or")
    )
    said.append("Noticeable is what changes by at least {least}; options that differ by less, before rounding, are tied.")
    facts["theories"] = Fact(value=words.counted(len(basis.study.theories), "theory", "theories"), n=len(basis.study.theories))
    said.append(
        f"{{theories}} of what moves {{authority}} {'is' if len(basis.study.theories) == 1 else 'are'} tried, none is taken for true (annex C)."
    )
    return Finding(id="brief.reading", question=DECISION, part="How to read this", claim=" ".join(said), facts=facts)


def aims_finding(basis: Basis) -> list[Finding]:
    """For an annex: of which issues an aim is made."""
    facts: dict[str, Fact] = {}
    said = []
    for aim, view in basis.aims.items():
        if len(view.scale.issues) > 1:
            facts |= {
                aim: Fact(value=named(view)),
                f"{aim}_of": Fact(
                    value=several(lowered(basis.case.issue(i).title) for i in view.scale.issues), n=len(view.scale.issues)
                ),
            }
            said.append(f"{{{aim}}}, all issues alike: {{{aim}_of}}.")
    part = "Of what aims are made"
    return [Finding(id="brief.assumed.aims", question=ASSUMED, part=part, claim=" ".join(said), facts=facts)] if said else []


def confidence_finding(basis: Basis) -> Finding:
    """How far to trust it, and the weightiest reasons."""
    made = basis.confidence
    facts = {
        "level": confidence_fact(made, basis.study.months),
        "reasons": Fact(value="; ".join(made.reasons[:REASONS]), n=len(made.reasons)),
    }
    weighed = "Theories are weighed by the record. " if basis.checklist.weighed else ""
    claim = f"{weighed}Confidence in these judgements is {{level}}: {{reasons}}."
    return Finding(id="brief.confidence", question=DECISION, part="How far to trust this", claim=claim, facts=facts)


def legend_finding(basis: Basis, judged: Sequence[Finding]) -> list[Finding]:
    """The bands of the terms of likelihood that judgements use; none where they use none."""
    used = {str(f.value) for found in judged for f in found.facts.values() if f.unit == TERM}
    scale = basis.given.scale
    if not used:
        return []
    facts = {"title": Fact(value=scale.title), "legend": Fact(value=scale.legend_of(used))}
    claim = "Words for chances, {title}: {legend}."
    return [Finding(id="brief.legend", question=DECISION, part="", claim=claim, facts=facts, sources=(scale.source,))]
