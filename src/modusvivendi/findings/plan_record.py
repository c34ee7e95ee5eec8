"""What the model makes of asks that were made: how many it expects to be met, beside how many were. On the page of every plan."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from modusvivendi.findings.finding import Fact, Finding, Table
from modusvivendi.planning.judging.asks_on_record import LEVEL, AsksOnRecord, Cell

QUESTION = "How far can what is said of talks be trusted? The asks on record, put to the model"
METHOD = (
    "Every decided ask on record becomes talks of its own: same issues, asker, openness, rewards and form, on offer for five years "
    "from the case's last day, so today's levels and relations stand in for those of its own day. Intervals hold 90 of 100 futures. Where nearly "
    "every kind of ask lies within its interval the ranges are wide enough; it does not follow that the middle is right."
)
NEAR = 0.05  # of asks: a difference of means that is not told


def record_findings(found: Sequence[AsksOnRecord]) -> list[Finding]:
    """One finding, with a line for every kind of ask; none where the record has too few asks."""
    if not found:
        return []
    own, total = found[0], found[0].total
    off = max(own.cells, key=lambda cell: abs(cell.mean - cell.met) / cell.asks)
    facts = {
        "asks": Fact(value=total.asks),
        "met": Fact(value=total.met),
        "expected": expected(total),
        "kinds": Fact(value=len(own.cells)),
        "covered": Fact(value=own.covered),
        "worst": Fact(value=off.kind),
        "worst_asks": Fact(value=off.asks),
        "worst_met": Fact(value=off.met),
        "worst_expected": expected(off),
    }
    claim = (
        "Of {asks} asks on record {met} were met, if only for a time; put the same asks, the model expects {expected:0,interval}. Of "
        "{kinds} kinds of ask, {covered} lie within the model's interval. It is furthest off on “{worst}”: {worst_met} of "
        "{worst_asks} met, {worst_expected:0,interval} expected"
    )
    claim += "." if abs(off.mean - off.met) > NEAR * off.asks else ", which is close."
    caveats = tuple(_missed(part) for part in found if part.covered < len(part.cells))
    table = Table(
        name="asks on record",
        caption="Asks that were met, and how many the model expects (with 90 of 100 futures), by kind",
        frame=lines(found),
        digits="0",
    )
    return [
        Finding(
            id="plan.asks_on_record", question=QUESTION, claim=claim, facts=facts, tables=(table,), method=METHOD, caveats=caveats
        )
    ]


def expected(cell: Cell) -> Fact:
    """How many asks the model expects to be met."""
    return Fact(value=cell.mean, unit="asks", low=cell.low, high=cell.high, interval="spread", level=LEVEL, n=cell.asks)


def lines(found: Sequence[AsksOnRecord]) -> pd.DataFrame:
    """One row a kind of ask: asks, how many were met, and what each set of assumptions expects."""
    rows = []
    for n, cell in enumerate((found[0].total, *found[0].cells)):
        row: dict[str, object] = {"kind of ask": cell.kind, "asks": cell.asks, "met": cell.met}
        for part in found:
            row[part.origin] = expected((part.total, *part.cells)[n])
        rows.append(row)
    return pd.DataFrame(rows)


def _missed(part: AsksOnRecord) -> str:
    kinds = "; ".join(f"{c.kind}: {c.met} of {c.asks} met" for c in part.cells if not c.covered)
    return f"Outside the interval with {part.origin}: {kinds}."
