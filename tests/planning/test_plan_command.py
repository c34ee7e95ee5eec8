"""``modus plan``: pages, tables and plans are written whole, edits are told in full, and what is wrong is one line."""

from __future__ import annotations

import hashlib
import html
import json
import re
import signal
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import pytest

import modusvivendi as mv
from commands import modus, started
from modusvivendi.api import agenda
from modusvivendi.case import Case
from modusvivendi.planning import load_plan, move_issue, plan_of_strategy
from modusvivendi.render.data import report_data
from modusvivendi.render.whole_folder import whole_or_nothing
from modusvivendi.strategy import load_strategy
from planner_page import faults

EXAMPLE = Path(__file__).parents[2] / "docs" / "plan-example.yaml"
SMALL = ("--theories", "status_and_cohesion", "--futures", "8", "--generations", "2", "--population", "6", "--searches", "1")
QUICK = mv.Effort(searches=1, generations=2, population=6, futures=8)
OFF = (  # improving a plan tries every change of every issue: nine are enough for boards, zones and trades of all forms
    "girls_secondary_education", "women_university", "women_public_life", "human_rights_media_detention", "inclusive_government",
    "amnesty_reprisals", "counterterrorism_isis", "security_of_missions", "climate_disaster", "diplomatic_process_attendance",
    "migration_returns",
)  # fmt: skip
FEWER = tuple(word for issue in OFF for word in ("--off-table", issue))


def facts(*words: str, cwd: Path) -> dict[str, dict[str, dict[str, Any]]]:
    """Facts that ``modus plan afghanistan`` with these words prints as JSON, by id of the finding."""
    done = modus("plan", "afghanistan", *SMALL, *words, "--json", cwd=cwd)
    assert done.returncode == 0, done.stderr
    return {f["id"]: f["facts"] for f in json.loads(done.stdout)["findings"]}


def test_a_move_on_the_command_line_is_the_edit_it_stands_for(tmp_path: Path, case: Case) -> None:
    plan = plan_of_strategy(load_strategy("piecemeal"), case)
    issue = plan.tracks[0].issues[0]
    files = [tmp_path / "before.yaml", tmp_path / "after.yaml"]
    for file, what in zip(files, (plan, move_issue(plan, issue, 1)), strict=True):
        file.write_text(what.to_yaml(), encoding="utf-8")
    moved = facts("--edit", str(files[0]), "--move", f"{issue}=2", cwd=tmp_path)
    edited = facts("--edit", str(files[1]), "--against", str(files[0]), cwd=tmp_path)
    assert moved["what_if.technical"] == edited["what_if.technical"]
    assert moved["what_if.changes"]["change_1"] == edited["what_if.changes"]["change_1"]
    assert moved["what_if.changes"]["changed"]["value"] == "piecemeal-moved"
    off = facts("--edit", str(files[0]), "--move", f"{issue}=2", "--move", f"{issue}=off", cwd=tmp_path)
    assert "off the agenda" in str(off["what_if.changes"]["change_1"]["value"])


def test_an_edit_is_told_in_full_and_has_a_page(tmp_path: Path) -> None:
    done = modus("plan", "afghanistan", *SMALL, "--edit", str(EXAMPLE), "--out", str(tmp_path), "--json", cwd=tmp_path)
    data = json.loads(done.stdout)
    (changes,) = (f for f in data["findings"] if f["id"] == "what_if.changes")
    rows = changes["tables"][0]["rows"]
    assert len(rows) == changes["facts"]["count"]["value"] > 8  # more than was told once
    assert all(f"{row['what']} {row['before']} → {row['after']}" in changes["sentence"] for row in rows)
    page = Path(data["page"])
    assert {p.name for p in page.parent.iterdir()} == {"what-if.html", "what-if.xlsx", f"{load_plan(EXAMPLE).name}.yaml"}
    assert data["findings"][1]["sentence"] in page.read_text(encoding="utf-8")


def test_who_follows_an_edit_can_be_said(tmp_path: Path, case: Case) -> None:
    plan = plan_of_strategy(load_strategy("piecemeal"), case)
    file = tmp_path / "mine.yaml"
    tracks = tuple(t.model_copy(update={"bloc": "isolationist"}) for t in plan.tracks)
    file.write_text(plan.model_copy(update={"name": "mine", "tracks": tracks}).to_yaml(), encoding="utf-8")
    words = ("--edit", str(file), "--move", f"{plan.tracks[0].issues[0]}=off")

    def effect(*more: str) -> dict[str, object]:
        return facts(*words, *more, cwd=tmp_path)["what_if.technical"]["after"]  # type: ignore[return-value]

    assert effect() == effect("--as", plan.followers) != effect("--as", "DE,FR")
    refused = modus("plan", "afghanistan", *SMALL, *words, "--as", "mediators", "--out", "none", cwd=tmp_path)
    assert refused.returncode == 2 and "leads talks" in refused.stderr  # none of them can lead these talks
    assert not (tmp_path / "none").exists()


@dataclass(frozen=True)
class Written:
    """What a small run of the command has printed, the folder that it has written, and what it was written from."""

    told: str
    folder: Path
    result: mv.PlanResult


def write(out: Path, *more: str) -> Written:
    """Run the command."""
    search, made = agenda.plan, list[mv.PlanResult]()

    def kept(*given: Any, **named: Any) -> mv.PlanResult:
        made.append(search(*given, **named))
        return made[0]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(agenda, "plan", kept)
        done = modus("plan", "afghanistan", *SMALL, *FEWER, *more, "--out", str(out), cwd=out)
    assert done.returncode == 0, done.stderr
    (folder,) = out.iterdir()
    return Written(done.stdout, folder, made[0])


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Written:
    """The command as people use it."""
    return write(tmp_path_factory.mktemp("plans"), "--scholar")


@pytest.fixture(scope="module")
def again(tmp_path_factory: pytest.TempPathFactory) -> Written:
    """The same once more, printed as JSON."""
    return write(tmp_path_factory.mktemp("again"), "--json")


def test_the_command_writes_plans_that_are_inputs_again(again: Written, tmp_path: Path) -> None:
    data, folder = json.loads(again.told), again.folder
    assert Path(data["page"]).parent == folder
    assert {p.name for p in folder.iterdir()} == {"plan.html", "plan.xlsx", *(f"{p['name']}.yaml" for p in data["plans"])}
    file = folder / "plan-a.yaml"
    assert load_plan(file).model_dump(mode="json", exclude_none=True) == data["plans"][0]
    against = facts("--edit", str(file), cwd=tmp_path)
    assert against["what_if.changes"]["plan"]["value"] == "piecemeal"
    assert {"what_if.core_rights", "what_if.technical", "what_if.money"} <= set(against)
    itself = facts("--edit", str(file), "--against", str(file), cwd=tmp_path)
    assert itself["what_if.technical"]["difference"]["value"] == 0


def test_the_same_command_gives_the_same_bits(written: Written, again: Written) -> None:
    def digests(folder: Path) -> dict[str, str]:
        return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in folder.iterdir()}

    assert again.folder.name == written.folder.name
    assert digests(again.folder) == digests(written.folder)


@pytest.mark.slow
def test_another_seed_has_a_folder_of_its_own(written: Written, tmp_path: Path) -> None:
    assert write(tmp_path, "--seed", "2").folder.name != written.folder.name


def test_the_page_has_tables_behind_pictures_and_links_that_lead_somewhere(written: Written) -> None:
    text = (written.folder / "plan.html").read_text(encoding="utf-8")
    assert not re.search(r"&lt;/?[a-z]+&gt;|&amp;(lt|gt|#)", text), "a tag is shown as text"
    assert text.count("<figure") == text.count('role="img"') == text.count("The numbers</summary>") > 2
    assert not re.findall(r"(?:src|url)\s*[=(]", text.replace('href="#', "")) and "<script" not in text
    targets = set(re.findall(r'href="#([^"]+)"', text))
    assert targets <= set(re.findall(r'id="([^"]+)"', text)) and "plan.a.talks_1" in targets
    board = text[text.index('<ol class="board"') :]
    assert len(re.findall(r"(?:open|wait)</a></h6>", board)) == len(re.findall(r'id="plan\.[a-e]\.talks_\d+"', text))
    assert "the board as a table" in text


def test_page_terminal_and_data_say_the_same(written: Written, again: Written) -> None:
    report = written.result.report
    page = html.unescape((written.folder / "plan.html").read_text(encoding="utf-8"))
    data = {f["id"]: f["sentence"] for f in report_data(report)["findings"]}
    assert data == {f.id: f.sentence for f in report.findings}
    assert data == {f["id"]: f["sentence"] for f in json.loads(again.told)["findings"]}
    claims = [f for f in report.findings if f.claim]
    assert len(claims) > 30 and faults(report) == []
    for finding in claims:
        assert finding.sentence in page and (finding.folded or finding.sentence in written.told), finding.id
    assert report.basis in written.told and report.basis in page


def test_the_plans_that_are_written_are_those_of_the_result(written: Written) -> None:
    plans = written.result.plans
    assert list(plans) == [load_plan(written.folder / f"{p.name}.yaml") for p in plans]


@pytest.mark.slow
def test_a_notebook_gets_the_plans_of_the_command(written: Written) -> None:
    called = mv.plan(
        "afghanistan", limits=mv.Limits(off_table=OFF), assuming=mv.Assumptions(theories=("status_and_cohesion",)), effort=QUICK
    )
    assert list(called.plans) == [load_plan(written.folder / f"{p.name}.yaml") for p in called.plans]
    assert written.folder.name == f"afghanistan-plan-{called.planned.digest}"


def test_the_excel_file_opens_with_its_numbers(written: Written) -> None:
    import openpyxl

    book = openpyxl.load_workbook(written.folder / "plan.xlsx", read_only=True)
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
        "What outsiders spend (billion dollars a year)",
    ]
    assert heads["zones"] == ["bloc", "issue", "theory", "zone", "free", "paid", "price"]
    assert heads["against forms"][:5] == [
        "of", "against", "Core rights (rungs)", "Core rights (rungs), low", "Core rights (rungs), high"
    ]  # fmt: skip
    for row in book["plans"].iter_rows(min_row=2, values_only=True):
        assert all(isinstance(v, (int, float)) and -4 <= v <= 300 for v in row[1:])
        if row[0] != "no talks":
            plan = load_plan(written.folder / f"plan-{str(row[0])[0].lower()}.yaml")
            assert plan.title.endswith(str(row[0])[3:])
    offers = [dict(zip(heads["tracks"], row, strict=True)) for row in book["tracks"].iter_rows(min_row=2, values_only=True)]
    lead = load_plan(written.folder / "plan-a.yaml")
    # Excel keeps sixteen digits.
    assert [o["reward"] for o in offers if o["plan"] == "plan-a"] == pytest.approx([t.reward for t in lead.tracks])


def test_others_than_the_default_can_follow(tmp_path: Path) -> None:
    told = write(tmp_path, "--as", "mediators", "--deadline", "36", "--staff", "2", "--json").told
    for made in json.loads(told)["plans"]:
        assert made["at_once"] <= 2 and {t["bloc"] for t in made["tracks"]} <= {"mediators"}


def test_an_interrupted_search_leaves_nothing(tmp_path: Path) -> None:
    with started("plan", "afghanistan", "--generations", "10000", "--out", "plans", cwd=tmp_path) as running:
        process = psutil.Process(running.pid)
        while running.poll() is None and process.cpu_times().user < 4:  # past loading, in the middle of the search
            time.sleep(0.1)
        running.send_signal(signal.SIGINT)
        try:
            out, error = running.communicate(timeout=60)
        finally:
            running.kill()
    assert running.returncode == 130 and out == ""
    assert error.splitlines()[-1] == "modus: interrupted; nothing was written"
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
def test_a_bad_plan_file_is_one_line(tmp_path: Path, case: Case, edit: tuple[str, str], said: str) -> None:
    done = modus("plan", "afghanistan", *SMALL, "--edit", bad_file(tmp_path, case, edit), cwd=tmp_path)
    error = done.stderr.strip()
    assert done.returncode == 2
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
def test_bad_options_are_one_line(tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    given = [str(EXAMPLE) if word == "PLAN" else word for word in words]
    done = modus("plan", "afghanistan", *SMALL, "--out", str(tmp_path), *given, cwd=tmp_path)
    error = done.stderr.strip()
    assert done.returncode == 2
    assert said in error and "\n" not in error and "Traceback" not in error
    assert not list(tmp_path.iterdir())
