"""Tables of demands kept between calls: parsing a case takes longer than answering from it.

A kept table is named by the SHA-256 of the case's files and of this package's own, so that a change of either makes it anew.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from modusvivendi.case.shipped import SHIPPED
from modusvivendi.precedent.demand import CaseDemands, Demand, IssueFacts, Source

if TYPE_CHECKING:
    from modusvivendi.case import Case

HERE = Path(__file__).parent
ENDINGS = (".csv", ".yaml", ".xlsx")


def kept_folder() -> Path:
    """Where tables are kept: $XDG_CACHE_HOME or ~/.cache, modusvivendi/precedents."""
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "modusvivendi" / "precedents"


def load_demands(name_or_path: str | Path | Case) -> CaseDemands:
    """The demands of a case: a shipped one by name, a case.yaml or its folder by path, or a case in hand.

    Raises InputError as ``load_case`` does.
    """
    if not isinstance(name_or_path, (str, Path)):
        from modusvivendi.precedent.collect import demands_of

        return demands_of(name_or_path)
    folder = _folder(str(name_or_path))
    kept = kept_folder() / f"{digest_of(folder)}.json" if folder else None
    found = _read(kept) if kept else None
    if found is None:
        from modusvivendi.case import load_case
        from modusvivendi.precedent.collect import demands_of

        found = demands_of(load_case(name_or_path))
        if kept:
            _keep(kept, found)
    return found


def load_all(names: Sequence[str | Path | Case]) -> tuple[CaseDemands, ...]:
    """The demands of several cases; of cases with the same name, the first is kept."""
    cases: dict[str, CaseDemands] = {}
    for name in names:
        case = load_demands(name)
        cases.setdefault(case.name, case)
    return tuple(cases.values())


def _folder(name: str) -> Path | None:
    """The folder whose files a case rests on; None if there is no such case."""
    if os.path.exists(SHIPPED / name / "case.yaml") and "/" not in name:
        return SHIPPED / name
    path = Path(name)
    return (
        path if os.path.exists(path / "case.yaml") else path.parent if path.name == "case.yaml" and os.path.exists(path) else None
    )


def digest_of(folder: Path) -> str:
    """SHA-256 over names and contents of a case's tables and texts, and of the code that makes demands of them."""
    total = hashlib.sha256()
    own = [HERE / "collect.py", HERE / "demand.py", HERE / "cautions.csv"]
    parts = {*folder.glob("*"), *(path for name in ("record", "positions") for path in (folder / name).rglob("*"))}
    for path in (*own, *sorted(p for p in parts if p.suffix in ENDINGS)):
        data = path.read_bytes()
        total.update(f"{path.relative_to(folder) if path.is_relative_to(folder) else path.name} {len(data)}\n".encode())
        total.update(data)
    return total.hexdigest()


def _keep(path: Path, case: CaseDemands) -> None:
    """Write a table, whole or not at all; where nothing can be written, nothing is kept."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=path.parent, suffix=".draft", delete=False, encoding="utf-8") as file:
            json.dump(asdict(case), file, ensure_ascii=False)
        os.replace(file.name, path)
    except OSError:
        return


def _read(path: Path) -> CaseDemands | None:
    """A kept table; None if there is none or it cannot be read, so that it is made anew."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        issues = {name: IssueFacts(**facts) for name, facts in data["issues"].items()}
        demands = tuple(_demand(row) for row in data["demands"])
        return CaseDemands(data["name"], data["title"], data["as_of"], issues, data["askers"], demands)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _demand(row: dict[str, Any]) -> Demand:
    """A demand from its kept form, in which tuples are lists."""
    sources = tuple(Source(**source) for source in row.pop("sources"))
    return Demand(**row | {name: tuple(row[name]) for name in ("issues", "domains", "signed_with")}, sources=sources)
