"""What the record says of the theories: weights, log evidence in three columns, and dated rows."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from modusvivendi.evidence.inference.weights import Weights
from modusvivendi.evidence.tables import DISCRIMINATES
from modusvivendi.findings import Chart, Fact, Finding, Table, words
from modusvivendi.findings.finding import for_scholars, parted

Tables = Mapping[str, pd.DataFrame]
SAYS = "What the record says of the theories"
NUMBERS = "The evidence in numbers"
LEDGER = "Theories and dated acts"
PARTS = "of 100 parts of weight"
SHOWN_ROWS, FIRST_ROWS = 24, 10
# Log odds of 3 and 5 (odds of 20 and 150): the usual lines between positive, strong and very strong (Kass, Raftery 1995).
VERDICTS = ((3.0, "poorly"), (5.0, "moderately"), (np.inf, "well"))
COLUMNS = {"over_time": "when acts came", "between_issues": "which issues move", "deals": "how deals ended"}


def evidence_findings(w: Weights, tables: Tables) -> list[Finding]:
    """Weights, evidence and the rows they rest on."""
    said, ledger_ = ledger(w, tables["rows"])
    return [
        *parted(separation(w)),
        leader(w, tables["sensitivities"]),
        said,
        *for_scholars([columns(w, tables["evidence"]), numbers(w, tables), ledger_]),
    ]


def parts(weight: float, **more: object) -> Fact:
    """A weight on a theory as so many parts of 100."""
    return Fact(value=float(weight), unit=PARTS, form="of_hundred", **more)  # type: ignore[arg-type]


def separation(w: Weights) -> Finding:
    """How well the record tells theories apart."""
    shares = w.weights()
    gain = {t.name: shares[t.name] / w.prior[t.name] for t in w.held}
    best, worst = max(gain, key=lambda n: gain[n]), min(gain, key=lambda n: gain[n])
    strong = abs(float(np.log(gain[best] / gain[worst])))
    return Finding(
        id="weigh.separation",
        question=SAYS,
        claim="The record separates theories {verdict}: from the best to the least supported (`{best}`, `{worst}`) the odds "
        "move by a factor of {factor:fixed0}.",
        facts={
            "verdict": Fact(value=next(word for most, word in VERDICTS if strong < most)),
            "best": Fact(value=best),
            "worst": Fact(value=worst),
            "factor": Fact(value=gain[best] / gain[worst], unit="ratio of odds"),
        },
        headline=True,
        method="Log evidence is how probable the record is under a theory, all its uncertain numbers averaged over. A "
        "difference of 1 nat multiplies the odds by 2.7, one of 3 by 20.",
    )


def leader(w: Weights, variants: pd.DataFrame) -> Finding:
    """Which theory has most weight and which is best supported, each with the weight it began with."""
    shares, doubt = w.weights(), w.weight_errors
    order = sorted((t.name for t in w.held), key=lambda n: -shares[n])
    top, best = order[0], max((t.name for t in w.held), key=lambda n: shares[n] / w.prior[n])
    tie = len(order) > 1 and shares[top] - shares[order[1]] < 2 * float(np.hypot(doubt[top], doubt[order[1]]))
    claim = (
        "`{top}` has most weight, {weight:of_hundred} parts of 100, against {prior:of_hundred} before the record, and is best "
        "supported: no other theory's weight grew by more than {growth:2} times."
        if top == best
        else "`{top}` has most weight, {weight:of_hundred} parts of 100, but it began with {prior:of_hundred}; best supported is "
        "`{best}`, whose weight grew most, from {best_prior:of_hundred} to {best_weight:of_hundred} parts, or {growth:2} times."
    )
    whole = variants[variants.kind.isin(["whole", "choice", "rows"])]
    low, high = float(whole[top].min()), float(whole[top].max())
    facts = {
        "top": Fact(value=top),
        "weight": parts(shares[top], low=low, high=high, interval="range", note="range over sensitivity variants"),
        "prior": parts(w.prior[top]),
        "best": Fact(value=best),
        "best_weight": parts(shares[best]),
        "best_prior": parts(w.prior[best]),
        "growth": Fact(value=shares[best] / w.prior[best], unit="ratio of weights"),
    }
    return Finding(
        id="weigh.leader",
        question=SAYS,
        claim=claim,
        facts=facts,
        headline=True,
        too_close_to_call=tie,
        charts=(_weights_chart(w, whole),),
    )


def _weights_chart(w: Weights, whole: pd.DataFrame) -> Chart:
    """Weights before and after the record, with their range over variants that keep the whole record."""
    data = pd.DataFrame(
        {
            "theory": [t.title for t in w.held],
            "prior": [w.prior[t.name] for t in w.held],
            "weight": [float(whole[t.name].iloc[0]) for t in w.held],
            "low": [float(whole[t.name].min()) for t in w.held],
            "high": [float(whole[t.name].max()) for t in w.held],
        }
    ).sort_values("weight", ascending=False, kind="stable", ignore_index=True)
    return Chart(
        form="weight_ranges",
        title="Weight of each theory before and after the record",
        description="Dot: weight after the record; tick: before it, the same for every family of theories; band: the range over the "
        "other sensitivity variants that keep the whole record, and over leaving single rows out.",
        data=data,
        twin=Table(name="weights", caption="Weights of theories: before, after, and their range over variants", frame=data),
    )


def columns(w: Weights, table: pd.DataFrame) -> Finding:
    """In which column of the evidence theories differ."""
    held = table.set_index("theory").loc[[t.name for t in w.held]]
    span = {c: Fact(value=float(np.ptp(held[c])), unit="nats") for c in COLUMNS}
    base, titles = str(table.against.iloc[0]), {t.name: t.title for t in w.theories}
    first = table.set_index("theory").loc[base]
    data = pd.DataFrame(
        [
            {"theory": titles[r["theory"]], "column": title, "value": r[c] - first[c], "error": r[f"{c}_error"]}
            for c, title in COLUMNS.items()
            for r in table.to_dict("records")
        ]
    )
    return Finding(
        id="weigh.columns",
        question=SAYS,
        claim="Between theories log evidence spans {over_time:fixed1} nats over time (when acts came), {between_issues:fixed1} between "
        "issues (which move how often) and {deals:fixed1} on deals (how they ended).",
        facts=span,
        headline=True,
        charts=(
            Chart(
                form="evidence_bars",
                title=f"Log evidence in its three columns, against “{titles[base]}”",
                description="Each column is given the ones before it; right is better. Lines are two Monte Carlo standard errors.",
                data=data,
                twin=Table(
                    name="columns", caption="Log evidence in three columns, nats, and its Monte Carlo standard error", frame=data
                ),
            ),
        ),
    )


def numbers(w: Weights, tables: Tables) -> Finding:
    """The tables of log evidence and weights."""
    table = tables["evidence"]
    shown = pd.DataFrame({"theory": table.theory, "family": table.family})
    titles = {"over_time": "over time", "between_issues": "between issues", "deals": "deals", "sum": "sum"}
    for column, title in titles.items():
        shown[title] = [_with_error(v, e, "nats") for v, e in zip(table[column], table[f"{column}_error"], strict=True)]
    shown[f"against {table.against.iloc[0]}"] = table.sum_against
    shown["spread over codings"] = table.spread_over_codings
    shown["prior"] = table.prior
    shown["weight"] = [_with_error(v, e, "share") for v, e in zip(table.weight, table.weight_error, strict=True)]
    return Finding(
        id="weigh.numbers",
        question=NUMBERS,
        tables=(
            Table(
                name="evidence",
                caption="Log evidence in nats, in three columns (each given the ones before it), and weights; ± one Monte Carlo standard error",
                frame=shown,
                digits=2,
                brief=True,
            ),
            Table(name="families", caption="Weights by family", frame=tables["families"], brief=True),
            Table(
                name="alone",
                caption="Each kind of evidence by itself, in nats, against the first theory (these do not add up)",
                frame=tables["alone"],
                digits=2,
                folded=True,
            ),
        ),
    )


def _with_error(value: float, error: float, unit: str) -> Fact:
    """A number with one Monte Carlo standard error to both sides."""
    return Fact(value=value, unit=unit, low=value - error, high=value + error, interval="sampling error", level=0.683)


def ledger(w: Weights, rows: pd.DataFrame) -> list[Finding]:
    """Which dated acts and negotiations tell theories apart."""
    dull = int((~rows.discriminates).sum())
    first = w.held[0]
    against = f"log Bayes factor in nats against “{first.title}”; rows in grey do not discriminate"
    in_time = rows.sort_values(["month", "row"], ignore_index=True)
    moved = Table(
        name="moved_most",
        caption=f"The {FIRST_ROWS} rows that moved the weights most",
        frame=_in_words(w, rows.head(FIRST_ROWS)),
        brief=True,
    )
    claim = (
        "{dull:count} of {rows:count} dated acts and negotiations do not discriminate: no two theories differ on them by odds of more "
        "than {least:3} to 1."
    )
    return [
        Finding(
            id="weigh.rows",
            question=LEDGER,
            claim=claim,
            facts={
                "dull": Fact(value=dull, unit="rows"),
                "rows": Fact(value=len(rows), unit="rows"),
                "least": Fact(value=float(np.exp(DISCRIMINATES)), unit="ratio of odds"),
            },
            headline=True,
            tables=(moved,),
        ),
        Finding(
            id="weigh.ledger",
            question=LEDGER,
            tables=(
                _by_theory(
                    w,
                    rows.head(SHOWN_ROWS),
                    "influential_rows",
                    f"The {min(SHOWN_ROWS, len(rows))} most influential rows: {against}",
                ),
                _by_theory(w, in_time, "rows", f"All rows, in order of time: {against}", folded=True),
            ),
            method="How much better or worse a theory predicts a dated act or negotiation from all others.",
        ),
    ]


def _in_words(w: Weights, rows: pd.DataFrame) -> pd.DataFrame:
    """Rows as a person names them."""
    return pd.DataFrame(
        {
            "row": rows.row,
            "month": rows.month,
            "kind": rows.kind.replace("track", "negotiation"),
            "on": [issue_titles(w, i) for i in rows.issue],
            "what": rows.what,
            "parts of 100 moved": [parts(x) for x in rows.moved],
        }
    )


def issue_titles(w: Weights, ids: str) -> str:
    """Titles of issues whose ids stand between semicolons."""
    titles = {i.id: i.title for i in w.case.issues}
    return words.listed(titles.get(i, i) for i in ids.split(";"))


def _shortened(w: Weights, ids: str) -> str:
    """The first issue, and how many more there are: all are named in the table of rows in words and in the record."""
    first, *more = ids.split(";")
    return issue_titles(w, first) + (f" and {len(more)} more" if more else "")


def _by_theory(w: Weights, rows: pd.DataFrame, name: str, caption: str, *, folded: bool = False) -> Table:
    """Rows x theories: log Bayes factors."""
    shown = rows[["row", "month"]].assign(on=[_shortened(w, i) for i in rows.issue])
    shown = shown.assign(**{t.name: rows[t.name] for t in w.held}, moved=rows.moved)
    grey = tuple(int(n) for n in np.flatnonzero(~rows.discriminates.to_numpy()))
    return Table(name=name, caption=caption, frame=shown, digits=2, folded=folded, muted=grey)
