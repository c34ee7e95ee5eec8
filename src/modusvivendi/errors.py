"""Errors a user can cause, and the help that goes with them."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pydantic import BaseModel, ValidationError


class InputError(ValueError):
    """Bad input, explained in one line: what is wrong, where, and what is allowed.

    The command line prints the message and exits with code 2; nothing is half-loaded.
    """


class Interrupted(Exception):
    """Ctrl-C, with what became of the work. The command line prints it in one line and exits with code 130."""


@contextmanager
def interruptible(words: str) -> Iterator[None]:
    """Say what became of the work if it is interrupted: Ctrl-C becomes Interrupted(words)."""
    try:
        yield
    except KeyboardInterrupt:
        raise Interrupted(words) from None


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
    first = error.errors(include_url=False)[0]
    path = ".".join(str(part) for part in first["loc"])
    message = problem(error)
    if first["type"] == "extra_forbidden":
        hint = nearest(str(first["loc"][-1]), model_at(model, first["loc"][:-1]).model_fields)
        message = f"unknown field '{first['loc'][-1]}': {hint}"
    return f"{where}: {path}: {message}" if path else f"{where}: {message}"


def problem(error: ValidationError) -> str:
    """The first problem of a validation, without where it is."""
    return str(error.errors(include_url=False)[0]["msg"]).removeprefix("Value error, ")


def model_at(model: type[BaseModel], location: tuple[int | str, ...]) -> type[BaseModel]:
    """The model that a location inside another model leads to."""
    for part in location:
        if part in model.model_fields:  # else an index or a key of a mapping, which leads no deeper
            model = _model_in(model.model_fields[str(part)].annotation) or model
    return model


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """The model inside an annotation such as Quantity, tuple[Issue, ...], dict[str, Prior] or Track | None."""
    if isinstance(annotation, type) and hasattr(annotation, "model_fields"):
        return annotation
    inner = (_model_in(argument) for argument in getattr(annotation, "__args__", ()))
    return next((found for found in inner if found is not None), None)
