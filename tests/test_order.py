"""No number depends on the order of what is given: rows of tables, entries of lists, names on a command line; nor on units or scales
that only count against one another."""

from __future__ import annotations

import csv
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

import modusvivendi as mv
from modusvivendi.case import Case, load_case
from modusvivendi.case import load as loading
from modusvivendi.study import run_study

THEORIES, STRATEGIES = ("inertia", "leverage", "cohesion"), ("pressure", "drift", "piecemeal")
SHOWN = ("core_rights", "wellbeing", "attacks", "money", "met")


def numbers(
    case: Case, theories: tuple[str, ...] = THEORIES, strategies: tuple[str, ...] = STRATEGIES, **more: Any
) -> dict[str, Any]:
    """Every outcome of every future, by theory, strategy and outcome."""
    study = mv.make_study(case, theories=theories, strategies=strategies, futures=16, months=24, **more)
    result = run_study(study, threads=1)
    return {
        f"{t} {s} {o}": result.outcome(o)[i, j]
        for i, t in enumerate(theories)
        for j, s in enumerate(strategies)
        for o in study.outcome_names
    }


@pytest.fixture(scope="module")
def case() -> Case:
    return load_case("afghanistan", as_of="2024-05-29")


@pytest.fixture(scope="module")
def usual(case: Case) -> dict[str, Any]:
    return numbers(case)


def same(found: dict[str, Any], wanted: dict[str, Any], within: float = 0.0) -> None:
    assert found.keys() == wanted.keys()
    for name, values in wanted.items():
        np.testing.assert_allclose(found[name], values, rtol=within, atol=within, err_msg=name)


def test_order_and_choice_of_theories_and_strategies(case: Case, usual: dict[str, Any]) -> None:
    same(numbers(case, THEORIES[::-1], STRATEGIES[1:] + STRATEGIES[:1]), usual)
    alone = numbers(case, ("leverage",), ("drift",))
    same(alone, {name: usual[name] for name in alone})


def test_order_of_followers(case: Case) -> None:
    first, second = (numbers(case, followers=who) for who in ("US,UK,eu", "eu,UK,US"))
    same(second, first)


def test_weights_are_odds_in_any_order(case: Case) -> None:
    study = mv.make_study(case, theories=THEORIES, strategies=STRATEGIES, futures=16, months=24)
    found = [
        mv.run(study, weights=weights).summary.table.set_index(["theory", "strategy", "outcome"])["mean"]
        for weights in ({"inertia": 1, "leverage": 2, "cohesion": 5}, {"cohesion": 0.625, "inertia": 0.125, "leverage": 0.25})
    ]
    np.testing.assert_allclose(found[0], found[1], rtol=1e-12)


def test_a_strategy_of_another_name(case: Case, usual: dict[str, Any], tmp_path: Path) -> None:
    own = mv.load_strategy("piecemeal").model_dump(mode="json", exclude_none=True)
    path = tmp_path / "mine.yaml"
    path.write_text(yaml.safe_dump(own | {"name": "mine", "title": "Mine"}), encoding="utf-8")
    study = mv.make_study(case, theories=THEORIES, strategies=[str(path)], futures=16, months=24)
    result = run_study(study, threads=1)
    for outcome in SHOWN:
        for n, theory in enumerate(THEORIES):
            np.testing.assert_array_equal(result.outcome(outcome)[n, 0], usual[f"{theory} piecemeal {outcome}"])


def shuffled(path: Path) -> None:
    """The rows of a table in another order."""
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = list(csv.reader(file))
    random.Random(1).shuffle(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])


def test_order_of_rows_in_every_table(folder: Path, case: Case, usual: dict[str, Any]) -> None:
    tables = sorted(folder.rglob("*.csv"))
    assert len(tables) > 8
    for table in tables:
        shuffled(table)
    other = load_case(folder, as_of="2024-05-29")
    same(numbers(other), usual)
    asked = {"issues": "women_university", "cost": "high"}
    tables_of = [mv.precedents(str(c.folder), ask=asked).table for c in (case, other)]
    rows = [frame.drop(columns="sources").sort_values(["case", "id"], ignore_index=True) for frame in tables_of]
    assert rows[0].equals(rows[1])


def scaled(nodes: list[dict[str, Any]], fields: tuple[str, ...], by: float) -> None:
    """Multiply numbers with their ranges, dated or not."""

    def multiply(node: Any) -> Any:
        if isinstance(node, list):
            return [multiply(x) for x in node]
        if not isinstance(node, dict):
            return by * node
        made = {k: multiply(v) if k in ("value", "range") or not isinstance(k, str) else v for k, v in node.items()}
        return made | ({"source": "judgement, range {:g}–{:g}".format(*made["range"])} if "range" in made else {})

    for node in nodes:
        for field in fields:
            node[field] = multiply(node[field])


EDITS: dict[str, Callable[[dict[str, Any]], None]] = {
    "people in thousands": lambda data: scaled(data["groups"], ("population",), 2.0),
    "weights of countries": lambda data: scaled(data["countries"], ("material", "contact", "standing"), 0.5),
    "shares of members and power": lambda data: scaled(data["segments"], ("members", "power"), 0.5),
    "coalitions the other way round": lambda data: data.update(coalitions=dict(reversed(data["coalitions"].items()))),
}


@pytest.mark.parametrize("edit", EDITS)
def test_what_counts_as_a_share_of_a_whole(folder: Path, usual: dict[str, Any], edit: str) -> None:
    path = folder / "case.yaml"
    data = yaml.load(path.read_text(encoding="utf-8"), Loader=loading.Loader)
    EDITS[edit](data)
    path.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), encoding="utf-8")
    other = load_case(folder, as_of="2024-05-29")
    found = numbers(other)
    close = sum(bool(np.allclose(found[name], values, rtol=2e-3, atol=2e-3)) for name, values in usual.items())
    assert close > 0.97 * len(usual)  # a number that is rounded otherwise may tip a single event
