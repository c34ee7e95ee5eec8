"""Outcomes against each other, and how often a strategy is acceptable: what needs no value."""

from __future__ import annotations

import numpy as np
import pandas as pd

from modusvivendi.analysis.compare import Comparison, acceptable_frame
from modusvivendi.analysis.robustness.tradeoff import TradeoffReport
from modusvivendi.analysis.verdict import LEVEL
from modusvivendi.findings import Chart, Fact, Finding, Table, words
from modusvivendi.study.summary import direction_of, title_of

ACCEPTABLE = "How often a strategy is acceptable"
TRADED = "Outcomes against each other"


def acceptable_finding(c: Comparison) -> Finding:
    """How often each strategy meets each level of acceptability."""
    table = acceptable_frame(c.acceptable)
    facts: dict[str, Fact] = {}
    parts = []
    for n, (level, part) in enumerate(table.groupby("level", sort=False)):
        top = part[part.share == part.share.max()]
        facts |= {
            f"level_{n}": Fact(value=str(level)),
            f"top_{n}": Fact(value=words.listed(f"`{s}`" for s in top.strategy), n=len(top)),
            f"share_{n}": _share(float(top.share.iloc[0]), float(top.error.iloc[0]), int(top.n.iloc[0])),
        }
        parts.append(f"{{level_{n}}} {{top_{n}}} ({{share_{n}:percent}})")
    chart = Chart(
        form="share_dots",
        title="Share of worlds in which a run is acceptable",
        description="Share of worlds in which a run meets all thresholds of a level at once, with 95% intervals.",
        data=table.assign(low=table.share - 2 * table.error, high=table.share + 2 * table.error),
        twin=Table(name="acceptable_shares", caption="Shares by weight", frame=table[["strategy", "level", "share", "error"]]),
    )
    given = (
        "given by the user"
        if c.question.acceptable
        else "a quarter, half and three quarters of all runs lie below each threshold"
    )
    caption = f"Acceptable in k of n runs (levels: {given}); beside: share by weight, and under how many theories most runs are acceptable"
    return Finding(
        id="compare.acceptable",
        question=ACCEPTABLE,
        claim=f"Acceptable most often: {'; '.join(parts)}.",
        facts=facts,
        charts=(chart,),
        tables=(Table(name="acceptable", caption=caption, frame=_counts(table), brief=True), _levels_table(c)),
    )


def _share(share: float, error: float, runs: int) -> Fact:
    return Fact(value=share, low=share - 2 * error, high=share + 2 * error, interval="sampling error", level=LEVEL, n=runs)


def _counts(table: pd.DataFrame) -> pd.DataFrame:
    """Strategies in rows, levels in columns: k of n runs with the share by weight."""
    cells: dict[str, list[object]] = {"strategy": [f"`{s}`" for s in dict.fromkeys(table.strategy)]}
    for level, part in table.groupby("level", sort=False):
        cells[str(level)] = [
            Fact(
                value=f"{r.k:,} of {r.n:,}",
                n=r.n,
                note=f"{words.percent(r.share)} ±{words.percent(2 * r.error)}; {r.theories} of {r.of_theories} theories",
            )
            for r in part.itertuples()
        ]
    return pd.DataFrame(cells)


def _levels_table(c: Comparison) -> Table:
    rows = [
        {
            "level": level,
            "outcome": title_of(o),
            "a run is acceptable at": "least" if direction_of(o) > 0 else "most",
            "threshold": x,
        }
        for level, bar in c.acceptable.levels.items()
        for o, x in bar.items()
    ]
    return Table(name="acceptable_levels", caption="Levels of acceptability", frame=pd.DataFrame(rows), digits="3", brief=True)


def tradeoff_findings(report: TradeoffReport) -> list[Finding]:
    """Which strategies are not beaten on every outcome at once, and which are."""
    means, errors, efficient = report.means, report.errors, report.efficient
    facts = {
        "efficient": Fact(value=words.listed(f"`{s}`" for s in efficient), n=len(efficient)),
        "count": Fact(value=len(efficient)),
        "all": Fact(value=len(means)),
    }
    if len(efficient) == 1:
        claim = "{efficient} is at least as good as every other strategy on all of these outcomes."
    elif len(efficient) == len(means):
        claim = "Every strategy has something for it: none is beaten on all of these outcomes at once."
    else:
        claim = "{count:count} of {all:count} strategies are beaten by no other on all of these outcomes at once: {efficient}."
    cells: dict[str, list[object]] = {"strategy": [f"`{s}`" for s in means.index]}
    for outcome in means.columns:
        cells[title_of(outcome)] = [
            Fact(value=x, low=x - 2 * e, high=x + 2 * e, interval="sampling error", level=LEVEL)
            for x, e in zip(means[outcome].tolist(), errors[outcome].tolist(), strict=True)
        ]
    cells["Pareto-efficient"] = ["yes" if s in efficient else "no" for s in means.index]
    lower = words.listed(title_of(o).lower() for o in means.columns if report.direction[o] < 0)
    caption = f"Means over weighted theories with 95% intervals; lower is better for {lower}. Differences between strategies are known much better, since runs are paired"
    main = Finding(
        id="compare.tradeoffs",
        question=TRADED,
        claim=claim,
        facts=facts,
        charts=(_lines(report),),
        tables=(Table(name="tradeoffs", caption=caption, frame=pd.DataFrame(cells), digits="3", brief=True),),
        method="Rights, relief, security, cost and symbolic firmness side by side. There is no total score: how to trade them is the "
        "reader's judgement, and --value takes it.",
    )
    return [main, *(_dominated(n, *item) for n, item in enumerate(report.dominated_by.items(), 1))]


def _dominated(number: int, strategy: str, better: tuple[str, ...]) -> Finding:
    facts = {"strategy": Fact(value=strategy), "better": Fact(value=words.listed(f"`{b}`" for b in better), n=len(better))}
    claim = "`{strategy}` is beaten on every outcome, or equalled, by {better}."
    return Finding(id=f"compare.tradeoffs.dominated_{number}", question=TRADED, claim=claim, facts=facts)


def _lines(report: TradeoffReport) -> Chart:
    """Each outcome from the worst to the best of the strategies, one line a strategy."""
    means, long = report.means, []
    for outcome in means.columns:
        signed = report.direction[outcome] * means[outcome]
        width = float(np.ptp(signed)) or 1.0
        long += [{"outcome": title_of(outcome), "strategy": s, "place": (signed[s] - signed.min()) / width} for s in means.index]
    drawn = pd.DataFrame(long)
    places = drawn.pivot(index="strategy", columns="outcome", values="place")
    places = places.loc[list(means.index), [title_of(o) for o in means.columns]].reset_index()
    return Chart(
        form="scaled_lines",
        title="Each outcome from the worst to the best of these strategies",
        description="One line per strategy; higher is better on every axis, whichever way the outcome itself runs. Axes are scaled to the "
        "strategies compared, so that small and large differences look alike: see the numbers.",
        data=drawn,
        twin=Table(name="tradeoff_places", caption="Place of each strategy between the worst (0) and the best (1)", frame=places),
    )
