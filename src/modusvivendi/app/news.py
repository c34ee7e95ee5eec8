"""The inbox of a case: rows of news that wait in tables of the record's format, written by form."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from modusvivendi.case import Case
from modusvivendi.errors import Fault, InputError
from modusvivendi.files.grid import read_grid
from modusvivendi.files.whole import whole_file
from modusvivendi.living.home import COLUMNS, OPTIONAL, Home
from modusvivendi.living.inbox import News, read_inbox
from modusvivendi.record import words

INBOX = Path("modus-inbox")  # in the folder that is worked in
WHOLE = tuple(str(n) for n in range(1, 6))
LONG = ("what", "ask", "trigger_context", "authority_response")  # columns of sentences
FIXED = {
    "precision": ("day", "month", "quarter"), "magnitude": WHOLE, "confidence": words.CONFIDENCES, "setting": words.SETTINGS,
    "net_effect": words.EFFECTS, "conditional": words.CONDITIONS, "bundled": words.BUNDLES, "publicity": words.PUBLICITIES,
    "kind": words.KINDS, "reward_attached": ("yes", "no"), "cost_to_authority": words.COSTS, "outcome": words.OUTCOMES,
    "failed_by": words.FAILED_BY,
}  # fmt: skip
HINTS = {
    "id": "a new name of your own: small letters, digits, _ and -", "track_id": "of a track; of an act, the track that it carries out",
    "date": "YYYY-MM-DD, or YYYY-MM where only the month or quarter is known", "precision": "how exactly the date is known",
    "magnitude": "1 slight to 5 as large as there are", "direction": "toward what outsiders ask, or away from it",
    "level": "who decided", "actors": "offices, not persons", "trigger_context": "what it seems to answer", "what": "what happened, in a sentence or two",
    "setting": "before whom it was done", "net_effect": "of all that it did, on the issue", "confidence": "high needs all four parts of the source",
    "actor": "the country or body", "group": "the bloc that it belongs to", "instrument": "the kind of step", "conditional": "whether something is asked for it",
    "bundled": "whether it is tied to other issues", "publicity": "in public or in confidence", "amount_usd": "0 or more, if money is in it",
    "kind": "package: several issues that stand or fall together; single: one", "issues": "several between semicolons", "n_issues": "how many",
    "start": "when it was first put", "end": "when it ended; empty while open", "mode": "how it was put", "sweetener": "what was offered for it",
    "cost_to_authority": "what granting it would cost", "outcome": "open: not decided yet", "issues_met": "how many of them, or which", "evidence_ids": "acts and moves, between semicolons",
    "reversed_later": "whether what was granted was taken back", "failed_by": "who kept it from being met in full", "held_months": "for how long it held",
    "repeats": "the earlier track that is asked again", "signed_with": "tracks signed together with it",
}  # fmt: skip


@dataclass(frozen=True)
class Column:
    """A column of a table as a field of a form. choices: words that may be used, () for any. optional: may be left empty by its table.
    hint: what goes into it."""

    name: str
    choices: tuple[str, ...]
    long: bool
    optional: bool

    @property
    def hint(self) -> str:
        """What goes into it, "" where its name says that."""
        return HINTS.get(self.name, "")


def columns(case: Case, table: str) -> tuple[Column, ...]:
    """The columns of a table of news, with the words of a case."""
    said = case.vocabulary
    own: dict[str, tuple[str, ...]] = {
        **FIXED,
        "issue": tuple((said.topics if table == "moves" else said.issues) or ()),
        "direction": words.MOVE_DIRECTIONS if table == "moves" else words.DIRECTIONS,
        "level": tuple(said.levels),
        "group": said.groups or (),
        "instrument": tuple(said.instruments),
        "mode": tuple(said.modes),
    }
    optional = OPTIONAL.get(table, ())
    return tuple(Column(name, tuple(own.get(name, ())), name in LONG, name in optional) for name in (*COLUMNS[table], *optional))


@dataclass(frozen=True)
class Inbox:
    """The tables of news of one case. home: where it lives once news are accepted."""

    folder: Path
    original: Case
    home: Home

    def path(self, table: str) -> Path:
        """The file of a table."""
        return self.folder / f"{table}.csv"

    def files(self) -> dict[str, Path]:
        """Tables that hold anything."""
        return {table: self.path(table) for table in COLUMNS if self.path(table).is_file()}

    def rows(self, table: str) -> list[dict[str, str]]:
        """The rows of a table as they were written. Raises InputError."""
        return rows_of(self.path(table)) if self.path(table).is_file() else []

    def state(self, table: str) -> str:
        """A word that changes with every change of a table, so that two pages cannot overwrite each other's."""
        return sha256(self.path(table).read_bytes()).hexdigest()[:16] if self.path(table).is_file() else ""

    def waiting(self) -> tuple[News, ...]:
        """Rows that nobody has decided on. Raises InputError with all faults."""
        decided = self.home.decided()
        return tuple(row for row in self.read(self.files()) if row.name not in decided)

    def read(self, files: Mapping[str, Path]) -> tuple[News, ...]:
        """Checked rows; a file may still hold rows that were decided before, so these are looked up in the case without them."""
        known = self.original if self.home.decided() else self.home.load(self.original)
        return read_inbox(known, files)

    def put(self, table: str, rows: Sequence[Mapping[str, str]], state: str) -> None:
        """Write a table anew if it is sound, whole or not at all. state: of the table that was changed.

        Raises InputError with all faults, and if the table has changed meanwhile.
        """
        if state != self.state(table):
            raise InputError("the inbox has changed meanwhile, in another tab perhaps: open it again and repeat your change")
        names = [c.name for c in columns(self.original, table) if not c.optional or any(row.get(c.name) for row in rows)]
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\r\n")
        writer.writerow(names)
        writer.writerows([[row.get(name, "") for name in names] for row in rows])
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            if not rows:
                return self.path(table).unlink(missing_ok=True)
            with whole_file(self.path(table)) as draft:
                draft.write_text(out.getvalue(), encoding="utf-8", newline="")
                self._sound(table, draft)
        except OSError as error:
            raise InputError(f"{self.folder}: cannot be written ({error.strerror or error})") from None

    def _sound(self, table: str, draft: Path) -> None:
        """Check a table before it takes the place of the former one; faults name the table, not the draft."""
        try:
            self.read({table: draft})
        except InputError as error:
            faults = [Fault(table, f.what, row=f.row, column=f.column) for f in error.faults]
            raise (InputError.of(faults) if faults else error) from None


def rows_of(path: Path) -> list[dict[str, str]]:
    """The rows of a table file by column. Raises InputError."""
    (_, header), *lines = read_grid(path).rows
    return [{name: cell for name, cell in zip(header, row, strict=False) if name} for _, row in lines]
