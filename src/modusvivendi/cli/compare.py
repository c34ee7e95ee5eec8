"""``modus compare``: which strategy holds up, what one would have to believe, and where the recommended one fails."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from modusvivendi.cli.options import OutputOptions, Scheduler, StudyOptions, grouped
from modusvivendi.errors import InputError
from modusvivendi.record.numbers import numbers_by_name

if TYPE_CHECKING:
    from modusvivendi.analysis.compare import Comparison

PAIRS = "write outcome=number for every outcome"
FORMATS = ("csv", "xlsx", "parquet", "workbench")


@dataclass(frozen=True, kw_only=True)
class ComparedStudy(StudyOptions):
    """What is studied, on more draws than for ``modus run``: half of them check what the others found."""

    futures: Annotated[int, typer.Option(min=1, help="Draws; every theory and strategy runs on each.")] = 2048


@dataclass(frozen=True, kw_only=True)
class QuestionOptions:
    """What is asked."""

    value: Annotated[
        str | None,
        typer.Option(
            help="What to judge by: outcomes, each by itself, or one weighting of them, such as core_rights=0.5,wellbeing=0.5; by default core rights (where a case has none, technical cooperation) and wellbeing."
        ),
    ] = None
    strategy: Annotated[str | None, typer.Option(help="The strategy put to the test; by default the best on average.")] = None
    level: Annotated[
        float | None,
        typer.Option(
            help="Regret above which it fails, in the unit of the value; by default the least difference that matters to a reader."
        ),
    ] = None
    acceptable: Annotated[
        list[str] | None,
        typer.Option(help="A level of acceptability, such as good:core_rights=0.2,wellbeing=0.4; may be repeated."),
    ] = None
    triangle: Annotated[str | None, typer.Option(help="Three theories, comma-separated, for the belief triangle.")] = None


@dataclass(frozen=True, kw_only=True)
class ExportOptions:
    """Threads and files."""

    threads: Annotated[int | None, typer.Option(min=1, help="Threads; all cores by default.")] = None
    scheduler: Scheduler = None
    export: Annotated[str | None, typer.Option(help="Comma-separated: csv, xlsx, parquet, workbench.")] = None


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(compare)


@grouped
def compare(options: ComparedStudy, asked: QuestionOptions, exporting: ExportOptions, output: OutputOptions) -> None:
    """Compare strategies: robustness, beliefs, trade-offs, where the best one fails, what drives it, a red team."""
    from modusvivendi import api
    from modusvivendi.cli.options import split, study_of
    from modusvivendi.cli.output import print_json
    from modusvivendi.errors import choose
    from modusvivendi.files.whole import open_folder
    from modusvivendi.render.data import report_data
    from modusvivendi.render.html.report import write_page
    from modusvivendi.render.progress import Bar
    from modusvivendi.render.terminal import console, print_report

    formats = tuple(choose("format", f, FORMATS) for f in split(exporting.export) or ())
    found = api.compare(
        study_of(options),
        value=None if asked.value is None else read_aims(asked.value),
        strategy=asked.strategy,
        level=asked.level,
        acceptable=read_levels(asked.acceptable),
        triangle=split(asked.triangle),
        weights=options.weights,
        work=api.Work(threads=exporting.threads, scheduler=exporting.scheduler, watch=Bar),
    )
    study, weights = found.comparison.study, found.comparison.weights
    question = [study.digest, asked.value, asked.strategy, asked.level, asked.acceptable, asked.triangle, weights]
    mark = hashlib.sha256(json.dumps(question, sort_keys=True).encode()).hexdigest()[:12]
    folder = open_folder(output.out, f"{study.case.name}-compare-{mark}")
    with Bar("writing", "files") as progress:
        progress(0, 1 + len(formats))
        page = write_page(folder / "compare.html", found.report)
        files = write_files(found.comparison, folder, formats)
    if output.as_json:
        identity = {"study": study.digest, "weights": weights, "weights_from": found.beliefs.origin}
        return print_json({**report_data(found.report), **identity, "page": str(page), "files": [str(f) for f in files]})
    print_report(found.report, scholar=output.scholar)
    for file in files:
        console.print(f"Wrote: {file}", soft_wrap=True, markup=False)
    console.print(f"Open:  {page}", soft_wrap=True, markup=False)


def read_aims(text: str) -> tuple[str | dict[str, float], ...]:
    """Values to judge by: 'a,b' is each by itself, 'a=0.5,b=0.5' one weighting of both."""
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if not any("=" in part for part in parts):
        return tuple(dict.fromkeys(parts))
    return (numbers_by_name(text, f"--value {text}: {PAIRS}"),)


def read_levels(texts: list[str] | None) -> dict[str, dict[str, float]] | None:
    """Levels of acceptability from words such as 'good:core_rights=0.2,wellbeing=0.4'."""
    levels = {}
    for text in texts or ():
        name, sign, rest = text.partition(":")
        if not sign or not name.strip():
            raise InputError(f"--acceptable {text}: write name:outcome=number,...")
        levels[name.strip()] = numbers_by_name(rest, f"--acceptable {text}: {PAIRS}")
    return levels or None


def write_files(c: Comparison, folder: Path, formats: Sequence[str]) -> list[Path]:
    """Write what --export asks for: tables, and every run with its numbers and outcomes."""
    from modusvivendi.analysis import write_excel, write_parquet, write_workbench
    from modusvivendi.files.whole import whole_file
    from modusvivendi.render.tables import write_tables

    if not formats:
        return []
    tables, written = c.frames(), []
    if "csv" in formats:
        written += write_tables(folder, tables)
    if "xlsx" in formats:
        written.append(folder / "compare.xlsx")
        with whole_file(written[-1]) as draft:
            write_excel(tables, draft)
    if {"csv", "parquet", "workbench"} & set(formats):
        runs, outcomes = c.experiments()
        whole = runs.assign(**outcomes)
        if "csv" in formats:
            written += write_tables(folder, {"experiments": whole})
        if "parquet" in formats:
            written.append(folder / "experiments.parquet")
            with whole_file(written[-1]) as draft:
                write_parquet(whole, draft)
        if "workbench" in formats:
            written.append(folder / "experiments.tar.gz")
            with whole_file(written[-1]) as draft:
                write_workbench(runs, outcomes, draft)
    return written
