"""Posterior: weights of theories and draws of their parameters, ready for a study."""

from __future__ import annotations

import json
import os
import struct
import zlib
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from modusvivendi.case import Case
from modusvivendi.engine.layout import THEORY_PARAMETERS
from modusvivendi.errors import InputError, choose
from modusvivendi.evidence.inference.identity import code_digest, prior_digest
from modusvivendi.theory import Theory

# Of a damaged archive: zipfile asks for a password or names an unknown way of packing where a bit of a header has flipped.
UNREADABLE = (
    OSError, ValueError, KeyError, TypeError, AttributeError, EOFError, BadZipFile, zlib.error, RuntimeError, MemoryError, IndexError,
    struct.error, SyntaxError,
)  # fmt: skip
THIN = 20.0  # effective draws per coding below which a warning is given; the error of one log evidence is then 0.2


def cache_folder() -> Path:
    """Where results are kept between runs: $XDG_CACHE_HOME or ~/.cache, modusvivendi/evidence."""
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "modusvivendi" / "evidence"


@dataclass(frozen=True)
class Posterior:
    """What the record says of theories and their parameters.

    weights: per theory, summing to one. draws: per theory, equally weighted joint draws of all theory parameters
    (draws, parameters), columns in the engine's order. case_digest: the case they are for; priors: digest of each
    theory's priors, and code: of the model's source, with which they were made. effective: least effective number of
    draws behind a log evidence.
    """

    weights: dict[str, float]
    draws: dict[str, np.ndarray]
    case_digest: str
    priors: dict[str, str]
    code: str
    effective: float = np.inf

    @property
    def origin(self) -> str:
        """Where weights and draws come from, in words for a page."""
        if self.effective < THIN:
            return f"from the record, thinly sampled ({self.effective:.0f} effective draws): weigh it again with more draws"
        return "from the record, with draws it has weighed"

    def sample(self, theory_name: str, u: np.ndarray) -> dict[str, np.ndarray]:
        """Joint draws of a theory's parameters: u (n,) uniform in [0,1) picks n of the kept draws.

        The same u gives the same draws, so common random numbers survive. Raises InputError for a theory that was
        not weighed.
        """
        choose("theory", theory_name, self.draws)
        kept = self.draws[theory_name]
        at = np.minimum((np.asarray(u) * len(kept)).astype(np.int64), len(kept) - 1)
        return {name: kept[at, n] for n, name in enumerate(THEORY_PARAMETERS)}

    def why_not(self, theories: list[Theory]) -> str:
        """Why these theories cannot be studied with it, in a few words; '' if they can."""
        missing = [t.name for t in theories if t.name not in self.weights]
        if missing:
            return f"{', '.join(missing)} has not been weighed"
        changed = [t.name for t in theories if self.priors[t.name] != prior_digest(t)]
        if changed:
            return f"the priors of {', '.join(changed)} have changed since the record was weighed"
        if not sum(self.weights[t.name] for t in theories) > 0:
            return "the record gives these theories no weight"
        return ""

    def save(self, path: Path | None = None) -> Path:
        """Write to a file (.npz), by default in the user's cache under the case's digest."""
        path = path or posterior_path(self.case_digest)
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_suffix(f".{os.getpid()}.tmp.npz")
        head = {
            "weights": self.weights,
            "case": self.case_digest,
            "priors": self.priors,
            "code": self.code,
            "effective": self.effective,
        }
        text = np.array(json.dumps({**head, "parameters": THEORY_PARAMETERS}))
        np.savez_compressed(temporary, head=text, **{f"draws_{n}": d for n, d in self.draws.items()})  # type: ignore[arg-type]
        temporary.replace(path)
        return path

    @classmethod
    def load(cls, case: Case, path: Path | None = None) -> Posterior:
        """Read the posterior of a case. Raises InputError if there is none, or if it is of another case or version of
        the model."""
        path = path or posterior_path(case.digest())
        if not path.exists():
            raise InputError(f"no record has been weighed yet (modus weigh {case.name})")
        try:
            with open(path, "rb") as opened, np.load(opened, allow_pickle=False) as file:
                head = json.loads(str(file["head"]))
                draws = {n.removeprefix("draws_"): file[n] for n in file.files if n.startswith("draws_")}
            weights = {str(name): float(share) for name, share in head["weights"].items()}
            found = cls(weights, draws, str(head["case"]), dict(head["priors"]), str(head["code"]), float(head["effective"]))
            _check_sound(found, head["parameters"])
        except UNREADABLE as error:
            raise InputError(f"{path.name} cannot be read as a posterior ({error}): damaged; weigh the record again") from None
        if head["case"] != case.digest():
            raise InputError(f"{path.name} belongs to another case, or the case has changed: weigh the record again")
        if tuple(head["parameters"]) != THEORY_PARAMETERS or head.get("code") != code_digest():
            raise InputError(f"the record was weighed by another version of the model (modus weigh {case.name} again)")
        return found


def _check_sound(found: Posterior, parameters: list[str]) -> None:
    """Raise ValueError for a posterior of which a part is missing or no number."""
    for name in found.weights:
        if name not in found.draws or name not in found.priors:
            raise ValueError(f"no draws of {name}")
        shape = found.draws[name].shape
        if len(shape) != 2 or shape[0] < 1 or shape[1] != len(parameters) or not np.isfinite(found.draws[name]).all():
            raise ValueError(f"draws of {name} are not whole")
    if not all(0 <= share <= 1 for share in found.weights.values()):
        raise ValueError("weights are not shares")


def posterior_path(digest: str) -> Path:
    """Where the posterior of a case is kept."""
    return cache_folder() / f"posterior-{digest[:20]}.npz"
