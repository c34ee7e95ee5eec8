"""Hostile overrides, files and folders to every command: one line, exit code 2, at once, and nothing written. Families, one test each;
words behind other options: ``test_faults_words``."""

from __future__ import annotations

import os
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from commands import modus

SMALL = ("--futures", "8", "--months", "12", "--strategies", "piecemeal,drift", "--theories", "inertia,status_and_cohesion")
RUN = ("run", "afghanistan", *SMALL)
LONG = "x" * 5000
SECONDS = 60  # after which a command hangs, on a busy machine too
SETTINGS = [
    "case.issues.water_management.start=5", "case.initial.revenue=-3", "case.groups.women_girls.population=-5",
    "case.blocs.pragmatic.aid=7", "case.hazards.drought.rate=-1", "case.countries.US.material=1e300", "case.issues=1",
    "case.issues.water_management.start.value=0.3", "case.issues.water_management.start=nan",
    "theory.all.cohesion_halflife=-5", "theory.all.cohesion_halflife=nan", "theory.inertia.lam=-8", "theory.inertia.lam=1e300",
    "theory.inertia.lam.scale=1e300", "theory.inertia.lam.width=1e300", "theory.inertia.lam.width=0", "theory.inertia.lam.width=-1",
    "theory.inertia.lam.width=2", "theory.leverage.lam.scale.more=2", "theory.inertia.lam.scale=inf", "theory.all.chance.x=0.5",
    "theory.all.choice_precision=0", "theory.all.choice_precision=", "theory.all.choice_precision=1_0",
    "theory.all.choice_precision=0x10", "theory.all.choice_precision=\u0663", "theory.all.choice_precision=1=2",
    "theory..choice_precision=1", "theory.all.=1", "=", "a=b", "...=1", "case...=1", "nonsense", "",
    "strategy.piecemeal.levers.aid=7", "strategy.piecemeal.levers.aid=nan", "strategy.piecemeal.levers.aid.more=1",
    "strategy.piecemeal.at_once=2.5", "strategy.piecemeal.at_once=-1", "strategy.piecemeal.at_once=1e9",
    "strategy.piecemeal.name=x", "strategy.piecemeal.title=", "strategy.piecemeal.terms.step=5", "strategy.drift.terms.step=0.1",
    "strategy.piecemeal.phases=1", "strategy.piecemeal.levers=1", "strategy.piecemeal.followers=nobody",
    "theory.all.choice_precision=8\x00", "[/x].[b].c=1",
]  # fmt: skip


def refused(folder: Path, *words: str, within: float = 5.0) -> str:
    """The one line with which a command ends; it leaves nothing behind."""
    before = sorted(folder.rglob("*"))
    begun = time.process_time()  # of this process alone, however busy the machine
    done = modus(*words, cwd=folder)
    assert done.returncode == 2, (words, done.stdout[:200], done.stderr[-300:])
    assert time.process_time() - begun < within
    assert len(done.stderr.strip().splitlines()) == 1 and len(done.stderr) < 1000 and done.stderr.startswith("modus: ")
    assert sorted(folder.rglob("*")) == before
    return done.stderr


@pytest.mark.parametrize("setting", SETTINGS)
def test_overrides(tmp_path: Path, setting: str) -> None:
    refused(tmp_path, *RUN, "--set", setting)


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--set", f"theory.all.choice_precision={'9' * 5000}"),
        ("--set", f"theory.{LONG}.x=1"),
        ("--set", f"case.{'a.' * 2000}b=1"),
        ("--weights", LONG),
        ("--as-of", LONG),
        ("--from", LONG),
    ],
)
def test_words_of_thousands_of_letters(tmp_path: Path, option: str, value: str) -> None:
    refused(tmp_path, *RUN, option, value)


@pytest.mark.parametrize(
    ("option", "values"),
    [
        ("--block", "0 -1 100000000000 x"),
        ("--threads", "0 -1 100000 99999999999 x"),
        ("--outcomes", ", nosuch core_rights,nosuch"),
        ("--scheduler", "x tcp:// http://127.0.0.1:9 tcp://127.0.0.1:99999"),
    ],
)
def test_numbers_and_words(tmp_path: Path, option: str, values: str) -> None:
    for value in ("", LONG, *values.split()):
        refused(tmp_path, *RUN, option, value)


@pytest.mark.parametrize("out", ["/dev/null", "/dev/null/x", "/proc/x", LONG, "a\x00b", "file", "file/x"])
@pytest.mark.parametrize("command", ["run", "compare", "weigh", "plan", "signposts", "forecast", "claims", "score", "update"])
def test_folders_for_results_are_tried_before_any_work(tmp_path: Path, command: str, out: str) -> None:
    (tmp_path / "file").write_text("")
    told = refused(tmp_path, command, "afghanistan", "--out", out, within=1.0)
    assert "cannot be written" in told or "null byte" in told


def test_a_folder_named_like_markup_is_shown_as_it_is(tmp_path: Path) -> None:
    done = modus(*RUN, "--out", "res[/v2][bold]", cwd=tmp_path)
    assert done.returncode == 0 and "res[/v2][bold]/" in done.stdout


READERS: dict[str, tuple[str, ...]] = {
    "case": ("run", "FILE"),
    "case to check": ("check", "FILE"),
    "thing to show": ("show", "FILE"),
    "case to weigh": ("weigh", "FILE"),
    "case to plan": ("plan", "FILE"),
    "case to migrate": ("migrate", "FILE"),
    "case to copy": ("new", "mine", "--from", "FILE"),
    "theory": (*RUN[:2], "--theories", "FILE.yaml"),
    "strategy": (*RUN[:2], "--strategies", "FILE.yaml"),
    "weights": (*RUN, "--weights", "FILE.json"),
    "plan": ("plan", "afghanistan", "--edit", "FILE"),
    "claims": ("claims", "--claims", "FILE.yaml"),
    "questions": ("forecast", "afghanistan", "--questions", "FILE"),
    "news": ("update", "afghanistan", "--acts", "FILE"),
    "rows": ("score", "afghanistan", "--acts", "FILE", "--tracks", "FILE", "--moves", "FILE", "--since", "2026-01-01"),
    "ask": ("precedents", "afghanistan", "--ask", "FILE"),
    "demands": ("import", "scc", "FILE"),
    "run": ("reproduce", "FILE"),
    "earlier brief": ("brief", "afghanistan", "--diff", "FILE.json"),
    "journal": ("journal", "verify", "--journal", "FILE"),
}


def special(folder: Path, kind: str) -> Path:
    """A thing that is no ordinary file."""
    path = folder / "thing"
    if kind == "fifo":
        os.mkfifo(path)
    elif kind == "socket":
        here = os.getcwd()
        os.chdir(folder)
        try:
            with socket.socket(socket.AF_UNIX) as bound:
                bound.bind("thing")
        finally:
            os.chdir(here)
    elif kind == "loop":
        path.symlink_to(path)
    elif kind == "endless line":
        path.write_bytes(b"x" * 21_000_000)
    elif kind == "bytes":
        path.write_bytes(bytes(range(256)) * 40)
    elif kind == "empty":
        path.write_bytes(b"")
    elif kind == "folder":
        path.mkdir()
    else:
        path.symlink_to(kind)
    for ending in (".yaml", ".json"):
        (folder / f"thing{ending}").symlink_to(path.name)
    return path


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize(
    "kind", ["fifo", "socket", "loop", "/dev/zero", "/dev/urandom", "/dev/stdin", "endless line", "bytes", "empty", "folder"]
)
def test_special_files_end_in_a_second(tmp_path: Path, reader: str, kind: str) -> None:
    """Once everything is loaded."""
    path = special(tmp_path, kind)
    words = [word.replace("FILE", str(path)) for word in READERS[reader]]
    if reader == "journal" and kind == "empty":
        return  # an empty journal is one without entries
    said = refused_or_faults(tmp_path, *words)
    assert "Traceback" not in said


def refused_or_faults(folder: Path, *words: str) -> str:
    """What a command says that ends with exit code 2 within a second (of a file that can be read: three)."""
    with no_longer_than(SECONDS):
        return _refused(folder, words)


@contextmanager
def no_longer_than(seconds: int) -> Iterator[None]:
    """Fail rather than wait for ever."""

    def stop(*_: object) -> None:
        raise TimeoutError(f"longer than {seconds} s")

    former = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, former)


def _refused(folder: Path, words: tuple[str, ...]) -> str:
    before, begun = sorted(folder.rglob("*")), time.process_time()
    done = modus(*words, cwd=folder)
    assert done.returncode == 2, (words, done.stdout[:300], done.stderr[-300:])
    assert time.process_time() - begun < 3.0
    assert all(line.startswith("modus: ") and len(line) < 1000 for line in done.stderr.strip().splitlines())
    assert sorted(folder.rglob("*")) == before
    return done.stderr


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("name", [LONG, "a\x00b", "a/" * 2500, "\udcff", "nowhere/at/all"])
def test_names_that_no_file_can_have(tmp_path: Path, reader: str, name: str) -> None:
    refused_or_faults(tmp_path, *(word.replace("FILE", name) for word in READERS[reader]))
