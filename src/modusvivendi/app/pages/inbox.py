"""News of a case: written by form or sent as a table, then accepted, refused or only looked at."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from modusvivendi.app.news import INBOX, Inbox, columns, rows_of
from modusvivendi.app.shelf import Entry
from modusvivendi.app.web import Posted, entry_of, faults_of, go, page, site_of
from modusvivendi.errors import Fault, InputError
from modusvivendi.living.home import COLUMNS
from modusvivendi.living.inbox import KEYS

NEW = "new"  # address of a row that is not there yet
ENDINGS = (".csv", ".xlsx")


def inbox_of(request: Request) -> tuple[Entry, Inbox]:
    """The case that an address names and its inbox; a living case's news belong to the case that it grew from."""
    entry, site = entry_of(request), site_of(request)
    if entry.kind == "living":
        raise HTTPException(404, "news come in where the case began: open that case")
    original = entry.load()
    return entry, Inbox(site.folder / INBOX / entry.key, original, site.shelf.home(original))


def table_of(request: Request) -> str:
    """The table that an address names; 404 if there is none."""
    table = str(request.path_params["table"])
    if table not in COLUMNS:
        raise HTTPException(404, "no such table of news")
    return table


def show(request: Request) -> Response:
    """What waits, what was decided, and forms for both."""
    return shown(request, [], {})


def shown(request: Request, faults: list[Fault], given: dict[str, list[str]], status: int = 200) -> Response:
    """The inbox; faults and given: of a form that was refused."""
    entry, inbox = inbox_of(request)
    names = {f"{table}/{row[KEYS[table]]}": (table, n) for table in COLUMNS for n, row in enumerate(inbox.rows(table))}
    try:
        waiting = inbox.waiting()
    except InputError as error:
        waiting, faults = (), [*faults, *faults_of(error)]
    return page(
        "inbox",
        status=status,
        entry=entry,
        case=inbox.original,
        tables=tuple(COLUMNS),
        waiting=waiting,
        places=names,
        decided=inbox.home.decisions()[::-1],
        lives=inbox.home.folder.is_dir(),
        faults=faults,
        given=given,
    )


def decide(request: Request, form: Posted) -> Response:
    """Put in the queue what was decided of the rows that wait; or, if nothing was, what they would change."""
    entry, inbox = inbox_of(request)
    words = ["update", entry.given]
    decisions = {"accept": [], "refuse": []}  # type: dict[str, list[str]]
    for news in inbox.waiting():
        answer = form.one(f"row:{news.name}")
        if answer in decisions:
            decisions[answer].append(news.name)
    words += [f"--{what}={name}" for what, names in decisions.items() for name in names]
    looking = form.one("do") == "look"
    if not looking:
        faults = [Fault("", "needed", field=name) for name in ("reason", "by") if not form.one(name).strip()]
        faults += [] if any(decisions.values()) else [Fault("", "nothing is accepted or refused yet", field="rows")]
        if faults:
            return shown(request, faults, dict(form.values), 400)
        words += [f"--reason={form.one('reason').strip()}", f"--by={form.one('by').strip()}"]
    else:
        words = words[:2]
    title = "What would the news change?" if looking else "News decided"
    run = site_of(request).jobs.ask([*words, "--seed=1"], title, entry.key, inbox.original, inbox.files())
    return go(f"/runs/{run.id}")


def row(request: Request) -> Response:
    """The form of one row."""
    entry, inbox = inbox_of(request)
    table, place = table_of(request), request.path_params["row"]
    found = dict[str, str]() if place == NEW else numbered(inbox, table, place)[1]
    return row_page(entry, inbox, table, place, found, [])


def row_page(
    entry: Entry, inbox: Inbox, table: str, place: str, cells: dict[str, str], faults: list[Fault], state: str | None = None
) -> Response:
    """The form of a row with what is in it and what is wrong with it."""
    return page(
        "row",
        status=400 if faults else 200,
        entry=entry,
        case=inbox.original,
        table=table,
        place=place,
        cells=cells,
        columns=columns(inbox.original, table),
        titles={issue.id: issue.title for issue in inbox.original.issues},
        faults=faults,
        state=inbox.state(table) if state is None else state,
    )


def numbered(inbox: Inbox, table: str, place: str) -> tuple[int, dict[str, str]]:
    """A row by its number in its table; 404 if it is not there."""
    rows = inbox.rows(table)
    if not re.fullmatch(r"[0-9]{1,6}", place) or int(place) >= len(rows):
        raise HTTPException(404, "no such row: it may have been taken out meanwhile")
    return int(place), rows[int(place)]


def write(request: Request, form: Posted) -> Response:
    """Keep a new or changed row, or take one out."""
    entry, inbox = inbox_of(request)
    table, place, state = table_of(request), request.path_params["row"], form.one("state")
    rows = inbox.rows(table)
    cells = {c.name: " ".join(form.one(c.name).split()) for c in columns(inbox.original, table)}
    number = len(rows) if place == NEW else numbered(inbox, table, place)[0]
    kept = [] if form.one("do") == "remove" else [cells]
    try:
        inbox.put(table, [*rows[:number], *kept, *rows[number + 1 :]], state)
    except InputError as error:
        return row_page(entry, inbox, table, place, cells, faults_of(error), state)
    return go(f"/cases/{entry.key}/inbox")


def upload(request: Request, form: Posted) -> Response:
    """Add the rows of a table that was sent."""
    entry, inbox = inbox_of(request)
    table = table_of(request)
    name, content = form.files.get("file", ("", b""))
    ending = Path(name).suffix.lower()
    if ending not in ENDINGS:
        return shown(request, [Fault("", f"choose a table that ends in {' or '.join(ENDINGS)}", field=f"file-{table}")], {}, 400)
    try:
        with tempfile.TemporaryDirectory() as room:
            sent = Path(room) / f"{table}{ending}"
            sent.write_bytes(content)
            if not inbox.read({table: sent}):
                raise InputError("this table has no rows")
            rows = rows_of(sent)
        inbox.put(table, [*inbox.rows(table), *rows], inbox.state(table))
    except InputError as error:
        return shown(request, faults_of(error), {}, 400)
    return go(f"/cases/{entry.key}/inbox")
