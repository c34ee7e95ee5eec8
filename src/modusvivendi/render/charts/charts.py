"""Pictures of studies and of strategies compared, from aggregated tables only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import numpy as np
import pandas as pd

from modusvivendi.render.charts.panel import Key, Panel, line_key, picture, square_key, symbol_key
from modusvivendi.render.charts.scales import Linear, bands, linear, percent
from modusvivendi.render.charts.svg import COLOURS, DASHES, GREY, INK, PAPER, SOFT, element, filled, path, stroked

T = TypeVar("T")
SHAPES = ("circle", "square", "triangle", "diamond", "cross")
LIGHT, MIDDLE, DARK = (243, 246, 248), (127, 169, 201), (0, 68, 111)  # shades of a cell, red, green, blue
SHARES = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)


def in_turn(names: Sequence[str], values: Sequence[T]) -> dict[str, T]:
    """A colour, dash or shape for each name; they come round again."""
    return {name: values[n % len(values)] for n, name in enumerate(names)}


def order_of(column: pd.Series) -> list[str]:
    """Names in order of first appearance."""
    return list(dict.fromkeys(column))


def rows_by(data: pd.DataFrame, columns: Sequence[str]) -> dict[tuple[str, ...], list[int]]:
    """Places of the rows that say the same in some columns, by what they say, in order of first appearance."""
    found: dict[tuple[str, ...], list[int]] = {}
    for n, key in enumerate(zip(*(data[column].fillna("").tolist() for column in columns), strict=True)):
        found.setdefault(key, []).append(n)
    return found


def stacked(values: np.ndarray, low: float, high: float, bins: int = 60) -> tuple[np.ndarray, np.ndarray]:
    """Dots piled up in bins between low and high: middle of the bin, and place in the pile (1, 2, ...)."""
    width = (high - low) / bins or 1.0
    place = np.clip(((values - low) / width).astype(int), 0, bins - 1)
    pile = np.array([int((place[:n] == place[n]).sum()) + 1 for n in range(len(values))])
    return low + (place + 0.5) * width, pile


def dot_quantiles(data: pd.DataFrame, title: str, width: int = 780) -> str:
    """A 50-dot quantile picture of one outcome, one row per strategy. data: columns strategy, value, fifty rows a strategy."""
    low, high = float(data.value.min()), float(data.value.max())
    low, high = (low - 0.5, high + 0.5) if low == high else (low, high)
    rows = {str(name): part.value.to_numpy() for name, part in data.groupby("strategy", sort=False)}
    piles = {name: stacked(values, low, high) for name, values in rows.items()}
    tallest = max(int(pile.max()) for _, pile in piles.values())
    tall = max(30.0, min(4.4 * tallest, 62.0))  # a pile of fifty equal outcomes gets smaller dots, not a higher row
    radius = max(1.2, min(3.1, 0.42 * tall / tallest))
    panel = Panel(width, (tall + 4) * len(rows), linear((low, high), 0, width), bands(rows, tall + 4))
    panel.x_axis(title)
    panel.names()
    for name, (x, pile) in piles.items():
        foot = panel.y(name) + tall / 2
        panel.marks.append(element("path", d=path([0, width], [foot] * 2), **stroked(GREY, 0.6)))
        circles = "".join(
            element("circle", cx=panel.x(a), cy=foot - (b - 0.5) * tall / (tallest + 1), r=radius)
            for a, b in zip(x, pile, strict=True)
        )
        panel.marks.append(element("g", circles, **filled(COLOURS[0], 0.85)))
        middle = panel.x(float(np.median(rows[name])))
        panel.marks.append(element("path", d=path([middle] * 2, [foot - tall, foot]), **stroked(COLOURS[1], 2)))
    return picture(panel)


def paths_by_theory(data: pd.DataFrame, title: str, columns: int = 3) -> str:
    """Small multiples: a soft fan (5–95 and 25–75 per cent), sample paths and the mean of one strategy, and a baseline.

    data columns: theory, month, kind ('fan', 'mean', 'baseline' or 'sample'), low, high, low50, high50, value, path.
    """
    wide, tall = 255, 130
    x = linear(data.month, 0, wide, zero=True, nice=False)
    y = linear(data[["low", "high", "value"]], tall, 0)
    numbers = {name: data[name].to_numpy() for name in ("month", "low", "high", "low50", "high50", "value")}
    parts = rows_by(data, ["theory", "kind", "path"])
    order = order_of(data.theory)
    panels = []
    for n, theory in enumerate(order):
        panel = Panel(wide, tall, x, y, heading=theory)
        panel.x_axis("months from the start", labels=n + columns >= len(order))
        panel.y_axis(title, labels=n % columns == 0)
        kinds: dict[str, list[dict[str, np.ndarray]]] = {}
        for (of, kind, _), rows in parts.items():
            if of == theory:
                kinds.setdefault(kind, []).append({name: own[rows] for name, own in numbers.items()})
        (fan,), (mean,), (baseline,) = kinds["fan"], kinds["mean"], kinds["baseline"]
        panel.area(fan["month"], fan["low"], fan["high"], COLOURS[0], 0.15)
        panel.area(fan["month"], fan["low50"], fan["high50"], COLOURS[0], 0.22)
        for one in kinds.get("sample", ()):
            panel.line(one["month"], one["value"], SOFT, 0.8, opacity=0.55)
        panel.line(mean["month"], mean["value"], COLOURS[0], 2.4)
        panel.line(baseline["month"], baseline["value"], COLOURS[1], 2, (5, 3))
        panels.append(panel)
    return picture(panels, columns)


def swing_bars(data: pd.DataFrame, title: str, width: int = 480) -> str:
    """How far each number moves an outcome: data columns number, swing."""
    y = bands(data.number, 22)
    panel = Panel(width, y.end, linear(data.swing, 0, width, zero=True), y)
    panel.x_axis(title)
    panel.names()
    for row in data.itertuples():
        panel.bar(row.number, 0, row.swing, 16, COLOURS[0])
    return picture(panel)


def shade(share: float) -> str:
    """A colour from light (0) over the middle (0.5) to dark (1)."""
    first, second, part = (LIGHT, MIDDLE, 2 * share) if share < 0.5 else (MIDDLE, DARK, 2 * share - 1)
    return "#" + "".join(f"{round(a + part * (b - a)):02x}" for a, b in zip(first, second, strict=True))


def heat_numbers(data: pd.DataFrame, title: str, width: int = 720) -> str:
    """A grid with its number in every cell: data columns row, column, value (shade, 0 lightest) and text."""
    rows, columns = order_of(data.row), order_of(data.column)
    top = float(data.value.max()) or 1.0
    x, y = bands(columns, width / len(columns)), bands(rows, 30)
    panel = Panel(width, y.end, x, y)
    panel.names()
    panel.names_above()
    for row in data.itertuples():
        panel.cell(row.column, row.row, shade(min(max(row.value / top, 0.0), 1.0)) if np.isfinite(row.value) else "#ffffff")
        ink = "#ffffff" if row.value > 0.6 * top else "#1b2733"
        panel.marks.append(
            element("text", str(row.text), x=x(row.column), y=y(row.row), dy="0.35em", text_anchor="middle", fill=ink)
        )
    keys: list[Key] = [(title, ""), *(square_of(f"{share * top:.3g}", shade(share)) for share in (0.0, 0.5, 1.0))]
    return picture(panel, keys=keys)


def square_of(text: str, colour: str) -> Key:
    """A square in a shade, for a legend; shades are the same on light and dark pages."""
    return text, element("rect", x=0, y=-6, width=12, height=12, fill=colour)


def belief_triangle(
    polygons: pd.DataFrame, names: pd.DataFrame, corners: pd.DataFrame, now: pd.DataFrame, strategies: list[str], width: int = 460
) -> str:
    """Beliefs on three theories, coloured by the best strategy.

    polygons: strategy, order, x, y of each region's outline. names: text, x, y in the middle of each region. corners:
    text, x, y, align. now: text, x, y of the weights held. x and y lie in [0, 1]; strategies fixes the colours.
    """
    height = 0.88 * width
    panel = Panel(width, height, Linear(-0.1, 1.1, 0, width), Linear(-0.1, 0.97, height, 0))
    colours = in_turn(strategies, COLOURS)
    for strategy, region in polygons.groupby("strategy", sort=False):
        outline = region.sort_values("order")
        points = path([panel.x(v) for v in outline.x], [panel.y(v) for v in outline.y], closed=True)
        panel.marks.append(element("path", d=points, **filled(colours[strategy], 0.45)))
        panel.marks.append(element("path", d=points, **stroked(PAPER, 1.5)))
    for one in names.itertuples():
        panel.write(one.x, one.y, one.text, anchor="middle", font_weight="bold", font_size=13)
    for one in corners.itertuples():
        panel.write(one.x, one.y, one.text, anchor="middle", font_size=13)
    for one in now.itertuples():
        panel.dot(one.x, one.y, INK, 110, "diamond")
        panel.write(one.x, one.y, one.text, shift=10)
    return picture(panel)


def scaled_lines(data: pd.DataFrame, width: int = 620) -> str:
    """Strategies across outcomes: data columns outcome, strategy, place (0 worst to 1 best of all), text (the number)."""
    strategies, outcomes = order_of(data.strategy), order_of(data.outcome)
    colours, dashes = in_turn(strategies, COLOURS), in_turn(strategies, DASHES)
    panel = Panel(width, 280, bands(outcomes, width / len(outcomes)), Linear(-0.03, 1.03, 280, 0))
    panel.y_axis(
        "worst to best of these strategies", ticks=(0.0, 0.5, 1.0), shown=lambda v: {0.0: "worst", 1.0: "best"}.get(v, "")
    )
    panel.names_below()
    for strategy in strategies:
        own = data[data.strategy == strategy]
        colour, dash = colours[strategy], dashes[strategy]
        panel.line(own.outcome, own.place, colour, 2, dash)
        for one in own.itertuples():
            panel.dot(one.outcome, one.place, colour, 55)
    return picture(panel, keys=[line_key(s, colours[s], dashes[s]) for s in strategies])


def peel_path(data: pd.DataFrame, base_rate: float, width: int = 460) -> str:
    """Boxes of a rule search: data columns coverage, density, half ('where found' or 'checked'), chosen (bool)."""
    halves = order_of(data.half)
    colours, shapes = in_turn(halves, COLOURS), in_turn(halves, ("circle", "triangle"))
    panel = Panel(width, 300, Linear(0, 1, 0, width), Linear(0, 1, 300, 0))
    panel.x_axis("coverage: share of failures in the box", ticks=SHARES, shown=percent(SHARES))
    panel.y_axis("density: share of failures among worlds in the box", ticks=SHARES, shown=percent(SHARES))
    panel.level(SOFT, (4, 4), y=base_rate)
    for one in data.itertuples():
        panel.dot(one.coverage, one.density, colours[one.half], 40, shapes[one.half])
    for one in data[data.chosen.astype(bool)].itertuples():
        panel.dot(one.coverage, one.density, colours[one.half], 260, shapes[one.half], hollow=True)
    return picture(panel, keys=[symbol_key(h, colours[h], shapes[h]) for h in halves])


def index_bars(data: pd.DataFrame, width: int = 430) -> str:
    """Shares of variance with intervals: data columns name, index ('alone' or 'with interplay'), estimate, low, high."""
    kinds = order_of(data["index"])
    colours = dict(zip(kinds, (COLOURS[0], COLOURS[4]), strict=False))
    y = bands(data.name, 28)
    panel = Panel(width, y.end, linear(data[["estimate", "low", "high"]], 0, width, zero=True), y)
    ticks = panel.x.ticks(6)
    panel.x_axis("share of the spread", ticks=ticks, shown=percent(ticks))
    panel.names(440)
    for name, kind, estimate, low, high in data[["name", "index", "estimate", "low", "high"]].itertuples(index=False):
        shift = 10 * (kinds.index(kind) - (len(kinds) - 1) / 2)
        panel.bar(name, 0, estimate, 9, colours[kind], shift)
        panel.interval(name, low, high, shift)
    return picture(panel, keys=[square_key(kind, colours[kind]) for kind in kinds])


def share_dots(data: pd.DataFrame, width: int = 560) -> str:
    """Shares at several levels: data columns strategy, level, share, low, high."""
    levels = order_of(data.level)
    colours, shapes = in_turn(levels, COLOURS), in_turn(levels, SHAPES)
    y = bands(data.strategy, 34)
    panel = Panel(width, y.end, Linear(0, 1, 0, width), y)
    panel.x_axis("share of worlds that are acceptable, by weight", ticks=SHARES, shown=percent(SHARES))
    panel.names()
    for one in data.itertuples():
        shift = 5.0 * (levels.index(one.level) - (len(levels) - 1) / 2)
        panel.across(one.strategy, one.low, one.high, colours[one.level], 1.4, shift=shift)
        panel.dot(one.share, one.strategy, colours[one.level], 80, shapes[one.level], shift=shift)
    return picture(panel, keys=[symbol_key(level, colours[level], shapes[level]) for level in levels])
