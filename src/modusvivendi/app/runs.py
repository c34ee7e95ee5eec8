"""What was asked and what came of it: one folder a run, with its provenance beside its files."""

from __future__ import annotations

import re
import secrets
import shlex
from datetime import UTC, datetime
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from modusvivendi.errors import InputError
from modusvivendi.files.whole import whole_file

RUNS = Path("modus-out") / "app"  # in the folder that is worked in
ID = re.compile(r"[0-9]{8}-[0-9]{6}-[a-z]{1,20}-[0-9a-f]{8}")
MANIFEST = "manifest.json"
GIVEN = "given"  # folder of the files that a run was given, as they were
MOST_LISTED = 200
State = Literal["waiting", "running", "done", "failed", "cancelled", "interrupted"]
ENDED = ("done", "failed", "cancelled", "interrupted")


class Run(BaseModel):
    """The manifest of one run.

    id: of its folder. command: the words after ``modus``, from the folder that is worked in. title: what was asked. key, case,
    digest, as_of: of the case, as it was when it was asked. code: version of the package with a hash of its source. asked,
    began, ended: UTC, ISO 8601. why: one line on what went wrong. hashes: SHA-256 of every file of the result.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    command: tuple[str, ...]
    title: str
    key: str
    case: str
    digest: str
    as_of: str
    code: str
    python: str
    asked: str
    state: State = "waiting"
    began: str = ""
    ended: str = ""
    why: str = ""
    hashes: dict[str, str] = {}

    @property
    def over(self) -> bool:
        """Whether nothing more will come."""
        return self.state in ENDED

    @property
    def seed(self) -> str:
        """The seed that was given; "" for the command's own."""
        return next((word.partition("=")[2] for word in self.command if word.startswith("--seed=")), "")

    @cached_property
    def line(self) -> str:
        """The command as one would type it."""
        return shlex.join(["modus", *self.command])


def now() -> str:
    """The present moment, UTC."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def new_id(command: str) -> str:
    """An id that sorts by time and cannot be guessed."""
    return f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{re.sub('[^a-z]', '', command)[:20]}-{secrets.token_hex(4)}"


class Store:
    """The folders of all runs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / RUNS
        self._unsaved: dict[str, Run] = {}  # what could not be written, when the disk was full say

    def place(self, run: str) -> Path:
        """The folder of a run. Raises InputError for what is no id of a run here, whatever else it may be."""
        place = self.folder / run
        if not ID.fullmatch(run) or place.is_symlink() or not (place / MANIFEST).is_file():
            raise InputError("no such run: it may have been deleted from the folder")
        return place

    def save(self, run: Run) -> Run:
        """Write a manifest, whole or not at all. Raises InputError."""
        place = self.folder / run.id
        try:
            place.mkdir(parents=True, exist_ok=True, mode=0o700)
            with whole_file(place / MANIFEST) as draft:
                draft.write_text(run.model_dump_json(indent=1), encoding="utf-8")
        except OSError as error:
            raise InputError(f"{place}: cannot be written ({error.strerror or error})") from None
        return run

    def load(self, run: str) -> Run:
        """The manifest of a run. Raises InputError."""
        path = self.place(run) / MANIFEST
        if run in self._unsaved:
            return self._unsaved[run]
        try:
            return Run.model_validate_json(path.read_text(encoding="utf-8"))
        except (OSError, ValidationError, UnicodeDecodeError):
            raise InputError(f"{run}: its manifest cannot be read") from None

    def change(self, run: str, **fields: object) -> Run:
        """Write some fields of a manifest anew; what cannot be written is remembered until the app is stopped."""
        changed = self.load(run).model_copy(update=fields)
        try:
            self.save(changed)
            self._unsaved.pop(run, None)
        except InputError:
            self._unsaved[run] = changed
        return changed

    def all(self) -> list[Run]:
        """The newest runs, newest first; folders whose manifest cannot be read are left out."""
        if not self.folder.is_dir():
            return []
        found = []
        for path in sorted((p for p in self.folder.iterdir() if ID.fullmatch(p.name)), reverse=True)[:MOST_LISTED]:
            try:
                found.append(self.load(path.name))
            except InputError:
                continue
        return found

    def files(self, run: str) -> dict[str, Path]:
        """Files of a run by their path in its folder; what lies inside a store of futures is left out, and so are links."""
        place = self.place(run)
        inside = (p for p in sorted(place.rglob("*")) if p.is_file() and not p.is_symlink())
        names = {p.relative_to(place).as_posix(): p for p in inside}
        return {name: path for name, path in names.items() if ".zarr/" not in name and not path.name.startswith(".")}

    def page(self, run: str) -> Path | None:
        """The page of a run's results, None if there is none."""
        return next((p for name, p in self.files(run).items() if name.endswith(".html") and not name.startswith(GIVEN)), None)

    def hashes(self, run: str) -> dict[str, str]:
        """SHA-256 of the files of a run, the manifest left out."""
        return {name: sha256(p.read_bytes()).hexdigest() for name, p in self.files(run).items() if name != MANIFEST}
