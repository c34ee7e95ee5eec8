"""``modus brief``: four pages and annexes, as Word, PDF, web page and workbook."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from modusvivendi.cli.options import OutputOptions, StudyOptions, grouped

if TYPE_CHECKING:
    from modusvivendi.api.briefs import BriefResult


@dataclass(frozen=True, kw_only=True)
class BriefOptions:
    """What is written for whom."""

    plan: Annotated[Path | None, typer.Option(help="A plan file: one more option, and the first offer that is spelled out.")] = (
        None
    )
    reader: Annotated[str, typer.Option("--for", help="Reader, such as 'the minister'; stands on the first page.")] = ""
    formats: Annotated[str, typer.Option("--format", help="Of docx, pdf, html, xlsx, between commas.")] = "docx,pdf,html,xlsx"
    template: Annotated[Path | None, typer.Option(help="A Word file whose styles, margins, header and footer are used.")] = None
    marking: Annotated[str, typer.Option(help="How it is to be handled, on top of every page.")] = ""
    scale: Annotated[str, typer.Option(help="Words for chances: icd203, phia or ipcc.")] = "icd203"
    diff: Annotated[Path | None, typer.Option(help="Folder of an earlier brief: say what changed since.")] = None


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(brief)


@grouped
def brief(options: StudyOptions, wished: BriefOptions, output: OutputOptions) -> None:
    """A brief for a reader who has ten minutes: advice, options, first offer, what to watch. Reads a finished run of the same study in --out."""
    from modusvivendi import api
    from modusvivendi.brief.docx import open_template
    from modusvivendi.brief.write import formats_of, read_standpoint, write_brief
    from modusvivendi.cli.options import study_of
    from modusvivendi.errors import interruptible
    from modusvivendi.render.progress import Bar

    formats = formats_of(wished.formats)
    if wished.template is not None:
        open_template(wished.template)  # what it lacks is told before any work
    wish = api.Wish(
        plan=wished.plan,
        reader=wished.reader,
        marking=wished.marking,
        scale=wished.scale,
        earlier=None if wished.diff is None else read_standpoint(wished.diff),
        command=command_line(),
    )
    study = study_of(options)
    with interruptible("nothing was written"):
        found = api.make_brief(study, wish=wish, weights=options.weights, work=api.Work(out=output.out, watch=Bar))
    folder = output.out / f"{study.case.name}-brief-{found.asked[:12]}"
    written = write_brief(
        folder, found.report, found.standpoint, found.titles, formats=formats, marking=wished.marking, template=wished.template
    )
    show(found, written, output)


def command_line() -> str:
    """The command as it was given, without what decides only where results go."""
    return " ".join(["modus", *(f"'{a}'" if " " in a else a for a in sys.argv[1:])])


def show(found: BriefResult, written: list[Path], output: OutputOptions) -> None:
    """Print the first page and where the files are."""
    if output.as_json:
        from modusvivendi.cli.output import print_json
        from modusvivendi.render.data import report_data

        faults = [vars(fault) for fault in found.faults]
        return print_json({**report_data(found.report), "written": [str(p) for p in written], "faults": faults})
    from modusvivendi.findings.brief.words import DECISION
    from modusvivendi.render.terminal import console

    for finding in (f for f in found.report.findings if f.question == DECISION and f.claim):
        label = f"{finding.part}. " if finding.part else ""
        console.print(f"{label}{finding.sentence}", soft_wrap=True, markup=False, highlight=False)
    for fault in found.faults:
        console.print(f"Check: {fault.rule}, {fault.finding or 'whole'}: {fault.what}", soft_wrap=True, markup=False)
    study = "read from the finished run" if found.stored else "run for this brief"
    console.print(f"\nFutures: {study} (study {found.asked[:12]})", soft_wrap=True, markup=False)
    for path in written:
        console.print(f"Open:  {path}", soft_wrap=True, markup=False)
