"""How far work has come: lines where there is no terminal, from the start on, on standard error alone."""

from __future__ import annotations

import time

import pytest

from modusvivendi.errors import InputError
from modusvivendi.render import progress
from modusvivendi.render.progress import Bar, Lines, TerminalBar, longest_wait


def lines_of(capsys: pytest.CaptureFixture[str]) -> list[str]:
    out, err = capsys.readouterr()
    assert out == ""
    return err.splitlines()


@pytest.fixture(autouse=True)
def compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("modusvivendi.engine.cache.compiled_before", lambda: True)


def test_the_first_line_comes_with_the_first_news(capsys: pytest.CaptureFixture[str]) -> None:
    with Bar("weighing", "tasks") as update:
        update(0, 1200, "reading the record")
        time.sleep(0.1)
        assert lines_of(capsys) == ["weighing: 0 of 1,200 tasks (0%) after 0 s; reading the record"]
    assert lines_of(capsys) == []


def test_lines_come_without_news_too_after_longer_waits(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "SOON", 0.1)
    with Bar("simulating", "futures") as update:
        update(0, 4)
        time.sleep(0.45)
        update(3, 4)
        time.sleep(0.6)
    first, second, third, *more = lines_of(capsys)
    assert first == "simulating: 0 of 4 futures (0%) after 0 s" and second.startswith("simulating: 0 of 4 futures (0%) after ")
    assert third.startswith("simulating: 3 of 4 futures (75%) after ") and not more


def test_work_that_is_refused_before_it_begins_says_nothing(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("modusvivendi.engine.cache.compiled_before", lambda: False)
    with pytest.raises(ValueError, match="bad"), Bar("weighing", "tasks"):
        time.sleep(0.7)
        raise ValueError("bad")
    assert lines_of(capsys) == []


def test_a_terminal_gets_a_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    assert isinstance(Bar("a", "b").shown, Lines)
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    assert isinstance(Bar("a", "b").shown, TerminalBar)


@pytest.mark.parametrize("given", ["x", "", "nan", "0", "-1", "1e400", "60 s"])
def test_a_wait_between_lines_is_a_number_of_seconds(given: str) -> None:
    with pytest.raises(InputError, match="^MODUS_PROGRESS_EVERY="):
        longest_wait(given)
    assert longest_wait("0.2") == 0.2


def test_the_clock_of_a_bar_goes_on_while_nothing_else_moves() -> None:
    shown = TerminalBar("simulating", "futures")
    seen = []
    for seconds in (3.0, 12.0):
        shown.progress.tasks[0].start_time = shown.progress.get_time() - seconds
        with progress.errors.capture() as written:
            progress.errors.print(shown.progress.get_renderable())
        seen.append(written.get())
    assert "0:00:03" in seen[0] and "0:00:12" in seen[1]
