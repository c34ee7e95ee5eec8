"""Make again the figures on several authorities, pooled.md: weigh the shipped cases together, as known on 29 May 2024.

Run ``python docs/refresh_pooled.py`` (some ten minutes of processor time; it goes on where it stopped). What takes longer is printed
by ``benchmarks/pooled.py``; ``python docs/refresh_evidence.py put NAME < FILE`` writes its output in place.
"""

from __future__ import annotations

from datetime import date

import numpy as np
from pages import HERE, bullets, fill

from modusvivendi.api import WeighedPooled, weigh_pooled
from modusvivendi.evidence.inference.identity import pooled_digest
from modusvivendi.render.markdown import markdown

CASES = ("afghanistan", "gaza", "tiraspol")
DAY = date(2024, 5, 29)


def manifest(found: WeighedPooled) -> str:
    """What the figures were made from."""
    w = found.weights
    return (
        f"{len(w.pool.demands)} decided asks in {len(np.unique(w.pool.file))} files, known on {DAY}; code `{pooled_digest()[:12]}`, seed "
        f"{w.options.seed}, {w.options.draws:,} draws per theory, reading and set of asks; at least {w.least_effective:.0f} effective "
        "draws behind a log evidence of all asks. Not weighed: "
        + "; ".join(f"{why}: {n}" for why, n in w.pool.excluded.items())
        + "."
    )


def scores(found: WeighedPooled) -> str:
    """Scores on unseen authorities."""
    return markdown(found.scores.table, 3)


def weights(found: WeighedPooled) -> str:
    """Weights and log evidence."""
    return markdown(found.tables["weights"], 3)


def parameters(found: WeighedPooled) -> str:
    """Parameters of the free theory: pooled, share between authorities."""
    table = found.tables["parameters"]
    part = table[table.theory == "free"]
    middle = [f"{case}_p50" for case in CASES]
    return markdown(
        part[
            [
                "parameter",
                "prior_p5",
                "prior_p50",
                "prior_p95",
                "pooled_p5",
                "pooled_p50",
                "pooled_p95",
                *middle,
                "between",
                "share_p5",
                "share_p50",
                "share_p95",
            ]
        ]
        .astype(object)
        .where(part.notna(), "")
    )


if __name__ == "__main__":
    made = weigh_pooled(CASES, as_of=DAY, progress=lambda done, total, label: print(f"{done} of {total}: {label}", flush=True))
    fill(
        HERE / "pooled.md",
        {
            "pooled manifest": manifest(made),
            "pooled sentences": bullets([f.sentence for f in made.report.headlines]),
            "pooled scores": scores(made),
            "pooled calibration": markdown(made.scores.calibration, 3),
            "pooled weights": weights(made),
            "pooled sensitivities": markdown(made.tables["sensitivities"], 3),
            "pooled parameters": parameters(made),
        },
    )
