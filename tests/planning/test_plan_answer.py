"""The answer: every number in it comes from a run, zones have both signs, and the command line says what went wrong."""

from __future__ import annotations

import hashlib
import json
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import psutil
import pytest
from conftest_plan import UNWANTED, VETO, WANTED, theory  # type: ignore[import-not-found]

from modusvivendi.case import Case
from modusvivendi.planning import (
    Answer,
    Evaluator,
    Limits,
    explain_plans,
    find_zones,
    load_plan,
    make_space,
    move_issue,
    plan_of_strategy,
    read_objectives,
    search,
    starting_plans,
)
from modusvivendi.planning.agenda.forms import FORMS, alone, no_talks
from modusvivendi.planning.explain.answer import SCORE
from modusvivendi.planning.explain.headline import bottom_line
from modusvivendi.planning.judging.zones import NO_ONE
from modusvivendi.strategy import load_strategies, load_strategy
from modusvivendi.theory import load_theory


@pytest.fixture(scope="module")
def answer(case: Case) -> Answer:
    theories = [load_theory("leverage"), load_theory("brief")]
    seek, fresh = Evaluator(case, theories, 16), Evaluator(case, theories, 32, first=1000)
    space = make_space(case, Limits(), 60)
    aims = read_objectives("core_rights,technical,-money", fresh.study.outcome_names)
    found = search(space, seek, aims, generations=3, population=12, start=starting_plans(space))
    return explain_plans(space, found, fresh, seek, seek, aims, stock=load_strategies(), count=3)


def test_a_handful_of_distinct_plans_within_the_limits(answer: Answer, case: Case) -> None:
    plans = [r.plan for r in answer.reports]
    assert 2 <= len(plans) <= 3 and len({p.key for p in plans}) == len(plans)
    assert all(answer.space.limits.broken(p, case) == [] for p in plans)


def test_what_is_reported_is_what_runs_give(answer: Answer) -> None:
    report = answer.reports[0]
    run = answer.evaluator.run([report.plan, *load_strategies()])
    for outcome, mean in report.means.items():
        assert mean == pytest.approx(run.mean(outcome)[0])
    pressure = report.stock[(report.stock.rival == "pressure") & (report.stock.measure == "technical")].iloc[0]
    assert pressure.difference == pytest.approx(run.difference(0, 1, "technical").mean)
    assert set(report.forms.rival) == set(FORMS.values())


def test_tracks_end_somehow_with_certainty(answer: Answer) -> None:
    for report in answer.reports:
        assert len(report.tracks) == len(report.plan.tracks)
        for made in report.tracks:
            ends = made.by_theory[["met", "partly met", "undone from above", "not met", "still open"]].to_numpy()
            assert ends.sum(axis=1) == pytest.approx(np.ones(len(ends)))
            assert 0 <= made.fails <= 1 and made.why
            if len(made.track.issues) == 1:
                assert np.allclose(made.by_theory["taken together"], made.by_theory["taken apart"])
            assert (made.other is None) == (len(report.plan.issues) == 1)


def test_the_opposite_form_of_a_track_is_run(answer: Answer) -> None:
    report = next(r for r in answer.reports if any(len(t.track.issues) > 1 for t in r.tracks))
    k, made = next((k, t) for k, t in enumerate(report.tracks) if len(t.track.issues) > 1)
    singles = tuple(alone(made.track, issue) for issue in made.track.issues)
    parted = report.plan.model_copy(update={"tracks": (*report.plan.tracks[:k], *singles, *report.plan.tracks[k + 1 :])})
    run = answer.evaluator.run([parted, report.plan])
    assert made.other is not None and made.other[0] == "parting it into single talks"
    assert made.other[1]["technical"].mean == pytest.approx(run.difference(0, 1, "technical").mean)


def test_the_first_lines_say_whether_unbundling_helps(answer: Answer) -> None:
    line = bottom_line(answer)[2]
    lead = answer.reports[0]
    score = lead.forms[lead.forms.measure == SCORE].set_index("rival")
    worst = score.loc[[FORMS["package-whole"], FORMS["package-parts"]]].sort_values("difference").iloc[0]
    if len(lead.plan.tracks) < 2 or worst.high < 0:
        assert line.startswith("Unbundling does not help")
    elif worst.low > 0:
        assert line.startswith("Unbundling helps")
    else:
        assert line.startswith(("Unbundling makes no clear difference", "Unbundling gains on some aims and loses on others"))


def test_the_bottom_line_speaks_of_the_lead_plan_and_its_numbers(answer: Answer) -> None:
    lines, lead = bottom_line(answer), answer.reports[0]
    assert lines[0].startswith("On the table: plan A") and lead.plan.title == "Plan A: the most even"
    run = answer.evaluator.run([lead.plan, no_talks(lead.plan)])
    gain = run.difference(0, 1, "technical")
    assert f"technical cooperation {100 * gain.mean:+.1f} ({100 * gain.low:.1f} to {100 * gain.high:.1f})" in lines[1]
    assert lines[-2:] == answer.search.sentences


def test_the_best_change_is_better_and_the_worst_worse(answer: Answer) -> None:
    for report in answer.reports:
        assert report.best is None or report.best.difference[SCORE].low > 0
        assert report.worst is None or report.worst.difference[SCORE].high < 0
        assert report.tried > 10


def test_zones_have_both_signs_and_are_empty_where_deals_never_count(case: Case, pins: dict[str, float]) -> None:
    worlds = [theory(), load_theory("inertia")]
    zones = find_zones(Evaluator(case, worlds, 64, pins=pins), Evaluator(case, worlds, 16, pins=pins))
    pairs = zones.pairs[zones.pairs.theory == "constructed"]
    linked = pairs[(pairs["first"] == case.issue(WANTED).title) & (pairs["second"] == case.issue(UNWANTED).title)]
    assert (linked.linkage > 0.3).all() and len(linked) > 0
    veto = pairs[(pairs["first"] == case.issue(VETO).title) & (pairs["second"] == case.issue(WANTED).title)]
    assert (veto.linkage < -0.3).all() and len(veto) > 0
    still = zones.single[zones.single.theory == "inertia"]
    assert (still.zone == 0).all() and (zones.pairs[zones.pairs.theory == "inertia"].together == 0).all()
    single = zones.single[zones.single.theory == "constructed"]
    assert np.allclose(single.free + single.paid, single.zone)
    assert np.allclose(zones.pairs.free + zones.pairs.paid, zones.pairs.together)
    asked = {issue for bloc in case.blocs for issue in bloc.demands}
    deals = set(zones.third.deal)
    assert {case.issue(i).title for i in asked} <= deals  # every issue that anyone asks for is simulated
    assert any(" with " in deal for deal in deals) and len(zones.sentences) == 3


def test_a_deal_that_hurts_a_third_party_is_said(case: Case) -> None:
    # Where only the base's anger counts, a public deal on a matter of creed feeds a rival that then attacks.
    backlash = theory(
        theta_benefit=2.0, dedication_step=5.0, cohesion_response=1.0, desertion_rate=0.05, contamination=0.0,
    )  # fmt: skip
    hurt = {f"issues.{i}.own_benefit": 1.0 for i in case.issue_ids}
    zones = find_zones(*(Evaluator(case, [backlash], 64, pins=hurt) for _ in range(2)))
    assert (zones.third.hurt != NO_ONE).any()
    assert "noticeably hurt" in zones.sentences[2] and "none noticeably" not in zones.sentences[2]


def test_a_move_on_the_command_line_is_the_edit_it_stands_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], case: Case
) -> None:
    plan = plan_of_strategy(load_strategy("piecemeal"), case)
    issue = plan.tracks[0].issues[0]
    files = [tmp_path / "before.yaml", tmp_path / "after.yaml"]
    for file, what in zip(files, (plan, move_issue(plan, issue, 1)), strict=True):
        file.write_text(what.to_yaml(), encoding="utf-8")
    assert (
        call("plan", "afghanistan", "--as-of", "2024-05-29", *SMALL, "--edit", str(files[0]), "--move", f"{issue}=2", "--json")
        == 0
    )
    moved = json.loads(capsys.readouterr().out)
    assert (
        call(
            "plan", "afghanistan", "--as-of", "2024-05-29", *SMALL, "--edit", str(files[1]), "--against", str(files[0]), "--json"
        )
        == 0
    )
    edited = json.loads(capsys.readouterr().out)
    assert moved["difference"] == edited["difference"] and moved["changes"] == edited["changes"]
    assert moved["changed"] == "piecemeal-moved"
    assert (
        call(
            "plan",
            "afghanistan",
            "--as-of",
            "2024-05-29",
            *SMALL,
            "--edit",
            str(files[0]),
            "--move",
            f"{issue}=2",
            "--move",
            f"{issue}=off",
            "--json",
        )
        == 0
    )
    assert "off the agenda" in json.loads(capsys.readouterr().out)["changes"][0]


EXAMPLE = Path(__file__).parents[2] / "docs" / "plan-example.yaml"
SMALL = (
    "--theories",
    "brief",
    "--weights",
    "uniform",
    "--futures",
    "8",
    "--generations",
    "2",
    "--population",
    "6",
    "--searches",
    "1",
)


def call(*words: str) -> int:
    from modusvivendi.cli.main import main

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["modus", *words])
        try:
            main()
        except SystemExit as stop:
            return int(stop.code or 0)
    return 0


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that a small run of the command has written."""
    out = tmp_path_factory.mktemp("plans")
    assert call("plan", "afghanistan", "--as-of", "2024-05-29", *SMALL, "--out", str(out)) == 0
    (folder,) = out.iterdir()
    return folder


def test_the_command_writes_plans_that_are_inputs_again(
    written: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call("plan", "afghanistan", "--as-of", "2024-05-29", *SMALL, "--out", str(tmp_path), "--json") == 0
    data = json.loads(capsys.readouterr().out)
    folder = Path(data["page"]).parent
    assert {p.name for p in folder.iterdir()} == {"plan.html", "plan.xlsx", *(f"{p['plan']['name']}.yaml" for p in data["plans"])}
    assert [p.name for p in tmp_path.iterdir()] == [folder.name] == [written.name]
    file = folder / "plan-a.yaml"
    assert load_plan(file).model_dump(mode="json", exclude_none=True) == data["plans"][0]["plan"]
    assert call("plan", "afghanistan", "--as-of", "2024-05-29", *SMALL, "--edit", str(file), "--json") == 0
    against = json.loads(capsys.readouterr().out)
    assert against["plan"] == "piecemeal" and set(against["difference"]) >= {"core_rights", "technical", "money"}
    assert (
        call("plan", "afghanistan", "--as-of", "2024-05-29", *SMALL, "--edit", str(file), "--against", str(file), "--json") == 0
    )
    assert json.loads(capsys.readouterr().out)["difference"]["technical"]["mean"] == 0


def test_the_same_seed_gives_the_same_bits(written: Path, tmp_path: Path) -> None:
    def digests(folder: Path) -> dict[str, str]:
        return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in folder.iterdir()}

    assert call("plan", "afghanistan", "--as-of", "2024-05-29", *SMALL, "--out", str(tmp_path)) == 0
    assert digests(tmp_path / written.name) == digests(written)
    assert call("plan", "afghanistan", "--as-of", "2024-05-29", *SMALL, "--seed", "2", "--out", str(tmp_path)) == 0
    assert len(list(tmp_path.iterdir())) == 2


def test_the_page_has_tables_behind_pictures_and_links_that_lead_somewhere(written: Path) -> None:
    text = (written / "plan.html").read_text(encoding="utf-8")
    assert not re.search(r"&lt;/?[a-z]+&gt;|&amp;(lt|gt|#)", text), "a tag is shown as text"
    assert text.count("<figure") == text.count('role="img"') == text.count("The numbers</summary>") > 2
    assert not re.findall(r"(?:src|url)\s*[=(]", text.replace('href="#', "")) and "<script" not in text
    targets = set(re.findall(r'href="#([^"]+)"', text))
    assert targets <= set(re.findall(r'id="([^"]+)"', text)) and any("talks-1" in t for t in targets)
    board = text[text.index('<ol class="board"') :]
    assert board.count("open</h6>") == len(re.findall(r'id="plan-[a-e]-talks-\d+"', text))
    assert "The board as a table" in text


def test_the_excel_file_opens_with_its_numbers(written: Path) -> None:
    import openpyxl

    book = openpyxl.load_workbook(written / "plan.xlsx", read_only=True)
    heads = {sheet.title: [cell.value for cell in next(sheet.iter_rows(max_row=1))] for sheet in book}
    assert list(heads) == [
        "bottom line", "plans", "agenda", "tracks", "track results", "against forms", "against strategies", "front", "zones",
        "logrolls", "third parties", "search",
    ]  # fmt: skip
    assert heads["plans"] == ["plan", "role", "shape", "core_rights", "wellbeing", "technical", "money"]
    assert heads["zones"] == ["bloc", "issue", "theory", "zone", "free", "paid", "price"]
    for row in book["plans"].iter_rows(min_row=2, values_only=True):
        plan = load_plan(written / f"{row[0]}.yaml")
        assert plan.title.endswith(str(row[1])) and all(isinstance(v, float) and 0 <= v <= 1 for v in row[3:])
    offers = [dict(zip(heads["tracks"], row, strict=True)) for row in book["tracks"].iter_rows(min_row=2, values_only=True)]
    lead = load_plan(written / "plan-a.yaml")
    assert [o["reward"] for o in offers if o["plan"] == "plan-a"] == [t.reward for t in lead.tracks]
    assert all(isinstance(v, (int, float)) for v in (r[2] for r in book["against forms"].iter_rows(min_row=2, values_only=True)))


def test_others_than_the_default_can_follow(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        call(
            "plan",
            "afghanistan",
            "--as-of",
            "2024-05-29",
            *SMALL,
            "--as",
            "mediators",
            "--deadline",
            "36",
            "--staff",
            "2",
            "--out",
            str(tmp_path),
            "--json",
        )
        == 0
    )
    for made in json.loads(capsys.readouterr().out)["plans"]:
        assert made["plan"]["at_once"] <= 2 and {t["bloc"] for t in made["plan"]["tracks"]} <= {"mediators"}


def test_an_interrupted_search_leaves_nothing(tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-c",
        "from modusvivendi.cli.main import main; main()",
        "plan",
        "afghanistan",
        "--as-of",
        "2024-05-29",
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
    from modusvivendi.cli.plan import whole_or_nothing

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
    assert call("plan", "afghanistan", "--as-of", "2024-05-29", *SMALL, "--edit", bad_file(tmp_path, case, edit)) == 2
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
        (("--set", "theory.brief.lamm=2"), "did you mean 'lam'"),
        (("--set", "case.issues.water_managment.start=0.1"), "did you mean 'issues.water_management.start'"),
        (("--red-line", "money", "--edit", "PLAN"), "red line 'money'"),
        (("--against", "piecemeel", "--edit", "PLAN"), "did you mean 'piecemeal'"),
        (("--edit", "nowhere.yaml"), "nowhere.yaml"),
        (("--move", "water_management=1"), "--edit"),
        (("--edit", "PLAN", "--move", "water_managment=1"), "did you mean 'water_management'"),
        (("--edit", "PLAN", "--move", "water_management=99"), "has tracks 1 to"),
        (("--edit", "PLAN", "--move", "water_management"), "ISSUE=alone"),
        (("--edit", "PLAN", "--move", "water_management=alone", "--off-table", "water_management"), "off the table"),
        (("--theories", "brieff"), "did you mean 'brief'"),
        (("--weights", "brief=-1"), "weights"),
    ],
)
def test_bad_options_are_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], said: str) -> None:
    given = [str(EXAMPLE) if word == "PLAN" else word for word in words]
    assert call("plan", "afghanistan", "--as-of", "2024-05-29", *SMALL, "--out", str(tmp_path), *given) == 2
    error = capsys.readouterr().err.strip()
    assert said in error and "\n" not in error and "Traceback" not in error
    assert not list(tmp_path.iterdir())
