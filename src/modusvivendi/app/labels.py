"""What the fields of a case are called in a form, and what they are: from the schema's own words."""

from __future__ import annotations

from functools import cache

from modusvivendi.case.schema import PLACES, SAMPLED
from modusvivendi.errors import Location

OWN = {"range": "Lowest and highest", "why": "Why", "short": "In a few words", "facts": "Facts an observer could check"}
ENDS = ("Lowest", "Highest")


def label(path: Location) -> str:
    """A place as words: ('levels', '2026-03-31') is Levels, 2026-03-31."""
    if path[:1] == ("range",) and len(path) == 2:
        return ENDS[int(path[1])]
    if path[:1] == ("rungs",) and len(path) == 2:
        return f"Rung {int(path[1]) + 1}"
    return ", ".join(OWN.get(str(p)) or (str(int(p) + 1) if isinstance(p, int) else spaced(p)) for p in path)


def spaced(name: str) -> str:
    """A field's name as words."""
    return name[:1].upper() + name[1:].replace("_", " ")


@cache
def told() -> dict[tuple[str, str], str]:
    """(section, field) → what the number is, from the annotations of the schema."""
    return {(p.kind, p.path.split(".")[0]): p.engine.words for p in PLACES if p.engine.words and p.kind in SAMPLED}


def about(section: str, path: Location) -> str:
    """What a number of a section is, "" where the schema has no words for it."""
    name = next((str(p) for p in path[1:] if isinstance(p, str)), "")
    words = told().get((section, name), "")
    return words.replace("{issue}", "the issue").replace("{bloc}", "the bloc").replace("{group}", "the group")
