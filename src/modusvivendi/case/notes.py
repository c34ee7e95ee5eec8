"""What a reader of results should know of a case: numbers that were filled in, and what was inferred."""

from __future__ import annotations

from collections import Counter

from modusvivendi.case.lacking import note_on_lacking
from modusvivendi.case.schema import Case


def notes_on(case: Case) -> list[str]:
    """Sentences for ``modus check`` and the page, none for a case that gives everything."""
    notes = list(case.notes)
    if note_on_lacking(case):
        notes.append(note_on_lacking(case))
    if case.defaults:
        sections = Counter(_section(name) for name in case.defaults)
        listed = ", ".join(f"{name} ({count})" if count > 1 else name for name, count in sections.items())
        notes.append(f"{len(case.defaults)} numbers are not given and stand at wide defaults: {listed}")
    return notes


def _section(name: str) -> str:
    """The part of a case that a filled-in number belongs to, and the day if it is one of the beginning."""
    path, at, day = name.partition(" at ")
    return path.partition(".")[0] + at + day
