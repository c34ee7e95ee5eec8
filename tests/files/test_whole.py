"""Files are there whole or not at all."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pytest

from modusvivendi.errors import InputError
from modusvivendi.files.whole import check_folder, open_folder, whole_file


def test_what_was_written_takes_its_place(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text("old")
    with whole_file(path) as draft:
        assert draft.suffix == ".csv" and draft.parent == tmp_path
        draft.write_text("new")
        assert path.read_text() == "old", "a reader never sees half a file"
    assert path.read_text() == "new" and list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt])
def test_after_an_error_the_old_file_is_as_it_was(tmp_path: Path, error: type[BaseException]) -> None:
    path = tmp_path / "table.csv"
    path.write_text("old")
    with pytest.raises(error), whole_file(path) as draft:
        draft.write_text("half")
        raise error
    assert path.read_text() == "old" and list(tmp_path.iterdir()) == [path]


def test_a_folder_that_cannot_be_made_is_one_clear_line(tmp_path: Path) -> None:
    assert open_folder(tmp_path / "a", "b").is_dir()
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="file: cannot be written"):
        open_folder(tmp_path / "file", "b")


def test_asking_whether_a_folder_can_be_written_leaves_nothing_even_at_that_moment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make, seen = tempfile.TemporaryFile, []

    def watched(*args: Any, **words: Any) -> Any:
        made = make(*args, **words)
        seen.append(list(tmp_path.iterdir()))
        return made

    monkeypatch.setattr(tempfile, "TemporaryFile", watched)
    check_folder(tmp_path / "not there yet")
    assert seen == [[]]
