"""A case file as fields of forms: every value with its place in the text, so that a change leaves all else as it was written."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Literal

import yaml

from modusvivendi.app.labels import spaced
from modusvivendi.case.load import check_case
from modusvivendi.case.new import copy_files
from modusvivendi.case.write import scalar
from modusvivendi.errors import Fault, InputError, Location, field_path
from modusvivendi.files.text_file import read_text
from modusvivendi.files.whole import whole_file
from modusvivendi.files.yaml_file import SIZE_LIMIT, read_document

CASE, LADDERS = "case.yaml", "ladders.yaml"
Kind = Literal["text", "number", "switch"]
KINDS: dict[str, Kind] = {"int": "number", "float": "number", "bool": "switch"}
NUMBER = re.compile(r"[-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]+)?")
GENERAL = "general"  # section of the fields that stand by themselves


@dataclass(frozen=True)
class Leaf:
    """One value. path: its place, such as ('issues', 0, 'start', 'range', 1). text: as a form shows it. begin, end: its place in
    the file's text. block: written over several lines with > or |."""

    path: Location
    text: str
    kind: Kind
    begin: int
    end: int
    block: bool

    @property
    def name(self) -> str:
        """Its field in messages and forms: issues[0].start.range[1]."""
        return field_path(self.path)


@dataclass(frozen=True)
class Part:
    """A part of a case that one form shows. section, place: where it lies in the file; title: what it is called."""

    section: str
    place: int | str
    title: str


class CaseFile:
    """One YAML file of a case as it lies on disk. Raises InputError if it cannot be read."""

    def __init__(self, path: Path) -> None:
        document = read_document(path)
        self.path, self.data, self.text = path, document.data, read_text(path, SIZE_LIMIT)
        assert isinstance(document.node, yaml.MappingNode)
        self.nodes: dict[str, yaml.Node] = {str(key.value): value for key, value in document.node.value}

    @property
    def state(self) -> str:
        """A word that changes with the file."""
        return sha256(self.text.encode()).hexdigest()[:16]

    def parts(self) -> list[Part]:
        """All forms, in the order of the file; the fields that stand by themselves come first. A ladder is a part of its own."""
        found = []
        if any(isinstance(node, yaml.ScalarNode) for node in self.nodes.values()):
            found.append(Part(GENERAL, 0, "General"))
        for name, node in self.nodes.items():
            value = self.data.get(name)
            if isinstance(node, yaml.SequenceNode) and isinstance(value, list) and all(isinstance(v, dict) for v in value):
                found += [Part(name, n, str(v.get("title") or v.get("id") or n + 1)) for n, v in enumerate(value)]
            elif not isinstance(node, yaml.ScalarNode):
                found.append(Part(name, 0, spaced(name)))
        return found

    def part(self, section: str, place: str) -> Part:
        """The part with this address. Raises InputError."""
        for found in self.parts():
            if (found.section, str(found.place)) == (section, place):
                return found
        raise InputError("no such part of this case: it may have been taken out of the file meanwhile")

    def leaves(self, part: Part) -> list[Leaf]:
        """All values of a part, in the order of the file."""
        if part.section == GENERAL:
            nodes = [((name,), node) for name, node in self.nodes.items() if isinstance(node, yaml.ScalarNode)]
            return [leaf for path, node in nodes for leaf in leaves_in(path, node)]
        node = self.nodes[part.section]
        if isinstance(node, yaml.SequenceNode) and isinstance(node.value[0] if node.value else None, yaml.MappingNode):
            return list(leaves_in((part.section, int(part.place)), node.value[int(part.place)]))
        return list(leaves_in((part.section,), node))

    def changed(self, leaves: Sequence[Leaf], given: Mapping[str, str]) -> str:
        """The text of the file with new values; fields that are not given, or given as they were, stay as they are written."""
        text = self.text
        for leaf in sorted(leaves, key=lambda leaf: leaf.begin, reverse=True):
            new = given.get(leaf.name, leaf.text).replace("\r\n", "\n")
            if new.strip() != leaf.text.strip():
                text = text[: leaf.begin] + written(leaf, new.strip()) + text[leaf.end :]
        return text


def leaves_in(path: Location, node: yaml.Node) -> Iterator[Leaf]:
    """The values below a node."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from leaves_in((*path, str(key.value)), value)
    elif isinstance(node, yaml.SequenceNode):
        for place, value in enumerate(node.value):
            yield from leaves_in((*path, place), value)
    else:
        kind = KINDS.get(node.tag.rpartition(":")[2], "text")
        block = getattr(node, "style", None) in ("|", ">")
        yield Leaf(path, str(node.value), kind, node.start_mark.index, node.end_mark.index, block)


def written(leaf: Leaf, text: str) -> str:
    """A new value as the file says it. A number that is none becomes text, which the check then refuses by its field."""
    if leaf.kind == "number" and NUMBER.fullmatch(text):
        return text
    if leaf.kind == "switch" and text in ("true", "false"):
        return text
    quoted = scalar(text)
    if leaf.kind != "text" or not text:
        quoted = '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
    return f"{quoted}\n" if leaf.block else quoted


def save(folder: Path, file: str, text: str, state: str) -> None:
    """Put a new text in the place of a case's file if the whole case is sound with it; whole or not at all.

    state: of the file that was changed. Raises InputError with all faults, as ``modus check`` finds them, and if the file has
    changed meanwhile.
    """
    if CaseFile(folder / file).state != state:
        raise InputError("the case has changed meanwhile, in another tab perhaps: open it again and repeat your change")
    with tempfile.TemporaryDirectory(prefix=".check-", dir=folder.parent) as room:
        draft = Path(room) / folder.name
        copy_files(folder, draft)
        (draft / file).write_text(text, encoding="utf-8")
        try:
            check_case(draft)
        except InputError as error:
            faults = error.faults or (Fault(file, str(error)),)
            raise InputError.of([Fault(f.file, f.what, f.row, f.column, f.line, f.field) for f in faults]) from None
    with whole_file(folder / file) as new:
        new.write_text(text, encoding="utf-8")
