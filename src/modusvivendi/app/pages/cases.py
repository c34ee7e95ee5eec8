"""Cases: what is there, what is known of one, and what can be asked of it."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from modusvivendi.app.questions import QUESTIONS, Question, question
from modusvivendi.app.shelf import NAME, Entry
from modusvivendi.app.web import Posted, entry_of, faults_of, go, page, site_of
from modusvivendi.case import Case
from modusvivendi.case.ladder import Ladder
from modusvivendi.case.new import COPIED, new_case
from modusvivendi.case.schema import Issue
from modusvivendi.errors import Fault, InputError
from modusvivendi.findings.calendar import notice
from modusvivendi.findings.case import case_findings

RECENT = 8
KEPT_OUT = 100  # rows of a case's own list of defaults that a page shows


@dataclass(frozen=True)
class Listed:
    """A case in a list; fault: what is wrong with it, "" if it can be opened."""

    entry: Entry
    title: str
    as_of: str
    fault: str = ""


@dataclass(frozen=True)
class Level:
    """Where an issue stands: level with its range, the ladder, and the number of the nearest rung."""

    issue: Issue
    ladder: Ladder | None
    rung: int | None


def start(request: Request) -> Response:
    """The first page."""
    site = site_of(request)
    cases = [listed(entry) for entry in site.shelf.entries().values()]
    return page("start", cases=cases, questions=QUESTIONS, runs=site.store.all()[:RECENT], folder=site.folder)


def listed(entry: Entry) -> Listed:
    """A case for a list, with what is wrong with it."""
    try:
        case = entry.load()
    except InputError as error:
        return Listed(entry, entry.key, "", str(error))
    return Listed(entry, case.title, str(case.as_of))


def show(request: Request) -> Response:
    """One case: levels on ladders, what is open about it, what can be asked."""
    entry = entry_of(request)
    case, site = entry.load(), site_of(request)
    return page(
        "case",
        entry=entry,
        case=case,
        notice=notice(case),
        levels=[level(case, issue) for issue in case.issues],
        known=[f.sentence.replace("`", "") for f in case_findings(case, "app")],
        defaults=case.defaults[:KEPT_OUT],
        warnings=case.record.warnings if case.record else (),
        questions=[q for q in QUESTIONS if q.fits(case)],
        runs=[run for run in site.store.all() if run.key == entry.key][:RECENT],
    )


def level(case: Case, issue: Issue) -> Level:
    """Where an issue stands today."""
    ladder = case.ladders.get(issue.id)
    if ladder is None:
        return Level(issue, None, None)
    distances = [abs(rung.level - issue.start.centre) for rung in ladder.rungs]
    return Level(issue, ladder, distances.index(min(distances)))


def ask(request: Request) -> Response:
    """The form of one question."""
    entry, asked = entry_of(request), question_of(request)
    case = entry.load()
    given = {option.name: [option.default] for option in asked.options if option.default}
    return page("ask", entry=entry, case=case, question=asked, given=given, faults=list[Fault]())


def question_of(request: Request) -> Question:
    """The question that an address names; 404 if there is none."""
    try:
        return question(request.path_params["command"])
    except InputError as error:
        raise HTTPException(404, str(error)) from None


def asked(request: Request, form: Posted) -> Response:
    """Put a question in the queue, and show its run."""
    entry, what = entry_of(request), question_of(request)
    case, site = entry.load(), site_of(request)
    try:
        run = site.jobs.ask(what.words(case, entry.given, form.values), what.title, entry.key, case)
    except InputError as error:
        return page("ask", status=400, entry=entry, case=case, question=what, given=form.values, faults=faults_of(error))
    return go(f"/runs/{run.id}")


def copy(request: Request, form: Posted) -> Response:
    """Make a case of one's own from another, in the folder that is worked in."""
    entry = entry_of(request)
    return made(request, form.one("name").strip(), entry.given if entry.folder is None else str(entry.folder))


def begin(request: Request, form: Posted) -> Response:
    """Begin a case of one's own, in the folder that is worked in."""
    return made(request, form.one("name").strip(), None)


def made(request: Request, name: str, source: str | None) -> Response:
    """A new case, from another or from nothing, and on to its editor."""
    if not NAME.fullmatch(name):
        raise InputError("a name is needed: lower-case letters, digits and underscores, a letter first")
    new_case(name, site_of(request).folder, source)
    return go(f"/cases/{name}/edit")


def files(request: Request) -> Response:
    """The files of a case as one archive."""
    entry = entry_of(request)
    case = entry.load()
    assert case.folder is not None  # it was read from files
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(p for p in case.folder.rglob("*") if p.is_file() and p.suffix in COPIED and not p.is_symlink()):
            archive.write(path, f"{entry.key}/{path.relative_to(case.folder).as_posix()}")
    headers = {"Content-Disposition": f'attachment; filename="{entry.key}.zip"'}
    return Response(packed.getvalue(), media_type="application/zip", headers=headers)
