"""The picture of a brief: how far options move each aim from today."""

from __future__ import annotations

import pandas as pd

from modusvivendi.render.charts.charts import order_of
from modusvivendi.render.charts.panel import Panel, picture
from modusvivendi.render.charts.scales import bands, linear
from modusvivendi.render.charts.svg import COLOURS, GREY, SOFT, words

NUMBERS = 34  # pixels on the right for the numbers


def change_ranges(data: pd.DataFrame, width: int = 225) -> str:
    """Change from today: data columns aim, option, change, low, high, told (the change in words), advised (bool). One panel an aim, two beside
    one another."""
    panels = []
    for n, aim in enumerate(order_of(data.aim)):
        own = data[data.aim == aim]
        y = bands(own.option, 15)
        ends = [*own.low, *own.high, 0.0]
        panel = Panel(width, y.end, linear(ends, 0, width, zero=True, nice=True), y, heading=str(aim))
        panel.x_axis()
        panel.names(labels=n % 2 == 0)
        panel.level(x=0.0, colour=SOFT)
        for row in own.itertuples():
            colour = COLOURS[0] if row.advised else SOFT
            panel.across(row.option, row.low, row.high, COLOURS[0] if row.advised else GREY, 2.4)
            panel.dot(row.change, row.option, colour, 62 if row.advised else 40)
            weight = {"font_weight": "bold"} if row.advised else {}
            panel.below.append(words(str(row.told), width + NUMBERS, y(row.option), anchor="end", **weight))
        panel.margin.right += NUMBERS
        panels.append(panel)
    return picture(panels, columns=2)
