"""Gather the pages of the site in build/docs, from the documents, the notebooks and the files in the root; then MkDocs builds them.

``make docs`` (``python docs/build_site.py``) runs every notebook and shows what it prints; ``--no-run`` leaves outputs out. Nothing is
loaded from outside, neither while building nor by a page.
"""

from __future__ import annotations

import argparse
import html
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import yaml
from nbclient import NotebookClient

ROOT = Path(__file__).parent.parent
PAGES = {"README.md": "index.md", "CONTRIBUTING.md": "contributing.md", "CHANGELOG.md": "changelog.md"}  # root → site
CITED = "CITATION.cff"
COPIED = (".svg", ".png", ".yaml", ".css", ".js")  # what lies beside the pages
CELL = 300  # seconds that one cell may take
LINK = re.compile(r"\]\(([^)#\s]+)((?:#[^)]*)?)\)")


def relinked(text: str, source: Path, target: str) -> str:
    """A page's links to files of the repository as links between pages of the site.

    source: the page in the repository. target: its place in the site. A link to a file that is on no page becomes its name.
    """

    def link(match: re.Match[str]) -> str:
        where, anchor = match.groups()
        if re.match(r"[a-z]+:", where):
            return match[0]
        file = (source.parent / where).resolve().relative_to(ROOT)
        up = "../" * target.count("/")
        place = place_of(file)
        return f"]({up}{place}{anchor})" if place else f"](#){{ title='{file.as_posix()}' }}"

    return re.sub(r"\[([^\]]*)\]\(#\)\{ title='([^']*)' \}", r"\1 (`\2`)", LINK.sub(link, text))


def place_of(file: Path) -> str:
    """Where a file of the repository stands in the site; "" if nowhere."""
    name = file.as_posix()
    if name in PAGES:
        return PAGES[name]
    if name == CITED:
        return "cite.md"
    if name == "examples":
        return "tutorials/index.md"
    if file.suffix == ".ipynb":
        return f"tutorials/{file.stem}.md"
    return file.relative_to("docs").as_posix() if file.parts[0] == "docs" and (ROOT / file).is_file() else ""


def tutorial(path: Path, run: bool) -> str:
    """A notebook as a page; run: with what its cells print."""
    notebook = nbformat.read(path, as_version=4)
    if run:
        place = {"metadata": {"path": str(path.parent)}}
        NotebookClient(
            notebook, timeout=CELL, kernel_name="python3", resources=place, extra_arguments=["--log-level=40"]
        ).execute()
    parts = []
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            parts.append(cell.source)
        elif cell.cell_type == "code":
            parts += [f"```python\n{cell.source}\n```", *(shown(output) for output in cell.outputs)]
    return "\n\n".join(filter(None, parts)) + "\n"


def shown(output: nbformat.NotebookNode) -> str:
    """What a cell has put out: a picture or a table as it is, else its text."""
    data = output.get("data", {})
    for kind in ("image/svg+xml", "text/html"):
        if kind in data:
            body = re.sub(r"<\?xml.*?\?>|<!DOCTYPE.*?>", "", data[kind], flags=re.DOTALL)
            if kind == "text/html":  # the notebook's own look of tables
                body = re.sub(r"<style.*?</style>", "", body, flags=re.DOTALL)
            body = re.sub(r"\n\s*\n", "\n", body).strip()  # an empty line would end the block
            return f'<div class="output">\n{body}\n</div>'
    text = output.get("text") or data.get("text/plain", "")
    return f'<div class="output"><pre>{html.escape(text.rstrip())}</pre></div>' if text.strip() else ""


def tutorials_page() -> str:
    """All tutorials, each with its title and first paragraph."""
    lines = ["# Tutorials\n", "Notebooks of the folder `examples`, as they run; each takes seconds to a minute.\n"]
    for path in sorted((ROOT / "examples").glob("*.ipynb")):
        first = nbformat.read(path, as_version=4).cells[0].source
        title, _, rest = first.partition("\n")
        told = " ".join(rest.strip().split("\n\n")[0].split())
        lines.append(f"- [{title.lstrip('# ')}]({path.stem}.md): {told}")
    return "\n".join(lines) + "\n"


def cite_page() -> str:
    """How to cite, from CITATION.cff."""
    cited = yaml.safe_load((ROOT / CITED).read_text(encoding="utf-8"))
    authors = " and ".join(a["name"] for a in cited["authors"])
    entry = (
        f"@software{{modus_vivendi,\n  title = {{{cited['title']}}},\n  author = {{{{{authors}}}}},\n  version = {{{cited['version']}}},\n"
        f"  year = {{{str(cited['date-released'])[:4]}}},\n  license = {{{cited['license']}}}\n}}"
    )
    return (
        f"# How to cite\n\n{authors}, *{cited['title']}*, version {cited['version']}, {str(cited['date-released'])[:4]}.\n\n"
        f"```bibtex\n{entry}\n```\n\nA result is cited with what made it: the digest of the study and the versions at the end of every "
        "page, and the day up to which the case is known. `CITATION.cff` in the repository holds the same for programs that read it.\n"
    )


def gather(target: Path, run: bool) -> None:
    """Write every page of the site into a folder, which is made anew."""
    shutil.rmtree(target, ignore_errors=True)
    (target / "tutorials").mkdir(parents=True)
    pages = {ROOT / name: place for name, place in PAGES.items()}
    pages |= {path: path.name for path in (ROOT / "docs").glob("*.md")}
    for source, place in pages.items():
        (target / place).write_text(relinked(source.read_text(encoding="utf-8"), source, place), encoding="utf-8")
    for file in (
        *(path for path in (ROOT / "docs").iterdir() if path.suffix in COPIED),
        *(ROOT / "docs" / "extending").iterdir(),
    ):
        place = target / file.relative_to(ROOT / "docs")
        place.parent.mkdir(exist_ok=True)
        shutil.copy(file, place)
    for path in sorted((ROOT / "examples").glob("*.ipynb")):
        place = f"tutorials/{path.stem}.md"
        (target / place).write_text(relinked(tutorial(path, run), path, place), encoding="utf-8")
    (target / "tutorials" / "index.md").write_text(tutorials_page(), encoding="utf-8")
    (target / "cite.md").write_text(cite_page(), encoding="utf-8")
    shutil.copy(ROOT / "llms.txt", target / "llms.txt")


def main() -> int:
    """Gather and build; the exit code of MkDocs."""
    parser = argparse.ArgumentParser(description="Build the site of the documents.")
    parser.add_argument("--no-run", action="store_true", help="leave out what notebooks print")
    gather(ROOT / "build" / "docs", not parser.parse_args().no_run)
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet"]
    quiet = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}  # the theme's own news
    return subprocess.run(command, cwd=ROOT, check=False, env=quiet).returncode


if __name__ == "__main__":
    raise SystemExit(main())
