"""Edits of a private copy of the shipped case."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

import modusvivendi.case.load as load
from modusvivendi.files.yaml_data import Loader

Edit = Callable[[dict[str, Any]], None]


class PlainDumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc]
    """Writes a value that occurs twice in full, not as an alias."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


@pytest.fixture(scope="session")
def shipped_text() -> str:
    return (load.SHIPPED / "afghanistan" / "case.yaml").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def shipped_data(shipped_text: str) -> Callable[[], dict[str, Any]]:
    """The shipped case's data, each time anew, read once."""
    read = pickle.dumps(yaml.load(shipped_text, Loader=Loader))
    return lambda: pickle.loads(read)


@pytest.fixture
def edited(folder: Path, shipped_data: Callable[[], dict[str, Any]]) -> Callable[[Edit], Path]:
    """Apply an edit to the case's data and return the folder."""

    def apply(edit: Edit) -> Path:
        data = shipped_data()
        edit(data)
        dumped = yaml.dump(data, Dumper=PlainDumper, allow_unicode=True)
        (folder / "case.yaml").write_text(dumped, encoding="utf-8")
        return folder

    return apply
