"""What another program of this machine, or a page elsewhere, may try on a real server."""

from __future__ import annotations

import http.client
import io
import socket
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from app_client import INBOX
from app_server import Server
from modusvivendi.app import guard
from modusvivendi.app.runs import RUNS, Run


def asked(server: Server, method: str, path: str, **headers: str) -> tuple[int, bytes]:
    """An answer of the server: status and body."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    connection.request(method, path, headers={"Cookie": server.cookie} | {k.replace("_", "-"): v for k, v in headers.items()})
    answer = connection.getresponse()
    found = answer.status, answer.read()
    connection.close()
    return found


def raw(server: Server, *pieces: bytes) -> bytes:
    """What comes back for these bytes, until the server closes."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as connection:
        try:
            for piece in pieces:
                connection.sendall(piece)
        except OSError:
            pass  # it was closed before all was sent
        found = b""
        try:
            while piece := connection.recv(65536):
                found += piece
        except OSError:
            pass
    return found


def test_a_name_that_points_at_this_machine_is_refused(server: Server) -> None:
    """DNS rebinding: the browser names the host that it thinks it speaks to."""
    for host in ("evil.example", f"evil.example:{server.port}", "127.0.0.1", f"127.0.0.1.evil.example:{server.port}"):
        status, body = asked(server, "GET", "/", Host=host)
        assert status == 421 and b"not served under this name" in body


@pytest.mark.parametrize("said", [{}, {"Origin": "http://evil.example"}, {"Origin": "null"}, {"Sec_Fetch_Site": "cross-site"}])
def test_a_post_from_elsewhere_changes_nothing(server: Server, folder: Path, said: dict[str, str]) -> None:
    status, body = asked(server, "POST", "/cases/gaza/copy?name=stolen", Content_Type="application/x-www-form-urlencoded", **said)
    assert (status, body) == (403, b"refused: this did not come from a page of the app\n")
    assert not (folder / "stolen").exists()


def test_the_token_is_spent(server: Server) -> None:
    status, body = asked(server, "GET", server.link.removeprefix(server.base), Cookie="x=y")
    assert status == 403 and b"used before" in body


@pytest.mark.parametrize(
    "path",
    ["%2e%2e%2f", "..%252f..%252fetc", "%00", "a%00b", "..%5c..%5c", "%c0%ae%c0%ae", "%ff", "....//", "\u2025".encode().hex()],
)
@pytest.mark.parametrize(
    "where", ["/runs/{}", "/runs/{}/page", "/runs/{}/files/{}", "/cases/{}/files", "/cases/{}/edit/{}/issues/0", "/static/{}"]
)
def test_no_spelling_of_a_path_leads_anywhere(server: Server, where: str, path: str) -> None:
    status, body = asked(server, "GET", where.replace("{}", path))
    assert status in (400, 404) and b"root:" not in body and b"Traceback" not in body


def test_huge_headers_are_refused(server: Server) -> None:
    before = psutil.Process(server.process.pid).memory_info().rss
    answer = raw(server, b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: ", *[b"x" * 1_000_000] * 20)
    assert answer == b"" or b" 4" in answer.split(b"\r\n")[0]
    assert psutil.Process(server.process.pid).memory_info().rss - before < 40_000_000
    assert asked(server, "GET", "/static/icon.svg")[0] == 200


@pytest.mark.parametrize("length", [b"-1", b"\xb2", b"1e3", b"9" * 40])
def test_a_length_that_is_none_is_refused(server: Server, length: bytes) -> None:
    head = b"POST /cases/gaza/copy HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nCookie: %s\r\nSec-Fetch-Site: same-origin\r\nConnection: close\r\n"
    answer = raw(server, head % (server.port, server.cookie.encode()) + b"Content-Length: " + length + b"\r\n\r\n")
    assert b" 4" in answer.split(b"\r\n")[0]


def test_many_connections_that_say_nothing_keep_nobody_out(server: Server) -> None:
    idle = [socket.create_connection(("127.0.0.1", server.port), timeout=20) for _ in range(150)]
    for n, connection in enumerate(idle):
        connection.sendall(b"GET / HTTP/1.1\r\nHost: " if n % 2 else b"")
    began = time.monotonic()
    assert asked(server, "GET", "/static/icon.svg")[0] == 200
    assert time.monotonic() - began < 10
    for connection in idle:
        connection.close()


def test_what_is_sent_too_slowly_is_given_up(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "LONGEST", 0.0)
    answer = client.post("/cases/afghanistan/copy", data={"name": "own"})
    assert (answer.status_code, answer.text) == (408, "too slow: what is sent must arrive within 0 seconds\n")


def test_a_workbook_that_unpacks_without_end_is_refused(client: TestClient, tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("[Content_Types].xml", "xl/workbook.xml"):
            archive.writestr(name, "<x/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"<worksheet><sheetData>" + b" " * 300_000_000)
    assert len(packed.getvalue()) < 1_000_000
    before = psutil.Process().memory_info().rss
    answer = client.post(f"{INBOX}/acts/upload", files={"file": ("news.xlsx", packed.getvalue())})
    assert answer.status_code == 400 and "Nothing was kept" in answer.text
    assert psutil.Process().memory_info().rss - before < 200_000_000
    assert not list(tmp_path.rglob("acts.*"))


def test_too_many_fields_are_refused(client: TestClient, tmp_path: Path) -> None:
    answer = client.post("/cases/afghanistan/copy", data={f"f{n}": "x" for n in range(5000)} | {"name": "own"})
    assert answer.status_code == 400 and not (tmp_path / "own").exists()


def test_links_and_strange_names_in_a_run_show_nothing_else(
    client: TestClient, app: Starlette, until: Callable[[str, tuple[str, ...]], Run], tmp_path: Path
) -> None:
    run = str(client.post("/cases/afghanistan/ask/run", data={}).headers["location"]).removeprefix("/runs/")
    until(run, ("done",))
    place, secret = tmp_path / RUNS / run, tmp_path / "secret"
    secret.mkdir()
    (secret / "key.txt").write_text("secret")
    (place / "inside").symlink_to(secret)
    evil = '<img src=x onerror=alert(1)>".csv'
    (place / evil).write_text("a\n")
    page = client.get(f"/runs/{run}").text
    assert "key.txt" not in page and "<img" not in page and "&lt;img" in page
    assert client.get(f"/runs/{run}/files/inside/key.txt").status_code == 404
    saved = client.get(f"/runs/{run}/files/{evil.replace('%', '%25')}")
    assert saved.status_code == 200 and '"' not in saved.headers["content-disposition"].replace('filename="', "").rstrip('"')
    other = run[:-1] + ("0" if run[-1] != "0" else "1")
    (tmp_path / RUNS / other).symlink_to(secret)
    (secret / "manifest.json").write_text((place / "manifest.json").read_text())
    assert client.get(f"/runs/{other}").status_code == 404


def test_a_page_that_is_refused_is_a_page(outside: TestClient) -> None:
    answer = outside.get("/", headers={"accept": "text/html"})
    assert answer.status_code == 403 and "open the link that &#39;modus app&#39; has printed" in answer.text
    assert outside.get("/", headers={"accept": "text/html", "host": "<script>"}).status_code == 421


def test_the_cookie_is_for_this_server_alone(outside: TestClient, app: Starlette) -> None:
    cookie = outside.get(f"/enter?token={app.state.site.session.token}").headers["set-cookie"]
    parts = {part.strip().lower() for part in cookie.split(";")[1:]}
    assert parts == {
        "httponly",
        "samesite=strict",
        "path=/",
    }  # no Domain: this host only; no Max-Age: as long as the browser is open
