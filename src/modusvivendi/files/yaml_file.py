"""YAML files as people write them: one mapping, its places by line, and models made of it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import yaml

from modusvivendi.errors import Fault, InputError, Location, validation_faults
from modusvivendi.files.text_file import read_text

if TYPE_CHECKING:
    from pydantic import BaseModel

SIZE_LIMIT = 5_000_000
TOO_DEEP = "nested too deeply"
DEPTH_LIMIT = 20
DIGIT_LIMIT = 100  # of a whole number
VALUE_LIMIT = 100_000  # values and fields of a file; the largest shipped one has 10,000
UNFIT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")  # control letters that no document can hold
M = TypeVar("M", bound="BaseModel")


class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]  # the C loader is ten times faster
    """A safe loader that reads numbers as people write them.

    YAML 1.1 takes 9e-1 for text, 010 for eight and 1:30 for ninety; here they are 0.9, ten and text.
    """


Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag not in ("tag:yaml.org,2002:int", "tag:yaml.org,2002:float")]
    for first, resolvers in Loader.yaml_implicit_resolvers.items()
}
Loader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"[-+]?[0-9]+$"), list("-+0123456789"))
Loader.add_implicit_resolver(
    "tag:yaml.org,2002:float",
    re.compile(r"([-+]?([0-9]+\.[0-9]*|\.[0-9]+|[0-9]+(?=[eE]))([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN))$"),
    list("-+.0123456789"),
)


class UnreadableValue(ValueError):
    """A value that looks like a number or a date and is none; line: where it stands, from 1."""

    def __init__(self, text: str, reason: ValueError, line: int) -> None:
        super().__init__(reason if len(text) > DIGIT_LIMIT else f"{text}: {reason}")
        self.line = line


def construct(loader: Loader, node: yaml.ScalarNode) -> object:
    """The number or the date that a value of a file says. Raises UnreadableValue, as of 30 February."""
    try:
        if node.tag.endswith("int"):
            return whole_number(loader.construct_scalar(node))
        return yaml.SafeLoader.construct_yaml_timestamp(loader, node)
    except ValueError as error:
        raise UnreadableValue(node.value, error, node.start_mark.line + 1) from None


for kind in ("int", "timestamp"):
    Loader.add_constructor(f"tag:yaml.org,2002:{kind}", construct)


def whole_number(text: str) -> int:
    """The number that digits say. Raises ValueError for more digits than any number here needs."""
    if len(text) > DIGIT_LIMIT:
        raise ValueError(f"a number of {len(text):,} digits; at most {DIGIT_LIMIT}")
    return int(text)


@dataclass(frozen=True)
class Document:
    """The mapping of a YAML file. file: its name; data: by field; node: what was read, which knows its lines."""

    file: str
    data: dict[str, object]
    node: yaml.Node

    def line(self, location: Location) -> int | None:
        """The line, from 1, of a place such as ('issues', 3, 'start'), or of the nearest part around it."""
        node, line = self.node, None
        for part in location:
            key, child = _step(node, part)
            if child is None:
                break
            node, line = child, (key or child).start_mark.line + 1
        return line


def _step(node: yaml.Node, part: int | str) -> tuple[yaml.Node | None, yaml.Node | None]:
    """The key (of a mapping) and the value that one part of a location leads to."""
    if isinstance(node, yaml.MappingNode):
        return next(((key, value) for key, value in node.value if key.value == str(part)), (None, None))
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        return None, node.value[part]
    return None, None


def read_yaml(path: Path) -> dict[str, object]:
    """The mapping in a YAML file of at most 5 MB, without aliases or repeated fields."""
    return read_document(path).data


def read_document(path: Path) -> Document:
    """The mapping in a YAML file, with the lines of its parts. Raises InputError with all faults that can be told."""
    text = read_text(path, SIZE_LIMIT)
    try:
        check_shape(text)
        loader = Loader(text)
        node = loader.get_single_node()
        faults = check_nodes(path.name, node)
        if faults:
            raise InputError.of(faults, path)
        data = loader.construct_document(node) if node else None
    except yaml.YAMLError as error:
        mark, problem = getattr(error, "problem_mark", None), getattr(error, "problem", None)
        reason = problem or str(error).splitlines()[0]
        if "nesting depth" in reason:  # newer versions of PyYAML have a limit of their own, met while reading ahead
            reason = TOO_DEEP
        fault = Fault(path.name, f"not valid YAML ({reason})", line=mark.line + 1 if mark else None)
        raise InputError.of([fault], path) from None
    except ValueError as error:
        if isinstance(error, InputError):
            raise
        fault = Fault(path.name, f"a value cannot be read ({error})", line=getattr(error, "line", None))
        raise InputError.of([fault], path) from None
    if not isinstance(data, dict) or not all(isinstance(key, str) for key in data):
        raise InputError.of([Fault(path.name, "a mapping of field names to values is needed")], path)
    return Document(path.name, data, node)


def check_shape(text: str) -> None:
    """Refuse deep nesting, which can exhaust the stack, aliases, which can fill the memory, tags, and endless lists."""
    depth = 0
    for number, event in enumerate(yaml.parse(text, Loader=Loader)):
        if number > VALUE_LIMIT:
            problem = f"more than {VALUE_LIMIT:,} values and fields"
            raise yaml.MarkedYAMLError(problem=problem, problem_mark=event.start_mark)
        depth += isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent))
        depth -= isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent))
        if depth > DEPTH_LIMIT:
            raise yaml.MarkedYAMLError(problem=TOO_DEEP, problem_mark=event.start_mark)
        if isinstance(event, yaml.AliasEvent):
            raise yaml.MarkedYAMLError(problem="aliases (*name) not allowed", problem_mark=event.start_mark)
        if getattr(event, "tag", None):
            raise yaml.MarkedYAMLError(problem="tags (!name) not allowed", problem_mark=event.start_mark)


def check_nodes(file: str, node: yaml.Node | None) -> list[Fault]:
    """Fields given twice (the last would silently win), decimal commas that split a number in two, and control letters."""
    found: list[Fault] = []
    if isinstance(node, yaml.ScalarNode) and (unfit := UNFIT.search(node.value)):
        found.append(
            Fault(file, f"a control letter (U+{ord(unfit[0]):04X}) in a text: leave it out", line=node.start_mark.line + 1)
        )
    seen: set[str] = set()
    before: yaml.Node | None = None
    for key, value in node.value if isinstance(node, yaml.MappingNode) else ():
        line = key.start_mark.line + 1
        if _is_number(before) and _is_digits(key) and value.value == "":
            meant = f"{before.value}.{key.value}"  # type: ignore[union-attr]
            found.append(Fault(file, f"'{before.value},{key.value}' is no number: write {meant}, with a point", line=line))  # type: ignore[union-attr]
        elif str(key.value) in seen:
            found.append(Fault(file, f"not valid YAML ('{key.value}' is given twice)", line=line))
        seen.add(str(key.value))
        found += check_nodes(file, value)
        before = value
    for item in node.value if isinstance(node, yaml.SequenceNode) else ():
        found += check_nodes(file, item)
    return found


def _is_number(node: yaml.Node | None) -> bool:
    return isinstance(node, yaml.ScalarNode) and bool(re.fullmatch(r"[-+]?[0-9]+", node.value))


def _is_digits(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and bool(re.fullmatch(r"[0-9]+", node.value))


def read_model(path: Path, model: type[M]) -> M:
    """A model from a YAML file; numbers, words and switches must be what they are. Raises InputError with all faults."""
    return make_model(read_document(path), model, path)


def make_model(document: Document, model: type[M], path: Path) -> M:
    """A model of a document that has been read. Raises InputError with all faults."""
    from pydantic import ValidationError  # loaded when used: look-ups that make no model start without it

    try:
        # As JSON, so that lists serve as tuples while neither true nor "0.5" passes for a number.
        return model.model_validate_json(json.dumps(document.data, default=str), strict=True)
    except ValidationError as error:
        faults = validation_faults(document.file, error, model, line_of=document.line)
        raise InputError.of(faults, path) from None
