"""One HTML file: text, style, scripts, engine and draws inside, and a policy that lets in nothing else."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
from collections.abc import Sequence
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from modusvivendi.files.whole import whole_file
from modusvivendi.simulator.content import Content, Json
from modusvivendi.simulator.draws import Draws

HERE = Path(__file__).parent
FRONT = HERE / "front"
ENGINE = HERE / "engine.wasm"
# Modules in an order in which each comes after those that it imports. A worker needs the first three only.
WORKER = ("engine", "compile", "worker")
PAGE = (
    "compile", "told", "state", "words", "dom", "crew", "chart", "panes", "rows", "options", "beliefs", "agenda", "sources", "workshop", "onward", "about", "main",
)  # fmt: skip
IMPORT = re.compile(r"^import [^;]*;\n", re.MULTILINE)
EXPORT = re.compile(r"^export (?=(?:async )?(?:function|const|let|class)\b)", re.MULTILINE)


def joined(modules: Sequence[str]) -> str:
    """ES modules as one script: what they import from each other is dropped, what they export is there for all."""
    texts = [(FRONT / f"{name}.js").read_text(encoding="utf-8") for name in modules]
    return '"use strict";\n(() => {\n' + "\n".join(EXPORT.sub("", IMPORT.sub("", text)) for text in texts) + "})();\n"


def digest(text: str) -> str:
    """The hash of a script or style as a Content-Security-Policy names it."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def policy(script: str, style: str) -> str:
    """What the page may do: run its own script, its engine and its workers; nothing is loaded, sent or framed."""
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {digest(script)} 'wasm-unsafe-eval'",
            f"style-src {digest(style)}",
            "worker-src blob:",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def packed(content: bytes) -> str:
    """Bytes as text: compressed, the same every time, in base 64."""
    return base64.b64encode(gzip.compress(content, 9, mtime=0)).decode()


def as_data(said: Json) -> Markup:
    """JSON that can stand inside a script element whatever texts it holds."""
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)


def page_html(content: Content, draws: Draws) -> str:
    """The whole page."""
    script, worker = joined(PAGE), joined(WORKER)
    style = (FRONT / "style.css").read_text(encoding="utf-8")
    said: Json = {**content.said, "draw_rows": {"case": [*draws.case_rows], "theory": [*draws.theory_rows], "count": draws.count}}
    environment = Environment(loader=FileSystemLoader(FRONT), autoescape=True, undefined=StrictUndefined)
    case = content.said["case"]
    assert isinstance(case, dict)
    return environment.get_template("page.html.j2").render(
        case=case,
        policy=policy(script, style),
        style=Markup(style),
        script=Markup(script),
        worker=as_data({"script": worker}),
        data=as_data(said),
        engine=packed(ENGINE.read_bytes()),
        draws=packed(draws.packed),
    )


def write_simulator(path: Path, content: Content, draws: Draws) -> Path:
    """Write the page, whole or not at all."""
    with whole_file(path) as unfinished:
        unfinished.write_text(page_html(content, draws), encoding="utf-8")
    return path
