"""From a chart's data to an SVG picture: each form by its name."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from modusvivendi.errors import choose
from modusvivendi.findings import Chart


@cache
def forms() -> dict[str, Callable[..., Any]]:
    """Every form a picture may have: the public functions of the modules that draw, by name."""
    from modusvivendi.render.charts import charts, evidence_charts

    return {
        name: function
        for module in (charts, evidence_charts)
        for name, function in vars(module).items()
        if callable(function) and getattr(function, "__module__", "") == module.__name__ and not name.startswith("_")
    }


def draw(chart: Chart) -> str:
    """The picture as SVG text. Raises InputError for an unknown form."""
    from modusvivendi.render.charts import charts

    form = forms()[choose("form of a picture", chart.form, forms())]
    return str(charts.svg(form(chart.data, **chart.settings)))
