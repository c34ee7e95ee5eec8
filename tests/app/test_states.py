"""A state of the simulator as a command: what it says is what is run, and what is none is told in one line."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from modusvivendi.app.runs import ENDED, Run
from modusvivendi.app.states import LARGEST, options_of, plan_of, read_state
from modusvivendi.case import load_case
from modusvivendi.errors import InputError
from modusvivendi.planning.agenda.plan import load_plan
from modusvivendi.study.make import make_study
from modusvivendi.theory import load_theories

PATH = "/cases/afghanistan/state"
WEIGHTS = {theory.name: 0 for theory in load_theories()} | {"inertia": 60, "leverage": 40}
STATE = {
    "page": "simulator", "aim": "core_rights", "strategy": "piecemeal", "levers": {"pressure": 0.9}, "followers": "eu", "atOnce": 2,
    "tracks": None, "weights": WEIGHTS, "pins": {"choice_precision": 8},
}  # fmt: skip
TALKS = [{"issues": ["humanitarian_access"], "bloc": "pragmatic", "step": 0.2, "start": 3, "steps": {}, "all_or_nothing": False}]


def saved(**fields: object) -> bytes:
    """A file as the simulator writes it (front/state.js, asFile)."""
    return json.dumps({"modus_state": 1, "case": "afghanistan", "digest": "x", "name": "we", "state": STATE | fields}).encode()


def sent(client: TestClient, content: bytes, do: str = "run"):  # type: ignore[no-untyped-def]  # the client's own answer
    return client.post(PATH, data={"do": do}, files={"file": ("state.json", content)})


def test_a_state_becomes_a_command(client: TestClient, until: Callable[[str, tuple[str, ...]], Run]) -> None:
    answer = sent(client, saved())
    assert answer.status_code == 303, answer.text
    words = shlex.split(until(answer.headers["location"].removeprefix("/runs/"), ENDED).line)
    assert words == [
        "modus", "run", "afghanistan", "--set=strategy.piecemeal.levers.pressure=0.9", "--set=strategy.piecemeal.at_once=2",
        "--set=theory.all.choice_precision=8", "--as=eu", "--weights=inertia=60,leverage=40", "--seed=1",
    ]  # fmt: skip


def test_what_it_says_is_what_is_studied() -> None:
    study = make_study("afghanistan", strategies=["piecemeal"], futures=8, settings=settings(saved()))
    assert study.strategies[0].phases[0].levers.pressure == 0.9 and study.strategies[0].at_once == 2


def test_arranged_talks_become_a_plan(client: TestClient, until: Callable[[str, tuple[str, ...]], Run], tmp_path: Path) -> None:
    answer = sent(client, saved(tracks=TALKS), "brief")
    assert answer.status_code == 303, answer.text
    word = next(w for w in until(answer.headers["location"].removeprefix("/runs/"), ENDED).command if w.startswith("--plan="))
    plan = load_plan(tmp_path / word.removeprefix("--plan="))
    assert [t.issues for t in plan.tracks] == [("humanitarian_access",)] and plan.posture.pressure == 0.9
    refused = sent(client, saved(tracks=TALKS))
    assert refused.status_code == 400 and "can be put in a brief" in refused.text
    assert plan_of(read_state(saved(), load_case("afghanistan")), load_case("afghanistan")) is None


@pytest.mark.parametrize(
    "content, told",
    [
        (b"", "choose a file"),
        (b"\xff\x00", "no JSON"),
        (b"[" * 100_000, "no JSON"),
        (b"{}", "no state"),
        (b"x" * (LARGEST + 1), "small file"),
        (saved().replace(b'"modus_state": 1', b'"modus_state": 2'), "no state"),
        (saved().replace(b'"afghanistan"', b'"gaza"'), "another case"),
        (saved(strategy="piecemael"), "did you mean"),
        (saved(levers={"presure": 0.5}), "unknown lever"),
        (saved(levers={"pressure": 7}), "less than or equal to 1"),
        (saved(levers={"pressure": float("nan")}), "no state"),
        (saved(weights={"inertai": 5}), "unknown theory"),
        (saved(followers="--out=/tmp"), "unknown coalition"),
        (saved(pins={"x --out=/tmp": 1}), "no name of a number"),
        (saved(pins={"choice_precision": 1e999}), "no state"),
        (saved(tracks=[{"issues": []}]), "talks of this state"),
        (saved(tracks=[{"issues": ["x"], "bloc": "y", "evil": 1}]), "talks of this state"),
    ],
)
def test_what_is_no_state_is_told_in_one_line(client: TestClient, content: bytes, told: str) -> None:
    answer = sent(client, content, "brief")
    assert answer.status_code == 400 and told in answer.text and 'href="#f-file"' in answer.text
    assert "Nothing was asked yet" in client.get("/runs").text


def test_an_unknown_number_is_refused_by_the_command() -> None:
    with pytest.raises(InputError, match="nobody"):
        make_study("afghanistan", futures=8, settings=settings(saved(pins={"blocs.nobody.aid": 0.5})))


def settings(content: bytes) -> list[str]:
    """What a state sets, as ``--set`` is given it."""
    options = options_of(read_state(content, load_case("afghanistan")))
    return [word.removeprefix("--set=") for word in options if word.startswith("--set=")]
