"""Which demands are looked at: filters such as cost=mid,high or years=2007-2012."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from modusvivendi.errors import InputError, nearest
from modusvivendi.precedent.demand import OUTCOMES, SCALES, CaseDemands, Demand

YEARS = re.compile(r"([0-9]{4})(?:-([0-9]{4}))?")
Test = Callable[[Demand], bool]
VALUES: dict[str, Callable[[Demand], tuple[str, ...]]] = {
    "case": lambda d: (d.case,),
    "class": lambda d: (d.issue_class,),
    "issue": lambda d: d.issues,
    "domain": lambda d: d.domains,
    "asker": lambda d: (d.asker,),
    "form": lambda d: (d.word("form"),),
    "cost": lambda d: (d.word("cost"),),
    "publicity": lambda d: (d.word("publicity"),),
    "reward": lambda d: ("yes" if d.reward else "no",),
    "outcome": lambda d: (d.outcome,),
}
LISTING = ("outcome",)  # these narrow what is listed, never what a rate is made of


def read_filters(said: Sequence[str], cases: Sequence[CaseDemands]) -> dict[str, Test]:
    """Tests by field, from texts FIELD=WORD,WORD (any of the words); years=2007 or years=2007-2012 goes by the start.

    Raises InputError that names the field or the word, and what is allowed.
    """
    tests: dict[str, Test] = {}
    for text in said:
        field, sign, rest = text.partition("=")
        words = tuple(word.strip() for word in rest.split(",") if word.strip())
        if not sign or not words:
            raise InputError(f"--only {text}: write FIELD=WORD or FIELD=WORD,WORD")
        if field not in (*VALUES, "years"):
            raise InputError(f"--only {text}: unknown field '{field}'; {nearest(field, (*VALUES, 'years'))}")
        if field in tests:
            raise InputError(f"--only {text}: '{field}' is given twice; put its words between commas")
        tests[field] = _years(text, words) if field == "years" else _words(text, field, words, cases)
    return tests


def _words(text: str, field: str, words: tuple[str, ...], cases: Sequence[CaseDemands]) -> Test:
    allowed = {
        **{name: tuple(scale) for name, scale in SCALES.items()},
        "reward": ("yes", "no"), "outcome": OUTCOMES, "case": tuple(c.name for c in cases),
        "issue": tuple(i for c in cases for i in c.issues), "asker": tuple(a for c in cases for a in c.askers),
    }.get(field) or tuple(word for c in cases for d in c.demands for word in VALUES[field](d))  # fmt: skip
    for word in words:
        if word not in allowed:
            raise InputError(f"--only {text}: unknown '{word}'; {nearest(word, {a for a in allowed if a})}")
    return lambda demand: any(value in words for value in VALUES[field](demand))


def _years(text: str, words: tuple[str, ...]) -> Test:
    match = YEARS.fullmatch(words[0])
    if len(words) != 1 or match is None:
        raise InputError(f"--only {text}: write years=2007 or years=2007-2012")
    first, last = int(match[1]), int(match[2] or match[1])
    if last < first:
        raise InputError(f"--only {text}: {last} comes before {first}")
    return lambda demand: first <= int(demand.start[:4]) <= last


def counted(demands: Sequence[Demand], tests: dict[str, Test]) -> tuple[Demand, ...]:
    """The demands that rates are made of: those that pass every filter but that of outcomes."""
    return tuple(d for d in demands if all(test(d) for field, test in tests.items() if field not in LISTING))


def listed(demands: Sequence[Demand], tests: dict[str, Test]) -> tuple[Demand, ...]:
    """The demands that are listed: those that pass every filter."""
    return tuple(d for d in demands if all(test(d) for test in tests.values()))
