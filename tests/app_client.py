"""How tests of the app speak to it: the port and the headers of a browser on the app's own pages, and a row of news."""

from __future__ import annotations

import sys
from pathlib import Path

from starlette.testclient import TestClient

PORT = 8765
HERE = {"host": f"127.0.0.1:{PORT}"}
OWN = {"sec-fetch-site": "same-origin"}
FAKE = (sys.executable, str(Path(__file__).parent / "app" / "fake_modus.py"))
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
