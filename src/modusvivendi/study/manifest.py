"""The manifest of a run on disk: what decided its numbers, and which of its units are there."""

from __future__ import annotations

import os
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from modusvivendi.case.load import SHIPPED
from modusvivendi.errors import InputError, explain
from modusvivendi.files.text_file import read_text
from modusvivendi.files.whole import whole_file
from modusvivendi.strategy import Strategy
from modusvivendi.study.identity import code_digest, made_by
from modusvivendi.study.study import Study
from modusvivendi.theory import Theory

LARGEST_FILE = 200_000_000


class Done(BaseModel):
    """A unit that is stored: theory and first future by number, and the checksum of what was stored."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    theory: int = Field(ge=0)
    first: int = Field(ge=0)
    sum: str


class Manifest(BaseModel):
    """What decided the numbers of a run, in full, so that it can be run again: configuration, seed, code and versions.

    case: its name; place: the folder of a case of one's own, None for a shipped one; as_of: the day as of which it is known.
    theories, strategies: as they were run, with every override. weights: of theories, as they were asked for and as they
    came out; None where the futures alone were asked for. made_by: digest of the code and versions. done: units stored.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    study: str
    case: str
    case_digest: str
    place: str | None
    as_of: str
    theories: tuple[Theory, ...]
    strategies: tuple[Strategy, ...]
    futures: int = Field(ge=1)
    months: int = Field(ge=1)
    seed: int = Field(ge=0)
    followers: str | None
    pins: dict[str, float]
    weights: dict[str, float] | str | None = None
    weighed: dict[str, float] | None = None
    block: int = Field(ge=1)
    sample: int = Field(ge=0)
    made_by: dict[str, str]
    done: tuple[Done, ...] = ()
    complete: bool = False

    @property
    def versions(self) -> dict[str, str]:
        """Versions of Python and of the packages that can move a number."""
        return {name: number for name, number in self.made_by.items() if name != "code"}


def manifest_path(store: Path) -> Path:
    """The manifest lies beside its store: inside, it would not be part of the Zarr hierarchy."""
    return store.with_name(f"{store.stem}.manifest.json")


def manifest_of(study: Study, block: int, sample: int) -> Manifest:
    """The manifest of a run of which nothing is stored yet."""
    case = study.case
    shipped = case.folder is None or case.folder == SHIPPED / case.name
    return Manifest(
        study=study.digest,
        case=case.name,
        case_digest=case.digest(),
        place=None if shipped else os.path.abspath(str(case.folder)),
        as_of=case.as_of.isoformat(),
        theories=study.theories,
        strategies=study.strategies,
        futures=study.futures,
        months=study.months,
        seed=study.seed,
        followers=study.followers,
        pins=study.pins,
        block=block,
        sample=sample,
        made_by=made_by(),
    )


def read_manifest(store: Path) -> Manifest:
    """The manifest of a store. Raises InputError for none, and for one that is damaged or of another version."""
    path = manifest_path(store)
    try:
        return Manifest.model_validate_json(read_text(path, LARGEST_FILE))
    except ValidationError as error:
        reason = explain(path.name, error, Manifest)
        raise InputError(
            f"{path.parent}: the run cannot be read ({reason}): damaged, or of another version; run it anew"
        ) from None


def write_manifest(store: Path, manifest: Manifest) -> None:
    """Write the manifest of a store; a reader never sees half of one."""
    with whole_file(manifest_path(store)) as draft:
        draft.write_text(manifest.model_dump_json(indent=1, exclude_unset=False), encoding="utf-8")


def made_otherwise(manifest: Manifest) -> str:
    """In what code and versions differ from those here, in a few words; '' where they are the same."""
    own, theirs = made_by(), manifest.made_by
    changed = [
        f"{name} {theirs.get(name, 'unknown')}, now {number}"
        for name, number in own.items()
        if name != "code" and theirs.get(name) != number
    ]
    return "; ".join([*changed, *(["other code"] if theirs.get("code") != code_digest() else [])])
