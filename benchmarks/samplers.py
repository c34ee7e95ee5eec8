"""Two samplers on the whole record: log evidence of each theory by importance sampling and by nested sampling (nautilus).

Run: python benchmarks/samplers.py [theory ...] (all shipped ones by default; three to five minutes each on one
processor). Prints a table in Markdown, and below it how far the samplers are apart.
"""

from __future__ import annotations

import sys
import time
import warnings

import numpy as np
import pandas as pd

from modusvivendi.case import load_case
from modusvivendi.evidence.inference import nested as nested_sample
from modusvivendi.evidence.inference.options import Size
from modusvivendi.evidence.inference.theory_evidence import reduce_sample
from modusvivendi.evidence.inference.weigh import model_for
from modusvivendi.evidence.tables import mean_error
from modusvivendi.render.markdown import markdown
from modusvivendi.theory import load_theories

DAY = "2024-05-29"  # the record is the one that the pages on evidence weigh


def compare(names: tuple[str, ...] | None) -> pd.DataFrame:
    """One row per theory: log evidence (mean over codings), its error, and processor seconds, by both samplers."""
    case, size, rows = load_case("afghanistan", as_of=DAY), Size(), []
    model = model_for(case)
    for theory in load_theories(names):
        start = time.process_time()
        proposal = model.adapt(theory, size.search)
        sample = model.sample(theory, size.main, proposal=proposal, salt=11)
        plain = reduce_sample(case, model.rows, sample, ("whole",), 1)
        between = time.process_time()
        nested = nested_sample.nested_evidence(case, model, theory, proposal, plain, 512)
        end = time.process_time()
        rows.append(
            {
                "theory": theory.name,
                "importance": plain["whole"].mean(),
                "error": mean_error(plain.error[0]),
                "draws": int(plain.effective.sum()),
                "seconds": between - start,
                "nautilus": nested["whole"].mean(),
                "error ": mean_error(nested.error[0]),
                "draws ": int(nested.effective.sum()),
                "seconds ": end - between,
                "difference": (nested["whole"] - plain["whole"]).mean(),
            }
        )
        print(rows[-1], file=sys.stderr, flush=True)
    return pd.DataFrame(rows)


if __name__ == "__main__":
    warnings.simplefilter("ignore")  # scikit-learn's mixtures, inside nautilus, do not always converge
    table = compare(tuple(sys.argv[1:]) or None)
    error = np.hypot(table["error"], table["error "])
    print(markdown(table, 3))
    print(
        f"\nDifferences: mean {table.difference.mean():.3f}, largest {table.difference.abs().max():.3f}; in units of their error "
        f"{(table.difference.abs() / error).max():.1f} at most. Spread of differences between theories {table.difference.std():.3f}."
    )
