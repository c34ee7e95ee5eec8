"""The table of scores in docs/precedents.md is what the shipped records give."""

from __future__ import annotations

from pathlib import Path

import pytest

from modusvivendi.case import shipped_cases
from modusvivendi.findings.words import MINUS
from modusvivendi.precedent.demand import Demand, demand_table, known_on
from modusvivendi.precedent.left_out import LeftOut, leave_one_case_out
from modusvivendi.precedent.store import load_all

DOC = Path(__file__).parents[2] / "docs" / "precedents.md"
DAY = "2024-05-29"
CASES = ("afghanistan", "gaza", "tiraspol")


@pytest.fixture(scope="module")
def asks() -> tuple[Demand, ...]:
    """Decided asks that were on record on that day, of the three cases."""
    cases = [known_on(c, DAY) for c in load_all([n for n in shipped_cases() if n in CASES])]
    return tuple(d for d in demand_table(cases) if d.decided)


@pytest.fixture(scope="module")
def scores(asks: tuple[Demand, ...]) -> dict[str, LeftOut]:
    return {s.model: s for s in leave_one_case_out(asks)}


def row(s: LeftOut) -> str:
    """A row of the table."""
    numbers = " | ".join(f"{x:.1f}" for x in (s.total, *(s.scores[c] for c in CASES)))
    gain = f"{s.gain:+.1f} ({s.gain_low:+.1f} to {s.gain_high:+.1f})" if s.gain else "0"
    return f"| {s.model} | {numbers} | {gain} |".replace("-", MINUS)


def test_the_table_of_scores(scores: dict[str, LeftOut]) -> None:
    text = DOC.read_text(encoding="utf-8")
    assert [line for line in map(row, scores.values()) if line not in text] == []


def test_the_counts(asks: tuple[Demand, ...]) -> None:
    assert f"{len(asks)} decided asks in {len({d.cluster for d in asks})} files" in DOC.read_text(encoding="utf-8")


def test_cost_and_politics_tell_another_authority_and_more_adds_nothing(scores: dict[str, LeftOut]) -> None:
    """The order of the earlier study, as far as three cases can tell it."""
    assert (
        scores["constant"].total < scores["cost"].total < scores["politicisation"].total < scores["cost and politicisation"].total
    )
    assert scores["cost"].gain_low > 20
    for name in ("both and form", "all six"):
        assert abs(scores[name].total - scores["cost and politicisation"].total) < 2


def test_no_package_was_met_in_full(asks: tuple[Demand, ...]) -> None:
    """The record's plainest fact, in every case."""
    assert not any(d.met for d in asks if d.word("form") == "package")
