"""``modus show``."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from modusvivendi.case import Case


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(show)


def show(
    name: Annotated[
        str, typer.Argument(help="A case, theory, strategy, outcome, parameter, or a part of a case such as an issue.")
    ],
    case: Annotated[str | None, typer.Option(help="Look for parts in this case; in all shipped ones by default.")] = None,
    as_of: Annotated[str | None, typer.Option(help="The day as of which the case is shown; the newest by default.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the whole thing as JSON.")] = False,
) -> None:
    """Show anything that has a name, with its numbers, ranges and sources. KIND:NAME tells things of one name apart."""
    from modusvivendi.case.shipped import shipped_cases
    from modusvivendi.cli.output import print_json
    from modusvivendi.render.show import catalogue, find, holders, named, page_of

    path = Path(name)
    if as_of is not None:
        from modusvivendi.case.load import given_day  # loaded when used, as all that reads cases

        given_day("--as-of", as_of)
    if os.path.exists(path) and name not in shipped_cases():
        return show_file(path, as_of, as_json)
    cases = read_cases([case], as_of) if case else read_cases(holders(name), as_of)
    found = named(name, catalogue(cases))
    if not found:  # hints are of all names and titles
        cases = cases if case else read_cases(shipped_cases(), as_of)
        found = find(name, catalogue(cases))
    first, *others = found
    page = page_of(first, cases)
    if as_json:
        return print_json(page.data)
    typer.echo("\n".join(page.lines))
    if others:
        typer.echo(f"Also: {', '.join(f'{other.kind}:{other.name}' for other in others[:6])}")


def read_cases(names: Sequence[str], as_of: str | None = None) -> list[Case]:
    """Cases by name or path; none are read, nor what reads them, where none are needed."""
    if not names:
        return []
    from modusvivendi.case import load_case

    return [load_case(name, as_of) for name in names]


def show_file(path: Path, as_of: str | None, as_json: bool) -> None:
    """Show a case, theory or strategy of a user's own."""
    from modusvivendi.cli.output import print_json
    from modusvivendi.render.show.pages import page_of_file

    page = page_of_file(path, as_of)
    if as_json:
        return print_json(page.data)
    typer.echo("\n".join(page.lines))
