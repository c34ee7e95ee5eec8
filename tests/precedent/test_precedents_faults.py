"""Records named twice: of two of one name one would count, without a word."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import modusvivendi as mv
from modusvivendi.case.load import SHIPPED

ASK = {"issues": "women_university"}


def test_no_record_is_read_twice_and_none_is_dropped_without_a_word(tmp_path: Path) -> None:
    copy = shutil.copytree(SHIPPED / "afghanistan", tmp_path / "mine")
    for cases in (["afghanistan", "afghanistan"], ["afghanistan", str(copy)], ["gaza", "afghanistan", "gaza"]):
        with pytest.raises(mv.InputError, match="two are of one name"):
            mv.precedents(ask=ASK, cases=cases)
    own = mv.precedents(str(copy), ask=ASK)  # a case of one's own goes before the shipped one of its name
    assert len(own.table) == len(mv.precedents("afghanistan", ask=ASK).table)
