"""The documents: commands shown exist with their options, links lead somewhere."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
import refresh_model
import typer

from modusvivendi.cli.main import app
from test_structure import RANKS

ROOT = Path(__file__).parent.parent
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
COMMANDS = typer.main.get_command(app).commands  # type: ignore[attr-defined]


def shown_commands(path: Path) -> list[list[str]]:
    """The words of every line in a code block that calls modus, comments left out."""
    blocks = re.findall(r"^```(\w*)\n(.*?)^```$", path.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    lines = [
        line.strip().removeprefix("$ ") for language, block in blocks if language in ("", "sh") for line in block.splitlines()
    ]
    return [shlex.split(line, comments=True) for line in lines if re.match(r"(\.venv/bin/)?modus ", line)]


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda p: p.name)
def test_commands_in_documents_exist(path: Path) -> None:
    for words in shown_commands(path):
        assert words[1] in COMMANDS, words
        known = {name for parameter in COMMANDS[words[1]].params for name in parameter.opts}
        for word in words[2:]:
            if word.startswith("--"):
                assert word.split("=")[0] in known, words


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda p: p.name)
def test_links_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8")):
        if not target.startswith(("http:", "https:")):
            assert (path.parent / target).exists(), f"{path.name}: {target}"


def test_the_readme_shows_commands() -> None:
    assert len(shown_commands(ROOT / "README.md")) > 3


def test_the_list_of_mechanisms_is_the_code() -> None:
    assert (ROOT / "docs" / "mechanisms.md").read_text(encoding="utf-8") == refresh_model.mechanisms_text()


def test_contributors_find_every_package_and_every_patch() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`(\w+)`", "".join(line for line in text.splitlines(True) if line.startswith("|"))))
    assert {name for names in RANKS for name in names} <= named
    assert {f"docs/extending/{p.name}" for p in (ROOT / "docs" / "extending").iterdir()} <= set(
        re.findall(r"\]\(([^)]+)\)", text)
    )


def terms() -> list[str]:
    """What the glossary explains, in its order."""
    text = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\*\*.+?) \|", text, re.MULTILINE)
    return [term for row in rows for cell in re.findall(r"\*\*(.+?)\*\*", row) for term in re.split(r" ?[,/] ", cell)]


def test_every_term_is_explained_once_and_used() -> None:
    found = terms()
    assert len(found) > 70 and sorted(set(found)) == sorted(found)
    pages = [path for path in DOCUMENTS if path.name not in ("glossary.md", "CHANGELOG.md")]
    texts = [path.read_text(encoding="utf-8") for path in (*pages, *(ROOT / "src" / "modusvivendi").rglob("*.py"))]
    plain = re.sub(r"[`*\"]", "", re.sub(r"[\s_]+", " ", " ".join(texts).lower()))
    assert [term for term in found if term.lower() not in plain] == []
