"""Questions answered: chances, base rates and resolutions."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

import modusvivendi as mv
from modusvivendi.api.forecasts import Forecasted
from modusvivendi.case import Case
from modusvivendi.cli.main import app
from modusvivendi.engine.outcomes import CHANNELS
from modusvivendi.errors import InputError
from modusvivendi.forecasting.answer import Asking
from modusvivendi.forecasting.base_rate import base_rate
from modusvivendi.forecasting.courses import Kept, run_courses
from modusvivendi.forecasting.event import edges, happens, on_rung, share_as_large, window_of
from modusvivendi.forecasting.posture import recorded_posture
from modusvivendi.forecasting.question import Question
from modusvivendi.forecasting.resolve import resolve
from modusvivendi.forecasting.scores import score
from modusvivendi.record.layers import known_by
from modusvivendi.strategy.compile import compile_strategy


def ask(**fields: object) -> Question:
    common = {"id": "one", "text": "Does it happen by then?", "opens": date(2024, 6, 1), "by": date(2026, 3, 31)}
    return Question.model_validate({**common, **fields})


def courses(case: Case, **arrays: np.ndarray) -> Kept:
    """Courses of two futures over 22 months in which nothing happens, but for what is given."""
    issues, countries = (1, 22, len(case.issues), 2), (1, 22, len(case.countries), 2)
    still = np.full(issues, 0.1, np.float32)
    nothing = np.zeros(issues, np.float32)
    nobody = np.zeros(countries, np.uint8)
    fields = {"policy": still, "toward": nothing, "away": nothing, "agreed": nothing, "accredited": nobody, "recognised": nobody}
    return Kept(**{**fields, "tracks": np.zeros((1, 22, 1, 2), np.uint8), **arrays})


def test_courses_are_those_of_the_engine(then: Case) -> None:
    """Month by month, the mean policy on relief issues is the engine's own channel."""
    study = mv.make_study(then, theories=["contact"], strategies=["piecemeal"], futures=64, months=24)
    kept = run_courses(study, study.theories[0], [compile_strategy(study.strategies[0], then, 24)])
    access = [n for n, issue in enumerate(then.issues) if issue.domain == "relief"]
    wanted = np.asarray(mv.run_study(study, threads=1, sample=64).paths)[0][:, :, CHANNELS.index("access")]
    assert kept.policy[:, :, access].mean(2) == pytest.approx(wanted, abs=1e-5)


def test_an_act_counts_by_its_size_and_only_inside_the_window(then: Case) -> None:
    away = np.zeros((1, 22, len(then.issues), 2), np.float32)
    away[0, 3, 0, 0] = 0.08
    kept = courses(then, away=away)
    medium = {"kind": "act", "issue": then.issue_ids[0], "direction": "away", "magnitude": 3}
    assert happens(ask(**medium), then, kept, 0).tolist() == [1.0, 0.0]
    assert happens(ask(**{**medium, "magnitude": 4}), then, kept, 0).tolist() == [0.0, 0.0]
    assert happens(ask(**medium, opens=date(2024, 10, 1)), then, kept, 0).tolist() == [0.0, 0.0]
    assert happens(ask(**{**medium, "direction": "toward"}), then, kept, 0).tolist() == [0.0, 0.0]


def test_magnitudes_that_the_engine_cannot_tell_apart_are_thinned(then: Case) -> None:
    question = ask(kind="act", issue=then.issue_ids[0], direction="away", magnitude=5)
    assert then.record is not None
    alike = [a for a in then.record.acts if a.net_effect == "away" and a.magnitude >= 4]
    large = [a for a in alike if a.magnitude == 5]
    share = share_as_large(question, then.record.acts)
    assert share == pytest.approx((len(large) + 0.5) / (len(alike) + 1))
    away = np.zeros((1, 22, len(then.issues), 2), np.float32)
    away[0, :2, 0, 0] = 0.2
    assert happens(question, then, courses(then, away=away), 0, share)[0] == pytest.approx(1 - (1 - share) ** 2)


def test_a_level_stands_on_the_nearest_rung(then: Case) -> None:
    ladder = then.ladders["girls_secondary_education"]
    levels = np.array([r.level for r in ladder.rungs])
    assert on_rung(ladder, levels).tolist() == list(range(len(levels)))
    assert on_rung(ladder, edges(ladder) - 1e-6).tolist() == list(range(len(levels) - 1))


def test_rungs_held_and_reached_differ(then: Case) -> None:
    policy = np.full((1, 22, len(then.issues), 2), 0.1, np.float32)
    policy[0, 5, 0, 0] = 0.4
    kept = courses(then, policy=policy)
    rung = {"kind": "rung", "issue": "girls_secondary_education", "rung": 0.4, "side": "at_least"}
    assert happens(ask(**rung, when="reached"), then, kept, 0).tolist() == [1.0, 0.0]
    assert happens(ask(**rung, when="held"), then, kept, 0).tolist() == [0.0, 0.0]


def test_states_are_counted_and_bodies_are_not(then: Case) -> None:
    held = np.ones((1, 22, len(then.countries), 2), np.uint8)
    kept = courses(then, recognised=held)
    states = sum(c.state for c in then.countries)
    assert happens(ask(kind="states", what="recognise", count=states), then, kept, 0).tolist() == [1.0, 1.0]
    with pytest.raises(ValueError, match="does not simulate"):
        happens(ask(kind="series", series="x", side="above", line=1.0), then, kept, 0)


def test_windows_are_months_of_the_run(then: Case) -> None:
    window = window_of(ask(kind="act", issue="a", direction="away"), then.as_of)
    assert (window.first, window.last) == (0, 21)


def test_base_rates_do_not_look_past_the_day(then: Case, now: Case) -> None:
    """The same question has the same base rate whether or not a later record lies beside the case."""
    blind = then.model_copy()
    blind.__dict__["record"] = known_by(now.record, then.as_of) if now.record else None
    for question in (
        ask(kind="act", issue="women_university", direction="away", magnitude=3),
        ask(kind="rung", issue="women_university", rung=0.0, side="at_most"),
        ask(kind="states", what="accredit", count=10),
        ask(kind="track", issues=["prisoners_hostages"], actor="US"),
    ):
        for last_year in (False, True):
            assert base_rate(question, blind, last_year) == base_rate(question, then, last_year)


def test_an_act_of_the_base_rate_is_counted(then: Case) -> None:
    found = base_rate(ask(kind="act", issue="women_university", direction="away", magnitude=3), then)
    assert then.record is not None
    own = [a for a in then.record.acts if a.issue == "women_university" and a.net_effect == "away" and a.magnitude >= 3]
    counted = [a for a in own if a.date.first >= then.counted_from]
    assert found.seen == len(counted) > 0
    assert found.chance == pytest.approx(1 - (found.of / (found.of + 22)) ** (found.seen + 0.5))


def test_resolutions_name_the_rows_that_decide(now: Case) -> None:
    found = resolve(ask(kind="act", issue="women_university", direction="away", magnitude=5), now)
    assert found.answer is True
    assert now.record is not None
    rows = {a.id: a for a in now.record.acts}
    assert all(rows[name].issue == "women_university" and rows[name].magnitude == 5 for name in found.rows)


def test_what_has_not_ended_is_open_and_what_never_came_is_no(now: Case) -> None:
    later = ask(kind="act", issue="security_of_missions", direction="away", magnitude=5, by=date(2030, 1, 1))
    assert resolve(later, now).answer is None
    assert resolve(later.model_copy(update={"by": now.as_of}), now).answer is False


def test_a_given_answer_comes_first(now: Case) -> None:
    given = ask(kind="act", issue="security_of_missions", direction="away", answer=True, source="an archive, 2026")
    assert resolve(given, now).answer is True


def test_recorded_posture_starts_from_the_case_and_holds_no_later_standing_of_countries(then: Case, now: Case) -> None:
    quiet = replace(now.record, moves=()) if now.record else None
    silent = now.model_copy()
    silent.__dict__["record"] = quiet
    posture = recorded_posture(then, silent, 12)
    assert posture["levers"][0, 0, 0] == pytest.approx(then.blocs[0].pressure.centre)
    assert posture["levers"][0] == pytest.approx(posture["levers"][-1])
    assert not posture["follows"].any()


def test_at_least_forty_shipped_questions_are_decided_and_scored(decided: Forecasted) -> None:
    assert len(decided.forecasts.resolved) >= 40
    scores = score(decided.forecasts)
    assert scores is not None
    assert scores.n >= 40
    assert set(scores.table.forecaster) == {"mixture of theories", "base rate", "last year", "inertia", "contact"}
    assert scores.by_kind.n.sum() == scores.n
    total = (scores.by_kind.mixture * scores.by_kind.n).sum() / scores.n
    facts = decided.report.finding("forecast.skill").facts
    assert facts["mixture"].value == pytest.approx(total)
    assert facts["mixture"].value == pytest.approx(float(scores.table.set_index("forecaster").brier["mixture of theories"]))


def test_the_mixture_is_the_weighted_mean_of_theories(decided: Forecasted) -> None:
    for answer in decided.forecasts.answers:
        if answer.by_theory is not None and answer.by_strategy is not None:
            assert answer.by_strategy == pytest.approx(answer.by_theory.mean(1))


def test_inertia_does_not_care_what_outsiders_do(decided: Forecasted) -> None:
    """Its acts and rungs are the same as it went, under drift and under piecemeal: same chance, same base rates."""
    theory = list(decided.forecasts.weights).index("inertia")
    for answer in decided.forecasts.answers:
        if answer.question.kind in ("act", "rung") and answer.by_theory is not None:
            assert np.ptp(answer.by_theory[:, theory]) == pytest.approx(0.0, abs=1e-9)


def test_no_claim_or_table_of_the_page_speaks_of_nats(decided: Forecasted) -> None:
    """Log scores stand behind a line, for scholars."""
    for finding in decided.report.findings:
        if not finding.folded:
            captions = [t.caption for t in finding.tables]
            assert "nats" not in " ".join([finding.sentence, *captions])


def test_an_unseen_file_is_answered_and_scored_by_the_command(tmp_path: Path) -> None:
    rows = "id,text,kind,opens,by,issue,direction,magnitude,rung,side\n"
    rows += "a,Does a step away on universities come?,act,2024-06-01,2025-12-31,women_university,away,3,,\n"
    rows += "b,Do girls' schools stand at 0.4 or above?,rung,2024-06-01,2026-03-31,girls_secondary_education,,,0.4,at_least\n"
    (tmp_path / "new.csv").write_text(rows, encoding="utf-8")
    options = ["--questions", str(tmp_path / "new.csv"), "--theories", "inertia", "--futures", "64"]
    done = CliRunner().invoke(app, ["forecast", "afghanistan", *options, "--out", str(tmp_path), "--json"])
    assert done.exit_code == 0, done.output
    report = json.loads(done.stdout)
    skill = next(f for f in report["findings"] if f["id"] == "forecast.skill")
    assert skill["facts"]["n"]["value"] == 2


@pytest.mark.parametrize(
    "options",
    [["--as-of", "2025-01-01"], ["--strategy", "nonsense"], ["--hindcast", "--strategy", "drift"], ["--weights", "x=1"]],
)
def test_bad_options_end_with_one_line(options: list[str]) -> None:
    done = CliRunner().invoke(app, ["forecast", "afghanistan", *options])
    assert isinstance(done.exception, InputError)
    assert "\n" not in str(done.exception)


def test_answers_are_given_on_the_terms_of_a_study() -> None:
    """Who follows, and what is fixed, hold for signs too."""
    study = mv.make_study(
        "afghanistan",
        theories=["inertia"],
        strategies=["piecemeal"],
        followers="netherlands",
        settings=["case.initial.revenue=0.3"],
        futures=8,
    )
    asked = Asking.of(study, None, "piecemeal", 4).study(study.case, 24, {"initial.contact": 0.5})
    assert (asked.followers, asked.seed, asked.futures, asked.months) == ("netherlands", study.seed, 4, 24)
    assert study.pins and asked.pins == {**study.pins, "initial.contact": 0.5}
