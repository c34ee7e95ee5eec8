"""Rungs, counts, ties and directions in words, on outlooks made by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from modusvivendi.findings import words
from modusvivendi.findings.ladder_words import against_today, in_hundred_range, lowered, these, verdict
from modusvivendi.study.outlook import Outlook
from modusvivendi.study.scales import RUNGS, Scale

NAMES = ("a", "b", "c", "d")


def view(changes: dict[str, float], *, unit: str = RUNGS, difference: float = 0.2, better: int = 1) -> Outlook:
    """An outlook whose means are known to the last digit: changes from today by strategy."""
    names, values = list(changes), np.array(list(changes.values()))
    apart = values[:, None] - values[None, :]
    table = pd.DataFrame({"mean": values, "error": 0.0, "change": values, "change_error": 0.0}, index=names)
    scale = Scale("x", "Core rights", unit, difference, 1, 1.0)
    told = pd.DataFrame(np.abs(apart) >= difference, names, names)
    return Outlook(scale, better, table, pd.DataFrame(apart, names, names), told, pd.DataFrame(), ())


def said(outlook: Outlook) -> str:
    (direction, facts), (rest, more) = against_today(outlook), verdict(outlook)
    return f"{direction}.{rest}".format_map(facts | more)


def test_a_fall_under_every_option_is_said_first_and_a_tie_is_a_tie() -> None:
    text = said(view({"a": -0.4, "b": -0.35, "c": -0.3}))
    assert text == "falls under every option, by 0.3 to 0.4 of a rung on average. No option does noticeably better than another."


def test_a_rise_under_some_only() -> None:
    text = said(view({"a": 0.6, "b": 0.5, "c": 0.1, "d": 0.0}))
    assert text == (
        "rises under `a` and `b`, by 0.5 to 0.6 of a rung on average, and stays about as it is under the others. Tied for best: `a` and "
        "`b`; of them `a` does noticeably better than all the rest."
    )


def test_rises_nowhere() -> None:
    assert said(view({"a": 0.1, "b": -0.1})).startswith("stays about as it is under every option.")


def test_fewer_can_be_better() -> None:
    text = said(view({"a": 1.9, "b": 1.0}, unit="million people", difference=0.5, better=-1))
    assert text == "more under every option, by 1.0 to 1.9 million people on average. `b` does noticeably better than `a`."


def test_what_lies_between_two_that_differ_is_tied_with_both() -> None:
    text = said(view({"a": 0.3, "b": 0.15, "c": 0.0}))
    assert "Tied for best: `a` and `b`; of them `a` does noticeably better than `c`." in text


def test_options_that_are_all_tied_have_one_direction() -> None:
    """One of them stands on the other side of what matters by a hair: that is no difference between options."""
    text = said(view({"a": -0.21, "b": -0.3, "c": -0.19}))
    assert text.startswith("falls under every option, by 0.2 to 0.3 of a rung on average. No option")


def test_one_option_is_not_compared() -> None:
    assert verdict(view({"a": 0.3})) == ("", {})


@pytest.mark.parametrize(
    ("some", "told"),
    [(NAMES, "every option"), (NAMES[:3], "every option but `d`"), (NAMES[:2], "`a` and `b`"), (NAMES[:1], "`a`")],
)
def test_options_in_a_phrase(some: tuple[str, ...], told: str) -> None:
    assert these(some, NAMES) == told


def test_ranges_of_natural_frequencies() -> None:
    def told(*shares: float) -> str:
        text, facts = in_hundred_range("x", pd.Series(shares))
        return text.format_map(facts)

    assert told(0.07, 0.12) == "7 to 12 of 100 futures" and told(0.071, 0.069) == "7 of 100 futures"
    assert told(0.001, 0.001) == "fewer than 1 of 100 futures"


@given(st.floats(0, 1))
def test_a_share_is_never_told_as_certain_or_impossible_unless_it_is(share: float) -> None:
    told = words.shown(share, "of_hundred")
    assert (told == "0") == (share == 0) and (told == "100") == (share == 1)


def test_distances_on_a_ladder() -> None:
    assert [words.rungs(x) for x in (0.04, 0.4, 0.97, 1.0, 1.34, -0.3)] == [
        "0.0 of a rung", "0.4 of a rung", "1 rung", "1 rung", "1.3 rungs", "0.3 of a rung"
    ]  # fmt: skip


def test_names_keep_their_capitals_inside_a_sentence() -> None:
    assert lowered("Girls' secondary education.") == "girls' secondary education" and lowered("UN bodies") == "UN bodies"
