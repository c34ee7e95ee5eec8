"""What drives the outcome under the strategy tested: shares of its spread."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from modusvivendi.analysis.sensitivity.drivers import Drivers
from modusvivendi.analysis.verdict import LEVEL, Verdict
from modusvivendi.findings import Chart, Fact, Finding, Table

DRIVES = "What drives the outcome"
MOST_TOLD = 5  # factors told in the sentence
INDICES = {"first": "alone", "total": "with interplay"}
METHOD = (
    "Sobol indices of the value under the strategy tested: what share of its spread each factor explains alone, and with interplay. The "
    "numbers that stand out in a screen of all of them are factors of their own; the rest is grouped, so that nothing is left out."
)


def driver_findings(v: Verdict, titles: Mapping[str, str]) -> list[Finding]:
    """What matters, largest first, what is chance and interplay, and whether the estimates have settled."""
    if v.drivers is None:
        facts = {"tested": Fact(value=v.strategy)}
        return [_finding(v, "shares", "The value never varies under `{tested}`.", facts)]
    table = v.drivers.to_frame(titles)
    return [_shares(v, v.drivers, table), _interplay(v, v.drivers, table)]


def _finding(
    v: Verdict, name: str, claim: str, facts: Mapping[str, Fact], charts: tuple[Chart, ...] = (), tables: tuple[Table, ...] = ()
) -> Finding:
    return Finding(
        id=f"compare.drivers.{v.name}.{name}",
        question=DRIVES,
        part=v.title,
        claim=claim,
        facts=facts,
        charts=charts,
        tables=tables,
        method=METHOD if charts else "",
    )


def index_fact(value: float, low: float, high: float, points: int) -> Fact:
    """An index with its interval."""
    return Fact(value=value, unit="share of the spread", low=low, high=high, interval="sampling error", level=LEVEL, n=points)


def _shares(v: Verdict, driven: Drivers, table: pd.DataFrame) -> Finding:
    facts, parts = {"tested": Fact(value=v.strategy)}, []
    for n, row in enumerate(table[table.total_low > 0].head(MOST_TOLD).to_dict("records"), 1):
        facts |= {
            f"factor_{n}": Fact(value=str(row["title"])),
            **{f"{i}_{n}": index_fact(row[i], row[f"{i}_low"], row[f"{i}_high"], driven.sobol.n) for i in INDICES},
        }
        parts.append(f"{{factor_{n}}} {{first_{n}:percent,interval}} alone, {{total_{n}:percent,interval}} with interplay")
    claim = f"Of the spread of the value under `{{tested}}`: {'; '.join(parts)}." if parts else "Nothing stands out."
    return _finding(v, "shares", claim, facts, charts=(_bars(v, driven, table),))


def _interplay(v: Verdict, driven: Drivers, table: pd.DataFrame) -> Finding:
    left, reach = driven.interplay
    facts = {
        "interplay": index_fact(left, left - reach, left + reach, driven.sobol.n),
        "points": Fact(value=driven.sobol.n),
        "settled": Fact(value=driven.sobol.settled),
    }
    claim = (
        "Interplay makes up {interplay:percent,interval} in all. From half of the {points:count} points to all of them no share moved by "
        "more than {settled:percent} of the spread."
    )
    wide = driven.sobol.convergence.pivot(index=["factor", "index"], columns="n", values="estimate").xs("total", level="index")
    wide = wide.loc[table.factor].rename(index=dict(zip(table.factor, table.title, strict=True)))
    growth = Table(
        name=f"{v.name}_convergence",
        caption=f"{v.title}: do the shares hold as the design grows? Total index at growing numbers of points",
        frame=wide.rename_axis("with interplay").reset_index(),
        digits=2,
        folded=True,
    )
    return _finding(v, "interplay", claim, facts, tables=(growth,))


def _bars(v: Verdict, driven: Drivers, table: pd.DataFrame) -> Chart:
    """Two bars a factor: alone and with interplay."""
    parts = [
        pd.DataFrame(
            {"name": table.title, "index": label, "estimate": table[i], "low": table[f"{i}_low"], "high": table[f"{i}_high"]}
        )
        for i, label in INDICES.items()
    ]
    cells: dict[str, list[object]] = {"factor": table.title.tolist()}
    for i, label in INDICES.items():
        rows = zip(table[i], table[f"{i}_low"], table[f"{i}_high"], strict=True)
        cells[label] = [index_fact(value, low, high, driven.sobol.n) for value, low, high in rows]
    if "score" in table:
        cells["feature score"] = [float(x) if np.isfinite(x) else None for x in table.score]
    return Chart(
        form="index_bars",
        title=f"{v.title} under {v.strategy}: what matters most is “{table.title.iloc[0]}”",
        description="Two bars per factor with 95% intervals: its first-order index (alone) and its total index (alone and with others). "
        "Totals overlap, so they add up to more than 100%.",
        data=pd.concat(parts),
        twin=Table(
            name=f"{v.name}_drivers", caption=f"{v.title}: shares of the spread with 95% intervals", frame=pd.DataFrame(cells)
        ),
    )
