"""A study, fully specified: what is run, on which draws, and its identity."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import cached_property
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, SkipValidation, ValidationError, field_validator

from modusvivendi.case import Case
from modusvivendi.engine.chance import future_keys
from modusvivendi.engine.outcomes import OUTCOME_NAMES
from modusvivendi.engine.setting import Moves, Setting, stack
from modusvivendi.errors import InputError, choose, explain
from modusvivendi.strategy import Strategy, compile_strategy, nobody
from modusvivendi.study import inputs
from modusvivendi.study.draws import JointDraws
from modusvivendi.study.inputs import Factor, case_factors, setting_of
from modusvivendi.study.latest import Latest
from modusvivendi.study.sequence import quantiles
from modusvivendi.theory import Theory, check_distinct

LARGEST, MOST_SEED = 10_000_000, 2**63 - 1


class Study(BaseModel):
    """A case under several theories and strategies.

    futures: every theory and every strategy runs on each of them, so the number of simulated futures is theories x
    strategies x futures. A future's uncertain numbers and its chance are the same under every strategy (common random
    numbers). Under every theory a parameter's quantile in its prior is the same, but chance is each theory's own, by its name,
    so that it averages out over theories. Quantiles go by name (see ``sequence``).
    pins: numbers of the case that are fixed, by factor name, inside their domain. months: horizon. followers: who
    follows the strategies (a coalition or countries), instead of what each strategy says. posterior: joint draws of
    theory parameters that the record has weighed, instead of the priors, for the theories it holds. It can be pickled. Raises InputError.

    Example:
        >>> import modusvivendi as mv
        >>> theories, strategies = mv.load_theories(("inertia",)), mv.load_strategies(("drift", "piecemeal"))
        >>> study = mv.Study(case=mv.load_case("afghanistan"), theories=tuple(theories), strategies=tuple(strategies), futures=8)
        >>> len(study.strategies)
        2
    """

    model_config = ConfigDict(frozen=True, arbitrary_types_allowed=True, extra="forbid")

    case: Case
    theories: tuple[Theory, ...] = Field(min_length=1)
    strategies: tuple[Strategy, ...] = Field(min_length=1)
    futures: int = Field(default=1024, ge=1, le=LARGEST)
    seed: int = Field(default=1, ge=0, le=MOST_SEED)
    months: int = 60
    followers: str | None = None
    pins: dict[str, float] = {}
    posterior: SkipValidation[JointDraws | None] = None
    _case_part: Latest[tuple[np.ndarray, dict[str, np.ndarray]]] = PrivateAttr(default_factory=Latest)

    if not TYPE_CHECKING:  # checkers know the fields

        def __init__(self, **fields: Any) -> None:
            try:
                super().__init__(**fields)
            except ValidationError as error:
                raise InputError(explain("study", error, Study)) from None

    @field_validator("months")
    @classmethod
    def _possible(cls, months: int) -> int:
        if not 12 <= months <= 600:
            raise ValueError(f"horizon of {months} months: 12 to 600 are possible")
        return months

    def model_post_init(self, context: object) -> None:
        """Check the pins and names here, so that a study that exists can run. Raises InputError."""
        known = {f.name: f for f in self.factors}
        for name, value in self.pins.items():
            choose("number of the case", name, known)
            try:
                known[name].distribution.domain.check(value)
            except ValueError as error:
                raise InputError(f"case.{name}: {error}") from None
        check_distinct(self.theories)
        names = [s.name for s in self.strategies]
        if len(set(names)) < len(names):
            raise InputError(f"strategies: the same name twice: {', '.join(names)}")

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Study:
        """A new study with some fields changed. It is checked as any other, and nothing is taken over that was worked out."""
        del deep  # the fields are immutable
        return type(self)(**{**{name: getattr(self, name) for name in type(self).model_fields}, **(update or {})})

    @cached_property
    def factors(self) -> list[Factor]:
        """Sampled numbers of the case."""
        return case_factors(self.case)

    @cached_property
    def setting(self) -> Setting:
        """Tables of the case."""
        return setting_of(self.case, self.months)

    @cached_property
    def nobody(self) -> Moves:
        """The strategy that no one follows, for reference levels."""
        return nobody(self.case, self.months)

    @cached_property
    def batch(self) -> Moves:
        """All strategies as arrays."""
        return stack([compile_strategy(s, self.case, self.months, self.followers) for s in self.strategies])

    def changed(self, **fields: object) -> Study:
        """The study with other values of some fields, checked anew (``model_copy`` checks nothing)."""
        return Study(**{**{name: getattr(self, name) for name in Study.model_fields}, **fields})

    @property
    def outcome_names(self) -> tuple[str, ...]:
        """Outcomes of the engine, then wellbeing per group, then policy per issue."""
        groups = tuple(f"wellbeing_{g.id}" for g in self.case.groups)
        return (*OUTCOME_NAMES, *groups, *(f"policy_{i.id}" for i in self.case.issues))

    @cached_property
    def digest(self) -> str:
        """SHA-256 of all that decides the numbers."""
        content = {
            "case": self.case.digest(),
            "theories": [{**t.model_dump(mode="json"), "all": _priors(t)} for t in self.theories],
            "strategies": [s.model_dump(mode="json", exclude={"backers"}) for s in self.strategies],
            "futures": self.futures,
            "seed": self.seed,
            "months": self.months,
            "followers": self.followers,
            "pins": self.pins,
            "posterior": _fingerprint(self.posterior),
            "version": version("modus-vivendi"),
        }
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()

    def quantiles(self, first: int, count: int) -> dict[str, np.ndarray]:
        """Quantiles in (0, 1) of all that is sampled in a run of futures, name → (count,)."""
        return quantiles([*inputs.THEORY_QUANTILES, *(f.name for f in self.factors)], np.arange(first, first + count), self.seed)

    def case_values(self, quantiles: inputs.Named) -> dict[str, np.ndarray]:
        """Values of the case's factors at their quantiles (n,), with the study's pins."""
        return inputs.case_values(self.factors, quantiles, self.pins)

    def theory_values(self, theory: Theory, quantiles: inputs.Named) -> dict[str, np.ndarray]:
        """Values of a theory's parameters at their quantiles (n,): from its priors, or from what the record has weighed."""
        return inputs.theory_values(theory, quantiles, self.posterior)

    def parameters(self, theory: Theory, first: int, count: int) -> np.ndarray:
        """The engine's parameter matrix (rows, count) float32 of a theory for a run of futures."""

        def case_part() -> tuple[np.ndarray, dict[str, np.ndarray]]:
            at = self.quantiles(first, count)
            return inputs.case_matrix(self.case, self.case_values(at)), {n: at[n] for n in inputs.THEORY_QUANTILES}

        # The case's part is the same for all theories: worked out once per block.
        shared, at = self._case_part.get((first, count), case_part)
        matrix = shared.copy()
        inputs.put_theory(self.theory_values(theory, at), matrix)
        return matrix

    def keys(self, theory: Theory, first: int, count: int) -> np.ndarray:
        """Chance keys of a theory's run of futures, (2, count) uint32: the same under every strategy, its own under each theory."""
        return future_keys(self.seed, np.arange(first, first + count), theory.name)


def _fingerprint(posterior: JointDraws | None) -> str | None:
    if posterior is None:
        return None
    total = hashlib.sha256(json.dumps(posterior.weights, sort_keys=True).encode())
    for name in sorted(posterior.draws):
        total.update(name.encode() + np.ascontiguousarray(posterior.draws[name]).tobytes())
    return total.hexdigest()


def _priors(theory: Theory) -> dict[str, object]:
    return {name: prior.model_dump(mode="json") for name, prior in theory.complete().items()}
