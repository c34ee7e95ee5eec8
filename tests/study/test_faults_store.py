"""What can befall a run on disk: two at once, kills, full and read-only disks, damaged files. Nothing is lost, nothing made up."""

from __future__ import annotations

import errno
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

import modusvivendi as mv
from commands import modus, started
from modusvivendi.errors import InputError
from modusvivendi.files.lock import LOCK, held
from modusvivendi.study import Study, run_study
from modusvivendi.study.manifest import manifest_path, read_manifest
from modusvivendi.study.result import Result
from modusvivendi.study.run import UnitResult
from modusvivendi.study.store import FUTURES, NEXT, settle

FEW = ("--theories", "status_and_cohesion,inertia", "--strategies", "piecemeal,drift", "--months", "12")
BLOCK = 16


@pytest.fixture(scope="module")
def study() -> Study:
    return mv.make_study(
        "afghanistan", theories=["status_and_cohesion", "inertia"], strategies=["piecemeal", "drift"], futures=48, months=12
    )


@pytest.fixture(scope="module")
def whole(study: Study, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a finished run; not to be changed."""
    found = mv.run(study, work=mv.Work(block=BLOCK, out=tmp_path_factory.mktemp("whole")))
    assert found.folder is not None
    return found.folder


@pytest.fixture
def folder(whole: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    shutil.copytree(whole, tmp_path / whole.name)
    return tmp_path / whole.name


def outcomes_of(folder: Path) -> np.ndarray:
    return np.asarray(mv.open_result(folder).data["outcomes"].values)


# Two at once


def test_a_second_run_in_a_folder_is_refused_with_the_holders_number(whole: Path, study: Study, folder: Path) -> None:
    with held(folder), pytest.raises(InputError, match=rf"another run is writing here \(process {os.getpid()}\)"):
        mv.run(study, work=mv.Work(block=BLOCK, out=folder.parent))
    assert np.array_equal(outcomes_of(folder), outcomes_of(whole))
    mv.run(study, work=mv.Work(block=BLOCK, out=folder.parent))  # let go of


def test_the_lock_of_a_killed_process_holds_nobody_up(tmp_path: Path) -> None:
    code = (
        "import sys, time; from pathlib import Path; from modusvivendi.files.lock import held\n"
        "with held(Path(sys.argv[1])): print('held', flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None and other.stdout.readline() == "held\n"
        with pytest.raises(InputError, match=rf"process {other.pid}"), held(tmp_path):
            pass
        other.kill()
    with held(tmp_path):
        pass
    assert not (tmp_path / LOCK).exists()


def test_a_folder_in_which_nothing_was_written_is_gone(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), held(tmp_path / "a" / "b"):
        raise RuntimeError
    assert not list(tmp_path.iterdir())


# Damage


def chunks(folder: Path, name: str = "outcomes") -> list[Path]:
    return sorted(p for p in (folder / FUTURES / name / "c").rglob("*") if p.is_file())


def flip(path: Path) -> None:
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2] ^= 0x10
    path.write_bytes(raw)


CHUNK_DAMAGE: dict[str, Callable[[Path], object]] = {
    "missing": lambda p: p.unlink(),
    "empty": lambda p: p.write_bytes(b""),
    "cut short": lambda p: p.write_bytes(p.read_bytes()[:-20]),
    "a bit flipped": flip,
    "of zeros": lambda p: p.write_bytes(b"\0" * 4000),
    "text": lambda p: p.write_text("hello"),
}


@pytest.mark.parametrize(("damage", "array"), list(zip(CHUNK_DAMAGE, ("outcomes", "tracks", "paths") * 2, strict=True)))
def test_a_damaged_chunk_is_told_and_made_anew(whole: Path, folder: Path, study: Study, damage: str, array: str) -> None:
    CHUNK_DAMAGE[damage](chunks(folder, array)[0])
    with pytest.raises(InputError, match=r"of 6 blocks are damaged; the command that made it, with --resume, makes them anew"):
        mv.open_result(folder)
    again = mv.run(study, work=mv.Work(block=BLOCK, out=folder.parent, resume=True))
    assert again.folder == folder and again.result.damaged >= 1
    for name in ("outcomes", "tracks", "paths"):
        assert np.array_equal(mv.open_result(folder).data[name].values, mv.open_result(whole).data[name].values)


def test_a_chunk_of_another_place_is_damage(whole: Path, folder: Path) -> None:
    first, *_, last = chunks(folder)
    first.write_bytes(last.read_bytes())
    with pytest.raises(InputError, match="1 of 6 blocks are damaged"):
        mv.open_result(folder)


def changed(text: str, **changes: object) -> str:
    return json.dumps({**json.loads(text), **changes})


MANIFEST_DAMAGE: dict[str, Callable[[str], str]] = {
    "empty": lambda text: "",
    "cut short": lambda text: text[: len(text) // 2],
    "a list": lambda text: "[]",
    "a string": lambda text: '"done"',
    "a number": lambda text: "3",
    "null": lambda text: "null",
    "without done's parts": lambda text: changed(text, done=[[0]]),
    "done is text": lambda text: changed(text, done="all"),
    "without a study": lambda text: json.dumps({k: v for k, v in json.loads(text).items() if k != "study"}),
    "block of nothing": lambda text: changed(text, block=0),
    "block of text": lambda text: changed(text, block="many"),
    "negative futures": lambda text: changed(text, futures=-1),
    "of the earlier form": lambda text: '{"study": "x", "done": [[0, 0]], "complete": true, "block": 16}',
}


@pytest.mark.parametrize("damage", MANIFEST_DAMAGE)
def test_a_damaged_manifest_is_one_line(folder: Path, study: Study, damage: str) -> None:
    path = manifest_path(folder / FUTURES)
    path.write_text(MANIFEST_DAMAGE[damage](path.read_text(encoding="utf-8")), encoding="utf-8")
    with pytest.raises(InputError, match="damaged, or of another version; run it anew"):
        mv.open_result(folder)
    with pytest.raises(InputError, match="run it anew"):
        mv.run(study, work=mv.Work(block=BLOCK, out=folder.parent, resume=True))
    if damage in ("empty", "done is text"):
        mv.run(study, work=mv.Work(block=BLOCK, out=folder.parent))  # anew
        assert mv.open_result(folder).complete


@pytest.mark.parametrize("damage", ["{}", "", "[1]", "shape", "gone", "type"])
def test_damaged_metadata_of_the_store_is_one_line(folder: Path, study: Study, damage: str) -> None:
    path = folder / FUTURES / "outcomes" / "zarr.json"
    meta = json.loads(path.read_text())
    if damage == "gone":
        shutil.rmtree(path.parent)
    elif damage in ("shape", "type"):
        path.write_text(json.dumps(meta | ({"shape": [1, 2, 3, 4]} if damage == "shape" else {"data_type": "float64"})))
    else:
        path.write_text(damage)
    for call in (
        lambda: mv.open_result(folder),
        lambda: mv.run(study, work=mv.Work(block=BLOCK, out=folder.parent, resume=True)),
    ):
        with pytest.raises(InputError, match="damaged") as told:
            call()
        assert "\n" not in str(told.value)


def test_a_store_of_other_code_is_never_gone_on_with(folder: Path, study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    path = manifest_path(folder / FUTURES)
    text = path.read_text(encoding="utf-8")
    path.write_text(changed(text, made_by={**json.loads(text)["made_by"], "code": "0" * 64, "numba": "0.1"}), encoding="utf-8")
    with pytest.raises(InputError, match=r"another version of the program \(numba 0\.1, now .*; other code\)"):
        run_study(study, block=BLOCK, store=folder / FUTURES, resume=True)
    folder.rename(folder.with_name("afghanistan-earlier"))
    again = mv.run(study, work=mv.Work(block=BLOCK, out=folder.parent, resume=True))
    assert "afghanistan-earlier (numba 0.1" in again.elsewhere and again.folder != folder.with_name("afghanistan-earlier")


# Different results never share a folder


def test_other_weights_and_other_code_have_folders_of_their_own(
    study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = mv.Work(out=tmp_path)
    folders = {mv.run(study, weights=weights, work=work).folder for weights in ("uniform", {"inertia": 1.0}, {"inertia": 0.5})}
    folders.add(mv.run(study, shown=["wellbeing"], work=work).folder)
    monkeypatch.setattr("modusvivendi.study.identity.code_digest", lambda: "other")
    folders.add(mv.run(study, work=work).folder)
    assert len(folders) == 4  # all the weight on inertia is the same however it is written: so is the folder
    manifest = read_manifest(next(iter(folders)) / FUTURES)  # type: ignore[operator]
    assert manifest.seed == 1 and manifest.weighed is not None and len(manifest.made_by["code"]) in (5, 64)


# An earlier result stays until its successor is whole


class Stop(Exception):
    pass


def test_a_finished_result_outlives_a_rerun_that_stops(
    whole: Path, folder: Path, study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(self: Result, item: UnitResult) -> None:
        raise Stop

    monkeypatch.setattr(Result, "add", stop)
    with pytest.raises(Stop):
        mv.run(study, work=mv.Work(block=BLOCK, out=folder.parent))
    assert mv.open_result(folder).complete and np.array_equal(outcomes_of(folder), outcomes_of(whole))


@pytest.mark.parametrize("at", ["before", "old cleared", "store moved"])
def test_a_change_of_places_that_was_stopped_is_completed(whole: Path, folder: Path, at: str) -> None:
    store, successor = folder / FUTURES, folder / NEXT
    shutil.copytree(store, successor)
    shutil.copy(manifest_path(store), manifest_path(successor))
    if at != "before":
        manifest_path(store).unlink()
        shutil.rmtree(store)
    if at == "store moved":
        successor.rename(store)
    assert np.array_equal(outcomes_of(folder), outcomes_of(whole))
    settle(folder)
    assert not successor.exists() and not manifest_path(successor).exists()
    assert np.array_equal(outcomes_of(folder), outcomes_of(whole))


# Kills


def killed_and_resumed(tmp_path: Path, moments: int, seed: int) -> int:
    """Kill a run at random moments, go on with it each time; how many kills met it at work."""
    words = ("run", "afghanistan", *FEW, "--futures", "4096", "--block", "64", "--threads", "1", "--out", str(tmp_path))
    chance, met = random.Random(seed), 0
    for _ in range(moments):
        with started(*words, "--resume", cwd=tmp_path) as running:
            begun = time.monotonic()
            while running.poll() is None and not list(tmp_path.glob("*/futures*")) and time.monotonic() - begun < 60:
                time.sleep(0.02)
            time.sleep(chance.uniform(0, 0.4))
            met += running.poll() is None
            running.send_signal(signal.SIGKILL)
            running.communicate()
    return met


def check_kills(tmp_path: Path, moments: int) -> None:
    assert killed_and_resumed(tmp_path, moments, seed=7) >= 1
    done = modus(
        "run", "afghanistan", *FEW, "--futures", "4096", "--block", "64", "--out", str(tmp_path), "--resume", cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr
    folder, *left = sorted(tmp_path.iterdir(), reverse=True)
    assert not left  # no kill left a thing of its own
    stored = mv.open_result(folder)
    fresh = mv.run_study(
        mv.make_study("afghanistan", theories=FEW[1].split(","), strategies=FEW[3].split(","), months=12, futures=4096)
    )
    assert stored.complete and np.array_equal(stored.data["outcomes"].values, np.asarray(fresh.outcomes))
    assert np.array_equal(stored.data["tracks"].values, np.asarray(fresh.tracks))


def test_killed_at_two_random_moments_a_run_is_resumed_with_the_same_bits(tmp_path: Path) -> None:
    check_kills(tmp_path, 2)


@pytest.mark.slow
def test_killed_at_twenty_random_moments_a_run_is_resumed_with_the_same_bits(tmp_path: Path) -> None:
    check_kills(tmp_path, 20)


# Disks


def test_a_disk_that_fills_up_is_one_line_and_nothing_done_is_lost(
    tmp_path: Path, study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    add, added = Result.add, []

    def full(self: Result, item: UnitResult) -> None:
        if len(added) == 3:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        added.append(item.unit)
        add(self, item)

    words = ("run", "afghanistan", *FEW, "--futures", "48", "--block", "16", "--out", str(tmp_path))
    with monkeypatch.context() as patch:
        patch.setattr(Result, "add", full)
        done = modus(*words, cwd=tmp_path)
    assert done.returncode == 2 and done.stderr.splitlines()[-1].endswith(
        "cannot be written (No space left on device); what is done is kept: the same command with --resume goes on"
    )
    (folder,) = tmp_path.iterdir()
    assert mv.open_result(folder).share_done == 0.5
    assert modus(*words, "--resume", cwd=tmp_path).returncode == 0
    assert np.array_equal(outcomes_of(folder), np.asarray(run_study(study, block=16).outcomes))


@pytest.mark.parametrize(
    "error", [OSError(errno.ENOSPC, "No space left on device"), MemoryError(), OSError(errno.EROFS, "Read-only file system")]
)
def test_a_page_that_cannot_be_written_is_one_line_and_the_futures_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    def fails(*given: object) -> None:
        raise error

    monkeypatch.setattr("modusvivendi.render.html.report.write_page", fails)
    done = modus("run", "afghanistan", *FEW, "--futures", "16", "--out", str(tmp_path), cwd=tmp_path)
    assert done.returncode == 2 and "the futures are kept: the same command with --resume writes the rest" in done.stderr
    (folder,) = tmp_path.iterdir()
    assert mv.open_result(folder).complete


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 300 kB of its own; skipped where none can be made."""
    place = tmp_path / "disk"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=300k", "tmpfs", str(place)]
    if os.getuid() != 0 or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("no disk can be mounted here")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def test_a_real_disk_that_is_full_is_one_line_and_the_run_goes_on_when_there_is_room(small_disk: Path) -> None:
    words = ("run", "afghanistan", *FEW, "--futures", "1024", "--block", "32", "--out", str(small_disk))
    done = modus(*words, cwd=small_disk.parent)
    assert done.returncode == 2 and "No space left on device" in done.stderr and "Traceback" not in done.stderr
    subprocess.run(["mount", "-o", "remount,size=50m", str(small_disk)], check=True)
    again = modus(*words, "--resume", cwd=small_disk.parent)
    assert again.returncode == 0, again.stderr
    (folder,) = small_disk.iterdir()
    fresh = mv.run_study(
        mv.make_study("afghanistan", theories=FEW[1].split(","), strategies=FEW[3].split(","), months=12, futures=1024)
    )
    assert np.array_equal(outcomes_of(folder), np.asarray(fresh.outcomes))


@pytest.mark.parametrize("command", ["run", "compare", "weigh", "plan", "signposts", "forecast", "claims"])
def test_a_read_only_disk_is_told_before_any_work(small_disk: Path, command: str) -> None:
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    begun = time.process_time()
    done = modus(command, "afghanistan", "--out", str(small_disk / "results"), cwd=small_disk.parent)
    assert done.returncode == 2 and time.process_time() - begun < 2
    assert done.stderr.strip() == f"modus: {small_disk / 'results'}: cannot be written (Read-only file system)"
