"""``modus migrate``: rewrite a case of the earlier form."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, cast

import typer

from modusvivendi.errors import InputError


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(migrate)


def migrate(
    path: Annotated[Path, typer.Argument(help="A case.yaml of the earlier form, or its folder.")],
    out: Annotated[Path | None, typer.Option(help="The file to write; by default the case.yaml itself is rewritten.")] = None,
) -> None:
    """Rewrite a case of the earlier form (start, start_2021, five blocs) and say what was inferred."""
    from modusvivendi.case.dated import Tree
    from modusvivendi.case.load import check_case, read_yaml
    from modusvivendi.case.migrate import is_earlier, modernise
    from modusvivendi.case.write import as_yaml

    file = path / "case.yaml" if os.path.isdir(path) else path
    data = cast(Tree, read_yaml(file))
    if not is_earlier(data):
        raise InputError(f"{file}: already in the present form (it has 'begins', or no field of the earlier form)")
    check_case(file)  # a case with faults is not rewritten
    new = modernise(data, (file.parent / "record").is_dir())
    notes = new.pop("notes")
    target = out or file
    target.write_text(as_yaml(new), encoding="utf-8")
    for note in notes if isinstance(notes, list) else ():
        typer.echo(f"inferred: {note}")
    typer.echo(f"Wrote {target}; look at what was inferred, then: modus check {target}")
