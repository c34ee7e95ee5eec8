"""What a caller gives, checked at the door: names, paths, lists of names, whole numbers. The error names the argument."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from numbers import Integral, Real
from pathlib import Path

from modusvivendi.errors import InputError


def given_path(what: str, given: object) -> Path:
    """A name or a path, given as text or as a path. Raises InputError for anything else."""
    if not isinstance(given, (str, Path)):
        raise InputError(f"{what}: a name or a path, not {given!r:.60}")
    return Path(given)


def given_names(what: str, given: object) -> tuple[str, ...] | None:
    """Names or paths in a list, at least one; None for None. Raises InputError, also for one text instead of a list."""
    if given is None:
        return None
    if isinstance(given, (str, bytes, Path)) or not isinstance(given, Iterable):
        raise InputError(f"{what}: a list of names, not {given!r:.60}")
    names = tuple(str(name) if isinstance(name, Path) else name for name in given)
    if not names or not all(isinstance(name, str) for name in names):
        raise InputError(f"{what}: a list of one name or more, not {list(names)!r:.60}")
    return names


def given_numbers(what: str, given: object) -> dict[str, float]:
    """Numbers by name. Raises InputError."""
    if not isinstance(given, Mapping) or not all(isinstance(name, str) and _number(number) for name, number in given.items()):
        raise InputError(f"{what}: numbers by name, not {given!r:.60}")
    return {name: float(number) for name, number in given.items()}


def given_number(what: str, given: object) -> float:
    """A number. Raises InputError."""
    if not isinstance(given, Real) or not _number(given):
        raise InputError(f"{what}: a number, not {given!r:.60}")
    return float(given)


def _number(given: object) -> bool:
    return isinstance(given, Real) and not isinstance(given, bool)


def given_whole(what: str, given: object, low: int, high: int) -> int:
    """A whole number from low to high. Raises InputError."""
    if isinstance(given, bool) or not isinstance(given, Integral) or not low <= int(given) <= high:
        raise InputError(f"{what} {given!r:.40}: a whole number from {low:,} to {high:,}")
    return int(given)
