"""Work sent to a Dask cluster: the same functions on other processes or machines, and a worker that dies loses nothing."""

from __future__ import annotations

import logging
import os
import re
import socket
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, TypeVar

from modusvivendi.errors import InputError

if TYPE_CHECKING:
    from dask.distributed import Client

LOCAL = "local"  # processes on this machine
ADDRESS = re.compile(r"(?:(tcp|tls)://)?(\[[0-9A-Fa-f:]+\]|[A-Za-z0-9._-]+):([0-9]{1,5})")
PATIENCE = 4  # seconds for a scheduler to answer, tried twice: the port, then the scheduler behind it
AHEAD = 3  # tasks waiting on a cluster for each of its threads: enough to keep it busy, few enough for its memory
MOST_FRAMES = 1000  # of a greeting
TRIES = 5  # times that a task may lose its worker
I = TypeVar("I")
R = TypeVar("R")


def check_address(address: str) -> None:
    """Raise InputError unless an address is 'local' or names host and port."""
    found = ADDRESS.fullmatch(address) if isinstance(address, str) else None
    if address != LOCAL and not (found and 1 <= int(found[3]) <= 65535):
        raise InputError(f"--scheduler {address!s:.80}: write tcp://HOST:PORT with a port from 1 to 65535, or '{LOCAL}'")


class Cluster:
    """The workers of one scheduler."""

    def __init__(self, client: Client, address: str) -> None:
        self.client, self.address = client, address

    def each(self, function: Callable[..., R], shared: object, items: Iterable[I], *more: object) -> Iterator[R]:
        """``function(shared, item, *more)`` for every item, in the order in which they end; few wait at a time.

        Raises InputError where the scheduler is lost, or a task has lost its worker ``TRIES`` times.
        """
        from dask.distributed import as_completed

        left = iter(items)
        sent = self.client.scatter(shared, broadcast=True, hash=False)
        ahead = AHEAD * self.threads

        def submit(item: I) -> Any:
            return self.client.submit(function, sent, item, *more, pure=False, retries=TRIES)

        with self.lost():
            running = as_completed([submit(item) for _, item in zip(range(ahead), left, strict=False)])
            for future in running:
                yield future.result()
                future.release()
                for item in left:
                    running.add(submit(item))
                    break

    @property
    def threads(self) -> int:
        """Tasks that can run at once."""
        return max(1, sum(int(n) for n in self.client.nthreads().values()))

    def run(self, function: Callable[..., R], *given: object) -> R:
        """``function(*given)`` on some worker."""
        with self.lost():
            found: R = self.client.submit(function, *given, pure=False, retries=TRIES).result()
        return found

    @contextmanager
    def lost(self) -> Iterator[None]:
        """Raises InputError, in one line, that the cluster was lost."""
        from concurrent.futures import CancelledError

        from dask.distributed import KilledWorker
        from distributed.comm.core import CommClosedError

        try:
            yield
        except (KilledWorker, CancelledError, CommClosedError, TimeoutError) as error:
            raise InputError(
                f"--scheduler {self.address}: its workers were lost ({type(error).__name__}); what is done is kept: the same "
                "command with --resume goes on"
            ) from None


_present: ContextVar[Cluster | None] = ContextVar("cluster", default=None)


def present() -> Cluster | None:
    """The cluster that the code around has opened for what is done in it, if any."""
    return _present.get()


@contextmanager
def cluster(address: str | None) -> Iterator[Cluster | None]:
    """The workers of a scheduler (``tcp://host:port``), or ``local``: one process a core; None for none.

    ``weigh``, ``weigh_pooled`` and ``plan`` send their work there as long as it is open. The same bits come of it as of threads.
    Raises InputError if no scheduler answers.

    Example:
        >>> import modusvivendi as mv
        >>> with mv.cluster(None) as workers:  # "tcp://HOST:8786", or "local"
        ...     print(workers)
        None
    """
    if address is None:
        yield None
        return
    with connected(address) as client:
        found = Cluster(client, address)
        token = _present.set(found)
        try:
            yield found
        finally:
            _present.reset(token)


def check_answer(host: str, port: int, silent: bool) -> None:
    """Raise OSError unless something listens that greets as a Dask scheduler does: with the number of frames that follow.

    silent: it waits for the other side to begin, as with TLS.
    """
    with socket.create_connection((host, port), timeout=PATIENCE) as line:
        greeting = b"" if silent else line.recv(8)
    if not silent and (len(greeting) < 8 or int.from_bytes(greeting, "little") > MOST_FRAMES):
        raise OSError("what listens there is something else")


def connected(address: str) -> Client:
    """A client of a scheduler. Raises InputError if none answers."""
    check_address(address)
    try:
        from dask.distributed import Client
    except ImportError:
        raise InputError("--scheduler needs Dask: pip install 'modus-vivendi[cluster]'") from None
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what goes wrong is told here, in one line
    try:
        if address == LOCAL:
            client = Client(n_workers=os.cpu_count(), threads_per_worker=1, dashboard_address=None)
        else:
            found = ADDRESS.fullmatch(address)
            assert found is not None
            check_answer(found[2].strip("[]"), int(found[3]), silent=found[1] == "tls")
            client = Client(address, timeout=PATIENCE)
    except (OSError, ValueError, TimeoutError) as error:
        reason = getattr(error, "strerror", None) or str(error).splitlines()[0]
        raise InputError(f"--scheduler {address}: no Dask scheduler answers there ({reason})") from None
    return client
