"""Weighing theories: log evidence in three columns, weights, every way in which they might be otherwise, and skill."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from modusvivendi.case import Case
from modusvivendi.engine.layout import THEORY_PARAMETERS
from modusvivendi.errors import InputError, choose
from modusvivendi.evidence.forecast.one_month import Forecast, forecast_theory
from modusvivendi.evidence.forecast.predictive import Predictive, predict
from modusvivendi.evidence.forecast.skill import judge, skill_model
from modusvivendi.evidence.inference.checkpoints import Arrays, CheckpointedTasks, Progress
from modusvivendi.evidence.inference.identity import code_digest, prior_digest
from modusvivendi.evidence.inference.nested import nested_evidence
from modusvivendi.evidence.inference.options import DEFAULTS, SAMPLERS, WeighOptions
from modusvivendi.evidence.inference.posterior import cache_folder
from modusvivendi.evidence.inference.prior_weights import family_prior
from modusvivendi.evidence.inference.samplers import Proposal
from modusvivendi.evidence.inference.theory_evidence import LIKELIHOOD_VARIANTS, TheoryEvidence, reduce_sample
from modusvivendi.evidence.inference.weights import Weights
from modusvivendi.evidence.likelihood.model import Model
from modusvivendi.evidence.record.arrays import read_inputs, read_rows, record_of
from modusvivendi.evidence.record.case_draws import CaseDraws
from modusvivendi.evidence.sensitivity.variants import AS_MODELLED, HistoryVariant, VariantEvidence, refit, reweight
from modusvivendi.theory import Theory, check_distinct, load_theories

STRENGTHS = ("beta_", "theta_")  # whose prior widths are halved and doubled


def checkpoint_folder() -> Path:
    """Where finished tasks of weighing are kept between runs."""
    return cache_folder() / "tasks"


def weigh_and_keep(
    case: Case, names: Sequence[str] | None = None, options: WeighOptions = DEFAULTS, progress: Progress | None = None
) -> Weights:
    """Weigh theories by name (default: all shipped ones) and keep the posterior for ``weights="record"``.

    The posterior of some theories only, or of a user's own, is not kept: a study could not rely on it. Raises InputError
    for unknown names, and as ``weigh`` does.
    """
    weights = weigh(case, load_theories(names), options, progress)
    if not names:
        weights.posterior.save()
    return weights


def widened(theory: Theory, factor: float) -> Theory:
    """The theory with the widths of the priors on its weights (beta, theta) scaled."""
    chosen = {n: p.widened(factor) for n, p in theory.complete().items() if n.startswith(STRENGTHS)}
    return theory.model_copy(update={"priors": {**theory.priors, **chosen}})


def model_for(case: Case, variant: HistoryVariant = AS_MODELLED, seed: int = 1, draws: CaseDraws | None = None) -> Model:
    """The record of a case under one variant. draws: of this case and seed, if another model keeps them."""
    record = record_of(case)
    rows = read_rows(case, burst=variant.burst)
    inputs = read_inputs(case, rows, record.moves, record.tracks, variant.lag, variant.gain)
    return Model(case, rows, inputs, seed, shared=draws)


def weigh(case: Case, theories: Sequence[Theory], options: WeighOptions = DEFAULTS, progress: Progress | None = None) -> Weights:
    """Weigh theories against a case's record.

    progress(done, total, label) is called after every task. Raises InputError for a case without a record, without
    theories, with two theories of one name, an unknown sampler or one that is not installed, or a prior that is not one.
    """
    choose("sampler", options.sampler, SAMPLERS)
    if options.sampler == "nautilus" and find_spec("nautilus") is None:
        raise InputError("--sampler nautilus needs its package: pip install 'modus-vivendi[nested]'")
    prior = _prior_of(theories, options)
    work = _Work(case, theories, options)
    total = len(theories) * (3 + len(options.variants))
    identity: list[object] = [case.digest(), code_digest(), options.seed]
    with CheckpointedTasks(
        identity, folder=options.checkpoints, threads=options.threads, total=total, progress=progress
    ) as tasks:
        base = tasks.each(lambda n: work.evidence(tasks, n), work.theories, "evidence")
        main = {name: evidence for name, (evidence, _) in base.items()}
        others = {
            label: tasks.each(lambda n, v=variant: work.under_variant(tasks, n, v, *base[n]), work.theories, label)  # type: ignore[misc]
            for label, variant in options.variants.items()
        }
        figures = tasks.each(lambda n: work.predictive(tasks, n, main[n]), work.theories, "predictive figures")
        said = tasks.each(lambda n: work.forecast(tasks, n), work.theories, "forecasts")
    skill = judge(work.rolling, list(theories), work.origin, list(said.values()))
    rows = work.model(AS_MODELLED).rows
    return Weights(case, rows, tuple(theories), prior, main, others, figures, skill, options)


def _prior_of(theories: Sequence[Theory], options: WeighOptions) -> dict[str, float]:
    """The prior over these theories, adding up to one."""
    if not theories:
        raise InputError("no theories to weigh: name one at least")
    names = [t.name for t in theories]
    check_distinct(theories)
    given = options.prior if options.prior is not None else family_prior(tuple(theories), options.with_free)
    share = {name: float(given.get(name, 0.0)) for name in names}
    total = sum(share.values())
    if min(share.values()) < 0 or not total > 0:
        raise InputError(f"prior over theories must be 0 or more and not all 0: {share}")
    return {name: value / total for name, value in share.items()}


class _Work:
    """The tasks of one run of ``weigh``, and the models they share."""

    def __init__(self, case: Case, theories: Sequence[Theory], options: WeighOptions) -> None:
        self.case, self.theories, self.options = case, {t.name: t for t in theories}, options
        histories = {_history_key(v): v for v in (AS_MODELLED, *options.variants.values())}
        draws = CaseDraws(case, options.seed)
        self.models = {key: model_for(case, variant, options.seed, draws) for key, variant in histories.items()}
        self.rolling, self.origin = skill_model(case, options.seed)

    def model(self, variant: HistoryVariant) -> Model:
        """The record under a variant."""
        return self.models[_history_key(variant)]

    def evidence(self, tasks: CheckpointedTasks, name: str) -> tuple[TheoryEvidence, Proposal]:
        """Evidence of one theory, and the proposal that found it."""
        theory, model, size = self.theories[name], self.model(AS_MODELLED), self.options.size

        def stopped() -> bool:
            return tasks.stopped

        def work() -> Arrays:
            """Search, sample, and reduce to what is kept."""
            proposal = model.adapt(theory, size.search, stop=stopped)
            variants = tuple(LIKELIHOOD_VARIANTS.values())
            sample = model.sample(theory, size.main, variants=variants, proposal=proposal, salt=11, rowwise=True, stop=stopped)
            found = reduce_sample(self.case, model.rows, sample, tuple(LIKELIHOOD_VARIANTS), self.options.seed)
            if self.options.sampler == "nautilus":
                found = nested_evidence(self.case, model, theory, proposal, found, size.main, stopped)
            return {**pack(found), "dims": proposal.dims, "mean": proposal.mean, "root": proposal.root}

        data = tasks.kept(["main", *self._key(theory)], work)
        return unpack(data), Proposal(data["dims"], data["mean"], data["root"])

    def under_variant(
        self, tasks: CheckpointedTasks, name: str, variant: HistoryVariant, main: TheoryEvidence, proposal: Proposal
    ) -> VariantEvidence:
        """Evidence of one theory under a variant."""
        theory, model, size = self.theories[name], self.model(variant), self.options.size
        theory = widened(theory, variant.width) if variant.width != 1 else theory

        def work() -> Arrays:
            """Near variants reweigh the main draws; the others are sampled anew."""
            if variant.near:
                return vars(reweight(model, theory, main))
            # Under priors twice as wide the same values of the weights lie half as far from the middle.
            strengths = np.array([n for n, p in enumerate(THEORY_PARAMETERS) if p.startswith(STRENGTHS)])
            near = proposal.narrowed(strengths, 1 / variant.width)
            near = model.adapt(theory, size.search, start=near, stop=lambda: tasks.stopped)
            sample = model.sample(theory, size.refit, proposal=near, salt=12, stop=lambda: tasks.stopped)
            return vars(refit(theory, sample))

        key = ["other", *self._key(self.theories[name]), size.refit, vars(variant)]
        return VariantEvidence(**tasks.kept(key, work))

    def predictive(self, tasks: CheckpointedTasks, name: str, main: TheoryEvidence) -> Predictive:
        """What one theory's posterior predicts."""
        theory = self.theories[name]

        def work() -> Arrays:
            return vars(predict(self.model(AS_MODELLED), theory, main, self.options.seed))

        return Predictive(**tasks.kept(["predictive", *self._key(theory)], work))

    def forecast(self, tasks: CheckpointedTasks, name: str) -> tuple[Forecast, np.ndarray]:
        """What one theory said month by month, and how well it had done by then."""
        theory, draws = self.theories[name], self.options.size.skill

        def work() -> Arrays:
            said, known = forecast_theory(self.rolling, theory, self.origin, draws)
            return {"log_p": said.log_p, "chance": said.chance, "tracks": said.tracks, "known": known}

        data = tasks.kept(["forecast", prior_digest(theory), draws], work)
        return Forecast(name, data["log_p"], data["chance"], data["tracks"]), data["known"]

    def _key(self, theory: Theory) -> list[object]:
        size = self.options.size
        return [prior_digest(theory), size.search, size.main, self.options.sampler]


def _history_key(variant: HistoryVariant) -> tuple[int, float, int]:
    """Variants that differ only in prior widths share their latent states."""
    return variant.lag, variant.gain, variant.burst


def pack(evidence: TheoryEvidence) -> Arrays:
    """A theory's evidence as plain arrays."""
    return {**vars(evidence), "variants": np.array(evidence.variants)}


def unpack(data: Arrays) -> TheoryEvidence:
    """A theory's evidence from plain arrays."""
    fields = {name: data[name] for name in TheoryEvidence.__dataclass_fields__ if name != "variants"}
    return TheoryEvidence(variants=tuple(str(n) for n in data["variants"]), **fields)
