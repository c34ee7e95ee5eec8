"""What a reader of results should know of a case: numbers that were filled in, and what was inferred."""

from __future__ import annotations

from collections import Counter

from modusvivendi.case.schema import Case


def notes_on(case: Case) -> list[str]:
    """Sentences for ``modus check`` and the page, none for a case that gives everything."""
    notes = list(case.notes)
    if case.defaults:
        groups = Counter(_group(name) for name in case.defaults)
        listed = ", ".join(f"{name} ({count})" if count > 1 else name for name, count in groups.items())
        notes.append(f"{len(case.defaults)} numbers are not given and stand at wide defaults: {listed}")
    return notes


def _group(name: str) -> str:
    """A path of a case without the part that tells items of a list apart: issues.*.levels at 2007-06-14."""
    path, at, day = name.partition(" at ")
    parts = path.split(".")
    if len(parts) > 2:
        parts[1] = "*"
    return ".".join(parts) + at + day
