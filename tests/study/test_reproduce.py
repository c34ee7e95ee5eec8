"""A stored run made again from its manifest alone."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

import modusvivendi as mv
from commands import modus
from modusvivendi.case.load import SHIPPED
from modusvivendi.errors import InputError
from modusvivendi.study.manifest import manifest_path, read_manifest
from modusvivendi.study.store import FUTURES

SET = ("--set", "theory.inertia.choice_precision=8", "--set", "case.initial.revenue=0.7", "--as", "eu", "--seed", "5")
WORDS = (
    "--theories",
    "inertia,leverage",
    "--strategies",
    "piecemeal,drift",
    "--futures",
    "40",
    "--months",
    "12",
    "--block",
    "16",
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A run with overrides, pins, followers, seed and weights of its own."""
    done = modus("run", "afghanistan", *WORDS, *SET, "--weights", "inertia=3,leverage=1", "--out", str(tmp_path), cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    (found,) = tmp_path.iterdir()
    return found


def test_a_run_comes_out_the_same_from_its_manifest_alone(folder: Path) -> None:
    done = modus("reproduce", str(folder), cwd=folder.parent)
    assert done.returncode == 0 and "Every bit is the same: 6 blocks, 160 simulated futures." in done.stdout
    manifest = read_manifest(folder / FUTURES)
    assert manifest.seed == 5 and manifest.followers == "eu" and manifest.pins == {"initial.revenue": 0.7}
    assert manifest.weights == "inertia=3,leverage=1" and manifest.weighed == {"inertia": 0.75, "leverage": 0.25}


def test_a_number_that_was_changed_in_the_store_is_found(folder: Path) -> None:
    import zarr

    outcomes = zarr.open_group(folder / FUTURES, mode="r+")["outcomes"]
    outcomes[0, 0, 0, 3] = outcomes[0, 0, 0, 3] + 0.25  # type: ignore[index,operator]
    with pytest.raises(InputError, match="1 of 6 blocks are damaged"):
        mv.reproduce(folder)


def test_a_run_that_comes_out_otherwise_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from modusvivendi.study import run
    from modusvivendi.study.simulate import Simulated

    own = run.simulate

    def other(*given: object, **named: object) -> Simulated:
        found = own(*given, **named)  # type: ignore[arg-type]
        found.outcomes[0, 0, 0] += 0.5
        return found

    monkeypatch.setattr(run, "simulate", other)
    done = modus("reproduce", str(folder), "--json", cwd=folder.parent)
    facts = json.loads(done.stdout)["findings"][0]["facts"]
    assert done.returncode == 1 and facts["same"]["value"] is False
    assert facts["differing"]["value"] == 6 and facts["largest"]["value"] == pytest.approx(0.5, abs=1e-6)


def test_other_code_is_said_and_the_bits_are_compared_all_the_same(folder: Path) -> None:
    path = manifest_path(folder / FUTURES)
    text = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**text, "made_by": {**text["made_by"], "numba": "0.1"}}), encoding="utf-8")
    found = mv.reproduce(folder)
    assert found.found.same and "numba 0.1, now" in found.report.findings[0].sentence


def test_a_case_that_has_changed_since_is_told(tmp_path: Path) -> None:
    own = tmp_path / "own"
    shutil.copytree(SHIPPED / "afghanistan", own)
    assert modus("run", str(own), *WORDS, "--out", str(tmp_path / "out"), cwd=tmp_path).returncode == 0
    (folder,) = (tmp_path / "out").iterdir()
    assert modus("reproduce", str(folder), cwd=tmp_path).returncode == 0
    text = (own / "case.yaml").read_text(encoding="utf-8")
    (own / "case.yaml").write_text(text.replace("horizon_months: 60", "horizon_months: 48", 1), encoding="utf-8")
    done = modus("reproduce", str(folder), cwd=tmp_path)
    assert done.returncode == 2 and "has changed since (the case or its record); it cannot be made again" in done.stderr
    shutil.rmtree(own)
    assert modus("reproduce", str(folder), cwd=tmp_path).returncode == 2


@pytest.mark.parametrize("name", ["nothing", "/dev/null", "x" * 5000, "a\x00b", ""])
def test_what_is_no_run_is_one_line(tmp_path: Path, name: str) -> None:
    done = modus("reproduce", name, cwd=tmp_path)
    assert done.returncode == 2 and len(done.stderr.strip().splitlines()) == 1 and len(done.stderr) < 1000
