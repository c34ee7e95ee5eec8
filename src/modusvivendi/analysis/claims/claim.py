"""A claim as data, and files of claims: words, where it lives, and the experiments that would show it wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import cache, partial
from pathlib import Path
from typing import Annotated

from pydantic import Field

from modusvivendi.analysis.claims.experiments import (
    Cannot,
    Compare,
    Frozen,
    InFutures,
    InRecord,
    KnockOut,
    ModelExperiment,
    RecordExperiment,
    Weights,
    Words,
)
from modusvivendi.analysis.claims.record_rows import COLUMNS
from modusvivendi.engine.names import OUTCOME_NAMES, THEORY_PARAMETERS
from modusvivendi.errors import Fault, InputError, choose, field_path
from modusvivendi.files.given import given_path
from modusvivendi.files.yaml_file import Document, make_model, read_document
from modusvivendi.strategy import load_strategies, shipped_strategies
from modusvivendi.study.overrides import apply_overrides
from modusvivendi.theory import load_theories, shipped_theories

HERE = Path(__file__).parent
BY_CASE = ("policy_", "wellbeing_")  # outcomes that a case names
Place = tuple[int | str, ...]


class Claim(Frozen):
    """One claim. words: in our own. lives_in: names of theories, strategies, outcomes and parameters (``modus show NAME``).

    about: names of the cases that it speaks of, where it says nothing of others.
    model: what it says of simulated futures; all of these must hold. record: what it says of the record; each is a witness of
    its own.

    Example:
        >>> import modusvivendi as mv
        >>> [c.id for c in mv.load_claims().claims][:2]
        ['C1', 'C2']
    """

    id: Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_-]*$")]
    title: Words
    words: Words
    lives_in: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    model: tuple[ModelExperiment, ...]
    record: tuple[RecordExperiment, ...]


class ClaimFile(Frozen):
    """Claims of one text. stated: the day it was written, if it is known. source: the text. case: on which they are tried if no
    other is named.

    Example:
        >>> import modusvivendi as mv
        >>> len(mv.load_claims().claims)
        20
    """

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]*$")]
    title: Words
    source: Words
    stated: date | None = None
    case: str = ""
    claims: tuple[Claim, ...]


@cache
def shipped_claims() -> tuple[str, ...]:
    """Names of the shipped files of claims."""
    return tuple(sorted(path.stem for path in HERE.glob("*.yaml")))


def load_claims(name_or_path: str | Path | None = None) -> ClaimFile:
    """Shipped claims by name, or a user's own from a YAML file; the shipped ones by default. Raises InputError with all faults.

    Example:
        >>> import modusvivendi as mv
        >>> mv.load_claims().claims[0].id
        'C1'
    """
    given = shipped_claims()[0] if name_or_path is None else name_or_path
    path = given_path("claims", given)
    if path.suffix in (".yaml", ".yml"):
        return read_claims(path)
    return read_claims(HERE / f"{choose('file of claims', str(given), shipped_claims())}.yaml")


def read_claims(path: Path) -> ClaimFile:
    """The claims in a YAML file. Raises InputError with all faults."""
    document = read_document(path)
    found = make_model(document, ClaimFile, path)
    faults = list(unknown_names(found, document))
    if faults:
        raise InputError.of(faults, path)
    return found


def unknown_names(file: ClaimFile, document: Document) -> Iterator[Fault]:
    """Ids given twice, and names that nothing bears, each with its line."""
    seen: set[str] = set()
    if not file.claims:
        yield _fault(document, ("claims",), "at least one claim is needed")
    for c, claim in enumerate(file.claims):
        at: Place = ("claims", c)
        if claim.id in seen:
            yield _fault(document, (*at, "id"), f"'{claim.id}' is given twice")
        seen.add(claim.id)
        for n, name in enumerate(claim.lives_in):
            yield from _unknown(document, (*at, "lives_in", n), "name", name, _showable())
        for side in ("model", "record"):
            if not getattr(claim, side):
                yield _fault(document, (*at, side), "at least one experiment is needed, or {kind: cannot, why: ...}")
            for n, experiment in enumerate(getattr(claim, side)):
                yield from _names_of(document, (*at, side, n), experiment)


def _names_of(document: Document, at: Place, experiment: InFutures | InRecord | Cannot) -> Iterator[Fault]:
    """Unknown names in one experiment."""
    outcome = getattr(experiment, "outcome", None)
    if outcome is not None and not outcome.startswith(BY_CASE):
        yield from _unknown(document, (*at, "outcome"), "outcome", outcome, OUTCOME_NAMES)
    for field in ("strategy", "against") if not isinstance(experiment, Weights) else ():
        name = getattr(experiment, field, None)
        if name is not None and not name.endswith((".yaml", ".yml")):
            yield from _unknown(document, (*at, field), "strategy", name, shipped_strategies())
    if isinstance(experiment, KnockOut):
        for n, name in enumerate(experiment.parameters):
            yield from _unknown(document, (*at, "parameters", n), "parameter", name, THEORY_PARAMETERS)
    if isinstance(experiment, Weights):
        for field in ("theories", "against"):
            for n, name in enumerate(getattr(experiment, field)):
                yield from _unknown(document, (*at, field, n), "theory", name, shipped_theories())
    if isinstance(experiment, Compare | KnockOut):
        yield from _bad_settings(document, at, experiment)
    for field in ("among", "where", "then"):
        for column in getattr(experiment, field, {}):
            table = "acts" if field == "then" else experiment.table  # type: ignore[union-attr]
            yield from _unknown(document, (*at, field, column), f"column of {table}", column, COLUMNS[table])


def _bad_settings(document: Document, at: Place, experiment: Compare | KnockOut) -> Iterator[Fault]:
    for field in ("settings", "settings_against"):
        for n, setting in enumerate(getattr(experiment, field, ())):
            yield from _caught(document, (*at, field, n), partial(apply_overrides, [setting], load_theories(), load_strategies()))


def _unknown(document: Document, at: Place, kind: str, name: str, known: Iterable[str]) -> Iterator[Fault]:
    yield from _caught(document, at, partial(choose, kind, name, known))


def _caught(document: Document, at: Place, look: Callable[[], object]) -> Iterator[Fault]:
    try:
        look()
    except InputError as error:
        yield _fault(document, at, str(error))


def _fault(document: Document, at: Place, what: str) -> Fault:
    return Fault(document.file, what, line=document.line(at), field=field_path(at))


def _showable() -> tuple[str, ...]:
    """Names that stand by themselves for ``modus show``."""
    return (*shipped_theories(), *shipped_strategies(), *OUTCOME_NAMES, *THEORY_PARAMETERS)
