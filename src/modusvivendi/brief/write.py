"""All formats of a brief in one folder, and what the next brief compares itself with."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from modusvivendi.brief.content import compose
from modusvivendi.brief.docx import write_docx
from modusvivendi.brief.html import write_html
from modusvivendi.brief.pdf import fitted, space_for, write_pdf
from modusvivendi.errors import InputError, choose, problem
from modusvivendi.files.text_file import read_text
from modusvivendi.files.whole import open_folder, whole_file
from modusvivendi.findings import Report, words
from modusvivendi.findings.brief.changes import Standpoint
from modusvivendi.record.dates import parse_day
from modusvivendi.render.workbook import write_workbook

FORMATS = ("docx", "pdf", "html", "xlsx")
KEPT = "brief.json"
LARGEST = 5_000_000  # bytes of it
MOST = 4  # pages before the annexes
SLACK = 0.88  # of a page of the PDF beyond which a part is not sure to fit one of Word, whose lines are further apart


def formats_of(text: str) -> tuple[str, ...]:
    """Formats between commas; InputError for an unknown one or none."""
    found = tuple(dict.fromkeys(choose("format", part.strip(), FORMATS) for part in text.split(",") if part.strip()))
    if not found:
        raise InputError(f"no format is named: {', '.join(FORMATS)}")
    return found


def write_brief(
    folder: Path,
    report: Report,
    standpoint: Standpoint,
    titles: Mapping[str, str],
    *,
    formats: Sequence[str] = FORMATS,
    marking: str = "",
    template: Path | None = None,
) -> list[Path]:
    """Write the formats, each whole or not at all, and ``brief.json``; return the files of the formats, in order."""
    folder = open_folder(folder.parent, folder.name)
    day = date.fromisoformat(standpoint.read)
    document = fitted(compose(report, titles, marking=marking, day=words.day(day)), day, MOST, SLACK)
    writers = {
        "docx": lambda path: write_docx(path, document, day, template=template, space=space_for(document, day, MOST, SLACK)),
        "pdf": lambda path: write_pdf(path, document, day, space=space_for(document, day, MOST)),
        "html": lambda path: write_html(path, document),
        "xlsx": lambda path: write_workbook(path, report),
    }
    files = {name: folder / f"brief.{name}" for name in formats}
    for name in sorted(formats, key=lambda name: name != "pdf"):  # first the one that may be refused for its letters
        with whole_file(files[name]) as draft:
            writers[name](draft)
    with whole_file(folder / KEPT) as draft:
        draft.write_text(json.dumps(asdict(standpoint), indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return list(files.values())


def read_standpoint(path: Path) -> Standpoint:
    """What an earlier brief said, from its folder or its ``brief.json``. Raises InputError."""
    file = path / KEPT if path.is_dir() else path.with_name(KEPT) if path.suffix != ".json" else path
    try:
        found = TypeAdapter(Standpoint).validate_json(read_text(file, LARGEST), strict=True)
        parse_day(found.known), parse_day(found.read)
    except InputError as error:
        raise InputError(f"{path}: holds no earlier brief ({error})") from None
    except ValueError as error:
        reason = problem(error) if isinstance(error, ValidationError) else str(error)
        raise InputError(f"{path}: holds no earlier brief ({reason}); name the folder that 'modus brief' has made") from None
    return found
