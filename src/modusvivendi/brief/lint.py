"""What is wrong with a brief, over its findings and not over strings as far as facts can tell; each rule is a function.

Rules are those of the tradecraft standards and of the experiments on how readers take numbers and words (docs/brief.md names the source of each).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from string import Formatter

from modusvivendi.findings import Fact, Finding, Report
from modusvivendi.findings.avoided import found_in
from modusvivendi.findings.brief.words import AGAIN, CHANGED, NEXT, PAGES
from modusvivendi.findings.confidence import CONFIDENCE, FAR, LEVELS
from modusvivendi.findings.likelihood import APART, CHANCE, TERM, scales

LONGEST = 45  # words of a sentence on the four pages; judgement, range 30–60
TIE_WORDS = ("tied", "tie", "ties", "no option", "not differ", "too close to call", "stands", "nothing tells them apart")
CHANCES = (CHANCE, "share", "of 100 futures")
END = re.compile(r"(?<=[.;])\s+(?=[A-Z{“])")
IDENTIFIER = re.compile(r"\b[a-z]+(?:_[a-z0-9]+)+\b|`")


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong. rule: its name. finding: id of the finding, "" for the whole brief. what: in words."""

    rule: str
    finding: str
    what: str


Rule = Callable[[Finding], Iterator[str]]


def lint(report: Report, *, read_on: date, earlier: bool = False) -> list[Fault]:
    """All faults of a brief. read_on: the day on which it is read; earlier: whether an earlier brief was named."""
    faults = [Fault(name, f.id, what) for f in report.findings for name, rule in rules().items() for what in rule(f)]
    faults += [Fault("past_step", f.id, what) for f in report.findings for what in past_step(f, read_on)]
    return [*faults, *_whole(report, earlier)]


@cache
def rules() -> dict[str, Rule]:
    """Rules on one finding, by name."""
    return {
        "likelihood_with_confidence": likelihood_with_confidence,
        "number_first": number_first,
        "one_scale": one_scale,
        "spread_hidden": spread_hidden,
        "tie_not_said": tie_not_said,
        "unit_missing": unit_missing,
        "jargon": jargon,
        "hedge": hedge,
        "undated": undated,
        "identifier": identifier,
        "forecast_with_advice": forecast_with_advice,
        "confidence_cap": confidence_cap,
        "unsupported": unsupported,
        "no_alt_text": no_alt_text,
        "too_long": too_long,
    }


def sentences(finding: Finding) -> list[str]:
    """The claim's sentences, as templates."""
    return [part for part in END.split(finding.claim) if part]


def quoted(template: str, finding: Finding) -> list[Fact]:
    """Facts that a template quotes, in order."""
    return [finding.facts[name] for _, name, _, _ in Formatter().parse(template) if name]


def likelihood_with_confidence(finding: Finding) -> Iterator[str]:
    """A chance and a level of confidence in one sentence."""
    for sentence in sentences(finding):
        units = {f.unit for f in quoted(sentence, finding)}
        if CONFIDENCE in units and units & {TERM, *CHANCES}:
            yield "a chance and a level of confidence stand in one sentence"


def number_first(finding: Finding) -> Iterator[str]:
    """A term of likelihood that does not follow its number."""
    for sentence in sentences(finding):
        before: list[str] = []
        for fact in quoted(sentence, finding):
            if fact.unit == TERM and (not before or before[-1] != CHANCE):
                yield f"“{fact.value}” stands without its number before it"
            before.append(fact.unit)


def one_scale(finding: Finding) -> Iterator[str]:
    """Terms that are not of the scale that they name."""
    for fact in finding.facts.values():
        if fact.unit != TERM:
            continue
        known = scales().get(fact.note)
        if known is None or fact.value not in known.terms:
            yield f"“{fact.value}” is no term of the scale “{fact.note}”"


def spread_hidden(finding: Finding) -> Iterator[str]:
    """One term for a chance on which theories lie more than a band apart."""
    terms = [f for f in finding.facts.values() if f.unit == TERM]
    for fact in finding.facts.values():
        scale = scales().get(fact.note) if fact.unit == CHANCE else None
        if scale is None or fact.low is None or fact.high is None or not terms:
            continue
        low, high = scale.place(fact.low), scale.place(fact.high)
        if low is not None and high is not None and high - low > APART:
            yield f"theories put it between {fact.low:.0%} and {fact.high:.0%}: say both numbers and no term"


def tie_not_said(finding: Finding) -> Iterator[str]:
    """A tie that is not called one."""
    if finding.too_close_to_call and finding.claim and not any(word in finding.sentence.lower() for word in TIE_WORDS):
        yield "options are tied, and it does not say so"


def unit_missing(finding: Finding) -> Iterator[str]:
    """A number that is quoted without a unit, in the fact or as a form that brings its own."""
    for _, name, form, _ in Formatter().parse(finding.claim):
        fact = finding.facts.get(name or "")
        if (
            fact is not None
            and isinstance(fact.value, float)
            and not fact.unit
            and not (form or "").startswith(("percent", "in_hundred", "rungs"))
        ):
            yield f"the number {name} has no unit"


def _told(finding: Finding) -> str:
    """Everything of a finding that is read on the four pages."""
    cells = [
        str(c.value if isinstance(c, Fact) else c) for t in finding.tables for _, column in t.as_frame().items() for c in column
    ]
    heads = [str(c) for t in finding.tables for c in (*t.frame.columns, t.caption)]
    return " ".join([finding.sentence, *(c.title for c in finding.charts), *heads, *cells])


def jargon(finding: Finding) -> Iterator[str]:
    """Words of the laboratory on the four pages."""
    if finding.question in PAGES:
        yield from (f"“{word}” is jargon" for word in found_in(_told(finding), "brief"))


def hedge(finding: Finding) -> Iterator[str]:
    """Words that hide a chance."""
    for sentence in sentences(finding):
        yield from (f"“{word}” hides a chance" for word in found_in(re.sub(r"\{[^}]*\}", "", sentence), "hedges"))


def undated(finding: Finding) -> Iterator[str]:
    """Titles that will be wrong tomorrow."""
    titles = [finding.question, finding.part, *(t.caption for t in finding.tables), *(c.title for c in finding.charts)]
    yield from (f"“{word}” in a title: write the date" for title in titles for word in found_in(title, "undated"))


def identifier(finding: Finding) -> Iterator[str]:
    """Names of files and fields on the four pages."""
    if finding.question in PAGES:
        found = IDENTIFIER.search(_told(finding))
        if found:
            yield f"“{found.group()}” is a name of the program"


def forecast_with_advice(finding: Finding) -> Iterator[str]:
    """A forecast and a recommendation in one sentence."""
    for sentence in sentences(finding):
        units = {f.unit for f in quoted(sentence, finding)}
        if "recommendation" in units and units & set(CHANCES):
            yield "a forecast and the recommendation stand in one sentence"


def confidence_cap(finding: Finding) -> Iterator[str]:
    """High confidence in what lies more than a year ahead, and levels that are none."""
    for fact in finding.facts.values():
        if fact.unit == CONFIDENCE and fact.value not in LEVELS:
            yield f"“{fact.value}” is no level of confidence"
        if fact.unit == CONFIDENCE and fact.value == LEVELS[-1] and (fact.n or 0) > FAR:
            yield f"high confidence {fact.n} months ahead"


def unsupported(finding: Finding) -> Iterator[str]:
    """A judgement without a source, or without a sign that would change it."""
    if finding.id.startswith("brief.judgement."):
        if not finding.sources:
            yield "a judgement names no source"
        if "signpost" not in finding.facts:
            yield "a judgement has no sign that would change it"


def no_alt_text(finding: Finding) -> Iterator[str]:
    """A picture that is not told in words and numbers."""
    for chart in finding.charts:
        if not chart.title or not chart.description or chart.twin is None:
            yield "a picture lacks its title, its description or its numbers"


def too_long(finding: Finding) -> Iterator[str]:
    """Long sentences on the four pages."""
    if finding.question in PAGES and finding.id != "brief.legend":
        for sentence in re.split(r"[.;:] ", finding.sentence):
            if len(sentence.split()) > LONGEST:
                yield f"a sentence of {len(sentence.split())} words"


def past_step(finding: Finding, read_on: date) -> Iterator[str]:
    """A next step that lies in the past; a month does once it has ended."""
    for fact in finding.facts.values():
        if fact.unit in (NEXT, "date ahead") and fact.note and date.fromisoformat(fact.note) < read_on:
            yield f"{fact.value} lies before {read_on}"


def _whole(report: Report, earlier: bool) -> list[Fault]:
    """Faults of the brief as a whole."""
    found = []
    bottom = [
        s for f in report.findings if f.id.startswith("brief.bottom_line") for s in re.split(r"(?<=\.)\s+(?=[A-Z])", f.sentence)
    ]
    if not 1 <= len(bottom) <= 2:
        found.append(Fault("bottom_line", "", f"the bottom line has {len(bottom)} sentences, two at most are allowed"))
    if not any(f.id == "brief.confidence" for f in report.findings):
        found.append(Fault("no_confidence", "", "nothing says how far to trust it"))
    changed = [f for f in report.findings if f.question == CHANGED and f.id != "brief.changed.none"]
    if earlier and not changed:
        found.append(Fault("no_change_note", "", "an earlier brief was named, and nothing says what changed"))
    if not any(f.question == AGAIN for f in report.findings):
        found.append(Fault("not_reproducible", "", "nothing says how to make it again"))
    return found
