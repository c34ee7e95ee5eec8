"""One cell of a table as text, the same in a terminal and on a page."""

from __future__ import annotations

from typing import Any

import numpy as np

from modusvivendi.findings import Fact, words


def without_ticks(text: str) -> str:
    """A sentence for titles, labels and tables, which hold no markup."""
    return text.replace("`", "")


def main_and_small(value: Any, digits: int | str) -> tuple[str, str]:
    """What a cell says, and what stands small beside it: the interval, the rank and the note of a fact."""
    if isinstance(value, Fact):
        digits = value.form or digits
        main, _ = main_and_small(value.value, digits)
        return main or value.note, _beside(value, digits) if main else ""
    if isinstance(value, (float, np.floating)):
        return (words.shown(float(value), _form(digits)) if np.isfinite(value) else ""), ""
    if isinstance(value, (int, np.integer)) and not isinstance(value, bool):
        return f"{value:,}", ""
    return "" if value is None else str(value), ""


def _form(digits: int | str) -> str:
    """The form of ``words.shown`` that a table asks for."""
    return digits if isinstance(digits, str) else f"fixed{digits}"


def _beside(fact: Fact, digits: int | str) -> str:
    parts = []
    if fact.low is not None and fact.high is not None:
        if fact.interval == "sampling error" and fact.half is not None:
            parts.append(f"±{words.number(fact.half, 1)}")
        else:
            parts.append(f"{words.shown(fact.low, _form(digits))} to {words.shown(fact.high, _form(digits))}")
    if fact.rank is not None:
        parts.append(f"#{fact.rank}")
    if fact.note:
        parts.append(fact.note)
    return " ".join(parts)


def number_of(value: Any) -> float | None:
    """The number in a cell, None if it holds none: for marking the largest or smallest of a row."""
    inner = value.value if isinstance(value, Fact) else value
    if isinstance(inner, (float, np.floating)) and np.isfinite(inner):
        return float(inner)
    return None
