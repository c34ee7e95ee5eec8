"""Compiled code that a loss of power left half written."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from numba.core.caching import IndexDataCacheFile

from modusvivendi.engine.cache import cache_folder


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder in that of compiled code."""
    made = cache_folder() / "damaged"
    made.mkdir(exist_ok=True)
    yield made
    shutil.rmtree(made)


@pytest.mark.parametrize("suffix", [".nbi", ".1.nbc"])
@pytest.mark.parametrize("left", [0, 7, -3])
def test_a_damaged_file_counts_as_none_and_is_written_anew(folder: Path, suffix: str, left: int) -> None:
    def cache() -> IndexDataCacheFile:
        return IndexDataCacheFile(str(folder), "part", ("source", 1))  # type: ignore[no-untyped-call]

    cache().save("signature", ["compiled"] * 100)  # type: ignore[no-untyped-call]
    assert cache().load("signature") == ["compiled"] * 100  # type: ignore[no-untyped-call]
    file = folder / f"part{suffix}"
    whole = file.read_bytes()
    file.write_bytes(whole[:left])
    assert cache().load("signature") is None  # type: ignore[no-untyped-call]
    cache().save("signature", ["anew"])  # type: ignore[no-untyped-call]
    assert cache().load("signature") == ["anew"]  # type: ignore[no-untyped-call]
