"""What weighing says: tables for people, a dictionary for machines, an xarray tree for disk, and plain sentences."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from scipy.stats import norm

from modusvivendi.evidence.likelihood import HYPER
from modusvivendi.evidence.model import ACTIVE, NAMES
from modusvivendi.evidence.rows import CODERS
from modusvivendi.evidence.views import Views, coding_names
from modusvivendi.evidence.weigh import Weights, weigh_codings
from modusvivendi.theory import Prior, Theory

if TYPE_CHECKING:
    import xarray as xr

DISCRIMINATES = 0.1  # nats; a row on which no two theories differ by more does not discriminate


def evidence_table(w: Weights) -> pd.DataFrame:
    """Log evidence in three columns that add up to the whole, by the chain rule: over time; between issues, given
    over time; deals, given acts. Each with its Monte Carlo error; then weights, and the spread over codings."""
    rows = []
    shares = w.weights()
    for theory in w.theories:
        v = w.main[theory.name]
        time, acts, whole = v["time"], v["acts"], v["whole"]
        rows.append(
            {
                "family": theory.family,
                "theory": theory.name,
                "over_time": time.mean(),
                "over_time_error": error(v, "time"),
                "between_issues": (acts - time).mean(),
                "between_issues_error": float(np.hypot(error(v, "acts"), error(v, "time"))),
                "deals": (whole - acts).mean(),
                "deals_error": float(np.hypot(error(v, "acts"), error(v, "whole"))),
                "sum": whole.mean(),
                "sum_error": error(v, "whole"),
                "prior": w.prior[theory.name],
                "weight": shares[theory.name],
                "draws": v.effective.mean(),
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


def error(views: Views, name: str) -> float:
    """Monte Carlo standard error of a view's mean log evidence over codings."""
    each = views.error[views.names.index(name)]
    return float(np.sqrt((each**2).sum()) / len(each))


def sensitivity_table(w: Weights) -> pd.DataFrame:
    """Weights of theories under every other reading of the record; ``moved`` is half the sum of absolute changes."""
    base = w.weights()
    found: dict[str, dict[str, float]] = {"whole": base}
    found |= {f"coder {c} alone": w.weights(coding=c) for c in CODERS}
    found |= {view: w.weights(view) for view in next(iter(w.main.values())).names if view != "whole"}
    found |= {setup: w.weights(setup=setup) for setup in w.again}
    rows = [
        {"reading": _reading(name), **shares, "moved": 0.5 * sum(abs(shares[t] - base[t]) for t in base)}
        for name, shares in found.items()
    ]
    return pd.DataFrame(rows)


def _reading(view: str) -> str:
    words = {
        "time": "acts over time alone",
        "between": "acts between issues alone",
        "deals": "deals alone",
        "acts": "acts alone (without deals)",
        "without time": "without acts over time",
        "without between": "without acts between issues",
    }
    return words.get(view, view)


def placebo_table(w: Weights, theory: str = "free") -> pd.DataFrame:
    """Coefficients on what outsiders do, of either sign, with their moves felt at other times than the model has it.

    A coefficient that is as large when moves are felt before they are made does not show an effect of theirs.
    """
    if theory not in w.main:
        theory = w.theories[0].name
    law = next(t for t in w.theories if t.name == theory)
    readings = {"lag 1 (the model)": w.main, **{k: v for k, v in w.again.items() if k.startswith("placebo")}}
    rows = []
    for name, source in readings.items():
        views = source[theory]
        row: dict[str, Any] = {
            "theory": theory,
            "reading": name,
            "over_time": views["time"].mean(),
            "sum": views["whole"].mean(),
        }
        for beta in ("beta_material", "beta_reactance", "beta_contact", "beta_audience"):
            values = law.complete()[beta].quantile(views.draws[:, NAMES.index(beta)])
            row |= {beta: values.mean(), f"{beta}_sd": values.std()}
        rows.append(row)
    return pd.DataFrame(rows)


def row_table(w: Weights) -> pd.DataFrame:
    """Theory x row: log predictive density of each dated act and track given all others, against the first theory.

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
}


def to_dict(w: Weights) -> dict[str, Any]:
    """All tables, as plain lists and numbers."""
    return {
        "case": w.case.name,
        "case_digest": w.case.digest(),
        "seed": w.seed,
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
    stacked = {
        k: (("theory", "view", "coding"), np.stack([getattr(w.main[n], k) for n in names])) for k in ("log_z", "error")
    }
    evidence = xr.Dataset(stacked, {"theory": names, "view": list(first.names), "coding": list(coding_names(first))})
    draws = xr.Dataset(
        {"place": (("theory", "draw", "parameter"), np.stack([w.main[n].draws for n in names]))},
        {"theory": names, "parameter": list(NAMES)},
    )
    weights = xr.Dataset(
        {"weight": ("theory", list(w.weights().values())), "prior": ("theory", list(w.prior.values()))},
        {"theory": names},
    )
    groups = {"evidence": evidence, "draws": draws, "weights": weights}
    groups |= {f"tables/{name}": xr.Dataset.from_dataframe(_plain(table(w))) for name, table in TABLES.items()}
    tree = xr.DataTree.from_dict(groups)
    tree.attrs = {"case": w.case.name, "case_digest": w.case.digest(), "seed": w.seed}
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
    """What the weights say, in plain words, weakest claims first."""
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
        f"The record separates theories {verdict}: from the best to the least supported ({top.name}, {last.name}) the "
        f"odds move by a factor of {best / worst:.0f}.",
        f"Between theories log evidence spans {span['over_time']:.1f} over time, {span['between_issues']:.1f} between "
        f"issues and {span['deals']:.1f} on deals.",
        f"{int((~rows.discriminates).sum())} of {len(rows)} rows do not discriminate: no two theories differ on them "
        f"by more than {DISCRIMINATES} nats.",
        _reader_sentence(w, theories),
    )


def _reader_sentence(w: Weights, theories: list[Theory]) -> str:
    """Which theory has the highest evidence for each reader of the rows."""
    tops = {c: max(theories, key=lambda t: w.main[t.name]["whole"][n]).name for n, c in enumerate(CODERS)}
    if len(set(tops.values())) == 1:
        return f"The best supported theory is {tops[CODERS[0]]}, whoever reads the rows; weights also carry the prior."
    listed = ", ".join(f"{name} for reader {coder}" for coder, name in tops.items())
    return f"The best supported theory is not the same for all readers: {listed}."


def markdown(table: pd.DataFrame, digits: int = 2) -> str:
    """A table in Markdown; numbers with so many digits after the point."""

    def cell(value: Any) -> str:
        return f"{value:.{digits}f}" if isinstance(value, (float, np.floating)) else str(value)

    lines = ["| " + " | ".join(str(c) for c in table.columns) + " |", "|" + "---|" * len(table.columns)]
    lines += ["| " + " | ".join(cell(v) for v in row) + " |" for row in table.itertuples(index=False)]
    return "\n".join(lines)
