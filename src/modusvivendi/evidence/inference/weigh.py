"""Weighing theories: log evidence in three columns, weights, every way in which they might be otherwise, and skill."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from modusvivendi.case import Case
from modusvivendi.engine.layout import THEORY_PARAMETERS
from modusvivendi.errors import InputError, choose
from modusvivendi.evidence.forecast.one_month import Forecast, forecast_theory
from modusvivendi.evidence.forecast.predictive import Predictive, predict
from modusvivendi.evidence.forecast.skill import Skill, judge, skill_model
from modusvivendi.evidence.inference.checkpoints import Arrays, Pieces, Progress
from modusvivendi.evidence.inference.identity import code_digest, law_digest
from modusvivendi.evidence.inference.nested import nested_views
from modusvivendi.evidence.inference.posterior import Posterior
from modusvivendi.evidence.inference.prior_weights import family_prior
from modusvivendi.evidence.inference.samplers import Proposal
from modusvivendi.evidence.inference.views import VARIANTS, Views, reduce_sample
from modusvivendi.evidence.likelihood.model import Model
from modusvivendi.evidence.record.arrays import CODINGS, Rows, read_inputs, read_rows, record_of
from modusvivendi.evidence.sensitivity.variants import AS_MODELLED, SETUPS, Reading, Setup, read_afresh, reread
from modusvivendi.theory import Theory

STRENGTHS = ("beta_", "theta_")  # whose prior widths are halved and doubled
SAMPLERS = ("importance", "nautilus")


@dataclass(frozen=True)
class Size:
    """How many draws per theory and coding: to find a proposal (each round), for the evidence, for a sensitivity with a
    run of its own; and per theory for forecasts."""

    search: int = 512
    main: int = 8192
    again: int = 4096
    skill: int = 4096

    @classmethod
    def of(cls, draws: int) -> Size:
        """Sizes in proportion to the draws per theory and coding for the evidence."""
        return cls(max(draws // 16, 64), draws, max(draws // 2, 64), max(draws // 2, 64))


@dataclass(frozen=True)
class Weights:
    """The result of ``weigh``. main: views of each theory; again: each other setup's reading of each theory; predictive:
    figures that the posterior predicts, with what happened; skill: out of sample."""

    case: Case
    rows: Rows
    theories: tuple[Theory, ...]
    prior: dict[str, float]
    main: dict[str, Views]
    again: dict[str, dict[str, Reading]]
    predictive: dict[str, Predictive]
    skill: Skill
    seed: int
    sampler: str = "importance"

    def log_z(self, view: str = "whole", setup: str = "") -> np.ndarray:
        """Log evidence (theories, codings) in a view of the main reading, or of the whole in another setup."""
        if setup:
            return np.stack([self.again[setup][t.name].log_z for t in self.theories])
        return np.stack([self.main[t.name][view] for t in self.theories])

    def weights(self, view: str = "whole", setup: str = "", coding: str | None = None) -> dict[str, float]:
        """Posterior weights of theories in a view: the mean over codings (or one coding) of prior x evidence."""
        log_z = self.log_z(view, setup)
        if coding is not None:
            log_z = log_z[:, [CODINGS.index(coding)]]
        names = [t.name for t in self.theories]
        return dict(zip(names, weigh_codings(log_z, np.array([self.prior[n] for n in names])), strict=True))

    @property
    def weight_errors(self) -> dict[str, float]:
        """Monte Carlo standard errors of the posterior weights, from those of the log evidence (1,000 replications)."""
        error = np.stack([v.error[v.names.index("whole")] for v in self.main.values()])
        noise = np.random.default_rng(self.seed).normal(size=(1000, *error.shape))
        prior = np.array([self.prior[t.name] for t in self.theories])
        moved = [weigh_codings(self.log_z() + error * z, prior) for z in noise]
        return dict(zip(self.main, np.std(moved, axis=0), strict=True))

    @property
    def posterior(self) -> Posterior:
        """Weights and draws for studies."""
        draws = {}
        for theory in self.theories:
            u = self.main[theory.name].draws
            laws = theory.complete()
            draws[theory.name] = np.stack([laws[p].quantile(u[:, n]) for n, p in enumerate(THEORY_PARAMETERS)], axis=1)
        laws_of = {t.name: law_digest(t) for t in self.theories}
        least = float(min(v.effective.min() for v in self.main.values()))
        return Posterior(self.weights(), draws, self.case.digest(), laws_of, code_digest(), least)


def weigh_codings(log_z: np.ndarray, prior: np.ndarray) -> np.ndarray:
    """Posterior weights (theories,) from log evidence (theories, K): normalised in each coding, then averaged."""
    score = np.exp(log_z - log_z.max(0)) * prior[:, None]
    return np.asarray((score / score.sum(0)).mean(1))


def widened(theory: Theory, factor: float) -> Theory:
    """The theory with the widths of the priors on its weights (beta, theta) scaled."""
    chosen = {n: p.widened(factor) for n, p in theory.complete().items() if n.startswith(STRENGTHS)}
    return theory.model_copy(update={"priors": {**theory.priors, **chosen}})


def model_for(case: Case, setup: Setup = AS_MODELLED, seed: int = 1) -> Model:
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
    sampler: str = "importance",
) -> Weights:
    """Weigh theories against a case's record.

    progress(done, total, label) is called after every piece of work. cache: a folder that keeps finished pieces, so
    that a run that was stopped goes on where it was; a piece is known by the case's digest, the theory's priors, the
    settings and the code. setups: other ways of reading the record (``SETUPS`` by default). prior: over theories
    (default: uniform over families). sampler: of the main reading, one of SAMPLERS. The same seed gives the same
    numbers, whatever the number of threads.
    Raises InputError for a case without a record, without theories, or with two theories of one name.
    """
    choose("sampler", sampler, SAMPLERS)
    share = _prior_of(theories, prior, with_free)
    run = _Run(case, theories, seed, size, SETUPS if setups is None else setups, sampler)
    total = len(theories) * (3 + len(run.setups))
    with Pieces([case.digest(), code_digest(), seed], cache, threads, total, progress) as pieces:
        base = pieces.each(lambda n: run.main_piece(pieces, n), run.theories, "evidence")
        main = {name: views for name, (views, _) in base.items()}
        again = {
            label: pieces.each(lambda n, s=setup: run.other_piece(pieces, n, s, *base[n]), run.theories, label)  # type: ignore[misc]
            for label, setup in run.setups.items()
        }
        figures = pieces.each(lambda n: run.predictive_piece(pieces, n, main[n]), run.theories, "predictive figures")
        said = pieces.each(lambda n: run.forecast_piece(pieces, n), run.theories, "forecasts")
    ability = judge(run.rolling, theories, run.origin, list(said.values()))
    return Weights(case, run.model(AS_MODELLED).rows, tuple(theories), share, main, again, figures, ability, seed, sampler)


def _prior_of(theories: list[Theory], prior: dict[str, float] | None, with_free: bool) -> dict[str, float]:
    """The prior over these theories, adding up to one."""
    if not theories:
        raise InputError("no theories to weigh")
    names = [t.name for t in theories]
    if len(set(names)) < len(names):
        raise InputError(f"theories: the same name twice: {', '.join(names)}")
    given = dict(prior) if prior is not None else family_prior(tuple(theories), with_free)
    share = {name: float(given.get(name, 0.0)) for name in names}
    total = sum(share.values())
    if min(share.values()) < 0 or not total > 0:
        raise InputError(f"prior over theories must be 0 or more and not all 0: {share}")
    return {name: value / total for name, value in share.items()}


class _Run:
    """The pieces of one run of ``weigh``, and the models they share."""

    def __init__(self, case: Case, theories: list[Theory], seed: int, size: Size, setups: dict[str, Setup], sampler: str) -> None:
        self.case, self.theories, self.seed, self.size = case, {t.name: t for t in theories}, seed, size
        self.setups, self.sampler = setups, sampler
        readings = {_reading_key(s): s for s in (AS_MODELLED, *setups.values())}
        self.models = {key: model_for(case, setup, seed) for key, setup in readings.items()}
        self.rolling, self.origin = skill_model(case, seed)

    def model(self, setup: Setup) -> Model:
        """The model of a setup."""
        return self.models[_reading_key(setup)]

    def main_piece(self, pieces: Pieces, name: str) -> tuple[Views, Proposal]:
        """Evidence of one theory, with all views, and the proposal that found it."""
        theory, model = self.theories[name], self.model(AS_MODELLED)

        def work() -> Arrays:
            proposal = model.adapt(theory, self.size.search, stop=lambda: pieces.stopped)
            sample = model.sample(
                theory, self.size.main, variants=tuple(VARIANTS.values()), proposal=proposal, salt=11, rowwise=True,
                stop=lambda: pieces.stopped,
            )  # fmt: skip
            views = reduce_sample(self.case, model.rows, sample, tuple(VARIANTS), self.seed)
            if self.sampler == "nautilus":
                views = nested_views(
                    self.case, model, theory, proposal, views, self.size.main, lambda: pieces.stopped
                )  # fmt: skip
            return {**pack(views), "dims": proposal.dims, "mean": proposal.mean, "root": proposal.root}

        data = pieces.kept(["main", *self._key(theory)], work)
        return unpack(data), Proposal(data["dims"], data["mean"], data["root"])

    def other_piece(self, pieces: Pieces, name: str, setup: Setup, main: Views, proposal: Proposal) -> Reading:
        """Evidence of one theory under another reading of the record."""
        theory, model = self.theories[name], self.model(setup)
        theory = widened(theory, setup.width) if setup.width != 1 else theory

        def work() -> Arrays:
            if setup.near:
                return vars(reread(model, theory, main))
            # Under priors twice as wide the same values of the weights lie half as far from the middle.
            strengths = np.array([n for n, p in enumerate(THEORY_PARAMETERS) if p.startswith(STRENGTHS)])
            near = proposal.narrowed(strengths, 1 / setup.width)
            near = model.adapt(theory, self.size.search, start=near, stop=lambda: pieces.stopped)
            sample = model.sample(theory, self.size.again, proposal=near, salt=12, stop=lambda: pieces.stopped)
            return vars(read_afresh(theory, sample))

        key = ["other", *self._key(self.theories[name]), self.size.again, vars(setup)]
        return Reading(**pieces.kept(key, work))

    def predictive_piece(self, pieces: Pieces, name: str, main: Views) -> Predictive:
        """What one theory's posterior predicts."""
        theory = self.theories[name]
        work = lambda: vars(predict(self.model(AS_MODELLED), theory, main, self.seed))  # noqa: E731
        return Predictive(**pieces.kept(["predictive", *self._key(theory)], work))

    def forecast_piece(self, pieces: Pieces, name: str) -> tuple[Forecast, np.ndarray]:
        """What one theory said month by month, and how well it had done by then."""
        theory = self.theories[name]

        def work() -> Arrays:
            said, known = forecast_theory(self.rolling, theory, self.origin, self.size.skill)
            return {"log_p": said.log_p, "chance": said.chance, "tracks": said.tracks, "known": known}

        data = pieces.kept(["forecast", law_digest(theory), self.size.skill], work)
        return Forecast(name, data["log_p"], data["chance"], data["tracks"]), data["known"]

    def _key(self, theory: Theory) -> list[object]:
        return [law_digest(theory), self.size.search, self.size.main, self.sampler]


def _reading_key(setup: Setup) -> tuple[int, float, int]:
    """Setups that differ only in prior widths read the record alike."""
    return setup.lag, setup.gain, setup.burst


def pack(views: Views) -> Arrays:
    """Views as plain arrays."""
    return {**vars(views), "names": np.array(views.names)}


def unpack(data: Arrays) -> Views:
    """Views from plain arrays."""
    fields = {name: data[name] for name in Views.__dataclass_fields__ if name != "names"}
    return Views(names=tuple(str(n) for n in data["names"]), **fields)
