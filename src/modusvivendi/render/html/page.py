"""Building the page: sections with a finding, a picture, and the picture's numbers as a table."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from modusvivendi.engine.outcomes import CHANNELS
from modusvivendi.render.charts import charts as chart
from modusvivendi.study.result import Result, manifest_of
from modusvivendi.study.study import Study
from modusvivendi.study.summary import KEY_OUTCOMES, MIXTURE, Summary, direction_of, title_of
from modusvivendi.study.titles import factor_titles

TEMPLATES = Path(__file__).parents[1] / "templates"
DRAWN_PATHS = 6


EMPTY = Markup("")


@dataclass(frozen=True)
class Figure:
    """A picture: its finding as title, a description for those who cannot see it, and its numbers."""

    title: str
    description: str
    svg: Markup
    table: Markup | None = None


@dataclass(frozen=True)
class Section:
    """A part of the page. ``body`` is safe HTML made here."""

    anchor: str
    title: str
    lead: str = ""
    body: Markup = EMPTY
    figures: tuple[Figure, ...] = ()


def html_table(frame: pd.DataFrame, caption: str, digits: int = 3, mark: str | None = None) -> Markup:
    """A data frame as an accessible table: caption, header cells with scope, numbers right-aligned.

    mark: 'max' or 'min' outlines that cell of each row of numbers.
    """
    head = "".join(f'<th scope="col">{html.escape(str(c))}</th>' for c in frame.columns)
    rows = []
    for _, row in frame.iterrows():
        numbers = [v for v in row if isinstance(v, (float, np.floating)) and np.isfinite(v)]
        edge = (max(numbers) if mark == "max" else min(numbers)) if mark and numbers else None
        cells = [f'<th scope="row">{html.escape(str(row.iloc[0]))}</th>']
        for value in row.iloc[1:]:
            if isinstance(value, (float, np.floating)):
                shown = "" if not np.isfinite(value) else f"{value:.{digits}f}"
                worst = ' class="edge"' if edge is not None and value == edge and edge != 0 else ""
                cells.append(f"<td{worst}>{shown}</td>")
            else:
                cells.append(f'<td class="text">{_lines(str(value))}</td>')
        rows.append("<tr>" + "".join(cells) + "</tr>")
    return Markup(
        f'<div class="scroll" tabindex="0" role="region" aria-label="{html.escape(caption)}"><table><caption>{html.escape(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
    )


def _lines(text: str) -> str:
    """A cell of one line, or of a main line and a small one below it."""
    main, _, below = text.partition("\n")
    return html.escape(main) + (f'<br><span class="range">{html.escape(below)}</span>' if below else "")


def figure(picture: Any, title: str, description: str, table: pd.DataFrame | None = None) -> Figure:
    """Draw a chart for the page; its labels inside the drawing are hidden from screen readers."""
    drawing = re.sub(r"<svg ", '<svg aria-hidden="true" focusable="false" ', chart.svg(picture), count=1)
    twin = html_table(table, f"Numbers of the picture: {title}") if table is not None else None
    return Figure(title, description, Markup(drawing), twin)


def _pivot(frame: pd.DataFrame, outcome: str, value: str, rows: str, order: Sequence[str]) -> pd.DataFrame:
    part = frame[frame.outcome == outcome].pivot(index=rows, columns="strategy", values=value)
    columns = list(dict.fromkeys(frame.strategy))
    return part.loc[[o for o in order if o in part.index], columns].reset_index()


def _dots(result: Result, summary: Summary, outcome: str) -> Figure:
    values, share = result.outcome(outcome), np.array(list(summary.weights.values()))
    names = [s.name for s in result.study.strategies]
    dots = {name: chart.quantile_dots(values[:, s], share) for s, name in enumerate(names)}
    mix = summary.table[(summary.table.outcome == outcome) & (summary.table.theory == MIXTURE)]
    order = mix.sort_values("mean", ascending=direction_of(outcome) < 0)
    top, bottom = order.iloc[0], order.iloc[-1]
    better = "highest" if direction_of(outcome) > 0 else "lowest"
    finding = f"{title_of(outcome)}: {better} under {top.strategy} ({top['mean']:.3g}), against {bottom['mean']:.3g} under {bottom.strategy}"
    twin = mix[["strategy", "mean", "error", "p5", "p50", "p95"]].rename(
        columns={"error": "standard error", "p5": "5%", "p50": "median", "p95": "95%"}
    )
    words = "Fifty dots per strategy, each a one-in-fifty chance, mixture of theories; the line is the median."
    return figure(chart.dot_quantiles(dots, title_of(outcome)), finding, words, twin)


def _paths(result: Result, summary: Summary, channel: str, strategy: str, baseline: str) -> Figure:
    study = result.study
    names = [s.name for s in study.strategies]
    c, s, b = CHANNELS.index(channel), names.index(strategy), names.index(baseline)
    months = np.arange(1, study.months + 1)
    frames = []
    for t, theory in enumerate(study.theories):
        own = np.asarray(result.paths[t, s, :, c, :], np.float64)
        low, low50, high50, high = np.quantile(own, (0.05, 0.25, 0.75, 0.95), axis=1)
        frame = {"theory": theory.name, "month": months}
        frames.append(pd.DataFrame({**frame, "kind": "fan", "low": low, "high": high, "low50": low50, "high50": high50}))
        frames.append(pd.DataFrame({**frame, "kind": "mean", "value": own.mean(axis=1)}))
        frames.append(pd.DataFrame({**frame, "kind": "baseline", "value": np.asarray(result.paths[t, b, :, c, :]).mean(axis=1)}))
        for n in range(min(DRAWN_PATHS, own.shape[1])):
            frames.append(pd.DataFrame({**frame, "kind": "sample", "value": own[:, n], "path": str(n)}))
    data = pd.concat(frames)
    title = title_of(channel) if channel in result.study.outcome_names else channel
    words = (
        f"One panel per theory. The bands hold 9 and 5 of 10 simulated courses of {strategy}, thin lines are single courses, "
        f"the thick line is their mean, the dashed line the mean under {baseline}."
    )
    last = data[(data.month == study.months) & data.kind.isin(["mean", "baseline"])]
    twin = last.pivot(index="theory", columns="kind", values="value").reindex([t.name for t in study.theories]).reset_index()
    finding = _apart(title, strategy, baseline, twin)
    twin = twin.rename(columns={"mean": f"{strategy}, last month", "baseline": f"{baseline} (dashed), last month"})
    return figure(chart.paths_by_theory(data, title), finding, words, twin)


def _apart(title: str, strategy: str, baseline: str, ends: pd.DataFrame) -> str:
    """The finding of a picture of courses: how far two strategies end apart, and under which theories most and least."""
    gap = (ends["mean"] - ends["baseline"]).set_axis(ends.theory)
    if strategy == baseline:
        return f"{title}: {strategy} ends at {ends['mean'].max():.3f} under {ends.theory[ends['mean'].idxmax()]} and {ends['mean'].min():.3f} under {ends.theory[ends['mean'].idxmin()]}"
    if gap.max() - gap.min() < 0.005:
        return f"{title}: {strategy} ends {gap.mean():+.3f} from {baseline} under every theory"
    return f"{title}: {strategy} ends {gap.max():+.3f} from {baseline} under {gap.idxmax()} and {gap.min():+.3f} under {gap.idxmin()}"


def _overview(result: Result, summary: Summary) -> Markup:
    cells: dict[str, dict[str, str]] = {s.name: {"strategy": s.name} for s in result.study.strategies}
    for outcome in KEY_OUTCOMES:
        for _, row in summary.table[(summary.table.outcome == outcome) & (summary.table.theory == MIXTURE)].iterrows():
            cells[row.strategy][title_of(outcome)] = f"{row['mean']:.3g}\n{row.p5:.2g} to {row.p95:.2g}"
    return html_table(
        pd.DataFrame(cells.values()), "Mean over the mixture of theories; below it the 5 to 95 per cent range over futures"
    )


def study_sections(result: Result, summary: Summary) -> list[Section]:
    """The sections of a study: overview, pictures, regret, who is best how often."""
    study = result.study
    order = [t.name for t in study.theories]
    names = [s.name for s in study.strategies]
    baseline = "drift" if "drift" in names else names[-1]
    mix = summary.regret[summary.regret.theory == MIXTURE]
    sections = [
        Section(
            "overview",
            "Strategies and outcomes",
            "What each strategy leads to, averaged over theories, with the spread over futures.",
            _overview(result, summary),
        ),
        Section("dots", "How likely what is", "", figures=tuple(_dots(result, summary, o) for o in KEY_OUTCOMES)),
    ]
    chosen = {
        o: str(mix[mix.outcome == o].sort_values("regret", kind="stable").strategy.iloc[0]) for o in ("technical", "core_rights")
    }
    sections.append(
        Section("paths", "Courses over time", "", figures=tuple(_paths(result, summary, o, chosen[o], baseline) for o in chosen))
    )
    regret = [
        html_table(
            _pivot(summary.regret, o, "regret", "theory", [*order, MIXTURE]),
            f"{title_of(o)}: mean loss against the best strategy under that theory; worst cell outlined",
            mark="max",
        )
        for o in KEY_OUTCOMES
    ]
    sections.append(
        Section(
            "regret",
            "Regret: what a strategy gives up if a theory is right",
            "Zero is the best strategy under that theory.",
            _first_tables(regret),
        )
    )
    best = [
        html_table(
            _pivot(summary.best_share, o, "share", "theory", order),
            f"{title_of(o)}: share of prior draws in which each strategy is best (ties shared)",
            digits=2,
        )
        for o in KEY_OUTCOMES
    ]
    sections.append(
        Section(
            "best",
            "Who is best how often",
            "A check that no conclusion is built in: under inertia all forms tie, and no strategy wins everywhere.",
            _first_tables(best),
        )
    )
    return sections


def _first_tables(tables: list[Markup], shown: int = 3) -> Markup:
    """The first tables in the open, the others behind a line that opens them."""
    more = Markup("<details><summary>The other outcomes</summary>{}</details>").format(Markup("").join(tables[shown:]))
    return Markup("").join(tables[:shown]) + more


def assumptions_section(study: Study, scans: dict[str, pd.DataFrame]) -> Section:
    """The numbers that move the outcomes most, from a range scan (``study.scan``)."""
    figures, titles = [], factor_titles(study.case)
    for outcome, table in scans.items():
        top = table.head(12).assign(number=lambda t: t.number.map(titles))
        flips = table[(table.best_low != table.base) | (table.best_high != table.base)]
        finding = f"{title_of(outcome)}: the {top.number.iloc[0]} matters most; {len(flips)} of {len(table)} numbers change which strategy leads"
        twin = top.rename(
            columns={"lead_low": "lead at 5%", "lead_high": "lead at 95%", "best_low": "best at 5%", "best_high": "best at 95%"}
        ).drop(columns="base")
        words = f"Change in {title_of(outcome).lower()} under the leading strategy when one number goes from its 5 to its 95 per cent point and all others stay in the middle."
        figures.append(figure(chart.swing_bars(top, f"change in {title_of(outcome).lower()}"), finding, words, twin))
    return Section(
        "assumptions",
        "The assumptions that matter most",
        "A one-at-a-time scan along the expected course: quick, blind to interactions.",
        figures=tuple(figures),
    )


def write_page(path: Path, result: Result, summary: Summary, sections: list[Section]) -> None:
    """Write the page of a study as one file that needs nothing else."""
    study = result.study
    simulated = study.futures * len(study.theories) * len(study.strategies)
    facts = (
        f"{simulated:,} simulated futures of {study.months} months from {study.case.start}: {len(study.theories)} theories × "
        f"{len(study.strategies)} strategies × {study.futures:,} draws. What is known ends on {study.case.as_of}."
    )
    note = (
        "These are conditional statements, not a forecast: they follow from the theories, the ranges and the weights below "
        f"({summary.weights_from}). How much trust the theories deserve against the record is a separate question, which "
        f"“modus weigh {study.case.name}” answers."
    )
    render(
        path, title=study.case.title, kind=f"study {study.digest[:12]}", facts=facts, sentences=summary.sentences, note=note,
        sections=sections, study=study, summary=summary, manifest=manifest_of(study, result.block),
    )  # fmt: skip


def write_report(
    path: Path, title: str, kind: str, facts: str, sentences: Sequence[str], note: str, sections: list[Section]
) -> None:
    """Write a page that is not about one study, in the same look."""
    render(path, title=title, kind=kind, facts=facts, sentences=sentences, note=note, sections=sections, study=None)


def render(path: Path, **content: Any) -> None:
    """Fill the template; everything in it is escaped except what this module made itself."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    style = Markup((TEMPLATES / "style.css").read_text(encoding="utf-8"))
    path.write_text(environment.get_template("page.html.j2").render(style=style, **content), encoding="utf-8")
