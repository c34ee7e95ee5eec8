"""Hindcasts of ladders as findings: did the bands hold, which issues miss, and why."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from modusvivendi.findings import words
from modusvivendi.findings.calendar import old
from modusvivendi.findings.finding import Fact, Finding, Report, Table
from modusvivendi.forecasting.hindcast import TARGET, Band, Hindcast
from modusvivendi.study.scales import RUNGS

HELD = "Did the bands hold?"
ACTS = "acts recorded for each one expected"


def hindcast_report(title: str, found: Sequence[Hindcast], origin: str) -> Report:
    """The report of ``modus forecast --hindcast``."""
    findings = [
        part
        for number, one in enumerate(found, start=1)
        for part in (held(number, one), misses(number, one), levels(number, one))
    ]
    days = words.listed(words.day(h.since) for h in found)
    return Report(
        title=f"{title}: hindcasts of the ladders",
        kind="hindcast",
        basis=f"From {days}, with outsiders acting as recorded; weights of theories: {origin}. A band holds nine of ten futures.",
        findings=tuple(findings),
        note="What issues are like was read by coders who knew what came after, and levels are one reader's judgement.",
        notice=old(found[-1].until) if found else "",
        slug="hindcast",
    )


def held(number: int, h: Hindcast) -> Finding:
    """How many issues lie in their band, and how far the drift is off."""
    below, above = h.off
    drift = h.drift_in_rungs
    facts = {
        "since": Fact(value=words.month(h.since)),
        "until": Fact(value=words.month(h.until)),
        "inside": Fact(value=sum(b.holds for b in h.bands)),
        "n": Fact(value=len(h.bands)),
        "share": Fact(value=h.coverage, unit="share"),
        "low": Fact(value=TARGET[0], unit="share"),
        "high": Fact(value=TARGET[1], unit="share"),
        "verdict": Fact(value=verdict(h)),
        "below": Fact(value=below),
        "above": Fact(value=above),
        "drift": Fact(value=abs(drift or 0.0), unit=RUNGS),
        "way": Fact(value="lower" if (drift or 0.0) < 0 else "higher"),
        "toward": Fact(value=h.ratio[0], unit=ACTS),
        "away": Fact(value=h.ratio[1], unit=ACTS),
    }
    told = "" if drift is None else " on average issues ended {drift:rungs} {way} than the middle of the band."
    return Finding(
        id=f"hindcast.held.{number}",
        question=HELD,
        part=f"From {words.month(h.since)} to {words.month(h.until)}",
        claim="From {since} to {until} the bands hold {inside:count} of {n:count} issues ({share:percent}; {low:percent} to {high:percent} would be "
        "right): {verdict}. {below:count} fell below their band and {above:count} rose above it;"
        f"{told or ' no issue has a ladder.'} "
        "The record holds {toward:fixed1} acts toward and {away:fixed1} acts away for each one that is expected.",
        facts=facts,
        headline=True,
        tables=(
            Table(
                name=f"bands_{number}",
                caption="On which rung each issue stood at the start and at the end, and the rungs that nine of ten futures hold",
                frame=_frame(h.bands),
                folded=h.coverage == 1.0,
            ),
        ),
    )


def verdict(h: Hindcast) -> str:
    """Whether so many inside is what bands of nine in ten should give."""
    if h.right:
        return "as it should be"
    if h.coverage < TARGET[0]:
        return "too few, so that the model moves too little or too slowly"
    chance = words.in_hundred(0.9 ** len(h.bands))
    return f"all of them, which right bands do {chance} times with so few issues, so that too wide a band cannot be ruled out"


def _frame(bands: Sequence[Band]) -> pd.DataFrame:
    """Issues with rungs; of an issue without a ladder only whether the band holds."""

    def on(b: Band, level: float) -> str:
        number = b.rung(level)
        return "no ladder" if b.ladder is None or number is None else b.ladder.rungs[number].name

    def held_by(b: Band) -> str:
        low, high = on(b, b.low), on(b, b.high)
        return f"“{low}”" if low == high else f"“{low}” to “{high}”"

    return pd.DataFrame(
        [
            {
                "issue": b.title,
                "at the start": on(b, b.start),
                "at the end": on(b, b.end),
                "band": "no ladder" if b.ladder is None else held_by(b),
                "holds": "yes" if b.holds else "no, but within the reader's doubt" if b.touches else "no",
            }
            for b in bands
        ]
    )


def levels(number: int, h: Hindcast) -> Finding:
    """For scholars: the same bands as levels."""
    rows = [{"issue": b.title, "start": b.start, "end": b.end, "low": b.low, "middle": b.middle, "high": b.high} for b in h.bands]
    caption = "Levels, 0 the authority's ideal and 1 the full ask: at the start, at the end, and the band with its middle"
    table = Table(name=f"levels_{number}", caption=caption, frame=pd.DataFrame(rows), digits=2)
    return Finding(id=f"hindcast.levels.{number}", question=HELD, view="scholar", tables=(table,))


def misses(number: int, h: Hindcast) -> Finding:
    """Which issues miss their band, and what the record holds on them."""
    wrong = [b for b in h.bands if not b.holds]
    frame = pd.DataFrame(
        [
            {
                "issue": b.title,
                "where": "below its band" if b.end < b.low else "above its band",
                "acts toward": f"{b.recorded[0]} recorded, {b.expected[0]:.1f} expected",
                "acts away": f"{b.recorded[1]} recorded, {b.expected[1]:.1f} expected",
                "why": why(b),
            }
            for b in wrong
        ],
        columns=["issue", "where", "acts toward", "acts away", "why"],
    )
    names = words.listed(f"‘{b.title}’" for b in wrong)
    return Finding(
        id=f"hindcast.misses.{number}",
        question=HELD,
        part=f"From {words.month(h.since)} to {words.month(h.until)}",
        claim="Outside their band: {names}." if wrong else "No issue lies outside its band.",
        facts={"names": Fact(value=names)} if wrong else {},
        tables=(Table(name=f"misses_{number}", caption="Issues outside their band", frame=frame, brief=True),) if wrong else (),
    )


def why(b: Band) -> str:
    """By rule: more acts than expected, larger steps than expected, or both."""
    way = 1 if b.end < b.low else 0
    words_of = ("toward", "away")[way]
    more = b.recorded[way] > 1.5 * b.expected[way] + 1
    if more:
        return f"more acts {words_of} than expected"
    return f"few acts {words_of}, but large ones: one order moved it further than any step of the model"
