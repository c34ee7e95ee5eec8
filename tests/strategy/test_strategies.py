"""Properties that every strategy has, over the registry; how rules open tracks; who follows."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from modusvivendi.case import load_case, shipped_cases
from modusvivendi.case.humanitarian import humanitarian_issues
from modusvivendi.errors import InputError
from modusvivendi.strategy import Select, Strategy, Track, TrackRule, compile_strategy, load_strategy, shipped_strategies
from modusvivendi.strategy.followers import followers_of
from modusvivendi.strategy.named import tracks_of

CASE = load_case("afghanistan", as_of="2024-05-29")


@pytest.mark.parametrize("name", shipped_strategies())
@pytest.mark.parametrize("followers", ["netherlands", "eu", "like-minded", "everyone"])
def test_every_strategy_compiles_for_every_coalition(name: str, followers: str) -> None:
    moves = compile_strategy(load_strategy(name), CASE, 60, followers)
    for array in moves:
        assert np.isfinite(np.asarray(array, np.float64)).all()
    assert ((moves.follow >= 0) & (moves.follow <= 1)).all()
    assert ((moves.levers >= 0) & (moves.levers <= 1)).all()
    assert (moves.levers[moves.lever_set == 0] == 0).all()
    assert (moves.track_last > moves.track_first).all()


def test_there_are_seven_strategies_and_drift_is_followed_by_no_one() -> None:
    assert len(shipped_strategies()) == 7
    assert load_strategy("drift").nobody_follows
    assert compile_strategy(load_strategy("drift"), CASE, 60).follow.sum() == 0


def test_every_strategy_has_the_case_that_its_backers_make(tmp_path: Path) -> None:
    told = [load_strategy(name).backers for name in shipped_strategies()]
    assert all(told) and len(set(told)) == len(told)
    path = tmp_path / "own.yaml"
    path.write_text(f"name: own\ntitle: Own\nsummary: s\nsources: [s]\nbackers: it{' works' * 18}\n")
    with pytest.raises(InputError, match="backers.*has 19 words; at most 18"):
        load_strategy(path)


def test_a_larger_coalition_has_a_larger_share() -> None:
    share = [
        compile_strategy(load_strategy("piecemeal"), CASE, 60, c).follow.sum()
        for c in ("netherlands", "eu", "like-minded", "everyone")
    ]
    assert share == sorted(share) and share[0] < 0.1 * share[-1]
    assert compile_strategy(load_strategy("piecemeal"), CASE, 60, "everyone").follow.tolist() == [1] * 5


def test_the_brief_asks_for_technical_issues_first_each_alone_and_no_recognition() -> None:
    strategy = load_strategy("piecemeal")
    tracks = tracks_of(strategy, CASE)
    assert all(len(t.issues) == 1 for t in tracks)
    politics = [CASE.issue(t.issues[0]).politicisation.value for t in tracks]
    assert politics == sorted(politics)
    assert all((p.levers.standing or 0) < 0.99 for p in strategy.phases)


def test_forms_are_compared_at_the_same_price() -> None:
    offers = {n: tracks_of(load_strategy(n), CASE) for n in ("pragmatic", "piecemeal")}
    totals = {n: (sum(t.reward for t in ts), sum(t.standing for t in ts)) for n, ts in offers.items()}
    assert totals["pragmatic"] == pytest.approx(totals["piecemeal"])


@pytest.mark.parametrize("name", ["piecemeal", "pragmatic"])
@pytest.mark.parametrize("shipped", shipped_cases())
def test_relief_is_asked_for_with_nothing_in_return_in_its_place_and_at_the_same_price(name: str, shipped: str) -> None:
    case, strategy = load_case(shipped), load_strategy(name)
    rule = strategy.rules[0]
    paid = strategy.model_copy(update={"rules": (rule.model_copy(update={"unpaid": None}),)})
    now, as_if_paid = tracks_of(strategy, case), tracks_of(paid, case)
    assert [(t.issues, t.start) for t in now] == [(t.issues, t.start) for t in as_if_paid]
    relief = humanitarian_issues(case)
    unpaid = [t for t in now if t.reward + t.standing == 0]
    assert unpaid and {i for t in unpaid for i in t.issues} == relief
    assert sum(t.reward for t in now) == pytest.approx(rule.total_reward)
    assert sum(t.standing for t in now) == pytest.approx(rule.total_standing)
    assert len({round(t.reward / len(t.issues), 9) for t in now if t not in unpaid}) == 1


@pytest.mark.parametrize("partition", ["package", "domains", "given"])
def test_what_is_unpaid_leaves_a_deal_that_is_paid_for(partition: str) -> None:
    """Access and vaccination are taken out of a deal, into talks right beside it; the deal keeps the whole price."""
    picked = ("water_management", "humanitarian_access", "economy_banking", "health_vaccination")
    case = CASE.model_copy(update={"issues": tuple(i.model_copy(update={"domain": "relief"}) for i in CASE.issues)})
    groups = {"groups": (picked,)} if partition == "given" else {}
    rule = {"select": {"issues": picked}, "partition": partition, "order": "given", "total_reward": 1.2, "every": 2, **groups}
    terms = {"standing": 0.1}
    found = tracks_of(own(rules=({**rule, "terms": terms, "unpaid": {"humanitarian": True}},)), case)
    assert [(t.issues, t.start, round(t.reward, 9), t.standing) for t in found] == [
        (("water_management", "economy_banking"), 0, 1.0, 0.1),
        (("humanitarian_access", "health_vaccination"), 2, 0.0, 0.0),
    ]
    everything = tracks_of(own(rules=({**rule, "unpaid": {}},)), case)
    assert [(t.issues, t.reward) for t in everything] == [(picked, 0.0)]


def test_an_unpaid_issue_that_no_case_knows_is_a_fault() -> None:
    with pytest.raises(InputError, match="did you mean 'humanitarian_access'"):
        tracks_of(own(rules=({"select": {}, "unpaid": {"issues": ("humanitarian_acess",)}},)), CASE)


def test_issues_can_be_chosen_by_whether_they_are_humanitarian() -> None:
    relief, rest = (set(Select(humanitarian=way).pick(CASE)) for way in (True, False))
    assert relief == humanitarian_issues(CASE) and relief | rest == set(CASE.issue_ids) and not relief & rest


@pytest.mark.parametrize("partition", ["single", "package", "domains"])
def test_every_partition_covers_the_chosen_issues_once(partition: str) -> None:
    rule = TrackRule(select=Select(max_politicisation=0.5), partition=partition)
    strategy = Strategy(name="own", title="Own", summary="s", sources=("me",), rules=(rule,))
    issues = [i for t in tracks_of(strategy, CASE) for i in t.issues]
    assert sorted(issues) == sorted(rule.select.pick(CASE))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("at_once: 99", "32"),
        ("phases: [{levers: {presure: 0.5}}]", "did you mean|unknown|presure"),
        ("phases: [{levers: {pressure: 1.5}}]", "less than or equal to 1"),
        ("tracks: [{issues: []}]", "at least 1"),
        ("rules: [{select: {}, partition: given}]", "groups"),
        ("rules: [{select: {}, unpaid: {humanitarain: true}}]", "humanitarian"),
        ("rules: [{select: {}, unpaid: 0.2}]", "unpaid"),
    ],
)
def test_a_bad_strategy_is_one_clear_line(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "own.yaml"
    file.write_text(f"name: own\ntitle: Own\nsummary: s\nsources: [me]\n{text}\n")
    with pytest.raises(InputError, match=message) as error:
        load_strategy(str(file))
    assert "\n" not in str(error.value) and "own.yaml" in str(error.value)


def own(**fields: object) -> Strategy:
    return Strategy.model_validate({"name": "own", "title": "Own", "summary": "s", "sources": ("me",), **fields})


def test_unknown_names_point_to_the_nearest() -> None:
    with pytest.raises(InputError, match="did you mean 'piecemeal'"):
        load_strategy("peicemeal")
    with pytest.raises(InputError, match="did you mean 'water_management'"):
        compile_strategy(own(tracks=(Track(issues=("water_managment",)),)), CASE, 60)
    with pytest.raises(InputError, match="did you mean 'pragmatic'"):
        compile_strategy(own(tracks=(Track(issues=("water_management",), bloc="pragmatc"),)), CASE, 60)
    with pytest.raises(InputError, match="did you mean 'netherlands'"):
        followers_of(load_strategy("piecemeal"), CASE, "netherland")
    with pytest.raises(InputError, match="'atlantis': this case has netherlands, eu, ") as told:
        followers_of(load_strategy("piecemeal"), CASE, "atlantis")
    assert all(name in str(told.value) for name in (*CASE.coalitions, *(c.id for c in CASE.countries)))


def test_a_track_may_not_name_an_issue_twice() -> None:
    with pytest.raises(InputError, match="twice"):
        compile_strategy(own(tracks=(Track(issues=("water_management", "water_management")),)), CASE, 60)


def test_too_many_tracks_are_refused() -> None:
    tracks = tuple(Track(issues=("water_management",)) for _ in range(33))
    with pytest.raises(InputError, match="at most 32"):
        compile_strategy(own(tracks=tracks), CASE, 60)
