"""How pages are made and forms are read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from modusvivendi.app.jobs import Jobs
from modusvivendi.app.runs import Run, Store
from modusvivendi.app.session import Session
from modusvivendi.app.shelf import Entry, Shelf
from modusvivendi.errors import Fault, InputError

HERE = Path(__file__).parent
MOST_FIELDS = 4000
PAGES = Environment(
    loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)
F = TypeVar("F")


@dataclass(frozen=True)
class Site:
    """What pages work on. folder: from which commands run, and in which everything is kept."""

    folder: Path
    shelf: Shelf
    store: Store
    jobs: Jobs
    session: Session


@dataclass(frozen=True)
class Posted:
    """What a form sent: values by field, and files that are not empty by field with their names."""

    values: Mapping[str, list[str]]
    files: Mapping[str, tuple[str, bytes]]

    def one(self, name: str) -> str:
        """The first value of a field, "" if there is none."""
        return (self.values.get(name) or [""])[0]


def site_of(request: Request) -> Site:
    """The site that a request is for."""
    site = request.app.state.site
    assert isinstance(site, Site)
    return site


def entry_of(request: Request) -> Entry:
    """The case that an address names; 404 if there is none."""
    try:
        return site_of(request).shelf.entry(request.path_params["key"])
    except InputError as error:
        raise HTTPException(404, str(error)) from None


def run_of(request: Request) -> Run:
    """The run that an address names; 404 if there is none."""
    try:
        return site_of(request).store.load(request.path_params["run"])
    except InputError as error:
        raise HTTPException(404, str(error)) from None


def page(name: str, *, status: int = 200, **shown: object) -> HTMLResponse:
    """A page from its template; everything in it is escaped."""
    return HTMLResponse(PAGES.get_template(f"{name}.html.j2").render(**shown), status)


def go(path: str) -> RedirectResponse:
    """On to another page, so that going back does not send a form again."""
    return RedirectResponse(path, 303)


def faults_of(error: InputError) -> list[Fault]:
    """All that is wrong, one fault each."""
    return list(error.faults) or [Fault("", str(error))]


async def read_form(request: Request) -> Posted:
    """What a form sent."""
    values: dict[str, list[str]] = {}
    files: dict[str, tuple[str, bytes]] = {}
    async with request.form(max_files=4, max_fields=MOST_FIELDS, max_part_size=1_000_000) as form:
        for name, value in form.multi_items():
            if isinstance(value, UploadFile):
                content = await value.read()
                if content:
                    files[name] = (value.filename or "", content)
            else:
                values.setdefault(name, []).append(value)
    return Posted(values, files)


def posted(handle: Callable[[Request, Posted], Response]) -> Callable[[Request], object]:
    """An endpoint that reads a form, and answers off the loop that serves the others."""

    async def endpoint(request: Request) -> Response:
        return await run_in_threadpool(handle, request, await read_form(request))

    return endpoint
