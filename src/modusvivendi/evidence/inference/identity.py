"""What makes two results of weighing the same: case, code, priors and settings, as digests."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from importlib.metadata import version
from pathlib import Path

import modusvivendi
from modusvivendi.theory import Theory

FOLDERS = ("case", "engine", "evidence", "mechanism", "theory")
FILES = ("study/space.py", "strategy/compile.py")
SHOWS_ONLY = ("posterior.py", "report.py", "score.py", "signposts.py")  # of evidence: these decide no weight
LIBRARIES = ("numba", "numpy", "scipy")


@cache
def code_digest() -> str:
    """SHA-256 of the source text and the versions of libraries that decide what the record says of theories."""
    root = Path(modusvivendi.__file__).parent
    paths = [p for folder in FOLDERS for p in sorted((root / folder).glob("*.py"))] + [root / f for f in FILES]
    total = hashlib.sha256("".join(f"{name} {version(name)};" for name in LIBRARIES).encode())
    for path in paths:
        if path.parent.name != "evidence" or path.name not in SHOWS_ONLY:
            total.update(path.read_bytes())
    return total.hexdigest()


def law_digest(theory: Theory) -> str:
    """SHA-256 of a theory's priors, shared ones included."""
    laws = {name: prior.model_dump(mode="json") for name, prior in theory.complete().items()}
    return hashlib.sha256(json.dumps(laws, sort_keys=True).encode()).hexdigest()
