"""Plans in words: quarters, offers, agendas, verdicts."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from conftest_plan import UNWANTED, WANTED  # type: ignore[import-not-found]

from modusvivendi.case import Case
from modusvivendi.planning import Plan, PlanReport, PlanTrack
from modusvivendi.planning.agenda.agenda import agenda
from modusvivendi.planning.agenda.forms import FORMS
from modusvivendi.planning.agenda.objective import Objective
from modusvivendi.planning.explain.answer import SCORE, roles
from modusvivendi.planning.explain.headline import against_stock, shape, unbundling
from modusvivendi.planning.explain.words import (
    ask,
    how_public,
    interval,
    leaders,
    listed,
    on_offer,
    quarter,
    rule_of,
    rule_words,
    size,
    sought_by,
)

AIMS = (Objective("technical", 1), Objective("money", -1))


def track(**terms: object) -> PlanTrack:
    return PlanTrack.model_validate({"issues": (WANTED, UNWANTED), "publicity": 0.15, "patience": 12, **terms})


def test_quarters_follow_the_calendar(case: Case) -> None:
    assert case.start == "2024-06"
    assert [quarter(case, m) for m in (0, 1, 6, 7, 60)] == ["2024 Q2", "2024 Q3", "2024 Q4", "2025 Q1", "2029 Q2"]


def test_terms_in_words(case: Case) -> None:
    assert [size(v) for v in (0.0, 0.05, 0.1, 0.2, 0.4)] == ["no", "token", "small", "moderate", "large"]
    assert [how_public(v) for v in (0.15, 0.5, 0.85)] == ["in confidence", "half in the open", "in public"]
    assert on_offer(track()) == "nothing in return"
    assert on_offer(track(reward=0.4, standing=0.1)) == "large money (40%) and small status (10%)"
    assert ask(track()) == "a large step (30 points of 100) on each"
    assert ask(track(steps={WANTED: 0.1})) == "steps of 10 to 30 points of 100"
    assert rule_of(track(all_or_nothing=True)) == "one deal, all or nothing"
    assert rule_of(track(issues=(WANTED,))) == "by itself"
    assert listed(["a"]) == "a" and listed(["a", "b", "c"]) == "a, b and c"
    assert leaders(track(), Plan(name="p", followers="US,UK"), case) == "‘Step by step’ (United States and United Kingdom)"
    assert interval("technical", 0.023, 0.021, 0.025) == "+2.3 (2.1 to 2.5)"
    assert interval("technical", -0.0002, -0.0004, 0.0001) == "-0.02 (-0.04 to 0.01)"
    assert interval("attacks", -1.2, -1.5, -0.9) == "-1.2 (-1.5 to -0.9)"


def test_an_agenda_opens_reviews_and_closes_in_order(case: Case) -> None:
    plan = Plan(
        name="p",
        at_once=2,
        demands=("girls_secondary_education",),
        follow_through=0.9,
        tracks=(track(start=6, renewals=1, pause=3),),
    )
    found = agenda(plan, case, 60)
    assert [(e.kind, e.month, e.quarter) for e in found] == [
        ("keep", 0, "2024 Q2"), ("open", 6, "2024 Q4"), ("review", 18, "2025 Q4"), ("close", 33, "2027 Q1"),
    ]  # fmt: skip
    assert "Girls' secondary education" in found[0].text and "90 of 100" in found[0].text and "2 sets" in found[0].text
    assert case.issue(UNWANTED).title in found[1].text and "12 months" in found[1].text
    assert "pause 3 months" in found[2].text and "withdraw" in found[3].text
    assert [e.kind for e in agenda(plan, case, 18)] == ["keep", "open"]  # what lies beyond the horizon is not said


def test_shapes() -> None:
    assert shape(Plan(name="p")) == "no talks"
    assert shape(Plan(name="p", tracks=(track(),))) == "one set of talks on 2 issues, all of them in confidence"
    two = (track(issues=(WANTED,)), track(issues=(UNWANTED,), publicity=0.9))
    assert (
        shape(Plan(name="p", at_once=1, tracks=two)) == "2 separate talks on 2 issues, at most 1 at once, 1 of them in confidence"
    )


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
    return PlanReport(plan, "", {}, {}, pd.DataFrame(), pd.DataFrame(), [], (), forms, stock, None, None, 0)


@pytest.mark.parametrize(
    ("tracks", "score", "alone", "said"),
    [
        (3, 1.0, 0.0, "Unbundling helps. Against one big package, all or nothing"),
        (2, 1.0, 1.0, "Unbundling helps, but not all the way: some issues belong together."),
        (2, -1.0, 0.0, "Unbundling does not help: one big package does better."),
        (2, 0.05, 0.0, "Unbundling gains on some aims and loses on others."),
        (1, 1.0, 1.0, "Unbundling does not help: plan A itself is one track."),
    ],
)
def test_the_verdict_on_unbundling_has_every_sign(tracks: int, score: float, alone: float, said: str) -> None:
    aims = {"technical": (0.02, 0.001), "money": (0.01, 0.001)}
    found = unbundling(report(tracks, {SCORE: (score, 0.1), **aims}, {SCORE: (alone, 0.1), **aims}), AIMS)
    assert found.startswith(said)


def test_no_clear_difference_is_said() -> None:
    aims = {SCORE: (0.0, 0.1), "technical": (0.001, 0.01), "money": (0.001, 0.01)}
    found = unbundling(report(2, aims, aims), AIMS)
    assert found.startswith("Unbundling makes no clear difference.") and "does no differently on" in found


def test_less_money_counts_as_better() -> None:
    aims = {SCORE: (0.0, 0.1), "technical": (0.02, 0.001), "money": (-0.01, 0.001)}
    made = report(2, aims, aims)
    assert "does better on technical cooperation +2.0 (1.9 to 2.1) and money spent -1.0 (-1.1 to -0.9)" in unbundling(made, AIMS)
    assert against_stock(made, AIMS).endswith("on technical cooperation and money spent it is better than all.")


def test_the_rule_of_a_search_is_said_where_it_is_not_the_mean() -> None:
    assert [rule_words(how) for how in ("expected", "worst", "p10")] == [
        "mixture of theories", "worst theory", "10 per cent point over theories and futures"
    ]  # fmt: skip
    assert sought_by("expected") == "" and "named by the worst theory" in sought_by("worst")
