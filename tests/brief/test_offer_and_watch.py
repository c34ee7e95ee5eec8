"""That pages 3 and 4 do not say what the record, the plan or page 1 speaks against."""

from __future__ import annotations

from dataclasses import replace

import pytest

from modusvivendi.api.briefs import BriefResult
from modusvivendi.case import load_case
from modusvivendi.findings.brief.asked_before import against, clause, held, held_with_acts
from modusvivendi.findings.brief.precedents import near_ones, own_rate, rate
from modusvivendi.findings.ladder_words import lowered
from modusvivendi.precedent.precedents import find_precedents


@pytest.fixture(params=["small", "alone"])
def brief(request: pytest.FixtureRequest) -> BriefResult:
    """Both briefs, one after the other."""
    found: BriefResult = request.getfixturevalue(request.param)
    return found


def test_there_is_one_sign_of_a_kind_on_an_issue(brief: BriefResult) -> None:
    frame = brief.report.finding("brief.watch.signs").tables[0].frame
    issues = [
        (kind, text.split(":")[0].split(" rises to")[0].split(" falls to")[0])
        for kind, text in zip(frame["sign of"], frame["this has come"], strict=True)
    ]
    assert len(set(issues)) == len(issues) > 1
    assert not any("medium or large" in text for text in frame["this has come"])


def test_relief_that_is_asked_for_with_a_reward_is_not_said_to_be_no_chip(brief: BriefResult) -> None:
    found = brief.report.finding("brief.offer.principles")
    assert found.facts["relief"].n and "climate and disaster response" in found.sentence
    assert "Kept" not in found.sentence and "negotiated with one another only" not in found.sentence


def test_an_ask_of_the_top_rung_says_that_it_is_the_full_ask(brief: BriefResult) -> None:
    asks = list(brief.report.finding("brief.offer.table").tables[0].frame["we ask"])
    assert any("up to the full ask" in text for text in asks) and not any("in full" in text for text in asks)


def test_offers_that_are_alike_say_what_they_come_to_together(brief: BriefResult) -> None:
    assert "if all 4 are met, about " in brief.report.finding("brief.offer.table").sentence


def test_status_on_offer_is_told_as_an_act_and_not_in_numbers(brief: BriefResult) -> None:
    assert "no more than a visit at high level" in brief.report.finding("brief.offer.principles").sentence


def test_what_was_given_and_taken_back_is_told_with_both(brief: BriefResult) -> None:
    assert "steps away on humanitarian access" in brief.report.finding("brief.offer.own").sentence


def test_todays_rung_stands_beside_the_newest_plain_act_against_it() -> None:
    case = load_case("afghanistan", read_on="2026-11-27")
    told = [i for i in case.issues if against(case, i.id)]
    assert 0 < len(told) < len(case.issues)
    for issue in case.issues:
        act = against(case, issue.id)
        assert (
            held_with_acts(case, issue) == held(case, issue) if act is None else clause(act.what) in held_with_acts(case, issue)
        )


def test_precedents_of_this_authority_come_before_those_of_another() -> None:
    found = find_precedents("afghanistan", ask={"issues": ("counterterrorism_isis",), "form": "single"})
    cases = [d.case == "afghanistan" for d in near_ones(found)]
    assert cases == sorted(cases, reverse=True) and cases[0]
    assert " here; " in rate(found)
    assert own_rate(found).split(" of ") == [
        str(found.by_case["afghanistan"].met.count),
        str(found.by_case["afghanistan"].decided),
    ]
    assert own_rate(replace(found, by_case={})) == ""


def test_whose_parliament_is_said_where_one_country_follows(alone: BriefResult, small: BriefResult) -> None:
    needs = ["; ".join(b.report.finding("brief.watch.consent").tables[0].frame["whose consent"]) for b in (alone, small)]
    assert "he parliament of the Netherlands" in needs[0] and "follower" not in needs[0]
    assert "Each follower's parliament" in needs[1]


def test_the_name_of_a_script_keeps_its_capital() -> None:
    assert lowered("Latin-script schools") == "Latin-script schools"
    assert lowered("Girls' schools.") == "girls' schools"
