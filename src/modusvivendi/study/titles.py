"""Human names of everything a study samples: parameters of theories, numbers of a case, which theory holds."""

from __future__ import annotations

import re

from modusvivendi.case import Case
from modusvivendi.case.find import find
from modusvivendi.case.place import Place
from modusvivendi.case.schema import PLACES
from modusvivendi.study.inputs import cells
from modusvivendi.theory import Theory, shared_priors

SYMBOL = re.compile(r" \((?:[a-z]|q0|mu|chi|eta|alpha)\)$")  # a parameter's letter, of no use in a sentence
THEORY = "theory."  # start of the name of a yes-or-no factor: does this theory hold?


def factor_titles(case: Case, theories: tuple[Theory, ...] = ()) -> dict[str, str]:
    """Factor name → human name, a noun phrase, for theory parameters, the case's numbers and theories."""
    titles = {name: SYMBOL.sub("", prior.meaning.split(";")[0]) for name, prior in shared_priors().items()}
    titles |= {f"{THEORY}{t.name}": f"the theory `{t.name}`" for t in theories}
    for place in PLACES:
        if place.engine.words:
            titles |= {name: in_words(case, place, name) for _, name in cells(case, place)}
    return titles


def in_words(case: Case, place: Place, name: str) -> str:
    """Human name of one number of a case, from the words beside its field and the titles of what it belongs to."""
    words, parts = place.engine.words, name.split(".")
    if place.kind == "initial":
        return words
    if place.kind == "positions":
        return words.format(segment=f"‘{case.segment(parts[1]).title}’", issue=f"‘{case.issue(parts[2]).title}’")
    titles = {place.kind.removesuffix("s"): f"‘{find(place.kind, parts[1], getattr(case, place.kind)).title}’"}
    if place.each:
        return words.format(**titles, issue=f"‘{case.issue(parts[-1]).title}’")
    return f"{words} {next(iter(titles.values()))}"
