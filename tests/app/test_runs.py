"""Long work: the queue, progress, cancelling, what is left of it, and what a run's address can reach."""

from __future__ import annotations

import errno
import json
import os
import signal
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from app_client import FAKE, PORT
from modusvivendi.app.guard import RESULT_POLICY
from modusvivendi.app.jobs import LINE_LENGTH, LOG_LINES, MOST_WAITING
from modusvivendi.app.runs import ENDED, RUNS, Run
from modusvivendi.app.session import Session
from modusvivendi.app.site import make_site
from modusvivendi.case import load_case

Until = Callable[[str, tuple[str, ...]], Run]


def asked(client: TestClient, command: str, **form: object) -> str:
    """Ask a question of a case, and return the id of its run."""
    answer = client.post(f"/cases/afghanistan/ask/{command}", data=form)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"]).removeprefix("/runs/")


def test_a_run_is_done_and_says_how(client: TestClient, until: Until, tmp_path: Path) -> None:
    run = asked(client, "run", futures="64", seed="7", weights="uniform")
    done = until(run, ENDED)
    assert (done.state, done.seed, done.digest) == ("done", "7", load_case("afghanistan").digest())
    assert done.line == "modus run afghanistan --futures=64 --weights=uniform --seed=7"
    page = client.get(f"/runs/{run}").text
    assert done.line in page and done.digest in page and done.code in page
    assert f'src="/runs/{run}/page"' in page and "sandbox" in page
    place = tmp_path / RUNS / run
    assert done.hashes["made/table.csv"] == sha256((place / "made" / "table.csv").read_bytes()).hexdigest()
    assert json.loads((place / "answer.json").read_text()) == {"command": "run"}


def test_a_result_is_fenced_off_and_a_file_is_saved(client: TestClient, until: Until) -> None:
    run = asked(client, "run")
    until(run, ("done",))
    page = client.get(f"/runs/{run}/page")
    assert page.headers["content-security-policy"] == RESULT_POLICY and "Result of the fake" in page.text
    file = client.get(f"/runs/{run}/files/made/table.csv")
    assert file.text == "a,b\n1,2\n" and file.headers["content-disposition"] == 'attachment; filename="table.csv"'
    html = client.get(f"/runs/{run}/files/made/page.html")  # also a page is only saved, never opened in the app's own name
    assert (
        html.headers["content-disposition"].startswith("attachment")
        and html.headers["content-type"] == "application/octet-stream"
    )


@pytest.mark.parametrize(
    "path",
    [
        "/runs/%2e%2e%2f",
        "/runs/..%2f..%2fetc",
        "/runs/../../../etc/passwd",
        "/runs/.%00",
        "/runs/20260101-000000-run-ZZ",
        "/runs/{run}%2f..%2f{run}",
        "/runs/{run}/files/../../../../secret.txt",
        "/runs/{run}/files/..%2f..%2f..%2f..%2fsecret.txt",
        "/runs/{run}/files//etc/passwd",
        "/runs/{run}/files/made/../../{run}/manifest.json",
        "/runs/{run}/files/link.txt",
        "/runs/{run}/files/",
        "/runs/{run}/files/made",
        "/runs/..%2f..%2fsecret.txt/page",
        "/runs/{run}%0a/page",
    ],
)
def test_no_path_leads_out_of_the_runs(client: TestClient, until: Until, tmp_path: Path, path: str) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    run = asked(client, "run")
    until(run, ("done",))
    os.symlink(tmp_path / "secret.txt", tmp_path / RUNS / run / "link.txt")
    answer = client.get(path.format(run=run))
    assert answer.status_code in (404, 307) and "secret" not in answer.text.replace("secret.txt", "")


def test_progress_is_told_while_it_works_and_it_can_be_cancelled(client: TestClient, until: Until) -> None:
    run = asked(client, "weigh")
    until(run, ("running",))
    for _ in range(200):
        told = client.get(f"/runs/{run}/progress").json()
        if told["share"] is not None:
            break
    assert (told["state"], told["told"], told["share"]) == ("running", "weighing; inertia", 0.13)
    assert "data-progress" in client.get(f"/runs/{run}").text
    assert client.post(f"/runs/{run}/cancel").status_code == 303
    assert until(run, ENDED).state == "cancelled"
    again = client.post(f"/runs/{run}/cancel")
    assert again.status_code == 400 and "over" in again.text


def test_what_does_not_listen_is_ended_all_the_same(client: TestClient, until: Until, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("modusvivendi.app.jobs.PATIENCE", 0.3)
    run = asked(client, "plan")
    until(run, ("running",))
    client.post(f"/runs/{run}/cancel")
    assert until(run, ENDED).state == "cancelled"


def test_one_runs_eight_wait_and_no_more(client: TestClient, until: Until, app: Starlette) -> None:
    first = asked(client, "weigh")
    until(first, ("running",))
    waiting = [asked(client, "run") for _ in range(MOST_WAITING)]
    assert client.get(f"/runs/{waiting[2]}/progress").json()["ahead"] == 3
    refused = client.post("/cases/afghanistan/ask/run", data={})
    assert refused.status_code == 400 and "8 pieces of work wait already" in refused.text
    client.post(f"/runs/{waiting[0]}/cancel")
    assert until(waiting[0], ENDED).state == "cancelled"
    assert [app.state.site.store.load(r).state for r in waiting[1:]] == ["waiting"] * 7
    client.post(f"/runs/{first}/cancel")
    assert [until(run, ENDED).state for run in waiting[1:]] == ["done"] * 7


def test_a_failure_is_one_line(client: TestClient, until: Until) -> None:
    run = asked(client, "forecast")
    assert (until(run, ENDED).state, until(run, ENDED).why) == ("failed", "case 'x' comes with no questions")
    assert "Failed: case &#39;x&#39; comes with no questions." in client.get(f"/runs/{run}").text
    assert client.get(f"/runs/{run}/page").status_code == 404


def test_what_is_killed_from_outside_says_so(client: TestClient, until: Until, app: Starlette) -> None:
    run = asked(client, "weigh")
    until(run, ("running",))
    while (working := app.state.site.jobs._now) is None:
        time.sleep(0.01)
    os.kill(working.process.pid, signal.SIGKILL)
    ended = until(run, ENDED)
    assert ended.state == "failed" and "ended from outside (SIGKILL)" in ended.why


def test_a_disk_that_fills_up_is_told_and_the_next_is_done(
    client: TestClient, until: Until, app: Starlette, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The run that cannot be written says why, from memory; a question that cannot be kept is refused in one line."""
    run = asked(client, "weigh")
    until(run, ("running",))

    def full(path: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("modusvivendi.app.runs.whole_file", full)
    refused = client.post("/cases/afghanistan/ask/run", data={})
    assert refused.status_code == 400 and "cannot be written (No space left on device)" in refused.text
    client.post(f"/runs/{run}/cancel")
    assert until(run, ENDED).state == "cancelled"
    monkeypatch.undo()
    assert until(asked(client, "run"), ENDED).state == "done"


def test_a_log_is_bounded(client: TestClient, until: Until, tmp_path: Path) -> None:
    run = asked(client, "compare")
    until(run, ("done",))
    assert (tmp_path / RUNS / run / "log.txt").stat().st_size <= LOG_LINES * (LINE_LENGTH + 1)


def test_runs_are_there_after_a_restart_and_what_was_cut_off_says_so(client: TestClient, until: Until, tmp_path: Path) -> None:
    done, cut = asked(client, "run"), asked(client, "weigh")
    waits = asked(client, "run")
    until(cut, ("running",))
    client.app.state.site.jobs.close()
    session = Session(PORT)
    later = make_site(tmp_path, session, modus=FAKE)
    again = TestClient(later, base_url=client.base_url, headers=dict(client.headers))
    again.get(f"/enter?token={session.token}")
    listed = again.get("/runs").text
    assert all(run in listed for run in (done, cut, waits))
    states = {run: later.state.site.store.load(run).state for run in (done, cut, waits)}
    assert states == {done: "done", cut: "interrupted", waits: "interrupted"}
    assert "Result of the fake" in again.get(f"/runs/{done}/page").text
    later.state.site.jobs.close()


def test_a_manifest_that_was_spoilt_hides_no_other(client: TestClient, until: Until, tmp_path: Path) -> None:
    good, bad = asked(client, "run"), asked(client, "run")
    until(bad, ("done",))
    (tmp_path / RUNS / bad / "manifest.json").write_text("{")
    assert good in client.get("/runs").text
    assert client.get(f"/runs/{bad}").status_code == 404


@pytest.mark.parametrize(
    "command, form, fault",
    [
        ("run", {"futures": "0"}, "futures"),
        ("run", {"futures": "1e3"}, "futures"),
        ("run", {"futures": "-5"}, "futures"),
        ("run", {"seed": "1; rm -rf /"}, "seed"),
        ("run", {"weights": "--out=/tmp"}, "weights"),
        ("run", {"theories": ["inertia", "/etc/passwd"]}, "theories"),
        ("run", {"strategies": "../x.yaml"}, "strategies"),
        ("run", {"as": "nobody"}, "as"),
        ("signposts", {"horizon": "400"}, "horizon"),
    ],
)
def test_what_cannot_be_asked_is_told_by_field(client: TestClient, command: str, form: dict[str, object], fault: str) -> None:
    answer = client.post(f"/cases/afghanistan/ask/{command}", data=form)
    assert answer.status_code == 400 and f'href="#f-{fault}"' in answer.text
    assert client.get("/runs").text.count("Nothing was asked yet") == 1


def test_all_faults_are_told_at_once(client: TestClient) -> None:
    answer = client.post("/cases/afghanistan/ask/run", data={"futures": "x", "seed": "y"})
    assert 'href="#f-futures"' in answer.text and 'href="#f-seed"' in answer.text and "2 things are wrong" in answer.text


def test_every_question_is_a_command_with_these_options(client: TestClient) -> None:
    """The words that forms make are words that the command line knows."""
    import typer

    from modusvivendi.app.questions import QUESTIONS
    from modusvivendi.cli.main import app as line

    commands = typer.main.get_command(line).commands  # type: ignore[attr-defined]
    for question in QUESTIONS:
        known = {name for parameter in commands[question.command].params for name in parameter.opts}
        assert {f"--{option.name}" for option in question.options} | {"--out", "--json"} <= known
        assert client.get(f"/cases/afghanistan/ask/{question.command}").status_code == 200
