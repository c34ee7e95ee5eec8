"""Sections of the page on theories against the record."""

from __future__ import annotations

import html

import numpy as np
import pandas as pd
from markupsafe import Markup

from modusvivendi.evidence.skill import Skill
from modusvivendi.evidence.weigh import Weights
from modusvivendi.page.page import Section, html_table

SHOWN_ROWS = 40


def evidence_sections(weights: Weights, ability: Skill, tables: dict[str, pd.DataFrame]) -> list[Section]:
    """Skill first, then evidence, the ledger, sensitivities, parameters and predictive checks."""
    return [
        Section("skill", "Does any theory predict?", ability.headline, Markup(_skill(ability))),
        Section("evidence", "What the record says, in three columns", "Log evidence over time; between issues, given over time; on deals, given acts. The columns add up. “±” is the Monte Carlo standard error; the spread over codings is that of the three readers and of draws among them.", _evidence(tables)),
        Section("ledger", "Theories and dated acts", "Theories in rows, dated acts and deals in columns, most influential first: log predictive density given all other rows, less that of the first theory. Grey columns do not discriminate.", _ledger(weights, tables["rows"])),
        Section("sensitivities", "If the record were read otherwise", "Weight of each theory under every other reading; “moved” is half the sum of absolute changes.", html_table(tables["sensitivities"], "Weights under other readings of the record", 2)),
        Section("placebos", "Placebos", "Coefficients on what outsiders do, with their moves felt at other times than the model has it. One that is as large when moves are felt before they are made shows no effect of theirs.", html_table(tables["placebos"].drop(columns="theory"), "Coefficients at other lags and leads", 2)),
        Section("parameters", "Prior and posterior", "The twenty parameters of which the record says most.", html_table(_learned(tables["parameters"]), "Prior and posterior, 5, 50 and 95 per cent points; learned in nats", 2)),
        Section("predictive", "What the posterior predicts, and what happened", "Five to ninety-five per cent of replications, the mean, and the record's own figure.", html_table(_predictive(weights, tables["predictive"]), "Posterior predictive checks under the best supported theory", 1)),
    ]  # fmt: skip


def _skill(ability: Skill) -> str:
    return (
        html_table(
            ability.acts,
            f"Acts one month ahead, {ability.months} months: log score and difference from the constant rate per issue",
            2,
        )
        + html_table(ability.deals, f"Deals, {ability.tracks} tracks", 2)
        + html_table(ability.calibration, "Calibration: how often an act came when it was said to come", 3)
    )


def _evidence(tables: dict[str, pd.DataFrame]) -> Markup:
    columns = [
        "theory",
        "family",
        "over_time",
        "over_time_error",
        "between_issues",
        "between_issues_error",
        "deals",
        "deals_error",
        "sum",
        "sum_error",
        "sum_against",
        "spread_over_codings",
        "prior",
        "weight",
    ]
    base = tables["evidence"].against.iloc[0]
    shown = tables["evidence"][columns].rename(
        columns={
            "over_time": "over time",
            "over_time_error": "±",
            "between_issues": "between issues",
            "between_issues_error": "± ",
            "deals_error": " ±",
            "sum_error": " ± ",
            "sum_against": f"sum against {base}",
            "spread_over_codings": "spread over codings",
        }
    )
    return Markup(
        html_table(shown, "Log evidence and weights by theory", 2)
        + html_table(tables["families"], "Weights by family", 3)
        + html_table(tables["alone"], "Each kind of evidence by itself, against the first theory (these do not add up)", 2)
    )


def _ledger(weights: Weights, rows: pd.DataFrame) -> Markup:
    theories = [t.name for t in weights.theories if t.name in rows.columns]
    part = rows.head(SHOWN_ROWS)
    heads = "".join(
        f'<th scope="col" class="{"" if r.discriminates else "dull"}">{html.escape(r.row)}<br><span class="how">{html.escape(str(r.month))}</span></th>'
        for r in part.itertuples()
    )
    body = []
    for theory in theories:
        cells = "".join(
            f'<td class="{"" if d else "dull"}">{v:+.2f}</td>' for v, d in zip(part[theory], part.discriminates, strict=True)
        )
        body.append(f'<tr><th scope="row">{html.escape(theory)}</th>{cells}</tr>')
    caption = f"Log Bayes factor of each row against {theories[0]}; the {len(part)} most influential of {len(rows)} rows"
    return Markup(
        f'<div class="scroll" tabindex="0" role="region" aria-label="{html.escape(caption)}"><table><caption>{html.escape(caption)}</caption>'
        f'<thead><tr><th scope="col">theory</th>{heads}</tr></thead><tbody>{"".join(body)}</tbody></table></div>'
        + html_table(part.head(10)[["row", "month", "kind", "issue", "moved"]], "The ten rows that moved the weights most")
    )


def _learned(table: pd.DataFrame) -> pd.DataFrame:
    top = table.sort_values("learned", ascending=False).head(20)
    return top[["parameter", "theory", "prior_p5", "prior_p50", "prior_p95", "p5", "p50", "p95", "learned"]]


def _predictive(weights: Weights, table: pd.DataFrame) -> pd.DataFrame:
    held = [t.name for t in weights.theories if weights.prior[t.name] > 0]
    best = max(held, key=lambda n: float(np.mean(weights.main[n]["whole"])))
    return table[table.theory == best][["figure", "low", "mean", "high", "observed", "extreme"]]
