"""All names that can be shown, and the nearest ones to a name that is not among them."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass

from modusvivendi.case import Case, load_case, shipped_cases
from modusvivendi.engine.layout import THEORY_PARAMETERS
from modusvivendi.engine.outcomes import OUTCOMES
from modusvivendi.errors import InputError
from modusvivendi.strategy import load_strategy, shipped_strategies
from modusvivendi.theory import load_theory, shared_priors, shipped_theories

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


@dataclass(frozen=True)
class Entry:
    """A name that can be shown. of: the case it is a part of, '' for what stands by itself."""

    kind: str
    name: str
    title: str
    of: str = ""

    def __str__(self) -> str:
        return f"{self.name} ({self.kind}{f' of {self.of}' if self.of else ''})"


def catalogue(cases: Sequence[Case] | None = None) -> list[Entry]:
    """All names, of these cases (all shipped ones by default): what stands by itself first, then parts of cases."""
    known = list(cases) if cases is not None else [load_case(name) for name in shipped_cases()]
    return [
        *(Entry("case", case.name, case.title) for case in known),
        *(Entry("theory", name, load_theory(name).title) for name in shipped_theories()),
        *(Entry("strategy", name, load_strategy(name).title) for name in shipped_strategies()),
        *(Entry("outcome", outcome.name, outcome.title) for outcome in OUTCOMES),
        *(Entry("parameter", name, shared_priors()[name].meaning) for name in THEORY_PARAMETERS),
        *(
            Entry(kind, part.id, part.title, case.name)
            for case in known
            for kind, field in PARTS.items()
            for part in getattr(case, field)
        ),
        *(Entry("coalition", name, "", case.name) for case in known for name in case.coalitions),
    ]


def find(text: str, entries: Sequence[Entry]) -> list[Entry]:
    """The entries of this name, written with or without its kind ('bloc:pragmatic'). Raises InputError with near names."""
    kind, _, name = text.rpartition(":")
    found = [entry for entry in entries if entry.name == name and kind in ("", entry.kind)]
    if found:
        return found
    near = " or ".join(f"'{entry.name}' ({entry.kind})" for entry in nearest_entries(text, entries))
    hint = f"did you mean {near}?" if near else "'modus cases' lists cases"
    raise InputError(f"nothing is called '{text}': {hint}")


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
