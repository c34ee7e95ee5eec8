"""Every picture, as an Altair object, from aggregated tables only."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np
import pandas as pd

# Okabe and Ito's palette, told apart with all common colour deficiencies; each strategy also has its own dash.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#000000")
DASHES = ([1, 0], [6, 3], [2, 2], [8, 2, 2, 2], [4, 4], [10, 4], [1, 3])
INK, SOFT = "#1b2733", "#5b6b7a"


def themed(chart: Any) -> Any:
    """The house style: plain axes, dark ink, no box."""
    return (
        chart.configure_view(stroke=None)
        .configure_axis(labelColor=INK, titleColor=INK, gridColor="#e3e8ec", domainColor=SOFT, labelFontSize=12, titleFontSize=12)
        .configure_header(labelColor=INK, titleColor=INK, labelFontSize=12, labelFontWeight="bold")
        .configure_legend(labelColor=INK, titleColor=INK, labelFontSize=12, symbolStrokeWidth=2.5)
    )


def stacked(values: np.ndarray, low: float, high: float, bins: int = 60) -> pd.DataFrame:
    """Dots piled up in bins between low and high: columns x (middle of the bin) and pile (1, 2, ...)."""
    width = (high - low) / bins or 1.0
    place = np.clip(((values - low) / width).astype(int), 0, bins - 1)
    pile = [int((place[:n] == place[n]).sum()) + 1 for n in range(len(values))]
    return pd.DataFrame({"x": low + (place + 0.5) * width, "pile": pile})


def dot_quantiles(data: pd.DataFrame, title: str, width: int = 780) -> Any:
    """A 50-dot quantile picture of one outcome, one row per strategy. data: columns strategy, value, fifty rows a strategy."""
    dots = {str(name): part.value.to_numpy() for name, part in data.groupby("strategy", sort=False)}
    low, high = float(data.value.min()), float(data.value.max())
    low, high = (low - 0.5, high + 0.5) if low == high else (low, high)
    frames = [stacked(v, low, high).assign(strategy=name, median=float(np.median(v))) for name, v in dots.items()]
    piles = pd.concat(frames)
    tallest = int(piles.pile.max())
    tall = max(30.0, min(4.4 * tallest, 62.0))  # a pile of fifty equal outcomes gets smaller dots, not a higher row
    base = alt.Chart(piles)
    points = base.mark_circle(size=max(4.0, min(30.0, (0.9 * tall / tallest) ** 2)), color=COLOURS[0], opacity=0.85).encode(
        x=alt.X("x:Q", title=title, scale=alt.Scale(domain=[low, high], nice=True)),
        y=alt.Y("pile:Q", axis=None, scale=alt.Scale(domain=[0, tallest + 1])),
    )
    middle = base.mark_rule(color=COLOURS[1], strokeWidth=2).encode(x=alt.X("median:Q", aggregate="min"))
    rows = (points + middle).properties(width=width, height=tall)
    order = list(dots)
    return themed(
        rows.facet(
            row=alt.Row(
                "strategy:N", sort=order, title=None, header=alt.Header(labelAngle=0, labelAlign="left", labelOrient="left")
            ),
            spacing=2,
        )
    )


def paths_by_theory(data: pd.DataFrame, title: str, columns: int = 3) -> Any:
    """Small multiples: a soft fan (5–95 and 25–75 per cent), sample paths and the mean of one strategy, and a baseline.

    data columns: theory, month, kind ('fan', 'mean', 'baseline' or 'sample'), low, high, low50, high50, value, path.
    """
    x = alt.X("month:Q", title="months from the start", axis=alt.Axis(tickCount=5))
    y = alt.Y("value:Q", title=title, scale=alt.Scale(zero=False))
    base = alt.Chart(data)
    fan = alt.datum.kind == "fan"
    outer = (
        base.transform_filter(fan)
        .mark_area(color=COLOURS[0], opacity=0.15)
        .encode(x=x, y=alt.Y("low:Q", title=title, scale=alt.Scale(zero=False)), y2="high:Q")
    )
    inner = base.transform_filter(fan).mark_area(color=COLOURS[0], opacity=0.22).encode(x=x, y="low50:Q", y2="high50:Q")
    sample = (
        base.transform_filter(alt.datum.kind == "sample")
        .mark_line(color=SOFT, opacity=0.55, strokeWidth=0.8)
        .encode(x=x, y=y, detail="path:N")
    )
    mean = base.transform_filter(alt.datum.kind == "mean").mark_line(color=COLOURS[0], strokeWidth=2.4).encode(x=x, y=y)
    baseline = (
        base.transform_filter(alt.datum.kind == "baseline")
        .mark_line(color=COLOURS[1], strokeWidth=2, strokeDash=[5, 3])
        .encode(x=x, y=y)
    )
    panel = (outer + inner + sample + mean + baseline).properties(width=255, height=130)
    order = list(dict.fromkeys(data.theory))
    return themed(panel.facet(facet=alt.Facet("theory:N", sort=order, title=None), columns=columns, spacing=14))


def swing_bars(data: pd.DataFrame, title: str, width: int = 480) -> Any:
    """How far each number moves an outcome: data columns number, swing."""
    return themed(
        alt.Chart(data)
        .mark_bar(color=COLOURS[0])
        .encode(
            x=alt.X("swing:Q", title=title),
            y=alt.Y("number:N", sort=list(data.number), title=None, axis=alt.Axis(labelLimit=420)),
        )
        .properties(width=width, height=22 * len(data))
    )


def agenda_bars(data: pd.DataFrame, months: int, first: str, width: int = 520) -> Any:
    """Tracks over time: data columns track, start, end (months after ``first``, such as 2024-06), what ('on offer', 'offered again')."""
    order = list(dict.fromkeys(data.track))

    def day(month: int) -> str:
        return str((pd.Timestamp(first) + pd.DateOffset(months=int(month))).date())

    bars = data.assign(start=[day(m) for m in data.start], end=[day(m) for m in data.end])
    scale = alt.Scale(type="utc", domain=[day(0), day(months)])
    return themed(
        alt.Chart(bars)
        .mark_bar(height=14)
        .encode(
            x=alt.X("start:T", title=None, scale=scale, axis=alt.Axis(format="%Y", tickCount="year")),
            x2="end:T",
            y=alt.Y("track:N", sort=order, title=None, axis=alt.Axis(labelLimit=330)),
            color=alt.Color(
                "what:N",
                title=None,
                scale=alt.Scale(domain=["on offer", "offered again"], range=[COLOURS[0], COLOURS[4]]),
                legend=alt.Legend(orient="top"),
            ),
        )
        .properties(width=width, height=26 * len(order))
    )


def result_bars(data: pd.DataFrame, width: int = 520) -> Any:
    """How tracks end: data columns track, result, share (adding up to 1 per track), rank (order of results)."""
    results = list(data.sort_values("rank").result.unique())
    colours = dict(
        zip(
            ("met", "partly met", "undone from above", "not met", "not ended"),
            (COLOURS[2], COLOURS[4], COLOURS[5], COLOURS[1], "#c9d1d8"),
            strict=True,
        )
    )
    base = alt.Chart(data).encode(
        y=alt.Y("track:N", sort=list(dict.fromkeys(data.track)), title=None, axis=alt.Axis(labelLimit=330))
    )
    bars = base.mark_bar(height=16).encode(
        x=alt.X("share:Q", title="share of futures", stack="zero", axis=alt.Axis(format="%")),
        color=alt.Color(
            "result:N",
            title=None,
            scale=alt.Scale(domain=results, range=[colours[r] for r in results]),
            legend=alt.Legend(orient="top"),
        ),
        order="rank:Q",
    )
    return themed(bars.properties(width=width, height=26 * data.track.nunique()))


def tradeoff_points(data: pd.DataFrame, objectives: list[str], width: int = 300) -> Any:
    """Plans along the trade-off, first objective against each other one: data columns plan ('' if not shown by name) and
    one per objective."""
    panels = []
    # A title may hold what a field name may not, such as a colon.
    fields = {title: f"objective{n}" for n, title in enumerate(objectives)}
    points = data.rename(columns=fields)
    named = points[points.plan != ""]

    def axis(kind: Any, title: str) -> Any:
        return kind(f"{fields[title]}:Q", title=title, scale=alt.Scale(zero=False), axis=alt.Axis(tickCount=5))

    for other in objectives[1:]:
        x, y = axis(alt.X, objectives[0]), axis(alt.Y, other)
        cloud = alt.Chart(points[points.plan == ""]).mark_circle(size=40, color=SOFT, opacity=0.6).encode(x=x, y=y)
        chosen = alt.Chart(named).mark_point(size=90, filled=True, shape="diamond", color=COLOURS[1]).encode(x=x, y=y)
        label = alt.Chart(named).mark_text(dx=9, align="left", fontSize=12, color=INK).encode(x=x, y=y, text="plan:N")
        panels.append((cloud + chosen + label).properties(width=width, height=220))
    return themed(alt.concat(*panels, columns=2))


def zone_map(data: pd.DataFrame, width: int = 380) -> Any:
    """Zones of agreement: data columns issue, bloc, zone (share of draws); one cell each, with its number in per cent."""
    order = list(data.groupby("issue").zone.max().sort_values(ascending=False, kind="stable").index)
    base = alt.Chart(data).encode(
        x=alt.X("bloc:N", title=None, axis=alt.Axis(orient="top", labelAngle=-20, labelLimit=180)),
        y=alt.Y("issue:N", sort=order, title=None, axis=alt.Axis(labelLimit=330)),
    )
    # The darkest cell still carries dark ink.
    cells = base.mark_rect().encode(
        color=alt.Color("zone:Q", legend=None, scale=alt.Scale(domain=[0, 1], range=["#eef3f7", COLOURS[4]]))
    )
    text = base.mark_text(fontSize=12, color=INK).encode(text=alt.Text("zone:Q", format=".0%"))
    return themed((cells + text).properties(width=width, height=24 * len(order)))


def search_lines(data: pd.DataFrame, width: int = 420) -> Any:
    """How far each search had come: data columns generation, share (of the volume all searches found), seed."""
    seeds = list(dict.fromkeys(data.seed))
    return themed(
        alt.Chart(data)
        .mark_line(strokeWidth=2.2)
        .encode(
            x=alt.X("generation:Q"),
            y=alt.Y("share:Q", title="share of the joint front's volume", scale=alt.Scale(domain=[0, 1.02])),
            color=alt.Color(
                "seed:N",
                sort=seeds,
                title=None,
                scale=alt.Scale(domain=seeds, range=[COLOURS[n % len(COLOURS)] for n in range(len(seeds))]),
            ),
            strokeDash=alt.StrokeDash(
                "seed:N",
                sort=seeds,
                title=None,
                scale=alt.Scale(domain=seeds, range=[list(DASHES[n % len(DASHES)]) for n in range(len(seeds))]),
            ),
        )
        .properties(width=width, height=180)
    )


def heat_numbers(data: pd.DataFrame, title: str, width: int = 720) -> Any:
    """A grid with its number in every cell: data columns row, column, value (shade, 0 lightest) and text."""
    rows, columns = list(dict.fromkeys(data.row)), list(dict.fromkeys(data.column))
    top = float(data.value.max()) or 1.0
    base = alt.Chart(data.assign(dark=data.value > 0.6 * top)).encode(
        x=alt.X("column:N", sort=columns, title=None, axis=alt.Axis(orient="top", labelAngle=0, domain=False, ticks=False)),
        y=alt.Y("row:N", sort=rows, title=None, axis=alt.Axis(domain=False, ticks=False)),
    )
    shade = alt.Color("value:Q", title=title, scale=alt.Scale(range=["#f3f6f8", "#7fa9c9", "#00446f"], domain=[0, top / 2, top]))
    cells = base.mark_rect(stroke="white", strokeWidth=2).encode(color=shade.legend(orient="bottom", gradientLength=200))
    words = base.mark_text(fontSize=12).encode(
        text="text:N", color=alt.condition(alt.datum.dark, alt.value("white"), alt.value(INK))
    )
    return themed((cells + words).properties(width=width, height=30 * len(rows)))


def belief_triangle(
    polygons: pd.DataFrame, names: pd.DataFrame, corners: pd.DataFrame, now: pd.DataFrame, strategies: list[str], width: int = 460
) -> Any:
    """Beliefs on three theories, coloured by the best strategy.

    polygons: strategy, order, x, y of each region's outline. names: text, x, y in the middle of each region. corners:
    text, x, y, align. now: text, x, y of the weights held. x and y lie in [0, 1]; strategies fixes the colours.
    """
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[-0.1, 1.1]))
    y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[-0.1, 0.97]))
    colour = alt.Scale(domain=strategies, range=[COLOURS[n % len(COLOURS)] for n in range(len(strategies))])
    regions = (
        alt.Chart(polygons)
        .mark_line(interpolate="linear-closed", fillOpacity=0.45, stroke="white", strokeWidth=1.5)
        .encode(x=x, y=y, order="order:Q", detail="strategy:N", fill=alt.Fill("strategy:N", scale=colour, legend=None))
    )
    inside = alt.Chart(names).mark_text(fontSize=13, fontWeight="bold", color=INK).encode(x=x, y=y, text="text:N")
    ends = alt.Chart(corners).mark_text(fontSize=13, color=INK).encode(x=x, y=y, text="text:N")
    point = (
        alt.Chart(now)
        .mark_point(shape="diamond", size=110, filled=True, color=INK, stroke="white", strokeWidth=1.5)
        .encode(x=x, y=y)
    )
    label = alt.Chart(now).mark_text(fontSize=12, dx=9, align="left", color=INK).encode(x=x, y=y, text="text:N")
    return themed((regions + inside + ends + point + label).properties(width=width, height=0.88 * width))


def scaled_lines(data: pd.DataFrame, width: int = 620) -> Any:
    """Strategies across outcomes: data columns outcome, strategy, place (0 worst to 1 best of all), text (the number)."""
    strategies, outcomes = list(dict.fromkeys(data.strategy)), list(dict.fromkeys(data.outcome))
    base = alt.Chart(data).encode(
        x=alt.X("outcome:N", sort=outcomes, title=None, axis=alt.Axis(labelAngle=0, grid=True), scale=alt.Scale(padding=0.25)),
        y=alt.Y(
            "place:Q",
            title="worst to best of these strategies",
            axis=alt.Axis(values=[0, 0.5, 1], labelExpr="datum.value == 0 ? 'worst' : datum.value == 1 ? 'best' : ''"),
        ),
        color=alt.Color(
            "strategy:N",
            sort=strategies,
            title=None,
            scale=alt.Scale(domain=strategies, range=[COLOURS[n % len(COLOURS)] for n in range(len(strategies))]),
        ),
        strokeDash=alt.StrokeDash(
            "strategy:N",
            sort=strategies,
            title=None,
            scale=alt.Scale(domain=strategies, range=[list(DASHES[n % len(DASHES)]) for n in range(len(strategies))]),
        ),
    )
    return themed((base.mark_line(strokeWidth=2) + base.mark_point(filled=True, size=55)).properties(width=width, height=280))


def peel_path(data: pd.DataFrame, base_rate: float, width: int = 460) -> Any:
    """Boxes of a rule search: data columns coverage, density, half ('where found' or 'checked'), chosen (bool)."""
    halves = list(dict.fromkeys(data.half))
    base = alt.Chart(data).encode(
        x=alt.X(
            "coverage:Q",
            title="coverage: share of failures in the box",
            axis=alt.Axis(format="%"),
            scale=alt.Scale(domain=[0, 1]),
        ),
        y=alt.Y(
            "density:Q",
            title="density: share of failures among worlds in the box",
            axis=alt.Axis(format="%"),
            scale=alt.Scale(domain=[0, 1]),
        ),
        color=alt.Color(
            "half:N",
            sort=halves,
            title=None,
            scale=alt.Scale(domain=halves, range=list(COLOURS[:2])),
            legend=alt.Legend(orient="top"),
        ),
        shape=alt.Shape("half:N", sort=halves, title=None, scale=alt.Scale(domain=halves, range=["circle", "triangle-up"])),
    )
    chosen = base.transform_filter(alt.datum.chosen).mark_point(size=260, strokeWidth=2.5)
    level = alt.Chart(pd.DataFrame({"density": [base_rate]})).mark_rule(color=SOFT, strokeDash=[4, 4]).encode(y="density:Q")
    return themed((level + base.mark_point(filled=True, size=40) + chosen).properties(width=width, height=300))


def index_bars(data: pd.DataFrame, width: int = 430) -> Any:
    """Shares of variance with intervals: data columns name, index ('alone' or 'with interplay'), estimate, low, high."""
    names, kinds = list(dict.fromkeys(data.name)), list(dict.fromkeys(data["index"]))
    base = alt.Chart(data).encode(
        y=alt.Y("name:N", sort=names, title=None, axis=alt.Axis(labelLimit=440)),
        yOffset=alt.YOffset("index:N", sort=kinds),
    )
    bars = base.mark_bar(height=9).encode(
        x=alt.X("estimate:Q", title="share of the spread", axis=alt.Axis(format="%")),
        color=alt.Color(
            "index:N",
            sort=kinds,
            title=None,
            scale=alt.Scale(domain=kinds, range=[COLOURS[0], COLOURS[4]]),
            legend=alt.Legend(orient="top"),
        ),
    )
    reach = base.mark_rule(color=INK, strokeWidth=1.4).encode(x="low:Q", x2="high:Q")
    return themed((bars + reach).properties(width=width, height=28 * len(names)))


def share_dots(data: pd.DataFrame, width: int = 560) -> Any:
    """Shares at several levels: data columns strategy, level, share, low, high."""
    strategies, levels = list(dict.fromkeys(data.strategy)), list(dict.fromkeys(data.level))
    base = alt.Chart(data).encode(
        y=alt.Y("strategy:N", sort=strategies, title=None),
        color=alt.Color(
            "level:N",
            sort=levels,
            title=None,
            scale=alt.Scale(domain=levels, range=[COLOURS[n % len(COLOURS)] for n in range(len(levels))]),
            legend=alt.Legend(orient="top"),
        ),
    )
    points = base.mark_point(filled=True, size=80).encode(
        x=alt.X(
            "share:Q",
            title="share of worlds that are acceptable, by weight",
            axis=alt.Axis(format="%"),
            scale=alt.Scale(domain=[0, 1]),
        ),
        shape=alt.Shape("level:N", sort=levels, title=None, scale=alt.Scale(domain=levels)),
    )
    return themed(
        (base.mark_rule(strokeWidth=1.4).encode(x="low:Q", x2="high:Q") + points).properties(
            width=width, height=34 * len(strategies)
        )
    )


def svg(chart: Any) -> str:
    """The chart as an SVG text, drawn here, without a browser or the network."""
    import vl_convert

    return str(vl_convert.vegalite_to_svg(chart.to_dict(validate=False)))
