"""Entries put into a YAML text and taken out of it, with every other byte, comments too, left as it was written."""

from __future__ import annotations

import yaml

from modusvivendi.case.dated import Node
from modusvivendi.case.write import as_yaml, scalar
from modusvivendi.errors import Location
from modusvivendi.files.yaml_data import Loader


def composed(text: str) -> yaml.Node | None:
    """The nodes of a YAML text, which know their places in it; None for an empty text."""
    return Loader(text).get_single_node()


def node_at(root: yaml.Node | None, path: Location) -> yaml.Node | None:
    """The node at a path, None if there is none."""
    for part in path:
        root = dict(children(root)).get(part)
        if root is None:
            return None
    return root


def children(node: yaml.Node | None) -> list[tuple[int | str, yaml.Node]]:
    """The entries of a mapping or sequence by name or number."""
    if isinstance(node, yaml.MappingNode):
        return [(str(key.value), value) for key, value in node.value]
    return list(enumerate(node.value)) if isinstance(node, yaml.SequenceNode) else []


def without(text: str, path: Location) -> str:
    """The text without the entry at a path, which must be there."""
    parent = node_at(composed(text), path[:-1])
    number = [name for name, _ in children(parent)].index(path[-1])
    assert isinstance(parent, yaml.CollectionNode)
    spans = [entry_span(entry) for entry in parent.value]
    begin, end = spans[number]
    if parent.flow_style:
        end = spans[number + 1][0] if number + 1 < len(spans) else end
        begin = spans[number - 1][1] if number and number + 1 == len(spans) else begin
        return text[:begin] + text[end:]
    begin, end = text.rfind("\n", 0, begin) + 1, line_end(text, end)
    empty = "{}" if isinstance(parent, yaml.MappingNode) else "[]"
    left = f"{' ' * (parent.start_mark.column + 2)}{empty}\n" if len(spans) == 1 else ""
    return text[:begin] + left + text[end:]


def with_entry(text: str, path: Location, name: str | None, value: Node) -> str:
    """The text with one more entry at the end of the mapping (by a name) or sequence (None) at a path."""
    parent = node_at(composed(text), path)
    if parent is None:
        return as_yaml({str(name): value})
    assert isinstance(parent, yaml.CollectionNode)
    if parent.flow_style:
        at = parent.end_mark.index - 1
        entry = in_line(value) if name is None else f"{scalar(name)}: {in_line(value)}"
        return f"{text[:at]}{', ' if parent.value else ''}{entry}{text[at:]}"
    begin = entry_span(parent.value[0])[0]
    lines = as_yaml({str(name): value}).splitlines() if name is not None else item_lines(value)
    start = text.rfind("\n", 0, begin) + 1  # of the line on which the first entry stands, after a dash in a sequence
    column = begin - start if name is not None else text.index("-", start) - start
    lines = [" " * column + line for line in lines]
    at = line_end(text, entry_span(parent.value[-1])[1])
    broken = "" if text[:at].endswith("\n") else "\n"
    return text[:at] + broken + "".join(line + "\n" for line in lines) + text[at:]


def item_lines(value: Node) -> list[str]:
    """An item of a list as lines of its own."""
    return (
        [line[2:] for line in as_yaml({"list": [value]}).splitlines()[1:]] if isinstance(value, dict) else [f"- {in_line(value)}"]
    )


def entry_span(entry: yaml.Node | tuple[yaml.Node, yaml.Node]) -> tuple[int, int]:
    """Where an entry of a mapping (name and value) or sequence begins and ends."""
    first, last = entry if isinstance(entry, tuple) else (entry, entry)
    return first.start_mark.index, max(first.end_mark.index if first is not last else 0, node_end(last))


def node_end(node: yaml.Node) -> int:
    """Where the last written value of a node ends; the mark of a block says only where the next thing begins."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        return entry_span(node.value[-1])[1]
    return int(node.end_mark.index)


def line_end(text: str, index: int) -> int:
    """The beginning of the line after a place; the place itself if a line begins there."""
    if text[index - 1 : index] == "\n":
        return index
    return text.find("\n", index) + 1 or len(text)


def in_line(value: Node) -> str:
    """A value on one line."""
    if isinstance(value, dict):
        return f"{{{', '.join(f'{scalar(k)}: {in_line(v)}' for k, v in value.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(in_line, value))}]"
    return scalar(value)
