"""What weighing pooled asks found, as tables of numbers."""

from __future__ import annotations

import numpy as np
import pandas as pd

from modusvivendi.evidence.pooled.hierarchy import COMMON, Hierarchy
from modusvivendi.evidence.pooled.scores import LeftOutScores
from modusvivendi.evidence.pooled.task import QUANTILES
from modusvivendi.evidence.pooled.weigh import WHOLE, PooledWeights, readings_of
from modusvivendi.evidence.tables import mean_error

LEVELS = np.array(QUANTILES)


def weights_table(w: PooledWeights) -> pd.DataFrame:
    """Weights of theories: before, given all asks, given each case alone; log evidence of all asks, its Monte Carlo error, its
    spread over readings, and the least effective number of draws of a reading."""
    base = next((n for n, t in enumerate(w.theories) if t.name == "inertia"), 0)
    log_evidence, error, least = w.stacked("log_evidence"), w.stacked("error"), w.stacked("effective").min(1)
    whole, alone = w.weights(), {case: w.weights(f"only {case}") for case in w.pool.cases}
    rows = []
    for n, theory in enumerate(w.theories):
        row: dict[str, object] = {"family": theory.family, "theory": theory.name, "prior": w.prior[theory.name]}
        row |= {"pooled": whole[theory.name], **{case: found[theory.name] for case, found in alone.items()}}
        row |= {"log_evidence": log_evidence[n].mean(), "error": mean_error(error[n])}
        row |= {
            "against": (log_evidence[n] - log_evidence[base]).mean(),
            "spread_over_readings": (log_evidence[n] - log_evidence[base]).std(),
        }
        rows.append(row | {"draws": least[n]})
    return pd.DataFrame(rows)


def sensitivity_table(w: PooledWeights) -> pd.DataFrame:
    """Weights of theories under every sensitivity variant; moved: half the sum of absolute changes, in [0, 1]."""
    base = w.weights()
    found = {"all": base}
    found |= {title: w.weights(readings=numbers) for title, numbers in readings_of(w.pool).items()}
    found |= {name: w.weights(name) for name in w.sets if name != WHOLE and not name.startswith("only ")}
    return pd.DataFrame(
        [
            {"variant": name, **shares, "moved": 0.5 * sum(abs(shares[t] - base[t]) for t in base)}
            for name, shares in found.items()
        ]
    )


def parameter_table(w: PooledWeights) -> pd.DataFrame:
    """Parameters of deals under each theory: prior, pooled and by case (5, 50 and 95 per cent points), standard deviation
    between authorities, share of the prior variance between them. Quantiles are means over the main readings."""
    rows = []
    for theory in w.theories:
        laws, varying = theory.complete(), Hierarchy.of(theory, w.pool.cases).varying
        means = {name: w.mean(theory.name, name) for name in ("pooled", "share", "own", "between", "common")}
        for n, name in enumerate(varying):
            row: dict[str, object] = {"theory": theory.name, "parameter": name}
            row |= _points("prior", laws[name].quantile(LEVELS)) | _points("pooled", means["pooled"][n])
            for a, case in enumerate(w.pool.cases):
                row |= _points(case, means["own"][n, a])
            rows.append(row | {"between": means["between"][n]} | _points("share", means["share"][n]))
        for n, (name, law) in enumerate(COMMON.items()):
            row = {"theory": theory.name, "parameter": name}
            rows.append(row | _points("prior", law.quantile(LEVELS)) | _points("pooled", means["common"][n]))
    return pd.DataFrame(rows)


def _points(prefix: str, values: np.ndarray) -> dict[str, object]:
    """Three quantiles under their names."""
    return {f"{prefix}_p{100 * level:.0f}": float(v) for level, v in zip(QUANTILES, values, strict=True)}


def tables_of_pool(w: PooledWeights, scores: LeftOutScores) -> dict[str, pd.DataFrame]:
    """All tables by name."""
    return {
        "weights": weights_table(w),
        "scores": scores.table,
        "calibration": scores.calibration,
        "sensitivities": sensitivity_table(w),
        "parameters": parameter_table(w),
        "asks": asks_table(w, scores),
    }


def asks_table(w: PooledWeights, scores: LeftOutScores) -> pd.DataFrame:
    """One row an ask: what it is, what its coders say in each reading, what came of it, and what was said of it unseen."""
    pool = w.pool
    rows = [
        {
            "case": d.case,
            "track": d.id,
            "file": d.cluster,
            "class": d.issue_class,
            "asker": d.asker,
            "distance": pool.distance[n],
            "outcome": d.outcome,
            **{f"{name}, {reading}": pool.coded[name][k, n] for name in pool.coded for k, reading in enumerate(pool.readings)},
        }
        for n, d in enumerate(pool.demands)
    ]
    table = pd.DataFrame(rows)
    for name, chance in scores.said.items():
        table.loc[scores.chosen, f"met, {name}"] = chance[:, 2]
    return table
