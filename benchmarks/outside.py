"""What outside data sets say of the theories, domain beside domain and never added up (docs/outside-data.md).

Run: ``python benchmarks/outside.py FOLDER``; FOLDER holds your own copies: scc_demands, ties_v4, gsdb_v4 (.csv or .csv.gz). Those that
are not there are left out, and said to be. Four minutes of processor time.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from modusvivendi.outside.demand import OutsideDemand
from modusvivendi.outside.evidence import (
    CORE,
    Column,
    Design,
    DomainEvidence,
    best_spreads,
    coefficients,
    design,
    held_out,
    weigh_domain,
)
from modusvivendi.outside.read import Imported, read_outside
from modusvivendi.theory import load_theories, load_theory

FILES = {"scc": "scc_demands", "ties": "ties_v4", "gsdb": "gsdb_v4"}
SEED, REDRAWN = 1, 2000
POLITICAL = {
    "political_influence",
    "military_behaviour",
    "regime",
    "territory",
    "alignment",
    "human_rights",
    "proliferation",
    "non_state_actors",
}


def read(folder: Path) -> dict[str, Imported]:
    """The data sets that are in the folder."""
    found = {}
    for name, file in FILES.items():
        path = next((p for p in (folder / f"{file}.csv", folder / f"{file}.csv.gz") if p.exists()), None)
        if path is None:
            print(f"{name}: no {file}.csv in {folder}; left out")
        else:
            found[name] = read_outside(name, path)
    return found


def beside(title: str, by_domain: Mapping[str, DomainEvidence]) -> None:
    """Evidence of each theory, a column a domain; in brackets the ends over draws of judged values."""
    print(f"\n{title}: log evidence less that of inertia, nats; * where no weight of the theory's own has a column")
    print(f"{'theory':20s}" + "".join(f"{name + f' ({e.decided})':>28s}" for name, e in by_domain.items()))
    for n, theory in enumerate(load_theories()):
        cells = [e.theories[n] for e in by_domain.values()]
        print(
            f"{theory.name:20s}"
            + "".join(f"{f'{c.log_z:+.1f} ({c.low:+.1f} to {c.high:+.1f})' + ('' if c.speaks else '*'):>28s}" for c in cells)
        )


def weights(name: str, found: Mapping[str, tuple[float, float, float]]) -> None:
    """Weights of columns with 90% intervals."""
    print(f"{name}: " + "; ".join(f"{k} {v:+.2f} [{low:+.2f}, {high:+.2f}]" for k, (v, low, high) in found.items()), flush=True)


def compare(name: str, better: np.ndarray, base: np.ndarray, cluster: np.ndarray) -> None:
    """Difference of summed log scores, with a 90% interval from whole clusters drawn anew."""
    gap = np.bincount(cluster, weights=better - base)
    drawn = np.random.default_rng(SEED).multinomial(len(gap), np.full(len(gap), 1 / len(gap)), REDRAWN) @ gap
    low, high = np.quantile(drawn, (0.05, 0.95))
    print(f"  {name:44s} {gap.sum():+7.1f} nats [{low:+.1f}, {high:+.1f}]", flush=True)


def out_of_sample(title: str, data: Design, fold: np.ndarray, cluster: np.ndarray) -> None:
    """The core against a constant, and every theory against the core (inertia), on folds that were left out."""
    print(f"\nout of sample, {title}: {len(data.y)} demands")
    spreads = best_spreads(data)
    core = held_out(data, load_theory("inertia"), fold, spreads)
    compare("core against a constant", core, held_out(data, None, fold, spreads), cluster)
    for theory in load_theories():
        if theory.name != "inertia":
            compare(f"{theory.name} against the core", held_out(data, theory, fold, spreads), core, cluster)


def random_folds(groups: np.ndarray, folds: int) -> np.ndarray:
    """A fold for each row, the same for all rows of a group."""
    return np.random.default_rng(SEED).integers(0, folds, int(groups.max()) + 1)[groups]


def numbered(words: list[str]) -> np.ndarray:
    """The number of each word among all."""
    return np.unique(words, return_inverse=True)[1]


def own_columns(demands: tuple[OutsideDemand, ...]) -> dict[str, Column]:
    """Columns looked at one by one: loudness, rewards and sanctions apart, and how many demands were made together."""
    together: dict[str, int] = {}
    for d in demands:
        together[d.episode] = together.get(d.episode, 0) + 1
    return {
        **CORE,
        "publicity": lambda d: d.publicity,
        "material": lambda d: d.material,
        "pressure": lambda d: d.pressure,
        "ln(demands together)": lambda d: float(np.log(together[d.episode])),
    }


def main(folder: Path) -> None:
    """Print everything that docs/outside-data.md quotes."""
    sets = read(folder)
    for name, found in sets.items():
        print(f"{name}: {len(found.demands)} demands, {len(found.decided)} decided {found.outcomes}; {found.left} rows left out")
        data = design(found.demands, core=own_columns(found.demands), movers={})
        weights(f"{name}, columns one by one", coefficients(data, best_spreads(data)))
    beside("1 logit per unit of worth", {name: weigh_domain(found) for name, found in sets.items()})
    beside(
        "4 logits per unit of worth (choice_precision)",
        {name: weigh_domain(found, scale=4.0, draws=0) for name, found in sets.items()},
    )
    if "scc" in sets:
        scc(sets["scc"])
    if "ties" in sets:
        ties(sets["ties"])


def scc(found: Imported) -> None:
    """Coders, and scores within wars and on wars left out."""
    pair = np.array([(d.coder_1, d.coder_2) for d in found.demands if d.coder_1 is not None and d.coder_2 is not None])
    print(f"\nscc: correlation of the two coders {np.corrcoef(pair.T)[0, 1]:.2f} over {len(pair)} demands")
    beside("by coder", {level: weigh_domain(found, level=level, draws=0) for level in ("coder_1", "coder_2")})
    data = design(found.demands)
    war = numbered([d.case for d in found.decided])
    resolution = numbered([d.episode for d in found.decided])
    out_of_sample("within wars (whole resolutions left out)", data, random_folds(resolution, 5), war)
    out_of_sample("wars left out", data, random_folds(war, 10), war)


def ties(found: Imported) -> None:
    """Scores on episodes left out, over all and on political demands; cost and offers apart."""
    for title, keep in (
        ("all", found.decided),
        ("political demands", tuple(d for d in found.decided if d.issue_class in POLITICAL)),
    ):
        data = design(keep)
        target = numbered([d.case for d in keep])
        out_of_sample(f"sanctions, {title}", data, random_folds(np.arange(len(keep)), 10), target)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
