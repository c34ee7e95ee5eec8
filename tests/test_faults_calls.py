"""Calls from Python with what a command line cannot give: refused at the door, with the name of the argument."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import modusvivendi as mv
from modusvivendi.files.given import given_names, given_path, given_whole
from modusvivendi.forecasting.answer import Asking

NAN = float("nan")
NO_PATHS: tuple[Any, ...] = (3, b"x", [], NAN)
LOADERS: dict[str, Callable[[Any], object]] = {
    "load_theory": mv.load_theory,
    "load_strategy": mv.load_strategy,
    "load_plan": mv.load_plan,
    "load_claims": mv.load_claims,
    "open_result": mv.open_result,
    "reproduce": mv.reproduce,
}


def make(**given: Any) -> mv.Study:
    return mv.make_study(
        "afghanistan", **({"theories": ["inertia"], "strategies": ["drift"], "futures": 8, "months": 12} | given)
    )


@pytest.mark.parametrize("loader", LOADERS)
@pytest.mark.parametrize("given", NO_PATHS, ids=repr)
def test_what_is_no_path_is_no_path(loader: str, given: Any) -> None:
    with pytest.raises(mv.InputError, match="a name or a path, not "):
        LOADERS[loader](given)


@pytest.mark.parametrize("loader", LOADERS)
@pytest.mark.parametrize("given", ["\0", "x" * 5000, Path("/nonexistent")], ids=lambda given: str(given)[:20])
def test_a_path_where_nothing_is(loader: str, given: Any) -> None:
    with pytest.raises(mv.InputError):
        LOADERS[loader](given)


@pytest.mark.parametrize("argument", ["theories", "strategies", "settings"])
@pytest.mark.parametrize("given", ["inertia", 3, [3], [None], [["inertia"]]], ids=repr)
def test_a_list_of_names_is_a_list_of_names(argument: str, given: Any) -> None:
    with pytest.raises(mv.InputError, match=rf"^{argument}: a list of "):
        make(**{argument: given})


@pytest.mark.parametrize("argument", ["theories", "strategies"])
def test_an_empty_list_is_not_everything(argument: str) -> None:
    with pytest.raises(mv.InputError, match="one name or more"):
        make(**{argument: []})


@pytest.mark.parametrize(
    ("argument", "given"),
    [
        ("futures", 0),
        ("futures", -1),
        ("futures", 2.5),
        ("futures", NAN),
        ("futures", None),
        ("seed", -1),
        ("seed", 1.5),
        ("seed", 2**63),
        ("months", 3),
        ("months", NAN),
        ("months", 601),
        ("followers", 3),
        ("followers", []),
    ],
)
def test_numbers_of_a_study(argument: str, given: Any) -> None:
    with pytest.raises(mv.InputError, match=argument):
        make(**{argument: given})


@pytest.mark.parametrize(
    "given",
    [{"futures": 0}, {"futures": "x"}, {"seed": -1}, {"seed": 2**63}, {"months": 11}, {"theories": ()}, {"nosuch": 1}],
    ids=repr,
)
def test_a_study_that_cannot_be_is_refused_as_any_input(given: dict[str, Any]) -> None:
    study = make()
    with pytest.raises(mv.InputError, match=f"^study: {next(iter(given))}"):
        study.changed(**given)


@pytest.mark.parametrize(
    "weights",
    [
        {"inertia": NAN},
        {"inertia": -1},
        {"inertia": "1"},
        {"inertia": None},
        {"inertia": True},
        {"x": 1},
        {},
        {1: 1},
        3,
        [1],
        None,
        "",
    ],
    ids=repr,
)
def test_weights(weights: Any) -> None:
    with pytest.raises(mv.InputError):
        mv.run(make(), weights=weights)


@pytest.mark.parametrize("shown", [["nosuch"], [3], 3, "core_rights", [None], []], ids=repr)
def test_outcomes_that_are_shown(shown: Any) -> None:
    with pytest.raises(mv.InputError):
        mv.run(make(), shown=shown)


@pytest.mark.parametrize("argument", ["threads", "block"])
@pytest.mark.parametrize("given", [0, -1, 1.5, NAN, "2", True, 10**12], ids=repr)
def test_how_the_work_is_done(argument: str, given: Any) -> None:
    with pytest.raises(mv.InputError, match=f"^{argument} "):
        mv.Work(**{argument: given})


@pytest.mark.parametrize("draws", [0, -1, 63, 1.5, NAN, "64", 10**9], ids=repr)
def test_draws_of_a_weighing(draws: Any) -> None:
    for call in (lambda: mv.weigh("afghanistan", draws=draws), lambda: mv.weigh_pooled(["afghanistan", "gaza"], draws=draws)):
        with pytest.raises(mv.InputError, match="^draws "):
            call()


@pytest.mark.parametrize("field", ["futures", "seed"])
@pytest.mark.parametrize("given", [-1, 1.5, NAN, "8", 10**20], ids=repr)
def test_what_questions_are_answered_with(field: str, given: Any) -> None:
    with pytest.raises(mv.InputError, match=f"^--{field} "):
        Asking((), (), **{field: given})


def test_what_is_asked_of_a_forecast_is_refused_before_any_work(tmp_path: Path) -> None:
    from commands import modus

    done = modus("forecast", "afghanistan", "--futures", "99999999999", cwd=tmp_path)
    assert done.returncode == 2 and done.stderr.strip().splitlines()[-1].startswith(
        "modus: --futures 99999999999: a whole number from 1"
    )


def test_the_door_lets_through_what_is_meant() -> None:
    assert given_path("x", "a/b") == given_path("x", Path("a/b")) == Path("a/b")
    assert given_names("x", None) is None and given_names("x", ("a", Path("b.yaml"))) == ("a", "b.yaml")
    assert given_whole("x", 3, 1, 3) == 3 and mv.load_theories(["inertia"]) == [mv.load_theory("inertia")]
    numpy = pytest.importorskip("numpy")
    assert given_whole("x", numpy.int64(3), 1, 3) == 3


@pytest.mark.parametrize(
    ("argument", "given"),
    [
        ("value", 3),
        ("value", [3]),
        ("value", {"core_rights": "much"}),
        ("value", {3: 1.0}),
        ("level", "x"),
        ("level", True),
        ("acceptable", 3),
        ("acceptable", {"good": 3}),
        ("acceptable", {"good": {"core_rights": None}}),
        ("triangle", 3),
        ("triangle", "inertia"),
    ],
)
def test_what_a_comparison_cannot_judge_by_is_named(argument: str, given: Any) -> None:
    with pytest.raises(mv.InputError, match=rf"^{argument}"):
        mv.compare(make(strategies=["drift", "pressure"], theories=["inertia", "contact"], futures=128), **{argument: given})
