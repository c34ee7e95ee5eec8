"""The latest of the things that were worked out, kept for those who ask for the same one next."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

T = TypeVar("T")


class Latest(Generic[T]):
    """Keeps the value of one key: threads that work on the same block share it, and memory stays bounded.

    Pickled or copied it is empty, because another process works on another block.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: tuple[Hashable, T] | None = None

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """The value of a key: the one that is kept, or made now and kept from now on."""
        with self._lock:
            if self._kept is None or self._kept[0] != key:
                self._kept = (key, make())
            return self._kept[1]

    def __reduce__(self) -> tuple[type[Latest[T]], tuple[()]]:
        return (type(self), ())
