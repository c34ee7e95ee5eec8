"""That pages 3 and 4 do not say what the record, the plan or page 1 speaks against."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from modusvivendi.api.briefs import BriefResult
from modusvivendi.case import load_case
from modusvivendi.findings.brief.asked_before import against, clause, held, held_with_acts, shut_by_others
from modusvivendi.findings.brief.precedents import LEAST, form_rates, near_ones, own_rate, rate
from modusvivendi.findings.brief.terms import on_relief
from modusvivendi.findings.ladder_words import lowered
from modusvivendi.planning import Plan, PlanTrack
from modusvivendi.precedent.precedents import find_precedents


@pytest.fixture(params=["small", "alone"])
def brief(request: pytest.FixtureRequest) -> BriefResult:
    """Both briefs, one after the other."""
    found: BriefResult = request.getfixturevalue(request.param)
    return found


def test_there_is_one_sign_of_a_kind_on_an_issue(brief: BriefResult) -> None:
    frame = brief.report.finding("brief.watch.signs").tables[0].frame
    issues = [(kind, text.split(": ")[0]) for kind, text in zip(frame["way"], frame["sign"], strict=True)]
    assert len(set(issues)) == len(issues) > 1
    assert not any("medium or large" in text for text in frame["sign"])


def test_relief_is_asked_for_with_nothing_in_return_and_the_page_says_so(brief: BriefResult) -> None:
    told = brief.report.finding("brief.offer.principles").sentence
    assert told.startswith("Kept: relief (climate and disaster response; ") and "with nothing in return" in told
    assert "; for climate and disaster response nothing in return. " in brief.report.finding("brief.offer.table").sentence


@pytest.mark.parametrize(
    ("track", "begins", "named"),
    [
        ({"issues": ("humanitarian_access",)}, "Kept: relief", ["humanitarian_access"]),
        ({"issues": ("humanitarian_access",), "reward": 0.1}, "Not settled", ["humanitarian_access"]),
        ({"issues": ("humanitarian_access",), "standing": 0.1}, "Not settled", ["humanitarian_access"]),
        ({"issues": ("humanitarian_access", "economy_banking")}, "Not kept", ["humanitarian_access"]),
        ({"issues": ("economy_banking",), "reward": 0.1}, "Kept: {rule}", []),
    ],
)
def test_what_is_said_of_relief_follows_from_the_plan(track: dict[str, object], begins: str, named: list[str]) -> None:
    plan = Plan(name="own", tracks=(PlanTrack.model_validate(track),))
    claim, relief = on_relief(plan, load_case("afghanistan"))
    assert claim.startswith(begins) and relief == named


def test_an_ask_begins_with_an_act_and_says_how_far_it_goes(brief: BriefResult) -> None:
    case = load_case("afghanistan", read_on="2026-11-27")
    known = {rung.ask for ladder in case.ladders.values() for rung in ladder.rungs if rung.ask}
    asks = list(brief.report.finding("brief.offer.table").tables[0].frame["we ask"])
    assert asks and all(text.startswith("first: ") and "; in the end: " in text for text in asks)
    assert {text.removeprefix("first: ").split("; in the end: ")[0] for text in asks} <= known


def test_what_follows_is_named_in_order_and_with_the_day_by_which_it_opens(brief: BriefResult) -> None:
    told = brief.report.finding("brief.offer.later").sentence
    planned = brief.report.finding("brief.offer.opens").facts["all"].n
    told, _, own = told.partition(" The order is the option's own")
    assert planned == told.count(";") + len(brief.report.finding("brief.offer.table").tables[0].frame) + 1
    assert "; on record prisoners and hostages and returns of nationals were given most often: consider to put these first" in own
    assert "by December 2029 at the latest" in told and "only if some of these are met sooner" in told


def test_offers_that_are_alike_say_what_they_come_to_together(brief: BriefResult) -> None:
    assert "The 3 that are paid for come to about " in brief.report.finding("brief.offer.table").sentence


def test_status_on_offer_is_told_as_an_act_and_not_in_numbers(brief: BriefResult) -> None:
    assert "in status, to no more than a visit at high level" in brief.report.finding("brief.offer.table").sentence


def test_what_was_given_and_taken_back_is_told_with_both(brief: BriefResult) -> None:
    results = brief.report.finding("brief.offer.own").tables[0].frame["result"]
    assert any("cut back since on humanitarian access (6 steps)" in told for told in results)


def test_todays_rung_stands_beside_the_newest_plain_act_against_it() -> None:
    case = load_case("afghanistan", read_on="2026-11-27")
    told = [i for i in case.issues if against(case, i.id)]
    assert 0 < len(told) < len(case.issues)
    for issue in case.issues:
        act, move = against(case, issue.id), shut_by_others(case.as_of, case, issue.id, set())
        newest = clause(move.what) if move else clause(act.what) if act else ""
        told_now = held_with_acts(case, issue, set())
        assert newest.lower() in told_now.lower() if newest else told_now == held(case, issue)


def test_pressure_of_those_who_act_is_not_told_as_that_of_others() -> None:
    case = load_case("afghanistan", read_on="2026-11-27")
    move = next(m for i in case.issues if (m := shut_by_others(case.as_of, case, i.id, set())))
    assert shut_by_others(case.as_of, case, move.issue, {move.actor}) != move
    assert shut_by_others(date(2031, 1, 1), case, move.issue, set()) is None  # long ago


def test_precedents_of_this_authority_come_before_those_of_another() -> None:
    found = find_precedents("afghanistan", ask={"issues": ("trade_transit_infrastructure",), "form": "single"})
    near = near_ones(found)
    assert near and all(d.case == "afghanistan" and d.form < 0.5 for d in near)
    assert [d.cost > LEAST for d in near] == sorted((d.cost > LEAST for d in near), reverse=True)
    assert rate(found).endswith(" met here")
    never = find_precedents("afghanistan", ask={"issues": ("counterterrorism_isis",), "form": "single"})
    assert near_ones(never) == [] and rate(never) == "never asked alone here"
    assert own_rate(found).split(" of ") == [
        str(found.by_case["afghanistan"].met.count),
        str(found.by_case["afghanistan"].decided),
    ]
    assert own_rate(replace(found, by_case={})) == ""


def test_the_rate_of_a_form_counts_every_decided_ask_of_that_form_on_any_matter() -> None:
    found = find_precedents("afghanistan", ask={"issues": ("trade_transit_infrastructure",), "form": "single"})
    mine = [d for d in found.counted if d.decided and d.case == "afghanistan" and d.form <= 0.5]
    assert form_rates(found).own == f"{sum(d.met for d in mine)} of {len(mine)}"
    met_on = form_rates(found).met_on
    assert {i: sum(d.met and i in d.issues for d in mine) for i in met_on} == met_on
    assert list(met_on.values()) == sorted(met_on.values(), reverse=True)
    assert form_rates(replace(found, counted=())).own == ""


def test_whose_parliament_is_said_where_few_countries_follow_and_who_decides_the_line_of_a_body(
    alone: BriefResult, small: BriefResult
) -> None:
    needs = ["; ".join(b.report.finding("brief.watch.consent").tables[0].frame["whose consent"]) for b in (alone, small)]
    assert "he parliaments of Germany, France, the Netherlands and Austria" in needs[0] and "follower" not in needs[0]
    assert all(text.startswith("The Council, all member states by unanimity") for text in needs)
    assert "he parliament of each state that acts" in needs[1] and "the European Parliament and the Council" in needs[1]


def test_the_name_of_a_script_keeps_its_capital() -> None:
    assert lowered("Latin-script schools") == "Latin-script schools"
    assert lowered("Girls' schools.") == "girls' schools"


def test_a_fall_on_a_core_right_is_watched_even_if_theories_agree_on_it(brief: BriefResult) -> None:
    case = load_case("afghanistan", read_on="2026-11-27")
    frame = brief.report.finding("brief.watch.signs").tables[0].frame
    rights = [i.title for i in case.issues if i.core_right]
    worse = frame[frame["way"] == "worse"]["sign"]
    assert any(text.startswith(f"{title}: ") for text in worse for title in rights)
    assert "falls as in the sign below" in brief.report.finding("brief.watch.stop").sentence


def test_what_sanctions_mean_stands_beside_them(brief: BriefResult) -> None:
    found = brief.report.finding("brief.watch.constraints")
    assert "no money, goods or arms may reach a listed person" in found.sentence and "ICC" in found.sentence
    assert "relief, basic services and payments for them break no sanction" in found.sentence
    assert "those under its warrants are to be arrested" in found.sentence
