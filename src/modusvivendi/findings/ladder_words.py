"""How levels and differences are said in the world's terms: rungs with facts, counts with units, natural frequencies, ties."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd

from modusvivendi.case import Case
from modusvivendi.findings import words
from modusvivendi.findings.finding import Fact
from modusvivendi.study.outlook import CLEAR, NINE_OF_TEN, Ends, Outlook
from modusvivendi.study.scales import POINTS, RUNGS, Scale

FUTURES = "of 100 futures"  # unit of a share that is told as a natural frequency
NAMES = frozenset(["Arabic", "Christian", "Cyrillic", "Hebrew", "Islamic", "Latin"])  # first words that keep their capital
NO_BETTER = " No option does noticeably better than another."
SPREAD = round(NINE_OF_TEN[1] - NINE_OF_TEN[0], 2)


def options(names: Iterable[str], last: str = "and") -> str:
    """Strategies in a phrase, as code."""
    return words.listed((f"`{name}`" for name in names), last)


def these(names: Sequence[str], every: Sequence[str]) -> str:
    """Strategies in a phrase, or that it is all of them, or all but one or two."""
    missing = [name for name in every if name not in names]
    if not missing:
        return "every option" if len(every) > 1 else options(names)
    return f"every option but {options(missing)}" if len(missing) <= 2 < len(names) else options(names)


def lowered(text: str) -> str:
    """A sentence or title inside another sentence: no capital, no full stop; names and abbreviations keep theirs."""
    first = text.split(" ", 1)[0]
    kept = len(first) > 1 and (any(c.isupper() for c in first[1:]) or first.split("-")[0] in NAMES)
    return (text if kept else text[:1].lower() + text[1:]).rstrip(".")


def when_held(case: Case, issue: str) -> str:
    """The month of today's marker on an issue's ladder: March 2026; that of the case where none is dated."""
    ladder = case.ladders.get(issue)
    marker = ladder.marker if ladder else None
    return words.month(marker[0] if marker else case.as_of)


def amount(scale: Scale, value: float, **more: object) -> Fact:
    """A number or a difference as the scale tells it."""
    return Fact(value=float(value), unit=scale.unit, **more)  # type: ignore[arg-type]


def form(scale: Scale) -> str:
    """The form of ``words.shown`` in which the scale tells a number."""
    return "rungs" if scale.unit == RUNGS else f"fixed{scale.digits}"


def in_unit(scale: Scale, name: str, *, last: bool = True) -> str:
    """The part of a template that tells a number with its unit: ``{name:fixed1} million people``."""
    unit = "" if scale.unit == RUNGS or not last else f" {scale.unit}"
    return f"{{{name}:{form(scale)}}}{unit}"


def futures(share: float, **more: object) -> Fact:
    """A share of futures, told as a natural frequency with the form ``in_hundred`` or ``of_hundred``."""
    return Fact(value=float(share), unit=FUTURES, **more)  # type: ignore[arg-type]


def in_hundreds(frame: pd.DataFrame, columns: Iterable[str], unit: str = FUTURES) -> pd.DataFrame:
    """A table in which some columns of shares are told as natural frequencies."""
    told = {c: [Fact(value=float(x), unit=unit, form="of_hundred") for x in frame[c]] for c in columns}
    return frame.assign(**{c: pd.Series(cells, frame.index, dtype=object) for c, cells in told.items()})


def in_hundred_range(name: str, shares: pd.Series) -> tuple[str, dict[str, Fact]]:
    """The least and the greatest of shares over options: ``3 to 7 of 100``, or ``5 of 100`` where they read the same."""
    low, high = float(shares.min()), float(shares.max())
    facts = {f"{name}_low": futures(low), f"{name}_high": futures(high)}
    if round(100 * low) == round(100 * high):
        return f"{{{name}_high:of_hundred}} of 100 futures", facts
    return f"{{{name}_low:of_hundred}} to {{{name}_high:of_hundred}} of 100 futures", facts


def mean_fact(outlook: Outlook, strategy: str) -> Fact:
    """The mean of an outcome under a strategy, with the range of nine futures in ten."""
    row = outlook.table.loc[strategy]
    return amount(outlook.scale, row["mean"], low=float(row.low), high=float(row.high), interval="spread", level=SPREAD)


def change_fact(outlook: Outlook, strategy: str) -> Fact:
    """The mean change from today under a strategy, with its sampling error."""
    row = outlook.table.loc[strategy]
    reach = CLEAR * float(row.change_error)
    if reach != reach:  # one future has no error
        return amount(outlook.scale, row.change)
    ends = {"low": float(row.change) - reach, "high": float(row.change) + reach}
    return amount(outlook.scale, row.change, **ends, interval="sampling error", level=0.95)


def verdict(outlook: Outlook) -> tuple[str, dict[str, Fact]]:
    """Whether options differ, as a sentence behind another: a tie is called a tie."""
    every = outlook.strategies
    if len(every) == 1:
        return "", {}
    if outlook.all_tied:
        return NO_BETTER, {"least": amount(outlook.scale, outlook.scale.difference)}
    best = outlook.best
    behind = [s for s in every if outlook.told.loc[best, s]]
    tied = outlook.tied_with(best)
    facts = {
        "best": Fact(value=best),
        "leading": Fact(value=options([best, *tied]), n=len(tied) + 1),
        "behind": Fact(value=options(behind), n=len(behind)),
    }
    if not behind:
        return " No option does noticeably worse than the best, `{best}`.", facts
    if len(behind) + len(tied) + 1 == len(every) > 3:
        facts["behind"] = Fact(value="all the rest" if tied else "the others", n=len(behind))
    if not tied:
        return " `{best}` does noticeably better than {behind}.", facts
    return " Tied for best: {leading}; of them `{best}` does noticeably better than {behind}.", facts


def _ways(outlook: Outlook) -> list[int]:
    """The direction of each option against today; options that are all tied have one direction, that of their average."""
    if not outlook.all_tied:
        return [outlook.way(s) for s in outlook.strategies]
    mean = float(outlook.table.change.mean())
    return [(1 if mean > 0 else -1) if abs(mean) >= outlook.scale.difference else 0] * len(outlook.strategies)


def against_today(outlook: Outlook) -> tuple[str, dict[str, Fact]]:
    """The direction against today, before any difference between options: ``falls under every option``."""
    every = outlook.strategies
    counted = outlook.scale.unit not in (RUNGS, POINTS)
    up, down, level = ("more", "fewer", "about the same") if counted else ("rises", "falls", "stays about as it is")
    parts: list[str] = []
    facts: dict[str, Fact] = {}
    ways = _ways(outlook)
    for way, verb, name in ((1, up, "up"), (-1, down, "down"), (0, level, "same")):
        some = [s for s, own in zip(every, ways, strict=True) if own == way]
        if not some:
            continue
        rest = way == 0 and parts and len(some) > 1
        facts[name] = Fact(value="the others" if rest else these(some, every), n=len(some))
        said = f"{verb} under {{{name}}}"
        if way:
            sizes = outlook.table.loc[some, "change"].abs()
            text, more = between(outlook.scale, name, float(sizes.min()), float(sizes.max()))
            facts |= more
            said += f", by {text} on average"
        parts.append(said)
    return ", and ".join(parts), facts


def between(scale: Scale, name: str, low: float, high: float) -> tuple[str, dict[str, Fact]]:
    """A range as the scale tells it, ``0.2 to 0.4 of a rung``, or one number where both ends read the same."""
    facts = {f"{name}_least": amount(scale, low), f"{name}_most": amount(scale, high)}
    digits = f"fixed{scale.digits}"
    if f"{facts[f'{name}_least']:{digits}}" == f"{facts[f'{name}_most']:{digits}}":
        return in_unit(scale, f"{name}_most"), facts
    return f"{{{name}_least:{digits}}} to {in_unit(scale, f'{name}_most')}", facts


def facts_of(ends: Ends, rung: int) -> str:
    """What holds on a rung, inside a sentence."""
    return lowered(ends.rungs[rung])


__all__ = [
    "FUTURES", "NO_BETTER", "POINTS", "against_today", "amount", "between", "change_fact", "facts_of", "form", "futures", "in_hundred_range", "in_hundreds", "in_unit",
    "lowered", "mean_fact", "options", "these", "verdict", "when_held",
]  # fmt: skip
