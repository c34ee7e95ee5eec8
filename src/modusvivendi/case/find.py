"""Items of a case by their ids, with the nearest valid one where an id is unknown."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, TypeVar

from modusvivendi.errors import InputError, nearest


class HasId(Protocol):
    """Anything with an id."""

    @property
    def id(self) -> str: ...


Item = TypeVar("Item", bound=HasId)


def find(kind: str, name: str, items: Iterable[Item]) -> Item:
    """The item with this id, else InputError naming the nearest valid one."""
    by_id = {item.id: item for item in items}
    if name not in by_id:
        raise InputError(f"unknown {kind} '{name}': {nearest(name, by_id)}")
    return by_id[name]


def check_known(where: str, name: str, valid: Iterable[str]) -> None:
    """Raise ValueError if a name that one part of the case uses is not defined by another."""
    names = list(valid)
    if name not in names:
        raise ValueError(f"{where}: unknown '{name}'; {nearest(name, names)}")


def check_list(where: str, names: Iterable[str], valid: Iterable[str]) -> None:
    """Raise ValueError if a list names something that is not defined elsewhere, or something twice."""
    known, seen = list(valid), set[str]()
    for name in names:
        check_known(where, name, known)
        if name in seen:
            raise ValueError(f"{where}: '{name}' is named twice")
        seen.add(name)
