"""The case editor: forms over the files of a case of one's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from modusvivendi.app.editor import CASE, LADDERS, MOST, NEW, CaseFile, Part, state_of
from modusvivendi.app.form import MOST_NEW, Form, Group, Values, filled
from modusvivendi.app.history import BEFORE, History
from modusvivendi.app.labels import spaced
from modusvivendi.app.position_form import given_rows, groups_of, placed, rows_of_new, rows_of_segment
from modusvivendi.app.positions import BASE, Positions
from modusvivendi.app.removal import taken_out
from modusvivendi.app.shapes import case_shape, ids_of
from modusvivendi.app.shelf import Entry
from modusvivendi.app.web import Posted, entry_of, faults_of, go, page, site_of
from modusvivendi.case.dated import Tree
from modusvivendi.errors import Fault, InputError

RUNGS = 5  # of a ladder that is not there yet


@dataclass(frozen=True)
class Editing:
    """One case of one's own that is being edited."""

    entry: Entry
    folder: Path
    history: History

    @property
    def address(self) -> str:
        """Of its contents."""
        return f"/cases/{self.entry.key}/edit"


def editing(request: Request) -> Editing:
    """The case that an address names; only one of one's own can be changed."""
    entry = entry_of(request)
    if entry.kind != "own" or entry.folder is None:
        raise HTTPException(403, "this case is kept as it is: make a copy of it, and change that")
    return Editing(entry, entry.folder, History(site_of(request).folder / BEFORE / entry.key, entry.folder))


def file_of(request: Request, at: Editing) -> CaseFile:
    """The file that an address names; 404 if it is none of a case's forms."""
    name = request.path_params["file"]
    if name not in (CASE, LADDERS):
        raise HTTPException(404, "no such file of this case")
    return CaseFile(at.folder, name)


def contents(request: Request) -> Response:
    """All forms of a case, and all that is wrong with it."""
    at = editing(request)
    faults: list[Fault] = []
    try:
        at.entry.load()
    except InputError as error:
        faults = faults_of(error)
    case = CaseFile(at.folder, CASE)
    files = {name: CaseFile(at.folder, name).parts() for name in (CASE, LADDERS)}
    full = [section for section, most in MOST.items() if len(files[CASE][section]) >= most]
    without = set(ids_of(case.data, "issues")) - {part.section for part in files[LADDERS][""]}
    return page(
        "edit",
        entry=at.entry,
        files=files,
        most=MOST,
        full=full,
        faults=faults,
        spaced=spaced,
        about=case_shape().about,
        segments=ids_of(case.data, "segments"),
        unladdered=len(without),
        undo=at.history.undoable(),
        state=state_of(at.folder),
        done=request.query_params.get("done", ""),
    )


def part_of(request: Request, file: CaseFile) -> Part:
    """The part that an address names; 404 if there is none."""
    try:
        return file.part(request.path_params["section"], request.path_params["place"])
    except InputError as error:
        raise HTTPException(404, str(error)) from None


def form(request: Request) -> Response:
    """The form of one part."""
    at = editing(request)
    file = file_of(request, at)
    part = part_of(request, file)
    added, given = beginning(file, part)
    shown = Form(file, part, names(at, file), added)
    return part_page(at, shown, given, [], [], state_of(at.folder), kept=request.query_params.get("kept", ""))


def names(at: Editing, file: CaseFile) -> Tree:
    """What the case names, for what may be chosen."""
    return file.data if file.name == CASE else CaseFile(at.folder, CASE).data


def beginning(file: CaseFile, part: Part) -> tuple[list[str], dict[str, list[str]]]:
    """The blank entries and the values with which the form of a new part begins."""
    if part.section == NEW:
        levels = {f"+0.rungs.+{n}.level": [f"{n / (RUNGS - 1):g}"] for n in range(RUNGS)}
        return ["+0.rungs"] * RUNGS, levels
    if part.new and part.section == "issues":
        days = file.data.get("snapshots") or [file.data.get("as_of", "")]
        name = f"issues[{part.path[1]}].levels"
        return [name], {f"{name}.+0.key": [str(days[-1]) if isinstance(days, list) else ""]}
    return [], {}


def part_page(
    at: Editing, form: Form, given: Values, faults: Sequence[Fault], removed: Sequence[str], state: str, kept: str = ""
) -> Response:
    """The form of a part with what stands in the file, or was given, and what is wrong with it."""
    groups = [*form.groups, *groups_of(rows_of_new(at.folder, form.part, form.names))]
    more = {"added": form.added, "removed": removed, "droppable": form.part.listed and not form.part.new}
    return form_page(at, form.file.name, form.part.title, groups, given, faults, state, kept=kept, **more)


def form_page(
    at: Editing, file: str, title: str, groups: list[Group], given: Values, faults: Sequence[Fault], state: str, **more: object
) -> Response:
    """A form of the editor."""
    fields = [f for g in groups for f in g.fields]
    shown: dict[str, object] = {"added": [], "removed": [], "droppable": False, "kept": ""} | more
    shown |= {"wrong": {f.name: words for f in fields if (words := about(f.name, faults))}, "names": {f.name for f in fields}}
    status = 400 if faults else 200
    return page(
        "part",
        status=status,
        entry=at.entry,
        file=file,
        title=title,
        groups=groups,
        given=given,
        faults=faults,
        state=state,
        **shown,
    )


def about(name: str, faults: Sequence[Fault]) -> str:
    """What is wrong with a value, or with a whole of which it is part."""
    return next((f.what for f in faults if f.field and (name == f.field or name.startswith((f"{f.field}.", f"{f.field}[")))), "")


def save_part(request: Request, posted: Posted) -> Response:
    """Keep what a form gives, if the case is sound with it; or show the form with an entry more or less."""
    at = editing(request)
    file = file_of(request, at)
    part = part_of(request, file)
    values, state, (what, _, name) = posted.values, posted.one("state"), posted.one("do").partition(":")
    added = [*values.get("added", ()), *([name] if what == "add" else [])]
    removed = [gone for gone in values.get("removed", ()) if (what, name) != ("restore", gone)]
    removed += [name] if what == "remove" else []
    form = Form(file, part, names(at, file), added[:MOST_NEW])
    if what in ("add", "remove", "restore"):
        full = [Fault("", f"{MOST_NEW} new entries at most at once: check and keep these first")] if len(added) > MOST_NEW else []
        return part_page(at, form, values, full, removed, state)
    texts, aliases = dict[str, str](), dict[str, str]()
    new = values.get(f"{part.section}[{part.path[-1]}].id", [""])[0].strip() if part.path else ""
    try:
        if what == "drop" and part.listed and not part.new:
            at.history.change(taken_out(at.folder, file, part), state)
            return go(f"{at.address}?done=drop")
        text, aliases = filled(form, values, removed)
        rows = given_rows(rows_of_new(at.folder, part, form.names), values, new)
        texts = {file.name: text} | (Positions(at.folder).changed(rows) if rows else {})
        at.history.change(texts, state)
    except InputError as error:
        return part_page(at, form, values, placed(renamed(faults_of(error), aliases), texts, new), removed, state)
    if part.new:
        return go(f"{at.address}?done={'issue' if part.section == 'issues' else 'new'}")
    return go(f"{at.address}/{file.name}/{part.section}/{part.place}?kept=1")


def renamed(faults: Sequence[Fault], aliases: Mapping[str, str]) -> list[Fault]:
    """Faults by the names that the form has for its fields."""
    found = []
    for fault in faults:
        place = next((p for p in sorted(aliases, key=len, reverse=True) if about(fault.field, [Fault("", "-", field=p)])), "")
        found.append(replace(fault, field=aliases[place] + fault.field[len(place) :]) if place else fault)
    return found


def positions(request: Request) -> Response:
    """Where a segment stands on all issues."""
    at, segment = editing(request), segment_of(request)
    groups = groups_of(rows_of_segment(at.folder, segment))
    kept = request.query_params.get("kept", "")
    return form_page(at, BASE, f"Positions of {spaced(segment).lower()}", groups, {}, [], state_of(at.folder), kept=kept)


def segment_of(request: Request) -> str:
    """The segment that an address names; 404 if it has no positions."""
    at, segment = editing(request), str(request.path_params["segment"])
    if not rows_of_segment(at.folder, segment):
        raise HTTPException(404, "no positions of such a segment stand in the tables of this case")
    return segment


def save_positions(request: Request, posted: Posted) -> Response:
    """Keep where a segment stands, if the case is sound with it."""
    at, segment = editing(request), segment_of(request)
    rows, state = rows_of_segment(at.folder, segment), posted.one("state")
    texts = Positions(at.folder).changed(given_rows(rows, posted.values))
    try:
        at.history.change(texts, state)
    except InputError as error:
        faults, title = placed(faults_of(error), texts, ""), f"Positions of {spaced(segment).lower()}"
        return form_page(at, BASE, title, groups_of(rows), posted.values, faults, state)
    return go(f"{at.address}/positions/{segment}?kept=1")


def undo(request: Request, posted: Posted) -> Response:
    """Take the last change back."""
    at = editing(request)
    at.history.undo()
    return go(f"{at.address}?done=undo")
