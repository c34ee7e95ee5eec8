"""``modus import``: your own copy of an outside data set as a table of demands."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from modusvivendi.cli.options import AsJson


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(name="import")(import_demands)


def import_demands(
    data_set: Annotated[str, typer.Argument(help="scc, ties or gsdb.")],
    file: Annotated[Path, typer.Argument(help="Your own copy of its file: CSV (also .gz) or .xlsx.")],
    out: Annotated[Path | None, typer.Option(help="The table to write (.csv); none is written without it.")] = None,
    evidence: Annotated[bool, typer.Option("--evidence", help="Also weigh the theories by this domain.")] = False,
    as_json: AsJson = False,
) -> None:
    """Read an outside data set as a table of demands; with --evidence, what its domain says of the theories."""
    from modusvivendi import api
    from modusvivendi.cli.output import print_json
    from modusvivendi.outside.demand import write_demands

    found = api.import_demands(data_set, file, evidence=evidence)
    written = write_demands(out, found.imported.demands) if out else None
    if as_json:
        from modusvivendi.render.data import report_data

        return print_json({**report_data(found.report), "written": str(written) if written else None})
    from modusvivendi.render.terminal import console, print_report

    print_report(found.report)
    if written:
        console.print(f"Open:  {written}", soft_wrap=True, markup=False)
