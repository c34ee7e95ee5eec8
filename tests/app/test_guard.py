"""What every request must pass, and what every answer carries."""

from __future__ import annotations

import re
import socket
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from app_client import HERE, OWN, PORT
from modusvivendi.app import guard
from modusvivendi.app.session import Session
from modusvivendi.app.site import ROUTES

PLACES = {
    "key": "afghanistan", "command": "run", "table": "acts", "row": "new", "file": "case.yaml", "section": "issues", "place": "0",
    "run": "20260101-000000-run-00000000", "name": "style.css", "name:path": "manifest.json", "segment": "leadership_clerics",
}  # fmt: skip
ADDRESSES = sorted({(re.sub(r"{([\w:]+)}", lambda m: PLACES[m[1]], r.path), m) for r in ROUTES for m in r.methods or ()})
PAGES = (
    "/", "/cases/afghanistan", "/cases/gaza", "/cases/tiraspol", "/cases/afghanistan/files", "/cases/afghanistan/ask/run",
    "/cases/afghanistan/ask/plan", "/cases/afghanistan/inbox", "/cases/afghanistan/inbox/tracks/new", "/runs", "/journal",
    "/cases/afghanistan/state", "/cases/mine/edit/case.yaml/issues/new", "/cases/mine/edit/ladders.yaml/new/0",
    "/cases/mine/edit/positions/leadership_clerics", "/cases/mine/edit/case.yaml/coalitions/0",
    "/cases/mine/edit", "/cases/mine/edit/case.yaml/issues/0", "/cases/mine/edit/ladders.yaml/women_university/0",
    "/static/style.css", "/static/app.css", "/static/app.js", "/static/icon.svg",
)  # fmt: skip


@pytest.mark.parametrize("address, method", ADDRESSES)
def test_nothing_is_shown_or_done_without_the_cookie(outside: TestClient, address: str, method: str) -> None:
    answer = outside.request(method, address, headers=OWN)
    allowed = address == "/enter" or address.startswith("/static/")
    assert (answer.status_code == 403) is (not allowed or address == "/enter")
    assert answer.status_code != 403 or len(answer.text.splitlines()) <= 1 or address == "/enter"


def test_the_link_works_once(outside: TestClient, session: Session) -> None:
    token = session.token
    answer = outside.get(f"/enter?token={token}")
    cookie = answer.headers["set-cookie"]
    assert answer.status_code == 200 and 'url=/"' in answer.text
    assert "httponly" in cookie.lower() and "samesite=strict" in cookie.lower() and session.key in cookie
    assert token not in answer.text
    assert outside.get("/").status_code == 200
    outside.cookies.clear()
    assert outside.get(f"/enter?token={token}").status_code == 403
    assert outside.get("/").status_code == 403


@pytest.mark.parametrize("token", ["", "x", "%C3%A9%00", "a" * 5000])
def test_another_token_opens_nothing(outside: TestClient, session: Session, token: str) -> None:
    assert outside.get(f"/enter?token={token}").status_code == 403
    assert outside.get(f"/enter?token={session.token}").status_code == 200  # and does not spend the right one


@pytest.mark.parametrize("key", ["", "x", "ü"])
def test_another_cookie_is_none(outside: TestClient, session: Session, key: str) -> None:
    assert outside.get("/", headers={"cookie": f"{session.cookie}={key}".encode()}).status_code == 403


def test_the_link_leads_to_known_cases_only(client: TestClient) -> None:
    assert "url=/cases/gaza" in client.get("/enter?case=gaza").text
    assert 'url=/"' in client.get("/enter?case=//evil.example").text


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1", "127.0.0.1:1", f"evil.example:{PORT}", f"127.0.0.1:{PORT}.evil.example", ""]
)
def test_another_host_is_refused(client: TestClient, host: str) -> None:
    answer = client.get("/", headers={"host": host})
    assert answer.status_code == 421 and len(answer.text.splitlines()) == 1


def test_localhost_is_this_machine(client: TestClient) -> None:
    assert client.get("/", headers={"host": f"localhost:{PORT}"}).status_code in (
        200,
        403,
    )  # 403: the cookie is of the other name


@pytest.mark.parametrize(
    "said, passes",
    [
        ({"sec-fetch-site": "same-origin"}, True),
        ({"sec-fetch-site": "same-origin", "origin": f"http://127.0.0.1:{PORT}"}, True),
        ({"origin": f"http://127.0.0.1:{PORT}"}, True),
        ({"sec-fetch-site": "cross-site"}, False),
        ({"sec-fetch-site": "same-site"}, False),
        ({"sec-fetch-site": "none"}, False),
        ({"sec-fetch-site": "same-origin", "origin": "http://evil.example"}, False),
        ({"sec-fetch-site": "cross-site", "origin": f"http://127.0.0.1:{PORT}"}, False),
        ({"origin": "null"}, False),
        ({"origin": "http://127.0.0.1:1"}, False),
        ({}, False),
    ],
)
def test_only_pages_of_the_app_change_anything(client: TestClient, tmp_path: Path, said: dict[str, str], passes: bool) -> None:
    client.headers.pop("sec-fetch-site")
    answer = client.post("/cases/afghanistan/copy", data={"name": "own"}, headers=said)
    assert (answer.status_code == 303) is passes
    assert (tmp_path / "own").exists() is passes
    assert passes or (answer.status_code == 403 and len(answer.text.splitlines()) == 1)


@pytest.mark.usefixtures("mine")
@pytest.mark.parametrize("path", [*PAGES, "/nowhere", "/cases/nowhere", "/runs/nowhere", "/static/../app.js"])
def test_every_answer_carries_the_headers(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == (200 if path in PAGES else 404)
    assert {name: answer.headers[name] for name in guard.HEADERS} == guard.HEADERS


def test_refusals_carry_the_headers_too(outside: TestClient) -> None:
    for answer in (outside.get("/"), outside.get("/", headers={"host": "evil.example"}), outside.put("/")):
        assert {name: answer.headers[name] for name in guard.HEADERS} == guard.HEADERS


def test_the_policy_lets_nothing_in_or_out() -> None:
    for policy in (guard.POLICY, guard.RESULT_POLICY):
        assert "default-src 'none'" in policy
        assert not re.search(r"unsafe-eval|http:|https:|\*|script-src (?!'self')", policy)
    assert "unsafe" not in guard.POLICY
    assert guard.RESULT_POLICY.startswith("sandbox;")


@pytest.mark.usefixtures("mine")
@pytest.mark.parametrize("path", [p for p in PAGES if not p.startswith("/static") and not p.endswith("/files")])
def test_pages_hold_nothing_inline_and_nothing_from_elsewhere(client: TestClient, path: str) -> None:
    text = client.get(path).text
    assert not re.search(r"<script(?![^>]* src=\"/static/)|<style|\sstyle=|\son\w+=|javascript:", text)
    assert not re.search(r"""(?:src|href|action)=["'](?:https?:)?//""", text)


@pytest.mark.usefixtures("mine")
def test_no_page_reaches_out(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*given: object) -> None:
        raise AssertionError(f"reached out: {given}")

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    for path in PAGES:
        assert client.get(path).status_code == 200


@pytest.mark.parametrize("length", ["6000001", "200000000", "-1", "many"])
def test_what_is_announced_as_too_large_is_not_read(client: TestClient, length: str) -> None:
    answer = client.post("/cases/afghanistan/copy", content=b"name=own", headers={"content-length": length})
    assert (answer.status_code, answer.text) == (413, "too large: at most 6 MB can be sent at once\n")


def test_what_is_not_announced_is_counted(client: TestClient, tmp_path: Path) -> None:
    body = (b"name=own&more=" + b"x" * 100_000 for _ in range(70))
    answer = client.post("/cases/afghanistan/copy", content=body, headers={"content-type": "application/x-www-form-urlencoded"})
    assert (answer.status_code, answer.text) == (413, "too large: at most 6 MB can be sent at once\n")
    assert not (tmp_path / "own").exists()


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_other_methods_do_nothing(client: TestClient, method: str) -> None:
    assert client.request(method, "/cases/afghanistan").status_code == 405


def test_no_websocket_is_served(client: TestClient) -> None:
    with pytest.raises(WebSocketDisconnect), client.websocket_connect("/"):
        raise AssertionError("a websocket was opened")


def test_a_fault_of_the_app_is_told_in_one_line(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from modusvivendi.app.pages import cases

    def broken(entry: object) -> None:
        raise KeyError("secret detail")

    monkeypatch.setattr(cases, "listed", broken)
    quiet = TestClient(client.app, base_url=client.base_url, headers=HERE, cookies=client.cookies, raise_server_exceptions=False)
    answer = quiet.get("/")
    assert answer.status_code == 500 and "secret detail" not in answer.text
    assert "secret detail" in capsys.readouterr().err
