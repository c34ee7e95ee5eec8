"""What makes two results of weighing the same: case, code, priors and settings, as digests."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from importlib.metadata import version
from pathlib import Path

import modusvivendi
from modusvivendi.theory import Theory

FOLDERS = ("case", "engine", "evidence", "record", "theory")
FILES = ("domain.py", "study/inputs.py", "study/draws.py", "study/sequence.py", "strategy/compile.py", "strategy/named.py")
SHOWS_ONLY = (  # these decide no weight
    "evidence/inference/posterior.py", "evidence/inference/beliefs.py", "evidence/tables.py", "evidence/tree.py",
    "evidence/forecast/held_out.py", "evidence/signposts/signposts.py",
)  # fmt: skip
POOLED = "evidence/pooled/"  # decides what is said of several authorities only
POOLED_FILES = ("ask_outcomes.py", "asks.py", "hierarchy.py", "sampling.py", "task.py")
LIBRARIES = ("numba", "numpy", "scipy")


@cache
def code_digest() -> str:
    """SHA-256 of the source text and the versions of libraries that decide what the record says of theories."""
    root = Path(modusvivendi.__file__).parent
    paths = [p for folder in FOLDERS for p in sorted((root / folder).rglob("*.py"))] + [root / f for f in FILES]
    total = hashlib.sha256("".join(f"{name} {version(name)};" for name in LIBRARIES).encode())
    for path in paths:
        name = path.relative_to(root).as_posix()
        if name not in SHOWS_ONLY and not name.startswith(POOLED):
            total.update(path.read_bytes())
    return total.hexdigest()


@cache
def pooled_digest() -> str:
    """SHA-256 of the source text that decides what the asks of several authorities say of theories."""
    root = Path(modusvivendi.__file__).parent / POOLED
    return hashlib.sha256(code_digest().encode() + b"".join((root / name).read_bytes() for name in POOLED_FILES)).hexdigest()


def prior_digest(theory: Theory) -> str:
    """SHA-256 of a theory's priors, shared ones included."""
    priors = {name: prior.model_dump(mode="json") for name, prior in theory.complete().items()}
    return hashlib.sha256(json.dumps(priors, sort_keys=True).encode()).hexdigest()
