"""An append-only log in which every entry holds the hash of the one before: what was written cannot be changed unseen.

One JSON object a line. The hash of an entry is SHA-256 over its content and the hash before it (a hash chain; Haber and Stornetta
1991). Whoever keeps the newest hash elsewhere can tell later that nothing before it was changed; the file alone shows any
change that is not made to every later line too.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from modusvivendi.errors import Fault, InputError
from modusvivendi.files.text_file import read_text
from modusvivendi.files.whole import whole_file

Json = str | int | float | bool | None | list["Json"] | dict[str, "Json"]
Content = Mapping[str, Json]
LARGEST = 50_000_000  # bytes of a log
FIRST = "0" * 64  # the hash before the first entry


@dataclass(frozen=True)
class Entry:
    """One entry. number: from 1. at: when it was written (UTC, ISO 8601). kind: what it is. before, digest: hashes of the entry
    before and of this one."""

    number: int
    at: str
    kind: str
    content: dict[str, Json]
    before: str
    digest: str


def digest_of(number: int, at: str, kind: str, content: Content, before: str) -> str:
    """SHA-256 of an entry, as hexadecimal digits."""
    text = json.dumps([number, at, kind, content, before], sort_keys=True, ensure_ascii=False, allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def read_chain(path: Path) -> tuple[Entry, ...]:
    """All entries of a log, none if there is no file. Raises InputError that names the first line that does not fit."""
    if not os.path.lexists(path):
        return ()
    found: list[Entry] = []
    lines = read_text(path, LARGEST).removesuffix("\n").split("\n")  # no other letter ends a line: texts may hold them
    for number, line in enumerate(lines if lines != [""] else (), start=1):
        try:
            entry = Entry(**json.loads(line))
            wanted = digest_of(entry.number, entry.at, entry.kind, entry.content, entry.before)
        except (ValueError, TypeError, RecursionError):
            raise InputError.of([Fault(path.name, "not an entry of a log", line=number)], path) from None
        before = found[-1].digest if found else FIRST
        if (entry.number, entry.before, entry.digest) != (number, before, wanted):
            what = "the seal is broken: this line, or one before it, was changed, moved or taken out"
            raise InputError.of([Fault(path.name, what, line=number)], path)
        found.append(entry)
    return tuple(found)


def append(path: Path, entries: list[tuple[str, Content]], at: datetime | None = None) -> tuple[Entry, ...]:
    """Add entries (kind, content) to a log, all or none, and return them. The log is checked first, and locked meanwhile."""
    moment = (at or datetime.now(UTC)).isoformat(timespec="seconds")
    with locked(path):
        known = read_chain(path)
        added: list[Entry] = []
        for kind, content in entries:
            number, before = len(known) + len(added) + 1, (added or known)[-1].digest if added or known else FIRST
            plain: dict[str, Json] = json.loads(json.dumps(content))  # as it will be read back
            added.append(Entry(number, moment, kind, plain, before, digest_of(number, moment, kind, plain, before)))
        lines = [json.dumps(vars(e), sort_keys=True, ensure_ascii=False) for e in (*known, *added)]
        with whole_file(path) as draft:
            draft.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return tuple(added)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Keep others from writing beside a file: a lock file that only one can make. Raises InputError if somebody holds it."""
    lock = path.with_name(f"{path.name}.lock")
    new = [folder for folder in path.parents if not folder.exists()]
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(lock, os.O_CREAT | os.O_EXCL | os.O_WRONLY)
    except FileExistsError:
        raise InputError(f"{path}: somebody is writing it; if nobody is, delete {lock.name}") from None
    except OSError as error:
        raise InputError(f"{path}: cannot be written ({error.strerror or error})") from None
    try:
        os.write(handle, str(os.getpid()).encode())
        os.close(handle)
        yield
    finally:
        lock.unlink(missing_ok=True)
        with suppress(OSError):  # folders in which something was written stay
            for folder in new:
                folder.rmdir()
