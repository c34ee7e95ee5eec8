"""A brief as one web page that needs nothing else: no script, no request, readable in print and in the dark."""

from __future__ import annotations

import re
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from modusvivendi.brief.content import Block, Document, Grid, Paragraph, Picture, head_of
from modusvivendi.findings.brief.words import SOURCES

HERE = Path(__file__).parent


def write_html(path: Path, document: Document) -> Path:
    """Write the document as a page; everything in it is escaped except pictures, which this program drew."""
    environment = Environment(
        loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.globals |= {"kind": kind_of, "drawing": drawing, "head_of": head_of, "sources": SOURCES}
    text = environment.get_template("brief.html.j2").render(doc=document, sections=[*document.pages, *document.annexes])
    path.write_text(text, encoding="utf-8")
    return path


def kind_of(block: Block) -> str:
    """The kind of a block, for the template."""
    return {Paragraph: "paragraph", Grid: "grid", Picture: "picture"}[type(block)]


def drawing(picture: Picture) -> Markup:
    """The picture, hidden from screen readers: the frame around it is told."""
    return Markup(re.sub(r"<svg role=\"img\" ", '<svg aria-hidden="true" focusable="false" ', picture.svg, count=1))
