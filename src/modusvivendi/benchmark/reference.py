"""Finding the reference of the engine in C, which lies in the folder ``benchmarks`` of a checkout."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[3] / "benchmarks"


class NoReference(Exception):
    """There is no reference in C here; the message says why, in one line."""


def load_reference(folder: Path = FOLDER) -> Any:
    """The reference, compiled: ``simulate`` has the signature of the engine's. Raises NoReference."""
    path = folder / "reference.py"
    if not path.exists():
        raise NoReference("the C reference is not part of an installed package: run this from a checkout")
    spec = importlib.util.spec_from_file_location("modusvivendi_reference", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    try:
        return module.Reference()
    except module.NoCompiler as reason:
        raise NoReference(str(reason)) from None
