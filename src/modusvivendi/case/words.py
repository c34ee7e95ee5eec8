"""Words of a case: those that all cases share, and those that one adds, each read as a shared one."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator

from modusvivendi.case.dated import Tree
from modusvivendi.case.quantity import Model, Name
from modusvivendi.errors import nearest
from modusvivendi.record.words import INSTRUMENTS, LEVELS, MODES, OWN, as_they_are

DOMAINS = ("rights", "inclusion", "security", "relief", "technical", "diplomatic")
KINDS = ("isolationist", "pragmatic", "regional", "mediators", "multilateral", "patron", "parent_state", "neighbours")
RIVAL_KINDS = ("outbidder", "opposition")
# What a case may add to, and the shared words that the model, the coding rule and strategies go by.
SHARED: dict[str, tuple[str, ...]] = {
    "instruments": INSTRUMENTS, "modes": MODES, "levels": LEVELS, "domains": DOMAINS, "kinds": KINDS,
    "rival_kinds": RIVAL_KINDS,
}  # fmt: skip
USED_IN = (("issues", "domain", "domains"), ("blocs", "kind", "kinds"), ("rivals", "kind", "rival_kinds"))  # of a case


def shared(vocabulary: str) -> AfterValidator:
    """Check that a word of a case, after its own ones have been read, is a word of this shared vocabulary."""

    def check(word: str) -> str:
        if word not in SHARED[vocabulary]:
            raise ValueError(f"unknown '{word}'; {nearest(word, SHARED[vocabulary])} {OWN}")
        return word

    return AfterValidator(check)


def _read_as(vocabulary: str) -> AfterValidator:
    """Check that own words are new and are read as words of this shared vocabulary."""

    def check(own: dict[str, str]) -> dict[str, str]:
        """Raises ValueError, which the schema turns into a fault."""
        for word, meant in own.items():
            if word in SHARED[vocabulary]:
                raise ValueError(f"'{word}' is a shared word already; leave it out, or choose another")
            if meant not in SHARED[vocabulary]:
                raise ValueError(f"'{word}' is read as '{meant}', which is no shared word; {nearest(meant, SHARED[vocabulary])}")
        return own

    return AfterValidator(check)


class Words(Model):
    """A case's own words, each with the shared word that it is read as: ``modes: {ultimatum: demand}``.

    instruments: of moves; modes: of tracks; levels: of acts; domains: of issues; kinds: of blocs; rival_kinds: of rivals.
    A word that is neither shared nor listed here is a fault wherever it stands.
    """

    instruments: Annotated[dict[Name, str], _read_as("instruments")] = {}
    modes: Annotated[dict[Name, str], _read_as("modes")] = {}
    levels: Annotated[dict[Name, str], _read_as("levels")] = {}
    domains: Annotated[dict[Name, str], _read_as("domains")] = {}
    kinds: Annotated[dict[Name, str], _read_as("kinds")] = {}
    rival_kinds: Annotated[dict[Name, str], _read_as("rival_kinds")] = {}

    def readings(self, vocabulary: str) -> dict[str, str]:
        """Every word that the case may use, shared ones first, and the shared word that it is read as."""
        return {**as_they_are(SHARED[vocabulary]), **getattr(self, vocabulary)}


def read_own_words(tree: Tree) -> None:
    """Put shared words in place of a case's own ones in its issues, blocs and rivals; what is unknown is left to the schema."""
    words = tree.get("words")
    if not isinstance(words, dict):
        return
    for section, field, vocabulary in USED_IN:
        own, items = words.get(vocabulary), tree.get(section)
        if isinstance(own, dict) and isinstance(items, list):
            for item in items:
                if isinstance(item, dict) and isinstance(word := item.get(field), str) and word in own:
                    item[field] = own[word]
