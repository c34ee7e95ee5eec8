"""Puts compiled loops into a wheel where there are any: ``MODUS_KERNELS=FOLDER python -m build --wheel``.

Such a wheel holds machine code and what Numba pickles, so it names the Python and the system that it is for, and asks for the very
versions of Numba and llvmlite that made it. Without the variable, and for an editable installation, a wheel is pure Python.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Kernels(BuildHookInterface):  # type: ignore[type-arg]
    """The hook of ``[tool.hatch.build.targets.wheel.hooks.custom]``."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the folder, the tag and the versions."""
        folder = os.environ.get("MODUS_KERNELS")
        if not folder or version == "editable":
            return
        made_by = json.loads(Path(folder, "manifest.json").read_text(encoding="utf-8"))["made by"]
        python = made_by["Python"].replace("cpython-", "cp")
        system = made_by["system"].replace("-", "_").replace(".", "_")
        build_data["force_include"][folder] = "modusvivendi/engine/kernels"
        build_data["pure_python"], build_data["tag"] = False, f"{python}-none-{system}"
        build_data["dependencies"] += [f"{name.lower()}=={made_by[name]}" for name in ("Numba", "llvmlite")]
