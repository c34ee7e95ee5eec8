"""The files of a case as parts that forms show, and how new texts take their place: whole or not at all, if the case is sound."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path

import yaml

from modusvivendi.app.labels import singular, spaced
from modusvivendi.app.positions import tables
from modusvivendi.app.shapes import Shape, case_shape, ladders_shape
from modusvivendi.app.yaml_text import children
from modusvivendi.case.dated import Tree
from modusvivendi.case.load import check_case
from modusvivendi.case.new import copy_files
from modusvivendi.case.schema import LIMITS
from modusvivendi.errors import Fault, InputError, Location
from modusvivendi.files.text_file import read_text
from modusvivendi.files.whole import whole_file
from modusvivendi.files.yaml_file import SIZE_LIMIT, read_document

CASE, LADDERS = "case.yaml", "ladders.yaml"
GENERAL = "general"  # section of the fields that stand by themselves
NEW = "new"  # place, or of a ladder section, of a part that is not there yet
TOLD = ("deadlines", "risks", "course", "regimes")  # lists for a brief, which tells some of each
MOST = {section: most for section, (_, most) in LIMITS.items()} | dict.fromkeys(TOLD, 24)


@dataclass(frozen=True)
class Part:
    """A part of a case that one form shows. section, place: its address; title: what it is called; path: where it lies in the
    file; shape: what may stand there."""

    section: str
    place: str
    title: str
    path: Location
    shape: Shape

    @property
    def new(self) -> bool:
        """Whether it is not there yet."""
        return NEW in (self.section, self.place)

    @property
    def listed(self) -> bool:
        """Whether it is one of several that can be added and taken out."""
        return len(self.path) == 2 or self.section not in case_shape().fields


class CaseFile:
    """One YAML file of a case as it lies on disk; one that is not there is empty. Raises InputError if it cannot be read."""

    def __init__(self, folder: Path, name: str) -> None:
        path = folder / name
        self.name, self.shape = name, case_shape() if name == CASE else ladders_shape()
        self.text, self.data, self.node = "", Tree(), None
        if path.exists():
            document = read_document(path)
            self.text, self.data, self.node = read_text(path, SIZE_LIMIT), document.data, document.node  # type: ignore[assignment]

    @cached_property
    def nodes(self) -> dict[int | str, yaml.Node]:
        """What stands at the top of the file, by name."""
        return dict(children(self.node))

    def parts(self) -> dict[str, list[Part]]:
        """Section → its forms, in the order of the schema; fields that stand by themselves come first."""
        if self.name == LADDERS:
            assert self.shape.item is not None
            return {
                "": [
                    Part(str(name), "0", f"Ladder: {spaced(str(name)).lower()}", (name,), self.shape.item) for name in self.nodes
                ]
            }
        found = {GENERAL: [Part(GENERAL, "0", "General", (), self._general())]}
        for name, shape in self.shape.fields.items():
            if shape.kind == "list":
                found[str(name)] = self._items(str(name), shape)
            elif name not in found[GENERAL][0].shape.fields:
                found[str(name)] = [Part(str(name), "0", spaced(str(name)), (name,), shape)]
        return found

    def _general(self) -> Shape:
        """The fields of the case that stand by themselves."""
        plain = {name: s for name, s in self.shape.fields.items() if s.kind in ("text", "number", "switch", "words")}
        return Shape("fields", plain, about=self.shape.about)

    def _items(self, section: str, shape: Shape) -> list[Part]:
        items = self.data.get(section)
        assert shape.item is not None
        return [
            Part(section, str(n), str(item.get("title") or item.get("id") or item.get("what") or n + 1), (section, n), shape.item)
            for n, item in enumerate(items if isinstance(items, list) else ())
            if isinstance(item, dict)
        ]

    def part(self, section: str, place: str) -> Part:
        """The part with this address; an address that ends in ``new`` is that of one more. Raises InputError."""
        if self.name == LADDERS and section == NEW:
            return Part(NEW, "0", "A new ladder", (), self.shape)
        parts = self.parts()
        if place == NEW and section in MOST:
            if len(parts[section]) >= MOST[section]:
                raise InputError(f"{spaced(section)}: {MOST[section]} at most")
            item = self.shape.fields[section].item
            assert item is not None
            return Part(section, NEW, f"A new {singular(section)}", (section, len(parts[section])), item)
        for found in (part for several in parts.values() for part in several):
            if (found.section, found.place) == (section, place):
                return found
        raise InputError("no such part of this case: it may have been taken out of the file meanwhile")


def editable(folder: Path) -> list[str]:
    """Names of the files of a case that forms change."""
    found = [name for name in (CASE, LADDERS) if (folder / name).is_file()]
    return found + [path.relative_to(folder).as_posix() for path in tables(folder)]


def state_of(folder: Path) -> str:
    """A word that changes with any of these files."""
    total = sha256()
    for name in editable(folder):
        total.update(name.encode() + b"\0" + (folder / name).read_bytes())
    return total.hexdigest()[:16]


def save(folder: Path, texts: Mapping[str, str], state: str) -> None:
    """Put new texts in the place of a case's files if the whole case is sound with them.

    state: of the case that was changed. Raises InputError with all faults, as ``modus check`` finds them, and if the case has
    changed meanwhile.
    """
    if state_of(folder) != state:
        raise InputError("the case has changed meanwhile, in another tab perhaps: open it again and repeat your change")
    try:
        with tempfile.TemporaryDirectory(prefix=".check-", dir=folder.parent) as room:
            draft = Path(room) / folder.name
            copy_files(folder, draft)
            write(draft, texts)
            check(draft)
        write(folder, texts)
    except OSError as error:
        raise InputError(f"{folder}: cannot be written ({error.strerror or error})") from None


def check(folder: Path) -> None:
    """Raise InputError with all that is wrong with a case, each fault with its place."""
    try:
        check_case(folder)
    except InputError as error:
        raise InputError.of(error.faults or [Fault("", str(error))]) from None


def write(folder: Path, texts: Mapping[str, str]) -> None:
    """Write files, each whole or not at all; an empty text takes one away."""
    for name, text in texts.items():
        if text:
            with whole_file(folder / name) as new:
                new.write_text(text, encoding="utf-8", newline="")
        else:
            (folder / name).unlink(missing_ok=True)
