"""Every rule of the linter finds what it is for, and a real brief passes all of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from modusvivendi.api.briefs import BriefResult
from modusvivendi.brief.lint import lint, rules
from modusvivendi.findings import Chart, Fact, Finding, Report, Table
from modusvivendi.findings.brief.words import AGAIN, DECISION, NEXT
from modusvivendi.findings.confidence import CONFIDENCE
from modusvivendi.findings.likelihood import CHANCE, TERM

TODAY = date(2026, 11, 27)


def said(claim: str, **more: object) -> Finding:
    """A finding of the first page."""
    return Finding(**{"id": "bad.one", "question": DECISION, "claim": claim, **more})  # type: ignore[arg-type]


LIKELY = Fact(value="likely", unit=TERM, note="icd203")
HALF = Fact(value=0.6, unit=CHANCE)
WIDE = Fact(value=0.6, unit=CHANCE, low=0.1, high=0.9, interval="range", level=1.0, note="icd203")
HIGH = Fact(value="high", unit=CONFIDENCE, n=6)
TABLE = Table(name="t", caption="The latest figures", frame=pd.DataFrame({"a": [1.0]}))

BAD: dict[str, Callable[[], Finding]] = {
    "likelihood_with_confidence": lambda: said("{p:percent}, with {c} confidence.", facts={"p": HALF, "c": HIGH}),
    "number_first": lambda: said("It is {t}.", facts={"t": LIKELY}),
    "one_scale": lambda: said(
        "{p:percent} ({t}).", facts={"p": HALF, "t": Fact(value="realistic possibility", unit=TERM, note="icd203")}
    ),
    "spread_hidden": lambda: said("{p:percent} ({t}).", facts={"p": WIDE, "t": LIKELY}),
    "tie_not_said": lambda: said("One leads.", too_close_to_call=True),
    "unit_missing": lambda: said("It moves by {x:2}.", facts={"x": Fact(value=0.3)}),
    "jargon": lambda: said("The posterior says so."),
    "hedge": lambda: said("Talks might open."),
    "undated": lambda: said("See below.", tables=(TABLE,)),
    "identifier": lambda: said("`piecemeal` is best on core_rights."),
    "forecast_with_advice": lambda: said(
        "Take {o}: {p:percent}.", facts={"o": Fact(value="it", unit="recommendation"), "p": HALF}
    ),
    "confidence_cap": lambda: said("Confidence is {c}.", facts={"c": replace(HIGH, n=60)}),
    "unsupported": lambda: said("Rights fall.", id="brief.judgement.rights"),
    "no_alt_text": lambda: said("See.", charts=(Chart(form="change_ranges", title="", description="", data=pd.DataFrame()),)),
    "too_long": lambda: said("word " * 60 + "end."),
    "past_step": lambda: said("Open in {d}.", facts={"d": Fact(value="May 2024", unit=NEXT, note="2024-05-01")}),
}


def report_of(*findings: Finding) -> Report:
    """A brief that is whole but for what is put in."""
    whole = (
        Finding(id="brief.bottom_line.one", question=DECISION, claim="It holds."),
        Finding(
            id="brief.confidence", question=DECISION, claim="Confidence is {c}.", facts={"c": Fact(value="low", unit=CONFIDENCE)}
        ),
        Finding(id="brief.again", question=AGAIN, claim="Run it."),
    )
    return Report(title="Own", kind="brief", basis="b", findings=(*findings, *whole))


@pytest.mark.parametrize("rule", BAD)
def test_a_bad_finding_is_found_by_its_rule(rule: str) -> None:
    assert rule in {f.rule for f in lint(report_of(BAD[rule]()), read_on=TODAY)}


def test_every_rule_has_a_bad_finding() -> None:
    assert {*rules(), "past_step"} == set(BAD)


def test_a_whole_brief_has_no_fault_and_its_parts_are_missed() -> None:
    assert lint(report_of(), read_on=TODAY) == []
    bare = Report(title="Own", kind="brief", basis="b", findings=())
    assert {f.rule for f in lint(bare, read_on=TODAY, earlier=True)} == {
        "bottom_line",
        "no_confidence",
        "no_change_note",
        "not_reproducible",
    }


def test_three_sentences_are_no_bottom_line() -> None:
    long = Finding(id="brief.bottom_line.two", question=DECISION, claim="It holds. It rises. It falls.")
    assert "bottom_line" in {f.rule for f in lint(report_of(long), read_on=TODAY)}


def test_the_small_brief_passes(small: BriefResult) -> None:
    assert small.faults == ()
