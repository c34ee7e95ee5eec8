"""Would the method find the theory that made the data? Mean posterior weights by truth, for 1, 2 and 4 records' worth.

Run: python benchmarks/confusion.py [case | known] [times] [records per theory] [draws]: "case" with the case's own
numbers uncertain as in ``weigh`` (one record's worth only), "known" with these numbers known; or
python benchmarks/confusion.py ranks [records] [draws] for simulation-based calibration. Prints tables in Markdown.
"""

from __future__ import annotations

import sys
import time

import numpy as np
import pandas as pd
from scipy.stats import chi2

from modusvivendi.case import load_case
from modusvivendi.evidence.inference.recovery import COLUMNS, confusion, ranks_of_truth
from modusvivendi.evidence.inference.weigh import model_for
from modusvivendi.render.markdown import markdown
from modusvivendi.theory import load_theories, load_theory

DAY = "2024-05-29"  # the record is the one that the pages on evidence weigh
NEAR = 0.8  # share of its own weight that a theory may give another and still be told from it
RANKS = 7  # ranks 0 to 7: eight bins


def told_apart(names: list[str], weight: np.ndarray) -> str:
    """Which theories records of their own give most weight, and which pairs take each other's records for their own
    (each gives the other at least NEAR of the weight that it gives itself)."""
    own = np.diag(weight)
    found = [n for n, row in zip(names, weight, strict=True) if names[int(np.argmax(row))] == n]
    pairs = [
        f"{a} and {b}"
        for i, a in enumerate(names)
        for j, b in enumerate(names)
        if i < j and weight[i, j] >= NEAR * own[i] and weight[j, i] >= NEAR * own[j]
    ]
    apart = f"Not told apart: {', '.join(pairs)}." if pairs else "No two are taken for each other."
    return f"Given most weight by their own records: {', '.join(found) or 'none'}. {apart}"


def print_confusion(known: bool, times: int, records: int, draws: int) -> None:
    """Print the confusion matrices of one size of record."""
    model = model_for(load_case("afghanistan", as_of=DAY))
    theories = [t for t in load_theories() if t.family != "free"]
    names, families = [t.name for t in theories], [t.family for t in theories]
    groups = list(dict.fromkeys(families))
    member = np.array([[f == g for g in groups] for f in families], float)
    start = time.process_time()
    found = confusion(model, theories, records, times, draws, seed=1, known=known)
    what = "the case's numbers known" if known else "the case's numbers uncertain"
    print(
        f"\n### {times} x the record, {what}\n\n{records} records per theory, {draws} draws per record and theory, of which "
        f"effective: median {float(found['median']):.0f}, least {float(found['least']):.0f}; "
        f"{time.process_time() - start:.0f} s of processor time.\n"
    )
    right = {c: np.diag(found[c]).mean() for c in COLUMNS}
    same = {c: ((found[c] @ member) * member).sum(1).mean() for c in COLUMNS}
    print(
        markdown(
            pd.DataFrame({"column": list(right), "on the truth": list(right.values()), "on its family": list(same.values())})
        )
    )
    print()
    most = [names[int(np.argmax(row))] for row in found["whole"]]
    print(markdown(pd.DataFrame(found["whole"], names, names).reset_index(names="truth").assign(most=most)))
    print(f"\n{told_apart(names, found['whole'])}")
    by_family = (member.T / member.sum(0)[:, None]) @ found["whole"] @ member
    print()
    print(markdown(pd.DataFrame(by_family, groups, groups).reset_index(names="truth")), flush=True)


def print_ranks(records: int, draws: int) -> None:
    """Print chi-squared tests of uniform ranks, parameter by parameter, for one theory of each kind."""
    model, rows = model_for(load_case("afghanistan", as_of=DAY)), []
    for name in ("contact", "status_and_cohesion"):
        ranks = ranks_of_truth(model, load_theory(name), records, 1, draws, RANKS, seed=2)
        for parameter, values in ranks.items():
            seen, even = np.bincount(values, minlength=RANKS + 1), records / (RANKS + 1)
            score = float(((seen - even) ** 2 / even).sum())
            rows.append({"theory": name, "parameter": parameter, "chi2": score, "p": float(chi2.sf(score, RANKS))})
    table = pd.DataFrame(rows)
    print(f"\nRanks of the truth among {RANKS} posterior draws, {records} records per theory.\n")
    print(markdown(table, 3))
    print(
        f"\nSmallest p of {len(table)}: {table.p.min():.4f}; below 0.05: {int((table.p < 0.05).sum())}, {0.05 * len(table):.1f} expected."
    )


if __name__ == "__main__":
    kind, *rest = sys.argv[1:] or ["known"]
    numbers = [int(word) for word in rest]
    if kind == "ranks":
        print_ranks(*numbers) if numbers else print_ranks(128, 16384)
    elif kind in ("case", "known"):
        sizes = [numbers[0]] if numbers else [1] if kind == "case" else [1, 2, 4]
        for size in sizes:
            print_confusion(kind == "known", size, *(numbers[1:] or [8, 8192]))
    else:
        raise SystemExit(__doc__)
