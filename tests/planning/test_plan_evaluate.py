"""Batches give what studies give; changes have the right sign; forms do not matter where deals never move policy."""

from __future__ import annotations

import numpy as np
import pytest
from conftest_plan import UNWANTED, VETO, WANTED, theory  # type: ignore[import-not-found]

from modusvivendi.case import Case
from modusvivendi.engine.outcomes import OUTCOMES
from modusvivendi.errors import InputError
from modusvivendi.findings.plan_what_if import what_if_report
from modusvivendi.findings.plan_words import change_words, difference_words
from modusvivendi.planning import (
    Basis,
    Evaluator,
    Limits,
    Plan,
    PlanTrack,
    Space,
    make_space,
    move_issue,
    plan_of_strategy,
    read_objectives,
    what_if,
)
from modusvivendi.planning.agenda.agenda import schedule
from modusvivendi.planning.agenda.change import differences, single_changes
from modusvivendi.planning.agenda.forms import FORMS, each_alone, forms_of, no_talks, one_package
from modusvivendi.planning.agenda.objective import robust
from modusvivendi.strategy import load_strategies, load_strategy
from modusvivendi.study import Study, run_study


@pytest.fixture(scope="module")
def piecemeal(case: Case) -> Plan:
    return plan_of_strategy(load_strategy("piecemeal"), case)


def test_a_batch_gives_the_bits_of_a_study(shipped: Evaluator, case: Case, piecemeal: Plan) -> None:
    names = ("pressure", "piecemeal", "benchmarks")
    study = Study(case=case, theories=shipped.study.theories, strategies=tuple(load_strategies(names)), futures=64)
    direct = run_study(study, threads=1)
    run = shipped.run([*load_strategies(names), piecemeal])
    assert np.array_equal(run.outcomes[:3], direct.outcomes.transpose(1, 0, 2, 3))
    assert np.array_equal(run.outcomes[3], run.outcomes[1])
    assert np.array_equal(run.tracks[1, :, :15], direct.tracks[:, 1, :15])


def test_plans_do_not_depend_on_their_company(shipped: Evaluator, piecemeal: Plan) -> None:
    alone = shipped.run([piecemeal])
    among = shipped.run([no_talks(piecemeal), one_package(piecemeal, True), piecemeal])
    assert np.array_equal(alone.outcomes[0], among.outcomes[2])


def test_form_changes_no_policy_where_deals_never_move_it(shipped: Evaluator, piecemeal: Plan) -> None:
    run = shipped.run([piecemeal, one_package(piecemeal, True), one_package(piecemeal, False)])
    inertia, brief = (run.theories.index(t) for t in ("inertia", "status_and_cohesion"))
    for outcome in ("core_rights", "technical", "access"):
        values = run.of(outcome)
        assert (values[0, inertia] == values[1, inertia]).all() and (values[0, inertia] == values[2, inertia]).all()
        assert (values[0, brief] != values[1, brief]).any()


def test_what_if_has_the_sign_that_is_known(linkage: Evaluator) -> None:
    pair = PlanTrack(issues=(WANTED, UNWANTED), step=0.3, all_or_nothing=True, patience=36)
    plan = Plan(name="pair", tracks=(pair,))
    aims = read_objectives("technical", linkage.study.outcome_names)
    alone = what_if(linkage, plan, move_issue(plan, UNWANTED, "alone"), aims)
    assert alone.difference["technical"].high < 0
    veto = move_issue(Plan(name="veto", tracks=(*plan.tracks, PlanTrack(issues=(VETO,), all_or_nothing=True))), VETO, 0)
    assert len(veto.tracks) == 1
    assert what_if(linkage, plan, veto, aims).difference["technical"].high < 0
    same = what_if(linkage, plan, plan, aims)
    assert same.difference["technical"].mean == 0 and same.changes == ()
    effect = what_if_report(same, "uniform").finding("what_if.technical")
    assert effect.facts["verdict"].value == "no difference at all" and not effect.too_close_to_call


def test_forms_keep_the_offers(piecemeal: Plan, shipped: Evaluator, case: Case) -> None:
    uneven = move_issue(piecemeal, piecemeal.tracks[0].issues[0], 3)
    for form in (one_package(uneven, True), one_package(uneven, False), each_alone(uneven)):
        assert sorted(form.issues) == sorted(uneven.issues)
        assert form.reward == pytest.approx(uneven.reward)
        assert form.standing == pytest.approx(uneven.standing)
    assert each_alone(piecemeal).tracks == piecemeal.tracks
    assert no_talks(piecemeal).tracks == ()
    assert list(forms_of(no_talks(piecemeal))) == list(FORMS.values())  # a plan without talks has all its forms, too


def test_moving_an_issue(piecemeal: Plan, case: Case) -> None:
    first, second = piecemeal.tracks[0].issues[0], piecemeal.tracks[1].issues[0]
    joined = move_issue(piecemeal, first, 1)
    assert (second, first) in [t.issues for t in joined.tracks] and len(joined.tracks) == len(piecemeal.tracks) - 1
    assert first not in move_issue(piecemeal, first, "off").issues
    assert move_issue(move_issue(piecemeal, first, "off"), first, "alone").issues[-1] == first
    said = differences(piecemeal, joined, case)
    assert [(d.issues, d.field, d.before, d.after) for d in said] == [((first,), "place", (), (second,))]
    what, before, after = difference_words(said[0], case)
    assert (what, before, after) == (f"‘{case.issue(first).title}’", "alone", f"with ‘{case.issue(second).title}’")
    assert differences(piecemeal, piecemeal, case) == []
    paid = joined.model_copy(update={"tracks": (joined.tracks[0].model_copy(update={"reward": 0.9}), *joined.tracks[1:])})
    both = differences(piecemeal, paid, case)
    assert len(both) == 2 and both[0] == said[0] and (both[1].field, both[1].after) == ("reward", 0.9)
    assert move_issue(piecemeal, first, 0) == piecemeal
    for wrong in (99, "elsewhere"):
        with pytest.raises(InputError):
            move_issue(piecemeal, first, wrong)


def test_single_changes_are_changes_and_keep_the_limits(case: Case) -> None:
    space: Space = make_space(case, Limits(budget=1.0, staff=3), 60)
    plan = space.decode(np.random.default_rng(3).random(space.size))
    changes = single_changes(plan, space)
    assert len(changes) > 50 and {c.kind for c in changes} == {"move", "terms", "frame"}
    assert all(c.plan.key != plan.key and not space.limits.broken(c.plan, case) for c in changes)
    assert len({c.plan.key for c in changes}) == len(changes)
    assert all(differences(plan, c.plan, case) for c in changes)
    told = [words for c in changes if "all that is left" not in (words := change_words(c, case))]
    assert len(set(told)) == len(told) > len(changes) - 10  # told apart, but for steps that all ask for what is left of a ladder


def test_robust_rules_on_known_numbers() -> None:
    values = np.array([[[0.0, 2.0], [4.0, 6.0]]])  # one plan, two theories, two futures
    half = np.array([0.5, 0.5])
    assert robust(values, half, "expected")[0] == 3.0
    assert robust(values, np.array([0.75, 0.25]), "expected")[0] == 2.0
    assert robust(values, half, "worst")[0] == 1.0
    assert robust(values, np.array([0.0, 1.0]), "worst")[0] == 5.0
    assert robust(values, half, "p10")[0] == 0.0 and robust(values, half, "p60")[0] == 4.0
    with pytest.raises(InputError, match="percentile"):
        robust(values, half, "best")


def test_objectives_take_their_own_direction_unless_told(shipped: Evaluator) -> None:
    known = shipped.study.outcome_names
    assert [o.direction for o in read_objectives("technical,money,+money_x".replace(",+money_x", ""), known)] == [1, -1]
    assert [o.direction for o in read_objectives("-technical,+money", known)] == [-1, 1]
    assert {o.name: o.direction for o in OUTCOMES}["attacks"] == read_objectives("attacks", known)[0].direction
    for wrong in ("", "technicl", "technical,-technical", "core_rights,inclusion,technical,access,wellbeing,services"):
        with pytest.raises(InputError):
            read_objectives(wrong, known)


def test_weights_leave_theories_out(case: Case) -> None:
    theories = [theory(), theory().model_copy(update={"name": "other"})]
    both = Evaluator(Basis(case=case, theories=theories, weights={"other": 2.0}), 8)
    assert both.theories == ("other",) and both.weights.tolist() == [1.0]


def test_the_agenda_opens_when_the_engine_does(case: Case) -> None:
    # Where no deal is ever taken, offers run out one after another, and those that wait take their places.
    never = Evaluator(Basis(case=case, theories=[theory(deals_enabled=0.0)], months=48), 8)
    issues = ("girls_secondary_education", "women_university", "women_public_life", "inclusive_government", "amnesty_reprisals")
    tracks = tuple(PlanTrack(issues=(i,), patience=24, step=1.0) for i in issues)
    for at_once in (1, 2, 5):
        plan = Plan(name="p", at_once=at_once, tracks=tracks)
        opened = {o.track for o in schedule(plan, 48)}
        assert never.run([plan]).mean("offered")[0] == len(opened)
