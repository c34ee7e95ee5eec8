"""Weighing theories on the asks of several authorities at once: together, each alone, and each left out."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from modusvivendi.case import Case, load_case
from modusvivendi.errors import InputError
from modusvivendi.evidence.inference.checkpoints import Arrays, CheckpointedTasks, Progress
from modusvivendi.evidence.inference.identity import pooled_digest, prior_digest
from modusvivendi.evidence.inference.options import MOST
from modusvivendi.evidence.inference.prior_weights import family_prior
from modusvivendi.evidence.inference.weights import shares_in_codings, weigh_codings
from modusvivendi.evidence.pooled.asks import CODED, WRITER, Pool, again, read_pool
from modusvivendi.evidence.pooled.task import weigh_asks
from modusvivendi.files.given import given_whole
from modusvivendi.theory import Theory

WHOLE, FIRST_ASKS = "all", "first asks"
DRAWS = 1024
FEWEST_DRAWS, FEWEST_ASKS = 64, 20


@dataclass(frozen=True, kw_only=True)
class PooledOptions:
    """How asks are weighed. draws: per theory, reading and set of asks. seed: of all draws. threads: all cores by default.
    checkpoints: a folder that keeps finished tasks; None keeps none. as_of: what came later is not known. sets: which sets of asks
    are weighed (names of ``sets_of``); all by default."""

    draws: int = DRAWS
    seed: int = 1
    threads: int | None = None
    checkpoints: Path | None = None
    as_of: date | None = None
    sets: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class PooledWeights:
    """The result of ``weigh_pooled``.

    sets: which asks (N,) each set holds: all; ``only CASE``, ``without CASE``; ``first asks`` (repeats dropped). found: by set,
    theory and reading, the arrays of ``task.weigh_asks``. prior: weight of each theory before any ask, adding up to 1.
    """

    pool: Pool
    titles: tuple[str, ...]
    known: tuple[date, ...]
    theories: tuple[Theory, ...]
    prior: dict[str, float]
    sets: dict[str, np.ndarray]
    found: dict[tuple[str, str, int], Arrays]
    options: PooledOptions

    def stacked(self, name: str, chosen: str = WHOLE, readings: Sequence[int] | None = None) -> np.ndarray:
        """One array of every theory in some readings of a set, (theories, readings, ...); the main readings by default."""
        numbers = self.pool.main if readings is None else tuple(readings)
        return np.stack([[self.found[chosen, t.name, n][name] for n in numbers] for t in self.theories])

    def log_evidence(self, chosen: str = WHOLE) -> np.ndarray:
        """Log evidence (theories,), the mean over the main readings."""
        return np.asarray(self.stacked("log_evidence", chosen).mean(1))

    def weights(self, chosen: str = WHOLE, readings: Sequence[int] | None = None) -> dict[str, float]:
        """Weights of theories given a set of asks: normalised in each reading, then averaged."""
        shares = weigh_codings(self.stacked("log_evidence", chosen, readings), np.array(list(self.prior.values())))
        return dict(zip(self.prior, shares.tolist(), strict=True))

    def mean(self, theory: str, name: str, chosen: str = WHOLE) -> np.ndarray:
        """One array of a theory that knows a set of asks, the mean over the main readings."""
        return np.asarray(np.mean([self.found[chosen, theory, n][name] for n in self.pool.main], axis=0))

    def chances(self, theory: str, chosen: str) -> np.ndarray:
        """What a theory that knows a set of asks says of every ask, (N, 3), the mean over the main readings."""
        return self.mean(theory, "chances", chosen)

    def mixture(self, chosen: str) -> np.ndarray:
        """What all theories together say, (N, 3): weighed in each reading, then averaged."""
        prior = np.array(list(self.prior.values()))
        log_evidence, said = self.stacked("log_evidence", chosen), self.stacked("chances", chosen)
        return np.asarray(np.einsum("tk,tknc->nc", shares_in_codings(log_evidence, prior), said) / len(self.pool.main))

    @property
    def least_effective(self) -> float:
        """Least effective number of draws behind a log evidence of all asks."""
        return float(self.stacked("effective").min())


def case_for(name: str, day: date | None) -> Case:
    """A case for a pool that is cut on a day: as known then, its newest snapshot if that is older, its first if that is later.

    What came after the day is cut from its asks in any case (``PooledOptions.as_of``); attributes are those of the snapshot.
    """
    newest = load_case(name)
    return newest if day is None or newest.as_of <= day else load_case(name, max(day, min(newest.snapshots or (newest.as_of,))))


def weigh_pooled(
    cases: Sequence[Case], theories: Sequence[Theory], options: PooledOptions, progress: Progress | None = None
) -> PooledWeights:
    """Weigh theories on the asks of several authorities.

    progress(done, total, label) is called after every task. Raises InputError: fewer than two cases, two of one name,
    a case without a record, too few draws or asks.
    """
    check_pooled(cases, theories, options)
    pool = read_pool(cases, theories, options.as_of, options.seed)
    if len(pool.demands) < FEWEST_ASKS:
        raise InputError(f"{len(pool.demands)} decided asks: at least {FEWEST_ASKS} are needed to pool")
    sets = {name: known for name, known in sets_of(pool).items() if name in (options.sets or (name,))}
    known_as = {c.name: c for c in cases}
    jobs = [(s, t, n) for s in sets for n in _readings(pool, s) for t in theories]
    found = _work(pool, sets, jobs, options, progress)
    return PooledWeights(
        pool=pool,
        titles=tuple(known_as[name].title for name in pool.cases),
        known=tuple(min(known_as[name].as_of, options.as_of or known_as[name].as_of) for name in pool.cases),
        theories=tuple(theories),
        prior=family_prior(tuple(theories)),
        sets=sets,
        found=found,
        options=options,
    )


def check_pooled(cases: Sequence[Case], theories: Sequence[Theory], options: PooledOptions) -> None:
    """Raise InputError for what cannot be pooled, as far as can be told before anything is read."""
    names = [c.name for c in cases]
    if len(names) < 2:
        raise InputError("--pooled: name two cases or more")
    if len(set(names)) < len(names):
        raise InputError(f"--pooled: the same case twice: {', '.join(names)}")
    if not theories:
        raise InputError("no theories to weigh")
    given_whole("draws", options.draws, FEWEST_DRAWS, MOST)


def sets_of(pool: Pool) -> dict[str, np.ndarray]:
    """The sets of asks that are weighed, each as a mask (N,)."""
    everything = np.ones(len(pool.demands), bool)
    sets = {WHOLE: everything}
    for n, case in enumerate(pool.cases):
        sets[f"only {case}"], sets[f"without {case}"] = pool.case == n, pool.case != n
    repeated = again(pool)
    return sets | ({FIRST_ASKS: ~repeated} if repeated.any() else {})


def _readings(pool: Pool, chosen: str) -> tuple[int, ...]:
    """Which readings a set is weighed in: all asks also in that of the coder who wrote the record."""
    return tuple(range(len(pool.readings))) if chosen == WHOLE else pool.main


def _work(
    pool: Pool,
    sets: dict[str, np.ndarray],
    jobs: Sequence[tuple[str, Theory, int]],
    options: PooledOptions,
    progress: Progress | None,
) -> dict[tuple[str, str, int], Arrays]:
    """All tasks; one that asks for the same asks as another (two cases: without the one is only the other) is done once."""
    by_name = {f"{t.name}, {s}, {pool.readings[n]}": (s, t, n) for s, t, n in jobs}
    identity: list[object] = ["pooled", digest_of(pool), pooled_digest(), options.seed, options.draws]
    with CheckpointedTasks(
        identity, folder=options.checkpoints, threads=options.threads, total=len(jobs), progress=progress
    ) as tasks:

        def work(name: str) -> Arrays:
            chosen, theory, reading = by_name[name]
            key = [prior_digest(theory), reading, hashlib.sha256(sets[chosen].tobytes()).hexdigest()]
            return tasks.kept(key, lambda: weigh_asks(theory, pool, sets[chosen], reading, options.draws, options.seed))

        done = tasks.each(work, by_name, "weighing")
    return {(s, t.name, n): done[name] for name, (s, t, n) in by_name.items()}


def digest_of(pool: Pool) -> str:
    """SHA-256 of all numbers of a pool."""
    total = hashlib.sha256(" ".join((*pool.cases, *pool.readings, *(d.name for d in pool.demands))).encode())
    plain = (pool.case, pool.file, pool.first, pool.last, pool.benefit, pool.visibility, pool.politicisation, pool.outcome)
    for array in (*plain, pool.intensity, *(pool.coded[name] for name in CODED)):
        total.update(np.ascontiguousarray(array).tobytes())
    for name, latent in sorted(pool.latent.items()):
        total.update(name.encode() + latent.stakes.tobytes() + latent.relations.tobytes())
    return total.hexdigest()


def readings_of(pool: Pool) -> dict[str, tuple[int, ...]]:
    """Sensitivity variants of who read the asks, by title: each coder alone, and all of them."""
    coders = {name: n for n, name in enumerate(pool.readings) if name.startswith("coder ")}
    found = {f"{name} alone" + (" (wrote the record)" if name == f"coder {WRITER}" else ""): (n,) for name, n in coders.items()}
    return found | {"every coder whole": tuple(coders.values())}
