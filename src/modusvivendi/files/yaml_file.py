"""YAML files as people write them: one mapping, its places by line, and models made of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, cast

import yaml

from modusvivendi.errors import Fault, InputError, Location, validation_faults
from modusvivendi.files.text_file import read_text
from modusvivendi.files.yaml_data import TOO_DEEP, Loader, Reading

if TYPE_CHECKING:
    from pydantic import BaseModel

SIZE_LIMIT = 5_000_000
M = TypeVar("M", bound="BaseModel")


@dataclass(frozen=True)
class Document:
    """The mapping of a YAML file. file: its name; data: by field; text: as it is written."""

    file: str
    data: dict[str, object]
    text: str

    @cached_property
    def node(self) -> yaml.Node:
        """The same as nodes, which know their lines; made when a line is asked for."""
        return Loader(self.text).get_single_node()

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
        reading = Reading(path.name, text)
        data = reading.read()
    except yaml.YAMLError as error:
        mark, problem = getattr(error, "problem_mark", None), getattr(error, "problem", None)
        reason = problem or str(error).splitlines()[0]
        if "nesting depth" in reason:  # libyaml has a limit of its own, met while it reads ahead
            reason = TOO_DEEP
        fault = Fault(path.name, f"not valid YAML ({reason})", line=mark.line + 1 if mark else None)
        raise InputError.of([fault], path) from None
    except ValueError as error:
        fault = Fault(path.name, f"a value cannot be read ({error})", line=getattr(error, "line", None))
        raise InputError.of([fault], path) from None
    if reading.faults:
        raise InputError.of(reading.faults, path)
    if not isinstance(data, dict) or not all(isinstance(key, str) for key in data):
        raise InputError.of([Fault(path.name, "a mapping of field names to values is needed")], path)
    return Document(path.name, cast(dict[str, object], data), text)


def read_model(path: Path, model: type[M]) -> M:
    """A model from a YAML file; numbers, words and switches must be what they are. Raises InputError with all faults."""
    return make_model(read_document(path), model, path)


def with_text_keys(data: object) -> object:
    """The data with every key as a text: JSON knows no days or numbers as keys."""
    if isinstance(data, dict):
        return {str(key): with_text_keys(value) for key, value in data.items()}
    return [with_text_keys(item) for item in data] if isinstance(data, list) else data


def make_model(document: Document, model: type[M], path: Path) -> M:
    """A model of a document that has been read. Raises InputError with all faults."""
    from pydantic import ValidationError  # loaded when used: look-ups that make no model start without it

    try:
        # As JSON, so that lists serve as tuples while neither true nor "0.5" passes for a number.
        return model.model_validate_json(json.dumps(with_text_keys(document.data), default=str), strict=True)
    except ValidationError as error:
        faults = validation_faults(document.file, error, model, line_of=document.line)
        raise InputError.of(faults, path) from None
