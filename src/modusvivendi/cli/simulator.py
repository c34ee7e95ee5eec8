"""``modus simulator``: the engine in one page of its own, with sliders."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from modusvivendi.cli.options import AsJson, CaseOptions, Months, Names, Seed, grouped, split
from modusvivendi.files.whole import check_folder

DRAWS = 512


@dataclass(frozen=True, kw_only=True)
class SimulatorOptions(CaseOptions):
    """Of what, on which draws, and where the page goes."""

    out: Annotated[
        Path | None, typer.Option(help="The file to write, or a folder; modus-out/CASE-simulator.html by default.")
    ] = None
    theories: Names = None
    strategies: Names = None
    futures: Annotated[int, typer.Option(min=8, max=512, help="Draws; every one runs under every theory.")] = DRAWS
    seed: Seed = 1
    months: Months = None
    weights: Annotated[
        str,
        typer.Option(help="Weights of theories with which the page opens: 'uniform', 'record', 'pooled', or theory=number,..."),
    ] = "uniform"
    evidence: Annotated[
        Path | None, typer.Option(help="The folder that 'modus weigh' wrote, for theories by events; none by default.")
    ] = None
    signposts: Annotated[bool, typer.Option(help="Work out signs with dates.")] = True
    as_json: AsJson = False


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(simulator)


@grouped
def simulator(options: SimulatorOptions) -> None:
    """Make a page in which the model runs, with sliders: one file that opens from disk, offline."""
    from modusvivendi import api
    from modusvivendi.cli.output import print_json
    from modusvivendi.render.terminal import console
    from modusvivendi.study.make import make_study

    study = make_study(
        options.load(),
        theories=split(options.theories),
        strategies=split(options.strategies),
        futures=options.futures,
        seed=options.seed,
        months=options.months,
    )
    out = options.out or Path("modus-out")
    check_folder(out.parent if out.suffix else out)
    out = out if out.suffix else out / f"{study.case.name}-simulator.html"
    made = api.make_simulator(study, out, weights=options.weights, evidence=options.evidence, signposts=options.signposts)
    assert made.path is not None
    size = made.path.stat().st_size
    if options.as_json:
        return print_json({"page": str(made.path), "bytes": size, "study": study.digest, "weights_from": made.beliefs.origin})
    console.print(f"Open:  {made.path}  ({size / 1e6:.1f} MB)", soft_wrap=True)
