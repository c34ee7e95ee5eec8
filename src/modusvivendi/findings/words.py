"""Words for numbers, lists, counts, units and dates: the one place, for findings and renderers alike."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from math import floor, isfinite, log10

MINUS = "−"
SIGNED = "signed"


def number(value: float, digits: int = 3) -> str:
    """A number to so many significant digits, without an exponent: 0.0095, 12.3, 1,230."""
    if not isfinite(value):
        return "none"
    if value == 0:
        return "0"
    after = max(0, digits - 1 - floor(log10(abs(value))))
    text = f"{value:,.{min(after, 12)}f}"
    return text.replace("-", MINUS)


def fixed(value: float, digits: int = 2) -> str:
    """A number with so many digits after the point: 0.01, 12.30; what rounds to nothing has no sign."""
    return f"{round(value, digits) + 0.0:,.{digits}f}".replace("-", MINUS)


def percent(share: float, digits: int = 0) -> str:
    """A share of 1 as a percentage: 34%."""
    return f"{100 * share:.{digits}f}%".replace("-", MINUS)


def in_hundred(share: float) -> str:
    """A chance as a natural frequency: 34 in 100; below one in 100, fewer than 1 in 100."""
    whole = round(100 * share)
    if share > 0 and whole == 0:
        return "fewer than 1 in 100"
    if share < 1 and whole == 100:
        return "more than 99 in 100"
    return f"{whole} in 100"


def rungs(value: float) -> str:
    """A distance on a ladder: 0.4 of a rung, 1 rung, 1.3 rungs."""
    told = fixed(abs(value), 1)
    return f"{told} of a rung" if float(told) < 1 else "1 rung" if told == "1.0" else f"{told} rungs"


def signed(value: float, digits: int = 2) -> str:
    """A difference with its sign: +0.7, −0.02."""
    return ("+" if value > 0 else "") + number(value, digits)


def counted(n: int, noun: str, several: str = "") -> str:
    """A count with its noun: 1 theory, 3 theories."""
    return f"{n:,} {noun if n == 1 else several or noun + 's'}"


def listed(items: Iterable[str], last: str = "and") -> str:
    """Words as a list: a, b and c."""
    words = list(items)
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}" if words else ""


def day(when: date) -> str:
    """A date: 29 May 2024."""
    return f"{when.day} {when:%B %Y}"


def month(when: date) -> str:
    """A month: May 2024."""
    return f"{when:%B %Y}"


def quarter(when: date) -> str:
    """A quarter of a year: 2024 Q2."""
    return f"{when.year} Q{(when.month + 2) // 3}"


def shown(value: float | int | str | bool | None, form: str = "") -> str:
    """A fact's value in a sentence.

    form: "" as it is (whole numbers whole, others to three digits), "N" to N significant digits, "fixedN" with N digits after the point,
    "signed_fixedN", "percent", "percentN", "in_hundred", "of_hundred" (the number alone), "rungs", "signedN", "count".
    """
    if value is None:
        return "none"
    if isinstance(value, (bool, str)):
        return str(value) if isinstance(value, str) else "yes" if value else "no"
    if isinstance(value, int) and form == "":
        return f"{value:,}".replace("-", MINUS)
    name, digits = form.rstrip("0123456789"), form[len(form.rstrip("0123456789")) :]
    if name == "":
        return number(value, int(digits or 3))
    forms = {
        "fixed": lambda: fixed(value, int(digits or 2)),
        "signed_fixed": lambda: ("+" if round(value, int(digits or 2)) > 0 else "") + fixed(value, int(digits or 2)),
        "percent": lambda: percent(value, int(digits or 0)),
        "in_hundred": lambda: in_hundred(value),
        "of_hundred": lambda: in_hundred(value).removesuffix(" in 100"),
        "rungs": lambda: rungs(value),
        SIGNED: lambda: signed(value, int(digits or 2)),
        "count": lambda: f"{round(value):,}",
    }
    if name not in forms:
        raise ValueError(f"form '{form}' of a fact: one of {', '.join(forms)} or a number of digits")
    return forms[name]()
