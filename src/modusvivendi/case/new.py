"""A new case: a commented skeleton, or a copy of another case under a new name."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from modusvivendi.case.load import SHIPPED, load_case, shipped_cases
from modusvivendi.errors import InputError
from modusvivendi.files.grid import SUFFIXES

SKELETON = SHIPPED / "skeleton"
NAME = r"[a-z][a-z0-9_]{0,59}"
COPIED = (*SUFFIXES, ".yaml", ".md")


def new_case(name: str, where: Path, like: str | None = None) -> Path:
    """Write a new case into the folder ``where / name`` and return that folder.

    name: lower-case letters, digits and underscores, not that of a shipped case. like: a shipped case or the path of one to
    copy; without it a skeleton of comments and guesses is written. The folder must not exist. It appears whole or not at
    all. Raises InputError.
    """
    if not re.fullmatch(NAME, name):
        raise InputError(f"'{name}' cannot name a case: lower-case letters, digits and underscores, a letter first")
    if name in shipped_cases():
        raise InputError(f"'{name}' is a shipped case: choose another name")
    target = where / name
    if target.exists() or target.is_symlink():
        raise InputError(f"{target} exists and is left as it is: choose another name")
    case = None if like is None else load_case(like)
    source = case.folder if case and case.folder else SKELETON
    try:
        with TemporaryDirectory(dir=where, prefix=f".{name}-") as made:
            folder = Path(made) / name
            copy_files(source, folder)
            file = folder / "case.yaml"
            file.write_text(renamed(file.read_text(encoding="utf-8"), name), encoding="utf-8")
            folder.rename(target)
    except OSError as error:
        raise InputError(f"{target}: cannot be written ({error.strerror or error})") from None
    return target


def copy_files(source: Path, folder: Path) -> None:
    """Copy the YAML files, tables and notes of a case; the skeleton's YAML becomes case.yaml."""
    for path in sorted(source.rglob("*")):
        if path.is_file() and path.suffix in COPIED:
            copy = folder / path.relative_to(source)
            copy = copy.with_name("case.yaml") if path.name == "skeleton.yaml" else copy
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)


def renamed(text: str, name: str) -> str:
    """The text of a case.yaml with another name."""
    return re.sub(r"^name:.*$", f"name: {name}", text, count=1, flags=re.MULTILINE)
