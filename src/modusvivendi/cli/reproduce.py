"""``modus reproduce``: a stored run made again from its manifest, and compared bit by bit."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from modusvivendi.cli.options import AsJson, Scheduler

DIFFERS = 1  # exit code where a bit is not the same


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(reproduce)


def reproduce(
    folder: Annotated[Path, typer.Argument(metavar="RUN", help="The folder of a run, as 'modus run' has made it.")],
    threads: Annotated[int | None, typer.Option(min=1, help="Threads; all cores by default.")] = None,
    scheduler: Scheduler = None,
    as_json: AsJson = False,
) -> None:
    """Make a stored run again from its manifest, and compare it bit by bit. Exit code 1 where it differs."""
    from modusvivendi import api
    from modusvivendi.cli.output import print_json
    from modusvivendi.render.data import report_data
    from modusvivendi.render.progress import Bar
    from modusvivendi.render.terminal import print_report

    found = api.reproduce(folder, api.Work(threads=threads, scheduler=scheduler, watch=Bar))
    if as_json:
        print_json(report_data(found.report))
    else:
        print_report(found.report)
    if not found.found.same:
        raise typer.Exit(DIFFERS)
