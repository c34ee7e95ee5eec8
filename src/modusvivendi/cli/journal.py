"""``modus journal``: forecasts that are sealed before the outcome is known."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from modusvivendi.cli.options import Names, OutputOptions, Seed, WeightsOf, grouped

USUAL = Path("modus-journal.jsonl")
ACTIONS = ("list", "verify", "score", "seal")


@dataclass(frozen=True, kw_only=True)
class JournalOptions:
    """What is done with which journal."""

    action: Annotated[str, typer.Argument(help="list, verify, score or seal.")]
    case: Annotated[str | None, typer.Argument(help="The case that is sealed or scored: a name, a path.")] = None
    journal: Annotated[Path, typer.Option(help="The journal, one entry a line.")] = USUAL
    by: Annotated[str, typer.Option(help="Who seals.")] = ""
    questions: Annotated[Path | None, typer.Option(help="Questions to seal; those that come with the case by default.")] = None
    as_of: Annotated[str | None, typer.Option(help="The day as of which they are answered.")] = None
    theories: Names = None
    weights: WeightsOf = "uniform"
    futures: Annotated[int, typer.Option(min=64, help="Simulated futures for each theory and strategy.")] = 1024
    seed: Seed = 1


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(journal)


@grouped
def journal(options: JournalOptions, output: OutputOptions) -> None:
    """Keep a public record of forecasts: seal open ones, list and verify seals, score what is decided by now."""
    from modusvivendi import api
    from modusvivendi.case import load_case
    from modusvivendi.cli.options import split
    from modusvivendi.cli.output import show_report
    from modusvivendi.errors import InputError, choose

    action = choose("action", options.action, ACTIONS)
    if (options.case is None) != (action in ("list", "verify")):
        raise InputError(f"modus journal {action} {'needs a case' if options.case is None else 'takes no case'}")
    if action == "seal":
        found = api.forecast(
            load_case(options.case or ""),
            questions=options.questions,
            as_of=options.as_of,
            theories=split(options.theories),
            weights=options.weights,
            futures=options.futures,
            seed=options.seed,
        )
        return show_report(api.seal_forecasts(found.forecasts, options.journal, by=options.by).report, output)
    if options.journal != USUAL and not os.path.exists(options.journal):
        raise InputError(f"--journal {options.journal}: no such file")
    show_report(api.journal(options.journal, case=options.case).report, output)
