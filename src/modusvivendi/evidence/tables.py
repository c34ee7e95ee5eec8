"""What weighing found, as tables of numbers: for findings, for files, for the documentation."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
from scipy.special import ndtri

from modusvivendi.evidence.inference.theory_evidence import LIKELIHOOD_VARIANTS
from modusvivendi.evidence.inference.weights import Weights, weigh_codings
from modusvivendi.evidence.likelihood.likelihood import HYPER
from modusvivendi.evidence.likelihood.model import ACTIVE, NAMES
from modusvivendi.evidence.record.arrays import CODERS, record_of
from modusvivendi.evidence.sensitivity.variants import AS_MODELLED, OUTSIDE, VariantEvidence, coefficients
from modusvivendi.theory import Prior

LAG = "lag 1 (the model)"
DISCRIMINATES = 0.1  # nats; a row on which no two theories differ by more does not discriminate


def evidence_table(w: Weights) -> pd.DataFrame:
    """Log evidence in three columns that add up to the whole, by the chain rule: over time; between issues, given
    over time; deals, given acts. Each with its Monte Carlo error; then weights, and the spread over codings."""
    rows = []
    shares, doubt = w.weights(), w.weight_errors
    for theory in w.theories:
        v = w.main[theory.name]
        time, acts, whole = v["time"], v["acts"], v["whole"]
        rows.append(
            {
                "family": theory.family,
                "theory": theory.name,
                "over_time": time.mean(),
                "over_time_error": mean_error(v.step_error[0]),
                "between_issues": (acts - time).mean(),
                "between_issues_error": mean_error(v.step_error[1]),
                "deals": (whole - acts).mean(),
                "deals_error": mean_error(v.step_error[2]),
                "sum": whole.mean(),
                "sum_error": mean_error(v.error[v.variants.index("whole")]),
                "prior": w.prior[theory.name],
                "weight": shares[theory.name],
                "weight_error": doubt[theory.name],
                "draws": v.effective.min(),
            }
        )
    table = pd.DataFrame(rows)
    base = base_theory(w)
    against = np.stack([w.main[t.name]["whole"] - w.main[base]["whole"] for t in w.theories])
    table["against"] = base
    table["sum_against"] = against.mean(1)
    table["spread_over_codings"] = against.std(1)
    return table


def alone_table(w: Weights) -> pd.DataFrame:
    """Log evidence of each kind of evidence by itself, against the first theory. These do not add up: parameters are
    shared."""
    first = w.main[w.theories[0].name]
    return pd.DataFrame(
        [
            {
                "theory": t.name,
                **{c: (w.main[t.name][c] - first[c]).mean() for c in ("time", "between", "deals", "acts", "whole")},
            }
            for t in w.theories
        ]
    )


def family_table(w: Weights) -> pd.DataFrame:
    """Prior and posterior weight of each family."""
    shares = w.weights()
    frame = pd.DataFrame([{"family": t.family, "prior": w.prior[t.name], "weight": shares[t.name]} for t in w.theories])
    return frame.groupby("family", sort=False, as_index=False).sum()


def mean_error(each: np.ndarray) -> float:
    """Standard error of a mean over codings, from the errors (K,) of its parts."""
    return float(np.sqrt((each**2).sum()) / len(each))


VARIANT_TITLES = {
    "time": "acts over time alone",
    "between": "acts between issues alone",
    "deals": "deals alone",
    "acts": "acts alone (without deals)",
    "without time": "without acts over time",
    "without between": "without acts between issues",
    "lambda 2": "choices half as sharp (lambda 2)",
    "lambda 8": "choices twice as sharp (lambda 8)",
}
LEAVES_ROWS_OUT = "without low-confidence rows"


def base_theory(w: Weights) -> str:
    """The theory against which log evidence is told: the core alone, if it is among those weighed."""
    return next((n for n in ("inertia", "conviction") if n in w.main), w.theories[0].name)


def sensitivity_table(w: Weights, rows: int = 10) -> pd.DataFrame:
    """Weights of theories under every sensitivity variant, and without each of the most influential rows.

    variant: its title. kind: ``whole`` (as it is weighed), ``coder`` (the codes of one alone), ``part`` (a part of the
    record), ``rows`` (some rows left out), ``choice`` (how the whole record is taken). moved: half the sum of absolute
    changes of the weights, in [0, 1]. error: the largest Monte Carlo error of a theory's log evidence in that variant, nats
    (NaN where none is worked out).
    """
    base, first = w.weights(), next(iter(w.main.values()))
    held = [t.name for t in w.held]

    def error_in(variant: str, codings: slice | list[int] = slice(None)) -> float:
        return max(mean_error(w.main[n].error[first.variants.index(variant)][codings]) for n in held)

    def error_anew(variant: str) -> float:
        return max(mean_error(w.history_variants[variant][n].error) for n in held)

    found: list[tuple[str, str, dict[str, float], float]] = [("whole", "whole", base, error_in("whole"))]
    found += [(f"coder {c} alone", "coder", w.weights(coding=c), error_in("whole", [n])) for n, c in enumerate(CODERS)]
    found += [(VARIANT_TITLES.get(v, v), _kind(v), w.weights(v), error_in(v)) for v in first.variants if v != "whole"]
    found += [(v, "choice", w.weights(v), error_anew(v)) for v in w.history_variants]
    found += [(f"without row {row}", "rows", left, np.nan) for row, left in _without_rows(w, rows).items()]
    return pd.DataFrame(
        [
            {"variant": name, "kind": kind, **shares, "moved": 0.5 * sum(abs(shares[t] - base[t]) for t in base), "error": doubt}
            for name, kind, shares, doubt in found
        ]
    )


def _kind(variant: str) -> str:
    """Whether a variant on the main draws leaves rows or parts of the record out, or takes all of it in another way."""
    if variant == LEAVES_ROWS_OUT:
        return "rows"
    return "choice" if variant in LIKELIHOOD_VARIANTS else "part"


def _without_rows(w: Weights, count: int) -> dict[str, dict[str, float]]:
    """Weights when one row is left out, for the rows that move them most."""
    prior = np.array([w.prior[t.name] for t in w.theories])
    by_row = np.stack([w.main[t.name].rows for t in w.theories])
    base = weigh_codings(w.log_z(), prior)
    left = np.stack([weigh_codings(w.log_z() - by_row[:, n], prior) for n in range(by_row.shape[1])])
    order = np.argsort(-np.abs(left - base).sum(1), kind="stable")[:count]
    ids, names = [*w.rows.acts, *w.rows.tracks], [t.name for t in w.theories]
    return {ids[n]: dict(zip(names, left[n].tolist(), strict=True)) for n in order}


def coder_leaders(w: Weights) -> dict[str, str]:
    """The theory with the highest evidence, among those with a prior, under the codes of each coder."""
    return {c: max(w.held, key=lambda t: w.main[t.name]["whole"][n]).name for n, c in enumerate(CODERS)}


def placebo_table(w: Weights) -> pd.DataFrame:
    """Coefficients on what outsiders do (mean and sd), with their moves felt at other times than the model has it.

    For every theory in which such a coefficient is strong or free. lag: months from a move to what it does, negative where
    it is felt before it is made. change: of the log evidence, against the model's lag.
    A coefficient that is as large when moves are felt before they are made shows no effect of theirs.
    """
    placebos = {name: v.lag for name, v in w.options.variants.items() if v.lag != AS_MODELLED.lag}
    rows: list[dict[str, object]] = []
    for theory in w.theories:
        strong = [b for b in OUTSIDE if b in theory.priors and not theory.priors[b].is_fixed]
        main = w.main[theory.name]
        mean, sd = coefficients(theory, main.draws, np.ones(len(main.draws)))
        as_it_is = VariantEvidence(main["whole"], np.zeros_like(main["whole"]), mean, sd, main.effective.min())
        found = {LAG: (AS_MODELLED.lag, as_it_is)}
        found |= {name: (lag, w.history_variants[name][theory.name]) for name, lag in placebos.items()}
        for name, (lag, under) in found.items() if strong else ():
            row: dict[str, object] = {"theory": theory.name, "variant": name, "lag": lag}
            row |= {"change": (under.log_z - main["whole"]).mean(), "error": mean_error(under.error)}
            for n, beta in enumerate(OUTSIDE):
                shown = beta in strong
                row |= {beta: under.mean[n] if shown else np.nan, f"{beta}_sd": under.sd[n] if shown else np.nan}
            rows.append(row)
    return pd.DataFrame(
        rows, columns=["theory", "variant", "lag", "change", "error", *(f"{b}{x}" for b in OUTSIDE for x in ("", "_sd"))]
    )


def placebo_counts(w: Weights) -> tuple[int, int] | None:
    """Of the coefficients on what outsiders do: how many are clearly larger (by one posterior standard deviation) when moves
    are felt after they are made than when they are felt before, and how many there are. None if no lead was worked out.
    """
    clear = total = 0
    for _, part in placebo_table(w).groupby("theory", sort=False):
        leads = part[part.lag < 0]
        if leads.empty:
            return None
        for beta in [b for b in OUTSIDE if part[b].notna().all()]:
            mine, sd = part.loc[part.lag == AS_MODELLED.lag, [beta, f"{beta}_sd"]].iloc[0]
            total, clear = total + 1, clear + bool(abs(mine) - leads[beta].abs().max() > sd)
    return clear, total


def row_table(w: Weights) -> pd.DataFrame:
    """Theory x row: log predictive density of each dated act and track given all others, against the first theory.

    what: the act, or what was asked.

    discriminates: whether any two theories that have a prior differ by more than 0.1. moved: change of the weights
    (half the sum of absolute changes) when the row is left out. Sorted by ``moved``.
    """
    theories = w.held
    prior = np.array([w.prior[t.name] for t in theories])
    by_row = np.stack([w.main[t.name].rows for t in theories])
    whole = np.stack([w.main[t.name]["whole"] for t in theories])
    base = weigh_codings(whole, prior)
    ids, rows = [*w.rows.acts, *w.rows.tracks], []
    first = np.concatenate([w.rows.act_first, w.rows.track_month])
    issues = [w.case.issue_ids[i] for i in w.rows.act_issue]
    issues += [
        ";".join(w.case.issue_ids[i] for i in w.rows.entry_issue[a:b])
        for a, b in zip(w.rows.track_first, w.rows.track_last, strict=True)
    ]
    record = record_of(w.case)
    words = {a.id: a.what for a in record.acts} | {t.id: t.ask for t in record.tracks}
    for n, name in enumerate(ids):
        scores = by_row[:, n].mean(1)
        if not by_row[:, n].any():
            continue
        without = weigh_codings(whole - by_row[:, n], prior)
        rows.append(
            {
                "row": name,
                "month": w.rows.month_name(first[n]),
                "kind": "act" if n < len(w.rows.acts) else "track",
                "issue": issues[n],
                "what": words[name],
                **{t.name: s - scores[0] for t, s in zip(theories, scores, strict=True)},
                "discriminates": bool(np.ptp(scores) > DISCRIMINATES),
                "moved": 0.5 * np.abs(without - base).sum(),
            }
        )
    return pd.DataFrame(rows).sort_values("moved", ascending=False, ignore_index=True)


def parameter_table(w: Weights) -> pd.DataFrame:
    """Prior against posterior of every parameter the record can bear on: mean and 5 and 95 per cent points.

    learned: how far the posterior has come from the prior, in nats, taking both as normal on the prior's own scale.
    """
    rows = []
    for theory in w.theories:
        priors: dict[str, Prior] = {**theory.complete(), **HYPER}
        for name in (*ACTIVE, *HYPER):
            if priors[name].is_fixed:
                continue
            u = w.main[theory.name].draws[:, NAMES.index(name)]
            z = ndtri(u)
            values = priors[name].quantile(u)
            low, middle, high = priors[name].quantile(np.array([0.05, 0.5, 0.95]))
            learned = 0.5 * (z.var() + z.mean() ** 2 - 1 - np.log(z.var()))
            rows.append(
                {
                    "theory": theory.name,
                    "parameter": name,
                    "prior_p5": low,
                    "prior_p50": middle,
                    "prior_p95": high,
                    "mean": values.mean(),
                    "p5": np.quantile(values, 0.05),
                    "p50": np.median(values),
                    "p95": np.quantile(values, 0.95),
                    "learned": learned,
                    "source": priors[name].source,
                }
            )
    return pd.DataFrame(rows)


def predictive_table(w: Weights) -> pd.DataFrame:
    """What each posterior predicts for figures that anybody understands, beside what was recorded."""
    parts = []
    for name, p in w.predictive.items():
        part = pd.DataFrame({k: getattr(p, k) for k in ("low", "mean", "high", "observed", "extreme")})
        part.insert(0, "figure", p.names)
        part.insert(0, "theory", name)
        parts.append(part)
    return pd.concat(parts, ignore_index=True)


TABLES: dict[str, Callable[[Weights], pd.DataFrame]] = {
    "evidence": evidence_table,
    "alone": alone_table,
    "families": family_table,
    "sensitivities": sensitivity_table,
    "placebos": placebo_table,
    "rows": row_table,
    "parameters": parameter_table,
    "predictive": predictive_table,
    "skill_acts": lambda w: w.skill.acts,
    "skill_deals": lambda w: w.skill.deals,
    "calibration": lambda w: w.skill.calibration,
}


def tables_of(w: Weights) -> dict[str, pd.DataFrame]:
    """All tables by name."""
    return {name: table(w) for name, table in TABLES.items()}
