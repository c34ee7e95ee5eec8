"""What the machine may lack: memory, letters, a safe place for compiled code, a place for what is kept. One line, nothing lost."""

from __future__ import annotations

import os
import resource
import subprocess
from pathlib import Path
from shutil import which

import numpy as np
import pypdfium2
import pytest

import modusvivendi as mv
from commands import MODUS, modus
from modusvivendi.engine import cache as compiled
from modusvivendi.errors import InputError
from modusvivendi.evidence.inference.checkpoints import CheckpointedTasks
from modusvivendi.study import room
from modusvivendi.study.room import check_room, free_memory

SMALL = (
    "run",
    "afghanistan",
    "--theories",
    "inertia,leverage",
    "--strategies",
    "piecemeal,drift",
    "--futures",
    "8",
    "--months",
    "12",
)
GIB = 2**30
CHROMIUM = which("chromium")


def limited(folder: Path, *words: str, memory: int = 0, **environment: str) -> subprocess.CompletedProcess[str]:
    """A command in a process of its own, with at most so much memory and other variables, with the compiled code of this one."""
    own = {"NUMBA_CACHE_DIR": str(compiled._folder.parent.parent), "OPENBLAS_NUM_THREADS": "1"}
    return subprocess.run(
        [*MODUS, *words],
        cwd=folder,
        env=os.environ | own | environment,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        timeout=300,
        preexec_fn=(lambda: resource.setrlimit(resource.RLIMIT_AS, (memory, memory))) if memory else None,
    )


PLAIN = {"LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}


@pytest.fixture(scope="module")
def poor(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    """A run in a terminal without letters beyond ASCII, and within two gibibytes of memory: its folder, and what it prints."""
    out = tmp_path_factory.mktemp("poor")
    done = limited(out, *SMALL, memory=2 * GIB, **PLAIN)
    assert done.returncode == 0, done.stderr[-300:]
    (folder,) = (out / "modus-out").iterdir()
    return folder, done


def test_letters_that_the_terminal_lacks_are_question_marks(poor: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    said = poor[1].stdout
    assert said.isascii() and "?" in said


def test_within_two_gibibytes_a_study_ends_with_its_page(poor: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    assert {"table.csv", "page.html", "futures.zarr"} <= {p.name for p in poor[0].iterdir()}


@pytest.mark.parametrize("command", ["compare", "brief"])
def test_what_would_not_fit_is_refused_before_any_work(tmp_path: Path, command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "free_memory", lambda: 9e9)
    done = modus(command, "afghanistan", "--futures", "1000000", cwd=tmp_path)
    assert done.returncode == 2 and not list(tmp_path.iterdir())
    assert "--futures 1000000: needs about" in done.stderr and "9.0 GB is free; at most " in done.stderr


def test_as_many_draws_as_are_said_to_fit_do(afghanistan: mv.Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "free_memory", lambda: 0.6e9)
    study = mv.make_study(afghanistan, theories=["inertia"], strategies=["drift"], futures=10**7)
    with pytest.raises(InputError, match="at most ([0-9,]+) would fit") as told:
        check_room(study, 3.0)
    fits = int(str(told.value).partition("at most ")[2].partition(" ")[0].replace(",", ""))
    check_room(study.changed(futures=fits), 3.0)
    with pytest.raises(InputError):
        check_room(study.changed(futures=fits + 1), 3.0)
    monkeypatch.setattr(room, "free_memory", lambda: None)
    check_room(study, 3.0)  # the machine does not tell


def test_free_memory_is_what_the_system_and_the_process_allow(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = free_memory()
    assert whole is not None and whole > 0
    taken = int(Path("/proc/self/statm").read_text().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    monkeypatch.setattr(resource, "getrlimit", lambda which: (taken + GIB // 4, resource.RLIM_INFINITY))
    free = free_memory()
    assert free is not None and free == pytest.approx(GIB // 4, abs=GIB // 16)


def test_memory_that_runs_out_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*given: object, **named: object) -> None:
        raise MemoryError

    monkeypatch.setattr("modusvivendi.api.studies.summarise", fails)
    done = modus(*SMALL, cwd=tmp_path)
    assert done.returncode == 2 and done.stderr.strip().splitlines()[-1].startswith("modus: out of memory: ask for less at once")


# Compiled code is run when it is loaded: never from where others can write


def test_compiled_code_is_never_loaded_from_where_others_can_write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    open_to_all = tmp_path / "open"
    place = open_to_all / "modusvivendi" / compiled._folder.name
    place.mkdir(parents=True)
    (open_to_all / ".cache").mkdir()
    for folder in (open_to_all, open_to_all / ".cache", open_to_all / "modusvivendi", place):
        folder.chmod(0o777)
    for name in ("NUMBA_CACHE_DIR", "XDG_CACHE_HOME", "HOME"):
        monkeypatch.setenv(name, str(open_to_all))
    found, why = compiled.safe_folder()
    assert found is None and "can be written in by others" in why
    open_to_all.chmod(0o755)  # the base is safe now, what lies in it is not
    found, why = compiled.safe_folder()
    assert found is None and str(open_to_all / "modusvivendi") in why


def test_a_folder_of_ones_own_is_used_and_closed_to_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "own"))
    found, why = compiled.safe_folder()
    assert found is not None and not why and found.is_dir()
    assert all(not p.stat().st_mode & 0o022 for p in (found, found.parent))


# What is kept between commands


def test_a_place_for_checkpoints_that_cannot_be_written_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with CheckpointedTasks(["x"], folder=tmp_path / "file" / "kept", threads=1, total=1, progress=None) as tasks:
        assert tasks.kept(["y"], lambda: {"a": np.arange(3)})["a"].tolist() == [0, 1, 2]


@pytest.mark.parametrize("damage", ["half", "flipped", "text", "empty", "another's", "huge"])
def test_a_damaged_checkpoint_is_worked_out_again_and_counted(tmp_path: Path, damage: str) -> None:
    def work(times: list[int]) -> np.ndarray:
        with CheckpointedTasks(["x"], folder=tmp_path / "kept", threads=1, total=1, progress=None) as tasks:
            found = tasks.kept(["y"], lambda: times.append(1) or {"a": np.arange(3)})["a"]  # type: ignore[func-returns-value]
            times.append(10 * tasks.damaged)
        return np.asarray(found)

    first: list[int] = []
    work(first)
    (path,) = (tmp_path / "kept").iterdir()
    raw = path.read_bytes()
    flipped = bytearray(raw)
    flipped[len(raw) // 2] ^= 0x10
    shape = raw.replace(b"(3,), ", b"(9" + b"9" * 3 + b",), ") if damage == "huge" else raw
    path.write_bytes(
        {
            "half": raw[: len(raw) // 2],
            "flipped": bytes(flipped),
            "text": b"hello",
            "empty": b"",
            "another's": b"PK\x03\x04" + raw[4:60],
            "huge": shape[:-1],
        }[damage]
    )
    again: list[int] = []
    assert work(again).tolist() == [0, 1, 2] and again == [1, 10]
    third: list[int] = []
    assert work(third).tolist() == [0, 1, 2] and third == [0]


# Paper


@pytest.mark.skipif(CHROMIUM is None, reason="needs Debian's chromium (apt-get install chromium)")
def test_what_is_folded_away_is_on_paper(poor: tuple[Path, subprocess.CompletedProcess[str]], tmp_path: Path) -> None:
    """Printed by a browser, a page shows the tables that are closed on the screen."""
    playwright = pytest.importorskip("playwright.sync_api")
    page = poor[0] / "page.html"
    with playwright.sync_playwright() as tool:
        browser = tool.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        opened = browser.new_page()
        opened.goto(page.as_uri())
        folded = opened.evaluate(
            "[...document.querySelectorAll('details:not([open]) caption, details:not([open]) figcaption')].map(c => c.textContent)"
        )
        made = opened.pdf(path=str(tmp_path / "page.pdf"))
        browser.close()
    assert made and len(folded) > 3
    book = pypdfium2.PdfDocument(tmp_path / "page.pdf")
    letters = "".join("".join(sheet.get_textpage().get_text_bounded() for sheet in book).split())
    missing = [caption for caption in folded if "".join(caption.split())[:40] not in letters]
    assert not missing
