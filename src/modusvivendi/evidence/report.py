"""What weighing says: tables for people, a dictionary for machines, an xarray tree for disk, and plain sentences."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from scipy.stats import norm

from modusvivendi.evidence.inference.posterior import THIN
from modusvivendi.evidence.inference.views import coding_names
from modusvivendi.evidence.inference.weigh import Weights, weigh_codings
from modusvivendi.evidence.likelihood.likelihood import HYPER
from modusvivendi.evidence.likelihood.model import ACTIVE, NAMES
from modusvivendi.evidence.record.arrays import CODERS, record_of
from modusvivendi.evidence.sensitivity.variants import OUTSIDE, Reading, coefficients
from modusvivendi.theory import Prior, Theory

if TYPE_CHECKING:
    import xarray as xr

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
                "sum_error": mean_error(v.error[v.names.index("whole")]),
                "prior": w.prior[theory.name],
                "weight": shares[theory.name],
                "weight_error": doubt[theory.name],
                "draws": v.effective.min(),
            }
        )
    table = pd.DataFrame(rows)
    base = next((n for n in ("inertia", "conviction") if n in w.main), w.theories[0].name)
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


def sensitivity_table(w: Weights, rows: int = 10) -> pd.DataFrame:
    """Weights of theories under every other reading of the record, and without each of the most influential rows.

    moved: half the sum of absolute changes of the weights; error: the largest Monte Carlo error of a theory's log
    evidence in that reading (NaN where none is worked out).
    """
    base = w.weights()
    first = next(iter(w.main.values()))
    held = [t.name for t in w.theories if w.prior[t.name] > 0]

    def in_view(view: str, codings: slice | list[int] = slice(None)) -> float:
        return max(mean_error(w.main[n].error[first.names.index(view)][codings]) for n in held)

    found: list[tuple[str, dict[str, float], float]] = [("whole", base, in_view("whole"))]
    found += [(f"coder {c} alone", w.weights(coding=c), in_view("whole", [n])) for n, c in enumerate(CODERS)]
    found += [(_reading(view), w.weights(view), in_view(view)) for view in first.names if view != "whole"]
    found += [(s, w.weights(setup=s), max(mean_error(w.again[s][n].error) for n in held)) for s in w.again]
    found += [(f"without row {row}", left, np.nan) for row, left in _without_rows(w, rows).items()]
    return pd.DataFrame(
        [
            {"reading": name, **shares, "moved": 0.5 * sum(abs(shares[t] - base[t]) for t in base), "error": doubt}
            for name, shares, doubt in found
        ]
    )


def _without_rows(w: Weights, count: int) -> dict[str, dict[str, float]]:
    """Weights when one row is left out, for the rows that move them most."""
    prior = np.array([w.prior[t.name] for t in w.theories])
    by_row = np.stack([w.main[t.name].rows for t in w.theories])
    base = weigh_codings(w.log_z(), prior)
    left = np.stack([weigh_codings(w.log_z() - by_row[:, n], prior) for n in range(by_row.shape[1])])
    order = np.argsort(-np.abs(left - base).sum(1), kind="stable")[:count]
    ids, names = [*w.rows.acts, *w.rows.tracks], [t.name for t in w.theories]
    return {ids[n]: dict(zip(names, left[n].tolist(), strict=True)) for n in order}


def _reading(view: str) -> str:
    words = {
        "time": "acts over time alone",
        "between": "acts between issues alone",
        "deals": "deals alone",
        "acts": "acts alone (without deals)",
        "without time": "without acts over time",
        "without between": "without acts between issues",
        "lambda 2": "choices half as sharp (lambda 2)",
        "lambda 8": "choices twice as sharp (lambda 8)",
    }
    return words.get(view, view)


def placebo_table(w: Weights) -> pd.DataFrame:
    """Coefficients on what outsiders do (mean and sd), with their moves felt at other times than the model has it.

    For every theory in which such a coefficient is strong or free. change: of the log evidence, against the model's lag.
    A coefficient that is as large when moves are felt before they are made shows no effect of theirs.
    """
    rows = []
    for theory in w.theories:
        strong = [b for b in OUTSIDE if b in theory.priors and not theory.priors[b].is_fixed]
        main = w.main[theory.name]
        mean, sd = coefficients(theory, main.draws, np.ones(len(main.draws)))
        readings = {LAG: Reading(main["whole"], np.zeros_like(main["whole"]), mean, sd, main.effective.min())}
        readings |= {k: v[theory.name] for k, v in w.again.items() if k.startswith("placebo")}
        for name, reading in readings.items() if strong else ():
            row: dict[str, Any] = {"theory": theory.name, "reading": name}
            row |= {"change": (reading.log_z - main["whole"]).mean(), "error": mean_error(reading.error)}
            for n, beta in enumerate(OUTSIDE):
                shown = beta in strong
                row |= {beta: reading.mean[n] if shown else np.nan, f"{beta}_sd": reading.sd[n] if shown else np.nan}
            rows.append(row)
    return pd.DataFrame(
        rows, columns=["theory", "reading", "change", "error", *(f"{b}{x}" for b in OUTSIDE for x in ("", "_sd"))]
    )


def row_table(w: Weights) -> pd.DataFrame:
    """Theory x row: log predictive density of each dated act and track given all others, against the first theory.

    what: the act, or what was asked.

    discriminates: whether any two theories that have a prior differ by more than 0.1. moved: change of the weights
    (half the sum of absolute changes) when the row is left out. Sorted by ``moved``.
    """
    theories = [t for t in w.theories if w.prior[t.name] > 0]
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


def influence_table(w: Weights, count: int = 10) -> pd.DataFrame:
    """The rows that moved the weights most."""
    return row_table(w).head(count)


def parameter_table(w: Weights) -> pd.DataFrame:
    """Prior against posterior of every parameter the record can bear on: mean and 5 and 95 per cent points.

    learned: how far the posterior has come from the prior, in nats, taking both as normal on the prior's own scale.
    """
    rows = []
    for theory in w.theories:
        views = w.main[theory.name]
        laws: dict[str, Prior] = {**theory.complete(), **HYPER}
        for name in (*ACTIVE, *HYPER):
            if laws[name].is_fixed:
                continue
            u = views.draws[:, NAMES.index(name)]
            z = norm.ppf(u)
            values = laws[name].quantile(u)
            low, middle, high = laws[name].quantile(np.array([0.05, 0.5, 0.95]))
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
                    "source": laws[name].source,
                }
            )
    return pd.DataFrame(rows)


def predictive_table(w: Weights) -> pd.DataFrame:
    """What each posterior predicts for figures that a reader understands, beside what was recorded."""
    parts = []
    for name, p in w.predictive.items():
        part = pd.DataFrame({k: getattr(p, k) for k in ("low", "mean", "high", "observed", "extreme")})
        part.insert(0, "figure", p.names)
        part.insert(0, "theory", name)
        parts.append(part)
    return pd.concat(parts, ignore_index=True)


TABLES = {
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


def to_dict(w: Weights) -> dict[str, Any]:
    """All tables, as plain lists and numbers."""
    return {
        "case": w.case.name,
        "case_digest": w.case.digest(),
        "seed": w.seed,
        "sampler": w.sampler,
        "months": w.rows.months,
        "scored_acts": len(w.rows.acts),
        "decided_tracks": int((w.rows.outcome >= 0).sum()),
        "excluded": w.rows.excluded,
        "weights": w.weights(),
        "prior": w.prior,
        "sentences": list(sentences(w)),
        "tables": {name: table(w).to_dict("records") for name, table in TABLES.items()},
    }


def to_tree(w: Weights) -> xr.DataTree:
    """Evidence with named dimensions (theory, view, coding), posterior draws, and tables as groups."""
    import xarray as xr

    names, first = [t.name for t in w.theories], next(iter(w.main.values()))
    stacked = {k: (("theory", "view", "coding"), np.stack([getattr(w.main[n], k) for n in names])) for k in ("log_z", "error")}
    evidence = xr.Dataset(stacked, {"theory": names, "view": list(first.names), "coding": list(coding_names(first))})
    draws = xr.Dataset(
        {"place": (("theory", "draw", "parameter"), np.stack([w.main[n].draws for n in names]))},
        {"theory": names, "parameter": list(NAMES)},
    )
    weights = xr.Dataset(
        {"weight": ("theory", list(w.weights().values())), "prior": ("theory", list(w.prior.values()))},
        {"theory": names},
    )
    setups = list(w.again)
    shape = ("setup", "theory", "coding")
    again = {k: (shape, np.stack([[getattr(w.again[s][n], k) for n in names] for s in setups])) for k in ("log_z", "error")}
    readings = xr.Dataset(again if setups else {}, {"setup": setups, "theory": names, "coding": list(coding_names(first))})
    groups = {"evidence": evidence, "readings": readings, "draws": draws, "weights": weights}
    groups |= {f"tables/{name}": xr.Dataset.from_dataframe(_plain(table(w))) for name, table in TABLES.items()}
    tree = xr.DataTree.from_dict(groups)
    tree.attrs = {"case": w.case.name, "case_digest": w.case.digest(), "seed": w.seed, "sampler": w.sampler}
    return tree


def _plain(table: pd.DataFrame) -> pd.DataFrame:
    """Text columns as fixed-width text, which every store can hold."""
    return table.astype({c: object for c in table.columns if not pd.api.types.is_numeric_dtype(table[c])}).map(
        lambda x: str(x) if not isinstance(x, (int, float, np.number, np.bool_)) else x
    )


def save_tree(w: Weights, folder: Path) -> Path:
    """Write the tree to a Zarr store (format 2, whose text every reader knows)."""
    to_tree(w).to_zarr(folder, mode="w", zarr_format=2)
    return folder


def sentences(w: Weights) -> tuple[str, ...]:
    """Skill out of sample first, then what the weights say, in plain words."""
    theories = [t for t in w.theories if w.prior[t.name] > 0]
    first = evidence_table(w).set_index("theory").loc[[t.name for t in theories]]
    shares = w.weights()
    span = {c: float(np.ptp(first[c])) for c in ("over_time", "between_issues", "deals")}
    top = max(theories, key=lambda t: shares[t.name] / w.prior[t.name])
    last = min(theories, key=lambda t: shares[t.name] / w.prior[t.name])
    best, worst = (shares[t.name] / w.prior[t.name] for t in (top, last))
    rows = row_table(w)
    strong = abs(np.log(best / worst))
    # Odds of 20 and 150: the usual lines between positive, strong and very strong (Kass and Raftery 1995).
    verdict = "poorly" if strong < 3 else "moderately" if strong < 5 else "well"
    return (
        w.skill.headline,
        f"The record separates theories {verdict}: from the best to the least supported ({top.name}, {last.name}) the "
        f"odds move by a factor of {best / worst:.0f}.",
        f"Between theories log evidence spans {span['over_time']:.1f} nats over time (when acts came), "
        f"{span['between_issues']:.1f} between issues (which move how often) and {span['deals']:.1f} on deals (how they ended).",
        f"{int((~rows.discriminates).sum())} of {len(rows)} dated acts and negotiations do not discriminate: no two theories differ on them "
        f"by more than {DISCRIMINATES} nats.",
        _reader_sentence(w, theories),
        _reading_sentence(w),
        _placebo_sentence(w),
        *_thin_sentence(w),
    )


def _thin_sentence(w: Weights) -> tuple[str, ...]:
    """A warning if some log evidence rests on few effective draws."""
    name, least = min(((n, v.effective.min()) for n, v in w.main.items()), key=lambda pair: pair[1])
    if least >= THIN:
        return ()
    return (f"Sampling was thin: as few as {least:.0f} effective draws ({name}); more draws are needed before this is quoted.",)


def _reader_sentence(w: Weights, theories: list[Theory]) -> str:
    """Which theory has the highest evidence for each reader of the rows."""
    tops = {c: max(theories, key=lambda t: w.main[t.name]["whole"][n]).name for n, c in enumerate(CODERS)}
    if len(set(tops.values())) == 1:
        return f"The best supported theory is {tops[CODERS[0]]}, whoever reads the rows; weights also carry the prior."
    listed = ", ".join(f"{name} for reader {coder}" for coder, name in tops.items())
    return f"The best supported theory is not the same for all readers: {listed}."


def _reading_sentence(w: Weights) -> str:
    """Which other reading of the whole record moves the weights most."""
    table = sensitivity_table(w)
    partial = table.reading.str.contains(" alone|^without |^whole$")
    top = table[~partial].sort_values("moved", ascending=False).iloc[0]
    names = [t.name for t in w.theories]
    leader, base = max(names, key=lambda n: float(top[n])), max(names, key=lambda n: float(table[n].iloc[0]))
    still = f"{leader} still leads" if leader == base else f"{leader} then leads instead of {base}"
    return (
        f"Of the choices of how the whole record is read, “{top.reading}” moves weights most ({top.moved:.2f} in all); {still}."
    )


def _placebo_sentence(w: Weights) -> str:
    """Whether coefficients on what outsiders do are larger where they could be causes than where they could not."""
    table = placebo_table(w)
    if table.empty:
        return "No theory weighed here has a strong coefficient on what outsiders do."
    clear = total = 0
    for _, part in table.groupby("theory", sort=False):
        leads = part[part.reading.str.contains("lead")]
        if leads.empty:
            return "Placebos were not worked out."
        for beta in [b for b in OUTSIDE if part[b].notna().all()]:
            mine, sd = part.loc[part.reading == LAG, [beta, f"{beta}_sd"]].iloc[0]
            total, clear = total + 1, clear + bool(abs(mine) - leads[beta].abs().max() > sd)
    said = "none is" if clear == 0 else f"{clear} {'is' if clear == 1 else 'are'}"
    return (
        f"Placebo: of {total} coefficients on what outsiders do, {said} clearly larger (by one posterior standard deviation) "
        f"when moves are felt after they are made than when they are felt before."
    )


def markdown(table: pd.DataFrame, digits: int = 2) -> str:
    """A table in Markdown; numbers with so many digits after the point."""

    def cell(value: Any) -> str:
        return f"{value:.{digits}f}" if isinstance(value, (float, np.floating)) else str(value)

    lines = ["| " + " | ".join(str(c) for c in table.columns) + " |", "|" + "---|" * len(table.columns)]
    lines += ["| " + " | ".join(cell(v) for v in row) + " |" for row in table.itertuples(index=False)]
    return "\n".join(lines)
