"""Errors a user can cause, and the help that goes with them."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pydantic import BaseModel, ValidationError


class InputError(ValueError):
    """Bad input, explained in one line: what is wrong, where, and what is allowed.

    The command line prints the message and exits with code 2; nothing is half-loaded.
    """


def nearest(name: str, valid: Iterable[str]) -> str:
    """Return a hint such as ``did you mean 'piecemeal'?`` or the list of valid names."""
    names = sorted(valid)
    close = difflib.get_close_matches(name, names, n=1, cutoff=0.5)
    if close:
        return f"did you mean '{close[0]}'?"
    return "allowed: " + ", ".join(names)


def choose(kind: str, name: str, valid: Iterable[str]) -> str:
    """Return ``name`` if it is valid, else raise InputError naming the nearest valid one."""
    names = list(valid)
    if name not in names:
        raise InputError(f"unknown {kind} '{name}': {nearest(name, names)}")
    return name


def explain(where: str, error: ValidationError, model: type[BaseModel]) -> str:
    """Say in one line what the first problem of a validation is: file, field, what is wrong, what is allowed."""
    first = error.errors()[0]
    path = ".".join(str(part) for part in first["loc"])
    message = first["msg"].removeprefix("Value error, ")
    if first["type"] == "extra_forbidden":
        message = f"unknown field '{first['loc'][-1]}': {nearest(str(first['loc'][-1]), model.model_fields)}"
    return f"{where}: {path or 'file'}: {message}"
