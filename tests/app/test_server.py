"""Starting the app: which case, which port."""

from __future__ import annotations

from pathlib import Path

import pytest

from modusvivendi.app.server import listening, own_case
from modusvivendi.case.new import new_case
from modusvivendi.errors import InputError


def test_a_case_is_opened_by_name_or_path(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    made = new_case("mine", tmp_path / "elsewhere", "afghanistan")
    assert own_case(None, tmp_path) is None
    assert own_case("gaza", tmp_path) is None
    assert own_case(str(made), tmp_path) == own_case(str(made / "case.yaml"), tmp_path) == made.resolve()


def test_a_case_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="did you mean 'gaza'"):
        own_case("gazza", tmp_path)
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / "case.yaml").write_text("name: bad\n")
    assert own_case("bad", tmp_path) is None  # in the folder: opened as it is, with its faults on its page
    with pytest.raises(InputError, match=r"case\.yaml"):
        own_case(str(tmp_path / "bad"), tmp_path / "other")


def test_a_case_may_not_bear_the_name_of_another(tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    made = new_case("mine", tmp_path / "x", "gaza")
    made.rename(tmp_path / "x" / "gaza")
    with pytest.raises(InputError, match="rename the folder"):
        own_case(str(tmp_path / "x" / "gaza"), tmp_path)


def test_a_port_that_is_taken_is_told_or_stepped_over() -> None:
    with listening(0) as first:
        port = first.getsockname()[1]
        assert first.getsockname()[0] == "127.0.0.1"
        with pytest.raises(InputError, match=f"--port {port}: cannot be used"):
            listening(port)
        with listening(None) as usual, listening(None) as other:
            assert usual.getsockname()[1] != other.getsockname()[1]
