"""Pictures of plans, from aggregated tables only."""

from __future__ import annotations

import pandas as pd

from modusvivendi.render.charts.charts import SHARES, in_turn, order_of
from modusvivendi.render.charts.panel import Panel, line_key, picture, square_key
from modusvivendi.render.charts.scales import Linear, bands, linear, percent
from modusvivendi.render.charts.svg import COLOURS, DASHES, INK, SOFT, element

RESULTS = {
    "met": COLOURS[2], "partly met": COLOURS[4], "undone from above": COLOURS[5], "not met": COLOURS[1], "not ended": "#c9d1d8",
}  # fmt: skip
PALEST, DEEPEST = (238, 243, 247), (86, 180, 233)  # the deepest cell still carries dark ink


def agenda_bars(data: pd.DataFrame, months: int, first: str, width: int = 520) -> str:
    """Tracks over time: data columns track, start, end (months after ``first``, such as 2024-06), what ('on offer', 'offered again')."""
    year, month = (int(part) for part in first.split("-")[:2])
    colours = {"on offer": COLOURS[0], "offered again": COLOURS[4]}
    y = bands(data.track, 26)
    panel = Panel(width, y.end, Linear(0, months, 0, width), y)
    januaries = [float(m) for m in range(months + 1) if (month - 1 + m) % 12 == 0]
    panel.x_axis(ticks=januaries, shown=lambda m: str(year + (month - 1 + round(m)) // 12))
    panel.names(330)
    for one in data.itertuples():
        panel.bar(one.track, one.start, one.end, 14, colours[one.what])
    return picture(panel, keys=[square_key(what, colour) for what, colour in colours.items()])


def result_bars(data: pd.DataFrame, width: int = 520) -> str:
    """How tracks end: data columns track, result, share (adding up to 1 per track), rank (order of results)."""
    y = bands(data.track, 26)
    panel = Panel(width, y.end, Linear(0, 1, 0, width), y)
    panel.x_axis("share of futures", ticks=SHARES, shown=percent(SHARES))
    panel.names(330)
    for track, part in data.groupby("track", sort=False):
        before = 0.0
        for one in part.sort_values("rank").itertuples():
            panel.bar(track, before, before + one.share, 16, RESULTS[one.result])
            before += one.share
    return picture(panel, keys=[square_key(r, RESULTS[r]) for r in order_of(data.sort_values("rank").result)])


def tradeoff_points(data: pd.DataFrame, objectives: list[str], width: int = 300) -> str:
    """Plans along the trade-off, first objective against each other one: data columns plan ('' if not shown by name) and
    one per objective."""
    panels = []
    for other in objectives[1:]:
        panel = Panel(width, 220, linear(data[objectives[0]], 0, width), linear(data[other], 220, 0))
        panel.x_axis(objectives[0])
        panel.y_axis(other)
        named = data.plan != ""
        for x, y in data.loc[~named, [objectives[0], other]].itertuples(index=False):
            panel.dot(x, y, SOFT, 40)
        for name, x, y in data.loc[named, ["plan", objectives[0], other]].itertuples(index=False):
            panel.dot(x, y, COLOURS[1], 90, "diamond")
            far = panel.x(x) > 0.75 * width
            panel.write(x, y, name, shift=-9 if far else 9, anchor="end" if far else "start")
        panels.append(panel)
    return picture(panels, 2, 22)


def zone_map(data: pd.DataFrame, width: int = 380) -> str:
    """Zones of agreement: data columns issue, bloc, zone (share of draws); one cell each, with its number in per cent."""
    order = list(data.groupby("issue").zone.max().sort_values(ascending=False, kind="stable").index)
    blocs = sorted(order_of(data.bloc))
    panel = Panel(width, 24 * len(order), bands(blocs, width / max(len(blocs), 1)), bands(order, 24))
    panel.names(330)
    panel.names_above(turned=True)
    for one in data.itertuples():
        depth = min(max(float(one.zone), 0.0), 1.0)
        colour = "#" + "".join(f"{round(a + depth * (b - a)):02x}" for a, b in zip(PALEST, DEEPEST, strict=True))
        panel.cell(one.bloc, one.issue, colour)
        place = {"x": panel.x(one.bloc), "y": panel.y(one.issue), "dy": "0.35em", "text_anchor": "middle", "fill": INK}
        panel.marks.append(element("text", f"{one.zone:.0%}", **place))
    return picture(panel)


def search_lines(data: pd.DataFrame, width: int = 420) -> str:
    """How far each search had come: data columns generation, share (of the volume all searches found), seed."""
    seeds = order_of(data.seed)
    colours, dashes = in_turn(seeds, COLOURS), in_turn(seeds, DASHES)
    panel = Panel(width, 180, linear(data.generation, 0, width, nice=False), Linear(0, 1.02, 180, 0))
    panel.x_axis("generation", ticks=[tick for tick in panel.x.ticks(8) if tick == round(tick)])
    panel.y_axis("share of the joint front's volume", ticks=SHARES)
    for seed in seeds:
        own = data[data.seed == seed]
        panel.line(own.generation, own.share, colours[seed], 2.2, dashes[seed])
    return picture(panel, keys=[line_key(str(s), colours[s], dashes[s]) for s in seeds])
