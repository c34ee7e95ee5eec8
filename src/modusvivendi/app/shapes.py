"""What may stand at each place of a case's files, read off the schema: which fields, how many, which words, and what they mean."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from types import UnionType
from typing import Annotated, Any, Literal, Union, cast, get_args, get_origin

from pydantic import BaseModel

from modusvivendi.case.assemble import RATES, SHARES
from modusvivendi.case.dated import Tree
from modusvivendi.case.ladder import Ladder
from modusvivendi.case.load import GIVEN_ELSEWHERE
from modusvivendi.case.schema import PLACES, SAMPLED, Case
from modusvivendi.case.words import SHARED
from modusvivendi.engine.layout import EFFECT
from modusvivendi.errors import Location

Kind = Literal["text", "number", "switch", "words", "fields", "list", "mapping"]
DERIVED = {"Issue": ("start", *RATES, *SHARES)}  # follow from levels and the record; nobody types them
# Which names may stand at a place, by its section and the last name of its path: shared words, or ids of a section.
NAMES = {
    ("issues", "domain"): "domains", ("blocs", "kind"): "kinds", ("rivals", "kind"): "rival_kinds", ("countries", "bloc"): "blocs",
    ("hazards", "effects"): "effects", ("coalitions", ""): "countries", ("roles", ""): "issues", ("move_topics", ""): "issues",
    ("move_groups", ""): "blocs",
}  # fmt: skip
KEYS = {
    ("blocs", "demands"): "issues",
    ("groups", "issues"): "issues",
    ("ladders", ""): "issues",
}  # the same for keys of mappings


@dataclass(frozen=True)
class Shape:
    """What may stand at a place.

    kind: a plain value, a list of plain values (words), fields by name, or any number of one shape, in order (list) or by name
    (mapping). fields: of ``fields``. item: shape of one, of words, list and mapping. dated: whether names of a mapping are dates.
    about: field → what it means, from the schema.
    """

    kind: Kind
    fields: Mapping[int | str, Shape] = field(default_factory=dict)
    item: Shape | None = None
    dated: bool = False
    about: Mapping[str, str] = field(default_factory=dict)

    @property
    def open(self) -> bool:
        """Whether any number may stand there."""
        return self.kind in ("list", "mapping")


TEXT = Shape("text")
PLAIN: dict[object, Shape] = {int: Shape("number"), float: Shape("number"), bool: Shape("switch")}


def shape_of(annotation: Any) -> Shape:
    """The shape that a type of the schema describes."""
    origin, given = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return shape_of(given[0])
    if origin in (Union, UnionType):
        return shape_of(cast(Any, next(a for a in given if a is not type(None))))
    if origin is tuple and given[-1] is not Ellipsis:
        return Shape("fields", {n: shape_of(cast(Any, one)) for n, one in enumerate(given)})
    if origin is tuple:
        item = shape_of(given[0])
        return Shape("list" if item.kind == "fields" else "words", item=item)
    if origin is dict:
        return Shape("mapping", item=shape_of(given[1]), dated=getattr(given[0], "__name__", "") == "date")
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return shape_of_model(annotation)
    return PLAIN.get(annotation, TEXT)


def shape_of_model(model: type[BaseModel]) -> Shape:
    """The fields of a part of a case that may be typed."""
    kind = next((kind for kind, sampled in SAMPLED.items() if sampled is model), "")
    shown = {name: f for name, f in model.model_fields.items() if name not in DERIVED.get(model.__name__, ())}
    fields: dict[int | str, Shape] = {name: shape_of(f.annotation) for name, f in shown.items()}
    return Shape("fields", fields, about=meanings(kind, model))


def meanings(kind: str, model: type[BaseModel]) -> dict[str, str]:
    """Field → what it means: from the sentences ``name, name: meaning.`` of a model's docstring, or, of a number that shares such a
    sentence with others, from the words that go with its place in the engine."""
    text = " ".join((model.__doc__ or "").split())
    starts = [*re.finditer(r"(?<![^.;)] )\b([a-z_]+(?:, [a-z_]+)*): ", text)]
    ends = [*(m.start() for m in starts[1:]), len(text)]
    told = {m[1]: re.split(r"\.(?: [A-Z]|$)", text[m.end() : end].strip())[0] for m, end in zip(starts, ends, strict=False)}
    told = {
        names: words if words.count("(") <= words.count(")") else words[: words.rindex("(")].rstrip()
        for names, words in told.items()
    }
    shared = {name: words.rstrip(".;") for names, words in told.items() for name in names.split(", ")}
    alone = {name: words for name, words in shared.items() if name in told}
    engine = {p.path: p.engine.words for p in PLACES if p.kind == kind and p.engine.words and "{" not in p.engine.words}
    return shared | {name: f"{words} it" for name, words in engine.items()} | alone


@cache
def case_shape() -> Shape:
    """A case.yaml as a whole."""
    whole = shape_of(Case)
    fields = {name: shape for name, shape in whole.fields.items() if name not in (*GIVEN_ELSEWHERE, "notes")}
    return Shape("fields", fields, about=whole.about)


@cache
def ladders_shape() -> Shape:
    """A ladders.yaml as a whole: a ladder by issue."""
    return Shape("mapping", item=shape_of(Ladder))


def names_at(path: Location, data: Tree) -> tuple[str, ...]:
    """Names that may be chosen at a place of a case.yaml, () where any may be given. data: of the file."""
    return named(at(NAMES, path), data)


def keys_at(path: Location, data: Tree) -> tuple[str, ...]:
    """Names that may be chosen for a new entry of a mapping, () where any may be given."""
    return named(at(KEYS, path), data)


def at(table: Mapping[tuple[str, str], str], path: Location) -> str | None:
    """What a table says of a place: of its section and last name, or else of all that lies in its section."""
    return table.get((str(path[0]), str(path[-1]))) or table.get((str(path[0]), ""))


def named(what: str | None, data: Tree) -> tuple[str, ...]:
    """Shared words and a case's own, or ids of a section."""
    if what is None:
        return ()
    if what == "effects":
        return tuple(EFFECT._fields)
    if what in SHARED:
        words = data.get("words")
        own = words.get(what) if isinstance(words, dict) else None
        return (*SHARED[what], *(map(str, own) if isinstance(own, dict) else ()))
    return ids_of(data, what)


def ids_of(data: Tree, section: str) -> tuple[str, ...]:
    """Ids of the items of a section."""
    items = data.get(section)
    return tuple(str(item.get("id")) for item in items if isinstance(item, dict)) if isinstance(items, list) else ()
