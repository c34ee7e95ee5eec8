"""What the asks put to other authorities lend a case: weights of theories and a law over parameters of deals, as a small file.

For every theory the law is normal on the scale of ``Hierarchy.by_authority``, on which a prior is standard normal: mean and
covariance of what an authority is like that has not been asked yet. It says which cases it was made from and up to which day; a
case never borrows from its own asks, nor from what came after its own day.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np
from pydantic import TypeAdapter, ValidationError
from scipy.special import ndtr

from modusvivendi.case import Case
from modusvivendi.engine.layout import THEORY_PARAMETERS
from modusvivendi.errors import InputError, problem
from modusvivendi.evidence.inference.identity import prior_digest
from modusvivendi.evidence.inference.posterior import Posterior
from modusvivendi.evidence.inference.samplers import cube
from modusvivendi.evidence.pooled.ask_outcomes import ask_outcome_chances
from modusvivendi.evidence.pooled.asks import Pool
from modusvivendi.evidence.pooled.hierarchy import ASK_RULE, COMMON, FILE_RULE, VARYING, Hierarchy, asks_of
from modusvivendi.evidence.pooled.weigh import PooledWeights
from modusvivendi.files.text_file import read_text
from modusvivendi.record.dates import parse_day
from modusvivendi.theory import Theory

SHIPPED = Path(__file__).parent / "lent.json"
DRAWS = 2048
DIGITS = 4
LARGEST = 20_000_000  # bytes of a file
LARGEST_NUMBER = 1e3  # of a mean or covariance on the scale on which a prior is standard normal
NUGGET = 1e-9  # added to variances, so that rounding leaves a covariance one


@dataclass(frozen=True)
class Lent:
    """What may be borrowed. cases: the day up to which each is known (YYYY-MM-DD), by name. asks: how many. digest: of these asks
    and what coders say of them. weights: of theories. laws: digest of each theory's priors of deals (``deal_digest``). place (d,), spread (d, d): of what an
    authority not asked yet is like, by theory. effective: least effective number of draws. made: how.
    """

    cases: dict[str, str]
    asks: int
    digest: str
    weights: dict[str, float]
    laws: dict[str, str]
    place: dict[str, list[float]]
    spread: dict[str, list[list[float]]]
    effective: float
    made: str

    @property
    def known_on(self) -> str:
        """The last day that it knows of."""
        return max(self.cases.values())

    @property
    def names(self) -> str:
        """The cases that it was made from, each with the day up to which it is known."""
        return ", ".join(f"{name} up to {day}" for name, day in self.cases.items())

    def why_not(self, theories: Sequence[Theory]) -> str:
        """Why these theories cannot be studied with it, in a few words; '' if they can."""
        missing = [t.name for t in theories if t.name not in self.weights]
        if missing:
            return f"{', '.join(missing)} has not been weighed"
        changed = [t.name for t in theories if self.laws[t.name] != deal_digest(t)]
        if changed:
            return f"the priors of deals of {', '.join(changed)} have changed since"
        misfit = [t.name for t in theories if len(self.place[t.name]) != len(Hierarchy.of(t, ()).varying) + len(COMMON) - 1]
        if misfit:
            return f"the numbers of {', '.join(misfit)} are not those that it is asked for"
        return "" if sum(self.weights[t.name] for t in theories) > 0 else "it gives these theories no weight"

    def drawn(self, theory: Theory, n: int, seed: int = 1) -> np.ndarray:
        """n draws (n, 1, d) of what an authority not asked yet is like under a theory, as ``Hierarchy.values`` takes them."""
        z = np.random.default_rng([seed, n]).standard_normal((n, len(self.place[theory.name])))
        root = np.linalg.cholesky(np.array(self.spread[theory.name]) + NUGGET * np.eye(z.shape[1]))
        return np.asarray((np.array(self.place[theory.name]) + z @ root.T)[:, None])

    def posterior(self, case: Case, theories: Sequence[Theory]) -> Posterior:
        """Weights and joint draws for a study of a case: parameters of deals as borrowed, all others from their priors."""
        draws = {}
        for theory in theories:
            laws, varying = theory.complete(), Hierarchy.of(theory, ()).varying
            u = cube(THEORY_PARAMETERS, np.arange(DRAWS), 1)
            lent = ndtr(self.drawn(theory, DRAWS)[:, 0])
            for k, name in enumerate(varying):
                u[:, THEORY_PARAMETERS.index(name)] = np.clip(lent[:, k], 1e-9, 1 - 1e-9)
            draws[theory.name] = np.stack([laws[p].quantile(u[:, n]) for n, p in enumerate(THEORY_PARAMETERS)], axis=1)
        priors = {theory.name: prior_digest(theory) for theory in theories}
        return Posterior(self.weights, draws, case.digest(), priors, self.digest, self.effective)

    def chances(self, pool: Pool, theories: Sequence[Theory], n: int = 1024) -> np.ndarray:
        """What the theories together say of asks to an authority that was not among the cases, (N, 3)."""
        total = np.zeros((len(pool.demands), 3))
        for theory in theories:
            deals, common = Hierarchy.of(theory, ()).values(self.drawn(theory, n))
            for reading in pool.main:
                out = np.empty((len(pool.demands), 3, n))
                asks = asks_of(pool, theory.name, reading)._replace(case=np.zeros(len(pool.demands), np.int64))
                ask_outcome_chances(asks, deals, common, ASK_RULE, FILE_RULE, out)
                total += self.weights[theory.name] * out.mean(2) / len(pool.main)
        return np.asarray(total / sum(self.weights[t.name] for t in theories))


def deal_digest(theory: Theory) -> str:
    """SHA-256 of a theory's priors of what is borrowed, the parameters of deals.

    The priors of all others may change without making what is borrowed unfit: they are drawn anew. They moved it only through the mean
    course of latent states along a record.
    """
    laws = theory.complete()
    priors = {name: laws[name].model_dump(mode="json") for name in VARYING}
    return hashlib.sha256(json.dumps(priors, sort_keys=True).encode()).hexdigest()


def lend(w: PooledWeights, without: str = "") -> Lent:
    """What a result of pooled weighing lends: to any authority, or to one case, which is then left out."""
    chosen = f"without {without}" if without else "all"
    names = [name for name in w.pool.cases if name != without]
    place = {t.name: w.mean(t.name, "place", chosen) for t in w.theories}
    apart = {t.name: np.stack([w.found[chosen, t.name, n]["place"] for n in w.pool.main]) - place[t.name] for t in w.theories}
    spread = {t.name: w.mean(t.name, "spread", chosen) + apart[t.name].T @ apart[t.name] / len(w.pool.main) for t in w.theories}
    days = dict(zip(w.pool.cases, w.known, strict=True))
    known = w.pool.only(w.sets[chosen])
    return Lent(
        cases={name: days[name].isoformat() for name in names},
        asks=len(known.demands),
        digest=digest_of_asks(known),
        weights={name: round(x, DIGITS) for name, x in w.weights(chosen).items()},
        laws={t.name: deal_digest(t) for t in w.theories},
        place={name: np.round(values, DIGITS).tolist() for name, values in place.items()},
        spread={name: np.round(values, DIGITS).tolist() for name, values in spread.items()},
        effective=round(float(w.stacked("effective", chosen).min()), 1),
        made=f"modus weigh {' '.join(w.pool.cases)} --pooled --seed {w.options.seed} --draws {w.options.draws}"
        + (f" --as-of {w.options.as_of}" if w.options.as_of else ""),
    )


def digest_of_asks(pool: Pool) -> str:
    """SHA-256 of which asks there are, what came of them, and what coders say."""
    total = hashlib.sha256(" ".join(f"{d.name} {d.outcome} {d.cluster}" for d in pool.demands).encode())
    for name in sorted(pool.coded):
        total.update(pool.coded[name].tobytes())
    return total.hexdigest()


def write_lent(lent: Sequence[Lent], path: Path) -> Path:
    """Write what may be borrowed to a file."""
    path.write_text(json.dumps([asdict(entry) for entry in lent], indent=None, separators=(",", ":")) + "\n", encoding="utf-8")
    return path


def read_lent(path: Path) -> tuple[Lent, ...]:
    """What may be borrowed, from a file. Raises InputError."""
    try:
        found = TypeAdapter(tuple[Lent, ...]).validate_json(read_text(path, LARGEST), strict=True)
        for entry in found:
            check_whole(entry)
    except InputError:
        raise
    except ValueError as error:
        reason = problem(error) if isinstance(error, ValidationError) else str(error)
        raise InputError(f"{path}: cannot be read as what pooled weighing lends ({reason})") from None
    return found


def check_whole(entry: Lent) -> None:
    """Raise ValueError for an entry of which a part is missing, or no number, or no covariance."""
    if not entry.cases or not all(parse_day(day) for day in entry.cases.values()):
        raise ValueError("no cases")
    if not all(0 <= share <= 1 for share in entry.weights.values()):
        raise ValueError("weights are not shares")
    for name in entry.weights:
        place, spread = entry.place.get(name, []), entry.spread.get(name, [])
        if name not in entry.laws or not place or {len(spread), *map(len, spread)} != {len(place)}:
            raise ValueError(f"no place and spread of {name}")
        covariance = np.array(spread)
        if not (np.abs([place, *spread]) < LARGEST_NUMBER).all() or not np.allclose(covariance, covariance.T, atol=10.0**-DIGITS):
            raise ValueError(f"place and spread of {name} are no mean and covariance")
        np.linalg.cholesky(covariance + NUGGET * np.eye(len(place)))


@cache
def shipped_lent() -> tuple[Lent, ...]:
    """What comes with the package."""
    return read_lent(SHIPPED)


def borrow(case: str, day: date, lent: Sequence[Lent]) -> Lent:
    """The entry that a case may borrow on a day: of other cases only, of nothing later; the one with most asks.

    Raises InputError if there is none.
    """
    fit = [entry for entry in lent if case not in entry.cases and entry.known_on <= day.isoformat()]
    if not fit:
        raise InputError(f"nothing to borrow for '{case}' on {day}: every pool holds its own asks, or knows what came later")
    return max(fit, key=lambda entry: (entry.asks, entry.known_on))
