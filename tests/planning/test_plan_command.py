"""``modus plan``: pages, tables and plans are written whole, edits are told in full, and what is wrong is one line."""

from __future__ import annotations

import hashlib
import html
import json
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

import modusvivendi as mv
from modusvivendi.case import Case
from modusvivendi.planning import load_plan, move_issue, plan_of_strategy
from modusvivendi.render.data import report_data
from modusvivendi.render.whole_folder import whole_or_nothing
from modusvivendi.strategy import load_strategy
from planner_page import faults

EXAMPLE = Path(__file__).parents[2] / "docs" / "plan-example.yaml"
SMALL = ("--theories", "status_and_cohesion", "--futures", "8", "--generations", "2", "--population", "6", "--searches", "1")
QUICK = mv.Effort(searches=1, generations=2, population=6, futures=8)


def call(*words: str) -> int:
    from modusvivendi.cli.main import main

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["modus", *words])
        try:
            main()
        except SystemExit as stop:
            return int(stop.code or 0)
    return 0


def facts(printed: str) -> dict[str, dict[str, dict[str, object]]]:
    """Facts of printed JSON, by id of the finding."""
    return {f["id"]: f["facts"] for f in json.loads(printed)["findings"]}


def test_a_move_on_the_command_line_is_the_edit_it_stands_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], case: Case
) -> None:
    plan = plan_of_strategy(load_strategy("piecemeal"), case)
    issue = plan.tracks[0].issues[0]
    files = [tmp_path / "before.yaml", tmp_path / "after.yaml"]
    for file, what in zip(files, (plan, move_issue(plan, issue, 1)), strict=True):
        file.write_text(what.to_yaml(), encoding="utf-8")
    out = ("--out", str(tmp_path / "out"), "--json")
    assert call("plan", "afghanistan", *SMALL, "--edit", str(files[0]), "--move", f"{issue}=2", *out) == 0
    moved = facts(capsys.readouterr().out)
    assert call("plan", "afghanistan", *SMALL, "--edit", str(files[1]), "--against", str(files[0]), *out) == 0
    edited = facts(capsys.readouterr().out)
    assert moved["what_if.technical"] == edited["what_if.technical"]
    assert moved["what_if.changes"]["change_1"] == edited["what_if.changes"]["change_1"]
    assert moved["what_if.changes"]["changed"]["value"] == "piecemeal-moved"
    moves = ("--move", f"{issue}=2", "--move", f"{issue}=off")
    assert call("plan", "afghanistan", *SMALL, "--edit", str(files[0]), *moves, *out) == 0
    assert "off the agenda" in str(facts(capsys.readouterr().out)["what_if.changes"]["change_1"]["value"])


def test_an_edit_is_told_in_full_and_has_a_page(tmp_path: Path, capsys: pytest.CaptureFixture[str], case: Case) -> None:
    assert call("plan", "afghanistan", *SMALL, "--edit", str(EXAMPLE), "--out", str(tmp_path), "--json") == 0
    data = json.loads(capsys.readouterr().out)
    (changes,) = (f for f in data["findings"] if f["id"] == "what_if.changes")
    rows = changes["tables"][0]["rows"]
    assert len(rows) == changes["facts"]["count"]["value"] > 8  # more than was told once
    assert all(f"{row['what']} {row['before']} → {row['after']}" in changes["sentence"] for row in rows)
    page = Path(data["page"])
    assert {p.name for p in page.parent.iterdir()} == {"what-if.html", "what-if.xlsx", f"{load_plan(EXAMPLE).name}.yaml"}
    assert data["findings"][1]["sentence"] in page.read_text(encoding="utf-8")


def test_who_follows_an_edit_can_be_said(tmp_path: Path, capsys: pytest.CaptureFixture[str], case: Case) -> None:
    plan = plan_of_strategy(load_strategy("piecemeal"), case)
    file = tmp_path / "mine.yaml"
    tracks = tuple(t.model_copy(update={"bloc": "isolationist"}) for t in plan.tracks)
    file.write_text(plan.model_copy(update={"name": "mine", "tracks": tracks}).to_yaml(), encoding="utf-8")
    words = ("plan", "afghanistan", *SMALL, "--edit", str(file), "--move", f"{plan.tracks[0].issues[0]}=off")

    def effect(*more: str) -> dict[str, object]:
        assert call(*words, *more, "--out", str(tmp_path / "out"), "--json") == 0
        return facts(capsys.readouterr().out)["what_if.technical"]["after"]

    assert effect() == effect("--as", plan.followers) != effect("--as", "DE,FR")
    assert call(*words, "--as", "mediators", "--out", str(tmp_path / "none")) == 2  # none of them can lead these talks
    assert "leads talks" in capsys.readouterr().err and not (tmp_path / "none").exists()


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that a small run of the command has written."""
    out = tmp_path_factory.mktemp("plans")
    assert call("plan", "afghanistan", *SMALL, "--out", str(out)) == 0
    (folder,) = out.iterdir()
    return folder


def test_the_command_writes_plans_that_are_inputs_again(
    written: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call("plan", "afghanistan", *SMALL, "--out", str(tmp_path), "--json") == 0
    data = json.loads(capsys.readouterr().out)
    folder = Path(data["page"]).parent
    assert {p.name for p in folder.iterdir()} == {"plan.html", "plan.xlsx", *(f"{p['name']}.yaml" for p in data["plans"])}
    assert [p.name for p in tmp_path.iterdir()] == [folder.name] == [written.name]
    file = folder / "plan-a.yaml"
    assert load_plan(file).model_dump(mode="json", exclude_none=True) == data["plans"][0]
    edit = ("plan", "afghanistan", *SMALL, "--edit", str(file), "--out", str(tmp_path), "--json")
    assert call(*edit) == 0
    against = facts(capsys.readouterr().out)
    assert against["what_if.changes"]["plan"]["value"] == "piecemeal"
    assert {"what_if.core_rights", "what_if.technical", "what_if.money"} <= set(against)
    assert call(*edit, "--against", str(file)) == 0
    assert facts(capsys.readouterr().out)["what_if.technical"]["difference"]["value"] == 0


def test_the_same_seed_gives_the_same_bits(written: Path, tmp_path: Path) -> None:
    def digests(folder: Path) -> dict[str, str]:
        return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in folder.iterdir()}

    assert call("plan", "afghanistan", *SMALL, "--out", str(tmp_path)) == 0
    assert digests(tmp_path / written.name) == digests(written)
    assert call("plan", "afghanistan", *SMALL, "--seed", "2", "--out", str(tmp_path)) == 0
    assert len(list(tmp_path.iterdir())) == 2


def test_the_page_has_tables_behind_pictures_and_links_that_lead_somewhere(written: Path) -> None:
    text = (written / "plan.html").read_text(encoding="utf-8")
    assert not re.search(r"&lt;/?[a-z]+&gt;|&amp;(lt|gt|#)", text), "a tag is shown as text"
    assert text.count("<figure") == text.count('role="img"') == text.count("The numbers</summary>") > 2
    assert not re.findall(r"(?:src|url)\s*[=(]", text.replace('href="#', "")) and "<script" not in text
    targets = set(re.findall(r'href="#([^"]+)"', text))
    assert targets <= set(re.findall(r'id="([^"]+)"', text)) and "plan.a.talks_1" in targets
    board = text[text.index('<ol class="board"') :]
    assert len(re.findall(r"(?:open|wait)</a></h6>", board)) == len(re.findall(r'id="plan\.[a-e]\.talks_\d+"', text))
    assert "the board as a table" in text


def test_page_terminal_and_data_say_the_same(written: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = mv.plan("afghanistan", assuming=mv.Assumptions(theories=("status_and_cohesion",)), effort=QUICK)
    assert call("plan", "afghanistan", *SMALL, "--scholar", "--out", str(tmp_path)) == 0
    told = capsys.readouterr().out
    page = html.unescape((written / "plan.html").read_text(encoding="utf-8"))
    data = {f["id"]: f["sentence"] for f in report_data(found.report)["findings"]}
    assert data == {f.id: f.sentence for f in found.report.findings}
    claims = [f for f in found.report.findings if f.claim]
    assert len(claims) > 30 and faults(found.report) == []
    for finding in claims:
        assert finding.sentence in page and (finding.folded or finding.sentence in told), finding.id
    assert found.report.basis in told and found.report.basis in page
    assert tmp_path.joinpath(written.name, "plan.html").read_bytes() == (written / "plan.html").read_bytes()


def test_a_notebook_gets_the_plans_of_the_command(written: Path) -> None:
    found = mv.plan("afghanistan", assuming=mv.Assumptions(theories=("status_and_cohesion",)), effort=QUICK)
    assert list(found.plans) == [load_plan(written / f"{p.name}.yaml") for p in found.plans]
    assert written.name == f"afghanistan-plan-{found.planned.digest}"


def test_the_excel_file_opens_with_its_numbers(written: Path) -> None:
    import openpyxl

    book = openpyxl.load_workbook(written / "plan.xlsx", read_only=True)
    heads = {sheet.title: [cell.value for cell in next(sheet.iter_rows(max_row=1))] for sheet in book}
    assert {
        "claims", "plans", "agenda", "offers", "ends", "tracks", "track results", "against forms", "against strategies", "by theory",
        "front", "zones", "logrolls", "third parties", "search", "assumed",
    } <= set(heads)  # fmt: skip
    assert heads["plans"][:5] == [
        "plan",
        "Core rights (rungs from today)",
        "People short of food (million people)",
        "Technical cooperation (rungs from today)",
        "What outsiders spend (per cent of the aid of 2025)",
    ]
    assert heads["zones"] == ["bloc", "issue", "theory", "zone", "free", "paid", "price"]
    assert heads["against forms"][:5] == [
        "of", "against", "Core rights (rungs)", "Core rights (rungs), low", "Core rights (rungs), high"
    ]  # fmt: skip
    for row in book["plans"].iter_rows(min_row=2, values_only=True):
        assert all(isinstance(v, (int, float)) and -4 <= v <= 300 for v in row[1:])
        if row[0] != "no talks":
            plan = load_plan(written / f"plan-{str(row[0])[0].lower()}.yaml")
            assert plan.title.endswith(str(row[0])[3:])
    offers = [dict(zip(heads["tracks"], row, strict=True)) for row in book["tracks"].iter_rows(min_row=2, values_only=True)]
    lead = load_plan(written / "plan-a.yaml")
    # Excel keeps sixteen digits.
    assert [o["reward"] for o in offers if o["plan"] == "plan-a"] == pytest.approx([t.reward for t in lead.tracks])


def test_others_than_the_default_can_follow(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ("--as", "mediators", "--deadline", "36", "--staff", "2", "--out", str(tmp_path), "--json")
    assert call("plan", "afghanistan", *SMALL, *words) == 0
    for made in json.loads(capsys.readouterr().out)["plans"]:
        assert made["at_once"] <= 2 and {t["bloc"] for t in made["tracks"]} <= {"mediators"}


def test_an_interrupted_search_leaves_nothing(tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-c",
        "from modusvivendi.cli.main import main; main()",
        "plan",
        "afghanistan",
        "--generations",
        "10000",
        "--out",
        "plans",
    ]
    with subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as running:
        process = psutil.Process(running.pid)
        while running.poll() is None and process.cpu_times().user < 6:  # past loading, in the middle of the search
            time.sleep(0.1)
        running.send_signal(signal.SIGINT)
        out, error = running.communicate(timeout=60)
    assert running.returncode == 130 and out == ""
    assert error.strip() == "modus: interrupted; nothing was written"
    assert not list(tmp_path.rglob("*"))


def test_an_error_while_writing_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), whole_or_nothing(tmp_path / "plans") as draft:
        (draft / "plan.html").write_text("half", encoding="utf-8")
        raise KeyboardInterrupt
    assert not list(tmp_path.iterdir())
    with whole_or_nothing(tmp_path / "plans") as draft:
        (draft / "plan.html").write_text("whole", encoding="utf-8")
    assert [p.name for p in (tmp_path / "plans").iterdir()] == ["plan.html"] and len(list(tmp_path.iterdir())) == 1


def bad_file(folder: Path, case: Case, edit: tuple[str, str]) -> str:
    text = plan_of_strategy(load_strategy("piecemeal"), case).to_yaml()
    assert edit[0] in text
    file = folder / "mine.yaml"
    file.write_text(text.replace(*edit, 1), encoding="utf-8")
    return str(file)


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (("- trade_transit_infrastructure", "- trade_transit_infrastucture"), "did you mean 'trade_transit_infrastructure'"),
        (("- trade_transit_infrastructure", "- economy_banking"), "'economy_banking' is named twice"),
        (("bloc: pragmatic", "bloc: pragmatc"), "did you mean 'pragmatic'"),
        (("bloc: pragmatic", "bloc: regional"), "leads talks"),
        (("reward: ", "reward: -"), "greater than or equal to 0"),
        (("at_once: 4", "at_onse: 4"), "did you mean 'at_once'"),
        (("followers: like-minded", "followers: likeminded"), "did you mean 'like-minded'"),
        (("tracks:", "tracks: ["), "not valid YAML"),
    ],
)
def test_a_bad_plan_file_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], case: Case, edit: tuple[str, str], said: str
) -> None:
    assert call("plan", "afghanistan", *SMALL, "--edit", bad_file(tmp_path, case, edit)) == 2
    error = capsys.readouterr().err.strip()
    assert said in error and "\n" not in error and "Traceback" not in error


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--off-table", "water_managment"), "did you mean 'water_management'"),
        (("--red-line", "recogniton"), "did you mean 'recognition'"),
        (("--budget", "-1"), "budget"),
        (("--staff", "0"), "staff"),
        (("--deadline", "3"), "deadline"),
        (("--deadline", "72"), "beyond the horizon of 60 months"),
        (("--months", "24", "--deadline", "36"), "beyond the horizon of 24 months"),
        (("--months", "3"), "12 to 600"),
        (("--objectives", "technicl"), "did you mean 'technical'"),
        (("--robust", "median"), "percentile"),
        (("--as", "like-mindd"), "did you mean 'like-minded'"),
        (("--follow-through", "2"), "between 0 and 1"),
        (("--follow-through", "mine"), "write own"),
        (("--set", "theory.status_and_cohesion.choice_precisionn=2"), "did you mean 'choice_precision'"),
        (("--set", "case.issues.water_managment.start=0.1"), "did you mean 'issues.water_management.start'"),
        (("--red-line", "money", "--edit", "PLAN"), "red line 'money'"),
        (("--against", "piecemeel", "--edit", "PLAN"), "did you mean 'piecemeal'"),
        (("--edit", "nowhere.yaml"), "nowhere.yaml"),
        (("--move", "water_management=1"), "--edit"),
        (("--edit", "PLAN", "--move", "water_managment=1"), "did you mean 'water_management'"),
        (("--edit", "PLAN", "--move", "water_management=99"), "has tracks 1 to"),
        (("--edit", "PLAN", "--move", "water_management"), "ISSUE=alone"),
        (("--edit", "PLAN", "--move", "water_management=alone", "--off-table", "water_management"), "off the table"),
        (("--theories", "status_and_cohesoin"), "did you mean 'status_and_cohesion'"),
        (("--weights", "status_and_cohesion=-1"), "weights"),
        (("--weights", "status_and_cohesion"), "theory=number"),
        (("--weights", "leverage=1"), "unknown theory"),
    ],
)
def test_bad_options_are_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], said: str) -> None:
    given = [str(EXAMPLE) if word == "PLAN" else word for word in words]
    assert call("plan", "afghanistan", *SMALL, "--out", str(tmp_path), *given) == 2
    error = capsys.readouterr().err.strip()
    assert said in error and "\n" not in error and "Traceback" not in error
    assert not list(tmp_path.iterdir())
