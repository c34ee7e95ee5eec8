"""What is said of an ask is checked; what is not said is left open; filters narrow."""

from __future__ import annotations

from pathlib import Path

import pytest

from modusvivendi.errors import InputError
from modusvivendi.precedent.ask import Ask, make_ask, read_ask
from modusvivendi.precedent.demand import demand_table, known_on
from modusvivendi.precedent.only import counted, listed, read_filters
from precedent.asks import made, world

WORLD = world(12)


def test_what_follows_from_issues_is_taken_over_from_the_case() -> None:
    ask = make_ask({"issues": "road, school", "cost": "mid", "reward": "no"}, WORLD, "here")
    assert ask.issues == ("road", "school") and ask.domains == ("technical", "rights")
    assert ask.politicisation == 0.9  # the most political of them
    assert (ask.cost, ask.reward, ask.material, ask.standing) == (2 / 3, False, 0.0, 0.0)
    assert ask.derived == ("domains", "politicisation")


def test_an_ask_to_no_case_takes_over_no_politicisation() -> None:
    ask = make_ask({"issues": ["road"]}, WORLD)
    assert ask.politicisation is None and ask.domains == ("technical",)


def test_a_reward_with_a_size_is_a_reward() -> None:
    assert make_ask({"material": 0.4}, WORLD).reward is True
    assert make_ask({"material": 0.0}, WORLD).reward is False


def test_nothing_said_is_nothing_to_compare() -> None:
    assert make_ask({}, WORLD, "here").empty
    assert make_ask({"ask": "whatever"}, WORLD, "here").empty
    assert not make_ask({"cost": "none"}, WORLD).empty


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"cost": "hihg"}, "did you mean 'high'"),
        ({"publicity": "loud"}, "allowed: mixed, public, quiet"),
        ({"form": "bundle"}, "unknown form of an ask 'bundle'"),
        ({"issues": "raod"}, "ask, issues: unknown 'raod'; did you mean 'road'"),
        ({"asker": "EU"}, "ask, asker: unknown 'EU'"),
        ({"domain": "right"}, "did you mean 'rights'"),
        ({"case": "nowhere"}, "ask, case: unknown 'nowhere'"),
        ({"politicisation": 2}, "ask, politicisation: '2' is not a number from 0 to 1"),
        ({"standing": "nan"}, "ask, standing: 'nan' is not a number"),
        ({"reward": "maybe"}, "allowed: yes, no"),
        ({"reward": "no", "material": 0.5}, "'no', though material or standing is above 0"),
        ({"from": "x"}, "unknown field; did you mean 'form'"),
    ],
)
def test_unknown_words_are_refused_in_one_line(said: dict[str, object], message: str) -> None:
    with pytest.raises(InputError) as error:
        make_ask(said, WORLD)
    assert message in str(error.value)
    assert "\n" not in str(error.value)


def test_an_ask_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "ask.yaml"
    file.write_text(
        "ask: open the road\ncase: there\nissues: [road]\ncost: low\nreward: yes\npoliticisation: 0.3\n", encoding="utf-8"
    )
    ask = make_ask(read_ask(file), WORLD)
    assert ask == Ask(case="there", ask="open the road", issues=("road",), domains=("technical",), cost=1 / 3, politicisation=0.3,
                      reward=True, derived=("domains",))  # fmt: skip


def test_filters() -> None:
    table = demand_table(world(80))
    tests = read_filters(["case=here,there", "cost=mid,high", "years=2012-2015", "outcome=met"], WORLD)
    kept = counted(table, tests)
    assert kept and {d.case for d in kept} == {"here", "there"}
    assert all(d.cost > 0.5 and 2012 <= int(d.start[:4]) <= 2015 for d in kept)
    assert {d.outcome for d in kept} == {"met", "not_met"}  # an outcome never makes its own rate
    assert {d.outcome for d in listed(table, tests)} == {"met"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("cost", "write FIELD=WORD"),
        ("cots=mid", "unknown field 'cots'; did you mean 'cost'"),
        ("cost=medium", "unknown 'medium'"),
        ("asker=XX", "unknown 'XX'"),
        ("years=2015-2012", "2012 comes before 2015"),
        ("years=now", "write years=2007 or years=2007-2012"),
    ],
)
def test_unknown_filters_are_refused(text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read_filters([text], WORLD)


def test_a_filter_is_given_once() -> None:
    with pytest.raises(InputError, match="given twice"):
        read_filters(["cost=mid", "cost=high"], WORLD)


def test_a_case_as_it_stood_on_a_day() -> None:
    rows = (made("a", start="2010", end="2011-05"), made("b", start="2012-02-03", end="2014"), made("c", start="2015"))
    case = known_on(world(0)[0].__class__("here", "Here", "2020-01-01", {}, {}, rows), "2013-01-01")
    assert [(d.id, d.outcome, d.end) for d in case.demands] == [("a", "met", "2011-05"), ("b", "open", "")]
    assert case.as_of == "2013-01-01"
