"""Make llms.txt again: where a language model finds what, one line a document (llmstxt.org). ``python docs/refresh_llms.py``."""

from __future__ import annotations

import re
from pathlib import Path

import yaml
from pages import HERE

ROOT = HERE.parent
ENOUGH = 60  # letters


def first_words(path: Path) -> str:
    """The first sentence or two of a document's prose, at least ENOUGH letters of it; "" if it has none."""
    text = re.sub(r"```.*?```|<!--.*?-->", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    for part in text.split("\n\n"):
        prose = " ".join(part.split())
        if prose and prose[0] not in "#|!<-*" and not re.match(r"(From|In) Python", prose):
            plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", prose)
            ends = [m.end() for m in re.finditer(r"(?<!al)[.!?:](?=\s|$)", plain) if m.end() >= ENOUGH]
            return plain[: ends[0] if ends else None].rstrip(":")
    return ""


def title(path: Path) -> str:
    """A document's heading."""
    return path.read_text(encoding="utf-8").split("\n", 1)[0].lstrip("# ").strip()


def sections() -> list[tuple[str, list[Path]]]:
    """Documents under the headings of the site's navigation."""
    navigation = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))["nav"]
    found = []
    for entry in navigation:
        (heading, pages), *_ = entry.items()
        if not isinstance(pages, list):
            continue
        names = [page if isinstance(page, str) else next(iter(page.values())) for page in pages]
        found.append((heading, [path for name in names if (path := HERE / name).exists()]))
    return [(heading, pages) for heading, pages in found if pages]


def llms_text() -> str:
    """The whole file."""
    parts = [
        "# Modus Vivendi\n",
        "> An open policy laboratory for engaging de facto authorities: one simulation model of a movement that governs without general "
        "recognition, rival theories as priors over its parameters, strategies of outsiders, dated records, scored forecasts. Python, offline.\n",
        "Start with README.md. Results are conditional statements, not forecasts. Commands: `modus run|compare|weigh|plan|forecast|claims|"
        "precedents afghanistan`, each with `--json`; from Python `import modusvivendi as mv`, the same calls. Bad input ends with exit code 2 "
        "and one line. Every number of a case or theory has a source: `modus show NAME`.\n",
    ]
    for heading, pages in sections():
        lines = [f"- [{title(path)}](docs/{path.name}){': ' + said if (said := first_words(path)) else ''}" for path in pages]
        parts.append(f"## {heading}\n\n" + "\n".join(lines) + "\n")
    notebooks = "\n".join(f"- [{path.stem}](examples/{path.name})" for path in sorted((ROOT / "examples").glob("*.ipynb")))
    parts.append(f"## Tutorials\n\n{notebooks}\n")
    parts.append(
        "## Code\n\n- [CONTRIBUTING.md](CONTRIBUTING.md): the packages, their order, and how to add each kind of thing\n"
        "- [CHANGELOG.md](CHANGELOG.md): every change that can move a number\n"
    )
    return "\n".join(parts)


if __name__ == "__main__":
    (ROOT / "llms.txt").write_text(llms_text(), encoding="utf-8")
