"""``modus weigh``: theories against the record of a case, or with ``--pooled`` against the asks of several."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from modusvivendi.cli.options import Names, OutputOptions, ReadOn, grouped
from modusvivendi.errors import InputError, interruptible

if TYPE_CHECKING:
    from pathlib import Path

    from modusvivendi.api import Weighed, WeighedPooled


AGAIN = "the same command goes on with what is done"


@dataclass(frozen=True, kw_only=True)
class WeighingOptions:
    """What is weighed, and how."""

    cases: Annotated[
        list[str], typer.Argument(metavar="CASE...", help="A shipped case, or the path of a case; several with --pooled.")
    ]
    pooled: Annotated[
        bool,
        typer.Option("--pooled", help="Weigh theories on the asks put to several authorities; predict each from the others."),
    ] = False
    as_of: Annotated[
        str | None, typer.Option(help="The day as of which the cases are known, such as 2024-05-29; the newest by default.")
    ] = None
    read_on: ReadOn = None
    theories: Names = None
    seed: Annotated[int, typer.Option(min=0, help="Seed of the draws.")] = 1
    sampler: Annotated[
        str,
        typer.Option(help="importance, or nautilus: nested sampling, a check that takes about half an hour; not with --pooled."),
    ] = "importance"
    draws: Annotated[
        int | None, typer.Option(min=64, help="Draws per theory and coding; 8192 by default, 1024 with --pooled.")
    ] = None
    threads: Annotated[int | None, typer.Option(min=1, help="Threads; all cores by default.")] = None
    fresh: Annotated[bool, typer.Option(help="Work out everything anew instead of going on where a run stopped.")] = False


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(weigh)


@grouped
def weigh(options: WeighingOptions, output: OutputOptions) -> None:
    """Weigh theories against the record: evidence in three columns, weights, sensitivity variants, skill."""
    if options.pooled:
        return weigh_several(options, output)
    if len(options.cases) > 1:
        raise InputError(f"{len(options.cases)} cases: weigh them one by one, or together with --pooled")
    from modusvivendi.evidence.tree import save_tree
    from modusvivendi.files.whole import open_folder

    found = weighed(options)
    case = found.weights.case
    folder = open_folder(output.out, f"{case.name}-weigh-{case.digest()[:12]}")
    save_tree(found.weights, folder / "evidence.zarr")
    show(found, folder, output, "*.csv, evidence.zarr")


def weighed(options: WeighingOptions) -> Weighed:
    """Theories against the record of one case."""
    from modusvivendi import api
    from modusvivendi.case import load_case
    from modusvivendi.cli.options import split
    from modusvivendi.evidence.inference.options import DRAWS
    from modusvivendi.render.progress import Bar

    case = load_case(options.cases[0], options.as_of, options.read_on)
    with Bar("weighing", "tasks") as progress, interruptible(AGAIN):
        return api.weigh(
            case,
            theories=split(options.theories),
            draws=options.draws or DRAWS,
            seed=options.seed,
            sampler=options.sampler,
            threads=options.threads,
            fresh=options.fresh,
            progress=progress,
        )


def weigh_several(options: WeighingOptions, output: OutputOptions) -> None:
    """Theories against the asks put to several authorities."""
    from modusvivendi import api
    from modusvivendi.cli.options import split
    from modusvivendi.evidence.pooled.lent import lend, write_lent
    from modusvivendi.evidence.pooled.weigh import DRAWS, digest_of
    from modusvivendi.files.whole import open_folder
    from modusvivendi.render.progress import Bar

    if options.sampler != "importance":
        raise InputError("--sampler: --pooled knows importance only")
    with Bar("weighing", "tasks") as progress, interruptible(AGAIN):
        found = api.weigh_pooled(
            options.cases,
            theories=split(options.theories),
            draws=options.draws or DRAWS,
            seed=options.seed,
            as_of=options.as_of,
            threads=options.threads,
            fresh=options.fresh,
            progress=progress,
        )
    folder = open_folder(output.out, f"pooled-weigh-{digest_of(found.weights.pool)[:12]}")
    write_lent([lend(found.weights), *(lend(found.weights, case) for case in found.weights.pool.cases)], folder / "lent.json")
    show(found, folder, output, "*.csv, lent.json")


def show(found: Weighed | WeighedPooled, folder: Path, output: OutputOptions, written: str) -> None:
    """Write tables and page, and print the report."""
    from modusvivendi.cli.output import print_json
    from modusvivendi.render.data import report_data
    from modusvivendi.render.html.report import write_page
    from modusvivendi.render.tables import write_tables
    from modusvivendi.render.terminal import console, print_report

    write_tables(folder, found.tables)
    page = write_page(folder / f"{found.report.slug}.html", found.report)
    if output.as_json:
        return print_json({**report_data(found.report), "page": str(page)})
    print_report(found.report, scholar=output.scholar)
    console.print(f"\nTables: {folder}/{written}", soft_wrap=True)
    console.print(f"Open:   {page}", soft_wrap=True)
