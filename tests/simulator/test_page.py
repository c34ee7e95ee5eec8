"""The page as a file: small, the same every time, nothing in it that a hostile case could run, one policy that fits it."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

import modusvivendi as mv
from modusvivendi.api.simulators import Simulator, make_simulator
from modusvivendi.cli.main import app
from modusvivendi.simulator.page import FRONT, PAGE, WORKER, joined, page_html
from simulator.hostile import HOSTILE, hostile_case

LARGEST = 6_000_000
TOP = re.compile(r"^(?:export )?(?:async )?(?:function|class|const|let) (\w+)", re.MULTILINE)


@pytest.fixture(scope="module")
def small() -> Simulator:
    return make_simulator(mv.make_study("tiraspol", futures=16, months=24), signposts=False)


@pytest.fixture(scope="module")
def html(small: Simulator) -> str:
    return page_html(small.content, small.draws)


@pytest.mark.parametrize("modules", [PAGE, WORKER], ids=["page", "worker"])
def test_no_name_stands_at_the_top_of_two_modules(modules: tuple[str, ...]) -> None:
    """They become one script, in which the second would hide the first."""
    names = [name for m in modules for name in TOP.findall((FRONT / f"{m}.js").read_text("utf-8"))]
    assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize("modules", [PAGE, WORKER], ids=["page", "worker"])
def test_modules_stand_after_those_they_import(modules: tuple[str, ...]) -> None:
    for n, name in enumerate(modules):
        imported = re.findall(r'from "\./(\w+)\.js"', (FRONT / f"{name}.js").read_text("utf-8"))
        assert set(imported) <= set(modules[:n]), name
    assert "import " not in re.sub(r"/\*.*?\*/|//.*", "", joined(modules), flags=re.DOTALL)


def test_every_module_is_in_the_page() -> None:
    assert {p.stem for p in FRONT.glob("*.js")} == {*PAGE, *WORKER}


def test_the_policy_names_the_script_and_the_style_and_nothing_else(html: str) -> None:
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', html)
    assert policy is not None
    rules = dict(part.strip().split(" ", 1) for part in policy[1].replace("&#39;", "'").split(";"))
    assert rules["default-src"] == "'none'" and "unsafe-inline" not in policy[1] and "'unsafe-eval'" not in policy[1]
    for tag, rule in (("script", "script-src"), ("style", "style-src")):
        texts = re.findall(rf"<{tag}>(.*?)</{tag}>", html, re.DOTALL)
        hashes = [f"'sha256-{base64.b64encode(hashlib.sha256(t.encode()).digest()).decode()}'" for t in texts]
        assert len(hashes) == 1 and hashes[0] in rules[rule].split()


def test_the_page_loads_nothing(html: str) -> None:
    outside = re.sub(r"<script type=.*?</script>", "", html, flags=re.DOTALL)
    assert not re.search(r"""(?:src|href)\s*=\s*["']?(?:https?:)?//|@import|url\(""", outside)


def test_the_same_page_every_time(small: Simulator, html: str) -> None:
    again = make_simulator(small.study, signposts=False)
    assert page_html(again.content, again.draws) == html


def test_hostile_texts_stay_data() -> None:
    made = make_simulator(mv.make_study(hostile_case(), futures=8, months=12), signposts=False)
    text = page_html(made.content, made.draws)
    assert text.count("<script>") == 1 and "<img" not in text
    data = re.search(r'<script type="application/json" id="data">(.*?)</script>', text, re.DOTALL)
    assert data is not None and "<" not in data[1]
    assert HOSTILE in json.loads(data[1])["case"]["title"]


def test_the_command_writes_a_small_file_and_names_it(tmp_path: Path) -> None:
    out = tmp_path / "deep" / "page.html"
    words = ["simulator", "tiraspol", "--out", str(out), "--futures", "64", "--no-signposts", "--json"]
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 0, done.output
    said = json.loads(done.output)
    assert said["page"] == str(out) and said["bytes"] == out.stat().st_size < LARGEST


@pytest.mark.parametrize(
    ("arguments", "fault"),
    [
        ({"out": "."}, "a folder; name the file"),
        ({"evidence": "nowhere"}, "cannot be read"),
        ({"weights": "no_theory=1"}, "no_theory"),
    ],
)
def test_bad_input_is_one_line(small: Simulator, arguments: dict[str, str], fault: str) -> None:
    with pytest.raises(mv.InputError, match=fault) as error:
        make_simulator(small.study, signposts=False, **arguments)  # type: ignore[arg-type]
    assert "\n" not in str(error.value)


def test_a_page_of_too_many_draws_is_refused() -> None:
    with pytest.raises(mv.InputError, match="at most 512"):
        make_simulator(mv.make_study("tiraspol", futures=513), signposts=False)


def test_events_are_told_against_the_mean_of_theories(tmp_path: Path) -> None:
    from modusvivendi.simulator.events import read_events

    (tmp_path / "rows.csv").write_text("row,month,what,a,b,moved\nR1,2021-09,x,0,0,0.1\nR2,2020-01,y,0,1.0986122887,0.3\n")
    first, second = read_events(tmp_path, ["a", "b", "not_weighed"])
    assert (first.when, first.what) == ("January 2020", "y")
    assert first.times == pytest.approx({"a": 0.5, "b": 1.5})
    assert second.times == pytest.approx({"a": 1.0, "b": 1.0})
