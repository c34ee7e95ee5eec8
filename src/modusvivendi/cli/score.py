"""``modus score``: scores on held-out rows of a case's record, or on demands of an outside data set that nobody fitted to."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from modusvivendi.cli.options import CaseOptions, Names, OutputOptions, grouped

if TYPE_CHECKING:
    from modusvivendi.findings import Report

CsvFile = typer.Option(exists=False, help="A CSV file in the format of the case's record; the case's own by default.")
Subject = Annotated[str, typer.Argument(help="A case, as elsewhere; with --demands, the file of demands to score.")]


@dataclass(frozen=True, kw_only=True)
class ScoringOptions(CaseOptions):
    """What is scored: rows of a record (acts, tracks, moves, since), or demands (demands, known)."""

    case: Subject
    acts: Annotated[Path | None, CsvFile] = None
    tracks: Annotated[Path | None, CsvFile] = None
    moves: Annotated[Path | None, CsvFile] = None
    since: Annotated[
        str | None,
        typer.Option(
            help="Rows after this date are scored (YYYY-MM-DD); with the case's own record by default its last quarter."
        ),
    ] = None
    demands: Annotated[str | None, typer.Option(help="Score demands of an outside data set: scc, ties or gsdb.")] = None
    known: Annotated[Path | None, typer.Option(help="With --demands: the file that is fitted, in the same format.")] = None
    scale: Annotated[float, typer.Option(help="With --demands: logits per unit of worth.")] = 1.0
    theories: Names = None
    seed: Annotated[int, typer.Option(min=0, help="Seed of the draws.")] = 1

    def check(self) -> None:
        """Refuse options of both kinds together, and too few of one. Raises InputError."""
        from modusvivendi.errors import InputError

        files = {"--acts": self.acts, "--tracks": self.tracks, "--moves": self.moves}
        record = {**files, "--since": self.since}
        demands = {"--demands": self.demands, "--known": self.known}
        own = all(v is None for v in files.values())  # the case's own record is scored
        wanted, other = (demands, record) if any(v is not None for v in demands.values()) else ({} if own else record, demands)
        missing = [name for name, value in wanted.items() if value is None]
        also = [
            name
            for name, value in ({**other, "--as-of": self.as_of} if wanted is demands else other).items()
            if value is not None
        ]
        if missing:
            raise InputError(f"score: missing {', '.join(missing)}; give {', '.join(record)}, or {', '.join(demands)}")
        if also:
            raise InputError(f"score: {', '.join(also)} cannot be given with --demands")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(score)


@grouped
def score(options: ScoringOptions, output: OutputOptions) -> None:
    """Score held-out rows, to which nobody tuned: predictive scores of theories, their mixture and baselines."""
    from modusvivendi.cli.output import print_json
    from modusvivendi.files.whole import open_folder
    from modusvivendi.render.data import report_data
    from modusvivendi.render.html.report import write_page
    from modusvivendi.render.terminal import console, print_report

    options.check()
    report, folder_name = _demands(options) if options.demands else _record(options)
    page = write_page(open_folder(output.out, folder_name) / f"{report.slug}.html", report)
    if output.as_json:
        return print_json({**report_data(report), "page": str(page)})
    print_report(report, scholar=output.scholar)
    console.print(f"\nOpen:   {page}", soft_wrap=True)


def _record(options: ScoringOptions) -> tuple[Report, str]:
    """Scores on later rows of a case's record, and the name of the folder for its page."""
    from modusvivendi import api
    from modusvivendi.cli.options import split

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
    return found.report, f"{case.name}-score-{case.digest()[:12]}"


def _demands(options: ScoringOptions) -> tuple[Report, str]:
    """Scores on demands that nobody fitted to, and the name of the folder for its page."""
    from modusvivendi import api
    from modusvivendi.cli.options import split

    new, known = Path(options.case), options.known or Path()
    found = api.score_demands(
        options.demands or "", new, known=known, theories=split(options.theories), scale=options.scale, seed=options.seed
    )
    mark = hashlib.sha256(known.read_bytes() + new.read_bytes()).hexdigest()
    return found.report, f"{options.demands}-score-{mark[:12]}"
