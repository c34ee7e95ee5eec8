"""``modus claims``: a text, claim by claim, put to the test."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import typer

from modusvivendi.cli.options import Months, Names, OutputOptions, Seed, WeightsOf, grouped


@dataclass(frozen=True, kw_only=True)
class ClaimOptions:
    """Which claims, on which case."""

    case: Annotated[
        str | None, typer.Argument(help="A shipped case, or a path; the one that the claims are about by default.")
    ] = None
    as_of: Annotated[
        str | None, typer.Option(help="The day as of which the case is known, such as 2024-05-29; the newest by default.")
    ] = None
    claims: Annotated[str | None, typer.Option(help="A YAML file of claims (docs/claims.md); the shipped ones by default.")] = (
        None
    )
    only: Annotated[str | None, typer.Option(help="Ids of claims, comma-separated.")] = None


@dataclass(frozen=True, kw_only=True)
class TrialOptions:
    """On which futures."""

    theories: Names = None
    futures: Annotated[int, typer.Option(min=2, help="Draws; every arm of an experiment runs on each, under every theory.")] = (
        1024
    )
    seed: Seed = 1
    months: Months = None
    weights: WeightsOf = "uniform"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(claims)


@grouped
def claims(asked: ClaimOptions, trial: TrialOptions, output: OutputOptions) -> None:
    """Put a text to the test, claim by claim: what would show each wrong, and a verdict by rule. The paper's twenty by default."""
    from modusvivendi import api
    from modusvivendi.analysis.claims import load_claims
    from modusvivendi.case import load_case
    from modusvivendi.cli.options import split
    from modusvivendi.cli.output import print_json
    from modusvivendi.files.whole import open_folder
    from modusvivendi.render.data import report_data
    from modusvivendi.render.html.report import write_page
    from modusvivendi.render.tables import write_tables
    from modusvivendi.render.terminal import console, print_report

    file = load_claims(asked.claims)
    case = file.case or None if asked.case is None else asked.case
    found = api.claims(
        load_case(case, asked.as_of) if case else None,
        file=file,
        only=split(asked.only) or (),
        theories=split(trial.theories),
        weights=trial.weights,
        futures=trial.futures,
        seed=trial.seed,
        months=trial.months,
    )
    folder = open_folder(output.out, f"{found.found.case.name}-claims")
    write_tables(folder, {"claims": found.report.tables()["claims"]})
    page = write_page(folder / "claims.html", found.report)
    if output.as_json:
        return print_json({**report_data(found.report), "page": str(page)})
    print_report(found.report)
    console.print(f"\nOpen:  {page}", soft_wrap=True, markup=False)
