"""Nothing in the program is about one country: shipped ids and country names stand in data and in citations only."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import yaml

import modusvivendi
from modusvivendi.case import load_case, shipped_cases

PACKAGE = Path(modusvivendi.__file__).parent
MEASURES = PACKAGE / "benchmark"  # what is measured is the shipped study
CITED = ("source", "sources", "why", "claims")  # arguments and fields that cite where a number comes from
PLAIN = {
    "everyone",
    "eu",
    "regional",
    "patron",
    "mediators",
    "neighbours",
    "western",
    "like-minded",
    "returns",
    "united-nations",
}  # words of the field


def shipped_words() -> set[str]:
    """Names of shipped cases and ids of their issues and coalitions that are no common words, and names of their countries."""
    found: set[str] = set()
    for name in shipped_cases():
        case = load_case(name)
        found |= {name, *case.coalitions, *(i for i in case.issue_ids if "_" in i)}
        found |= {c.title for c in case.countries if c.state and len(c.title) > 4}
    return found - PLAIN


def words_of(path: Path) -> str:
    """The text of a module without its citations, or what a data file says but for its sources."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        return "\n".join(said(yaml.safe_load(text)))
    tree = ast.parse(text)
    lines = [
        "" if line.lstrip().startswith((">>>", "...")) else line for line in text.splitlines()
    ]  # examples name shipped cases
    for node in ast.walk(tree):
        cited = isinstance(node, ast.keyword) and node.arg in CITED
        named = isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == "RECORD" for t in node.targets)
        if cited or named:
            for n in range(node.value.lineno - 1, node.value.end_lineno or node.value.lineno):  # type: ignore[attr-defined]
                lines[n] = ""
    return "\n".join(lines)


def said(node: object) -> Iterator[str]:
    """All keys and values of a data file, but for those of sources."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key not in CITED:
                yield str(key)
                yield from said(value)
    elif isinstance(node, list):
        for value in node:
            yield from said(value)
    else:
        yield str(node)


def test_code_and_shipped_strategies_name_nothing_of_one_case() -> None:
    words = shipped_words()
    assert {"afghanistan", "girls_secondary_education", "quartet"} <= words
    pattern = re.compile(
        r"(?<![\w-])(" + "|".join(map(re.escape, sorted(words))) + r"|Afghan\w*|Taliban|Kabul)(?![\w-])", re.IGNORECASE
    )
    files = [*PACKAGE.rglob("*.py"), *(PACKAGE / "strategy").rglob("*.yaml"), *(PACKAGE / "theory").rglob("*.yaml")]
    found = {
        f"{path.relative_to(PACKAGE)}: {match[0]}"
        for path in files
        if MEASURES not in path.parents
        for match in pattern.finditer(words_of(path))
    }
    assert not found, "\n".join(sorted(found))
