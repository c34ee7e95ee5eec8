"""All names that can be shown, and the nearest ones to a name that is not among them."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from modusvivendi.case.shipped import SHIPPED, shipped_cases
from modusvivendi.engine.names import OUTCOME_NAMES, THEORY_PARAMETERS
from modusvivendi.errors import InputError
from modusvivendi.strategy import load_strategy, shipped_strategies
from modusvivendi.theory import load_theory, shared_priors, shipped_theories

if TYPE_CHECKING:
    from modusvivendi.case import Case

PARTS = {
    "issue": "issues", "segment": "segments", "bloc": "blocs", "country": "countries", "group": "groups",
    "hazard": "hazards", "rival": "rivals",
}  # fmt: skip
# Codes that people use for a country beside the one a case gives it.
CODES = {
    "usa": "US", "america": "US", "gb": "UK", "gbr": "UK", "britain": "UK", "deu": "DE", "ger": "DE", "fra": "FR", "nld": "NL",
    "holland": "NL", "nor": "NO", "chn": "CN", "rus": "RU", "irn": "IR", "pak": "PK", "ind": "IN", "qat": "QA", "are": "AE",
    "uae": "AE", "sau": "SA", "ksa": "SA", "tur": "TR", "uzb": "UZ", "kaz": "KZ", "tkm": "TM", "jpn": "JP", "can": "CA",
    "che": "CH", "isr": "IL", "egy": "EG", "ukr": "UA", "mda": "MD", "un": "UNAMA", "world bank": "WB",
}  # fmt: skip
ALIKE = 0.45  # how alike, 0 to 1, a hint must be
HINTS = 3
STEM = 5  # letters by which words are compared, so that 'schooling' finds 'schools'


def title_of_outcome(name: str) -> str:
    """The title of an outcome, which a stage declares beside its code."""
    from modusvivendi.engine.outcomes import OUTCOMES  # loaded when used: it loads the compiler

    return next(outcome.title for outcome in OUTCOMES if outcome.name == name)


# How titles of what stands by itself are come by. Names are found without them: they open every file.
TITLES: dict[str, Callable[[str], str]] = {
    "theory": lambda name: load_theory(name).title,
    "strategy": lambda name: load_strategy(name).title,
    "outcome": title_of_outcome,
    "parameter": lambda name: shared_priors()[name].meaning,
}


@dataclass(frozen=True)
class Entry:
    """A name that can be shown. of: the case it is a part of, '' for what stands by itself. called: its title, if of a case."""

    kind: str
    name: str
    called: str = ""
    of: str = ""

    @property
    def title(self) -> str:
        """What it is called in words, '' if in none."""
        return TITLES[self.kind](self.name) if self.kind in TITLES else self.called

    def __str__(self) -> str:
        return f"{self.name} ({self.kind}{f' of {self.of}' if self.of else ''})"


def catalogue(cases: Sequence[Case]) -> list[Entry]:
    """All names, of these cases: what stands by itself first, then parts of cases."""
    return [
        *(Entry("case", case.name, case.title) for case in cases),
        *(Entry("theory", name) for name in shipped_theories()),
        *(Entry("strategy", name) for name in shipped_strategies()),
        *(Entry("outcome", name) for name in OUTCOME_NAMES),
        *(Entry("parameter", name) for name in THEORY_PARAMETERS),
        *(
            Entry(kind, part.id, part.title, case.name)
            for case in cases
            for kind, field in PARTS.items()
            for part in getattr(case, field)
        ),
        *(Entry("coalition", name, "", case.name) for case in cases for name in case.coalitions),
    ]


def holders(text: str) -> list[str]:
    """Names of the shipped cases that may hold a name: those whose own file has it in its text."""
    name = text.rpartition(":")[2].encode(errors="surrogatepass")
    return [case for case in shipped_cases() if name in (SHIPPED / case / "case.yaml").read_bytes()]


def find(text: str, entries: Sequence[Entry]) -> list[Entry]:
    """The entries of this name, written with or without its kind ('bloc:pragmatic'). Raises InputError with near names."""
    found = named(text, entries)
    if found:
        return found
    near = " or ".join(f"'{entry.name}' ({entry.kind})" for entry in nearest_entries(text, entries))
    hint = f"did you mean {near}?" if near else "'modus cases' lists cases"
    raise InputError(f"nothing is called '{text}': {hint}")


def named(text: str, entries: Sequence[Entry]) -> list[Entry]:
    """The entries of this name, written with or without its kind; none if there is none."""
    kind, _, name = text.rpartition(":")
    return [entry for entry in entries if entry.name == name and kind in ("", entry.kind)]


def nearest_entries(text: str, entries: Sequence[Entry]) -> list[Entry]:
    """At most three entries whose name, title or code is near, nearest first; only those that fit wholly if any does."""
    wanted = text.rpartition(":")[2].casefold().strip()
    scored = sorted(((alike(wanted, entry), entry) for entry in entries), key=lambda pair: -pair[0])
    least = 1.0 if scored and scored[0][0] == 1.0 else ALIKE
    names = {entry.name: entry for score, entry in reversed(scored) if score >= least}
    return list(reversed(names.values()))[:HINTS]


def alike(wanted: str, entry: Entry) -> float:
    """How near an entry is, 0 to 1: by its name, its title, words of them, or a common code."""
    name, title = entry.name.casefold(), entry.title.casefold()
    if wanted in (name, title) or CODES.get(wanted) == entry.name:
        return 1.0
    known = {word.removesuffix("'s").strip("',()") for word in f"{title} {name.replace('_', ' ')}".split()}
    words = [word for word in wanted.replace("_", " ").split() if len(word) > 2]
    hits = sum(any(other.startswith(word[:STEM]) for other in known) for word in words)
    by_words = 0.9 * hits / len(words) if words else 0.0
    return max(by_words, *(difflib.SequenceMatcher(None, wanted, other).ratio() for other in (name, title)))
