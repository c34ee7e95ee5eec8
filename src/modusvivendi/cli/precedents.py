"""``modus precedents``: what happened when somebody asked such a thing?"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from modusvivendi.cli.options import AsJson, grouped

if TYPE_CHECKING:
    from modusvivendi.findings import Report


@dataclass(frozen=True, kw_only=True)
class AskOptions:
    """Whose authority is asked, and for what."""

    case: Annotated[
        str | None, typer.Argument(help="Whose authority is asked: a shipped case, or a path; none for one on no record.")
    ] = None
    ask: Annotated[
        Path | None, typer.Option(help="A YAML file that says what is asked (docs/precedents.md); options add to it.")
    ] = None
    issue: Annotated[str | None, typer.Option(help="Issues, comma-separated.")] = None
    cost: Annotated[str | None, typer.Option(help="Cost to the authority: none, low, mid or high.")] = None
    publicity: Annotated[str | None, typer.Option(help="quiet, mixed or public.")] = None
    form: Annotated[str | None, typer.Option(help="single or package.")] = None
    reward: Annotated[str | None, typer.Option(help="Whether one is offered: yes or no.")] = None
    asker: Annotated[str | None, typer.Option(help="Who asks, as an id of the cases.")] = None


@dataclass(frozen=True, kw_only=True)
class RecordOptions:
    """What is looked at, and where it goes."""

    politicisation: Annotated[
        float | None, typer.Option(help="How it reads to the authority's base, 0 to 1; by default as its issues do.")
    ] = None
    material: Annotated[float | None, typer.Option(help="Material reward, 0 to 1.")] = None
    standing: Annotated[float | None, typer.Option(help="Reward in standing, 0 to 1.")] = None
    only: Annotated[
        list[str] | None, typer.Option(help="Filter such as cost=mid,high, domain=rights or years=2007-2012; may be repeated.")
    ] = None
    cases: Annotated[str | None, typer.Option(help="Records to read, comma-separated; all shipped ones by default.")] = None
    as_of: Annotated[str | None, typer.Option(help="The day on which it is asked (YYYY-MM-DD): nothing later is used.")] = None
    nearest: Annotated[int, typer.Option(min=1, help="Precedents listed.")] = 8
    out: Annotated[Path | None, typer.Option(help="Folder for the page and the tables (.xlsx); none are written without it.")] = (
        None
    )
    as_json: AsJson = False


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(precedents)


@grouped
def precedents(asked: AskOptions, record: RecordOptions) -> None:
    """What happened when somebody asked such a thing? Looks it up in the records of all cases, without simulating."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # matrices are small: starting threads costs more than they give
    from modusvivendi import api
    from modusvivendi.cli.options import split
    from modusvivendi.cli.output import print_json
    from modusvivendi.precedent.ask import read_ask

    options: dict[str, object] = {
        "issues": asked.issue, "cost": asked.cost, "publicity": asked.publicity, "form": asked.form, "reward": asked.reward,
        "asker": asked.asker, "politicisation": record.politicisation, "material": record.material, "standing": record.standing,
    }  # fmt: skip
    said = {**(read_ask(asked.ask) if asked.ask else {}), **{name: value for name, value in options.items() if value is not None}}
    found = api.precedents(
        asked.case, ask=said, only=record.only or (), cases=split(record.cases), nearest=record.nearest, as_of=record.as_of
    )
    written = write_results(record.out, found.report) if record.out else []
    if record.as_json:
        from modusvivendi.render.data import report_data

        return print_json({**report_data(found.report), "written": [str(path) for path in written]})
    from modusvivendi.render.terminal import console, print_report

    print_report(found.report)
    for path in written:
        console.print(f"Open:  {path}", soft_wrap=True, markup=False)


def write_results(out: Path, report: Report) -> list[Path]:
    """Write the page and the workbook; return their paths. Raises InputError if the folder cannot be written."""
    from modusvivendi.files.whole import open_folder
    from modusvivendi.render.html.report import write_page
    from modusvivendi.render.workbook import write_workbook

    folder = open_folder(out, report.slug)
    return [write_page(folder / f"{report.slug}.html", report), write_workbook(folder / f"{report.slug}.xlsx", report)]
