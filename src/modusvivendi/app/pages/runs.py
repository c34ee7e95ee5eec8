"""Runs: how far they are, what came of them, and how to make them again."""

from __future__ import annotations

from dataclasses import asdict

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response

from modusvivendi.app.guard import RESULT_POLICY, SIMULATOR_POLICY
from modusvivendi.app.web import Posted, go, page, run_of, site_of


def listed(request: Request) -> Response:
    """All runs."""
    return page("runs", runs=site_of(request).store.all())


def show(request: Request) -> Response:
    """One run."""
    run, store = run_of(request), site_of(request).store
    files = {name: path.stat().st_size for name, path in store.files(run.id).items()} if run.over else {}
    known = run.key in site_of(request).shelf.entries()
    progress = site_of(request).jobs.progress(run.id)
    return page("run", run=run, progress=progress, known=known, paged=run.over and store.page(run.id) is not None, files=files)


def progress(request: Request) -> Response:
    """How far a run has come, for the script of its page."""
    return JSONResponse(asdict(site_of(request).jobs.progress(run_of(request).id)))


def cancel(request: Request, form: Posted) -> Response:
    """Take a run out of the queue or stop it."""
    run = run_of(request)
    site_of(request).jobs.cancel(run.id)
    return go(f"/runs/{run.id}")


def result(request: Request) -> Response:
    """The page of a run's results, fenced off: it cannot reach the app, and but for the simulator no script runs in it."""
    run = run_of(request)
    path = site_of(request).store.page(run.id)
    if path is None:
        raise HTTPException(404, "this run has no page")
    policy = SIMULATOR_POLICY if run.command[0] == "simulator" else RESULT_POLICY
    return FileResponse(path, media_type="text/html", headers={"Content-Security-Policy": policy})


def file(request: Request) -> Response:
    """A file of a run, to be saved. Only what the run's own list holds is found, whatever the address says."""
    files, name = site_of(request).store.files(run_of(request).id), request.path_params["name"]
    if name not in files:
        raise HTTPException(404, "no such file in this run")
    headers = {"Content-Security-Policy": RESULT_POLICY}
    return FileResponse(files[name], filename=files[name].name, media_type="application/octet-stream", headers=headers)
