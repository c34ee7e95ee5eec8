"""``modus bench``."""

from __future__ import annotations

from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(bench)


def bench(
    quick: Annotated[
        bool, typer.Option("--quick", help="Leave out what takes long: cold start, memory, the whole command.")
    ] = False,
    draws: Annotated[int, typer.Option(min=1, hidden=True)] = 1024,
    rounds: Annotated[int, typer.Option(min=1, hidden=True)] = 7,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Measure the engine on this machine: speed, C reference, start, memory, growth of cost. A few minutes; --quick: one."""
    from modusvivendi.benchmark.bench import bench as measure
    from modusvivendi.benchmark.bench import table
    from modusvivendi.cli.output import print_json
    from modusvivendi.render.progress import errors
    from modusvivendi.render.terminal import console, frame_table

    found = measure(quick, draws, rounds, lambda text: errors.print(f"measuring: {text}"))
    if as_json:
        return print_json(found)
    machine = found["machine"]
    console.print(frame_table(table(found), f"{machine['cores']} cores, {machine['processor']}"))
