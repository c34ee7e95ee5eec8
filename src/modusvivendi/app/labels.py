"""What the fields of a case are called in a form: their names as words."""

from __future__ import annotations

from modusvivendi.errors import Location

OWN = {
    "initial": "Accounts at the start",
    "range": "Lowest and highest",
    "why": "Why",
    "short": "In a few words",
    "facts": "Facts an observer could check",
}
ENDS = ("Lowest", "Highest")


def label(path: Location) -> str:
    """A place as words: ('levels', '2026-03-31') is Levels, 2026-03-31."""
    if path[-2:-1] == ("range",):
        return ", ".join([*map(spaced, map(str, path[:-2])), ENDS[int(path[-1])]])
    if path[:1] == ("rungs",) and len(path) == 2:
        return f"Rung {int(path[1]) + 1}"
    return ", ".join(str(p + 1) if isinstance(p, int) else spaced(p) for p in path)


def singular(section: str) -> str:
    """One of a section: issues are of issue, countries of country."""
    return f"{section[:-3]}y" if section.endswith("ies") else section.removesuffix("s")


def spaced(name: str) -> str:
    """A field's name as words."""
    return OWN.get(name) or name[:1].upper() + name[1:].replace("_", " ")
