"""``modus new``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(new)


def new(
    name: Annotated[str, typer.Argument(help="Name of the case, and of the folder that is made for it here.")],
    like: Annotated[str | None, typer.Option("--from", help="Copy this case instead: a shipped one, or a path.")] = None,
) -> None:
    """Start a case of your own: a folder with a commented skeleton that passes 'modus check', or a copy of another case."""
    from modusvivendi.case.new import new_case

    folder = new_case(name, Path(), like)
    typer.echo(f"{folder}: written; edit {folder / 'case.yaml'}, then: modus check {folder}")
