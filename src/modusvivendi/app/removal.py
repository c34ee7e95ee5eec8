"""What goes with a part that is taken out of a case: its mentions elsewhere in the files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import yaml

from modusvivendi.app.editor import CASE, LADDERS, CaseFile, Part
from modusvivendi.app.positions import Positions
from modusvivendi.app.yaml_text import children, composed, with_entry, without
from modusvivendi.errors import Location

# Where ids of a section are mentioned in case.yaml: names of mappings, and items of lists.
BY_NAME = {"issues": ("demands", "issues", "yardsticks")}
LISTED = {"issues": ("roles", "move_topics"), "countries": ("coalitions",)}


def taken_out(folder: Path, file: CaseFile, part: Part) -> dict[str, str]:
    """New texts of the files of a case without a part and its mentions. Rows of the record about an issue stay: it becomes one that
    only the record codes."""
    text = without(file.text, part.path)
    if file.name == LADDERS:
        return {LADDERS: text}
    name = id_of(file, part)
    for path in sorted(mentions(composed(text), part.section, name), key=lambda p: [str(x).zfill(6) for x in p], reverse=True):
        text = without(text, path)
    texts = dict[str, str]()
    if part.section in ("issues", "segments"):
        texts |= Positions(folder).without(name)
    if part.section == "issues":
        ladders = CaseFile(folder, LADDERS)
        texts |= {LADDERS: without(ladders.text, (name,))} if name in ladders.nodes else {}
        text = only_recorded(text, name) if (folder / "record").is_dir() else text
    return {CASE: text, **texts}


def id_of(file: CaseFile, part: Part) -> str:
    """The id of a part that has one."""
    items = file.data[part.section]
    assert isinstance(items, list)
    item = items[int(part.place)]
    return str(item.get("id")) if isinstance(item, dict) else ""


def mentions(node: yaml.Node | None, section: str, name: str, path: Location = ()) -> Iterator[Location]:
    """Paths of entries named by an id, or of list items that are it, in the places where ids of a section are mentioned."""
    for part, child in children(node):
        here = (*path, part)
        if part == name and path[-1:] and path[-1] in BY_NAME.get(section, ()):
            yield here
        elif isinstance(child, yaml.ScalarNode) and child.value == name and here[0] in LISTED.get(section, ()):
            if isinstance(part, int):
                yield here
        else:
            yield from mentions(child, section, name, here)


def only_recorded(text: str, name: str) -> str:
    """The text of a case.yaml in which an issue is one that the record codes and no negotiation is about, on every day."""
    top = dict(children(composed(text))).get("record_only_issues")
    if top is None:
        return with_entry(text, (), "record_only_issues", [name])
    lists = [()] if isinstance(top, yaml.SequenceNode) else [(day,) for day, _ in children(top)]
    for where in lists:
        text = with_entry(text, ("record_only_issues", *where), None, name)
    return text
