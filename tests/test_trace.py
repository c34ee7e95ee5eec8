"""The three ways through the code in docs/trace.md exist, and each stop leads to the next without a change of name."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest

import modusvivendi

PACKAGE = Path(modusvivendi.__file__).parent
PAGE = Path(__file__).parent.parent / "docs" / "trace.md"
STOP = re.compile(r"^(\d)\. `([\w/]+\.py)`, `(\w+)`: (.*?)(?=^\d\. |^## |\Z)", re.MULTILINE | re.DOTALL)
NEXT = re.compile(r"Next, by\s+`(\w+)`:\s+`(\w+)`\.")


@dataclass(frozen=True)
class Stop:
    """One stop of a way. leads: word that leads on and name of the next stop, None at the end."""

    file: str
    name: str
    leads: tuple[str, str] | None


def ways(page: str) -> dict[str, list[Stop]]:
    """Heading → stops."""
    found = {}
    for part in re.split(r"(?m)^(?=## )", page)[1:]:
        stops = []
        for _, file, name, text in STOP.findall(part):
            leads = NEXT.search(" ".join(text.split()))
            stops.append(Stop(file, name, (leads[1], leads[2]) if leads else None))
        found[part.splitlines()[0].removeprefix("## ")] = stops
    return found


def source_of(stop: Stop) -> str:
    """The code of what a stop names: a function, a class or an assignment at the top of its file; "" if there is none."""
    text = (PACKAGE / stop.file).read_text(encoding="utf-8")
    for node in ast.parse(text).body:
        targets = [t.id for t in getattr(node, "targets", []) if isinstance(t, ast.Name)]
        if getattr(node, "name", None) == stop.name or stop.name in targets:
            return ast.get_source_segment(text, node) or ""
    return ""


def faults(stops: list[Stop]) -> list[str]:
    """What is wrong with a way."""
    found = [f"{s.file} has no {s.name}" for s in stops if not source_of(s)]
    passed = ""
    for here, there in pairwise(stops):
        passed += (PACKAGE / here.file).read_text(encoding="utf-8")
        if here.leads is None or here.leads[1] != there.name:
            found.append(f"{here.name} does not name {there.name}")
        elif not re.search(rf"\b{here.leads[0]}\b", passed) or not re.search(rf"\b{here.leads[0]}\b", source_of(there)):
            found.append(f"'{here.leads[0]}' does not lead from {here.name} to {there.name}")
    return found


def handed_on(part: str) -> list[Stop]:
    """What a way passes through unopened, from its paragraph "Handed on by"."""
    _, _, told = part.partition("\nHanded on by ")
    pairs = re.findall(r"`(\w+)`\s+\(`([\w/]+\.py)`\)", told.split("\n\n")[0])
    return [Stop(file, name, None) for name, file in pairs]


def names_in(path: Path) -> set[str]:
    """Names that a file uses in code, quoted ones included; words of comments and sentences are none."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        for part in ("id", "attr", "arg", "name", "value"):
            word = getattr(node, part, None)
            if isinstance(word, str) and word.isidentifier():
                found.add(word)
    return found


MOST_FOUND = 20  # files that a search for a word may give
GENERATED = {"engine/names.py", "engine/layout.py", "engine/assembled.py"}
NAMES = {str(path.relative_to(PACKAGE)): names_in(path) for path in PACKAGE.rglob("*.py")}
TEXT = PAGE.read_text(encoding="utf-8")
WAYS = ways(TEXT)
HANDED_ON = {part.splitlines()[0]: handed_on(part) for part in TEXT.split("\n## ")[1:]}


def test_there_are_three_ways() -> None:
    assert len(WAYS) == 3


@pytest.mark.parametrize("name", WAYS)
def test_every_stop_exists_and_leads_to_the_next(name: str) -> None:
    stops = WAYS[name]
    assert 2 <= len(stops) <= 5
    assert len({s.file for s in stops}) == len(stops), "a stop is a file"
    assert stops[-1].leads is None
    assert faults(stops) == []


def test_what_hands_on_exists_and_is_counted() -> None:
    assert [f"{s.file} has no {s.name}" for way in HANDED_ON.values() for s in way if not source_of(s)] == []
    files = [len({s.file for s in (*WAYS[name], *HANDED_ON[name])}) for name in WAYS]
    assert f"pass through {files[0]}, {files[1]} and {files[2]} files" in " ".join(TEXT.split())


@pytest.mark.parametrize("name", WAYS)
def test_a_search_for_the_word_finds_the_next_stop_among_few(name: str) -> None:
    for here, there in pairwise(WAYS[name]):
        assert here.leads is not None
        found = {file for file, names in NAMES.items() if here.leads[0] in names} - GENERATED
        assert there.file in found and len(found) <= MOST_FOUND, f"{here.leads[0]}: {sorted(found)}"


def test_a_broken_way_would_be_found() -> None:
    first, second, *rest = WAYS["A lever to an outcome"]
    assert faults([Stop(first.file, "Lever", first.leads), second, *rest]) == ["strategy/strategy.py has no Lever"]
    assert faults([first, *rest])[0] == "Levers does not name bloc_moves"
    assert faults([Stop(first.file, first.name, ("politics", second.name)), second]) == [
        "'politics' does not lead from Levers to compile_strategy"
    ]
