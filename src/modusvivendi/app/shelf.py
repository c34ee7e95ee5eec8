"""The cases that can be opened: those that come with the package, those in the folder that is worked in, and living ones."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from modusvivendi.api.living import HOMES
from modusvivendi.case import Case, load_case, shipped_cases
from modusvivendi.errors import InputError, nearest
from modusvivendi.living.home import Home

NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")
LIVING = "-living"  # ends the key of a living case; no name holds a hyphen


@dataclass(frozen=True)
class Entry:
    """One case. key: its name in addresses. kind: shipped, own, or living (grown by accepted news). given: what commands are
    given, a name or a path from the folder that is worked in. folder: where its files are."""

    key: str
    kind: Literal["shipped", "own", "living"]
    given: str
    folder: Path | None

    def load(self) -> Case:
        """The case. Raises InputError."""
        return load_case(self.given if self.folder is None else self.folder)


@dataclass(frozen=True)
class Shelf:
    """All cases of one working folder. opened: a case of one's own that lies elsewhere, None for none."""

    folder: Path
    opened: Path | None = None

    def entries(self) -> dict[str, Entry]:
        """Cases by key, read from the folder anew, so that one made by hand meanwhile is there too."""
        found = {name: Entry(name, "shipped", name, None) for name in shipped_cases()}
        for path in folders_of_cases(self.folder):
            found.setdefault(path.name, Entry(path.name, "own", path.name, path))
        for path in folders_of_cases(self.folder / HOMES):
            key = f"{path.name}{LIVING}"
            found[key] = Entry(key, "living", (HOMES / path.name).as_posix(), path)
        if self.opened is not None:
            found[self.opened.name] = Entry(self.opened.name, "own", str(self.opened), self.opened)
        return found

    def entry(self, key: str) -> Entry:
        """The case with this key. Raises InputError."""
        entries = self.entries()
        if key not in entries:
            raise InputError(f"unknown case '{key}': {nearest(key, entries)}")
        return entries[key]

    def home(self, case: Case) -> Home:
        """Where a case lives once news are accepted."""
        return Home(self.folder / HOMES / case.name)


def folders_of_cases(folder: Path) -> list[Path]:
    """Folders with a case in them, straight below a folder, by name; links are left out."""
    if not folder.is_dir():
        return []
    inside = (p for p in sorted(folder.iterdir()) if NAME.fullmatch(p.name) and not p.is_symlink())
    return [p for p in inside if (p / "case.yaml").is_file()]
