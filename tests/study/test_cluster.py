"""Work on real worker processes: the same bits as threads, a worker that is killed loses nothing, a wrong address is one line."""

from __future__ import annotations

import os
import signal
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import modusvivendi as mv
from commands import modus
from modusvivendi.errors import InputError
from modusvivendi.study.cluster import check_address, cluster

SMALL = {"theories": ["status_and_cohesion", "inertia"], "strategies": ["piecemeal", "drift"], "months": 12}


@pytest.fixture(scope="module")
def workers() -> Iterator[Any]:
    """Two worker processes."""
    distributed = pytest.importorskip("dask.distributed")
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50) as found:
        yield found


def test_a_run_on_workers_gives_the_same_bits(workers: Any, tmp_path: Path) -> None:
    study = mv.make_study("afghanistan", futures=96, **SMALL)
    here, there = (mv.run_study(study, block=16, scheduler=at) for at in (None, workers.scheduler_address))
    for name in ("outcomes", "paths", "tracks"):
        assert np.array_equal(getattr(here, name), getattr(there, name))
    stored = mv.run(study, work=mv.Work(block=16, scheduler=workers.scheduler_address, out=tmp_path))
    assert stored.folder is not None and mv.open_result(stored.folder).complete
    assert np.array_equal(stored.result.outcomes, here.outcomes)


@pytest.mark.slow
def test_comparing_gives_the_same_bits(workers: Any) -> None:
    study = mv.make_study("afghanistan", futures=128, **SMALL)
    at_work = (mv.Work(scheduler=at) for at in (None, workers.scheduler_address))
    told = [mv.compare(study, value="technical", work=work).comparison.result for work in at_work]
    assert np.array_equal(told[0].outcomes, told[1].outcomes)


@pytest.mark.slow
def test_planning_gives_the_same_bits(workers: Any) -> None:
    small = mv.Effort(searches=1, generations=2, population=6, futures=8, shown=1)
    planned = []
    for at in (None, workers.scheduler_address):
        with cluster(at):
            planned.append(mv.plan("afghanistan", assuming=mv.Assumptions(theories=("leverage",)), effort=small).plans)
    assert planned[0] == planned[1]


@pytest.mark.slow
def test_weighing_gives_the_same_bits(workers: Any) -> None:
    weighed = []
    for at in (None, workers.scheduler_address):
        with cluster(at):
            weighed.append(mv.weigh("afghanistan", theories=["inertia", "contact"], draws=64, fresh=True).weights)
    assert weighed[0].weights() == weighed[1].weights()
    for name in ("inertia", "contact"):
        assert np.array_equal(weighed[0].main[name].log_z, weighed[1].main[name].log_z)


def test_a_killed_worker_loses_nothing(workers: Any) -> None:
    study = mv.make_study("afghanistan", futures=512, **SMALL)
    first = next(worker.process.pid for worker in workers.workers.values())

    def kill(done: int, total: int) -> None:
        if done and not killed:
            killed.append(first)
            os.kill(first, signal.SIGKILL)

    killed: list[int] = []
    there = mv.run_study(study, block=16, scheduler=workers.scheduler_address, progress=kill)
    assert killed and np.array_equal(there.outcomes, mv.run_study(study, block=16).outcomes)


@pytest.mark.parametrize(
    "address", ["x", "tcp://", "http://127.0.0.1:9", "tcp://127.0.0.1:99999", "tcp://127.0.0.1:0", "", "127.0.0.1", "tcp://a b:1"]
)
def test_an_address_that_can_be_none_is_refused_at_once(address: str) -> None:
    with pytest.raises(InputError, match=r"write tcp://HOST:PORT"):
        check_address(address)


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "127.0.0.1:9", "tcp://nosuch.invalid:8786"])
@pytest.mark.parametrize("command", ["run", "compare", "weigh", "plan"])
def test_where_no_scheduler_answers_one_line_comes_within_ten_seconds(tmp_path: Path, command: str, address: str) -> None:
    began = time.monotonic()
    done = modus(command, "afghanistan", "--scheduler", address, cwd=tmp_path)
    assert done.returncode == 2 and time.monotonic() - began < 10
    assert f"--scheduler {address}: no Dask scheduler answers there" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1 and not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "greeting", [b"220 mail.example ESMTP\r\n", pytest.param(b"", marks=pytest.mark.slow)], ids=["of mail", "silence"]
)
def test_what_is_no_scheduler_is_told_within_ten_seconds(tmp_path: Path, greeting: bytes) -> None:
    """Something listens, and says what a mail server says, or nothing."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        lines: list[socket.socket] = []

        def answer() -> None:
            lines.append(other.accept()[0])
            lines[0].sendall(greeting)

        threading.Thread(target=answer, daemon=True).start()
        began = time.monotonic()
        done = modus("run", "afghanistan", "--scheduler", f"tcp://127.0.0.1:{other.getsockname()[1]}", cwd=tmp_path)
        lines[0].close()
    assert done.returncode == 2 and time.monotonic() - began < 10 and "no Dask scheduler answers" in done.stderr
