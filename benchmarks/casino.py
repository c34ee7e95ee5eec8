"""How well laws of bargaining say which deal people agree on: CaSiNo, both sides' values known (docs/outside-data.md).

Run: ``python benchmarks/casino.py FOLDER [--test]``; FOLDER holds casino_train, casino_valid and casino_test (.json or .json.gz) in
the format of CaSiNo. Every law is fitted to the train split and scored on the valid split, and scored on train and valid together in
five folds, by which one is chosen. With ``--test`` laws are fitted to train and valid, and scored on the test split, which nothing
else reads.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from modusvivendi.errors import InputError
from modusvivendi.outside.bargain_law import LAWS, Agreements, fit_law, joined, score
from modusvivendi.outside.casino import read_negotiations

FOLDS, SEED = 5, 1
REFERENCE = "both accept"  # the two-parameter law that others are compared with
CHOSEN = "both accept, fairness fitted, by ways"  # by the five folds, before the test split was read


def read(folder: Path, split: str) -> Agreements:
    """One split of the data."""
    found = [folder / f"casino_{split}{ending}" for ending in (".json", ".json.gz")]
    path = next((path for path in found if path.exists()), None)
    if path is None:
        raise InputError(f"{folder}: no {found[0].name}, packed or not")
    return read_negotiations(path)


def folded(law: int, data: Agreements) -> np.ndarray:
    """Log chance of each deal under a fit to the other folds."""
    fold = np.random.default_rng(SEED).integers(0, FOLDS, len(data.agreed))
    scores = np.empty(len(fold))
    for n in range(FOLDS):
        scores[fold == n] = score(LAWS[law], data.where(fold == n), fit_law(LAWS[law], data.where(fold != n)))
    return scores


def choose(folder: Path) -> None:
    """Print scores without the test split, one line a law."""
    train, valid = read(folder, "train"), read(folder, "valid")
    both = joined(train, valid)
    print(f"{len(train.agreed)} deals in train, {len(valid.agreed)} in valid; {both.walked} walked away and are not scored")
    print(f"{'nats per agreed deal':46s}  train   valid   5 folds  less reference (se)  parameters")
    by_fold = [folded(n, both) for n in range(len(LAWS))]
    reference = by_fold[[law.name for law in LAWS].index(REFERENCE)]
    for law, folds in zip(LAWS, by_fold, strict=True):
        p = fit_law(law, train)
        gap = folds - reference
        print(
            f"{law.name:46s} {score(law, train, p).mean():7.3f} {score(law, valid, p).mean():7.3f} {folds.mean():8.3f}"
            f"  {gap.mean():+.3f} ({gap.std() / np.sqrt(len(gap)):.3f})       {np.round(p, 3)}",
            flush=True,
        )


def test(folder: Path) -> None:
    """Print scores on the test split of laws fitted to train and valid."""
    both, held = joined(read(folder, "train"), read(folder, "valid")), read(folder, "test")
    print(f"test: {len(held.agreed)} deals; {held.walked} walked away")
    for law in LAWS:
        p = fit_law(law, both)
        scores = score(law, held, p)
        mark = "*" if law.name == CHOSEN else " "
        print(
            f"{mark}{law.name:45s} {scores.mean():7.3f} (se {scores.std() / np.sqrt(len(scores)):.3f})  {np.round(p, 3)}",
            flush=True,
        )


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    (test if "--test" in sys.argv[2:] else choose)(Path(sys.argv[1]))
