"""If the record were weighed otherwise: coders, sensitivity variants, placebos."""

from __future__ import annotations

import pandas as pd

from modusvivendi.evidence.inference.weights import Weights
from modusvivendi.evidence.sensitivity.variants import OUTSIDE
from modusvivendi.evidence.tables import coder_leaders, placebo_counts
from modusvivendi.findings import Chart, Fact, Finding, Table, words
from modusvivendi.findings.weigh_evidence import PARTS

OTHERWISE = "If the record were weighed otherwise"
PLACEBOS = "Placebos: could outsiders' moves be causes?"
COEFFICIENTS = dict(zip(OUTSIDE, ("money and recognition", "public demands", "contact"), strict=True))


def coders(w: Weights) -> Finding:
    """Which theory has the highest evidence under the codes of each coder."""
    tops = coder_leaders(w)
    same = len(set(tops.values())) == 1
    by_coder = words.listed(f"`{name}` for coder {coder}" for coder, name in tops.items())
    return Finding(
        id="weigh.coders",
        question=OTHERWISE,
        claim="The theory with the highest evidence is `{best}`, whoever codes the rows; weights also carry the prior."
        if same
        else "The theory with the highest evidence is not the same for all coders: {by_coder}; weights also carry the prior.",
        facts={
            "best": Fact(value=next(iter(tops.values())) if same else None, note="" if same else "not the same for all coders"),
            "by_coder": Fact(value=by_coder),
            **{f"coder_{c.lower()}": Fact(value=name) for c, name in tops.items()},
        },
        headline=True,
    )


def variants(w: Weights, table: pd.DataFrame) -> Finding:
    """Which choice of how the whole record is weighed moves the weights most."""
    held = [t.name for t in w.held]
    shown = table[["variant", "moved", "error", *held]]
    listed = Table(
        name="sensitivities",
        caption="Weights of theories under every sensitivity variant; moved: half the sum of absolute changes; error: the largest "
        "Monte Carlo error of a log evidence, nats",
        frame=shown,
        digits=2,
    )
    top = table[table.kind == "choice"].sort_values("moved", ascending=False).iloc[0]
    now = {n: float(table[n].iloc[0]) for n in held}
    base, then = max(held, key=lambda n: now[n]), max(held, key=lambda n: float(top[n]))
    return Finding(
        id="weigh.variants",
        question=OTHERWISE,
        claim="Of the choices of how the whole record is weighed, “{variant}” moves weights most ({moved:of_hundred} parts of 100); "
        + ("`{leader}` still has most weight." if base == then else "`{leader}` then has most weight instead of `{base}`."),
        facts={
            "variant": Fact(value=str(top.variant)),
            "moved": Fact(value=float(top.moved), unit=PARTS),
            "leader": Fact(value=then),
            "base": Fact(value=base),
        },
        headline=True,
        tables=(listed,),
    )


def placebos(w: Weights, table: pd.DataFrame) -> Finding:
    """Whether coefficients on what outsiders do are larger where they could be causes than where they could not."""
    counts = placebo_counts(w)
    facts: dict[str, Fact] = {}
    if table.empty:
        claim = "No theory weighed here has a strong coefficient on what outsiders do."
    elif counts is None:
        claim = "Placebos were not worked out."
    else:
        clear, total = counts
        facts = {"clear": Fact(value=clear, unit="coefficients"), "total": Fact(value=total, unit="coefficients")}
        said = "none is" if clear == 0 else "{clear:count} is" if clear == 1 else "{clear:count} are"
        claim = (
            f"Placebo: of {{total:count}} coefficients on what outsiders do, {said} clearly larger (by one posterior standard deviation) "
            "when moves are felt after they are made than when they are felt before."
        )
    return Finding(
        id="weigh.placebos",
        question=PLACEBOS,
        claim=claim,
        facts=facts,
        headline=True,
        charts=(_placebo_chart(table),) if len(table) else (),
        method="What outsiders do enters the model a month later. Here it is felt at other times, even before it was done. A "
        "coefficient that is as large before the move as after it shows no effect of the move.",
    )


def _placebo_chart(table: pd.DataFrame) -> Chart:
    """Coefficients by when moves are felt."""
    rows = [
        {"panel": f"{r['theory']}: {COEFFICIENTS[b]}", "lag": r["lag"], "value": r[b], "sd": r[f"{b}_sd"]}
        for r in table.to_dict("records")
        for b in OUTSIDE
        if pd.notna(r[b])
    ]
    data = pd.DataFrame(rows, columns=["panel", "lag", "value", "sd"])
    return Chart(
        form="placebo_lines",
        title="Coefficients on what outsiders do, by when their moves are felt",
        description="Posterior mean and one standard deviation of each coefficient. Orange: the model's lag of one month. Negative "
        "months: the move is felt before it is made.",
        data=data.sort_values(["panel", "lag"], kind="stable", ignore_index=True),
        twin=Table(
            name="placebos",
            caption="Coefficients on what outsiders do, mean and sd; change: of the log evidence, nats",
            frame=table.drop(columns=[c for c in table if table[c].isna().all()]),
        ),
    )
