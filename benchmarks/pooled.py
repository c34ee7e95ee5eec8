"""Pooled weighing: what it lends, and whether it would find the theory that made the data.

Run: python benchmarks/pooled.py lent                                writes what comes with the package (some half an hour);
python benchmarks/pooled.py confusion [records per theory] [draws]    mean weight of each theory on outcomes made by each;
python benchmarks/pooled.py ranks [records] [draws]                   simulation-based calibration;
python benchmarks/pooled.py samplers [calls]                          importance sampling, sequential and nested sampling;
python benchmarks/pooled.py borrowed [draws]                          asks of each case told with borrowed parameters and without.
All but the first print tables in Markdown. The asks are those known on 29 May 2024.
"""

from __future__ import annotations

import sys
import time
from datetime import date

import numpy as np
import pandas as pd
from scipy.special import ndtri
from scipy.stats import chi2

from modusvivendi.case import Case
from modusvivendi.evidence.inference.samplers import CHOICE, Evidence, Proposal, cube, evidence_of, nested
from modusvivendi.evidence.inference.weigh import checkpoint_folder
from modusvivendi.evidence.pooled.ask_outcomes import Asks
from modusvivendi.evidence.pooled.asks import read_pool
from modusvivendi.evidence.pooled.borrowed import try_borrowing
from modusvivendi.evidence.pooled.hierarchy import Hierarchy, asks_of
from modusvivendi.evidence.pooled.lent import SHIPPED, borrow, lend, shipped_lent, write_lent
from modusvivendi.evidence.pooled.recovery import confusion, ranks_of_truth
from modusvivendi.evidence.pooled.sampling import draw, find_mode, log_likelihood
from modusvivendi.evidence.pooled.weigh import PooledOptions, case_for, weigh_pooled
from modusvivendi.render.markdown import markdown
from modusvivendi.theory import load_theories, load_theory

CASES = ("afghanistan", "gaza", "tiraspol")
DAY = date(2024, 5, 29)
DAYS = (DAY, date(2023, 10, 6), date(2021, 12, 31))  # up to which each of CASES is known
RANKS = 7  # ranks 0 to 7: eight bins
LENT_DRAWS = 2048  # what is lent is used again and again


def known_on(day: date) -> list[Case]:
    """The shipped cases, to be cut on a day."""
    return [case_for(name, day) for name in CASES]


def write_shipped() -> None:
    """For each case what the others lend up to its own day, and for any other what all of them lend."""
    made = []
    for without, day in (*zip(CASES, DAYS, strict=True), ("", DAY)):
        chosen = f"without {without}" if without else "all"
        options = PooledOptions(draws=LENT_DRAWS, as_of=day, checkpoints=checkpoint_folder(), sets=(chosen,))
        found = weigh_pooled(known_on(day), load_theories(), options)
        made.append(lend(found, without))
        print(f"{made[-1].names}: {made[-1].asks} asks, at least {made[-1].effective:.0f} effective draws", flush=True)
    write_lent(made, SHIPPED)


def print_confusion(records: int, draws: int) -> None:
    """Print the confusion matrix at the size of the pool, and of its smallest case alone."""
    theories = [t for t in load_theories() if t.family != "free"]
    names, families = [t.name for t in theories], np.array([t.family for t in theories])
    pool = read_pool(known_on(DAY), theories, DAY)
    for title, part in (("all asks", pool), (f"the asks of {CASES[0]} alone", pool.only(pool.case == 0))):
        start = time.process_time()
        found, error = confusion(part, theories, records, draws)
        same = (found * (families[:, None] == families[None])).sum(1).mean()
        print(
            f"\n### {title} ({len(part.demands)})\n\n{records} records per theory, {draws} draws; mean error of a log evidence "
            f"{error.mean():.2f}; {time.process_time() - start:.0f} s of processor time. Mean weight on the theory that made the data "
            f"{np.diag(found).mean():.3f} (chance {1 / len(names):.3f}), on its family {same:.3f}.\n"
        )
        print(markdown(pd.DataFrame(found, names, names).reset_index(names="truth")), flush=True)


def print_ranks(records: int, draws: int) -> None:
    """Print chi-squared tests of uniform ranks."""
    rows = []
    for name in ("contact", "status_and_cohesion"):
        theory = load_theory(name)
        pool = read_pool(known_on(DAY), [theory], DAY)
        for place, values in ranks_of_truth(pool, theory, records, draws, RANKS).items():
            seen, even = np.bincount(values, minlength=RANKS + 1), records / (RANKS + 1)
            score = float(((seen - even) ** 2 / even).sum())
            rows.append({"theory": name, "place": place, "mean rank": values.mean(), "chi2": score, "p": chi2.sf(score, RANKS)})
    table = pd.DataFrame(rows)
    print(
        f"\nRanks of the truth among {RANKS} posterior draws, {records} records per theory: smallest p of {len(table)} places "
        f"{table.p.min():.4f}; below 0.05: {int((table.p < 0.05).sum())}, {0.05 * len(table):.1f} expected.\n"
    )
    print(markdown(table.sort_values("p").head(12), 3))


def print_borrowed(draws: int) -> None:
    """Print, for each shipped case, log scores of its decided asks with what the others lend and with the priors as shipped."""
    rows = []
    for name, day in zip(CASES, DAYS, strict=True):
        case = case_for(name, day)
        found = try_borrowing(case, borrow(name, day, shipped_lent()), load_theories(), draws)
        rows.append((name, found.n, found.shipped, found.borrowed, found.gain, found.low, found.high))
    print(markdown(pd.DataFrame(rows, columns=["case", "asks", "shipped", "borrowed", "gain", "low", "high"]), 1))


def importance_at_mode(hierarchy: Hierarchy, asks: Asks, n: int, seed: int) -> Evidence:
    """Importance sampling from the normal law at the mode, mixed with the prior: what one record is weighed with."""
    mode, covariance = find_mode(hierarchy, asks)
    proposal = Proposal(np.arange(hierarchy.size), mode, np.linalg.cholesky(1.15 * covariance))
    points = cube((*hierarchy.names, CHOICE), np.arange(n), seed)
    u = proposal.draw(points[:, :-1], points[:, -1])
    log_l = log_likelihood(hierarchy, asks, hierarchy.by_authority(ndtri(u))).sum(1)
    return evidence_of(proposal.log_ratio(u) + log_l)


def print_samplers(calls: int) -> None:
    """Print log evidence, error, effective draws and time of three samplers, two seeds each."""
    rows = []
    for name in ("inertia", "contact", "free"):
        theory = load_theory(name)
        pool = read_pool(known_on(DAY), [theory], DAY)
        hierarchy, asks = Hierarchy.of(theory, pool.cases), asks_of(pool, name, 1)

        def of_cube(u: np.ndarray, hierarchy: Hierarchy = hierarchy, asks: Asks = asks) -> np.ndarray:
            return np.asarray(log_likelihood(hierarchy, asks, hierarchy.by_authority(ndtri(u))).sum(1))

        for seed in (1, 2):
            start = time.process_time()
            plain = importance_at_mode(hierarchy, asks, 16384, seed)
            rows.append(
                (name, "importance, 16,384 draws", plain.log_z, plain.error, plain.effective, time.process_time() - start)
            )
            start = time.process_time()
            led = draw(hierarchy, asks, 1024, (seed,))
            rows.append(
                (name, "sequential, 1,024 draws", led.log_evidence, led.error, led.effective, time.process_time() - start)
            )
        start = time.process_time()
        deep = nested(of_cube, hierarchy.size, live=500, effective=1000, calls=calls)
        title = f"nested (nautilus), {calls:,} calls" + ("" if deep.done else ", not at its end")
        rows.append((name, title, deep.log_z, deep.evidence.error, deep.effective, time.process_time() - start))
    print(markdown(pd.DataFrame(rows, columns=["theory", "sampler", "log evidence", "error", "effective", "seconds"]), 2))


if __name__ == "__main__":
    kind, *rest = sys.argv[1:] or [""]
    numbers = [int(word) for word in rest]
    if kind == "lent":
        write_shipped()
    elif kind == "confusion":
        print_confusion(*(numbers or [8, 256]))
    elif kind == "ranks":
        print_ranks(*(numbers or [128, 256]))
    elif kind == "borrowed":
        print_borrowed(*(numbers or [128]))
    elif kind == "samplers":
        print_samplers(*(numbers or [200_000]))
    else:
        raise SystemExit(__doc__)
