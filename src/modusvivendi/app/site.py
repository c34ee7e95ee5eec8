"""The app as a whole: addresses, and what stands before them."""

from __future__ import annotations

import sys
import traceback
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from modusvivendi.app.guard import Guard
from modusvivendi.app.jobs import MODUS, Jobs
from modusvivendi.app.pages import cases, edit, entry, inbox, journal, runs, state
from modusvivendi.app.runs import Store
from modusvivendi.app.session import Session
from modusvivendi.app.shelf import Shelf
from modusvivendi.app.web import Site, page, posted
from modusvivendi.errors import InputError

ROUTES = [
    Route("/enter", entry.enter),
    Route("/static/{name}", entry.static),
    Route("/", cases.start),
    Route("/cases", posted(cases.begin), methods=["POST"]),
    Route("/cases/{key}", cases.show),
    Route("/cases/{key}/files", cases.files),
    Route("/cases/{key}/copy", posted(cases.copy), methods=["POST"]),
    Route("/cases/{key}/ask/{command}", cases.ask),
    Route("/cases/{key}/ask/{command}", posted(cases.asked), methods=["POST"]),
    Route("/cases/{key}/state", state.show),
    Route("/cases/{key}/state", posted(state.asked), methods=["POST"]),
    Route("/cases/{key}/inbox", inbox.show),
    Route("/cases/{key}/inbox", posted(inbox.decide), methods=["POST"]),
    Route("/cases/{key}/inbox/{table}/upload", posted(inbox.upload), methods=["POST"]),
    Route("/cases/{key}/inbox/{table}/{row}", inbox.row),
    Route("/cases/{key}/inbox/{table}/{row}", posted(inbox.write), methods=["POST"]),
    Route("/cases/{key}/edit", edit.contents),
    Route("/cases/{key}/edit/undo", posted(edit.undo), methods=["POST"]),
    Route("/cases/{key}/edit/positions/{segment}", edit.positions),
    Route("/cases/{key}/edit/positions/{segment}", posted(edit.save_positions), methods=["POST"]),
    Route("/cases/{key}/edit/{file}/{section}/{place}", edit.form),
    Route("/cases/{key}/edit/{file}/{section}/{place}", posted(edit.save_part), methods=["POST"]),
    Route("/runs", runs.listed),
    Route("/runs/{run}", runs.show),
    Route("/runs/{run}/progress", runs.progress),
    Route("/runs/{run}/cancel", posted(runs.cancel), methods=["POST"]),
    Route("/runs/{run}/page", runs.result),
    Route("/runs/{run}/files/{name:path}", runs.file),
    Route("/journal", journal.show),
    Route("/journal", posted(journal.seal), methods=["POST"]),
]

MOST_TOLD = 20  # faults that a message shows


def make_site(folder: Path, session: Session, opened: Path | None = None, modus: Sequence[str] = MODUS) -> Starlette:
    """The app over a folder to work in. opened: a case of one's own elsewhere; modus: how the command line is called."""
    store = Store(folder)
    site = Site(folder, Shelf(folder, opened), store, Jobs(folder, store, modus), session)

    @asynccontextmanager
    async def living(app: Starlette) -> AsyncIterator[None]:
        yield
        site.jobs.close()

    app = Starlette(
        routes=ROUTES,
        middleware=[Middleware(Guard, session=session)],
        exception_handlers={InputError: refused, HTTPException: missing, Exception: failed},
        lifespan=living,
    )
    app.router.redirect_slashes = False
    app.state.site = site
    return app


def refused(request: Request, error: Exception) -> Response:
    """Bad input: one line for each thing that is wrong."""
    assert isinstance(error, InputError)
    lines = [str(fault) for fault in error.faults[:MOST_TOLD]] or [str(error)]
    return page("message", status=400, title="This cannot be done", lines=lines, back=back(request))


def missing(request: Request, error: Exception) -> Response:
    """An address that leads nowhere, or a form that cannot be read."""
    assert isinstance(error, HTTPException)
    return page("message", status=error.status_code, title="Not here", lines=[error.detail], back=back(request))


def failed(request: Request, error: Exception) -> Response:
    """A fault of the app: told in one line here, in full where it was started."""
    traceback.print_exception(error, file=sys.stderr)
    line = "The app has a fault; what it is stands in the window in which 'modus app' was started."
    return page("message", status=500, title="Something went wrong", lines=[line], back=back(request))


def back(request: Request) -> str:
    """The page of the case, or of the run, that an address is about; "" if it is about none."""
    site = request.app.state.site
    key, run = request.path_params.get("key", ""), request.path_params.get("run", "")
    if key in site.shelf.entries() and request.url.path != f"/cases/{key}":
        return f"/cases/{key}"
    return f"/runs/{run}" if any(run == known.id for known in site.store.all()) and request.url.path != f"/runs/{run}" else ""
