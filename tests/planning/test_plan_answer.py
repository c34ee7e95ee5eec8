"""The answer: every number in it comes from a run, and zones have both signs."""

from __future__ import annotations

import numpy as np
import pytest
from conftest_plan import UNWANTED, VETO, WANTED, theory  # type: ignore[import-not-found]

from modusvivendi.case import Case
from modusvivendi.findings import Finding
from modusvivendi.findings.plan_offer import offer_findings
from modusvivendi.findings.plan_words import noticed
from modusvivendi.findings.plan_zones import zone_findings
from modusvivendi.planning import (
    Answer,
    Basis,
    Effort,
    Evaluator,
    Judges,
    Limits,
    explain_plans,
    find_zones,
    make_space,
    read_objectives,
    starting_plans,
)
from modusvivendi.planning.agenda.forms import FORMS, alone, no_talks
from modusvivendi.planning.explain.answer import SCORE
from modusvivendi.planning.search.search import search
from modusvivendi.strategy import load_strategies
from modusvivendi.theory import load_theory


@pytest.fixture(scope="module")
def answer(case: Case) -> Answer:
    theories = [load_theory("leverage"), load_theory("status_and_cohesion")]
    basis = Basis(case=case, theories=theories)
    seek, fresh = Evaluator(basis, 16), Evaluator(basis, 32, first=1000)
    space = make_space(case, Limits(), 60)
    aims = read_objectives("core_rights,technical,-money", fresh.study.outcome_names)
    found = search(space, seek, aims, effort=Effort(generations=2, population=8), start=starting_plans(space))
    judges = Judges(seek=seek, improve=seek, choose=seek, fresh=fresh)
    return explain_plans(space, found, judges, aims, stock=load_strategies(), count=2)


def first_findings(answer: Answer) -> dict[str, Finding]:
    """What is said of the lead plan, by the last part of its id."""
    return {f.id.split(".")[-1]: f for f in offer_findings(answer, answer.reports[0], "?")}


def test_a_handful_of_distinct_plans_within_the_limits(answer: Answer, case: Case) -> None:
    plans = [r.plan for r in answer.reports]
    assert len(plans) == 2 and len({p.key for p in plans}) == len(plans)
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
            ends = made.by_theory[["met", "partly met", "undone from above", "not met", "not ended"]].to_numpy()
            assert ends.sum(axis=1) == pytest.approx(np.ones(len(ends)))
            assert 0 <= made.fails <= 1 and 0 <= made.reason.together <= 1 and 0 <= made.reason.apart <= 1
            if len(made.track.issues) == 1:
                assert np.allclose(made.by_theory["taken together"], made.by_theory["taken apart"])
            assert (made.other is None) == (len(report.plan.issues) == 1)


def test_the_opposite_form_of_a_track_is_run(answer: Answer) -> None:
    report = next(r for r in answer.reports if any(len(t.track.issues) > 1 for t in r.tracks))
    k, made = next((k, t) for k, t in enumerate(report.tracks) if len(t.track.issues) > 1)
    singles = tuple(alone(made.track, issue) for issue in made.track.issues)
    parted = report.plan.model_copy(update={"tracks": (*report.plan.tracks[:k], *singles, *report.plan.tracks[k + 1 :])})
    run = answer.evaluator.run([parted, report.plan])
    assert made.other is not None and made.other.form == "parted"
    assert made.other_effect["technical"].mean == pytest.approx(run.difference(0, 1, "technical").mean)


def test_the_first_findings_say_whether_unbundling_helps(answer: Answer) -> None:
    found, lead = first_findings(answer)["unbundling"], answer.reports[0]
    verdict, scales = found.facts["verdict"].value, answer.evaluator.scales
    score = lead.forms[lead.forms.measure == SCORE].set_index("rival")
    worst = score.loc[[FORMS["package-whole"], FORMS["package-parts"]]].sort_values("difference").iloc[0]
    rows = lead.against(str(worst.name))
    matters = any(
        noticed(o.outcome, rows.loc[o.outcome].difference, rows.loc[o.outcome].clear, scales) for o in answer.objectives
    )
    if len(lead.plan.tracks) >= 2 and not matters:
        assert verdict == "no clear difference" and found.too_close_to_call
    elif len(lead.plan.tracks) < 2 or worst.high < 0:
        assert verdict == "does not help"
    elif worst.low > 0:
        assert verdict == "helps"
    else:
        assert verdict in ("no clear difference", "gains and losses")


def test_the_first_findings_speak_of_the_lead_plan_and_its_numbers(answer: Answer) -> None:
    found, lead = first_findings(answer), answer.reports[0]
    assert found["opens"].sentence.startswith("On the table: plan A") and lead.plan.title == "Plan A: the most even"
    run = answer.evaluator.run([lead.plan, no_talks(lead.plan)])
    gain = run.difference(0, 1, "technical")
    fact = found["brings"].facts["against_technical"]
    scale = answer.evaluator.scales.of("technical")
    assert scale is not None and fact.unit == scale.unit == "rungs"
    mean, low, high = (scale.slope * x for x in (gain.mean, gain.low, gain.high))
    assert (fact.value, fact.low, fact.high) == pytest.approx((mean, low, high))
    told = f"technical cooperation {mean:+.1f} rungs ({low:.1f} to {high:.1f})"
    assert (told in found["brings"].sentence.replace("−", "-")) == (gain.clear and abs(mean) >= scale.difference)


def test_every_issue_that_a_plan_does_not_touch_is_named(answer: Answer, case: Case) -> None:
    for report in answer.reports:
        (left,) = (f for f in offer_findings(answer, report, "?") if f.id.endswith("left_out"))
        spoken = {*report.plan.issues, *(report.plan.demands if report.plan.demand_intensity else ())}
        silent = [i.title for i in case.issues if i.id not in spoken]
        assert left.facts["count"].value == len(silent) and len(silent) + len(spoken) == len(case.issues)
        assert all(f"‘{title}’" in left.sentence for title in silent)


def test_the_best_change_is_better_and_the_worst_worse(answer: Answer) -> None:
    for report in answer.reports:
        assert report.best is None or report.best.difference[SCORE].low > 0
        assert report.worst is None or report.worst.difference[SCORE].high < 0
        assert report.tried > 10


def test_zones_have_both_signs_and_are_empty_where_deals_never_count(case: Case, pins: dict[str, float]) -> None:
    worlds = [theory(), load_theory("inertia")]
    basis = Basis(case=case, theories=worlds, pins=pins)
    zones = find_zones(Evaluator(basis, 64), Evaluator(basis, 16))
    pairs = zones.pairs[zones.pairs.theory == "constructed"]
    linked = pairs[(pairs["first"] == case.issue(UNWANTED).title) & (pairs["second"] == case.issue(WANTED).title)]
    assert (linked.linkage > 0.3).all() and len(linked) > 0
    veto = pairs[(pairs["first"] == case.issue(VETO).title) & (pairs["second"] == case.issue(WANTED).title)]
    assert (veto.linkage < -0.3).all() and len(veto) > 0
    still = zones.single[zones.single.theory == "inertia"]
    assert (still.zone == 0).all() and (zones.pairs[zones.pairs.theory == "inertia"].together == 0).all()
    single = zones.single[zones.single.theory == "constructed"]
    assert np.allclose(single.free + single.paid, single.zone)
    assert np.allclose(zones.pairs.free + zones.pairs.paid, zones.pairs.together)
    asked = {issue for bloc in case.blocs for issue in bloc.demands}
    deals = set(zones.deals.deal)
    assert {case.issue(i).title for i in asked} <= deals  # every issue that anyone asks for is simulated
    assert any(" with " in deal for deal in deals) and set(zones.third.deal) <= deals
    assert [f.id for f in zone_findings(zones)] == [
        "zones.widest", "zones.links", "zones.paid", "zones.third", "zones.numbers",
    ]  # fmt: skip


def test_a_deal_that_hurts_a_third_party_is_said(case: Case) -> None:
    # Where only the base's anger counts, a public deal on a matter of creed feeds a rival that then attacks.
    backlash = theory(
        theta_benefit=2.0,
        dedication_step=5.0,
        cohesion_response=1.0,
        desertion_rate=0.05,
        contamination=0.0,
    )
    hurt = {f"issues.{i}.own_benefit": 1.0 for i in case.issue_ids}
    basis = Basis(case=case, theories=[backlash], pins=hurt)
    zones = find_zones(Evaluator(basis, 64), Evaluator(basis, 64))
    (third,) = (f for f in zone_findings(zones) if f.id == "zones.third")
    hurting = zones.hurting.drop_duplicates(["deal", "bloc"])
    assert len(hurting) and third.facts["hurting"].value == len(hurting)
    assert all(deal in third.sentence for deal in hurting.deal) and "none noticeably" not in third.sentence
