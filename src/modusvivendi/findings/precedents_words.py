"""Words and facts for rates, chances, dates and sources of precedents."""

from __future__ import annotations

from datetime import date

from modusvivendi.findings import words
from modusvivendi.findings.finding import Fact
from modusvivendi.precedent.demand import Demand, Source
from modusvivendi.precedent.precedents import Outlook
from modusvivendi.precedent.rate import LEVEL, Rate, Share

ENDED = {"met": "met", "temporary": "met for a time", "partly": "met in part", "not_met": "not met", "open": "undecided"}
UNREAD, NO_SOURCE = "coder's own knowledge", "no source named"  # where nobody published what a row says, or nothing is given
NONE = "nothing is decided"


def in_hundred(share: Share) -> Fact:
    """A share as a number of 100, with its interval."""
    if share.value is None:
        return Fact(value=None, unit="in 100", note=NONE)
    assert share.low is not None and share.high is not None
    return Fact(
        value=100 * share.value,
        low=100 * share.low,
        high=100 * share.high,
        interval="posterior",
        level=LEVEL,
        unit="in 100",
        n=round(share.effective),
    )


def rate_facts(rate: Rate) -> dict[str, Fact]:
    """Counts and shares of a set of asks. Shares carry their intervals; low and high repeat that of 'met' for sentences."""
    share = in_hundred(rate.met)
    return {
        "met": Fact(value=rate.met.count, unit="asks"),
        "decided": Fact(value=rate.decided, unit="asks"),
        "open": Fact(value=rate.open, unit="asks"),
        "temporary": Fact(value=rate.outcomes["temporary"], unit="asks"),
        "partly": Fact(value=rate.outcomes["partly"], unit="asks"),
        "files": Fact(value=words.counted(rate.files, "separate file")),
        "effective": Fact(value=rate.met.effective, unit="independent asks"),
        "share": share,
        "low": Fact(value=share.low, unit="in 100"),
        "high": Fact(value=share.high, unit="in 100"),
        "held_or_met": in_hundred(rate.held_or_met),
        "moved": in_hundred(rate.moved),
    }


def rate_claim(rate: Rate, which: str) -> tuple[str, dict[str, Fact]]:
    """How a set of asks ended, as a claim over its facts; ``which``: what they have in common."""
    facts = rate_facts(rate) | {"which": Fact(value=which)}
    if not rate.decided:
        return "Of {which}, none is decided.", facts
    claim = "{met:count} of {decided:count} {which} were met in full, in {files}; on that evidence {low:count} to {high:count} in 100."
    less = {
        "only for a time ({temporary:count})": rate.outcomes["temporary"],
        "in part ({partly:count})": rate.outcomes["partly"],
    }
    if any(less.values()):
        claim += f" Others were met {words.listed((text for text, count in less.items() if count), 'or')}."
    elif rate.met.count < rate.decided:
        claim += " None of the others was met even in part."
    return claim, facts


def rate_words(rate: Rate) -> str:
    """A rate in a few words, for a sentence about something else."""
    if rate.met.low is None or rate.met.high is None:
        return "none is left"
    return f"{rate.met.count} of {rate.decided} were met in full ({100 * rate.met.low:.0f} to {100 * rate.met.high:.0f} in 100)"


def chance_facts(outlook: Outlook) -> dict[str, Fact]:
    """Chances by form, in 100, and the ends of their intervals as facts of their own."""
    facts = {}
    for form, found in outlook.by_form.items():
        low, high = 100 * found.low, 100 * found.high
        facts[form] = Fact(value=100 * found.value, low=low, high=high, interval="posterior", level=LEVEL, unit="in 100")
        facts[f"{form}_low"], facts[f"{form}_high"] = Fact(value=low, unit="in 100"), Fact(value=high, unit="in 100")
    return facts


def when(text: str) -> str:
    """A date as precisely as it is known: 2007, June 2007 or 14 June 2007."""
    parts = [int(part) for part in text.split("-")] if text else []
    if len(parts) < 2:
        return text
    day = date(parts[0], parts[1], parts[2] if len(parts) > 2 else 1)
    return words.day(day) if len(parts) > 2 else words.month(day)


def ended(demand: Demand) -> str:
    """What came of an ask, and what became of that."""
    later = "" if demand.reversed in ("no", "") else f"; later: {demand.reversed.replace('_', ' ')}"
    blame = f"; failed by {'asker' if demand.failed_by == 'asker' else 'both sides'}" if demand.elsewhere else ""
    return f"{ENDED[demand.outcome]}{later}{blame}"


def published(demand: Demand) -> bool:
    """Whether an ask rests on a page that can be read."""
    return any(source.publisher or source.url for source in demand.sources)


def citation(source: Source) -> str:
    """A source in full; a row that no page stands behind says so."""
    if not source.publisher and not source.url:
        return f"{UNREAD}, {when(source.date)}" if source.title or source.date else NO_SOURCE
    parts = [source.publisher, f"“{source.title}”" if source.title else "", when(source.date), source.url]
    return ", ".join(part for part in parts if part)


def short_citation(demand: Demand) -> str:
    """Publisher and date of the first source of an ask that can be read, and how many more there are."""
    named = [s for s in demand.sources if s.publisher or s.url]
    if not named:
        return UNREAD if demand.sources else NO_SOURCE
    more = f" and {len(named) - 1} more" if named[1:] else ""
    return f"{named[0].publisher or named[0].title}, {when(named[0].date)}{more}"
