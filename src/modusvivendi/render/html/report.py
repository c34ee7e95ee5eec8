"""A report as one HTML file that needs nothing else: findings by question, pictures with their numbers, tables."""

from __future__ import annotations

import html
import re
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from modusvivendi.files.whole import whole_file
from modusvivendi.findings import Board, Card, Chart, Finding, Report, Table
from modusvivendi.findings.finding import View
from modusvivendi.render.cells import main_and_small, number_of, without_ticks
from modusvivendi.render.charts.draw import IMAGE, draw

TEMPLATES = Path(__file__).parents[1] / "templates"
WIDE = 8  # columns above which a table is set tight
LONG = 32  # characters above which words in a cell run over several lines
NARROW = 560  # pixels: a picture that is no wider can be read on a phone as it is


def coded(text: str) -> Markup:
    """A sentence in which names between backticks appear as code; all else is escaped."""
    return Markup(re.sub(r"`([^`]+)`", r"<code>\1</code>", html.escape(text)))


def anchor(text: str) -> str:
    """A heading as the name of its place in the page."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def table_html(table: Table) -> Markup:
    """A table with caption, header cells with scope, words left and numbers right; folded tables behind a line that opens."""
    caption = html.escape(without_ticks(table.caption))
    head = "".join(f'<th scope="col">{coded(str(c))}</th>' for c in table.frame.columns)
    rows = "".join(_row(n, row, table) for n, row in enumerate(table.frame.itertuples(index=False, name=None)))
    style = ' class="tight"' if len(table.frame.columns) > WIDE else ""
    shown = (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{caption}"><table{style}><caption>{caption}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )
    return Markup(f"<details><summary>{caption}</summary>{shown}</details>" if table.folded else shown)


def _row(number: int, row: tuple[object, ...], table: Table) -> str:
    numbers = [x for x in map(number_of, row) if x is not None]
    edge = (max(numbers) if table.mark == "max" else min(numbers)) if table.mark and numbers else None
    name = main_and_small(row[0], table.digits)[0]
    long = ' class="long"' if len(name) > LONG else ""
    cells = [f'<th scope="row"{long}>{coded(name)}</th>']
    for value in row[1:]:
        main, small = main_and_small(value, table.digits)
        below = f'<br><span class="range">{html.escape(small)}</span>' if small else ""
        found = number_of(value)
        style = ' class="edge"' if edge is not None and found == edge and edge != 0 else ""
        if found is None and not isinstance(value, int):
            style = ' class="text long"' if len(main) > LONG else ' class="text"'
        cells.append(f"<td{style}>{coded(main)}{below}</td>")
    grey = ' class="dull"' if number in table.muted else ""
    return f"<tr{grey}>{''.join(cells)}</tr>"


def chart_html(chart: Chart) -> Markup:
    """A picture with its finding as title, told in words to those who cannot see it, and its numbers behind a line."""
    drawing = draw(chart)
    width = re.search(r'<svg [^>]*?width="([\d.]+)"', drawing)
    fits = ' style="min-width:0"' if width and float(width[1]) <= NARROW else ""
    drawing = drawing.replace(IMAGE, f'<svg aria-hidden="true" focusable="false"{fits} ', 1)  # the frame around it is told
    title, how = without_ticks(chart.title), without_ticks(chart.description)
    twin = Markup("<details><summary>The numbers</summary>{}</details>").format(table_html(chart.twin)) if chart.twin else ""
    return Markup(
        '<figure><figcaption><strong>{}</strong><br><span class="how">{}</span></figcaption>'
        '<div class="scroll picture" tabindex="0" role="img" aria-label="{}. {}">{}</div>{}</figure>'
    ).format(title, how, title, how, Markup(drawing), twin)


def claim_html(finding: Finding) -> Markup:
    """What a finding says, and that it is a tie if it is one."""
    tie = Markup(' <span class="tie">too close to call</span>') if finding.too_close_to_call else Markup("")
    return coded(finding.sentence) + tie


def board_html(board: Board) -> Markup:
    """Columns side by side, each with its cards."""
    columns = "".join(
        f'<li><h5>{html.escape(heading)}</h5><ul class="cards" role="list">{"".join(map(_card, cards))}</ul></li>'
        for heading, cards in board.columns
    )
    caption = html.escape(without_ticks(board.caption))
    return Markup(f'<h4>{caption}</h4><ol class="board" role="list" aria-label="{caption}">{columns}</ol>')


def _card(card: Card) -> str:
    title = coded(card.title)
    if card.link:
        title = Markup('<a href="#{}">{}</a>').format(card.link, title)
    items = f"<ul>{''.join(f'<li>{coded(i)}</li>' for i in card.items)}</ul>" if card.items else ""
    lines = "".join(f"<p>{coded(line)}</p>" for line in card.lines)
    return f'<li class="card {card.style}"><h6>{title}</h6>{items}{lines}</li>'


def finding_html(finding: Finding) -> Markup:
    """A finding: its claim, boards, pictures, tables, and small print; behind a line that opens where it is folded."""
    parts = []
    if finding.claim:
        parts.append(Markup('<p class="claim" id="{}">{}</p>').format(finding.id, claim_html(finding)))
    parts += [board_html(b) for b in finding.boards]
    parts += [chart_html(c) for c in finding.charts]
    parts += [table_html(t) for t in finding.tables]
    small = [*([finding.method] if finding.method else []), *finding.caveats, *(f"Source: {s}" for s in finding.sources)]
    parts += [Markup('<p class="how">{}</p>').format(coded(line)) for line in small]
    body = Markup("").join(parts)
    return Markup("<details><summary>{}</summary>{}</details>").format(coded(finding.folded), body) if finding.folded else body


def question_html(findings: list[Finding]) -> Markup:
    """The findings of one question, under the headings of their parts."""
    parts, heading = [], ""
    for finding in findings:
        if finding.part and finding.part != heading:
            parts.append(Markup("<h3>{}</h3>").format(coded(finding.part)))
        heading = finding.part
        parts.append(finding_html(finding))
    return Markup("").join(parts)


def _sections(report: Report, view: View) -> list[tuple[str, str, Markup]]:
    """Name of the place, heading and body of each question in a view."""
    end = "" if view == "planner" else "-scholar"
    groups = [(question, [f for f in found if not said_in_short(f)]) for question, found in report.by_question(view)]
    return [(anchor(question) + end, question, question_html(found)) for question, found in groups if found]


def said_in_short(finding: Finding) -> bool:
    """Whether a finding is said in full at the top of the page, and has nothing more to show."""
    more = (finding.tables, finding.charts, finding.boards, finding.method, finding.caveats, finding.sources)
    return finding.headline and finding.view == "planner" and not any(more)


def write_page(path: Path, report: Report) -> Path:
    """Write a report as a page, whole or not at all; everything in it is escaped except what this module made itself."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    style = Markup((TEMPLATES / "style.css").read_text(encoding="utf-8"))
    sections, scholars = _sections(report, "planner"), _sections(report, "scholar")
    headlines = [(f.id if said_in_short(f) else "", claim_html(f)) for f in report.headlines]
    template = environment.get_template("report.html.j2")
    text = template.render(style=style, report=report, sections=sections, scholars=scholars, headlines=headlines)
    with whole_file(path) as draft:
        draft.write_text(text, encoding="utf-8")
    return path
