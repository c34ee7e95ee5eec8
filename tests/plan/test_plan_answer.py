"""The answer: every number in it comes from a run, zones have both signs, and the command line says what went wrong."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import pytest
from conftest_plan import UNWANTED, VETO, WANTED, theory  # type: ignore[import-not-found]

from modusvivendi.case import Case
from modusvivendi.plan import (
    Answer,
    Evaluator,
    Limits,
    explain_plans,
    find_zones,
    load_plan,
    make_space,
    plan_of_strategy,
    read_objectives,
    search,
    starting_plans,
)
from modusvivendi.plan.answer import FORMS, SCORE
from modusvivendi.strategy import load_strategies, load_strategy
from modusvivendi.theory import load_theory


@pytest.fixture(scope="module")
def answer(case: Case) -> Answer:
    theories = [load_theory("leverage"), load_theory("brief")]
    seek, fresh = Evaluator(case, theories, 16), Evaluator(case, theories, 32, first=1000)
    space = make_space(case, Limits(), 60)
    aims = read_objectives("core_rights,technical,-money", fresh.study.outcome_names)
    found = search(space, seek, aims, generations=3, population=12, start=starting_plans(space))
    return explain_plans(space, found, fresh, seek, aims, stock=load_strategies(), count=3)


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


def test_the_first_lines_say_whether_unbundling_helps(answer: Answer) -> None:
    line = answer.sentences[1]
    lead = answer.reports[0]
    score = lead.forms[lead.forms.measure == SCORE].set_index("rival")
    worst = score.loc[[FORMS["package-whole"], FORMS["package-parts"]]].sort_values("difference").iloc[0]
    if len(lead.plan.tracks) < 2 or worst.high < 0:
        assert line.startswith("Unbundling does not help")
    elif worst.low > 0:
        assert line.startswith("Unbundling helps")
    else:
        assert line.startswith("Unbundling makes no clear difference")


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
    assert len(zones.third) > 0 and len(zones.sentences) == 3


def call(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    from modusvivendi.cli import main

    monkeypatch.setattr(sys, "argv", ["modus", *words])
    try:
        main()
    except SystemExit as stop:
        return int(stop.code or 0)
    return 0


SMALL = ("--theories", "brief", "--weights", "uniform", "--futures", "8", "--generations", "2", "--population", "6", "--searches", "1")


def test_the_command_writes_plans_that_are_inputs_again(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(monkeypatch, "plan", "afghanistan", *SMALL, "--out", str(tmp_path), "--json") == 0
    data = json.loads(capsys.readouterr().out)
    page = Path(data["page"])
    text = page.read_text(encoding="utf-8")
    assert text.count("<figure") == text.count("The numbers</summary>") > 2
    assert (page.parent / "plan.xlsx").stat().st_size > 5000
    file = page.parent / "plan-a.yaml"
    assert load_plan(file).model_dump(mode="json", exclude_none=True) == data["plans"][0]["plan"]
    assert call(monkeypatch, "plan", "afghanistan", *SMALL, "--edit", str(file), "--json") == 0
    against = json.loads(capsys.readouterr().out)
    assert against["plan"] == "piecemeal" and set(against["difference"]) >= {"core_rights", "technical", "money"}
    assert call(monkeypatch, "plan", "afghanistan", *SMALL, "--edit", str(file), "--against", str(file), "--json") == 0
    assert json.loads(capsys.readouterr().out)["difference"]["technical"]["mean"] == 0


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
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str], case: Case, edit: tuple[str, str], said: str
) -> None:
    assert call(monkeypatch, "plan", "afghanistan", *SMALL, "--edit", bad_file(tmp_path, case, edit)) == 2
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
        (("--objectives", "technicl"), "did you mean 'technical'"),
        (("--robust", "median"), "percentile"),
        (("--as", "like-mindd"), "did you mean 'like-minded'"),
        (("--follow-through", "2"), "between 0 and 1"),
        (("--edit", "nowhere.yaml"), "nowhere.yaml"),
        (("--theories", "brieff"), "did you mean 'brief'"),
        (("--weights", "brief=-1"), "weights"),
    ],
)
def test_bad_options_are_one_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, str], said: str
) -> None:
    assert call(monkeypatch, "plan", "afghanistan", *SMALL, "--out", str(tmp_path), *words) == 2
    error = capsys.readouterr().err.strip()
    assert said in error and "\n" not in error and "Traceback" not in error
    assert not list(tmp_path.iterdir())
