"""One fact in one place: the patches of docs/extending add one thing each in few files, and what they add works.

All are applied to a copy of the package, what follows from declarations is generated there, and one process runs tiny studies
with it: as plain Python on few lanes, and (slow) compiled.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import modusvivendi
from modusvivendi.generate import generated

ROOT = Path(__file__).parents[2]
PATCHES = ROOT / "docs" / "extending"
FILES = {  # at most
    "mechanism": 2, "outcome": 1, "lever": 3, "parameter": 2, "segment_attribute": 2, "stage": 2, "chart": 1, "finding": 2,
    "command": 2, "theory": 1, "strategy": 1,
}  # fmt: skip
FEW, MANY = "4", "64"  # futures of a study that is interpreted, one of each lane, and of one that is compiled


def files_of(patch: Path) -> list[str]:
    """Files that a patch changes."""
    lines = patch.read_text(encoding="utf-8").splitlines()
    return [line.removeprefix("+++ b/") for line in lines if line.startswith("+++ ")]


def test_what_follows_from_declarations_is_up_to_date() -> None:
    for path, text in generated().items():
        assert path.read_text(encoding="utf-8") == text, f"{path.name}: run python -m modusvivendi.generate"


def test_every_patch_touches_few_files() -> None:
    assert {patch.stem for patch in PATCHES.glob("*.patch")} == set(FILES)
    written = {path.name for path in generated()}
    for name, most in FILES.items():
        touched = files_of(PATCHES / f"{name}.patch")
        assert 1 <= len(touched) <= most
        assert not {Path(file).name for file in touched} & written, "what is generated is not written by hand"


@pytest.mark.parametrize("name", FILES)
def test_every_patch_applies(name: str) -> None:
    run("git", "apply", "--check", str(PATCHES / f"{name}.patch"), cwd=ROOT)


def run(*command: str, cwd: Path, interpreted: bool = False) -> str:
    """Run a command with the extended package; what it prints."""
    environment = {**os.environ, "PYTHONPATH": str(cwd / "src"), "NUMBA_CACHE_DIR": str(cwd / "cache")}
    if interpreted:
        environment |= {"NUMBA_DISABLE_JIT": "1", "PYTHONWARNINGS": "ignore"}  # chance overflows on purpose
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def extended(folder: Path, few_lanes: bool) -> dict[str, float]:
    """How outcomes move in the extended package as each extension is used; few_lanes: not compiled."""
    package = Path(modusvivendi.__file__).parent
    shutil.copytree(package, folder / "src" / "modusvivendi", ignore=shutil.ignore_patterns("__pycache__"))
    for name in FILES:
        run("git", "apply", str(PATCHES / f"{name}.patch"), cwd=folder)
    if few_lanes:
        places = folder / "src" / "modusvivendi" / "engine" / "places.py"
        places.write_text(places.read_text(encoding="utf-8").replace("LANES = 32", f"LANES = {FEW}"), encoding="utf-8")
    run(sys.executable, "-m", "modusvivendi.generate", cwd=folder)
    case = shutil.copytree(package / "case" / "afghanistan", folder / "case", ignore=shutil.ignore_patterns("record"))
    script = str(Path(__file__).with_name("extended_study.py"))
    words = (sys.executable, script, str(case), str(PATCHES / "data.yaml"), FEW if few_lanes else MANY)
    return json.loads(run(*words, cwd=folder, interpreted=few_lanes))  # type: ignore[no-any-return]


@pytest.fixture(scope="module", params=[True, pytest.param(False, marks=pytest.mark.slow)], ids=["interpreted", "compiled"])
def found(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, float]:
    return extended(tmp_path_factory.mktemp("extended"), request.param)


@pytest.mark.parametrize(
    ("name", "way"),
    [
        ("mechanism", 1),
        ("outcome", 1),
        ("lever", 1),
        ("parameter", -1),
        ("segment_attribute", 1),
        ("bloc", 1),
        ("rival", 1),
        ("hazard_harm", -1),
        ("hazard_attacks", 1),
        ("stage", 1),
        ("chart", 1),
        ("finding", 1),
        ("command", 1),
        ("theory", 1),
        ("strategy", 1),
    ],
)
def test_what_was_added_works(found: dict[str, float], name: str, way: int) -> None:
    assert way * found[name] > 1e-4
