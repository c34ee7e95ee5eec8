"""How far a long piece of work has come, on standard error: a bar in a terminal, elsewhere a plain line now and then."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from threading import Event, Thread
from types import TracebackType
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from modusvivendi.errors import InputError

errors = Console(stderr=True, highlight=False)
SOON, DAY = 0.5, 86_400.0  # half of the first wait between lines; seconds


def longest_wait(given: str) -> float:
    """Seconds between two lines at most, above 0 and up to a day. Raises InputError."""
    try:
        seconds = float(given)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= DAY:
        raise InputError(f"MODUS_PROGRESS_EVERY={given}: seconds between lines of progress, above 0 and up to {DAY:,.0f}")
    return seconds


MOST = longest_wait(os.environ.get("MODUS_PROGRESS_EVERY", "60"))


class Shown(Protocol):
    """Something that shows how far one piece of work has come."""

    def start(self) -> None: ...

    def told(self, done: float, total: float, label: str) -> None: ...

    def stop(self) -> None: ...


class Bar:
    """Progress on standard error for anything that may take over a second: a bar in a terminal, plain lines elsewhere.

    Example of lines: ``weighing: 12 of 90 tasks (13%) after 41 s; inertia``. Nothing is shown before the first news, so that what is
    refused at once is refused in one line; other lines follow after waits that double up to a minute, so that a log stays short.
    """

    def __init__(self, label: str, unit: str) -> None:
        self.label, self.begun = label, False
        self.shown: Shown = TerminalBar(label, unit) if sys.stderr.isatty() else Lines(label, unit)

    def __enter__(self) -> Callable[..., None]:
        def update(done: float, total: float, label: str | None = None) -> None:
            if not self.begun:
                self._begin()
            self.shown.told(done, total, label or self.label)

        return update

    def _begin(self) -> None:
        from modusvivendi.engine.cache import NOT_KEPT, NOT_SHIPPED, compiled_before

        self.begun = True
        if not compiled_before():
            kept = f"; compiled code is not kept: {NOT_KEPT}" if NOT_KEPT else ", once"
            kept += f" (what came with the package {NOT_SHIPPED})" if NOT_SHIPPED else ""
            errors.print(f"Compiling the engine for this machine{kept}: about half a minute.", markup=False, soft_wrap=True)
        self.shown.start()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None) -> None:
        if self.begun:
            self.shown.stop()


class TerminalBar:
    """A bar that is gone when the work is done; its clock shows that work goes on while nothing else moves, as in compiling."""

    def __init__(self, label: str, unit: str) -> None:
        columns = (
            TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TextColumn("{task.fields[rate]}"),
            TimeElapsedColumn(), TimeRemainingColumn(),
        )  # fmt: skip
        self.unit, self.progress = unit, Progress(*columns, console=errors, transient=True)
        self.task = self.progress.add_task(label, rate="")

    def start(self) -> None:
        """Show the bar."""
        self.progress.start()

    def told(self, done: float, total: float, label: str) -> None:
        """Move the bar."""
        speed = self.progress.tasks[0].finished_speed or self.progress.tasks[0].speed
        rate = f"{speed:,.0f} {self.unit}/s" if speed else ""
        self.progress.update(self.task, completed=done, total=total, rate=rate, description=label)

    def stop(self) -> None:
        """Take the bar away."""
        self.progress.stop()


class Lines:
    """Plain lines, each with what is known when it is written; a thread writes them, so that they come also during long steps."""

    def __init__(self, label: str, unit: str) -> None:
        self.label, self.unit = label, unit
        self.state, self.part = "begun", ""
        self.heard, self.ended, self.writer = Event(), Event(), Thread(target=self._write, daemon=True)

    def start(self) -> None:
        """Begin to write."""
        self.writer.start()

    def told(self, done: float, total: float, label: str) -> None:
        """Keep how far the work has come for the next line."""
        self.state = f"{done:,.0f} of {total:,.0f} {self.unit} ({done / total:.0%})" if total else "begun"
        self.part = f"; {label}" if label != self.label else ""
        self.heard.set()

    def stop(self) -> None:
        """Write no more."""
        self.ended.set()
        self.heard.set()
        self.writer.join()

    def _write(self) -> None:
        began, wait = time.monotonic(), SOON
        self.heard.wait()
        while not self.ended.is_set():
            spent = time.monotonic() - began
            errors.print(f"{self.label}: {self.state} after {spent:.0f} s{self.part}", markup=False, soft_wrap=True)
            wait = min(2 * wait, MOST)
            self.ended.wait(wait)
