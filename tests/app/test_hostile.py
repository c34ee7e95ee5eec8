"""A case with script, markup and formulas in every text: all of it is shown as text, on every page."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app_client import EVIL, made_hostile, written
from modusvivendi.case import load_case


@pytest.fixture
def hostile(mine: Path) -> Path:
    """A copy of the shipped case with such texts."""
    return made_hostile(mine)


def test_every_page_shows_it_as_text(client: TestClient, hostile: Path) -> None:
    assert "<script>" in load_case(hostile).title  # the case is sound, and as hostile as meant
    pages = ["/", "/cases/mine", "/cases/mine/edit", "/cases/mine/inbox", "/cases/mine/inbox/acts/new", "/journal?case=mine"]
    pages += [
        "/cases/mine/edit/case.yaml/general/0",
        "/cases/mine/edit/case.yaml/issues/0",
        "/cases/mine/ask/run",
        "/cases/mine/ask/plan",
    ]
    pages += ["/cases/mine/edit/ladders.yaml/girls_secondary_education/0", "/cases/mine/edit/case.yaml/yardsticks/0"]
    run = client.post("/cases/mine/ask/run", data={}).headers["location"]
    for path in [*pages, run, "/runs"]:
        answer = client.get(path)
        assert answer.status_code == 200, path
        harmless(answer.text)
    assert html.escape("<script>alert(1)</script>") in client.get("/cases/mine").text


def harmless(text: str) -> None:
    """No script of others, no tag or attribute that a text has opened, no template run."""
    assert re.findall(r"<script[^>]*>", text) == ['<script type="module" src="/static/app.js">']
    assert "<img" not in text and "49' " not in text and text.count("</title>") == 1
    tags = re.findall(r"<[a-z][^<>]*>", text)
    assert not [tag for tag in tags if re.search(r"\son\w+\s*=", re.sub(r'"[^"]*"', '""', tag))]


def test_a_row_of_news_is_text_too(client: TestClient) -> None:
    written(client, what=EVIL, actors=EVIL, source_title=EVIL)
    for path in ("/cases/afghanistan/inbox", "/cases/afghanistan/inbox/acts/0"):
        harmless(client.get(path).text)


def test_a_message_shows_what_was_asked_as_text(client: TestClient) -> None:
    for path in ("/cases/<script>alert(1)<%2fscript>", "/cases/afghanistan/ask/<img src=x>"):
        harmless(client.get(path).text)
    assert "<script>" not in client.get("/enter?token=<script>").text
    answer = client.post("/cases/afghanistan/ask/run", data={"weights": EVIL})
    assert answer.status_code == 400
    harmless(answer.text)
