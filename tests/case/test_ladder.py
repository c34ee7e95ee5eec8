"""Ladders beside a case: checked, cut to the day, and of known issues."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from modusvivendi.case import load_case
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
