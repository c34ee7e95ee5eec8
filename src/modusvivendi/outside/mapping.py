"""How columns of an outside data set become columns of the table of demands: one YAML file a data set, read and applied here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, model_validator

from modusvivendi.errors import choose, nearest
from modusvivendi.files.yaml_file import read_model
from modusvivendi.outside.demand import FIELDS, NUMBERS

MAPPINGS = Path(__file__).parent / "mappings"
NONE = "none"  # a value that says: not known
EMPTY = ("", "NA", "N/A", "-99", ".")  # cells that say nothing, in the data sets that are read
Value = float | str
Told = Callable[[str, str], None]  # notes what is wrong with a column's cell


class Rule(BaseModel):
    """How one column of the table is found.

    Either ``constant``; or ``flags``: columns of 0 and 1, each with the value that it gives where it is 1; or ``columns`` whose
    cells (split into several at ``split``) are looked up in ``codes``, else give the value of the first word of ``contains``
    that they hold, else (without either) stand for themselves; or ``each``: of the parts that a row is split into.
    take: which value counts where several are found: the ``first``, the ``max``, or ``several``: 1 if they differ, else 0.
    missing: the value where none is found, ``none`` for not known; without it that is a fault. why: reason or source.
    range: how far a judged value may be off either way.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    constant: Value | None = None
    columns: tuple[str, ...] = ()
    flags: dict[str, Value] = {}
    codes: dict[str, Value] = {}
    contains: dict[str, Value] = {}
    each: Literal["", "several"] = ""
    split: str = ""
    take: Literal["first", "max", "several"] = "first"
    missing: Value | None = None
    why: str = Field(min_length=3)
    range: float = Field(default=0.0, ge=0, le=1)

    @model_validator(mode="after")
    def _one_way(self) -> Rule:
        ways = [self.constant is not None, bool(self.columns), bool(self.flags), bool(self.each)]
        if sum(ways) != 1:
            raise ValueError("give exactly one of constant, columns, flags, each")
        if self.range and "judgement" not in self.why:
            raise ValueError("a range is for what is said to be a judgement")
        if "judgement" in self.why and not self.range:
            raise ValueError("a judgement needs a range")
        return self

    def values(self) -> list[Value]:
        """Every value that the rule can give by itself."""
        given = (self.constant, self.missing, *self.flags.values(), *self.codes.values(), *self.contains.values())
        return [value for value in given if value is not None]

    def find(self, cells: Mapping[str, str], parts: int, told: Told) -> Value | None:
        """The value for a row, None if it is not known. parts: how many parts the row was split into."""
        if self.each:
            return float(parts > 1)
        if self.constant is not None:
            return self.constant
        found = self._flagged(cells, told) if self.flags else self._looked_up(cells, told)
        if self.take == "several":
            return float(len(set(found)) > 1) if found or self.missing is None else self.missing
        if not found and self.missing is None:
            column = (*self.columns, *self.flags)[0]
            told(column, "empty, a value is needed" if self.columns else "none of its kind is marked")
            return None
        value = self.missing if not found else max(found) if self.take == "max" else found[0]
        return None if value == NONE else value

    def _flagged(self, cells: Mapping[str, str], told: Told) -> list[Value]:
        for column in self.flags:
            if cells[column] not in ("0", "1", *EMPTY):
                told(column, f"unknown '{cells[column]:.40}'; allowed: 0, 1")
        return [value for column, value in self.flags.items() if cells[column] == "1"]

    def _looked_up(self, cells: Mapping[str, str], told: Told) -> list[Value]:
        found: list[Value] = []
        for column in self.columns:
            for word in cells[column].split(self.split) if self.split else [cells[column]]:
                word = word.strip()
                if word in EMPTY:
                    continue
                value = self._of_word(word)
                if value is None:
                    told(column, f"unknown '{word:.40}'; {nearest(word, (*self.codes, *self.contains))}")
                elif value != NONE or self.take == "first":
                    found.append(value)
        return found

    def _of_word(self, word: str) -> Value | None:
        if word in self.codes:
            return self.codes[word]
        if self.contains:
            return next((value for part, value in self.contains.items() if part in word.lower()), None)
        return None if self.codes else word


class Each(BaseModel):
    """Columns whose cells hold one part for each demand of the row, between ``split``; a single part holds for all of them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    columns: tuple[str, ...] = Field(min_length=1)
    split: str = Field(min_length=1)

    def parts(self, cells: Mapping[str, str], told: Told) -> list[dict[str, str]]:
        """The row's cells, once for each demand."""
        held = {name: [part.strip() for part in cells[name].split(self.split)] for name in self.columns}
        count = max(len(parts) for parts in held.values())
        for name, parts in held.items():
            if len(parts) not in (1, count):
                told(name, f"{len(parts)} parts, {count} expected, as in {self.columns[0]}")
                return []
        return [{**cells, **{name: parts[min(n, len(parts) - 1)] for name, parts in held.items()}} for n in range(count)]


class DataSet(BaseModel):
    """A data set: where it is from, which rows count, and the rule of each column of the table of demands.

    only: rows whose cell of a column is one of these are left out. each: how a row holds several demands. unused: columns that
    are known but not read (``*`` for any letters); any other column is a fault.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    title: str
    domain: str
    source: str = Field(min_length=3)
    only: dict[str, tuple[str, ...]] = {}
    each: Each | None = None
    demand: dict[str, Rule]
    unused: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _fits_the_table(self) -> DataSet:
        for name, rule in self.demand.items():
            if name not in FIELDS or name in ("domain", "row"):
                raise ValueError(f"demand: unknown column '{name}'; {nearest(name, FIELDS)}")
            for value in rule.values() if name in NUMBERS and rule.take != "several" else ():
                if value != NONE and not (isinstance(value, float | int) and 0 <= value <= 1):
                    raise ValueError(f"demand, {name}: {value} is not in [0, 1]")
        missing = {"case", "episode", "id", "level"} - set(self.demand)
        if missing:
            raise ValueError(f"demand: missing {', '.join(sorted(missing))}")
        return self

    @property
    def needed(self) -> tuple[str, ...]:
        """Columns that a file must have, each once."""
        from_rules = (name for rule in self.demand.values() for name in (*rule.columns, *rule.flags))
        return tuple(dict.fromkeys((*self.only, *(self.each.columns if self.each else ()), *from_rules)))

    def knows(self, column: str) -> bool:
        """Whether a column is read, or known not to be used."""
        return column in self.needed or any(fnmatchcase(column, pattern) for pattern in self.unused)

    def drawn(self, rng: np.random.Generator) -> DataSet:
        """The mapping with every judged value moved, each by itself and evenly within its range, and kept in [0, 1]."""
        return self.model_copy(update={"demand": {name: _drawn(rule, rng) for name, rule in self.demand.items()}})


def _drawn(rule: Rule, rng: np.random.Generator) -> Rule:
    if not rule.range:
        return rule

    def moved(values: Mapping[str, Value]) -> dict[str, Value]:
        return {
            key: float(np.clip(value + rng.uniform(-rule.range, rule.range), 0, 1)) if isinstance(value, float | int) else value
            for key, value in values.items()
        }

    return rule.model_copy(update={name: moved(getattr(rule, name)) for name in ("flags", "codes", "contains")})


def known_mappings() -> list[str]:
    """Names of the data sets that can be imported."""
    return sorted(path.stem for path in MAPPINGS.glob("*.yaml"))


def load_mapping(name: str) -> DataSet:
    """The mapping of a data set by name. Raises InputError."""
    return read_model(MAPPINGS / f"{choose('data set', name, known_mappings())}.yaml", DataSet)
