"""``modus check``."""

from __future__ import annotations

from typing import Annotated

import typer

from modusvivendi.errors import one_line

BAD_INPUT = 2


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(check)


def check(
    things: Annotated[list[str], typer.Argument(help="Files, folders or shipped names of any kind.", metavar="PATH_OR_NAME...")],
    case: Annotated[str | None, typer.Option(help="Look names of issues, blocs and countries up in this case.")] = None,
    as_of: Annotated[str | None, typer.Option(help="The day as of which a case is read; its newest snapshot by default.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print faults and warnings as JSON.")] = False,
) -> None:
    """Check a case, theory, strategy, plan, claims, record or table: every fault with its place, then warnings. Exit 2 if any fault."""
    from modusvivendi.case import load_case
    from modusvivendi.check import check as check_one
    from modusvivendi.cli.output import print_json

    known = None if case is None else load_case(case, as_of)
    reports = [check_one(thing, known, as_of) for thing in things]
    if as_json:
        print_json([report.to_dict() for report in reports])
    else:
        for report in reports:
            for fault in report.faults:
                typer.echo(f"modus: {one_line(str(fault))}", err=True)
            if len(report.faults) > 1:
                typer.echo(f"modus: {report.given}: {len(report.faults)} faults", err=True)
            if not report.faults:
                typer.echo(report.summary)
            for warning in report.warnings:
                typer.echo(f"note: {warning}")
    if any(report.faults for report in reports):
        raise typer.Exit(BAD_INPUT)
