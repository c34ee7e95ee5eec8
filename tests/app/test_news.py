"""The inbox: rows by form and by table, faults by field, decisions as commands."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app_client import ACT, INBOX, state, written
from modusvivendi.app.runs import ENDED, RUNS, Run
from modusvivendi.case import load_case
from modusvivendi.living.inbox import read_inbox


def test_a_row_by_form_waits_in_the_format_of_the_record(client: TestClient, tmp_path: Path) -> None:
    written(client)
    (news,) = read_inbox(load_case("afghanistan"), {"acts": tmp_path / "modus-inbox" / "afghanistan" / "acts.csv"})
    assert (news.name, news.what) == ("acts/t1", ACT["what"])
    assert "Schools opened in two provinces." in client.get(INBOX).text


def test_all_faults_of_a_row_are_told_by_field_and_nothing_is_kept(client: TestClient, tmp_path: Path) -> None:
    answer = client.post(f"{INBOX}/acts/new", data=ACT | {"magnitude": "9", "date": "soon", "issue": "", "state": ""})
    assert answer.status_code == 400
    for field in ("magnitude", "date", "issue"):
        assert f'href="#f-{field}"' in answer.text
    assert ACT["what"] in answer.text  # what was written is not lost
    assert not (tmp_path / "modus-inbox" / "afghanistan" / "acts.csv").exists()


def test_a_row_that_the_record_holds_is_refused(client: TestClient) -> None:
    answer = client.post(f"{INBOX}/acts/new", data=ACT | {"id": "amnesty-pledge-2021", "state": ""})
    assert answer.status_code == 400 and "already in the case" in answer.text


def test_a_row_is_changed_and_taken_out(client: TestClient, tmp_path: Path) -> None:
    written(client)
    written(client, id="t2", what="Another.")
    found = state(client.get(f"{INBOX}/acts/0").text)
    assert client.post(f"{INBOX}/acts/0", data=ACT | {"what": "Changed.", "state": found}).status_code == 303
    text = client.get(INBOX).text
    assert "Changed." in text and "Another." in text and "two provinces" not in text
    found = state(client.get(f"{INBOX}/acts/1").text)
    assert client.post(f"{INBOX}/acts/1", data={"do": "remove", "state": found}).status_code == 303
    assert "Another." not in client.get(INBOX).text
    assert client.get(f"{INBOX}/acts/1").status_code == 404


def test_two_tabs_do_not_overwrite_each_other(client: TestClient) -> None:
    old = state(client.get(f"{INBOX}/acts/new").text)
    written(client)
    answer = client.post(f"{INBOX}/acts/new", data=ACT | {"id": "t2", "what": "From the other tab.", "state": old})
    assert answer.status_code == 400 and "changed meanwhile" in answer.text and "From the other tab." in answer.text
    assert "acts/t2" not in client.get(INBOX).text


def test_a_table_is_added(client: TestClient) -> None:
    table = ",".join([*ACT, "trigger_context", "track_id"]) + "\n" + ",".join([*ACT.values(), "", ""]) + "\n"
    answer = client.post(f"{INBOX}/acts/upload", files={"file": ("news.csv", table.encode())})
    assert answer.status_code == 303 and "acts/t1" in client.get(INBOX).text


@pytest.mark.parametrize(
    "name, content",
    [
        ("news.csv", b"a,b\n1,2\n"),
        ("news.exe", b"MZ"),
        ("news.xlsx", b"not a workbook"),
        ("news.csv", b"\xff\xfe\x00"),
        ("", b"x"),
    ],
)
def test_a_table_that_is_none_is_refused_with_its_faults(client: TestClient, name: str, content: bytes, tmp_path: Path) -> None:
    answer = client.post(f"{INBOX}/acts/upload", files={"file": (name, content)})
    assert answer.status_code == 400 and "Nothing was kept" in answer.text
    assert not list(tmp_path.rglob("acts.*"))


def test_decisions_need_a_reason_and_a_name(client: TestClient) -> None:
    written(client)
    answer = client.post(INBOX, data={"row:acts/t1": "accept", "do": "decide", "by": "A planner"})
    assert answer.status_code == 400 and 'href="#f-reason"' in answer.text and 'value="A planner"' in answer.text
    assert 'value="accept" checked' in answer.text
    empty = client.post(INBOX, data={"do": "decide", "reason": "r", "by": "b"})
    assert empty.status_code == 400 and "nothing is accepted or refused" in empty.text


def test_a_decision_becomes_a_command_on_rows_kept_as_they_were(
    client: TestClient, until: Callable[[str, tuple[str, ...]], Run], tmp_path: Path
) -> None:
    written(client)
    written(client, id="t2")
    form = {"row:acts/t1": "accept", "row:acts/t2": "refuse", "reason": "--by=somebody else", "by": "A planner", "do": "decide"}
    run = str(client.post(INBOX, data=form).headers["location"]).removeprefix("/runs/")
    words = shlex.split(until(run, ENDED).line)
    kept = f"{RUNS.as_posix()}/{run}/given/acts.csv"
    assert words == [
        "modus",
        "update",
        "afghanistan",
        "--accept=acts/t1",
        "--refuse=acts/t2",
        "--reason=--by=somebody else",
        "--by=A planner",
        "--seed=1",
        f"--acts={kept}",
    ]
    assert (tmp_path / kept).read_bytes() == (tmp_path / "modus-inbox" / "afghanistan" / "acts.csv").read_bytes()


def test_news_can_be_looked_at_without_a_decision(client: TestClient, until: Callable[[str, tuple[str, ...]], Run]) -> None:
    written(client)
    run = str(client.post(INBOX, data={"row:acts/t1": "accept", "do": "look"}).headers["location"]).removeprefix("/runs/")
    assert "--accept" not in until(run, ENDED).line
