"""The journal: forecasts that are sealed before the outcome is known."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from modusvivendi.api.living import JOURNAL, journal
from modusvivendi.app.web import Posted, go, page, site_of
from modusvivendi.errors import InputError
from modusvivendi.render.html.report import question_html


def show(request: Request) -> Response:
    """All seals, checked, and how the forecasts of one case came out."""
    site, chosen = site_of(request), request.query_params.get("case", "")
    entries = site.shelf.entries()
    case = entries[chosen].load() if chosen in entries else None
    report = journal(site.folder / JOURNAL, case=case).report
    sections = [(question, question_html(found)) for question, found in report.by_question()]
    return page("journal", entries=entries.values(), chosen=chosen, sections=sections, sealed=(site.folder / JOURNAL).exists())


def seal(request: Request, form: Posted) -> Response:
    """Put in the queue the sealing of a case's open questions."""
    site = site_of(request)
    entry, by = site.shelf.entry(form.one("case")), form.one("by").strip()
    if not by:
        raise InputError("a name is needed: who seals")
    words = ["journal", "seal", entry.given, f"--by={by}", "--seed=1"]
    run = site.jobs.ask(words, "Forecasts sealed", entry.key, entry.load())
    return go(f"/runs/{run.id}")
