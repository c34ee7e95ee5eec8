"""Would the method find the theory that made the data? Mean posterior weights by truth, for 1, 2 and 4 records' worth.

Run: python benchmarks/confusion.py [records per theory] [prior draws]. Prints tables in Markdown.
"""

from __future__ import annotations

import sys
import time

import numpy as np
import pandas as pd

from modusvivendi.case import load_case
from modusvivendi.evidence.report import markdown
from modusvivendi.evidence.simulate import COLUMNS, confusion
from modusvivendi.evidence.weigh import model_for
from modusvivendi.theory import load_theories


def main(records: int, draws: int) -> None:
    """Print the confusion matrices."""
    model = model_for(load_case("afghanistan"))
    theories = [t for t in load_theories() if t.family != "free"]
    names, families = [t.name for t in theories], [t.family for t in theories]
    groups = list(dict.fromkeys(families))
    member = np.array([[f == g for g in groups] for f in families], float)
    for times in (1, 2, 4):
        start = time.perf_counter()
        found = confusion(model, theories, records, times, draws, seed=1)
        print(f"\n### {times} x the record ({records} records per theory, {time.perf_counter() - start:.0f} s)\n")
        right = {c: np.diag(found[c]).mean() for c in COLUMNS}
        same = {c: ((found[c] @ member) * member).sum(1).mean() for c in COLUMNS}
        print(
            markdown(
                pd.DataFrame(
                    {"column": list(right), "on the truth": list(right.values()), "on its family": list(same.values())}
                )
            )
        )
        print()
        print(markdown(pd.DataFrame(found["whole"], names, names).reset_index(names="truth")))
        by_family = (member.T / member.sum(0)[:, None]) @ found["whole"] @ member
        print()
        print(markdown(pd.DataFrame(by_family, groups, groups).reset_index(names="truth")), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 12, int(sys.argv[2]) if len(sys.argv) > 2 else 16384)
