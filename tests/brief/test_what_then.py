"""What can be done about a risk, and how changes are said, against closed forms."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from modusvivendi.findings.brief.signs import what_then
from modusvivendi.findings.brief.watch import _then
from modusvivendi.findings.brief.words import aim_words, range_words, several, way_words, with_article
from modusvivendi.study.outlook import Outlook
from modusvivendi.study.scales import RUNGS, Scale

OPTIONS = ["mine", "drift", "other"]


def basis(means: dict[str, float], better: int, difference: float = 1.0) -> Any:
    """One aim with known means, all told apart that differ by as much as matters."""
    values = pd.Series(means)[OPTIONS]
    apart = pd.DataFrame(values.to_numpy()[:, None] - values.to_numpy()[None], OPTIONS, OPTIONS)
    view = object.__new__(Outlook)
    for name, value in {
        "better": better,
        "scale": SimpleNamespace(issues=()),
        "table": pd.DataFrame({"mean": values}),
        "apart": apart,
        "told": apart.abs() >= difference,
    }.items():
        object.__setattr__(view, name, value)
    return SimpleNamespace(
        aims={"aim": view},
        option="mine",
        recommended="mine",
        baseline="drift",
        title=str,
        wider={},
        given=SimpleNamespace(circles={}),
    )


@pytest.mark.parametrize(
    ("mine", "drift", "other", "better", "said"),
    [
        (5.0, 3.0, 5.0, 1, "Stay: noticeably less than on today's course"),
        (1.0, 3.0, 1.0, -1, "Stay: noticeably less than on today's course"),
        (1.0, 3.0, 3.9, 1, "Noticeably less under “other”"),
        (1.0, 3.0, 1.9, 1, "Noticeably less under “drift”"),
        (3.0, 3.5, 1.0, 1, "Prepare for it: no option and no larger coalition changes it"),
        (3.0, 3.0, 3.0, 1, "Prepare for it: no option and no larger coalition changes it"),
    ],
)
def test_what_then_goes_by_whether_more_is_better(mine: float, drift: float, other: float, better: int, said: str) -> None:
    assert _then(basis({"mine": mine, "drift": drift, "other": other}, better), "aim") == said


def test_what_is_noticeably_worse_than_todays_course_is_never_a_reason_to_stay() -> None:
    found = basis({"mine": 1.0, "drift": 3.0, "other": 1.0}, better=1)
    found.aims["aim"].told.loc["mine", "drift"] = True
    found.aims["aim"].told.loc[:, :] = False
    found.aims["aim"].told.loc["mine", "drift"] = found.aims["aim"].told.loc["drift", "mine"] = True
    assert _then(found, "aim") == "Noticeably less under “drift”"
    found.aims["aim"].table.loc["other", "mean"] = 4.0  # the best is another one, which nothing tells from mine
    assert _then(found, "aim") == "Weigh it: noticeably more than on today's course"


def test_nothing_is_to_stay_on_that_is_not_recommended() -> None:
    found = basis({"mine": 5.0, "drift": 3.0, "other": 5.0}, better=1)
    found.recommended = ""
    assert _then(found, "aim") == "Noticeably less than on today's course"
    assert "stay" not in what_then(found, "", before=False, enough=False)
    found.recommended = "mine"
    assert what_then(found, "", before=False, enough=False).endswith(": stay, and ask for a new brief")
    review = what_then(found, "“X” becomes likelier", before=False, enough=True)
    assert review.startswith("“X” becomes likelier; ") and "review" in review and "stay" not in review


def test_a_thing_that_is_counted_is_named_once() -> None:
    food = SimpleNamespace(scale=Scale("wellbeing", "People short of food", "million people", 0.5, 1, 1.0))
    attacks = SimpleNamespace(scale=Scale("attacks", "Attacks a month", "attacks a month", 2.0, 0, 1.0))
    rights = SimpleNamespace(scale=Scale("core_rights", "Core rights", RUNGS, 0.2, 1, 1.0))
    assert aim_words("people short of food", food, 2.0) == "people short of food up by 2.0 million"  # type: ignore[arg-type]
    assert aim_words("attacks a month", attacks, -6.0) == "attacks down by 6 a month"  # type: ignore[arg-type]
    assert aim_words("core rights", rights, -0.3) == "core rights lower by about a third of a rung"  # type: ignore[arg-type]
    assert way_words(attacks.scale, 0.2) == "no change"


@pytest.mark.parametrize(
    ("low", "high", "issues", "said"),
    [
        (-0.4, -0.4, 5, "lower by about a rung on two in five issues"),
        (-0.44, -0.36, 5, "lower by about a rung on two in five issues"),  # the same as it is told
        (-0.4, -0.3, 5, "lower by about a rung on one in three to two in five issues"),
        (0.2, 1.0, 8, "higher by about a rung on one in five to 1 rung on every issue"),
        (0.5, 0.5, 1, "higher by about half a rung"),
        (0.3, 0.5, 1, "higher by about a third to half a rung"),
        (1.3, 1.3, 8, "higher by about 1.3 rungs on every issue"),
        (0.04, -0.04, 5, "no change"),
        (-0.2, 0.3, 5, "between lower by about a rung on one in five issues and higher by about a rung on one in three issues"),
        (0.0, 0.2, 5, "between no change and higher by about a rung on one in five issues"),
    ],
)
def test_rungs_are_told_without_fractions_and_a_range_from_the_smaller(low: float, high: float, issues: int, said: str) -> None:
    scale = Scale("x", "X", RUNGS, 0.2, 1, 1.0, issues=tuple("abcdefgh"[:issues]))
    assert range_words(scale, low, high) == range_words(scale, high, low) == said


def test_a_range_of_what_is_counted_names_its_unit_once() -> None:
    food = Scale("wellbeing", "People short of food", "million people", 0.5, 1, 1.0)
    assert range_words(food, 2.1, 1.9) == "up by 1.9 to 2.1 million people"
    assert range_words(food, -0.5, -0.5) == "down by 0.5 million people"


def test_lists_of_things_that_are_lists_stand_between_semicolons() -> None:
    assert several(["trade", "water"]) == "trade and water"
    assert several(["trade, transit and works", "water"]) == "trade, transit and works; water"
    assert several(["trade, transit and works"]) == "trade, transit and works"


def test_names_made_of_a_common_noun_take_an_article() -> None:
    assert with_article("United Kingdom") == "the United Kingdom"
    assert with_article("Norway") == "Norway"
