"""Golden numbers: mean outcomes of a small Afghan study. A change must be meant, and announced in the changelog.

``make regenerate`` writes them anew (``python tests/test_golden.py``) and puts their name into the changelog: where an entry of
the unreleased version says ``golden numbers pending``, else in the newest entry that names some.
"""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import numpy as np
import pytest

from modusvivendi.study import Result

HERE = Path(__file__).parent
GOLDEN = HERE / "golden.json"
CHANGELOG = HERE.parent / "CHANGELOG.md"
CLOSE, FAR = 2e-4, 2e-2  # relative to 1, or to the number itself where it is larger


def means_of(result: Result) -> dict[str, dict[str, list[float]]]:
    """Theory → strategy → mean of each outcome over futures, in the order of the study's outcomes."""
    means = np.asarray(result.outcomes, np.float64).mean(axis=3)
    study = result.study
    return {
        t.name: {s.name: [round(float(v), 6) for v in means[i, j]] for j, s in enumerate(study.strategies)}
        for i, t in enumerate(study.theories)
    }


def announcement(text: str) -> str:
    """The words that announce golden numbers in the changelog."""
    return f"golden numbers {hashlib.sha256(text.encode()).hexdigest()[:12]}"


def announced(changelog: str, golden: str) -> str:
    """The changelog with golden numbers named in the unreleased version. Raises ValueError if no entry is about them."""
    words = announcement(golden)
    if words in changelog:
        return changelog
    head, newest, *older = re.split(r"(?m)^(?=## )", changelog)
    for wanted in ("golden numbers pending", r"golden numbers [0-9a-f]{12}"):
        new, found = re.subn(wanted, words, newest, count=1)
        if found:
            return "".join([head, new, *older])
    raise ValueError(
        "CHANGELOG.md: golden numbers moved and no entry of the newest version says so; write one that says what moves, by how "
        "much and why, with the words 'golden numbers pending', and run this again"
    )


def test_numbers_are_the_golden_ones(afghan_result: Result) -> None:
    golden = json.loads(GOLDEN.read_text(encoding="utf-8"))
    assert golden["outcomes"] == list(afghan_result.study.outcome_names)
    found, expected = means_of(afghan_result), golden["means"]
    assert {t: list(s) for t, s in found.items()} == {t: list(s) for t, s in expected.items()}
    a = np.array([v for s in found.values() for v in s.values()])
    b = np.array([v for s in expected.values() for v in s.values()])
    off = np.abs(a - b) / np.maximum(1, np.abs(b))
    # Another processor may round a number differently and so tip a single event in some futures: seldom, and not far.
    assert (off <= CLOSE).mean() > 0.97, f"{(off > CLOSE).mean():.1%} of the means moved; the largest by {off.max():.3g}"
    assert off.max() < FAR


def test_a_change_of_golden_numbers_is_announced() -> None:
    assert announcement(GOLDEN.read_text(encoding="utf-8")) in CHANGELOG.read_text(encoding="utf-8")


def test_the_golden_numbers_can_fail(afghan_result: Result) -> None:
    """Other strategies have other numbers, by more than the tolerance."""
    means = means_of(afghan_result)["status_and_cohesion"]
    moved = np.abs(np.array(means["pressure"]) - np.array(means["piecemeal"]))
    assert (moved > CLOSE).mean() > 0.5


def test_an_announcement_is_put_in_place() -> None:
    old, older = "golden numbers 0123456789ab", "golden numbers ba9876543210"
    text = f"# C\n\n## 2\n\n- new: {old}.\n- less new: {older}\n\n## 1\n\n- {older}\n"
    assert announced(text, "x") == text.replace(old, announcement("x"))
    pending = text.replace(f"new: {older}", "new: golden numbers pending")
    assert announced(pending, "x") == pending.replace("golden numbers pending", announcement("x"))
    assert announced(announced(text, "x"), "x") == announced(text, "x")
    with pytest.raises(ValueError, match="golden numbers pending"):
        announced(text.replace("## 2\n", "## 3\n\n- nothing\n\n## 2\n"), "x")


if __name__ == "__main__":
    from modusvivendi.case import load_case
    from modusvivendi.strategy import load_strategies
    from modusvivendi.study import Study, run_study
    from modusvivendi.theory import load_theories

    result = run_study(
        Study(
            case=load_case("afghanistan", as_of="2024-05-29"),
            theories=tuple(load_theories()),
            strategies=tuple(load_strategies()),
            futures=128,
        )
    )
    content = {"outcomes": list(result.study.outcome_names), "means": means_of(result)}
    text = json.dumps(content, indent=0) + "\n"
    try:
        entry = announced(CHANGELOG.read_text(encoding="utf-8"), text)
    except ValueError as error:
        raise SystemExit(str(error)) from None
    GOLDEN.write_text(text, encoding="utf-8")
    CHANGELOG.write_text(entry, encoding="utf-8")
    print(announcement(text))
