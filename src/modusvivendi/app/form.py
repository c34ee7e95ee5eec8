"""The form of one part of a case: what stands in its file, what the schema lets stand there too, and the text that a filled form makes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import cast

import yaml

from modusvivendi.app.editor import GENERAL, CaseFile, Part
from modusvivendi.app.labels import label
from modusvivendi.app.shapes import TEXT, Kind, Shape, keys_at, names_at
from modusvivendi.app.yaml_text import children, node_at, with_entry, without
from modusvivendi.case.dated import Node, Tree, as_day
from modusvivendi.case.write import scalar
from modusvivendi.errors import Fault, InputError, Location, field_path

MOST_NEW = 24  # blank entries that a form holds at most
KINDS: dict[str, Kind] = {"int": "number", "float": "number", "bool": "switch"}
NUMBER = re.compile(r"[-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]+)?")
Values = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Field:
    """One value. path: its place; text: as it stands in the file, "" if it does not; span: where in the text, None for nowhere.
    choices: name → title of what may be chosen, empty for anything. block: written over several lines. key: names its entry."""

    path: Location
    label: str
    kind: Kind
    text: str = ""
    span: tuple[int, int] | None = None
    block: bool = False
    choices: Mapping[str, str] = field(default_factory=dict)
    hint: str = ""
    key: bool = False

    @property
    def name(self) -> str:
        """Its field in messages and forms: issues[0].start.range[1]."""
        return field_path(self.path) + (".key" if self.key else "")

    def given(self, values: Values) -> str:
        """What a form gives for it, as the file would show it; what stands there if the form does not give it."""
        if self.name not in values:
            return self.text
        several = [text.strip() for text in values[self.name]]
        if self.kind == "words":
            return ", ".join(word for text in several for word in re.split(r"[,\s]+", text) if word)
        return several[0].replace("\r\n", "\n")


@dataclass
class Group:
    """Values that belong together, such as a number, its range and its source. entry: one of any number, which can be taken out;
    more: a list or mapping that can get one more. within: title of the collection that it is an entry of."""

    path: Location
    title: str
    hint: str = ""
    entry: bool = False
    more: bool = False
    within: str = ""
    fields: list[Field] = field(default_factory=list)

    @property
    def name(self) -> str:
        """As messages and forms call it."""
        return field_path(self.path)


class Form:
    """A part of a file as groups of fields. names: of the case, for what may be chosen. added: names of the lists and mappings that
    get one more blank entry, one for each."""

    def __init__(self, file: CaseFile, part: Part, names: Tree, added: Sequence[str] = ()) -> None:
        self.file, self.part, self.names, self.added = file, part, names, list(added)
        self.groups: list[Group] = []
        self.head = part.path
        if part.shape.kind == "mapping" and part.new:  # a ladder that is not there yet
            self._entry((), 0, part.shape)
        else:
            self._walk(part.path, node_at(file.node, part.path), part.shape, self._group(part.path))
        self.groups = [g for g in self.groups if g.fields or g.more]

    @property
    def fields(self) -> list[Field]:
        """All fields."""
        return [f for g in self.groups for f in g.fields]

    def _group(self, path: Location, hint: str = "", within: str = "", entry: bool = False, more: bool = False) -> Group:
        self.groups.append(Group(path, label(path[len(self.head) :]), hint, entry, more, within))
        return self.groups[-1]

    def _walk(self, path: Location, node: yaml.Node | None, shape: Shape, group: Group, hint: str = "") -> None:
        """Add the fields of a place to the group, or to groups of their own."""
        collection = node is None or isinstance(node, yaml.CollectionNode)
        if dated(node) and not shape.dated:
            for day, child in children(node):
                own = group if simple(shape) else self._group((*path, day), hint, group.within)
                self._walk((*path, day), child, shape, own)
        elif shape.kind == "fields" and collection:
            self._fields(path, node, shape, group)
        elif shape.open and collection:
            self._entries(path, node, shape)
        elif not collection or node is None or (shape.kind == "words" and plain(node)):
            group.fields.append(self._field(path, node, shape, group, hint))
        else:
            for name, child in children(node):
                self._walk((*path, name), child, TEXT, group)

    def _fields(self, path: Location, node: yaml.Node | None, shape: Shape, group: Group) -> None:
        inside = dict(children(node))
        if self.part.section == GENERAL:
            inside = {name: child for name, child in inside.items() if name in shape.fields}
        for name in (*inside, *(name for name in shape.fields if name not in inside)):
            own, hint = shape.fields.get(name, TEXT), shape.about.get(str(name), "")
            into = group if simple(own) else self._group((*path, name), hint, group.within)
            self._walk((*path, name), inside.get(name), own, into, hint)

    def _entries(self, path: Location, node: yaml.Node | None, shape: Shape) -> None:
        assert shape.item is not None
        for name, child in children(node):
            self._walk(
                (*path, name), child, shape.item, self._group((*path, name), entry=True, within=label(path[len(self.head) :]))
            )
        for number in range(self.added.count(field_path(path))):
            self._entry(path, number, shape)
        self._group(path, more=True, within=label(path[len(self.head) :]))

    def _entry(self, path: Location, number: int, shape: Shape) -> None:
        """A blank entry: in a mapping its name first."""
        assert shape.item is not None
        place = (*path, f"+{number}")
        group = self._group(place, entry=True, within=label(path[len(self.head) :]))
        group.title = f"{group.within or self.part.title}: a new one"
        if shape.kind == "mapping":
            there = {str(name) for name, _ in children(node_at(self.file.node, path))}
            where = path or ("ladders",)
            free = [name for name in keys_at(where, self.names) if name not in there]
            said = "Day (YYYY-MM-DD)" if shape.dated else "Which" if free else "Name"
            group.fields.append(Field(place, said, "text", choices=self._titles(free), key=True))
        self._walk(place, None, shape.item, group)

    def _field(self, path: Location, node: yaml.Node | None, shape: Shape, group: Group, hint: str) -> Field:
        said = label(path[len(group.path) :]) or "Which"
        choices = self._titles(names_at(path, self.names)) if self.file.name == "case.yaml" else {}
        blank = Field(path, said, shape.kind, choices=choices, hint=hint)
        if node is None:
            return blank
        if isinstance(node, yaml.SequenceNode):
            text = ", ".join(str(item.value) for item in node.value)
            return replace(blank, text=text, span=(node.start_mark.index, node.end_mark.index))
        style, kind = getattr(node, "style", None), KINDS.get(node.tag.rpartition(":")[2], "text")
        span = (node.start_mark.index, node.end_mark.index)
        choices = {} if shape.kind == "words" else choices  # a list that is not there on a day: null
        return replace(blank, choices=choices, kind=kind, text=str(node.value), span=span, block=style in ("|", ">"))

    def _titles(self, names: Sequence[str]) -> dict[str, str]:
        """Name → title, where the case gives one."""
        items = (item for part in self.names.values() if isinstance(part, list) for item in part if isinstance(item, dict))
        titles = {str(item.get("id")): str(item.get("title", "")) for item in items}
        return {name: titles.get(name, "") for name in names}


def simple(shape: Shape) -> bool:
    """Whether its fields belong to the group around it."""
    return shape.kind not in ("fields", "list", "mapping") or 0 in shape.fields


def plain(node: yaml.Node | None) -> bool:
    """Whether a node is a list of plain values."""
    return isinstance(node, yaml.SequenceNode) and all(isinstance(item, yaml.ScalarNode) for item in node.value)


def dated(node: yaml.Node | None) -> bool:
    """Whether a node gives a value at several dates."""
    return isinstance(node, yaml.MappingNode) and bool(node.value) and all(as_day(name) for name, _ in children(node))


def filled(form: Form, values: Values, removed: Sequence[str]) -> tuple[str, dict[str, str]]:
    """The text of the file with what a form gives, and what the check will call by other names: its field → the form's.

    removed: names of entries that are taken out. Raises InputError for new entries without a name, or with one that is taken.
    """
    kept = [f for f in form.fields if not within_any(f.name, removed)]
    text = replaced(form.file.text, kept, values)
    if form.part.new and not any(f.given(values).strip() for f in kept):
        raise InputError("nothing was filled in")
    names = names_given([f for f in kept if f.key], [f for f in kept if not f.key and not f.span], values, form)
    tree = Tree()
    for f in kept:
        if not f.span and not f.key and (given := f.given(values).strip()):
            grow(tree, f.path, value_of(f.kind, given))
    aliases: dict[str, str] = {}
    for path, name, value in additions(form.file.node, tree, (), names, aliases):
        text = with_entry(text, path, name, value)
    gone = [g.path for g in form.groups if g.entry and g.name in removed and not str(g.path[-1]).startswith("+")]
    for path in sorted(gone, key=lambda p: [part if isinstance(part, int) else 0 for part in p], reverse=True):
        text = without(text, path)
    return text, aliases


def replaced(text: str, fields: Sequence[Field], values: Values) -> str:
    """The text with new values where they differ from what stands there."""
    for f in sorted((f for f in fields if f.span), key=lambda f: f.span or (0, 0), reverse=True):
        new = f.given(values).strip()
        if new != f.text.strip():
            begin, end = f.span or (0, 0)
            text = text[:begin] + written(f, new) + text[end:]
    return text


def within_any(name: str, removed: Sequence[str]) -> bool:
    """Whether a field is of an entry that is taken out."""
    return any(name == gone or name.startswith((f"{gone}.", f"{gone}[")) for gone in removed)


def names_given(keys: Sequence[Field], blank: Sequence[Field], values: Values, form: Form) -> dict[Location, str]:
    """Path of a new entry of a mapping → its name. Raises InputError for one with values and without a name of its own."""
    found: dict[Location, str] = {}
    faults = []
    for key in keys:
        name = key.given(values).strip()
        there = [n for n, _ in children(node_at(form.file.node, key.path[:-1]))]
        there += [other for path, other in found.items() if path[:-1] == key.path[:-1]]
        if name in there:
            faults.append(Fault(form.file.name, f"'{name}' is there already", field=key.name))
        elif name:
            found[key.path] = name
        elif any(f.path[: len(key.path)] == key.path and f.given(values) != "" for f in blank):
            faults.append(Fault(form.file.name, "needed: what is this entry for?", field=key.name))
    if faults:
        raise InputError.of(faults)
    return found


def grow(tree: Tree, path: Location, value: Node) -> None:
    """Put a value at a path of a tree, with what is needed around it."""
    for part in path[:-1]:
        tree = cast(Tree, tree.setdefault(part, {}))  # type: ignore[arg-type]
    tree[path[-1]] = value  # type: ignore[index]


def additions(
    node: yaml.Node | None, tree: Tree, path: Location, names: Mapping[Location, str], aliases: dict[str, str]
) -> Iterator[tuple[Location, str | None, Node]]:
    """What a tree adds to a file: where, under which name (None in a list), and what."""
    inside = dict(children(node))
    for order, (part, value) in enumerate(tree.items()):
        if part in inside and isinstance(value, dict):
            yield from additions(inside[part], value, (*path, part), names, aliases)
            continue
        listed = isinstance(node, yaml.SequenceNode)
        name = names.get((*path, part), str(part))
        number = len(inside) + order if listed else name
        aliases[field_path((*path, number))] = field_path((*path, part))
        yield path, None if listed else name, finished(value, (*path, part), (*path, number), names, aliases)


def finished(value: Node, path: Location, real: Location, names: Mapping[Location, str], aliases: dict[str, str]) -> Node:
    """A tree of new values as the file will say it: numbered ones as a list, named ones by their names."""
    if not isinstance(value, dict):
        return value
    parts: list[int | str] = list(value)
    if all(isinstance(p, int) or (p.startswith("+") and (*path, p) not in names) for p in parts):
        found: list[Node] = []
        for number, part in enumerate(parts):
            aliases[field_path((*real, number))] = field_path((*path, part))
            found.append(finished(value[part], (*path, part), (*real, number), names, aliases))  # type: ignore[index]
        return found
    named = Tree()
    for part in parts:
        name = names.get((*path, part), str(part))
        aliases[field_path((*real, name))] = field_path((*path, part))
        named[name] = finished(value[part], (*path, part), (*real, name), names, aliases)  # type: ignore[index]
    return named


def value_of(kind: Kind, text: str) -> Node:
    """A typed value. A number that is none stays text, which the check then refuses by its field."""
    if kind == "words":
        return [value_of("text", word) if not word.isdigit() else int(word) for word in text.split(", ")]
    if kind == "number" and NUMBER.fullmatch(text):
        return int(text) if text.isdigit() else float(text)
    return text == "true" if kind == "switch" and text in ("true", "false") else text


def written(f: Field, text: str) -> str:
    """A new value in the place of another, as the file says it."""
    if f.kind == "words":
        return f"[{', '.join(word if word.isdigit() else scalar(word) for word in text.split(', ') if word)}]"
    if (f.kind == "number" and NUMBER.fullmatch(text)) or (f.kind == "switch" and text in ("true", "false")):
        return text
    quoted = scalar(text)
    if f.kind != "text" or not text:
        quoted = '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
    return f"{quoted}\n" if f.block else quoted
