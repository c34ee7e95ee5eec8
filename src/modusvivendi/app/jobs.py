"""Long work, one piece at a time, each in a process of its own: the same command that one would type."""

from __future__ import annotations

import os
import platform
import re
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Condition, Thread
from typing import IO

from modusvivendi.app.runs import GIVEN, Run, Store, new_id, now
from modusvivendi.case import Case
from modusvivendi.errors import InputError
from modusvivendi.living.journal import code_version

MODUS = (sys.executable, "-m", "modusvivendi")
CODE = Path(__file__).parents[2]
MOST_WAITING = 8
LOG_LINES, LINE_LENGTH = 60, 1000
PATIENCE = 10.0  # seconds from being asked to stop to being stopped
TOLD = re.compile(r"(?P<stage>.+?): .*\((?P<percent>\d+)%\) after (?P<seconds>\d+) s(?:; (?P<part>.*))?")
EVERY = "MODUS_PROGRESS_EVERY"  # seconds between lines of progress (render/progress.py)


@dataclass
class Working:
    """The piece of work that goes on. share: of its present stage, None where it cannot be told. told: in words."""

    run: str
    process: subprocess.Popen[bytes]
    began: float
    share: float | None = None
    told: str = "begun"
    log: deque[str] = field(default_factory=lambda: deque(maxlen=LOG_LINES))


@dataclass(frozen=True)
class Progress:
    """What a page shows of a run. ahead: how many are before it, of one that waits."""

    state: str
    told: str
    share: float | None
    seconds: int
    ahead: int


class Jobs:
    """A queue of commands. Results and manifests go to ``store``; commands run from ``folder``."""

    def __init__(self, folder: Path, store: Store, modus: Sequence[str] = MODUS) -> None:
        self.folder, self.store, self.modus = folder, store, tuple(modus)
        self._waiting: deque[str] = deque()
        self._now: Working | None = None
        self._cancelled: set[str] = set()
        self._closed = False
        self._changed = Condition()
        for run in store.all():  # what an earlier server left
            if not run.over:
                store.change(run.id, state="interrupted", ended=now(), why="the app was stopped meanwhile; ask again")
        self._worker = Thread(target=self._work, daemon=True)
        self._worker.start()

    def ask(self, words: Sequence[str], title: str, key: str, case: Case, given: Mapping[str, Path] | None = None) -> Run:
        """Put a command in the queue. given: option → file, kept as it is now. Raises InputError if the queue is full."""
        with self._changed:
            if len(self._waiting) >= MOST_WAITING:
                raise InputError(f"{MOST_WAITING} pieces of work wait already: let one end, or cancel one")
            name = new_id(words[0])
            more = [f"--{option}={self._kept(name, path)}" for option, path in (given or {}).items()]
            run = Run(
                id=name,
                command=(*words, *more),
                title=title,
                key=key,
                case=case.title,
                digest=case.digest(),
                as_of=str(case.as_of),
                asked=now(),
                code=code_version(),
                python=platform.python_version(),
            )
            self.store.save(run)
            self._waiting.append(run.id)
            self._changed.notify_all()
        return run

    def _kept(self, run: str, path: Path) -> str:
        """A copy of a file in the folder of a run, as the command is given it."""
        place = self.store.folder / run / GIVEN
        try:
            place.mkdir(parents=True, exist_ok=True, mode=0o700)
            (place / path.name).write_bytes(path.read_bytes())
        except OSError as error:
            raise InputError(f"{place}: cannot be written ({error.strerror or error})") from None
        return (place / path.name).relative_to(self.folder).as_posix()

    def cancel(self, run: str) -> None:
        """Take a command out of the queue, or stop it. Raises InputError if there is nothing to stop."""
        with self._changed:
            if run in self._waiting:
                self._waiting.remove(run)
                self.store.change(run, state="cancelled", ended=now())
                return
            if self.store.load(run).over:
                raise InputError("there is nothing to cancel: this is over")
            self._cancelled.add(run)
            working = self._now
        if working is not None and working.run == run:
            Thread(target=stop, args=(working.process,), daemon=True).start()

    def progress(self, run: str) -> Progress:
        """How far a run has come. Raises InputError for an unknown one."""
        found = self.store.load(run)
        with self._changed:
            working = self._now
            ahead = self._waiting.index(run) + 1 if run in self._waiting else 0
        if working is None or working.run != run or found.over:
            return Progress(found.state, "", None, 0, ahead)
        spent = int(time.monotonic() - working.began)
        return Progress("running", working.told, working.share, spent, 0)

    def close(self) -> None:
        """Stop what goes on, and start nothing more."""
        with self._changed:
            self._closed = True
            working = self._now
            self._changed.notify_all()
        if working is not None:
            stop(working.process)
        self._worker.join(PATIENCE)

    def _work(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._waiting or self._closed)
                if self._closed:
                    return
                run = self._waiting.popleft()
            try:
                self._do(run)
            except (InputError, OSError) as error:  # the folder was deleted, or the disk is full: the next may fare better
                self._lost(run, error)
            finally:
                with self._changed:
                    self._now = None

    def _lost(self, run: str, error: Exception) -> None:
        """Say of a run what kept it from being done."""
        try:
            self.store.change(run, state="failed", ended=now(), why=f"its folder cannot be written ({error})")
        except InputError:
            print(f"modus app: {run}: {error}", file=sys.stderr)

    def _do(self, name: str) -> None:
        """Run one command to its end."""
        run = self.store.change(name, state="running", began=now())
        place = self.store.place(name)
        words = [*self.modus, *run.command, f"--out={place.relative_to(self.folder).as_posix()}", "--json"]
        code = os.pathsep.join([str(CODE), os.environ.get("PYTHONPATH", "")])  # the same code, wherever the folder is
        environment = {**os.environ, EVERY: "1", "NO_COLOR": "1", "PYTHONUNBUFFERED": "1", "PYTHONPATH": code}
        with (place / "answer.json").open("wb") as answer:
            process = subprocess.Popen(
                words,
                cwd=self.folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=answer,
                stderr=subprocess.PIPE,
                start_new_session=True,
            )
            with self._changed:
                self._now = working = Working(name, process, time.monotonic())
                if name in self._cancelled:  # asked before the process was there
                    Thread(target=stop, args=(process,), daemon=True).start()
            assert process.stderr is not None
            with process.stderr as told:
                listen(told, working)
            ended = process.wait()
        (place / "log.txt").write_text("".join(f"{line}\n" for line in working.log), encoding="utf-8")
        self._end(working, ended)

    def _end(self, working: Working, code: int) -> None:
        state = (
            "done"
            if code == 0
            else "cancelled"
            if working.run in self._cancelled
            else "interrupted"
            if self._closed
            else "failed"
        )
        why = next((line for line in reversed(working.log) if line.startswith("modus: ")), "") or " ".join([*working.log][-1:])
        self.store.change(
            working.run,
            state=state,
            ended=now(),
            hashes=self.store.hashes(working.run),
            why=(why.removeprefix("modus: ") or ending(code)) if state == "failed" else "",
        )


def ending(code: int) -> str:
    """How a command ended that said nothing."""
    if code >= 0:
        return f"ended with code {code}"
    return f"ended from outside ({signal.Signals(-code).name}), by another program or for lack of memory; ask again"


def listen(told: IO[bytes], working: Working) -> None:
    """Keep the newest line of progress and the last other lines, whatever is written, until nothing more comes."""
    while raw := told.readline(LINE_LENGTH):
        line = raw.decode("utf-8", "replace").rstrip()
        if found := TOLD.fullmatch(line):
            working.share = int(found["percent"]) / 100
            working.told = f"{found['stage']}; {found['part']}" if found["part"] else found["stage"]
        elif re.search(r": begun after \d+ s", line):
            working.share, working.told = None, line.partition(":")[0]
        elif line:
            working.log.append(line)


def stop(process: subprocess.Popen[bytes]) -> None:
    """End a command and what it has started: asked first, as by Ctrl-C, then not asked."""
    for sign in (signal.SIGINT, signal.SIGKILL):
        if process.poll() is not None:
            return
        try:
            os.killpg(process.pid, sign)
        except ProcessLookupError:
            return
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            continue
