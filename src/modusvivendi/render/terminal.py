"""What a command prints: compact tables and plain sentences."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pandas as pd
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from modusvivendi.findings import Fact, Finding, Report
from modusvivendi.findings import Table as FindingTable
from modusvivendi.findings.finding import all_tables
from modusvivendi.render.cells import main_and_small
from modusvivendi.study.summary import KEY_OUTCOMES, MIXTURE, Summary, title_of

WIDE = 112  # columns that a table with ranges needs
console = Console(highlight=False, width=None if sys.stdout.isatty() else WIDE)
errors = Console(stderr=True, highlight=False)


class Bar:
    """A progress bar on standard error for anything that may take over a second; silent when not on a terminal."""

    def __init__(self, label: str, unit: str) -> None:
        columns = (
            TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TextColumn("{task.fields[rate]}"),
            TimeRemainingColumn(),
        )  # fmt: skip
        self.progress = Progress(*columns, console=errors, transient=True, disable=not sys.stderr.isatty())
        self.label, self.unit = label, unit

    def __enter__(self) -> Callable[..., None]:
        from modusvivendi.engine.compile import compiled_before

        if not compiled_before():
            errors.print("Compiling the engine for this machine, once: about half a minute.")
        self.progress.start()
        task = self.progress.add_task(self.label, rate="")

        def update(done: float, total: float, label: str | None = None) -> None:
            speed = self.progress.tasks[0].finished_speed or self.progress.tasks[0].speed
            rate = f"{speed:,.0f} {self.unit}/s" if speed else ""
            self.progress.update(task, completed=done, total=total, rate=rate, description=label or self.label)

        return update

    def __exit__(self, *_: object) -> None:
        self.progress.stop()


def frame_table(frame: pd.DataFrame, title: str, digits: int = 3) -> Table:
    """A data frame as a terminal table."""
    table = Table(title=title, title_justify="left", title_style="bold", header_style="bold", box=None, pad_edge=False)
    for n, column in enumerate(frame.columns):
        table.add_column(str(column), justify="left" if n == 0 else "right", no_wrap=n == 0)
    for row in frame.itertuples(index=False):
        table.add_row(*(f"{v:.{digits}f}" if isinstance(v, float) else str(v) for v in row))
    return table


def short(value: float) -> str:
    """A number in few characters: .64, 6.2, 62."""
    text = f"{value:.2f}" if abs(value) < 1 else f"{value:.3g}"
    return text.replace("0.", ".", 1) if text.startswith(("0.", "-0.")) else text


def with_range(row: pd.Series) -> str:
    """Mean and 5–95 per cent range of a row of the table."""
    mean = f"{row['mean']:.3f}" if abs(row["mean"]) < 1 else f"{row['mean']:.3g}"
    return f"{mean} {short(row.p5)}–{short(row.p95)}"


def overview(summary: Summary, theory: str = MIXTURE) -> pd.DataFrame:
    """Strategies x key outcomes under one theory or the mixture: mean and 5–95 per cent range."""
    part = summary.table[summary.table.theory == theory]
    strategies = list(dict.fromkeys(part.strategy))
    cells: dict[str, list[str]] = {"strategy": strategies}
    for outcome in [o for o in KEY_OUTCOMES if o in set(part.outcome)]:
        rows = part[part.outcome == outcome].set_index("strategy").loc[strategies]
        cells[title_of(outcome)] = [with_range(r) for _, r in rows.iterrows()]
    return pd.DataFrame(cells)


def by_theory(summary: Summary, outcome: str, what: str) -> pd.DataFrame:
    """Theories (and the mixture) x strategies for one outcome; what is 'mean', 'regret' or 'range'."""
    frame = summary.regret if what == "regret" else summary.table
    part = frame[frame.outcome == outcome].copy()
    if what == "range":
        part["range"] = [with_range(r) for _, r in part.iterrows()]
    wide = part.pivot(index="theory", columns="strategy", values=what)
    return wide.loc[list(dict.fromkeys(part.theory)), list(dict.fromkeys(part.strategy))].reset_index()


def print_summary(summary: Summary, outcomes: tuple[str, ...]) -> None:
    """The table strategies x outcomes, per theory and for the mixture, regrets, and three sentences."""
    console.print(
        frame_table(overview(summary), f"Strategies x outcomes, mixture of theories ({summary.weights_from}): mean and 5–95%")
    )
    for outcome in outcomes:
        console.print()
        what = "range" if console.width >= WIDE else "mean"
        label = "mean and 5–95%" if what == "range" else "mean"
        console.print(frame_table(by_theory(summary, outcome, what), f"{title_of(outcome)} by theory: {label}"))
        console.print(frame_table(by_theory(summary, outcome, "regret"), f"{title_of(outcome)}: regret"))
    console.print()
    for sentence in summary.sentences:
        console.print(sentence, soft_wrap=True)


def print_report(report: Report) -> None:
    """A report in a terminal: its basis, what is said first, then question by question the claims and brief tables."""
    console.print(report.basis, soft_wrap=True, markup=False)
    for question, findings in report.by_question():
        told = [f for f in findings if f.claim or any(t.brief for t in all_tables([f]))]
        if not told:
            continue
        console.rule(Text(question, style="bold"), align="left")
        part = ""
        for finding in told:
            if finding.part and finding.part != part:
                console.print(Text(finding.part, style="bold"))
            part = finding.part
            _print_finding(finding)


def _print_finding(finding: Finding) -> None:
    if finding.claim:
        tie = " (too close to call)" if finding.too_close_to_call else ""
        console.print(finding.sentence + tie, soft_wrap=True, markup=False)
    for table in all_tables([finding]):
        if table.brief:
            console.print(finding_table(table))


def finding_table(table: FindingTable) -> Table:
    """A finding's table for a terminal: the interval and rank of a number stand behind it."""
    shown = Table(
        title=Text(table.caption), title_justify="left", title_style="bold", header_style="bold", box=None, pad_edge=False
    )
    for n, column in enumerate(table.frame.columns):
        words = all(isinstance(v.value if isinstance(v, Fact) else v, str) for v in table.frame.iloc[:, n])
        shown.add_column(Text(str(column)), justify="left" if n == 0 or words else "right", no_wrap=n == 0)
    for row in table.frame.itertuples(index=False, name=None):
        shown.add_row(*(Text(" ".join(filter(None, main_and_small(v, table.digits)))) for v in row))
    return shown
