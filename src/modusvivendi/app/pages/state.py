"""A state of the simulator, run or put into a brief."""

from __future__ import annotations

import tempfile
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

from modusvivendi.app.states import options_of, plan_of, read_state
from modusvivendi.app.web import Posted, entry_of, faults_of, go, page, site_of
from modusvivendi.errors import Fault, InputError

ASKED = {"run": "A state of the simulator, run", "brief": "A brief on a state of the simulator"}
SEED = "--seed=1"


def show(request: Request) -> Response:
    """The form."""
    return shown(request, [])


def shown(request: Request, faults: list[Fault]) -> Response:
    """The form, and what was wrong with a file."""
    entry = entry_of(request)
    return page("state", status=400 if faults else 200, entry=entry, case=entry.load(), faults=faults)


def asked(request: Request, form: Posted) -> Response:
    """Put the command that a state stands for in the queue, and show its run."""
    entry, site, what = entry_of(request), site_of(request), form.one("do")
    case = entry.load()
    try:
        if what not in ASKED:
            raise InputError("choose what is to be done with the state")
        if "file" not in form.files:
            raise InputError("choose a file that was saved in the simulator")
        state = read_state(form.files["file"][1], case)
        plan = plan_of(state, case)
        if plan is not None and what == "run":
            raise InputError("talks that were rearranged on the agenda board can be put in a brief, not run by themselves")
        with tempfile.TemporaryDirectory() as room:
            file = Path(room) / "plan.yaml"
            if plan is not None:
                file.write_text(plan.model_dump_json(indent=1), encoding="utf-8")
            given = {"plan": file} if plan is not None else {}
            words = [what, entry.given, *options_of(state), SEED]
            run = site.jobs.ask(words, f"{ASKED[what]}: {state.strategy}", entry.key, case, given)
    except InputError as error:
        return shown(request, [Fault("", fault.what, field="file") for fault in faults_of(error)])
    return go(f"/runs/{run.id}")
