"""Sections of the page on theories against the record."""

from __future__ import annotations

import html
from importlib.metadata import version

import numpy as np
import pandas as pd
from markupsafe import Markup
from scipy.stats import beta

from modusvivendi.evidence.forecast.one_month import CONSTANT, MIXTURE, SHARES
from modusvivendi.evidence.inference.weigh import Weights
from modusvivendi.evidence.likelihood.likelihood import HYPER
from modusvivendi.evidence.likelihood.model import NAMES
from modusvivendi.evidence.report import DISCRIMINATES
from modusvivendi.evidence.sensitivity.variants import OUTSIDE
from modusvivendi.render.charts import evidence_charts as charts
from modusvivendi.render.html.page import Figure, Section, figure, html_table
from modusvivendi.study.titles import factor_titles

SHOWN_ROWS, FIRST_ROWS, SHOWN_PARAMETERS = 24, 10, 14
CORE = "the core alone (inertia)"
COEFFICIENTS = dict(zip(OUTSIDE, ("money and recognition", "public demands", "contact"), strict=True))
Tables = dict[str, pd.DataFrame]


def evidence_sections(w: Weights, tables: Tables) -> list[Section]:
    """Skill first, then weights and evidence, the ledger, other readings, placebos, parameters, predictive checks."""
    return [
        Section(
            "skill", "Does any theory predict?",
            f"Every month from mid-2022 on was forecast from what came before it ({w.skill.months} months, {w.skill.tracks} "
            "negotiations). The yardstick is a forecaster who knows nothing but how often each issue moved so far.",
            figures=(*_skill_figures(w), _calibration_figure(tables["calibration"])),
        ),
        Section(
            "weights", "What the record says of the theories",
            "Log evidence is how probable the record is under a theory, all its uncertain numbers averaged over. A difference of "
            "1 nat multiplies the odds by 2.7, one of 3 by 20.",
            figures=(_weights_figure(w, tables), _columns_figure(w, tables["evidence"])),
        ),
        Section("numbers", "The evidence in numbers", "", _evidence_tables(tables)),
        Section("ledger", "Theories and dated acts", _ledger_lead(tables["rows"]), _ledger(w, tables["rows"])),
        Section(
            "readings", "If the record were read otherwise",
            "Weight of each theory under every other reading. “moved” is half the sum of absolute changes; “error” the largest "
            "Monte Carlo error of a log evidence in that reading.",
            _styled("tight", html_table(_readings(w, tables["sensitivities"]), "Weights under other readings of the record", 2)),
        ),
        Section(
            "placebos", "Placebos: could outsiders' moves be causes?",
            "What outsiders do enters the model a month later. Here it is felt at other times, even before it was done. A "
            "coefficient that is as large before the move as after it shows no effect of the move.",
            figures=(_placebo_figure(tables["placebos"]),),
        ),
        Section(
            "parameters", "Prior and posterior",
            "What the record taught about each theory's numbers, in nats: 0.5 is about one prior standard deviation.",
            _folded(_parameters(w, tables["parameters"]), "Prior and posterior of every parameter: 5, 50 and 95 per cent points", 2),
            (_parameter_figure(w, tables["parameters"]),),
        ),
        Section(
            "predictive", "What the posterior predicts, and what happened", "",
            figures=(_predictive_figure(w, tables["predictive"]),),
        ),
        Section("theories", "The theories", "", _claims(w)),
        Section("made", "How this was made", "", _made(w)),
    ]  # fmt: skip


def _readings(w: Weights, table: pd.DataFrame) -> pd.DataFrame:
    """Changes first; theories without a prior are left out."""
    return table[["reading", "moved", "error", *(t.name for t in w.theories if w.prior[t.name] > 0)]]


def _folded(table: pd.DataFrame, caption: str, digits: int) -> Markup:
    """A long table behind a line that opens it."""
    return Markup("<details><summary>{}</summary>{}</details>").format(caption, html_table(table, caption, digits))


def _skill_figures(w: Weights) -> tuple[Figure, Figure]:
    acts, deals = w.skill.acts, w.skill.deals
    return (
        _forest(acts, CONSTANT, "Acts of the authority, one month ahead"),
        _forest(deals, SHARES, "How negotiations end"),
    )


def _forest(table: pd.DataFrame, base: str, what: str) -> Figure:
    others = table[table.forecaster != base].rename(columns={"forecaster": "name"})
    better = others[others.low > 0].name.tolist()
    worse = others[others.high < 0].name.tolist()
    finding = (
        f"{what}: {_and(better)} beat{'s' if len(better) == 1 else ''} “{base}”"
        if better
        else f"{what}: nothing beats “{base}” by more than chance"
    )
    finding += f"; {_and(worse)} {'is' if len(worse) == 1 else 'are'} worse" if worse else ""
    words = f"Gain in log score over “{base}” (dot) with its 90 per cent interval; right of the dashed line is better."
    scored = {"difference": "gain", "brier": "Brier score", "crps": "CRPS", "ranked": "ranked score", "log_score": "log score"}
    return figure(charts.forest(others, f"gain in log score over “{base}”"), finding, words, table.rename(columns=scored))


def _and(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _calibration_figure(table: pd.DataFrame) -> Figure:
    shown = [f for f in (CONSTANT, MIXTURE, CORE) if f in set(table.forecaster)]
    part = table[table.forecaster.isin(shown) & (table.cells >= 20)].copy()
    came = (part.seen * part.cells).round()
    part["low"], part["high"] = (
        beta.ppf(0.05, came + 0.5, part.cells - came + 0.5),
        beta.ppf(0.95, came + 0.5, part.cells - came + 0.5),
    )
    part["low"] = part.low.where(came > 0, 0.0)
    inside = ((part.low <= part.said) & (part.said <= part.high)).sum()
    finding = f"Calibration: what was said agrees with what came in {inside} of {len(part)} groups of forecasts"
    words = (
        "Forecasts that some act comes on an issue in a month, grouped by the chance that was said; on the dashed line they come as "
        "often as said. Bars are 90 per cent intervals."
    )
    return figure(charts.calibration_lines(part), finding, words, table)


def _weights_figure(w: Weights, tables: Tables) -> Figure:
    held = [t for t in w.theories if w.prior[t.name] > 0]
    readings = tables["sensitivities"]
    whole = readings[~readings.reading.str.contains("alone$|^acts alone|^without acts")]
    data = pd.DataFrame(
        [
            {
                "theory": t.title, "prior": w.prior[t.name], "weight": float(readings[t.name].iloc[0]),
                "low": float(whole[t.name].min()), "high": float(whole[t.name].max()),
            }
            for t in held
        ]
    ).sort_values("weight", ascending=False)  # fmt: skip
    top = data.iloc[0]
    finding = f"{top.theory} has most weight, {top.weight:.2f}, between {top.low:.2f} and {top.high:.2f} over readings; before the record it was {top.prior:.2f}"
    words = (
        "Weight of each theory after the record (dot), before it (tick: the same for every family of theories), and the range over "
        "the other readings of the whole record listed below (band)."
    )
    return figure(charts.weight_ranges(data), finding, words, data)


def _columns_figure(w: Weights, table: pd.DataFrame) -> Figure:
    base = table.against.iloc[0]
    names = {"over_time": "when acts came", "between_issues": "which issues move", "deals": "how deals ended"}
    titles = {t.name: t.title for t in w.theories}
    first = table.set_index("theory").loc[base]
    data = pd.DataFrame(
        [
            {"theory": titles[r.theory], "column": words, "value": getattr(r, c) - first[c], "error": getattr(r, f"{c}_error")}
            for c, words in names.items() for r in table.itertuples()
        ]
    )  # fmt: skip
    spans = {words: np.ptp(data[data.column == words].value) for words in names.values()}
    widest = max(spans, key=lambda k: spans[k])
    elsewhere = max(v for k, v in spans.items() if k != widest)
    finding = f"What difference there is comes from {widest}: there theories span {spans[widest]:.1f} nats, elsewhere at most {elsewhere:.1f}"
    words = (
        f"Log evidence against {titles[base]}, in three columns that add up: when acts came; which issues move how often, given that; how "
        "negotiations ended, given acts. Lines are two Monte Carlo errors of each column by itself."
    )
    return figure(
        charts.evidence_bars(data),
        finding,
        words,
        data.pivot(index="theory", columns="column", values="value")[list(names.values())].reset_index(),
    )


def _evidence_tables(tables: Tables) -> Markup:
    evidence = tables["evidence"]
    shown = pd.DataFrame({"theory": evidence.theory, "family": evidence.family})
    for column, title in (("over_time", "over time"), ("between_issues", "between issues"), ("deals", "deals"), ("sum", "sum")):
        shown[title] = [f"{v:.2f}\n± {e:.2f}" for v, e in zip(evidence[column], evidence[f"{column}_error"], strict=True)]
    shown[f"sum against {evidence.against.iloc[0]}"] = evidence.sum_against
    shown["spread over codings"] = evidence.spread_over_codings
    shown["prior"] = evidence.prior
    shown["weight"] = [f"{v:.3f}\n± {e:.3f}" for v, e in zip(evidence.weight, evidence.weight_error, strict=True)]
    return (
        html_table(shown, "Log evidence and weights by theory; below each its Monte Carlo standard error", 2)
        + html_table(tables["families"], "Weights by family", 3)
        + _folded(tables["alone"], "Each kind of evidence by itself, against the first theory (these do not add up)", 2)
    )


def _ledger_lead(rows: pd.DataFrame) -> str:
    dull = int((~rows.discriminates).sum())
    return (
        f"How much better or worse each theory predicts a dated act or negotiation from all others, in nats, against the first theory. "
        f"{dull} of {len(rows)} do not discriminate (no two theories differ by more than {DISCRIMINATES}): they are grey, and mostly "
        "behind the line below the table."
    )


def _ledger(w: Weights, rows: pd.DataFrame) -> Markup:
    theories = [t for t in w.theories if t.name in rows.columns]
    titles = {i.id: i.title for i in w.case.issues}
    first = theories[0].title
    named = rows.head(FIRST_ROWS)
    words = pd.DataFrame(
        {
            "row": named.row, "month": named.month, "kind": named.kind.replace("track", "negotiation"),
            "on": [_issues(i, titles) for i in named.issue], "what": named.what, "moved": named.moved,
        }
    )  # fmt: skip
    return (
        _styled("wrapped", html_table(words, "The ten rows that moved the weights most", 3))
        + _cells(rows.head(SHOWN_ROWS), theories, f"Theories and the {min(SHOWN_ROWS, len(rows))} most influential rows: log Bayes factor against {first}", titles)
        + Markup("<details><summary>All rows, in order of time</summary>{}</details>").format(
            _cells(rows.sort_values(["month", "row"]), theories, f"All rows: log Bayes factor against {first}", titles)
        )
    )  # fmt: skip


def _issues(text: str, titles: dict[str, str]) -> str:
    names = [titles.get(i, i) for i in text.split(";")]
    return names[0] if len(names) == 1 else f"{names[0]} and {len(names) - 1} more"


def _styled(style: str, table: Markup) -> Markup:
    """A table in one of the styles of the style sheet."""
    return Markup(str(table).replace("<table>", f'<table class="{style}">', 1))


def _cells(part: pd.DataFrame, theories: list, caption: str, titles: dict[str, str]) -> Markup:  # type: ignore[type-arg]
    """Theories in rows, dated acts in columns; grey where no two theories differ."""

    def dull(yes: bool) -> str:
        return "" if yes else ' class="dull"'

    heads = "".join(
        f'<th scope="col"{dull(r.discriminates)}>{html.escape(r.row)}<br><span class="how"><span class="month">{r.month}</span><br>{html.escape(_issues(r.issue, titles))}</span></th>'
        for r in part.itertuples()
    )
    body = []
    for theory in theories:
        cells = "".join(f"<td{dull(d)}>{v:+.2f}</td>" for v, d in zip(part[theory.name], part.discriminates, strict=True))
        body.append(f'<tr><th scope="row">{html.escape(theory.title)}</th>{cells}</tr>')
    return Markup(
        f'<div class="scroll" tabindex="0" role="region" aria-label="{html.escape(caption)}"><table class="ledger"><caption>{html.escape(caption)}</caption>'
        f'<thead><tr><th scope="col">theory</th>{heads}</tr></thead><tbody>{"".join(body)}</tbody></table></div>'
    )


def _placebo_figure(table: pd.DataFrame) -> Figure:
    months = {"lag 1 (the model)": 1, "placebo: lag 3": 3, "placebo: same month": 0, "placebo: lead 1": -1, "placebo: lead 2": -2}
    rows = [
        {"panel": f"{r['theory']}: {COEFFICIENTS[b]}", "lag": months[r["reading"]], "value": r[b], "sd": r[f"{b}_sd"]}
        for _, r in table.iterrows() for b in OUTSIDE if r["reading"] in months and pd.notna(r[b])
    ]  # fmt: skip
    data = pd.DataFrame(rows, columns=["panel", "lag", "value", "sd"])
    data = data.sort_values(["panel", "lag"], kind="stable", ignore_index=True)
    clear = 0
    for _, part in data.groupby("panel"):
        mine, leads = part[part.lag == 1].iloc[0], part[part.lag < 0].value.abs()
        clear += bool(len(leads) and abs(mine.value) - leads.max() > mine.sd)
    total = data.panel.nunique()
    finding = (
        f"{clear or 'None'} of {total} coefficients {'is' if clear < 2 else 'are'} clearly larger after a move than before it"
    )
    words = "Posterior mean and one standard deviation of each coefficient. Orange: the model's lag of one month. Negative months: the move is felt before it is made."
    return figure(charts.placebo_lines(data), finding, words, table.drop(columns=[c for c in table if table[c].isna().all()]))


def _titles(w: Weights) -> dict[str, str]:
    known = factor_titles(w.case)
    return {n: HYPER[n].meaning if n in HYPER else known.get(n, n) for n in NAMES}


def _parameters(w: Weights, table: pd.DataFrame) -> pd.DataFrame:
    titles = _titles(w)
    shown = table.assign(meaning=table.parameter.map(titles))
    return shown[["parameter", "theory", "meaning", "prior_p5", "prior_p50", "prior_p95", "p5", "p50", "p95", "learned"]]


def _parameter_figure(w: Weights, table: pd.DataFrame) -> Figure:
    best = "free" if "free" in w.main else _best(w)
    part = table[table.theory == best].sort_values("learned", ascending=False).head(SHOWN_PARAMETERS)
    views, titles = w.main[best], _titles(w)
    places = np.quantile(views.draws[:, [NAMES.index(p) for p in part.parameter]], (0.05, 0.5, 0.95), axis=0)
    data = pd.DataFrame({"name": [titles[p] for p in part.parameter], "p5": places[0], "p50": places[1], "p95": places[2]})
    own = part.parameter.str.startswith("beta_")
    finding = f"The record teaches most about the {data.name.iloc[0]}"
    finding += (
        f"; of what theories disagree on, most about the {titles[part.parameter[own].iloc[0]]}"
        if own.any()
        else "; of what theories disagree on, little"
    )
    title = next(t.title for t in w.theories if t.name == best)
    words = f"Theory: {title}, the {SHOWN_PARAMETERS} parameters of which most was learned. Grey: the middle 90 per cent before the record; blue: after it; dot: median."
    return figure(
        charts.two_ranges(data),
        finding,
        words,
        part[["parameter", "prior_p5", "prior_p50", "prior_p95", "p5", "p50", "p95", "learned"]],
    )


def _best(w: Weights) -> str:
    """The theory with the highest evidence among those with a prior."""
    return max((t.name for t in w.theories if w.prior[t.name] > 0), key=lambda n: float(np.mean(w.main[n]["whole"])))


def _predictive_figure(w: Weights, table: pd.DataFrame) -> Figure:
    best = _best(w)
    part = table[table.theory == best].copy()
    part["outside"] = (part.extreme < 0.025) | (part.extreme > 0.975)
    drawn = part[(part["mean"] >= 1) | (part.observed >= 2)]
    title = next(t.title for t in w.theories if t.name == best)
    out = part[part.outside]
    finding = f"{title} expects what happened in {len(part) - len(out)} of {len(part)} figures" + (
        f"; not in {_and(out.figure.tolist())}" if 0 < len(out) < 4 else ""
    )
    words = f"Records made by {title} after it has learned from the real one. Band: 90 per cent of them; mark: what was recorded (orange diamond: outside 95 per cent). Figures with small numbers are in the table only."
    columns = ["figure", "low", "mean", "high", "observed", "extreme"]
    return figure(charts.observed_in_range(drawn), finding, words, part[columns])


def _claims(w: Weights) -> Markup:
    shares = w.weights()
    parts = [
        Markup('<dt>{} <span class="weight">{} · {:.3f}</span></dt><dd>{}</dd>').format(t.title, t.name, shares[t.name], t.claim)
        for t in w.theories
    ]
    return Markup("<dl>") + Markup("").join(parts) + Markup("</dl>")


def _made(w: Weights) -> Markup:
    left = "; ".join(f"{why}: {n}" for why, n in w.rows.excluded.items() if n)
    rows = {
        "Case": w.case.digest(), "Seed": w.seed, "Sampler": w.sampler,
        "Effective draws": f"{min(v.effective.min() for v in w.main.values()):.0f} at least, per theory and coding",
        "Rows not scored": left,
        "Versions": ", ".join(f"{n} {version(n)}" for n in ("modus-vivendi", "numba", "numpy", "scipy")),
        "To run it again": f"modus weigh {w.case.name} --seed {w.seed}",
    }  # fmt: skip
    items = [Markup("<dt>{}</dt><dd>{}</dd>").format(k, v) for k, v in rows.items()]
    return (
        Markup(
            '<p>How acts and negotiations become probabilities, the coding rule, and what is judged: docs/evidence.md.</p><dl class="manifest">'
        )
        + Markup("").join(items)
        + Markup("</dl>")
    )
