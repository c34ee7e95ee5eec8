"""Likelihood scales, confidence and the rule of the recommendation, against closed forms."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from modusvivendi.analysis.robustness.good_enough import Standing, recommend
from modusvivendi.findings.confidence import Checklist, assess
from modusvivendi.findings.likelihood import phrase, rounded, scale_called, scales

SOUND = {"months": 6, "judged": 0.1, "publishers": 20, "agree": True, "weighed": True, "beats": True, "old": 1}


@pytest.mark.parametrize(
    ("scale", "chance", "term"),
    [
        ("icd203", 0.03, "almost no chance"),
        ("icd203", 0.05, "very unlikely"),  # on an edge that two bands share, the one nearer to a half
        ("icd203", 0.55, "roughly even chance"),
        ("icd203", 0.56, "likely"),
        ("icd203", 0.80, "likely"),
        ("icd203", 0.95, "very likely"),
        ("icd203", 0.999, "outside the scale"),
        ("phia", 0.06, "remote chance"),  # in a gap, the nearer band
        ("phia", 0.225, "unlikely"),  # in the middle of a gap, the one nearer to a half
        ("phia", 0.50, "realistic possibility"),
        ("ipcc", 0.66, "about as likely as not"),
        ("ipcc", 0.995, "virtually certain"),
    ],
)
def test_a_chance_has_the_term_of_its_band(scale: str, chance: float, term: str) -> None:
    assert scale_called(scale).term(chance) == term
    assert term in scale_called(scale).terms


@given(st.floats(0.011, 0.989), st.sampled_from(sorted(scales())))
def test_bands_rise_and_terms_are_those_of_the_scale(chance: float, name: str) -> None:
    scale = scale_called(name)
    lows = [band.low for band in scale.bands]
    assert lows == sorted(lows) and all(band.low < band.high for band in scale.bands)
    place = scale.place(chance)
    assert place is not None
    assert all(scale.place(min(chance + step, 0.989)) >= place for step in (0.0, 0.1, 0.4))  # type: ignore[operator]


@given(st.floats(0, 1))
def test_chances_are_told_to_the_nearest_five_inside(chance: float) -> None:
    told = rounded(chance)
    assert abs(told - chance) <= (0.025 if 0.05 <= chance <= 0.95 else 0.005) + 1e-9


def test_where_theories_disagree_both_numbers_are_told_and_no_term() -> None:
    text, facts = phrase("p", 0.5, {"A": 0.1, "B": 0.9}, scale_called("icd203"))
    assert "p_term" not in facts
    assert text.format_map(facts) == "50%; theories disagree: 10% if “A” holds, 90% if “B” does"
    text, facts = phrase("p", 0.6, {"A": 0.57, "B": 0.65}, scale_called("icd203"))
    assert text.format_map(facts) == "60% (likely)"
    text, facts = phrase("p", 0.79, {"A": 0.78, "B": 0.8}, scale_called("icd203"))
    assert text.format_map(facts) == "80% (likely)"  # the term is that of the number that is told


def test_a_legend_holds_the_bands_that_are_used_and_no_others() -> None:
    assert scale_called("icd203").legend_of({"likely", "unlikely"}) == "unlikely 20–45%; likely 55–80%"
    assert scale_called("icd203").legend_of([]) == ""


def test_confidence_falls_with_what_fails_and_is_capped() -> None:
    assert assess(Checklist(**SOUND)).level == "high"  # type: ignore[arg-type]
    assert assess(Checklist(**{**SOUND, "months": 60})).level == "moderate"  # type: ignore[arg-type]
    assert assess(Checklist(**{**SOUND, "agree": False, "publishers": 1})).level == "moderate"  # type: ignore[arg-type]
    unproven = assess(Checklist(**{**SOUND, "beats": None, "weighed": False}))  # type: ignore[arg-type]
    assert unproven.level == "low" and len(unproven.reasons) == 2


def made(gap: np.ndarray, weights: tuple[float, ...]) -> Standing:
    """A standing on one aim from how far the second option is ahead of the first under each theory."""
    full = np.zeros((1, len(weights), 2, 2))
    full[0, :, 1, 0], full[0, :, 0, 1] = gap, -gap
    mixed = np.einsum("t,atij->aij", np.array(weights), full)
    names = tuple("abc"[: len(weights)])
    return Standing(("aim",), names, ("first", "second"), np.array(weights), full, np.abs(full) >= 1, mixed, np.abs(mixed) >= 1)


def test_the_weight_that_one_would_have_to_believe_solves_the_line() -> None:
    """Ahead by 5 under a, behind by 1 under b: v 5 − (1 − v) = 1 at v = 1/3."""
    found = made(np.array([5.0, -1.0]), (0.1, 0.9)).needed("second", "first")
    assert found is not None and found.theory == "a"
    assert found.weight == pytest.approx(1 / 3)
    assert made(np.array([0.5, 0.2]), (0.5, 0.5)).needed("second", "first") is None


def test_the_rule_takes_what_is_good_enough_under_most_theories_and_calls_ties() -> None:
    ahead = recommend(made(np.array([3.0, 2.0, 0.0]), (0.2, 0.3, 0.5)), None, None)
    assert (ahead.option, ahead.tied, ahead.good) == ("second", (), ("a", "b", "c"))
    level = recommend(made(np.array([0.2, -0.2]), (0.5, 0.5)), None, None)
    assert {level.option, *level.tied} == {"first", "second"} and level.by == "order"
