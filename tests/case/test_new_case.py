"""Starting a case: what is written passes the check, and nothing is overwritten."""

from __future__ import annotations

from pathlib import Path

import pytest

from modusvivendi.case import check_case, load_case
from modusvivendi.case.new import new_case
from modusvivendi.check import check
from modusvivendi.errors import InputError


def test_the_skeleton_passes_the_check_and_says_what_each_part_is(tmp_path: Path) -> None:
    folder = new_case("mine", tmp_path)
    assert folder == tmp_path / "mine" and check(str(folder)).faults == ()
    case = check_case(folder)
    assert (case.name, case.record) == ("mine", None)
    assert (folder / "case.yaml").read_text(encoding="utf-8").count("#") > 20
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


@pytest.mark.parametrize("again", [False, True])
def test_a_case_is_copied_with_all_that_belongs_to_it(tmp_path: Path, again: bool) -> None:
    folder = new_case("mine", tmp_path, "afghanistan")
    if again:
        folder = new_case("other", tmp_path, str(folder))
    copy, shipped = load_case(folder), load_case("afghanistan")
    assert copy.name == folder.name and copy.record == shipped.record and copy.positions == shipped.positions
    assert copy.model_copy(update={"name": "afghanistan"}).digest() == shipped.digest()


@pytest.mark.parametrize("name", ["Mine", "", "two words", "../up", "a" * 61, "1st", ".hidden"])
def test_a_name_that_cannot_be_one_writes_nothing(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match="cannot name a case"):
        new_case(name, tmp_path)
    assert not list(tmp_path.iterdir())


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    folder = new_case("mine", tmp_path)
    (folder / "case.yaml").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match="exists and is left as it is"):
        new_case("mine", tmp_path)
    assert (folder / "case.yaml").read_text(encoding="utf-8") == "mine"
    (tmp_path / "linked").symlink_to(tmp_path / "nowhere")
    with pytest.raises(InputError, match="exists and is left as it is"):
        new_case("linked", tmp_path)
    with pytest.raises(InputError, match="is a shipped case"):
        new_case("afghanistan", tmp_path)


def test_what_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="unknown case 'afganistan'"):
        new_case("mine", tmp_path, "afganistan")
    with pytest.raises(InputError, match="cannot be written"):
        new_case("mine", tmp_path / "nowhere")
    assert not list(tmp_path.iterdir())
