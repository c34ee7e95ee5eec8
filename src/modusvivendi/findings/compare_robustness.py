"""Which strategy holds up by a value: who leads, by which measures, what a strategy gives up, and whether the runs tell."""

from __future__ import annotations

import numpy as np
import pandas as pd

from modusvivendi.analysis.robustness.metrics import Metric
from modusvivendi.analysis.robustness.paired import PairedDifference
from modusvivendi.analysis.verdict import LEVEL, Verdict
from modusvivendi.findings import Chart, Fact, Finding, Table, words

HOLDS = "Which strategy holds up"
GIVES_UP = "What a strategy gives up if a theory is right"
ENOUGH = "Are these runs enough?"
AS_MEASURED = ("mean_variance", "signal_to_noise")  # measures that are not in the outcome's own direction
METHOD = (
    "Every strategy meets the same draws and the same chance, so that differences are paired. “Mean” and “percentile” are over worlds "
    "weighted by theory; regret is the loss against the best strategy of the same world. Measures without an interval rest on a single "
    "best or worst run; more runs can only make that run more extreme."
)


def robustness_findings(v: Verdict) -> list[Finding]:
    """Who leads, and what each measure of robustness says."""
    return [lead(v), measures(v)]


def difference_fact(p: PairedDifference) -> Fact:
    """A paired difference with its interval."""
    return Fact(value=p.mean, low=p.low, high=p.high, interval="sampling error", level=p.level, n=p.futures)


def lead(v: Verdict) -> Finding:
    """Who leads, by how much, and whether these runs tell."""
    means = v.sign * v.robustness.table["mean"]
    facts = {
        "value": Fact(value=v.title),
        "best": Fact(value=v.best),
        "best_mean": Fact(value=float(means[v.best])),
        "tested": Fact(value=v.strategy),
        "tested_mean": Fact(value=float(means[v.strategy])),
    }
    claim, more, close = _lead_claim(v)
    return Finding(
        id=f"compare.lead.{v.name}",
        question=HOLDS,
        part=v.title,
        claim="{value}, averaged over theories: " + claim,
        facts=facts | more,
        headline=True,
        too_close_to_call=close,
    )


def _lead_claim(v: Verdict) -> tuple[str, dict[str, Fact], bool]:
    """What is said of the lead, its facts, and whether it is a tie."""
    if len(v.beliefs.ties) == len(v.robustness.table) - 1:
        return "{best_mean:3} under every strategy; on average they do alike.", {}, True
    if v.strategy != v.best:
        pair = next(p for p in v.pairs if p.against == v.best)
        verdict = ", which is a tie" if v.tied(pair) else ""
        behind = Fact(
            value=-pair.mean, low=-pair.high, high=-pair.low, interval="sampling error", level=pair.level, n=pair.futures
        )
        claim = f"{{tested_mean:3}} under `{{tested}}`, {{behind:2}} worse than under the best, `{{best}}`{verdict}."
        return claim, {"behind": behind}, v.tied(pair)
    alike = [f"`{p.against}`" for p in v.pairs if v.tied(p)]
    clear = [p for p in v.pairs if not v.tied(p)]
    claim, facts = "`{best}` leads with {best_mean:3}", {"alike": Fact(value=words.listed(alike, "or"), n=len(alike))}
    if alike:
        claim += ", tied with {alike}"
    if clear:
        near = min(clear, key=lambda p: p.mean)
        facts |= {"next": Fact(value=near.against), "lead": difference_fact(near)}
        claim += "; its lead over `{next}` is {lead:2} (95% interval {lead:2,range})"
    return f"{claim}.", facts, bool(alike)


def measures(v: Verdict) -> Finding:
    """Where the measures agree, and which strategy gives up least whatever theory is right."""
    safest = str(v.regret.worst.idxmin())
    facts = {
        "safest": Fact(value=safest),
        "safest_loss": Fact(value=float(v.regret.worst[safest])),
    }
    by: dict[tuple[str, ...], list[str]] = {}
    for m in v.robustness.metrics:
        first = [s for s, rank in ranks_of(v, m).items() if rank == 1]
        by.setdefault(tuple(first), []).append(m.name.replace("_", " "))
        facts[f"best_by_{m.name}"] = Fact(value=words.listed(f"`{s}`" for s in first), n=len(first))
    alike = by.pop(tuple(v.robustness.table.index), [])
    said = "; ".join(f"{{best_by_{names[0].replace(' ', '_')}}} by {words.listed(names)}" for names in by.values())
    tie = f" By {words.listed(alike)} all are alike." if alike else ""
    claim = (
        f"Best by each measure of robustness: {said}.{tie} Whatever theory is right, `{{safest}}` gives up least: at most {{safest_loss:2}} "
        "on average."
        if by
        else "All strategies are alike by every measure of robustness."
    )
    table = Table(
        name=f"{v.name}_robustness",
        caption=f"{v.title}: robustness by each measure, ± half of the 95% interval, and rank",
        frame=_measure_cells(v),
        digits="3",
        brief=True,
    )
    return Finding(
        id=f"compare.robustness.{v.name}",
        question=HOLDS,
        part=v.title,
        claim=claim,
        facts=facts,
        tables=(table, _pairs_table(v)),
        method=METHOD,
        too_close_to_call=not by,
    )


def _measure_cells(v: Verdict) -> pd.DataFrame:
    """Measures in rows, strategies in columns; an outcome that is better when lower appears with its own sign."""
    rows = []
    for m in v.robustness.metrics:
        sign = 1 if m.direction < 0 or m.name in AS_MEASURED else v.sign
        part, ranks = v.metrics[v.metrics.metric == m.name], ranks_of(v, m)
        cells = {f"`{r.strategy}`": _measure_fact(sign, r.value, r.low, r.high, ranks[r.strategy]) for r in part.itertuples()}
        rows.append({"measure": m.name.replace("_", " "), **cells})
    return pd.DataFrame(rows)


def ranks_of(v: Verdict, metric: Metric) -> dict[str, int]:
    """Ranks by a measure, ties by what matters to a reader where the measure is in the value's unit."""
    part = v.metrics[v.metrics.metric == metric.name]
    least = 0.0 if metric.name in AS_MEASURED else v.noticed
    ranks = tied_ranks(metric.direction * part.value.to_numpy(), least)
    return dict(zip((str(s) for s in part.strategy), ranks, strict=True))


def tied_ranks(values: np.ndarray, least: float) -> list[int]:
    """Ranks of values, higher is better: one more than the number that are better by at least ``least`` (and not equal)."""
    better = (values[None, :] - values[:, None] >= least) & (values[None, :] > values[:, None])
    return [1 + int(n) for n in better.sum(axis=1)]


def _measure_fact(sign: int, value: float, low: float, high: float, rank: int) -> Fact:
    if not (np.isfinite(low) and np.isfinite(high)):
        return Fact(value=sign * value, rank=rank)
    ends = sorted((sign * low, sign * high))
    return Fact(value=sign * value, low=ends[0], high=ends[1], interval="sampling error", level=LEVEL, rank=rank)


def _pairs_table(v: Verdict) -> Table:
    rows = [
        {
            "against": f"`{p.against}`",
            "difference": difference_fact(p),
            "low": p.low,
            "high": p.high,
            "better in this share of draws": p.share_better,
            "told apart": "tied" if v.tied(p) else "yes",
        }
        for p in v.pairs
    ]
    caption = f"{v.title}: {v.strategy} less each other strategy on the same futures, mean over theories"
    return Table(name=f"{v.name}_differences", caption=caption, frame=pd.DataFrame(rows), digits=4, folded=True)


def regret_finding(v: Verdict) -> Finding:
    """What each strategy gives up under each theory."""
    long, safest = v.regret.to_frame(), str(v.regret.worst.idxmin())
    facts = {
        "value": Fact(value=v.title),
        "safest": Fact(value=safest),
        "loss": Fact(value=float(v.regret.worst[safest])),
        "under": Fact(value=str(v.regret.table[safest].idxmax())),
    }
    claim = "{value}: `{safest}` gives up least whatever theory is right, at most {loss:2} (under `{under}`)."
    cells = long.assign(cell=[_regret_fact(r.regret, r.error) for r in long.itertuples()])
    wide = cells.pivot(index="theory", columns="strategy", values="cell").loc[v.regret.table.index, v.regret.table.columns]
    frame = pd.DataFrame({"theory": [f"`{t}`" for t in wide.index], **{f"`{s}`": wide[s].tolist() for s in wide.columns}})
    method = "Regret is the mean loss against the best strategy under that theory; 0 is the best."
    caption = f"{v.title}. Regret: mean loss against the best strategy under that theory, ± half of the 95% interval of the paired difference"
    chart = Chart(
        form="heat_numbers",
        title=f"{v.title}: what each strategy gives up under each theory",
        description="One row per theory, one column per strategy; darker is more regret.",
        data=pd.DataFrame(
            {"row": long.theory, "column": long.strategy, "value": long.regret, "text": [words.number(x, 2) for x in long.regret]}
        ),
        settings={"title": "regret"},
        twin=Table(name=f"{v.name}_regret", caption=caption, frame=frame, brief=True),
    )
    return Finding(id=f"compare.regret.{v.name}", question=GIVES_UP, claim=claim, facts=facts, charts=(chart,), method=method)


def _regret_fact(regret: float, error: float) -> Fact:
    if not regret:
        return Fact(value=0.0, rank=1)
    return Fact(value=regret, low=regret - 2 * error, high=regret + 2 * error, interval="sampling error", level=LEVEL)


def enough_finding(v: Verdict) -> Finding:
    """Whether these runs are enough to say which strategy is best, measure by measure."""
    first = v.split_half[0]
    facts = {"wanted": Fact(value=first.wanted), "splits": Fact(value=first.splits), "draws": Fact(value=first.futures)}
    parts = []
    for e in v.split_half:
        facts |= {
            f"{e.metric}_enough": Fact(value=e.enough),
            f"{e.metric}_agreement": Fact(value=e.agreement),
            f"{e.metric}_between": Fact(value=words.listed(f"`{s}`" for s in (e.best, e.rival) if s)),
        }
        doubt = "" if e.enough else f", between {{{e.metric}_between}}"
        parts.append(f"{e.metric.replace('_', ' ')} {{{e.metric}_enough}} ({{{e.metric}_agreement:percent}}{doubt})")
    rows = [
        {
            "measure": e.metric.replace("_", " "),
            "best": f"`{e.best}`",
            "halves agree in this share of splits": e.agreement,
            "rank correlation": e.rank_correlation,
            "enough": "yes" if e.enough else f"no: `{e.best}` or `{e.rival}`",
        }
        for e in v.split_half
    ]
    caption = f"{v.title}: {first.splits} random splits of {first.futures:,} draws"
    return Finding(
        id=f"compare.enough.{v.name}",
        question=ENOUGH,
        part=v.title,
        claim="Are these runs enough to say which strategy is best? Two random halves name the same one in {wanted:percent} of "
        f"{{splits:count}} splits, by measure: {'; '.join(parts)}.",
        facts=facts,
        tables=(Table(name=f"{v.name}_enough", caption=caption, frame=pd.DataFrame(rows), digits=2),),
        method="Halves hold half of the runs, so the answer is a cautious one. More draws: --futures.",
    )
