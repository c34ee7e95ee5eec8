"""``modus bench``: how fast it is on this machine, in one run."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command()
    def bench(as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False) -> None:
        """Measure futures per second, memory, start and growth, beside the same model in C, on this machine."""
        from modusvivendi.bench import run_bench
        from modusvivendi.cli import print_json

        report = run_bench()
        if as_json:
            return print_json(asdict(report))
        typer.echo(report.to_text())
