"""``modus compare``: which strategy holds up, what one would have to believe, and where the recommended one fails."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from modusvivendi.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

    from modusvivendi.analysis.compare import Comparison
    from modusvivendi.analysis.verdict import Verdict

CaseName = Annotated[str, typer.Argument(help="A shipped case, or the path of a case.yaml or its folder.")]
AsOf = Annotated[
    str | None, typer.Option(help="The day as of which the case is known, such as 2024-05-29; the newest by default.")
]
Names = Annotated[str | None, typer.Option(help="Comma-separated names or YAML files; all shipped ones by default.")]
FORMATS = ("csv", "xlsx", "parquet", "workbench")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(compare)


def compare(
    case: CaseName,
    as_of: AsOf = None,
    value: Annotated[
        str,
        typer.Option(
            help="What to judge by: outcomes, each by itself, or one weighting of them, such as core_rights=0.5,wellbeing=0.5."
        ),
    ] = "core_rights,wellbeing",
    strategy: Annotated[str | None, typer.Option(help="The strategy put to the test; by default the best on average.")] = None,
    level: Annotated[
        float | None,
        typer.Option(
            help="Regret above which it fails, in the unit of the value; by default a quarter of what the choice of strategy moves the mean by."
        ),
    ] = None,
    acceptable: Annotated[
        list[str] | None,
        typer.Option(help="A level of acceptability, such as good:core_rights=0.2,wellbeing=0.4; may be repeated."),
    ] = None,
    weights: Annotated[
        str | None, typer.Option(help="'uniform', or theory=number,...; by default what 'modus weigh' has left, else uniform.")
    ] = None,
    triangle: Annotated[str | None, typer.Option(help="Three theories, comma-separated, for the belief triangle.")] = None,
    theories: Names = None,
    strategies: Names = None,
    followers: Annotated[str | None, typer.Option("--as", help="Who follows the strategy: a coalition or countries.")] = None,
    settings: Annotated[
        list[str] | None, typer.Option("--set", help="Override, such as theory.all.lam=8; may be repeated.")
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the draws and of chance.")] = 1,
    futures: Annotated[int, typer.Option(min=1, help="Draws; every theory and strategy runs on each.")] = 2048,
    months: Annotated[int | None, typer.Option(help="Horizon in months, 12 to 600.")] = None,
    threads: Annotated[int | None, typer.Option(min=1, help="Threads; all cores by default.")] = None,
    export: Annotated[str | None, typer.Option(help="Comma-separated: csv, xlsx, parquet, workbench.")] = None,
    out: Annotated[Path, typer.Option(help="Folder for results.")] = Path("modus-out"),
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Compare strategies: robustness, beliefs, trade-offs, where the best one fails, what drives it, a red team."""
    from modusvivendi.analysis.compare import check_question
    from modusvivendi.analysis.compare import compare as compare_strategies
    from modusvivendi.cli.main import learned, make_study, print_json, split
    from modusvivendi.errors import choose
    from modusvivendi.render.html import write_report
    from modusvivendi.render.html.compare_sections import coded, compare_sections
    from modusvivendi.render.terminal import Bar
    from modusvivendi.study import run_study
    from modusvivendi.study.store import open_folder

    aims, bars, corners = read_aims(value), read_levels(acceptable), split(triangle)
    formats = tuple(choose("format", f, FORMATS) for f in split(export) or ())
    posterior, given, origin = learned(case, weights, theories, settings, as_of)
    study = make_study(case, theories, strategies, futures, seed, months, followers, settings, posterior, as_of)
    check_question(study, aims, given, strategy, level, bars, corners)
    _ = study.batch  # all names of strategies and followers are checked before anything is run
    with Bar("simulating", "futures") as progress:
        result = run_study(study, threads=threads, progress=progress)
    with Bar("comparing", "steps") as progress:
        found = compare_strategies(result, aims, given, strategy, level, bars, corners, origin, threads, progress)
    question = [study.digest, value, strategy, level, acceptable, triangle, weights, found.weights]
    mark = hashlib.sha256(json.dumps(question, sort_keys=True).encode()).hexdigest()[:12]
    folder = open_folder(out, f"{study.case.name}-compare-{mark}")
    page = folder / "compare.html"
    with Bar("writing", "files"):
        write_report(
            page, f"{study.case.title}: strategies compared", f"comparison, study {study.digest[:12]}", facts(found),
            [coded(line) for line in (*found.warnings, *found.sentences)], note(found), compare_sections(found),
        )  # fmt: skip
        files = write_files(found, folder, formats)
    if as_json:
        return print_json({**as_data(found), "page": str(page), "files": [str(f) for f in files]})
    print_comparison(found)
    from modusvivendi.render.terminal import console

    for file in files:
        console.print(f"Wrote: {file}", soft_wrap=True)
    console.print(f"Open:  {page}", soft_wrap=True)


def read_aims(text: str) -> tuple[str | dict[str, float], ...]:
    """Values to judge by: 'a,b' is each by itself, 'a=0.5,b=0.5' one weighting of both."""
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if not any("=" in part for part in parts):
        return tuple(dict.fromkeys(parts))
    return (_numbers(f"--value {text}", text),)


def read_levels(texts: list[str] | None) -> dict[str, dict[str, float]] | None:
    """Levels of acceptability from words such as 'good:core_rights=0.2,wellbeing=0.4'."""
    levels = {}
    for text in texts or ():
        name, sign, rest = text.partition(":")
        if not sign or not name.strip():
            raise InputError(f"--acceptable {text}: write name:outcome=number,...")
        levels[name.strip()] = _numbers(f"--acceptable {text}", rest)
    return levels or None


def _numbers(option: str, text: str) -> dict[str, float]:
    """'a=1,b=2' as numbers by name."""
    found = {}
    for part in text.split(","):
        name, _, number = part.partition("=")
        try:
            found[name.strip()] = float(number)
        except ValueError:
            raise InputError(f"{option}: write outcome=number for every outcome") from None
    return found


def facts(c: Comparison) -> str:
    """What was run, in a sentence."""
    study = c.study
    runs = study.futures * len(study.theories) * len(study.strategies)
    return (
        f"{runs:,} simulated futures of {study.months} months from {study.case.start}: {len(study.theories)} theories × "
        f"{len(study.strategies)} strategies × {study.futures:,} draws. What is known ends on {study.case.as_of}."
    )


def note(c: Comparison) -> str:
    """What the answer depends on, in words."""
    from modusvivendi.analysis.discovery.rule_words import listed, number

    apart = (
        "Each value is judged by itself; nothing adds them up"
        if len(c.verdicts) > 1
        else f"Judged by: {c.verdicts[0].title.lower()}"
    )
    levels = listed((f"{number(v.vulnerability.level, 2)} ({v.title.lower()})" for v in c.verdicts), "or")
    return (
        "These are conditional statements, not a forecast: they follow from the theories, the ranges and the weights "
        f"({c.weights_from}). {apart}. A strategy fails in a world where it ends more than {levels} behind the strategy that is best there."
    )


def as_data(c: Comparison) -> dict[str, Any]:
    """The comparison as plain data; what is not a number is null."""
    return {
        "study": c.study.digest, "weights": c.weights, "weights_from": c.weights_from, "sentences": c.sentences,
        "warnings": c.warnings, "values": [_verdict_data(c, v) for v in c.verdicts],
        "acceptable_levels": c.acceptable.levels, "tables": {name: _records(table) for name, table in c.frames().items()},
    }  # fmt: skip


def _verdict_data(c: Comparison, v: Verdict) -> dict[str, Any]:
    return {
        "value": v.aim, "title": v.title, "strategy": v.strategy, "strategy_from": v.strategy_from, "best": v.best,
        "level": v.vulnerability.level, "triangle": v.triangle.theories if v.triangle else None, "sentences": list(verdict_lines(c, v)),
    }  # fmt: skip


def _records(table: pd.DataFrame) -> Any:
    return json.loads(table.to_json(orient="records", double_precision=10))


def write_files(c: Comparison, folder: Path, formats: tuple[str, ...]) -> list[Path]:
    """Write what --export asks for: tables, and every run with its numbers and outcomes."""
    from modusvivendi.analysis import write_csv, write_excel, write_parquet, write_workbench

    if not formats:
        return []
    tables, written = c.frames(), []
    if "csv" in formats:
        written += [write_csv(table, folder / f"{name.replace(' ', '-')}.csv") for name, table in tables.items()]
    if "xlsx" in formats:
        written.append(write_excel({name[:31]: table for name, table in tables.items()}, folder / "compare.xlsx"))
    if {"csv", "parquet", "workbench"} & set(formats):
        runs, outcomes = c.experiments()
        whole = runs.assign(**outcomes)
        if "csv" in formats:
            written.append(write_csv(whole, folder / "experiments.csv"))
        if "parquet" in formats:
            written.append(write_parquet(whole, folder / "experiments.parquet"))
        if "workbench" in formats:
            written.append(write_workbench(runs, outcomes, folder / "experiments.tar.gz"))
    return written


def verdict_lines(c: Comparison, v: Verdict) -> tuple[str, ...]:
    """Everything that is said by one value, in order."""
    return (
        v.lead_sentence(), v.robust_sentence(), *v.beliefs.in_words("these weights"), *v.vulnerability.in_words(c.titles),
        *(v.drivers.in_words(c.titles) if v.drivers else (f"The value never varies under `{v.strategy}`.",)),
        *v.red_team.in_words(c.titles), v.enough_sentence(),
    )  # fmt: skip


def print_comparison(c: Comparison) -> None:
    """Robustness, beliefs, failures, drivers and red team by each value; then outcomes against each other."""
    from modusvivendi.render.terminal import console

    console.print(facts(c), soft_wrap=True)
    console.print(f"Weights of theories: {c.weights_from}.", soft_wrap=True)
    console.print(f"Compared by {' and '.join(v.title.lower() for v in c.verdicts)}{', each by itself: nothing adds them up (--value takes weights)' if len(c.verdicts) > 1 else ''}.", soft_wrap=True)  # fmt: skip
    for line in c.warnings:
        console.print(line, soft_wrap=True, style="bold")
    for v in c.verdicts:
        _print_verdict(c, v)
    _print_shared(c)


def _print_verdict(c: Comparison, v: Verdict) -> None:
    from modusvivendi.render.terminal import console, frame_table

    console.rule(f"[bold]{v.title}[/bold]: {v.strategy} put to the test ({v.strategy_from})", align="left")
    console.print(v.lead_sentence(), soft_wrap=True)
    console.print(frame_table(_robust_table(v), "Robustness, ± half of the 95% interval; * best"))
    console.print(v.robust_sentence(), soft_wrap=True)
    console.print(frame_table(v.regret.table.reset_index(), "Regret: mean loss against the best strategy under that theory"))
    titles = c.titles
    parts = {
        "What one would have to believe": v.beliefs.in_words("these weights"),
        "Where it fails": v.vulnerability.in_words(titles),
        "What drives it": v.drivers.in_words(titles) if v.drivers else (f"The value never varies under `{v.strategy}`.",),
        "Red team": v.red_team.in_words(titles),
        "Enough?": (v.enough_sentence(),),
    }
    for title, lines in parts.items():
        console.print(title, style="bold")
        for line in lines:
            console.print(line, soft_wrap=True)


def _robust_table(v: Verdict) -> pd.DataFrame:
    import pandas as pd

    from modusvivendi.render.html.compare_sections import shown_metrics

    rows = []
    for metric, part in shown_metrics(v).groupby("metric", sort=False):
        cells = {r.strategy: f"{_with_half(r.value, r.half)}{'*' if r.rank == 1 else ''}" for r in part.itertuples()}
        rows.append({"measure": metric.replace("_", " ").replace("percentile", "pct."), **cells})
    return pd.DataFrame(rows)


def _with_half(value: float, half: float) -> str:
    """A number to the digit that its interval allows, such as .0095±.0004, or to three digits if it has none."""
    from math import floor, isfinite, log10

    if not (isfinite(value) and isfinite(half) and half > 0):
        return f"{value:.3g}".replace("0.", ".", 1)
    digits = max(0, -floor(log10(half)))
    return f"{value:.{digits}f}±{half:.{digits}f}".replace("0.", ".")


def _print_shared(c: Comparison) -> None:
    import pandas as pd

    from modusvivendi.analysis.compare import acceptable_frame
    from modusvivendi.render.terminal import console, frame_table
    from modusvivendi.study.summary import title_of

    console.rule("[bold]Outcomes against each other[/bold]", align="left")
    means = c.tradeoff.means.rename(columns=title_of)
    means.insert(0, "strategy", list(means.index))
    means["efficient"] = ["yes" if s in c.tradeoff.efficient else "no" for s in means.index]
    console.print(frame_table(means, "Means over weighted theories"))
    for strategy, better in c.tradeoff.dominated_by.items():
        console.print(
            f"`{strategy}` is beaten on every outcome, or equalled, by {', '.join(f'`{b}`' for b in better)}.", soft_wrap=True
        )
    table = acceptable_frame(c.acceptable)
    cells = table.assign(cell=[f"{r.k:,} of {r.n:,} ({100 * r.share:.0f}% ±{200 * r.error:.0f})" for r in table.itertuples()])
    wide = cells.pivot(index="strategy", columns="level", values="cell")
    wide = wide.loc[list(dict.fromkeys(table.strategy)), list(dict.fromkeys(table.level))].reset_index()
    wide = pd.DataFrame(wide.to_dict("list"))
    bars = "; ".join(
        f"{n}: " + " and ".join(f"{title_of(o).lower()} {x:.3g}" for o, x in bar.items())
        for n, bar in c.acceptable.levels.items()
    )
    console.print(frame_table(wide, f"Acceptable in k of n runs (levels {c.levels_from})"))
    console.print(f"Levels: {bars}.", soft_wrap=True)
