"""Signs with dates: what they would teach adds up, and what to do follows by rule."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

import modusvivendi as mv
from modusvivendi.case import Case
from modusvivendi.errors import InputError
from modusvivendi.findings.signposts_dated import dated, dated_numbers, do_then
from modusvivendi.forecasting.advice import Advice, Outcomes, advise
from modusvivendi.forecasting.answer import Asking
from modusvivendi.forecasting.signposts import CHANCE_LEVEL, Watch, possible, watch
from modusvivendi.strategy import load_strategies

THEORIES = ("inertia", "contact", "leverage")


def asking(*theories: str, futures: int = 256) -> Asking:
    return Asking(
        mv.load_theories(theories or THEORIES), load_strategies(("drift", "piecemeal")), shown="piecemeal", futures=futures
    )


@pytest.fixture(scope="module")
def found(now: Case) -> Watch:
    """Signs under piecemeal, from December 2026 on."""
    return watch(now, asking(), date(2026, 12, 1))


def test_what_is_learned_adds_up_to_what_is_known(found: Watch) -> None:
    """Weights of today are the mean of those if a sign comes and if not, by its chance (law of total probability)."""
    assert found.signposts
    for sign in found.signposts:
        for theory, weight in found.weights.items():
            mean = sign.chance * sign.weights_if_yes[theory] + (1 - sign.chance) * sign.weights_if_no[theory]
            assert mean == pytest.approx(weight)
        assert (
            sign.weights_if_yes[max(sign.chances, key=sign.chances.__getitem__)]
            > found.weights[max(sign.chances, key=sign.chances.__getitem__)]
        )


def test_signs_differ_between_theories_and_lie_ahead(found: Watch) -> None:
    for sign in found.signposts:
        assert np.ptp(list(sign.chances.values())) >= CHANCE_LEVEL
        assert date(2026, 12, 1) == sign.question.opens < sign.question.by
        assert sign.sources


def test_one_theory_alone_has_nothing_to_watch(now: Case) -> None:
    alone = watch(now, asking("inertia", futures=64))
    assert alone.signposts == ()
    assert "Nothing that can be seen" in dated(alone).sentence


def test_signs_of_a_day_long_after_the_case_are_refused(now: Case) -> None:
    with pytest.raises(InputError, match="months earlier"):
        watch(now, asking(futures=64), date(2050, 1, 1))
    with pytest.raises(InputError, match="unknown strategy"):
        watch(now, Asking(mv.load_theories(THEORIES), load_strategies(("drift",)), shown="nonsense", futures=64))


def test_every_possible_sign_is_a_question_that_can_be_asked(now: Case) -> None:
    signs = possible(now, 6)
    assert len({q.id for q in signs}) == len(signs)
    assert {(q.issue, q.direction) for q in signs if q.kind == "act"} == {
        (i, w) for i in now.issue_ids for w in ("toward", "away")
    }


def test_the_signs_are_one_list_by_date_each_with_chance_change_and_action(found: Watch) -> None:
    """Every sign stands once, the earliest first, with what it is, by when, how likely, what it changes and what to do."""
    (board,) = dated(found).boards
    days = sorted({s.question.by for s in found.signposts})
    assert [heading for heading, _ in board.columns] == [f"By {d.day} {d:%B %Y}" for d in days]
    cards = [card for _, column in board.columns for card in column]
    assert sorted(c.title for c in cards) == sorted(s.question.text for s in found.signposts)
    for card in cards:
        chance, yes, no, who = card.lines
        assert chance.startswith("Chance: ") and "of 100 futures" in chance
        assert yes.startswith("If it comes: ") and no.startswith("If not: ") and who.startswith("Who would say so: ")
        assert all("stay" in line or "turn to" in line for line in (yes, no))


def test_what_tells_most_is_told_as_natural_frequencies(found: Watch) -> None:
    finding, numbers = dated(found), dated_numbers(found)
    assert "nats" not in finding.sentence and "of 100 futures" in finding.sentence and not finding.tables
    assert {t.name for t in numbers.tables} == {"dated_by_theory", "advice_today"}


def test_the_best_are_those_within_what_a_reader_would_notice() -> None:
    means = np.array([[[0.5, 0.5 - 0.9 * 0.02, 0.5 - 1.1 * 0.02]]])
    assert advise(Outcomes(("a",), ("x", "y", "z"), means, (0.02,)), np.ones(1)).best == {"a": ("x", "y")}


def test_advice_follows_the_weights_of_theories() -> None:
    means = np.array([[[1.0, 0.0], [0.0, 1.0]]])
    outcomes = Outcomes(("a",), ("x", "y"), means, (0.02,))
    assert advise(outcomes, np.array([0.9, 0.1])).best["a"] == ("x",)
    assert advise(outcomes, np.array([0.1, 0.9])).best["a"] == ("y",)


@pytest.mark.parametrize(
    ("now_best", "then_best", "said"),
    [
        (("piecemeal", "drift"), ("piecemeal",), "stay the course"),
        (("piecemeal",), ("drift",), "on core rights turn to `drift`"),
        (("drift",), ("drift", "piecemeal"), "stay: `piecemeal` becomes one of the best on core rights"),
        (("drift",), ("pressure",), "stay the course"),
    ],
)
def test_what_to_do_hangs_on_the_strategy_that_is_followed(
    now: Case, now_best: tuple[str, ...], then_best: tuple[str, ...], said: str
) -> None:
    """Who ties with it is of no matter, nor who leads where it does not."""
    today = Watch(now, "piecemeal", {"inertia": 1.0}, Advice({"core_rights": now_best}), ())
    assert do_then(today, Advice({"core_rights": then_best})) == said
