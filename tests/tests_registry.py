"""All registered mechanisms, for tests that run over the registry."""

from __future__ import annotations

import importlib
import pkgutil
from typing import Any

import modusvivendi.engine.equations as package
from modusvivendi.engine.compile import REGISTRY

MODULES = [importlib.import_module(f"modusvivendi.engine.equations.{m.name}") for m in pkgutil.iter_modules(package.__path__)]
NAMES = sorted(REGISTRY)


def compiled(name: str) -> Any:
    """The compiled form of a mechanism."""
    return next(getattr(m, name) for m in MODULES if hasattr(m, name) and getattr(m, name).__module__ == m.__name__)
