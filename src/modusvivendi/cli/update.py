"""``modus update``: news of a case, accepted or refused."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from modusvivendi.cli.options import CaseName, Names, OutputOptions, Seed, WeightsOf, grouped

CsvFile = typer.Option(exists=False, help="A table in the format of the case's record.")


@dataclass(frozen=True, kw_only=True)
class InboxOptions:
    """What came in, and what is decided about it."""

    case: CaseName
    acts: Annotated[Path | None, CsvFile] = None
    moves: Annotated[Path | None, CsvFile] = None
    tracks: Annotated[Path | None, CsvFile] = None
    accept: Annotated[
        list[str] | None, typer.Option(help="Accept this row (id, or table/id; 'all' for every one); may be repeated.")
    ] = None
    refuse: Annotated[list[str] | None, typer.Option(help="Refuse this row; may be repeated.")] = None
    level: Annotated[list[str] | None, typer.Option(help="Set a level by hand, such as ISSUE=0.3; may be repeated.")] = None
    reason: Annotated[str, typer.Option(help="Why; every decision needs one.")] = ""
    by: Annotated[str, typer.Option(help="Who decides; every decision needs a name.")] = ""
    home: Annotated[
        Path | None, typer.Option(help="The folder in which the case lives, a case of its own; modus-living/CASE by default.")
    ] = None


@dataclass(frozen=True, kw_only=True)
class BeliefOptions:
    """Whose weights move."""

    theories: Names = None
    weights: WeightsOf = "uniform"
    futures: Annotated[int, typer.Option(min=64, help="Simulated futures for each theory.")] = 512
    seed: Seed = 1


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(update)


@grouped
def update(options: InboxOptions, beliefs: BeliefOptions, output: OutputOptions) -> None:
    """Bring a case up to date: check news, show what they change, accept or refuse them with a reason and a name."""
    from modusvivendi import api
    from modusvivendi.cli.options import split
    from modusvivendi.cli.output import show_report
    from modusvivendi.errors import InputError
    from modusvivendi.living.update import Decision, parse_levels

    files = {"acts": options.acts, "moves": options.moves, "tracks": options.tracks}
    inbox = {table: path for table, path in files.items() if path is not None}
    if not inbox and not options.level:
        raise InputError("nothing came in: give --acts, --moves or --tracks FILE")
    decision = Decision(
        accept=tuple(options.accept or ()),
        refuse=tuple(options.refuse or ()),
        levels=parse_levels(options.level or ()),
        reason=options.reason,
        by=options.by,
    )
    found = api.update(
        options.case,
        inbox=inbox,
        decision=decision,
        home=options.home,
        theories=split(beliefs.theories),
        weights=beliefs.weights,
        futures=beliefs.futures,
        seed=beliefs.seed,
    )
    show_report(found.report, output)
