"""Pictures of the page on theories against the record, from its tables only."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from modusvivendi.render.charts.charts import COLOURS, INK, SOFT, themed

GREY = "#aab4bd"


def forest(data: pd.DataFrame, title: str, width: int = 460) -> Any:
    """Differences with intervals: columns name, difference, low, high; a line at zero. In the order given."""
    base = alt.Chart(data)
    y = alt.Y("name:N", sort=list(data.name), title=None, axis=alt.Axis(labelLimit=260))
    bar = base.mark_rule(strokeWidth=2, color=SOFT).encode(y=y, x=alt.X("low:Q", title=title), x2="high:Q")
    dot = base.mark_circle(size=70, color=COLOURS[0], opacity=1).encode(y=y, x="difference:Q")
    zero = alt.Chart(pd.DataFrame({"x": [0.0]})).mark_rule(color=INK, strokeDash=[4, 3]).encode(x="x:Q")
    return themed((zero + bar + dot).properties(width=width, height=22 * len(data)))


def weight_ranges(data: pd.DataFrame, width: int = 460) -> Any:
    """Weights of theories: columns theory, prior, weight, low, high (over sensitivity variants). In the order given."""
    base = alt.Chart(data)
    y = alt.Y("theory:N", sort=list(data.theory), title=None, axis=alt.Axis(labelLimit=260))
    scale = alt.Scale(domain=[0, max(0.5, float(data.high.max()))])
    span = base.mark_rule(strokeWidth=6, color=COLOURS[4], opacity=0.6).encode(
        y=y, x=alt.X("low:Q", title="weight", scale=scale), x2="high:Q"
    )
    prior = base.mark_tick(color=INK, thickness=2.5, size=16).encode(y=y, x="prior:Q")
    dot = base.mark_circle(size=90, color=COLOURS[1], opacity=1).encode(y=y, x="weight:Q")
    return themed((span + prior + dot).properties(width=width, height=26 * len(data)))


def evidence_bars(data: pd.DataFrame, width: int = 200) -> Any:
    """Log evidence against one theory: columns theory, column, value, error; one panel per column."""
    base = alt.Chart(data).transform_calculate(low="datum.value - 2 * datum.error", high="datum.value + 2 * datum.error")
    y = alt.Y("theory:N", sort=list(dict.fromkeys(data.theory)), title=None, axis=alt.Axis(labelLimit=200))
    bars = base.mark_bar(color=COLOURS[0], height=12).encode(y=y, x=alt.X("value:Q", title="nats"))
    doubt = base.mark_rule(color=INK, strokeWidth=1.5).encode(y=y, x="low:Q", x2="high:Q")
    panel = (bars + doubt).properties(width=width, height=20 * data.theory.nunique())
    order = list(dict.fromkeys(data.column))
    return themed(panel.facet(column=alt.Column("column:N", sort=order, title=None), spacing=16))


def placebo_lines(data: pd.DataFrame, width: int = 170) -> Any:
    """Coefficients by when moves are felt: columns panel, lag (months after a move), value, sd."""
    base = alt.Chart(data).transform_calculate(low="datum.value - datum.sd", high="datum.value + datum.sd")
    x = alt.X("lag:Q", title="months from move to effect", axis=alt.Axis(values=[-2, -1, 0, 1, 3], format="d"))
    band = base.mark_rule(strokeWidth=2, color=SOFT).encode(x=x, y=alt.Y("low:Q", title="coefficient"), y2="high:Q")
    dot = base.mark_circle(size=60, opacity=1).encode(
        x=x, y="value:Q", color=alt.condition("datum.lag == 1", alt.value(COLOURS[1]), alt.value(COLOURS[0]))
    )
    zero = base.mark_rule(color=INK, strokeDash=[4, 3]).encode(y=alt.datum(0.0))
    panel = (zero + band + dot).properties(width=width, height=110)
    return themed(
        panel.facet(facet=alt.Facet("panel:N", sort=list(dict.fromkeys(data.panel)), title=None), columns=3, spacing=14)
    )


def two_ranges(data: pd.DataFrame, width: int = 320) -> Any:
    """Prior and posterior as places in the prior: columns name, p5, p50, p95 in [0,1]."""
    base = alt.Chart(data)
    y = alt.Y("name:N", sort=list(data.name), title=None, axis=alt.Axis(labelLimit=360))
    axis = alt.X(
        "p5:Q",
        title="place in the prior (0.05 to 0.95 before the record)",
        scale=alt.Scale(domain=[0, 1]),
        axis=alt.Axis(values=[0.05, 0.25, 0.5, 0.75, 0.95], format=".2f"),
    )
    before = base.mark_rule(strokeWidth=9, color=GREY, opacity=0.5).encode(y=y, x=alt.datum(0.05), x2=alt.datum(0.95))
    after = base.mark_rule(strokeWidth=4, color=COLOURS[0]).encode(y=y, x=axis, x2="p95:Q")
    dot = base.mark_circle(size=60, color=COLOURS[1], opacity=1).encode(y=y, x="p50:Q")
    return themed((before + after + dot).properties(width=width, height=24 * len(data)))


def observed_in_range(data: pd.DataFrame, width: int = 420) -> Any:
    """What is predicted and what was recorded: columns figure, low, high, observed, outside."""
    base = alt.Chart(data)
    y = alt.Y("figure:N", sort=list(data.figure), title=None, axis=alt.Axis(labelLimit=300))
    span = base.mark_rule(strokeWidth=6, color=COLOURS[4], opacity=0.6).encode(y=y, x=alt.X("low:Q", title="number"), x2="high:Q")
    dot = base.mark_point(size=70, filled=True, opacity=1).encode(
        y=y,
        x="observed:Q",
        shape=alt.condition("datum.outside", alt.value("diamond"), alt.value("circle")),
        color=alt.condition("datum.outside", alt.value(COLOURS[1]), alt.value(INK)),
    )
    return themed((span + dot).properties(width=width, height=20 * len(data)))


def calibration_lines(data: pd.DataFrame, width: int = 300) -> Any:
    """Said and seen: columns forecaster, said, seen, low, high."""
    order = list(dict.fromkeys(data.forecaster))
    top = float(max(data.said.max(), data.high.max()))
    even = alt.Chart(pd.DataFrame({"a": [0.0, top]})).mark_line(color=INK, strokeDash=[4, 3]).encode(x="a:Q", y="a:Q")
    base = alt.Chart(data)
    colour = alt.Color(
        "forecaster:N",
        sort=order,
        title=None,
        scale=alt.Scale(range=list(COLOURS[: len(order)])),
        legend=alt.Legend(orient="top", labelLimit=300, columns=1),
    )
    x = alt.X("said:Q", title="chance that was said")
    doubt = base.mark_rule(strokeWidth=1.5).encode(x=x, y=alt.Y("low:Q", title="share that came"), y2="high:Q", color=colour)
    line = base.mark_line(point=alt.OverlayMarkDef(size=50)).encode(x=x, y="seen:Q", color=colour)
    return themed((even + doubt + line).properties(width=width, height=260))
