"""How theories are weighed: sampler, numbers of draws, variants, prior."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from modusvivendi.evidence.sensitivity.variants import HISTORY_VARIANTS, HistoryVariant
from modusvivendi.files.given import given_whole

SAMPLERS = ("importance", "nautilus")
FEWEST = 64  # draws with which anything can be worked out, very roughly
MOST = 1_000_000  # more would not fit into any memory
DRAWS = 8192  # per theory and coding; the size at which log evidence has an error of about 0.02


@dataclass(frozen=True)
class Size:
    """How many draws per theory and coding: to find a proposal (each round), for the evidence, for a variant that has
    draws of its own; and per theory for forecasts."""

    search: int = DRAWS // 16
    main: int = DRAWS
    refit: int = DRAWS // 2
    skill: int = DRAWS // 2

    @classmethod
    def of(cls, draws: int) -> Size:
        """Sizes in proportion to the draws per theory and coding for the evidence. Raises InputError below FEWEST and above MOST."""
        draws = given_whole("draws", draws, FEWEST, MOST)
        return cls(max(draws // 16, FEWEST), draws, max(draws // 2, FEWEST), max(draws // 2, FEWEST))


@dataclass(frozen=True, kw_only=True)
class WeighOptions:
    """How theories are weighed.

    seed: of all draws; the same seed gives the same numbers, whatever the number of threads. sampler: of the main evidence,
    one of SAMPLERS. size: numbers of draws. variants: those with latent states of their own. prior: over theories, 0 or
    more each and normalised (default: uniform over families). with_free: whether the theory ``free`` has a share in the
    default prior. threads: all cores by default. checkpoints: a folder that keeps finished tasks, so that a run that was
    stopped goes on where it was; a task is known by the case's digest, the theory's priors, the settings and the code.
    """

    seed: int = 1
    sampler: str = "importance"
    size: Size = Size()
    variants: Mapping[str, HistoryVariant] = field(default_factory=lambda: HISTORY_VARIANTS)
    prior: Mapping[str, float] | None = None
    with_free: bool = False
    threads: int | None = None
    checkpoints: Path | None = None


DEFAULTS = WeighOptions()
