"""Pictures of a study: how likely what is, courses over time, the assumptions that matter most."""

from __future__ import annotations

import numpy as np
import pandas as pd

from modusvivendi.analysis.sensitivity.range_scan import LED
from modusvivendi.case.lacking import told
from modusvivendi.engine.outcomes import CHANNELS
from modusvivendi.findings import Chart, Fact, Finding, Table, words
from modusvivendi.findings.finding import View
from modusvivendi.findings.world import World
from modusvivendi.study import Result, Study, Summary
from modusvivendi.study.outlook import told_values
from modusvivendi.study.scales import RUNGS, Scales
from modusvivendi.study.summary import quantiles, title_of, weighted_quantiles
from modusvivendi.study.titles import factor_titles

LIKELY = "How far do single futures spread?"
COURSES = "Courses over time"
ASSUMPTIONS = "The assumptions that matter most"
DOTS = 50
CLEAR = 1.96  # standard errors that a lead must reach to be told from nothing
DRAWN_PATHS = 6
COURSE_OF = ("technical", "core_rights")  # outcomes whose courses are drawn
BASELINE = "drift"
ALIKE = 0.005  # ends of courses that differ by less over theories are told as one


def alike_with_best(summary: Summary, outcome: str, scales: Scales) -> list[str]:
    """Strategies tied with the best one on an outcome: its lead is below ``CLEAR`` standard errors, or below what matters."""
    gaps, scale = summary.gap[summary.gap.outcome == outcome], scales.of(outcome)
    told = (gaps.gap > CLEAR * gaps.error) & (gaps.gap >= (scale.least if scale else 0.0))
    return [str(s) for s in gaps.strategy[(gaps.strategy != gaps.best) & ~told]]


def dots(world: World, summary: Summary, outcome: str) -> Finding:
    """Fifty equally likely values of an outcome under each strategy, as it is told; of an index for the scholar's view."""
    scale = world.scales.of(outcome)
    values, axis = _drawn(world, outcome)
    share, places = np.array(list(summary.weights.values())), tuple((np.arange(DOTS) + 0.5) / DOTS)
    names = [s.name for s in world.study.strategies]
    spread = {s: weighted_quantiles(values[:, n], share, places).astype(np.float64) for n, s in enumerate(names)}
    data = pd.DataFrame({"strategy": np.repeat(names, DOTS), "value": np.concatenate(list(spread.values()))})
    title = scale.title if scale else title_of(outcome)
    seen = world.of(outcome)
    best = seen.best if seen else str(summary.gap[summary.gap.outcome == outcome].best.iloc[0])
    alike = seen.tied_with(best) if seen else alike_with_best(summary, outcome, world.scales)
    said = f"{title}: best on average under {best}" if len(alike) + 1 < len(names) else f"{title}: no option differs noticeably"
    if alike and len(alike) + 1 < len(names):
        said += f", tied with {words.listed(alike)}"
    rows = [{"strategy": s, "mean": values[:, n].mean(axis=1) @ share, **_points(p)} for n, (s, p) in enumerate(spread.items())]
    chart = Chart(
        form="dot_quantiles",
        title=said if len(names) > 1 else title,
        description=f"Fifty dots per option, each a one-in-fifty chance over all theories; the line is the median. {axis}.",
        data=data,
        settings={"title": axis},
        twin=Table(
            name=f"dots_{outcome}", caption=f"{axis}: mean and points of the spread over futures", frame=pd.DataFrame(rows)
        ),
    )
    view: View = "planner" if scale else "scholar"
    return Finding(id=f"run.likely.{outcome}", question=LIKELY, charts=(chart,), view=view)


def _points(fifty: np.ndarray) -> dict[str, float]:
    """Points of the spread, from fifty equally likely values."""
    return {"5%": float(fifty[2]), "median": float(np.median(fifty)), "95%": float(fifty[-3])}


def _drawn(world: World, outcome: str) -> tuple[np.ndarray, str]:
    """Values of an outcome (theory, strategy, future) as they are drawn, and the axis they lie on."""
    scale = world.scales.of(outcome)
    if scale is None:
        return world.result.outcome(outcome).astype(np.float64), title_of(outcome)
    values, today = told_values(world.result, world.scales, scale)
    if scale.unit == RUNGS and today is not None:
        return values - today, f"{scale.title}, rungs from today"
    return values, scale.title if scale.unit.lower().startswith(scale.title.lower()) else f"{scale.title}, {scale.unit}"


def courses(result: Result, summary: Summary) -> list[Finding]:
    """Courses of the strategy that is best by each of two outcomes, beside those of the baseline."""
    names = [s.name for s in result.study.strategies]
    baseline = BASELINE if BASELINE in names else names[-1]
    best = summary.gap.drop_duplicates("outcome").set_index("outcome").best
    return [course(result, channel, str(best[channel]), baseline) for channel in told(result.study.case, COURSE_OF)]


def course(result: Result, channel: str, strategy: str, baseline: str) -> Finding:
    """The course of one outcome under each theory."""
    study, title = result.study, title_of(channel)
    data = _course_data(result, channel, strategy, baseline)
    last = data[(data.month == study.months) & data.kind.isin(["mean", "baseline"])]
    ends = last.pivot(index="theory", columns="kind", values="value").loc[[t.name for t in study.theories]].reset_index()
    claim, facts = _apart(title, strategy, baseline, ends)
    twin = ends[["theory", "mean", "baseline"]].set_axis(
        ["theory", f"{strategy}, last month", f"{baseline} (dashed), last month"], axis=1
    )
    chart = Chart(
        form="paths_by_theory",
        title=f"{title}: the course under {strategy} beside that under {baseline}",
        description=f"One panel per theory. The bands hold 9 and 5 of 10 simulated courses of {strategy}, thin lines are single "
        f"courses, the thick line is their mean, the dashed line the mean under {baseline}.",
        data=data,
        settings={"title": title},
        twin=Table(name=f"course_{channel}", caption=f"{title}: mean in the last month", frame=twin),
    )
    return Finding(id=f"run.course.{channel}", question=COURSES, facts=facts, claim=claim, charts=(chart,))


def _course_data(result: Result, channel: str, strategy: str, baseline: str) -> pd.DataFrame:
    """Bands, mean and single courses of a strategy, and the baseline's mean, by theory and month."""
    study = result.study
    names = [s.name for s in study.strategies]
    c, s, b = CHANNELS.index(channel), names.index(strategy), names.index(baseline)
    drawn = min(DRAWN_PATHS, result.paths.shape[-1])
    kinds = ["fan", "mean", "baseline", *["sample"] * drawn]
    paths = [None, None, None, *map(str, range(drawn))]
    shape = (len(study.theories), len(kinds), study.months)
    bands, values = np.full((4, *shape), np.nan), np.full(shape, np.nan)
    for t in range(len(study.theories)):
        own = np.asarray(result.paths[t, s, :, c, :], np.float64)
        bands[:, t, 0] = quantiles(own, (0.05, 0.95, 0.25, 0.75)).T
        values[t, 1], values[t, 2] = own.mean(axis=1), np.asarray(result.paths[t, b, :, c, :]).mean(axis=1)
        values[t, 3:] = own[:, :drawn].T
    columns = {
        "theory": np.repeat([theory.name for theory in study.theories], len(kinds) * study.months),
        "month": np.tile(np.arange(1, study.months + 1), len(study.theories) * len(kinds)),
        "kind": np.tile(np.repeat(kinds, study.months), len(study.theories)),
        **dict(zip(("low", "high", "low50", "high50"), bands.reshape(4, -1), strict=True)),
        "value": values.ravel(),
        "path": np.tile(np.repeat(np.array(paths, object), study.months), len(study.theories)),
    }
    return pd.DataFrame(columns)


def _apart(title: str, strategy: str, baseline: str, ends: pd.DataFrame) -> tuple[str, dict[str, Fact]]:
    """How far two strategies end apart, and under which theories most and least."""
    same = strategy == baseline
    gap = (ends["mean"] if same else ends["mean"] - ends["baseline"]).set_axis(ends.theory)
    facts = {
        "outcome": Fact(value=title),
        "strategy": Fact(value=strategy),
        "baseline": Fact(value=baseline),
        "most": Fact(value=float(gap.max())),
        "most_under": Fact(value=str(gap.idxmax())),
        "least": Fact(value=float(gap.min())),
        "least_under": Fact(value=str(gap.idxmin())),
        "mean": Fact(value=float(gap.mean())),
    }
    if same:
        return (
            "{outcome}: `{strategy}` ends at {most:fixed3} under `{most_under}` and {least:fixed3} under `{least_under}`.",
            facts,
        )
    if gap.max() - gap.min() < ALIKE:
        return "{outcome}: `{strategy}` ends {mean:signed_fixed3} from `{baseline}` under every theory.", facts
    claim = "{outcome}: `{strategy}` ends {most:signed_fixed3} from `{baseline}` under `{most_under}` and {least:signed_fixed3} under `{least_under}`."
    return claim, facts


def assumptions(study: Study, outcome: str, scan: pd.DataFrame) -> Finding:
    """The numbers that move an outcome most, one at a time along the expected course."""
    titles = factor_titles(study.case)
    top = scan.head(LED).assign(number=lambda t: t.number.map(titles))
    flips = int(((top.best_low != top.base) | (top.best_high != top.base)).sum())
    facts = {
        "outcome": Fact(value=title_of(outcome)),
        "number": Fact(value=str(top.number.iloc[0])),
        "swing": Fact(value=float(top.swing.iloc[0])),
        "flips": Fact(value=flips),
        "shown": Fact(value=len(top)),
        "numbers": Fact(value=len(scan)),
    }
    claim = (
        "{outcome}: of {numbers:count} numbers what matters most is “{number}”; "
        "{flips:count} of the {shown:count} that move it most change which strategy leads."
    )
    if len(study.strategies) == 1:  # nobody leads
        claim = claim.partition("; ")[0] + "."
        top = top.drop(columns=["lead_low", "lead_high", "best_low", "best_high"])
    twin = top.rename(
        columns={"lead_low": "lead at 5%", "lead_high": "lead at 95%", "best_low": "best at 5%", "best_high": "best at 95%"}
    ).drop(columns="base")
    name = title_of(outcome)
    chart = Chart(
        form="swing_bars",
        title=f"{name}: what matters most is “{top.number.iloc[0]}”",
        description=f"Change in {name.lower()} under the leading strategy when one number goes from its 5 to its 95 per cent point and "
        "all others stay in the middle.",
        data=top,
        settings={"title": f"change in {name.lower()}"},
        twin=Table(name=f"assumptions_{outcome}", caption=f"{name}: numbers that move it most", frame=twin),
    )
    method = (
        "A one-at-a-time scan along the expected course: quick, blind to interactions. Numbers are ranked by what they do to the leading "
        "strategy; a number that moves only another one is not among them."
    )
    return Finding(
        id=f"run.assumptions.{outcome}", question=ASSUMPTIONS, claim=claim, facts=facts, charts=(chart,), method=method
    )
