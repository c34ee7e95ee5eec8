"""Sections of the page of a comparison: robustness, beliefs, trade-offs, failures, drivers, the red team."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import pandas as pd
from markupsafe import Markup

from modusvivendi.analysis.beliefs.belief_map import Triangle
from modusvivendi.analysis.compare import Comparison, acceptable_frame
from modusvivendi.analysis.discovery.box import Box
from modusvivendi.analysis.discovery.discovery import Discovery, Rule
from modusvivendi.analysis.discovery.rule_words import listed, number
from modusvivendi.analysis.sensitivity.drivers import Drivers
from modusvivendi.analysis.verdict import Verdict
from modusvivendi.render.charts import charts as chart
from modusvivendi.render.html.page import Figure, Section, figure, html_table
from modusvivendi.study.result import manifest_of
from modusvivendi.study.summary import direction_of, title_of

HEIGHT = np.sqrt(3) / 2  # of a triangle with sides of 1


def coded(text: str) -> Markup:
    """A sentence in which names between backticks appear as code."""
    return Markup(re.sub(r"`([^`]+)`", r"<code>\1</code>", html.escape(text)))


def plain(text: str) -> str:
    """A sentence without backticks, for titles of pictures and captions."""
    return text.replace("`", "")


def sentences(lines: Iterable[str]) -> Markup:
    """Sentences as a list."""
    return Markup("<ul>{}</ul>").format(Markup("").join(Markup("<li>{}</li>").format(coded(line)) for line in lines))


def folded(title: str, *tables: Markup) -> Markup:
    """Tables behind a line that opens them."""
    return Markup("<details><summary>{}</summary>{}</details>").format(title, Markup("").join(tables))


def narrow(picture: Figure) -> Figure:
    """A picture that fits a phone as it is."""
    return replace(picture, svg=Markup(str(picture.svg).replace("<svg ", '<svg style="min-width:0" ', 1)))


def compare_sections(c: Comparison) -> list[Section]:
    """All sections, what is robust first."""
    return [
        _robust(c), _regret(c), _acceptable(c), _beliefs(c), _tradeoff(c), _failures(c), _drivers(c), _red_team(c), _enough(c), _method(c),
    ]  # fmt: skip


def _heading(v: Verdict) -> Markup:
    return Markup("<h3>{}</h3>").format(v.title)


def _robust(c: Comparison) -> Section:
    parts = []
    for v in c.verdicts:
        parts += [
            _heading(v),
            sentences([v.lead_sentence(), v.robust_sentence()]),
            html_table(robust_cells(v), f"{v.title}: robustness by each measure"),
        ]
        parts.append(
            folded(
                "Paired differences",
                html_table(
                    _pairs(v), f"{v.title}: {v.strategy} less each other strategy on the same futures, mean over theories", 4
                ),
            )
        )
    return Section(
        "robust",
        "Which strategy holds up",
        "Every strategy meets the same draws and the same chance, so that differences are paired. “Mean” and “percentile” are over worlds weighted by theory; regret is the loss against the best strategy of the same world. Below each number: half of its 95% Monte Carlo interval, and its rank. Measures without an interval rest on a single best or worst run; more runs can only make that run more extreme.",
        Markup("").join(parts),
    )


def shown_metrics(v: Verdict) -> pd.DataFrame:
    """Robustness as shown: a single outcome that is better when lower appears with its own sign; ``half`` of the interval."""
    signs = {
        m.name: 1 if m.direction < 0 or m.name in ("mean_variance", "signal_to_noise") else v.sign for m in v.robustness.metrics
    }
    return v.metrics.assign(value=v.metrics.value * v.metrics.metric.map(signs), half=(v.metrics.high - v.metrics.low) / 2)


def robust_cells(v: Verdict) -> pd.DataFrame:
    """Measures in rows, strategies in columns: value, half-width and rank."""
    shown, rows = shown_metrics(v), []
    for m in v.robustness.metrics:
        part = shown[shown.metric == m.name]
        cells = {
            r.strategy: f"{number(r.value)}\n{f'±{number(r.half, 1)} ' if np.isfinite(r.half) else ''}#{r.rank}"
            for r in part.itertuples()
        }
        rows.append({"measure": m.name.replace("_", " "), **cells})
    return pd.DataFrame(rows)


def _pairs(v: Verdict) -> pd.DataFrame:
    rows = [{"against": p.against, "difference": p.mean, "low": p.low, "high": p.high, "better in": f"{100 * p.share_better:.0f}% of draws",
             "told apart": "yes" if p.clear else "no"} for p in v.pairs]  # fmt: skip
    return pd.DataFrame(rows)


def _regret(c: Comparison) -> Section:
    return Section(
        "regret",
        "What a strategy gives up if a theory is right",
        "Regret is the mean loss against the best strategy under that theory; 0 is the best.",
        Markup(""),
        tuple(_regret_figure(v) for v in c.verdicts),
    )


def _regret_figure(v: Verdict) -> Figure:
    long = v.regret.to_frame()
    data = pd.DataFrame(
        {"row": long.theory, "column": long.strategy, "value": long.regret, "text": [number(x, 2) for x in long.regret]}
    )
    safest = str(v.regret.worst.idxmin())
    worst = str(v.regret.table[safest].idxmax())
    finding = f"{v.title}: {safest} gives up least whatever theory is right, at most {number(v.regret.worst[safest], 2)} (under {worst})"
    cells = long.assign(
        cell=[f"{number(r.regret)}\n±{number(2 * r.error, 1)}" if r.regret else "0\nbest" for r in long.itertuples()]
    )
    twin = (
        cells.pivot(index="theory", columns="strategy", values="cell")
        .loc[v.regret.table.index, v.regret.table.columns]
        .reset_index()
    )
    words = "One row per theory, one column per strategy; darker is more regret. The table adds the 95% Monte Carlo interval of the paired difference."
    return figure(chart.heat_numbers(data, "regret"), finding, words, twin)


def _acceptable(c: Comparison) -> Section:
    table = acceptable_frame(c.acceptable)
    bars = "; ".join(
        f"{level}: "
        + " and ".join(
            f"{title_of(o).lower()} at {'least' if direction_of(o) > 0 else 'most'} {number(x)}" for o, x in bar.items()
        )
        for level, bar in c.acceptable.levels.items()
    )
    data = table.assign(low=table.share - 2 * table.error, high=table.share + 2 * table.error)
    top = {level: part.loc[part.share.idxmax()] for level, part in table.groupby("level", sort=False)}
    finding = "Acceptable most often: " + "; ".join(f"{level} {r.strategy} ({100 * r.share:.0f}%)" for level, r in top.items())
    cells = table.assign(
        cell=[
            f"{r.k:,} of {r.n:,}\n{100 * r.share:.0f}% ±{200 * r.error:.0f}; {r.theories} of {r.of_theories} theories"
            for r in table.itertuples()
        ]
    )
    twin = (
        cells.pivot(index="strategy", columns="level", values="cell")
        .loc[list(dict.fromkeys(table.strategy)), list(dict.fromkeys(table.level))]
        .reset_index()
    )
    numbers = data[["strategy", "level", "share", "low", "high"]]
    shown = figure(
        chart.share_dots(data),
        finding,
        "Share of worlds in which a run meets all thresholds of a level at once, with 95% Monte Carlo intervals.",
        numbers,
    )
    return Section(
        "acceptable",
        "How often a strategy is acceptable",
        f"Levels of acceptability, {c.levels_from}. {bars[0].upper()}{bars[1:]}.",
        html_table(
            twin, "Acceptable in k of n runs; below: share by weight, and under how many theories most runs are acceptable"
        ),
        (shown,),
    )


def _beliefs(c: Comparison) -> Section:
    body, figures = [], []
    for v in c.verdicts:
        body += [_heading(v), sentences(v.beliefs.in_words("these weights"))]
        limits, shifts, flips = v.beliefs.to_frame(), v.beliefs.shifts_frame(), v.beliefs.flips_frame()
        told = limits.assign(
            need=[f"{r.low:.2f} to {r.high:.2f}\n±{2 * r.low_error:.2f}, ±{2 * r.high_error:.2f}" for r in limits.itertuples()]
        )
        wide = (
            told.pivot(index="theory", columns="strategy", values="need")
            .loc[list(v.weights), list(v.beliefs.ever_best)]
            .reset_index()
        )
        edges = flips[(flips.end < 1) & (flips.origin != "posterior")]
        edges = edges.assign(after=[flips.strategy[i + 1] for i in edges.index])
        edges = edges.rename(
            columns={
                "origin": "from theory",
                "theory": "to theory",
                "strategy": "best before",
                "after": "best after",
                "end": "weight of the second at the flip",
                "end_error": "error",
            }
        )
        body.append(folded(
            "Limits, smallest changes of mind and flip points",
            html_table(wide, f"{v.title}: least and greatest weight of each theory while a strategy is best"),
            html_table(shifts.rename(columns={"moved": "weight that moves"}), f"{v.title}: nearest weights at which each strategy is best"),
            html_table(edges[["from theory", "to theory", "best before", "best after", "weight of the second at the flip", "error"]], f"{v.title}: flip points on edges, all weight on two theories", 2) if len(edges) else Markup("<p>No flip on any edge.</p>"),
        ))  # fmt: skip
        if v.triangle is not None:
            figures.append(_triangle(v, v.triangle, [s.name for s in c.study.strategies]))
    return Section(
        "beliefs",
        "What one would have to believe",
        "Mean outcomes are linear in the weights on theories, so where the best strategy changes is known exactly. Weights of the theories now: "
        + ", ".join(f"{t} {w:.2f}" for t, w in c.weights.items())
        + ".",
        Markup("").join(body),
        tuple(figures),
    )


def _place(barycentric: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Points (n, 3) of weights on three theories in the plane: corners at (0, 0), (1, 0) and the top."""
    return barycentric[:, 1] + barycentric[:, 2] / 2, barycentric[:, 2] * HEIGHT


def _triangle(v: Verdict, triangle: Triangle, strategies: list[str]) -> Figure:
    outlines, middles = [], []
    for region in triangle.regions:
        x, y = _place(region.vertices)
        outlines.append(pd.DataFrame({"strategy": region.strategy, "order": range(len(x)), "x": x, "y": y}))
        if region.area > 0.02:
            middles.append({"text": region.strategy, "x": x.mean(), "y": y.mean()})
    a, b, d = triangle.theories
    corners = pd.DataFrame({"text": [a, b, d], "x": [0.0, 1.0, 0.5], "y": [-0.06, -0.06, HEIGHT + 0.05]})
    own = np.array([v.weights[t] for t in triangle.theories])
    held = pd.DataFrame(columns=["text", "x", "y"])
    where = "none of the three has any weight now"
    if own.sum() > 0:
        x, y = _place((own / own.sum())[None])
        held = pd.DataFrame({"text": ["weights now"], "x": x, "y": y})
        for middle in middles:  # a name that would lie under the mark moves up
            if abs(middle["y"] - y[0]) < 0.05 and abs(middle["x"] - x[0]) < 0.3:
                middle["y"] = y[0] + 0.06
        where = f"the diamond marks the weights now, {', '.join(f'{t} {w:.2f}' for t, w in zip(triangle.theories, own / own.sum(), strict=True))} among these three"
    shares = sorted(triangle.regions, key=lambda r: -r.area)
    finding = f"{v.title}, all weight on {a}, {b} and {d}: " + ", ".join(
        f"{r.strategy} is best in {100 * r.area:.0f}% of the triangle" if n == 0 else f"{r.strategy} in {100 * r.area:.0f}%"
        for n, r in enumerate(shares)
    )
    words = f"Each corner is certainty in one theory, each point a weighting of the three, coloured by the strategy that is best there on average; {where}."
    twin = pd.DataFrame(
        [
            {"strategy": r.strategy, **{t: float(p[k]) for k, t in enumerate(triangle.theories)}}
            for r in shares
            for p in r.vertices
        ]
    )
    picture = chart.belief_triangle(
        pd.concat(outlines), pd.DataFrame(middles, columns=["text", "x", "y"]), corners, held, strategies
    )
    return narrow(figure(picture, finding, words, twin.rename(columns={"strategy": "best in the area with corners at"})))


def _tradeoff(c: Comparison) -> Section:
    means, errors = c.tradeoff.means, c.tradeoff.errors
    long = []
    for outcome in means.columns:
        signed = c.tradeoff.direction[outcome] * means[outcome]
        width = float(np.ptp(signed)) or 1.0
        long += [{"outcome": title_of(outcome), "strategy": s, "place": (signed[s] - signed.min()) / width} for s in means.index]
    drawn, efficient = pd.DataFrame(long), c.tradeoff.efficient
    places = (
        drawn.pivot(index="strategy", columns="outcome", values="place")
        .loc[list(means.index), [title_of(o) for o in means.columns]]
        .reset_index()
    )
    if len(efficient) == 1:
        finding = f"{efficient[0]} is at least as good as every other strategy on all of these outcomes"
    elif len(efficient) == len(means):
        finding = "Every strategy has something for it: none is beaten on all of these outcomes at once"
    else:
        finding = f"{len(efficient)} of {len(means)} strategies are beaten by no other on all of these outcomes at once: {', '.join(efficient)}"
    cells = pd.DataFrame(
        {
            title_of(o): [f"{number(means.loc[s, o])}\n±{number(2 * errors.loc[s, o], 1)}" for s in means.index]
            for o in means.columns
        }
    )
    cells.insert(0, "strategy", list(means.index))
    cells["Pareto-efficient"] = [
        "yes" if s in efficient else f"no: beaten by {', '.join(c.tradeoff.dominated_by[s])}" for s in means.index
    ]
    lead = "Rights, relief, security, cost and symbolic firmness side by side, each from the worst to the best of these strategies. There is no total score: how to trade them is the reader's judgement, and --value takes it."
    words = "One line per strategy; higher is better on every axis, whichever way the outcome itself runs. Axes are scaled to the strategies compared, so that small and large differences look alike: see the numbers."
    lower = [title_of(o).lower() for o in means.columns if c.tradeoff.direction[o] < 0]
    table = html_table(
        cells,
        f"Means over weighted theories with 95% Monte Carlo intervals; lower is better for {listed(lower)}. Differences between strategies are known much better, since runs are paired",
    )
    return Section(
        "tradeoffs", "Outcomes against each other", lead, table, (figure(chart.scaled_lines(drawn), finding, words, places),)
    )


def _failures(c: Comparison) -> Section:
    body, figures = [], []
    for v in c.verdicts:
        failed, discovery = v.vulnerability, v.vulnerability.discovery
        body += [_heading(v), sentences(failed.in_words(c.titles))]
        shares = (
            failed.others_frame()
            .assign(share=lambda t: [f"{100 * x:.0f}%" for x in t.share])
            .rename(columns={"share": "fails in"})
        )
        theories = (
            failed.to_frame()
            .assign(share=lambda t: [f"{100 * x:.0f}%" for x in t.share])
            .rename(columns={"share": f"{v.strategy} fails in"})
        )
        tables = [
            html_table(theories, f"{v.title}: failures of {v.strategy} by theory"),
            html_table(shares, f"{v.title}: how often each strategy ends more than {number(failed.level)} behind the best"),
        ]
        if discovery is not None:
            tables += [_limits(v, discovery, c.titles), _leaves(v, discovery, c.titles)]
            figures.append(_path(v, discovery))
        body.append(folded("By theory, by strategy, every limit and every leaf", *tables))
    lead = "Scenario discovery: rules are sought in one half of the draws by PRIM and by a tree (CART); all numbers told come from the other half."
    return Section("failures", "Where the strategy tested fails", lead, Markup("").join(body), tuple(figures))


def _limits(v: Verdict, discovery: Discovery, titles: dict[str, str]) -> Markup:
    rows = []
    for r in discovery.limits_frame().itertuples():
        p = np.nanmax([r.quasi_p_low, r.quasi_p_high])
        said = Rule(Box({r.factor: (r.low, r.high)}, 0, 0, 0, 0, 0), 0, 0, discovery.theories).condition(titles)
        rows.append({"limit": plain(said), "quasi-p": "under 0.001" if p < 0.001 else number(p, 2),
                     "found again at equal coverage": f"{100 * r._6:.0f}%", "at equal density": f"{100 * r._7:.0f}%"})  # fmt: skip
    return html_table(
        pd.DataFrame(rows),
        f"{v.title}: limits of the chosen box, their quasi-p-values where it was found, and how often the same factor is restricted in {discovery.stability.repeats} random halves",
    )


def _leaves(v: Verdict, discovery: Discovery, titles: dict[str, str]) -> Markup:
    lines = [
        f"{r.in_words(discovery.base_rate, 'it fails', titles)} {r.box.inside:,} worlds, {100 * r.box.coverage:.0f}% of failures."
        for r in discovery.leaves if r.box.limits
    ]  # fmt: skip
    return Markup("<p><strong>{}</strong></p>{}").format(
        f"{v.title}: leaves of the tree, as counted in the half that did not grow it", sentences(lines)
    )


def _path(v: Verdict, discovery: Discovery) -> Figure:
    path = discovery.path
    found = path[["coverage", "density"]].assign(half="where it was found", chosen=False)
    again = (
        path[["coverage_again", "density_again"]]
        .set_axis(["coverage", "density"], axis=1)
        .assign(half="checked on other draws", chosen=False)
    )
    box = discovery.rule.box if discovery.rule else None
    picked = [
        {"coverage": discovery.found.coverage, "density": discovery.found.density, "half": "where it was found", "chosen": True}
    ]
    if box is not None:
        picked.append({"coverage": box.coverage, "density": box.density, "half": "checked on other draws", "chosen": True})
    data = pd.concat([found, again, pd.DataFrame(picked)], ignore_index=True)
    if box is None:
        finding = f"{v.title}: no box sets failures of {v.strategy} apart on draws it was not found in"
    else:
        finding = f"{v.title}: the chosen rule holds {100 * box.coverage:.0f}% of the failures of {v.strategy} and is right in {100 * box.density:.0f}% of its worlds (base rate {100 * discovery.base_rate:.0f}%)"
    words = "Each mark is a box of the PRIM trajectory, from all worlds (right) to the smallest box (left): the denser, the fewer failures it covers. Large marks: the box chosen, with limits dropped that are not missed. The dashed line is the base rate."
    twin = path.rename(
        columns={"coverage_again": "coverage, checked", "density_again": "density, checked", "worst_quasi_p": "weakest quasi-p"}
    )
    twin[["box", "limits"]] = twin[["box", "limits"]].astype(str)
    return narrow(figure(chart.peel_path(data, discovery.base_rate), finding, words, twin))


def _drivers(c: Comparison) -> Section:
    body, figures = [], []
    for v in c.verdicts:
        if v.drivers is None:
            body += [_heading(v), sentences([f"The value never varies under `{v.strategy}`."])]
            continue
        body += [
            _heading(v),
            sentences(v.drivers.in_words(c.titles)),
            folded("Do the shares hold as the design grows?", _growth(v, v.drivers, c.titles)),
        ]
        figures.append(_bars(v, v.drivers, c.titles))
    lead = "Sobol indices of the value under the strategy tested: what share of its spread each factor explains alone, and with interplay. The numbers that stand out in a screen of all of them are factors of their own; the rest is grouped, so that nothing is left out."
    return Section("drivers", "What drives the outcome", lead, Markup("").join(body), tuple(figures))


def _growth(v: Verdict, driven: Drivers, titles: dict[str, str]) -> Markup:
    wide = driven.sobol.convergence.pivot(index=["factor", "index"], columns="n", values="estimate").xs("total", level="index")
    order = driven.to_frame(titles).factor
    wide = wide.loc[order].rename(index=lambda f: titles.get(f, f)).rename_axis("with interplay").reset_index()
    return html_table(wide, f"{v.title}: total index at growing numbers of points of the design", 2)


def _bars(v: Verdict, driven: Drivers, titles: dict[str, str]) -> Figure:
    table = driven.to_frame(titles)
    parts = [
        pd.DataFrame(
            {
                "name": table.title,
                "index": words,
                "estimate": table[kind],
                "low": table[f"{kind}_low"],
                "high": table[f"{kind}_high"],
            }
        )
        for kind, words in (("first", "alone"), ("total", "with interplay"))
    ]
    top = table.iloc[0]
    finding = f"{v.title} under {v.strategy}: {top.title} matters most, {100 * top['first']:.0f}% of the spread alone and {100 * top.total:.0f}% with interplay"
    words = "Two bars per factor with 95% intervals: its first-order index (alone) and its total index (alone and with others). Totals overlap, so they add up to more than 100%."
    cells = pd.DataFrame(
        {"factor": table.title, "alone": _intervals(table, "first"), "with interplay": _intervals(table, "total")}
    )
    if "score" in table:
        cells["feature score"] = [number(x) if np.isfinite(x) else "" for x in table.score]
    return figure(chart.index_bars(pd.concat(parts)), finding, words, cells)


def _intervals(table: pd.DataFrame, kind: str) -> list[str]:
    return [
        f"{x:.3f}\n{low:.3f} to {high:.3f}"
        for x, low, high in zip(table[kind], table[f"{kind}_low"], table[f"{kind}_high"], strict=True)
    ]


def _red_team(c: Comparison) -> Section:
    body = []
    for v in c.verdicts:
        body += [_heading(v), sentences(v.red_team.in_words(c.titles))]
        if v.red_team.worlds:
            rows = [{"theory": w.theory, "weight": f"{w.weight:.2f}", "distance from the middle": w.distance, "odds": w.odds, f"under {v.strategy}": v.sign * w.value,
                     "wished": w.wished, "under it": v.sign * w.wished_value, "regret": f"{number(w.regret)}\n±{number(2 * w.error, 1)}"} for w in v.red_team.worlds]  # fmt: skip
            moved = v.red_team.departures_frame()
            moved["number"] = [c.titles.get(n, n) for n in moved.number]
            moved["share"] = [f"{100 * x:.0f}%" for x in moved.share]
            tables = [
                html_table(
                    pd.DataFrame(rows),
                    f"{v.title}: the worlds, averaged over {v.red_team.rolls} courses of chance; odds against the most plausible world of all",
                )
            ]
            if len(moved):
                tables.append(
                    html_table(moved.rename(columns={"share": "draws below"}), f"{v.title}: numbers away from their middle")
                )
            body.append(folded("The worlds in numbers", *tables))
    lead = "The most plausible world, theory by theory, in which the strategy tested is regretted on average over chance: as few numbers as possible leave their middle, as little as possible."
    return Section("redteam", "The red team", lead, Markup("").join(body))


def _enough(c: Comparison) -> Section:
    parts = []
    for v in c.verdicts:
        rows = [
            {
                "measure": e.metric.replace("_", " "),
                "best": e.best,
                "halves agree": f"{100 * e.agreement:.0f}%",
                "rank correlation": e.rank_correlation,
                "enough": "yes" if e.enough else f"no: {e.best} or {e.rival}",
            }
            for e in v.enough
        ]
        parts += [
            _heading(v),
            html_table(
                pd.DataFrame(rows),
                f"{v.title}: {v.enough[0].splits} random splits of {v.enough[0].futures:,} draws; a measure is settled if both halves name the same best strategy in {100 * v.enough[0].wanted:.0f}% of them",
                2,
            ),
        ]
    return Section(
        "enough",
        "Are these runs enough?",
        "Halves hold half of the runs, so the answer is a cautious one. More draws: --futures.",
        Markup("").join(parts),
    )


def _method(c: Comparison) -> Section:
    v, manifest = c.verdicts[0], manifest_of(c.study, c.result.block)
    items = {
        "Values": "; ".join(x.title for x in c.verdicts) + ", each in its own unit, higher is better after the outcome's own direction. No score adds them up unless --value does.",
        "Weights of theories": c.weights_from + ".",
        "Strategy tested": "; ".join(f"{x.title}: {x.strategy}, {x.strategy_from}" for x in c.verdicts) + ".",
        "Robustness": "A performance transform, a choice of worlds, an aggregate (McPhail et al. 2018); intervals by a bootstrap of draws.",
        "Belief map": "Upper envelopes and linear programmes; intervals by the delta method.",
        "Rules": "PRIM (Friedman & Fisher 1999; Bryant & Lempert 2010) and CART (Breiman et al. 1984) on worlds drawn by weight, found in the even draws and counted in the odd ones.",
        "Sensitivity": f"Sobol indices on Saltelli's design of {v.drivers.sobol.n:,} points over groups of numbers, worked out by SALib; feature scores by extremely randomised trees." if v.drivers else "None: the value never varies.",
        "Red team": "The most probable point (Hasofer & Lind 1974) in normal scores of the numbers that stand out, other numbers in their middle.",
        "Study": f"{c.study.digest[:12]}, case {manifest['case_digest'][:12]}, seed {c.study.seed}, {c.study.futures:,} draws; Python {manifest['python']}, " + ", ".join(f"{n} {x}" for n, x in manifest["versions"].items()) + ".",
    }  # fmt: skip
    body = Markup("").join(Markup("<dt>{}</dt><dd>{}</dd>").format(k, text) for k, text in items.items())
    return Section("method", "How this was made", "", Markup("<dl>{}</dl>").format(body))
