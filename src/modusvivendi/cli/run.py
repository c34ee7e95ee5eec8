"""``modus run``: simulate a study, and say what it says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from modusvivendi.cli.options import OutputOptions, StudyOptions, WorkOptions, grouped
from modusvivendi.errors import InputError

if TYPE_CHECKING:
    from modusvivendi.api import Run


@dataclass(frozen=True, kw_only=True)
class ShownOptions:
    """What is shown."""

    outcomes: Annotated[
        str | None, typer.Option(help="Outcomes shown by theory; by default core rights and technical cooperation.")
    ] = None
    members: Annotated[
        Literal["cohort", "agents"],
        typer.Option(
            help="'agents' also runs the first hundred draws with 100,000 members who decide one by one, a minute or two more."
        ),
    ] = "cohort"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(run)


@grouped
def run(options: StudyOptions, shown: ShownOptions, working: WorkOptions, output: OutputOptions) -> None:
    """Run a study: theories x strategies x uncertainty x chance. Ends by naming the page to open."""
    from modusvivendi.cli.options import split, study_of
    from modusvivendi.errors import interruptible
    from modusvivendi.render.progress import Bar

    study = study_of(options)
    from modusvivendi import Members, api

    work = api.Work(
        threads=working.threads,
        block=working.block,
        scheduler=working.scheduler,
        out=output.out,
        resume=working.resume,
        watch=Bar,
    )
    with interruptible("the same command with --resume goes on with what is done"):
        found = api.run(
            study,
            weights=options.weights,
            shown=split(shown.outcomes),
            work=work,
            members=Members() if shown.members == "agents" else None,
        )
    if found.elsewhere:
        typer.echo(f"modus: run anew, for another version of the program made {found.elsewhere}", err=True)
    if found.result.damaged:
        typer.echo(f"modus: {found.result.damaged} damaged blocks were made anew", err=True)
    try:
        tell(found, output)
    except (OSError, MemoryError) as error:
        reason = getattr(error, "strerror", None) or "out of memory"
        raise InputError(
            f"{found.folder}: {reason}; the futures are kept: the same command with --resume writes the rest"
        ) from None


def tell(found: Run, output: OutputOptions) -> None:
    """Write table and page, and print what they say."""
    from modusvivendi.cli.output import print_json
    from modusvivendi.render.data import report_data
    from modusvivendi.render.html.report import write_page
    from modusvivendi.render.tables import write_tables
    from modusvivendi.render.terminal import console, print_report

    assert found.folder is not None  # there is a folder because ``out`` names one
    write_tables(found.folder, {name: table for name, table in found.summary.frames().items() if name != "gap"})
    page = write_page(found.folder / "page.html", found.report)
    if output.as_json:
        identity = {"study": found.result.study.digest, "weights": found.summary.weights, "weights_from": found.beliefs.origin}
        return print_json({**report_data(found.report), **identity, "page": str(page)})
    print_report(found.report, scholar=output.scholar)
    console.print(f"\nTable: {found.folder / 'table.csv'}   Futures: {found.result.store}", soft_wrap=True, markup=False)
    console.print(f"Open:  {page}", soft_wrap=True, markup=False)
