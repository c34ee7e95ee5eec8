"""What every command prints in the same way."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from modusvivendi.cli.options import OutputOptions
    from modusvivendi.findings import Report


def print_json(data: object) -> None:
    """JSON on standard output."""
    typer.echo(json.dumps(data, indent=1, default=str, allow_nan=False))


def show_report(report: Report, output: OutputOptions) -> None:
    """Write a report's page into the folder for results, and print it, as JSON if that is asked for."""
    from modusvivendi.files.whole import open_folder
    from modusvivendi.render.data import report_data
    from modusvivendi.render.html.report import write_page
    from modusvivendi.render.terminal import console, print_report

    page = write_page(open_folder(output.out, report.slug) / f"{report.slug}.html", report)
    if output.as_json:
        return print_json({**report_data(report), "page": str(page)})
    print_report(report)
    console.print(f"\nOpen:   {page}", soft_wrap=True, markup=False)
