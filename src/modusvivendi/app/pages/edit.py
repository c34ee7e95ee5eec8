"""The case editor: forms over the files of a case of one's own."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from modusvivendi.app.editor import CASE, GENERAL, LADDERS, CaseFile, Leaf, Part, save
from modusvivendi.app.labels import about, label, spaced
from modusvivendi.app.shelf import Entry
from modusvivendi.app.web import Posted, entry_of, faults_of, go, page
from modusvivendi.errors import Fault, InputError, Location


@dataclass(frozen=True)
class Field:
    """A value in a form. fault: what is wrong with it, or ""."""

    leaf: Leaf
    label: str
    text: str
    fault: str

    @property
    def long(self) -> bool:
        """Whether it needs several lines."""
        return len(self.text) > 60 or "\n" in self.text


@dataclass(frozen=True)
class Fields:
    """Values that belong together, such as a number, its range and its source. title: "" for those of the part itself."""

    title: str
    hint: str
    fields: tuple[Field, ...]


def folder_of(request: Request) -> tuple[Entry, Path]:
    """The case that an address names, and its folder; only a case of one's own can be changed."""
    entry = entry_of(request)
    if entry.kind != "own" or entry.folder is None:
        raise HTTPException(403, "this case is kept as it is: make a copy of it, and change that")
    return entry, entry.folder


def file_of(request: Request, folder: Path) -> CaseFile:
    """The file that an address names; 404 if it is none of a case's forms."""
    name = request.path_params["file"]
    if name not in (CASE, LADDERS) or not (folder / name).is_file():
        raise HTTPException(404, "no such file of this case")
    return CaseFile(folder / name)


def contents(request: Request) -> Response:
    """All forms of a case, and all that is wrong with it."""
    entry, folder = folder_of(request)
    faults: list[Fault] = []
    try:
        entry.load()
    except InputError as error:
        faults = faults_of(error)
    files = {name: CaseFile(folder / name).parts() for name in (CASE, LADDERS) if (folder / name).is_file()}
    groups = {
        name: [(section, list(parts)) for section, parts in groupby(found, key=lambda p: p.section)]
        for name, found in files.items()
    }
    return page("edit", entry=entry, groups=groups, faults=faults, spaced=spaced, ladders=LADDERS)


def part_of(request: Request, file: CaseFile) -> Part:
    """The part that an address names; 404 if there is none."""
    try:
        return file.part(request.path_params["section"], request.path_params["place"])
    except InputError as error:
        raise HTTPException(404, str(error)) from None


def form(request: Request) -> Response:
    """The form of one part."""
    entry, folder = folder_of(request)
    file = file_of(request, folder)
    part = part_of(request, file)
    return part_page(entry, file, part, {}, [], file.state, "kept" in request.query_params)


def part_page(
    entry: Entry, file: CaseFile, part: Part, given: dict[str, str], faults: list[Fault], state: str, kept: bool = False
) -> Response:
    """A form with what stands in the file, or was given, and what is wrong with it."""
    leaves = file.leaves(part)
    head = head_of(part, leaves)
    pieces: dict[Location, list[Field]] = {}
    for leaf in leaves:
        pieces.setdefault(group_of(leaf, head), []).append(field(leaf, given, faults))
    groups = [Fields(label(path[len(head) :]), about(part.section, path), tuple(found)) for path, found in pieces.items()]
    return page(
        "part",
        status=400 if faults else 200,
        entry=entry,
        file=file.path.name,
        part=part,
        groups=groups,
        faults=faults,
        state=state,
        kept=kept,
        names={leaf.name for leaf in leaves},
    )


def head_of(part: Part, leaves: list[Leaf]) -> Location:
    """The place of a part in its file, with which the paths of all its values begin."""
    if part.section == GENERAL or not leaves:
        return ()
    path = leaves[0].path
    return path[: 2 if len(path) > 2 and isinstance(path[1], int) else 1]


def group_of(leaf: Leaf, head: Location) -> Location:
    """The path of what a value is a piece of: a number for its ends and its source, a list for its items."""
    path = leaf.path[:-1]
    if isinstance(leaf.path[-1], int) and path[-1:] == ("range",):
        path = path[:-1]
    return path if len(path) >= len(head) else head


def field(leaf: Leaf, given: dict[str, str], faults: list[Fault]) -> Field:
    """A value with its label and its fault."""
    fault = next((f.what for f in faults if f.field and touches(f.field, leaf.name)), "")
    return Field(
        leaf, label(leaf.path[-2:] if leaf.path[-2:-1] == ("range",) else leaf.path[-1:]), given.get(leaf.name, leaf.text), fault
    )


def touches(fault: str, leaf: str) -> bool:
    """Whether a fault is about a value or about a whole of which it is part."""
    return leaf == fault or leaf.startswith((f"{fault}.", f"{fault}["))


def save_part(request: Request, posted: Posted) -> Response:
    """Keep what a form gives, if the case is sound with it."""
    entry, folder = folder_of(request)
    file = file_of(request, folder)
    part = part_of(request, file)
    given = {name: values[0] for name, values in posted.values.items()}
    state = given.get("state", "")
    try:
        save(folder, file.path.name, file.changed(file.leaves(part), given), state)
    except InputError as error:
        return part_page(entry, file, part, given, faults_of(error), state)
    return go(f"/cases/{entry.key}/edit/{file.path.name}/{part.section}/{part.place}?kept=1")
