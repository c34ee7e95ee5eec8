"""Shipped strategies on a case without the names they were written with: roles, kinds of bloc and who is like-minded."""

from __future__ import annotations

import numpy as np
import pytest

from modusvivendi.case import Bloc, Case, Country, load_case
from modusvivendi.errors import InputError
from modusvivendi.strategy import Select, Track, compile_strategy, load_strategy, strategies_for
from modusvivendi.strategy.followers import followers_of, leader_called
from modusvivendi.strategy.named import tracks_of

CASE = load_case("afghanistan", as_of="2024-05-29")


def renamed() -> Case:
    """The case with other ids of blocs, without roles and coalitions."""
    name = {b.id: f"own_{b.id}" for b in CASE.blocs}
    blocs: tuple[Bloc, ...] = tuple(b.model_copy(update={"id": name[b.id]}) for b in CASE.blocs)
    countries: tuple[Country, ...] = tuple(c.model_copy(update={"bloc": name[c.bloc]}) for c in CASE.countries)
    return CASE.model_copy(update={"blocs": blocs, "countries": countries, "roles": {}, "coalitions": {}})


def test_every_shipped_strategy_runs_on_a_case_with_names_of_its_own() -> None:
    able, out = strategies_for(renamed())
    assert len(able) == 7 and not out
    moves = compile_strategy(load_strategy("piecemeal"), renamed(), 60)
    assert [renamed().blocs[int(b)].kind for b in np.unique(moves.track_bloc)] == ["pragmatic"]


def test_benchmarks_are_the_role_of_the_case_else_what_outsiders_value_most() -> None:
    select = load_strategy("benchmarks").rules[0].select
    assert tuple(select.pick(CASE)) == CASE.roles["benchmarks"]
    found = [renamed().issue(name) for name in select.pick(renamed())]
    values = [i.outsider_value.value for i in found]
    assert len(found) == 6 and values == sorted(values, reverse=True)
    assert {i.domain for i in found} <= {"rights", "inclusion", "security", "relief"}
    fits = [i.outsider_value.value for i in CASE.issues if i.domain in select.domains]
    assert min(values) >= sorted(fits, reverse=True)[5]


def test_like_minded_are_a_coalition_the_leading_one_or_states_outside_regional_blocs() -> None:
    strategy = load_strategy("piecemeal")
    leading = renamed().model_copy(update={"coalitions": {"leading": ("NL", "UK")}})
    assert followers_of(strategy, leading) == {"NL", "UK"}
    found = followers_of(strategy, renamed())
    assert {"NL", "US", "QA"} <= found and not found & {"CN", "RU", "IR", "UN_SC", "WB"}
    assert followers_of(strategy, CASE) == set(CASE.coalition("like-minded"))


def test_talks_are_led_by_a_bloc_of_the_kind_or_by_the_heaviest_of_those_who_follow() -> None:
    case, share = renamed(), np.array([1.0, 0.0, 0.0, 0.2, 0.0])
    assert leader_called("own_regional", case, share) == "own_regional"
    assert leader_called("pragmatic", case, share) == "own_pragmatic"
    assert leader_called("patron", case, share) == "own_isolationist"
    assert leader_called("", case, share) == leader_called(Track(issues=("polio",)).bloc, case, share) == "own_isolationist"
    with pytest.raises(InputError, match="did you mean 'pragmatic'"):
        leader_called("pragmatc", CASE, share)


def test_a_strategy_that_finds_no_issue_or_no_follower_is_left_out_with_a_reason() -> None:
    hard = CASE.model_copy(update={"issues": tuple(i for i in CASE.issues if i.politicisation.value > 0.8), "roles": {}})
    able, out = strategies_for(hard)
    assert {left.strategy for left in out} == {"piecemeal", "pragmatic"}
    assert all("no issue of the case fits" in str(left) for left in out)
    assert not any(tracks_of(s, hard) for s in able if s.name not in ("benchmarks", "pressure"))
    alone = CASE.model_copy(update={"coalitions": {"like-minded": ()}})
    assert [s.name for s in strategies_for(alone)[0]] == ["drift"]


def test_a_role_keeps_the_order_of_the_case() -> None:
    assert Select(role="benchmarks", except_for=("women_work_ngo_un",)).pick(CASE)[:2] == list(CASE.roles["benchmarks"][:2])
