"""Weighing theories: log evidence in three columns, weights, and every way in which they might be otherwise."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

import numpy as np

import modusvivendi
from modusvivendi.case import Case
from modusvivendi.engine.layout import THEORY_PARAMETERS
from modusvivendi.errors import InputError
from modusvivendi.evidence.model import Model
from modusvivendi.evidence.posterior import Posterior
from modusvivendi.evidence.predictive import Predictive, predict
from modusvivendi.evidence.rows import CODINGS, Rows, read_inputs, read_rows, record_of
from modusvivendi.evidence.sampler import Proposal
from modusvivendi.evidence.views import VARIANTS, Views, reduce_sample
from modusvivendi.theory import Theory

Progress = Callable[[int, int, str], None]
STRENGTHS = ("beta_", "theta_")  # whose prior widths are halved and doubled


@dataclass(frozen=True)
class Size:
    """How many draws per theory and coding: to find a proposal (each round), for the evidence, for a sensitivity."""

    search: int = 512
    main: int = 4096
    again: int = 512


@dataclass(frozen=True)
class Setup:
    """A way of reading the record that needs its own run along history. lag: months between a move and what it does (1
    in the model). gain: scale of the coding rule. burst: months not scored. width: scale of the prior widths."""

    lag: int = 1
    gain: float = 1.0
    burst: int = 2
    width: float = 1.0


SETUPS: dict[str, Setup] = {
    "prior widths halved": Setup(width=0.5), "prior widths doubled": Setup(width=2.0),
    "founding burst scored": Setup(burst=0),
    "coding rule at half": Setup(gain=0.5), "coding rule doubled": Setup(gain=2.0),
    "placebo: lag 3": Setup(lag=3), "placebo: same month": Setup(lag=0), "placebo: lead 1": Setup(lag=-1),
    "placebo: lead 2": Setup(lag=-2),
}  # fmt: skip


@dataclass(frozen=True)
class Weights:
    """The result of ``weigh``. main: views of each theory; again: the same for each other setup; predictive: figures
    that the posterior predicts, with what happened."""

    case: Case
    rows: Rows
    theories: tuple[Theory, ...]
    prior: dict[str, float]
    main: dict[str, Views]
    again: dict[str, dict[str, Views]]
    predictive: dict[str, Predictive]
    seed: int

    def weights(self, view: str = "whole", setup: str = "", coding: str | None = None) -> dict[str, float]:
        """Posterior weights of theories in a view: the mean over codings (or one coding) of prior x evidence."""
        source = self.again[setup] if setup else self.main
        log_z = np.stack([source[t.name][view] for t in self.theories])
        if coding is not None:
            log_z = log_z[:, [CODINGS.index(coding)]]
        return dict(zip(source, weigh_codings(log_z, np.array(list(self.prior.values()))), strict=True))

    @property
    def posterior(self) -> Posterior:
        """Weights and draws for studies."""
        draws = {}
        for theory in self.theories:
            u = self.main[theory.name].draws
            laws = theory.complete()
            draws[theory.name] = np.stack([laws[p].quantile(u[:, n]) for n, p in enumerate(THEORY_PARAMETERS)], axis=1)
        return Posterior(self.weights(), draws, self.case.digest())


def weigh_codings(log_z: np.ndarray, prior: np.ndarray) -> np.ndarray:
    """Posterior weights (theories,) from log evidence (theories, K): normalised in each coding, then averaged."""
    score = np.exp(log_z - log_z.max(0)) * prior[:, None]
    return np.asarray((score / score.sum(0)).mean(1))


def family_prior(theories: tuple[Theory, ...], with_free: bool = False) -> dict[str, float]:
    """Prior over theories: the same for every family, shared equally within it.

    ``free`` says what the record alone says; it is no rival and gets no weight unless asked for, or unless it is alone.
    """
    families = {t.family for t in theories if with_free or t.family != "free"} or {"free"}
    size = {f: sum(t.family == f for t in theories) for f in families}
    return {t.name: 1 / len(families) / size[t.family] if t.family in families else 0.0 for t in theories}


def widened(theory: Theory, factor: float) -> Theory:
    """The theory with the widths of the priors on its weights (beta, theta) scaled."""
    chosen = {n: p.widened(factor) for n, p in theory.complete().items() if n.startswith(STRENGTHS)}
    return theory.model_copy(update={"priors": {**theory.priors, **chosen}})


def model_for(case: Case, setup: Setup = Setup(), seed: int = 1) -> Model:
    """The record of a case, read in one way."""
    record = record_of(case)
    rows = read_rows(case, burst=setup.burst)
    inputs = read_inputs(case, rows, record.moves, record.tracks, setup.lag, setup.gain)
    return Model(case, rows, inputs, seed)


def weigh(
    case: Case,
    theories: list[Theory],
    seed: int = 1,
    progress: Progress | None = None,
    cache: Path | None = None,
    size: Size = Size(),
    setups: dict[str, Setup] | None = None,
    prior: dict[str, float] | None = None,
    with_free: bool = False,
    threads: int | None = None,
) -> Weights:
    """Weigh theories against a case's record.

    progress(done, total, label) is called after every piece of work. cache: a folder that keeps finished pieces, so
    that a run that was stopped goes on where it was; a piece is known by the case's digest, the theory's priors, the
    settings and the code. setups: other ways of reading the record (``SETUPS`` by default). prior: over theories
    (default: uniform over families). The same seed gives the same numbers, whatever the number of threads.
    Raises InputError for a case without a record or without theories.
    """
    if not theories:
        raise InputError("no theories to weigh")
    chosen = SETUPS if setups is None else setups
    run = _Run(case, tuple(theories), seed, size, cache, progress, 2 * len(theories) + len(chosen) * len(theories))
    with ThreadPoolExecutor(threads or os.cpu_count() or 1) as pool:
        try:
            base = run.each(pool, lambda t: run.main_piece(t), "evidence")
            main = {name: views for name, (views, _) in base.items()}
            again = {
                name: run.each(pool, lambda t, s=setup: run.other_piece(t, s, base[t.name][1]), name)  # type: ignore[misc]
                for name, setup in chosen.items()
            }
            figures = run.each(pool, lambda t: run.predictive_piece(t, main[t.name]), "predictive figures")
        except BaseException:
            run.stopped = True
            raise
    given = dict(prior) if prior is not None else family_prior(tuple(theories), with_free)
    share = {t.name: float(given.get(t.name, 0.0)) for t in theories}
    total = sum(share.values())
    if min(share.values()) < 0 or not total > 0:
        raise InputError(f"prior over theories must be 0 or more and not all 0: {share}")
    share = {name: value / total for name, value in share.items()}
    return Weights(case, run.model(Setup()).rows, tuple(theories), share, main, again, figures, seed)


class _Run:
    """One run of ``weigh``: its models, its cache, and how far it is."""

    def __init__(
        self, case: Case, theories: tuple[Theory, ...], seed: int, size: Size, cache: Path | None,
        progress: Progress | None, total: int,
    ) -> None:  # fmt: skip
        self.case, self.theories, self.seed, self.size, self.cache = case, theories, seed, size, cache
        self.progress, self.total, self.done, self.stopped = progress, total, 0, False
        self.models: dict[tuple[int, float, int], Model] = {}
        self.identity = [case.digest(), code_digest(), seed]
        _ = self.model(Setup())

    def model(self, setup: Setup) -> Model:
        """The model of a setup, made once."""
        key = (setup.lag, setup.gain, setup.burst)
        if key not in self.models:
            self.models[key] = model_for(self.case, setup, self.seed)
        return self.models[key]

    def each(self, pool: ThreadPoolExecutor, work: Callable, label: str) -> dict:  # type: ignore[type-arg]
        """Do a piece of work for every theory, in any order; results in the order of the theories."""
        jobs = {pool.submit(work, t): t.name for t in self.theories}
        found = {}
        for job in as_completed(jobs):
            found[jobs[job]] = job.result()
            self.done += 1
            if self.progress:
                self.progress(self.done, self.total, f"{label}: {jobs[job]}")
        return {t.name: found[t.name] for t in self.theories}

    def main_piece(self, theory: Theory) -> tuple[Views, Proposal]:
        """Evidence of one theory, with all views, and the proposal that found it."""

        def work() -> dict[str, np.ndarray]:
            model = self.model(Setup())
            proposal = model.adapt(theory, self.size.search, stop=lambda: self.stopped)
            sample = model.sample(
                theory, self.size.main, variants=tuple(VARIANTS.values()), proposal=proposal, salt=11, rowwise=True,
                stop=lambda: self.stopped,
            )  # fmt: skip
            views = reduce_sample(self.case, model.rows, sample, tuple(VARIANTS), self.seed)
            return {**pack(views), "dims": proposal.dims, "mean": proposal.mean, "root": proposal.root}

        data = self.kept(["main", _law(theory), self.size.search, self.size.main], work)
        return unpack(data), Proposal(data["dims"], data["mean"], data["root"])

    def other_piece(self, theory: Theory, setup: Setup, proposal: Proposal) -> Views:
        """Evidence of one theory under another reading of the record."""
        theory = widened(theory, setup.width) if setup.width != 1 else theory

        def work() -> dict[str, np.ndarray]:
            model = self.model(setup)
            mine = model.adapt(theory, self.size.again // 2, lambda: self.stopped) if setup.width != 1 else proposal
            sample = model.sample(theory, self.size.again, proposal=mine, salt=12, stop=lambda: self.stopped)
            return pack(reduce_sample(self.case, model.rows, sample, ("whole",), self.seed))

        settings = [vars(setup), self.size.search, self.size.main, self.size.again]
        return unpack(self.kept(["other", _law(theory), settings], work))

    def predictive_piece(self, theory: Theory, views: Views) -> Predictive:
        """What one theory's posterior predicts."""

        def work() -> dict[str, np.ndarray]:
            return vars(predict(self.model(Setup()), theory, views, self.seed))

        return Predictive(**self.kept(["predictive", _law(theory), self.size.search, self.size.main], work))

    def kept(self, key: list[object], work: Callable[[], dict[str, np.ndarray]]) -> dict[str, np.ndarray]:
        """The result of a piece of work, from the cache if it is there; written so that no half piece is ever read."""
        if self.cache is None:
            return work()
        name = hashlib.sha256(json.dumps([*self.identity, *key], sort_keys=True).encode()).hexdigest()[:24]
        path = self.cache / f"{name}.npz"
        if path.exists():
            try:
                with np.load(path, allow_pickle=False) as file:
                    return dict(file)
            except (OSError, ValueError, KeyError, EOFError):
                path.unlink()  # a damaged piece is worked out again
        data = work()
        self.cache.mkdir(parents=True, exist_ok=True)
        temporary = path.with_suffix(f".{os.getpid()}.tmp.npz")
        np.savez(temporary, **data)  # type: ignore[arg-type]
        temporary.replace(path)
        return data


def pack(views: Views) -> dict[str, np.ndarray]:
    """Views as plain arrays."""
    return {**vars(views), "names": np.array(views.names)}


def unpack(data: dict[str, np.ndarray]) -> Views:
    """Views from plain arrays."""
    fields = {name: data[name] for name in Views.__dataclass_fields__ if name != "names"}
    return Views(names=tuple(str(n) for n in data["names"]), **fields)


def _law(theory: Theory) -> dict[str, object]:
    return {name: prior.model_dump(mode="json") for name, prior in theory.complete().items()}


def code_digest() -> str:
    """SHA-256 of the source text that decides the numbers."""
    root = Path(modusvivendi.__file__).parent
    total = hashlib.sha256()
    for folder in ("engine", "evidence", "mechanism", "study", "theory"):
        for path in sorted((root / folder).glob("*.py")):
            total.update(path.read_bytes())
    return total.hexdigest()
