"""How tests of the app speak to it: the port and the headers of a browser on the app's own pages, and a row of news."""

from __future__ import annotations

import sys
from pathlib import Path

from starlette.testclient import TestClient

from modusvivendi.app.editor import CASE, LADDERS, CaseFile
from modusvivendi.app.form import Field, Form, replaced

PORT = 8765
HERE = {"host": f"127.0.0.1:{PORT}"}
OWN = {"sec-fetch-site": "same-origin"}
FAKE = (sys.executable, str(Path(__file__).parent / "app" / "fake_modus.py"))
# Script, markup, a template and a formula in one text.
EVIL = "=HYPERLINK(1)</title></textarea><script>alert(1)</script><img src=x onerror=alert(1)>{{ 7*7 }}' \" onfocus=alert(1) x"
INBOX = "/cases/afghanistan/inbox"
ACT = {
    "id": "t1", "date": "2026-05-02", "precision": "day", "issue": "girls_secondary_education", "direction": "concede",
    "magnitude": "3", "level": "cabinet", "actors": "cabinet", "what": "Schools opened in two provinces.", "source_title": "Schools open",
    "source_publisher": "Agency", "source_date": "2026-05-03", "source_url": "https://example.org/a", "confidence": "high",
    "setting": "public", "net_effect": "toward",
}  # fmt: skip


def state(text: str) -> str:
    """The state that a form carries, so that two tabs cannot overwrite each other."""
    return text.split('name="state" value="')[1].split('"')[0]


def written(client: TestClient, **cells: str) -> None:
    """Write a new act by form."""
    found = state(client.get(f"{INBOX}/acts/new").text)
    answer = client.post(f"{INBOX}/acts/new", data=ACT | cells | {"state": found})
    assert answer.status_code == 303, answer.text


def made_hostile(case: Path) -> Path:
    """A case's folder with a hostile text in every title, summary, reason and rung; the case stays sound."""
    for name in (CASE, LADDERS):
        file, names = CaseFile(case, name), CaseFile(case, CASE).data
        parts = [part for several in file.parts().values() for part in several]
        texts = [f for part in parts for f in Form(file, part, names).fields if f.span and hostile(f)]
        assert len(texts) > 50
        (case / name).write_text(replaced(file.text, texts, {f.name: [f"{n} {EVIL}"] for n, f in enumerate(texts)}))
    return case


def form_of(case: Path, name: str, section: str, place: str, *added: str) -> Form:
    """The form of a part of a case's file."""
    file = CaseFile(case, name)
    return Form(file, file.part(section, place), CaseFile(case, CASE).data, added)


def hostile(field: Field) -> bool:
    """Whether any text may stand in a field."""
    return field.path[-1] in ("title", "why", "facts", "short", "full_ask") or field.path[0] == "summary"
