"""The journal of sealed forecasts as findings: what was sealed, whether it still is, how it came out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from modusvivendi.findings import words
from modusvivendi.findings.finding import Fact, Finding, Report, Table
from modusvivendi.living.chain import Entry
from modusvivendi.living.journal import JournalScore

SEALED, SKILL = "What was sealed?", "How did it come out?"


def journal_report(path: Path, entries: Sequence[Entry], scored: JournalScore | None = None) -> Report:
    """The report of ``modus journal``."""
    findings = [sealed(entries)] + ([came_out(scored)] if scored is not None else [])
    last = entries[-1].digest[:16] if entries else "none"
    return Report(
        title="Journal of sealed forecasts",
        kind="journal",
        basis=f"{path.name}: {words.counted(len(entries), 'entry', 'entries')}, every seal holds; newest seal {last}.",
        findings=tuple(findings),
        note="Keep the newest seal elsewhere: then nobody can rewrite the journal without being seen.",
        slug="journal",
    )


def sealed(entries: Sequence[Entry]) -> Finding:
    """Every entry with what it was made of."""
    rows = [
        {
            "entry": str(e.number),
            "sealed": e.at,
            "by": str(e.content["by"]),
            "case": f"{e.content['case']}, {e.content['as_of']}, {str(e.content['digest'])[:12]}",
            "questions": len(e.content["questions"]),  # type: ignore[arg-type]
            "code": str(e.content["code"]),
            "seal": e.digest[:16],
        }
        for e in entries
    ]
    return Finding(
        id="journal.entries",
        question=SEALED,
        claim="Sealed: {sets}." if rows else "Nothing is sealed yet.",
        facts={"n": Fact(value=len(rows)), "sets": Fact(value=words.counted(len(rows), "set of forecasts", "sets of forecasts"))},
        headline=True,
        tables=(
            Table(
                name="entries",
                caption="Entries: when, by whom, on which case (day, digest) and by which code",
                frame=pd.DataFrame(rows),
                brief=True,
            ),
        )
        if rows
        else (),
    )


def came_out(scored: JournalScore) -> Finding:
    """The score of what is decided."""
    rows = [
        {
            "entry": str(s.entry.number),
            "question": s.sealed.question.text,
            "chance": words.in_hundred(s.sealed.chance) if s.sealed.chance is not None else "not simulated",
            "answer": "yes" if s.resolution.answer else "no",
            "because": s.resolution.because,
        }
        for s in scored.settled
    ]
    claim = "{settled:count} sealed forecasts are decided, {open:count} are open."
    facts = {"settled": Fact(value=len(rows)), "open": Fact(value=scored.open)}
    if scored.early:
        claim += " {early:count} of the decided do not count yet, since their period is not over: what is decided early is decided with yes."
        facts["early"] = Fact(value=scored.early)
    if scored.brier is not None and scored.gain is not None:
        claim += " Mean squared miss {brier:fixed3} (0.25 is saying one in two); better than the base rate by {gain:signed_fixed3,interval}."
        g = scored.gain
        facts |= {
            "brier": Fact(value=scored.brier),
            "gain": Fact(value=g.mean)
            if g.low != g.low
            else Fact(value=g.mean, low=g.low, high=g.high, interval="sampling error", level=0.9, n=g.groups),
        }
    return Finding(
        id="journal.score",
        question=SKILL,
        claim=claim,
        facts=facts,
        headline=True,
        tables=(Table(name="settled", caption="Sealed forecasts that are decided", frame=pd.DataFrame(rows), brief=True),)
        if rows
        else (),
    )
