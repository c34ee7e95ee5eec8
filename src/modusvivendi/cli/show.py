"""``modus show``."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer


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
    from modusvivendi.case import load_case, shipped_cases
    from modusvivendi.cli.output import print_json
    from modusvivendi.render.show import catalogue, find, page_of

    path = Path(name)
    if os.path.exists(path) and name not in shipped_cases():
        return show_file(path, as_json)
    cases = [load_case(case, as_of)] if case else [load_case(shipped) for shipped in shipped_cases()]
    first, *others = find(name, catalogue(cases))
    page = page_of(first, cases)
    if as_json:
        return print_json(page.data)
    typer.echo("\n".join(page.lines))
    if others:
        typer.echo(f"Also: {', '.join(f'{other.kind}:{other.name}' for other in others[:6])}")


def show_file(path: Path, as_json: bool) -> None:
    """Show a case, theory or strategy of a user's own."""
    from modusvivendi.cli.output import print_json
    from modusvivendi.render.show.pages import page_of_file

    page = page_of_file(path)
    if as_json:
        return print_json(page.data)
    typer.echo("\n".join(page.lines))
