"""Pictures of the page on theories against the record, from its tables only."""

from __future__ import annotations

import pandas as pd

from modusvivendi.render.charts.charts import in_turn, order_of
from modusvivendi.render.charts.panel import Panel, picture, symbol_key
from modusvivendi.render.charts.scales import Linear, bands, linear
from modusvivendi.render.charts.svg import COLOURS, GREY, INK, SOFT

PLACES = (0.05, 0.25, 0.5, 0.75, 0.95)  # of a prior


def forest(data: pd.DataFrame, title: str, width: int = 460) -> str:
    """Differences with intervals: columns name, difference, low, high; a line at zero. In the order given."""
    y = bands(data.name, 22)
    panel = Panel(width, y.end, linear(data[["difference", "low", "high"]], 0, width, zero=True), y)
    panel.x_axis(title)
    panel.names(260)
    panel.level(x=0)
    for one in data.itertuples():
        panel.across(one.name, one.low, one.high, SOFT, 2)
        panel.dot(one.difference, one.name, COLOURS[0], 70)
    return picture(panel)


def weight_ranges(data: pd.DataFrame, width: int = 460) -> str:
    """Weights of theories: columns theory, prior, weight, low, high (over sensitivity variants). In the order given."""
    y = bands(data.theory, 26)
    panel = Panel(width, y.end, linear((0, 0.5, float(data.high.max())), 0, width), y)
    panel.x_axis("weight")
    panel.names(260)
    for one in data.itertuples():
        panel.across(one.theory, one.low, one.high, COLOURS[4], 6, 0.6)
        panel.tick(one.prior, one.theory, INK, 16)
        panel.dot(one.weight, one.theory, COLOURS[1], 90)
    return picture(panel)


def evidence_bars(data: pd.DataFrame, width: int = 200) -> str:
    """Log evidence against one theory: columns theory, column, value, error; one panel per column."""
    y = bands(data.theory, 20)
    data = data.assign(low=data.value - 2 * data.error, high=data.value + 2 * data.error)
    x = linear(data[["value", "low", "high"]], 0, width, zero=True)
    panels = []
    for n, column in enumerate(order_of(data.column)):
        panel = Panel(width, y.end, x, y, heading=column)
        panel.x_axis("nats")
        panel.names(200, labels=n == 0)
        for one in data[data.column == column].itertuples():
            panel.bar(one.theory, 0, one.value, 12, COLOURS[0])
            panel.interval(one.theory, one.low, one.high)
        panels.append(panel)
    return picture(panels, len(panels), 16)


def placebo_lines(data: pd.DataFrame, width: int = 170) -> str:
    """Coefficients by when moves are felt: columns panel, lag (months after a move), value, sd."""
    data = data.assign(low=data.value - data.sd, high=data.value + data.sd)
    x, y = linear(data.lag, 8, width - 8, nice=False), linear(data[["low", "high"]], 110, 0, zero=True)
    order = order_of(data.panel)
    panels = []
    for n, name in enumerate(order):
        panel = Panel(width, 110, x, y, heading=name)
        panel.x_axis("months from move to effect", ticks=(-2, -1, 0, 1, 3), labels=n + 3 >= len(order))
        panel.y_axis("coefficient", labels=n % 3 == 0)
        panel.level(y=0)
        for one in data[data.panel == name].itertuples():
            panel.upright(one.lag, one.low, one.high, SOFT)
            panel.dot(one.lag, one.value, COLOURS[1] if one.lag == 1 else COLOURS[0])
        panels.append(panel)
    return picture(panels, 3)


def two_ranges(data: pd.DataFrame, width: int = 320) -> str:
    """Prior and posterior as places in the prior: columns name, p5, p50, p95 in [0,1]."""
    y = bands(data.name, 24)
    panel = Panel(width, y.end, Linear(0, 1, 0, width), y)
    panel.x_axis("place in the prior (0.05 to 0.95 before the record)", ticks=PLACES, shown=lambda v: f"{v:.2f}")
    panel.names()
    for one in data.itertuples():
        panel.across(one.name, 0.05, 0.95, GREY, 9, 0.5)
        panel.across(one.name, one.p5, one.p95, COLOURS[0], 4)
        panel.dot(one.p50, one.name, COLOURS[1])
    return picture(panel)


def observed_in_range(data: pd.DataFrame, width: int = 420) -> str:
    """What is predicted and what was recorded: columns figure, low, high, observed, outside."""
    y = bands(data.figure, 20)
    panel = Panel(width, y.end, linear(data[["low", "high", "observed"]], 0, width, zero=True), y)
    panel.x_axis("number")
    panel.names(300)
    for one in data.itertuples():
        panel.across(one.figure, one.low, one.high, COLOURS[4], 6, 0.6)
        panel.dot(one.observed, one.figure, COLOURS[1] if one.outside else INK, 70, "diamond" if one.outside else "circle")
    return picture(panel)


def calibration_lines(data: pd.DataFrame, width: int = 300) -> str:
    """Said and seen: columns forecaster, said, seen, low, high."""
    order = order_of(data.forecaster)
    colours = in_turn(order, COLOURS)
    top = float(max(data.said.max(), data.high.max()))
    panel = Panel(width, 260, linear((0, top), 0, width), linear((0, top), 260, 0))
    panel.x_axis("chance that was said")
    panel.y_axis("share that came")
    panel.line((0, top), (0, top), INK, 1.2, (4, 3))
    for name in order:
        own, colour = data[data.forecaster == name], colours[name]
        for one in own.itertuples():
            panel.upright(one.said, one.low, one.high, colour, 1.5)
            panel.dot(one.said, one.seen, colour, 50)
        panel.line(own.said, own.seen, colour)
    return picture(panel, keys=[symbol_key(name, colours[name]) for name in order])
