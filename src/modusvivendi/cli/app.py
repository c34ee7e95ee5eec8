"""``modus app``: the laboratory in a browser."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("app")(serve_app)


def serve_app(
    case: Annotated[str | None, typer.Argument(help="The case to open: a shipped one, or the path of a case.")] = None,
    folder: Annotated[
        Path, typer.Option(help="The folder to work in; runs, news and cases of your own are kept there.")
    ] = Path(),
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="Port; 8765 by default, or any free one if that is taken.")
    ] = None,
    browser: Annotated[bool, typer.Option("--browser", help="Open the link in the usual browser.")] = False,
) -> None:
    """Use the laboratory in a browser, on this machine only: cases, long work with progress, news, a case editor."""
    from modusvivendi.app.server import serve

    serve(case, folder=folder, port=port, tell=typer.echo, browser=browser)
