"""``modus forecast``: dated questions, answered and scored."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from modusvivendi.cli.options import CaseOptions, Names, OutputOptions, Seed, WeightsOf, grouped


@dataclass(frozen=True, kw_only=True)
class QuestionOptions(CaseOptions):
    """What is asked, and with what it is answered."""

    questions: Annotated[
        Path | None, typer.Option(help="A file of questions (docs/forecast.md); by default those that come with the case.")
    ] = None
    strategy: Annotated[
        str | None,
        typer.Option(help="The strategy shown and scored; by default what outsiders did, where it is known, else drift."),
    ] = None
    hindcast: Annotated[
        bool, typer.Option("--hindcast", help="Bands of the ladders from earlier days, and whether they held.")
    ] = False
    theories: Names = None
    weights: WeightsOf = "uniform"
    futures: Annotated[int, typer.Option(min=64, help="Simulated futures for each theory and strategy.")] = 1024
    seed: Seed = 1


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(forecast)


@grouped
def forecast(options: QuestionOptions, output: OutputOptions) -> None:
    """Answer dated questions, per strategy and theory, with the base rate beside; score those that are decided."""
    from modusvivendi import api
    from modusvivendi.case import load_case
    from modusvivendi.cli.options import split
    from modusvivendi.cli.output import show_report
    from modusvivendi.errors import InputError

    shared = {"theories": split(options.theories), "weights": options.weights, "futures": options.futures, "seed": options.seed}
    if options.hindcast:
        if options.questions or options.strategy or options.as_of:
            raise InputError("--hindcast takes no questions, strategy or day: it runs from every day that the case knows")
        return show_report(api.hindcast(load_case(options.case), **shared).report, output)  # type: ignore[arg-type]
    found = api.forecast(
        load_case(options.case),
        questions=options.questions,
        as_of=options.as_of,
        strategy=options.strategy,
        **shared,  # type: ignore[arg-type]
    )
    show_report(found.report, output)
