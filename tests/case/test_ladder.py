"""Ladders beside a case: checked, cut to the day, and of known issues."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from modusvivendi.case import load_case
from modusvivendi.case.load import shipped_cases
from modusvivendi.errors import InputError


def test_a_shipped_ladder_tells_what_held_up_to_the_day() -> None:
    now, then = load_case("afghanistan"), load_case("afghanistan", as_of="2024-05-29")
    assert set(now.ladders) == set(now.issue_ids) and set(then.ladders) == set(then.issue_ids)
    held = now.ladders["women_work_ngo_un"].held
    assert held == {date(2021, 8, 1): 0.72, date(2024, 5, 1): 0.27, date(2026, 3, 1): 0.15}
    assert len(then.ladders["women_work_ngo_un"].held) == 2
    for issue, ladder in now.ladders.items():
        level = now.issue(issue)
        assert level.start.low <= max(ladder.held.items())[1] <= level.start.high, issue


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda t: t.replace("women_university:", "women_universities:", 1), "unknown issue 'women_universities'; did you mean"),
        (lambda t: t.replace("level: 0.06", "level: 0.5", 1), "rungs must rise from level 0 to level 1"),
        (lambda t: t.replace("full_ask:", "full:", 1), "full_ask: missing"),
    ],
)
def test_a_bad_ladder_is_named(folder: Path, change: Callable[[str], str], message: str) -> None:
    path = folder / "ladders.yaml"
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")
    with pytest.raises(InputError, match="ladders.yaml") as caught:
        load_case(folder)
    assert message in str(caught.value)


@pytest.mark.parametrize("name", shipped_cases())
def test_every_issue_of_a_shipped_case_has_a_ladder_of_what_was_known(name: str) -> None:
    """Levels that held are rungs inside the case's own ranges, and no fact is dated after the case."""
    case = load_case(name)
    assert set(case.ladders) == set(case.issue_ids)
    for issue in case.issues:
        ladder = case.ladders[issue.id]
        assert 5 <= len(ladder.rungs) <= 6 and all(r.short and r.facts.endswith(".") for r in ladder.rungs), issue.id
        newest = max(issue.levels)
        assert ladder.marker is not None and issue.levels[newest].low <= ladder.marker[1] <= issue.levels[newest].high, issue.id
        assert set(ladder.held.values()) <= {r.level for r in ladder.rungs}, issue.id
        dated = [int(y) for r in ladder.rungs for y in re.findall(r"\b(?:19|20)\d\d\b", r.facts + r.short)]
        ahead = {2022} if name == "tiraspol" else set()  # an end of the land scheme that was announced in December 2021
        assert {y for y in dated if y > case.as_of.year} <= ahead, issue.id


@pytest.mark.parametrize("name", ["gaza", "tiraspol"])
def test_what_ladders_rest_on_is_in_the_record(name: str) -> None:
    case = load_case(name)
    assert case.record is not None
    known = {a.id for a in case.record.acts} | {s.series for s in case.record.series}
    for issue, ladder in case.ladders.items():
        rows, _, rest = ladder.source.rpartition("levels: ")
        assert rest == "judgement", issue
        named = set(re.findall(r"[\w-]+", rows)) - {"act", "acts", "series"}
        assert named <= known, (issue, named - known)
