"""What every command prints in the same way."""

from __future__ import annotations

import json

import typer


def print_json(data: object) -> None:
    """JSON on standard output."""
    typer.echo(json.dumps(data, indent=1, default=str, allow_nan=False))
