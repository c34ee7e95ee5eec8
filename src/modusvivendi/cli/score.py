"""``modus score``: scores on held-out rows."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from modusvivendi.cli.options import CaseOptions, Names, OutputOptions, grouped

CsvFile = typer.Option(exists=False, help="A CSV file in the format of the case's record.")


@dataclass(frozen=True, kw_only=True)
class ScoringOptions(CaseOptions):
    """What is scored."""

    acts: Annotated[Path, CsvFile]
    tracks: Annotated[Path, CsvFile]
    moves: Annotated[Path, CsvFile]
    since: Annotated[str, typer.Option(help="Rows after this date are scored (YYYY-MM-DD).")]
    theories: Names = None
    seed: Annotated[int, typer.Option(min=0, help="Seed of the draws.")] = 1


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(score)


@grouped
def score(options: ScoringOptions, output: OutputOptions) -> None:
    """Score held-out rows, to which nobody tuned: predictive scores of theories, their mixture and baselines."""
    from modusvivendi import api
    from modusvivendi.cli.options import split
    from modusvivendi.cli.output import print_json
    from modusvivendi.files.whole import open_folder
    from modusvivendi.render.data import report_data
    from modusvivendi.render.html.report import write_page
    from modusvivendi.render.terminal import console, print_report

    found = api.score(
        options.load(),
        acts=options.acts,
        tracks=options.tracks,
        moves=options.moves,
        since=options.since,
        theories=split(options.theories),
        seed=options.seed,
    )
    case = found.held_out.case
    folder = open_folder(output.out, f"{case.name}-score-{case.digest()[:12]}")
    page = write_page(folder / f"{found.report.slug}.html", found.report)
    if output.as_json:
        return print_json({**report_data(found.report), "page": str(page)})
    print_report(found.report, scholar=output.scholar)
    console.print(f"\nOpen:   {page}", soft_wrap=True)
