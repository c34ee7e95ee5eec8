"""``modus weigh``: theories against the record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import typer

from modusvivendi.cli.options import CaseOptions, Names, OutputOptions, grouped
from modusvivendi.errors import interruptible


@dataclass(frozen=True, kw_only=True)
class WeighingOptions(CaseOptions):
    """What is weighed, and how."""

    theories: Names = None
    seed: Annotated[int, typer.Option(min=0, help="Seed of the draws.")] = 1
    sampler: Annotated[
        str, typer.Option(help="importance, or nautilus: nested sampling, a check that takes about half an hour.")
    ] = "importance"
    draws: Annotated[int, typer.Option(min=64, help="Draws per theory and coding.")] = 8192
    threads: Annotated[int | None, typer.Option(min=1, help="Threads; all cores by default.")] = None
    fresh: Annotated[bool, typer.Option(help="Work out everything anew instead of going on where a run stopped.")] = False


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(weigh)


@grouped
def weigh(options: WeighingOptions, output: OutputOptions) -> None:
    """Weigh theories against the record: evidence in three columns, weights, sensitivity variants, skill."""
    from modusvivendi import api
    from modusvivendi.cli.options import split
    from modusvivendi.cli.output import print_json
    from modusvivendi.evidence.tree import save_tree
    from modusvivendi.files.whole import open_folder
    from modusvivendi.render.data import report_data
    from modusvivendi.render.html.report import write_page
    from modusvivendi.render.tables import write_tables
    from modusvivendi.render.terminal import Bar, console, print_report

    with Bar("weighing", "tasks") as progress, interruptible("the same command goes on with what is done"):
        found = api.weigh(
            options.load(),
            theories=split(options.theories),
            draws=options.draws,
            seed=options.seed,
            sampler=options.sampler,
            threads=options.threads,
            fresh=options.fresh,
            progress=progress,
        )
    case = found.weights.case
    folder = open_folder(output.out, f"{case.name}-weigh-{case.digest()[:12]}")
    write_tables(folder, found.tables)
    save_tree(found.weights, folder / "evidence.zarr")
    page = write_page(folder / f"{found.report.slug}.html", found.report)
    if output.as_json:
        return print_json({**report_data(found.report), "page": str(page)})
    print_report(found.report, scholar=output.scholar)
    console.print(f"\nTables: {folder}/*.csv, evidence.zarr", soft_wrap=True)
    console.print(f"Open:   {page}", soft_wrap=True)
