"""Errors a user can cause, and the help that goes with them."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pydantic import BaseModel, ValidationError

LONGEST_WORD, LONGEST_LINE = 300, 900  # letters of a message; paths may be long
FAULT_LIMIT = 1_000  # of one file: what is wrong beyond that is not told, so that no file takes minutes
SHOWN = 12  # longer lists of allowed names are cut to the three nearest
Location = tuple[int | str, ...]


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong in a file: where, what, and what is allowed.

    row, column: of a table, as a spreadsheet numbers them (the header is row 1 unless rows stand above it). line, field:
    of a YAML file. What does not apply is None or ''.
    """

    file: str
    what: str
    row: int | None = None
    column: str = ""
    line: int | None = None
    field: str = ""

    def __str__(self) -> str:
        places = (
            f", line {self.line}" if self.line else "",
            f", row {self.row}" if self.row else "",
            f", column {self.column}" if self.column else "",
            f", {self.field}" if self.field else "",
        )
        return f"{self.file}{''.join(places)}: {self.what}"


class InputError(ValueError):
    """Bad input, explained in one line: what is wrong, where, and what is allowed.

    The command line prints the message and exits with code 2; nothing is half-loaded. ``faults`` holds all that is wrong
    with what was read, where files are read; the message names the first and counts the others.

    Example:
        >>> import modusvivendi as mv
        >>> try:
        ...     mv.load_theory("inertai")
        ... except mv.InputError as error:
        ...     print("did you mean 'inertia'" in str(error))
        True
    """

    faults: tuple[Fault, ...] = ()

    def __init__(self, message: object = "") -> None:
        super().__init__(one_line(str(message)))

    @classmethod
    def of(cls, faults: Sequence[Fault], check: object = "") -> InputError:
        """The error that carries these faults (at least one). check: what ``modus check`` is to be given to see all, if it can."""
        command = f": modus check {check}" if check != "" else ""
        more = f" (and {len(faults) - 1} more{command})" if len(faults) > 1 else ""
        error = cls(f"{faults[0]}{more}")
        error.faults = tuple(faults)
        return error


class Interrupted(Exception):
    """Ctrl-C, with what became of the work. The command line prints it in one line and exits with code 130."""


@contextmanager
def interruptible(words: str) -> Iterator[None]:
    """Say what became of the work if it is interrupted: Ctrl-C becomes Interrupted(words)."""
    try:
        yield
    except KeyboardInterrupt:
        raise Interrupted(words) from None


def one_line(message: str) -> str:
    """A message on one line, with words longer than any name cut, and cut itself where it would fill a screen.

    Letters that cannot be shown, such as codes that move a terminal's cursor, become \ufffd.
    """
    words = [word if len(word) <= LONGEST_WORD else f"{word[:40]}… ({len(word):,} letters)" for word in message.split()]
    text = "".join(letter if letter.isprintable() else "\ufffd" for letter in " ".join(words))
    return text if len(text) <= LONGEST_LINE else f"{text[:LONGEST_LINE]}…"


def nearest(name: str, valid: Iterable[str]) -> str:
    """Return a hint such as ``did you mean 'piecemeal'?`` or the valid names; of a long list the three nearest."""
    names = sorted(valid)
    same = [known for known in names if known.casefold() == name.casefold()]
    close = same or difflib.get_close_matches(name, names, n=1, cutoff=0.5)
    if close:
        return f"did you mean '{close[0]}'?"
    if len(names) <= SHOWN:
        return "allowed: " + ", ".join(names)
    return f"nearest: {', '.join(difflib.get_close_matches(name, names, n=3, cutoff=0.0))} ({len(names)} names are allowed)"


def choose(kind: str, name: str, valid: Iterable[str]) -> str:
    """Return ``name`` if it is valid, else raise InputError naming the nearest valid one."""
    names = list(valid)
    if not isinstance(name, str):
        raise InputError(f"unknown {kind} {name!r:.40}: a name is text")
    if name not in names:
        raise InputError(f"unknown {kind} '{name if len(name) <= 80 else name[:40] + '…'}': {nearest(name[:80], names)}")
    return name


def explain(where: str, error: ValidationError, model: type[BaseModel]) -> str:
    """Say in one line what the first problem of a validation is: where, field, what is wrong, what is allowed."""
    first, *others = validation_faults(where, error, model)
    more = f" (and {len(others)} more)" if others else ""
    return f"{where}: {first.field}: {first.what}{more}" if first.field else f"{where}: {first.what}{more}"


def problem(error: ValidationError) -> str:
    """The first problem of a validation, without where it is."""
    return str(error.errors(include_url=False)[0]["msg"]).removeprefix("Value error, ")


def validation_faults(
    file: str,
    error: ValidationError,
    model: type[BaseModel],
    *,
    line_of: Callable[[Location], int | None] = lambda location: None,
    hidden: Sequence[str] = (),
) -> list[Fault]:
    """All problems of a validation. line_of: line of a place in the file; hidden: fields that a user cannot give."""
    found = []
    for problem in error.errors(include_url=False)[:FAULT_LIMIT]:
        location = tuple(as_written(part) for part in problem["loc"] if part != "[key]")
        what = _problem(problem["type"], problem["msg"], problem["input"])
        if problem["type"] == "extra_forbidden":
            fields = [name for name in model_at(model, location[:-1]).model_fields if name not in hidden]
            what = f"unknown field; {nearest(str(location[-1]), fields)}"
        found.append(Fault(file, what, line=line_of(location), field=field_path(location)))
    return found


def as_written(part: int | str) -> int | str:
    """A part of a location as a file has it: pydantic names an entry by a date as Python would write the date."""
    day = re.fullmatch(r"datetime\.date\((\d+), (\d+), (\d+)\)", str(part))
    return f"{int(day[1]):04}-{int(day[2]):02}-{int(day[3]):02}" if day else part


def _problem(kind: str, message: str, given: object) -> str:
    """What is wrong in plain words, from a kind and message of pydantic and the value that was given."""
    if kind == "missing":
        return "missing"
    message = message.removeprefix("Value error, ").removeprefix("Input ")
    if kind == "string_type" and isinstance(given, bool):
        return f"{message}, got {given}: put words such as NO, ON, YES in quotes"
    if kind == "too_long" and isinstance(given, (list, tuple)) and len(given) % 2 == 0:
        return f"{message}: {list(given)!r:.60}; are these decimal commas? write [0.1, 0.3], with points"
    if kind == "value_error" or not isinstance(given, (str, int, float, bool, date)):
        return message
    meant = ""
    if isinstance(given, str) and re.fullmatch(r"[-+]?[0-9]+,[0-9]+", given):
        meant = f": write {given.replace(',', '.')}, with a point"
    elif isinstance(given, str) and kind in ("float_type", "int_type", "date_type", "bool_type"):
        meant = ": leave the quotes out" if re.fullmatch(r"[-+0-9.eE]+|true|false", given) else ""
    return f"{message}, got {given!r:.80}{meant}"


def field_path(path: Location) -> str:
    """A location as issues[3].politicisation.range."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else str(part)
    return text


def model_at(model: type[BaseModel], location: Location) -> type[BaseModel]:
    """The model that a location inside another model leads to; of several told apart by ``kind``, the one that it names."""
    inside: list[type[BaseModel]] = []
    for part in location:
        if part in model.model_fields:  # else an index, a key of a mapping, or a kind
            inside = _models_in(model.model_fields[str(part)].annotation)
            model = inside[0] if inside else model
        model = next((other for other in inside if _kind_of(other) == part), model)
    return model


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    """The models inside an annotation such as Quantity, tuple[Issue, ...], dict[str, Prior] or Track | None."""
    if isinstance(annotation, type) and hasattr(annotation, "model_fields"):
        return [annotation]
    return [found for argument in getattr(annotation, "__args__", ()) for found in _models_in(argument)]


def _kind_of(model: type[BaseModel]) -> str | None:
    """The word by which a model is told from others in its place."""
    field = model.model_fields.get("kind")
    words: tuple[str, ...] = getattr(field.annotation, "__args__", ()) if field is not None else ()
    return words[0] if len(words) == 1 else None
