"""Stubs of compiled functions say what the functions take."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import modusvivendi

ROOT = Path(modusvivendi.__file__).parent
STUBS = sorted(ROOT.rglob("*.pyi"))


@pytest.mark.slow
@pytest.mark.skipif(not (ROOT.parents[1] / "pyproject.toml").exists(), reason="needs the settings of a checkout")
def test_stubs_agree_with_the_functions() -> None:
    """Names and order of parameters, and fields of named tuples. Helpers that only compiled code calls have no stub."""
    modules = [".".join(path.relative_to(ROOT.parent).with_suffix("").parts) for path in STUBS]
    assert "modusvivendi.engine.driver" in modules
    options = ["--ignore-missing-stub", "--mypy-config-file", str(ROOT.parents[1] / "pyproject.toml")]
    done = subprocess.run(
        [sys.executable, "-m", "mypy.stubtest", *modules, *options],
        cwd=ROOT.parents[1],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
