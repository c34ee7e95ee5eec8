"""Pages of the commands whose findings are not data yet: sections with a finding, a picture, and its numbers as a table."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from modusvivendi.render.charts import charts as chart

TEMPLATES = Path(__file__).parents[1] / "templates"
DRAWN_PATHS = 6


EMPTY = Markup("")


@dataclass(frozen=True)
class Figure:
    """A picture: its finding as title, a description for those who cannot see it, and its numbers."""

    title: str
    description: str
    svg: Markup
    table: Markup | None = None


@dataclass(frozen=True)
class Section:
    """A part of the page. ``body`` is safe HTML made here."""

    anchor: str
    title: str
    lead: str = ""
    body: Markup = EMPTY
    figures: tuple[Figure, ...] = ()


def html_table(frame: pd.DataFrame, caption: str, digits: int = 3, mark: str | None = None) -> Markup:
    """A data frame as an accessible table: caption, header cells with scope, numbers right-aligned.

    mark: 'max' or 'min' outlines that cell of each row of numbers.
    """
    head = "".join(f'<th scope="col">{html.escape(str(c))}</th>' for c in frame.columns)
    rows = []
    for _, row in frame.iterrows():
        numbers = [v for v in row if isinstance(v, (float, np.floating)) and np.isfinite(v)]
        edge = (max(numbers) if mark == "max" else min(numbers)) if mark and numbers else None
        cells = [f'<th scope="row">{html.escape(str(row.iloc[0]))}</th>']
        for value in row.iloc[1:]:
            if isinstance(value, (float, np.floating)):
                shown = "" if not np.isfinite(value) else f"{value:.{digits}f}"
                worst = ' class="edge"' if edge is not None and value == edge and edge != 0 else ""
                cells.append(f"<td{worst}>{shown}</td>")
            else:
                cells.append(f'<td class="text">{_lines(str(value))}</td>')
        rows.append("<tr>" + "".join(cells) + "</tr>")
    return Markup(
        f'<div class="scroll" tabindex="0" role="region" aria-label="{html.escape(caption)}"><table><caption>{html.escape(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
    )


def _lines(text: str) -> str:
    """A cell of one line, or of a main line and a small one below it."""
    main, _, below = text.partition("\n")
    return html.escape(main) + (f'<br><span class="range">{html.escape(below)}</span>' if below else "")


def figure(picture: Any, title: str, description: str, table: pd.DataFrame | None = None) -> Figure:
    """Draw a chart for the page; its labels inside the drawing are hidden from screen readers."""
    drawing = re.sub(r"<svg ", '<svg aria-hidden="true" focusable="false" ', chart.svg(picture), count=1)
    twin = html_table(table, f"Numbers of the picture: {title}") if table is not None else None
    return Figure(title, description, Markup(drawing), twin)


def write_report(
    path: Path, title: str, kind: str, facts: str, sentences: Sequence[str], note: str, sections: list[Section]
) -> None:
    """Write a page that is not about one study, in the same look."""
    render(path, title=title, kind=kind, facts=facts, sentences=sentences, note=note, sections=sections)


def render(path: Path, **content: Any) -> None:
    """Fill the template; everything in it is escaped except what this module made itself."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    style = Markup((TEMPLATES / "style.css").read_text(encoding="utf-8"))
    path.write_text(environment.get_template("page.html.j2").render(style=style, **content), encoding="utf-8")
