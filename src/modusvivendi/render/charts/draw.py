"""From a chart's data to an SVG picture: each form by its name."""

from __future__ import annotations

import html
from collections.abc import Callable
from functools import cache

from modusvivendi.errors import choose
from modusvivendi.findings import Chart
from modusvivendi.render.cells import without_ticks

IMAGE = '<svg role="img" '  # how every picture begins


def takes_a_table(function: Callable[..., object]) -> bool:
    """Whether a function makes text of a table."""
    hints = list(getattr(function, "__annotations__", {}).values())
    return hints[:1] == ["pd.DataFrame"] and hints[-1] == "str"


@cache
def forms() -> dict[str, Callable[..., str]]:
    """Every form a picture may have: the functions of the modules that draw and return a picture's SVG, by name."""
    from modusvivendi.render.charts import brief_charts, charts, evidence_charts, plan_charts

    return {
        name: function
        for module in (charts, evidence_charts, plan_charts, brief_charts)
        for name, function in vars(module).items()
        if getattr(function, "__module__", "") == module.__name__ and takes_a_table(function)
    }


def draw(chart: Chart) -> str:
    """The picture as SVG text that stands alone: its title and description are told to those who cannot see it.

    Raises InputError for an unknown form.
    """
    form = forms()[choose("form of a picture", chart.form, forms())]
    title, description = (html.escape(without_ticks(text), quote=False) for text in (chart.title, chart.description))
    head, drawn = form(chart.data, **chart.settings).removeprefix("<svg ").split(">", 1)
    return f"{IMAGE}{head}><title>{title}</title><desc>{description}</desc>{drawn}"
