"""``modus signposts``: what to watch for, and what would teach most."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import typer

from modusvivendi.cli.options import CaseOptions, Names, OutputOptions, Seed, WeightsOf, grouped


@dataclass(frozen=True, kw_only=True)
class WatchOptions(CaseOptions):
    """What is watched, on whose weights."""

    strategy: Annotated[str, typer.Option(help="The strategy that is followed.")] = "piecemeal"
    horizon: Annotated[int, typer.Option(help="Months ahead.")] = 12
    weights: WeightsOf = "uniform"
    theories: Names = None
    futures: Annotated[int, typer.Option(min=64, help="Simulated futures per theory.")] = 1024
    seed: Seed = 1


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(signposts)


@grouped
def signposts(options: WatchOptions, output: OutputOptions) -> None:
    """What to watch for: observables ranked by what they would tell about theories, and what would teach most."""
    from modusvivendi import api
    from modusvivendi.cli.options import split
    from modusvivendi.cli.output import print_json
    from modusvivendi.files.whole import open_folder
    from modusvivendi.render.data import report_data
    from modusvivendi.render.html.report import write_page
    from modusvivendi.render.terminal import console, print_report

    found = api.signposts(
        options.load(),
        strategy=options.strategy,
        horizon=options.horizon,
        weights=options.weights,
        theories=split(options.theories),
        futures=options.futures,
        seed=options.seed,
    )
    folder = open_folder(output.out, found.report.slug)
    page = write_page(folder / f"{found.report.slug}.html", found.report)
    if output.as_json:
        return print_json({**report_data(found.report), "page": str(page)})
    print_report(found.report, scholar=output.scholar)
    console.print(f"\nOpen:   {page}", soft_wrap=True, markup=False)
