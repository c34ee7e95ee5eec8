"""What decides the numbers of a run beside the study itself: the code that computes, and the packages it is compiled with."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import modusvivendi

if TYPE_CHECKING:
    from modusvivendi.study.study import Study

COMPUTES = ("case", "engine", "strategy", "study", "theory")  # folders of the package whose code moves a number of a run
PACKAGES = ("modus-vivendi", "numpy", "scipy", "numba", "llvmlite")


@cache
def code_digest() -> str:
    """SHA-256 of the source text that computes a run, and of the shared priors."""
    root = Path(modusvivendi.__file__).parent
    paths = [p for folder in COMPUTES for p in sorted((root / folder).rglob("*.py"))]
    total = hashlib.sha256()
    for path in (root / "domain.py", *paths, root / "theory" / "shared.yaml"):
        total.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return total.hexdigest()


@cache
def package_versions() -> tuple[tuple[str, str], ...]:
    """Versions of the packages that can move a number."""
    return tuple((name, version(name)) for name in PACKAGES)


def made_by() -> dict[str, str]:
    """What computes here, by name: the code, Python, and each package."""
    return {"code": code_digest(), "python": platform.python_version(), **dict(package_versions())}


def run_digest(study: Study, weights: Mapping[str, float] | None, shown: tuple[str, ...]) -> str:
    """SHA-256 of all that decides what a run says: the study, weights of theories, what is shown, and what computes."""
    content = [study.digest, None if weights is None else dict(weights), shown, made_by()]
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
