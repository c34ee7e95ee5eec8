"""Any change of a valid file is read or refused in one line, at once; what is read, ``modus check`` finds valid, and no other.

Twelve changes of every file here, the same ones each time; ``MODUS_FUZZ=500`` tries that many others. Files that were once read
wrongly are kept in ``kept/`` and tried every time. ``benchmarks/fuzz.py`` looks for more.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fuzz.mutate import change_text, mutated
from fuzz.readers import FILES, PLAIN_ERRORS, TEXTS, World
from modusvivendi.errors import InputError

MANY = int(os.environ.get("MODUS_FUZZ", "12"))
EACH = settings(derandomize=MANY == 12, max_examples=MANY, deadline=None, database=None)
SECONDS = 2.0  # of processor time
KEPT = sorted((Path(__file__).parent / "kept").iterdir())


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    made = World(tmp_path_factory.mktemp("files") / "world")
    yield made
    made.remove()


def tried(world: World, name: str, raw: bytes) -> str | None:
    """What a reader says of a file (None if it takes it), which is one line, said at once, and what the check says too."""
    begun = time.process_time()
    said = world.refusal(name, raw)
    assert time.process_time() - begun < SECONDS
    if said is not None:
        assert 0 < len(said) < 1000 and len(said.splitlines()) == 1 and said.isprintable()
    if FILES[name].checked:
        faults = world.check_faults(name)
        assert faults is None or (said is None) == (faults == 0), said
    return said


@pytest.mark.parametrize("name", FILES)
def test_the_files_that_are_changed_are_valid(world: World, name: str) -> None:
    assert tried(world, name, world.seeds[name]) is None


@pytest.mark.parametrize("name", FILES)
@EACH
@given(data=st.data())
def test_a_changed_file_is_read_or_refused_in_one_line(world: World, name: str, data: st.DataObject) -> None:
    tried(world, name, mutated(FILES[name].form, world.seeds[name], lambda n: data.draw(st.integers(0, n - 1))))


@pytest.mark.parametrize("name", TEXTS)
@EACH
@given(data=st.data())
def test_changed_words_are_read_or_refused_in_one_line(name: str, data: st.DataObject) -> None:
    read, seeds = TEXTS[name]
    text = change_text(data.draw(st.sampled_from(seeds)), lambda n: data.draw(st.integers(0, n - 1)))
    begun = time.process_time()
    try:
        read(text)
    except InputError as error:
        assert len(str(error)) < 1000 and str(error).isprintable()
    except ValueError:
        assert name in PLAIN_ERRORS
    assert time.process_time() - begun < SECONDS


@pytest.mark.parametrize("path", KEPT, ids=lambda path: path.name)
def test_files_that_were_once_read_wrongly(world: World, path: Path) -> None:
    tried(world, path.name.partition("-")[0].replace("_", " "), path.read_bytes())


def test_every_reader_refuses_most_of_its_changes(world: World) -> None:
    """The changes are felt: a reader that takes whatever it is given would pass the tests above."""
    for name in ("acts", "theory", "earlier brief", "lent weights", "manifest", "negotiations", "journal"):
        assert tried(world, name, b'{"a": 1}\n') is not None
