"""Plans in words: quarters, offers, agendas, verdicts."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from conftest_plan import UNWANTED, VETO, WANTED  # type: ignore[import-not-found]

from modusvivendi.analysis import PairedDifference
from modusvivendi.case import Case
from modusvivendi.findings import Finding
from modusvivendi.findings.plan_offer import against_stock, unbundling
from modusvivendi.findings.plan_tracks import why_so
from modusvivendi.findings.plan_words import (
    ask,
    gap,
    gap_form,
    how_public,
    leaders,
    named,
    noticed,
    on_offer,
    quarter,
    rule_of,
    rule_words,
    shape,
    size,
    step_words,
)
from modusvivendi.planning import Plan, PlanReport, PlanTrack
from modusvivendi.planning.agenda.agenda import agenda, schedule
from modusvivendi.planning.agenda.forms import FORMS
from modusvivendi.planning.agenda.objective import Objective
from modusvivendi.planning.explain.answer import SCORE, roles
from modusvivendi.planning.explain.track_report import OtherForm, Reason, TrackReport
from modusvivendi.study.make import make_study
from modusvivendi.study.scales import Scales

AIMS = (Objective("technical", 1), Objective("money", -1))


def track(**terms: object) -> PlanTrack:
    return PlanTrack.model_validate(
        {"issues": (WANTED, UNWANTED), "bloc": "pragmatic", "publicity": 0.15, "patience": 12, **terms}
    )


def test_quarters_follow_the_calendar(case: Case) -> None:
    assert case.start == "2024-06"
    assert [quarter(case, m) for m in (0, 1, 6, 7, 60)] == ["2024 Q2", "2024 Q3", "2024 Q4", "2025 Q1", "2029 Q2"]


def test_terms_in_words(case: Case) -> None:
    assert [size(v) for v in (0.0, 0.05, 0.1, 0.2, 0.4)] == ["no", "token", "small", "moderate", "large"]
    assert [how_public(v) for v in (0.15, 0.5, 0.85)] == ["in confidence", "half in the open", "in public"]
    assert on_offer(track()) == "nothing in return"
    assert on_offer(track(reward=0.4, standing=0.1)) == (
        "large money (40% of what those who lead could give) and small status (less than an embassy opened: 10% of the way to recognition)"
    )
    assert "about as an embassy opened" in on_offer(track(standing=0.2)) and "about as an envoy" in on_offer(track(standing=0.4))
    assert "near recognition" in on_offer(track(standing=0.9))
    bare = case.model_copy(update={"ladders": {}})
    assert ask(track(issues=(WANTED, VETO)), bare) == "a large step (30 points of 100) on each"
    both = (
        f"{case.issue(WANTED).title}: a small step (10 points of 100); {case.issue(VETO).title}: a large step (30 points of 100)"
    )
    assert ask(track(issues=(WANTED, VETO), steps={WANTED: 0.1}), bare) == both
    # Policy on the unwanted issue stands at 0.85: an ask of 0.3 is all that is left.
    assert ask(track(issues=(UNWANTED,)), bare) == "all that is left (15 points of 100)"
    assert ask(track(issues=(UNWANTED,)), case).startswith("all that is left, “")
    assert rule_of(track(all_or_nothing=True)) == "one deal, all or nothing"
    assert rule_of(track(issues=(WANTED,))) == "by itself"
    assert (
        leaders(track(bloc="pragmatic"), Plan(name="p", followers="US,UK"), case)
        == "‘Step by step’ (United States and United Kingdom)"
    )
    everyone = leaders(track(bloc="pragmatic"), Plan(name="p"), case)
    assert "more" not in everyone and everyone.count(",") > 3  # nobody is left out
    every = named((WANTED, UNWANTED, VETO), case)
    assert all(f"‘{case.issue(i).title}’" in every for i in (WANTED, UNWANTED, VETO))


def told(outcome: str, mean: float, low: float, high: float) -> str:
    fact = gap(outcome, mean, low, high)
    return format(fact, gap_form(fact))


def test_differences_have_their_interval_and_unit() -> None:
    assert told("technical", 0.023, 0.021, 0.025) == "+2.3 (2.1 to 2.5)"
    assert told("technical", -0.0002, -0.0004, 0.0001) == "−0.02 (−0.04 to 0.01)"
    assert told("attacks", -1.2, -1.5, -0.9) == "−1.2 (−1.5 to −0.9)"
    fact = gap("technical", 0.023, 0.021, 0.025)
    assert (fact.unit, fact.interval, fact.level) == ("points of 100", "sampling error", 0.95)


def test_asks_are_told_as_facts_that_would_then_hold(case: Case) -> None:
    """Girls' schools stand at 0.1 of a ladder with rungs at 0, 0.1, 0.4, 0.7 and 1."""
    assert step_words(0.3, case, VETO) == "“open in some provinces or up to grade nine”"
    assert (
        step_words(0.4, case, VETO)
        == "“open in some provinces or up to grade nine” and a first step toward “open in most cities”"
    )
    assert step_words(0.1, case, VETO) == "a first step toward “open in some provinces or up to grade nine”"
    assert step_words(0.95, case, VETO) == "all that is left, “open to grade twelve nationwide”"
    assert "; " in ask(track(), case) and "points" not in ask(track(), case)


def test_what_does_not_matter_is_a_tie(case: Case) -> None:
    scales = Scales(make_study(case, theories=["inertia"], strategies=["drift"], futures=16))
    scale = scales.of("technical")
    assert scale is not None
    assert noticed("technical", 1.01 * scale.least, True, scales) and not noticed("technical", 0.99 * scale.least, True, scales)
    assert not noticed("technical", 2 * scale.least, False, scales)
    assert gap("technical", scale.least, 0.0, 2 * scale.least, scales=scales).value == pytest.approx(scale.difference)


def test_an_agenda_opens_reviews_and_closes_in_order() -> None:
    plan = Plan(name="p", at_once=2, tracks=(track(start=6, renewals=1, pause=3),))
    assert [(e.kind, e.month) for e in agenda(plan, 60)] == [("keep", 0), ("open", 6), ("review", 18), ("close", 33)]
    assert [e.kind for e in agenda(plan, 18)] == ["keep", "open"]  # what lies beyond the horizon is not said


def test_no_more_offers_stand_at_once_than_the_plan_allows() -> None:
    tracks = tuple(track(issues=(i,), renewals=1, pause=3, start=s) for i, s in ((WANTED, 0), (UNWANTED, 0), (VETO, 6)))
    plan = Plan(name="p", at_once=2, tracks=tracks)
    offers = schedule(plan, 60)
    assert max(sum(o.opens <= m < o.ends for o in offers) for m in range(60)) == 2
    assert [(o.track, o.round, o.opens, o.ends) for o in offers[:3]] == [(0, 0, 0, 12), (1, 0, 0, 12), (2, 0, 12, 24)]
    # The first comes back after its pause; the second finds no place until one of the others has run out.
    assert [(o.track, o.opens) for o in offers[3:]] == [(0, 15), (1, 24), (2, 27)]
    assert [(e.kind, e.month) for e in agenda(plan, 60) if e.track == 2] == [("open", 12), ("review", 24), ("close", 39)]
    assert [(e.kind, e.month) for e in agenda(plan, 12) if e.track == 2] == [("wait", 6)]


def test_shapes() -> None:
    assert shape(Plan(name="p")) == "no talks"
    assert shape(Plan(name="p", tracks=(track(),))) == "one set of talks on 2 issues, all of them in confidence"
    two = (track(issues=(WANTED,)), track(issues=(UNWANTED,), publicity=0.9))
    once = "with at most 1 offer on the table at once, 1 of them in confidence"
    assert shape(Plan(name="p", at_once=1, tracks=two)) == f"2 separate talks on 2 issues, {once}"


def test_roles_name_the_best_on_each_aim() -> None:
    scores = np.array([[0.5, -0.3], [0.9, -0.4], [0.4, -0.2], [0.6, -0.3]])  # less money is better
    assert roles(scores, AIMS, np.array([0.5, 0.2])) == [
        "the most even",
        "most technical cooperation",
        "least money spent",
        "between the others",
    ]


def test_a_plan_as_good_as_the_lead_on_an_aim_is_named_after_it() -> None:
    def role(technical: float) -> str:
        return roles(np.array([[0.9, -0.2], [technical, -0.3]]), AIMS, np.array([0.5, 0.1]))[1]

    assert role(0.895) == "most technical cooperation" and role(0.8) == "between the others"
    assert roles(np.array([[0.9, -0.2]]), AIMS, np.array([0.5, 0.1])) == ["the most even"]


def report(tracks: int, package: dict[str, tuple[float, float]], alone: dict[str, tuple[float, float]]) -> PlanReport:
    """A report with given differences (mean, half width) from both package forms and from every issue alone."""
    issues = (WANTED, UNWANTED, "health_vaccination")
    groups = {1: [issues], 2: [issues[:2], issues[2:]], 3: [(i,) for i in issues]}[tracks]
    rivals = {
        FORMS["package-whole"]: package,
        FORMS["package-parts"]: {k: (m + 9, h) for k, (m, h) in package.items()},
        FORMS["each-alone"]: alone,
    }
    forms = pd.DataFrame(
        [
            {"rival": rival, "measure": k, "difference": m, "low": m - h, "high": m + h, "better": 0.5, "clear": abs(m) > h}
            for rival, measures in rivals.items()
            for k, (m, h) in measures.items()
        ]
    )
    plan = Plan(name="plan-a", tracks=tuple(track(issues=g) for g in groups))
    stock = forms[forms.rival == FORMS["package-whole"]].assign(rival="pressure")
    return PlanReport(plan, "", {}, {}, pd.DataFrame(), pd.DataFrame(), (), forms, stock, None, None, 0)


def parted(made: PlanReport) -> Finding:
    return unbundling(made, AIMS, "Does parting help?")


@pytest.mark.parametrize(
    ("tracks", "score", "alone", "verdict", "said"),
    [
        (3, 1.0, 0.0, "helps", "Unbundling helps. Against one big package, all or nothing"),
        (2, 1.0, 1.0, "helps", "Unbundling helps, but not all the way: some issues belong together."),
        (2, -1.0, 0.0, "does not help", "Unbundling does not help: one big package does better."),
        (2, 0.05, 0.0, "gains and losses", "Unbundling gains on some aims and loses on others."),
        (1, 1.0, 1.0, "does not help", "Unbundling does not help: plan A itself is one track."),
    ],
)
def test_the_verdict_on_unbundling_has_every_sign(tracks: int, score: float, alone: float, verdict: str, said: str) -> None:
    aims = {"technical": (0.02, 0.001), "money": (0.01, 0.001)}
    found = parted(report(tracks, {SCORE: (score, 0.1), **aims}, {SCORE: (alone, 0.1), **aims}))
    assert found.facts["verdict"].value == verdict and found.sentence.startswith(said) and not found.too_close_to_call


def test_no_clear_difference_is_a_tie() -> None:
    aims = {SCORE: (0.0, 0.1), "technical": (0.001, 0.01), "money": (0.001, 0.01)}
    found = parted(report(2, aims, aims))
    assert found.too_close_to_call and "does about the same on" in found.sentence


def test_less_money_counts_as_better() -> None:
    aims = {SCORE: (0.0, 0.1), "technical": (0.02, 0.001), "money": (-0.01, 0.001)}
    made = report(2, aims, aims)
    assert (
        "does better on technical cooperation +2.0 points of 100 (1.9 to 2.1) and money spent −1.0 points of 100 (−1.1 to −0.9)"
        in parted(made).sentence
    )
    stock = against_stock(made, AIMS, "?")
    assert stock.facts["better_money"].value == stock.facts["better_technical"].value == 1
    assert stock.sentence.endswith("on technical cooperation and money spent it is better than all.")


def test_the_rule_of_a_search_is_said() -> None:
    assert [rule_words(how) for how in ("expected", "worst", "p10")] == [
        "mean over weighted theories", "worst theory", "10 per cent point over theories and futures"
    ]  # fmt: skip


def seen(together: float, apart: float, score: float = 0.0) -> TrackReport:
    """Talks of which the authority takes a share together and apart, and what parting them would change of the score."""
    reason = Reason(together, apart, together, (0.5, -0.5), WANTED)
    effect = {SCORE: PairedDifference("parted", "plan", score, 0.01, score - 0.02, score + 0.02, 0.95, 0.5, 64, 0)}
    return TrackReport(
        track(all_or_nothing=True), reason, pd.DataFrame(), {}, OtherForm("parted", (), Plan(name="p")), effect, 0, 0, 0
    )


def test_joining_is_never_praised_with_a_worse_number(case: Case) -> None:
    def said(together: float, apart: float, score: float = 0.0) -> tuple[object, str]:
        facts, claim = why_so(seen(together, apart, score), case, AIMS)
        return facts["verdict"].value, claim.format_map(facts)

    verdict, claim = said(0.31, 0.29)
    assert verdict == "gains" and claim.startswith("Together more is had at the table") and "can pay for" in claim
    verdict, claim = said(0.29, 0.31)
    assert verdict == "costs" and claim.startswith("Joining costs something") and "can pay for" not in claim
    assert "neither clearly better nor worse" in claim
    assert "over the whole course" in said(0.29, 0.31, -0.5)[1] and "would do better" in said(0.29, 0.31, 0.5)[1]
    assert said(0.3, 0.3)[0] == "no difference"
