"""An ask that somebody is about to make: only what is said of it is compared with what is on record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from modusvivendi.errors import InputError, choose, nearest
from modusvivendi.precedent.demand import SCALES, CaseDemands, IssueFacts

WORDS = (
    "ask",
    "case",
    "issues",
    "domain",
    "form",
    "cost",
    "publicity",
    "politicisation",
    "reward",
    "material",
    "standing",
    "asker",
)


@dataclass(frozen=True)
class Ask:
    """What is asked. None and () stand for what is not said.

    case: name of the case whose authority is asked, "" for none on record. ask: in words. issues: ids. domains: of the issues.
    form (0 single, 1 package), cost (0 none to 1 high), publicity (0 quiet to 1 public), politicisation (how it reads to the
    authority's base, 0 to 1), material and standing (rewards, 0 to 1). reward: whether any is offered. asker: id.
    derived: attributes that were taken over from the case instead of being said.
    """

    case: str = ""
    ask: str = ""
    issues: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    form: float | None = None
    cost: float | None = None
    publicity: float | None = None
    politicisation: float | None = None
    material: float | None = None
    standing: float | None = None
    reward: bool | None = None
    asker: str = ""
    derived: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether nothing is said of it that could be compared."""
        plain = Ask(case=self.case, ask=self.ask, derived=self.derived)
        return self == plain


def make_ask(said: Mapping[str, object], cases: Sequence[CaseDemands], case: str = "") -> Ask:
    """An ask from words (keys among WORDS), checked against the cases; ``case``: whose authority is asked.

    What follows from the issues is taken over: their domains, and from the case how the most political of them reads to the
    base. Raises InputError that names the word and what is allowed.
    """
    given = {key: value for key, value in said.items() if value not in (None, "", (), [])}
    for key in given:
        if key not in WORDS:
            raise InputError(f"ask, {key}: unknown field; {nearest(key, WORDS)}")
    home = str(given.get("case") or case)
    by_name = {c.name: c for c in cases}
    if home and home not in by_name:
        raise InputError(f"ask, case: unknown '{home}'; {nearest(home, by_name)}")
    known = _issues(cases, home)
    issues = tuple(_known("issues", word, known) for word in _words(given.get("issues", ())))
    askers = {name for c in cases for name in c.askers}
    asker = _known("asker", str(given["asker"]), askers) if "asker" in given else ""
    domains = {facts.domain for c in cases for facts in c.issues.values()}
    stated = tuple(_known("domain", word, domains) for word in _words(given.get("domain", ())))
    ask = Ask(
        case=home, ask=str(given.get("ask", "")), issues=issues, domains=stated, asker=asker,
        form=_level("form", given.get("form")), cost=_level("cost", given.get("cost")),
        publicity=_level("publicity", given.get("publicity")), politicisation=_share("politicisation", given.get("politicisation")),
        material=_share("material", given.get("material")), standing=_share("standing", given.get("standing")),
    )  # fmt: skip
    return _with_issues(_with_reward(ask, given.get("reward")), known)


def _with_reward(ask: Ask, said: object) -> Ask:
    """Whether a reward is offered, and its size: none at all if the answer is no."""
    if said is not None and said not in (True, False, "yes", "no"):
        raise InputError(f"ask, reward: unknown '{said}'; allowed: yes, no")
    size = max(ask.material or 0.0, ask.standing or 0.0)
    if said is None:
        return replace(ask, reward=size > 0) if ask.material is not None or ask.standing is not None else ask
    if said in (False, "no"):
        if size > 0:
            raise InputError("ask, reward: 'no', though material or standing is above 0")
        return replace(ask, reward=False, material=0.0, standing=0.0)
    return replace(ask, reward=True)


def _with_issues(ask: Ask, known: Mapping[str, IssueFacts]) -> Ask:
    """The ask with what follows from its issues."""
    derived = []
    if ask.issues and not ask.domains:
        ask = replace(ask, domains=tuple(dict.fromkeys(known[i].domain for i in ask.issues)))
        derived.append("domains")
    if ask.issues and ask.politicisation is None and ask.case:
        ask = replace(ask, politicisation=max(known[i].politicisation for i in ask.issues))
        derived.append("politicisation")
    return replace(ask, derived=tuple(derived))


def _issues(cases: Sequence[CaseDemands], home: str) -> dict[str, IssueFacts]:
    """Issues by id: of the case that is asked, or of all cases."""
    chosen = [c for c in cases if not home or c.name == home]
    return {name: facts for case in chosen for name, facts in case.issues.items()}


def _words(given: object) -> tuple[str, ...]:
    """Words between commas, or a list of words, each once."""
    parts = given.split(",") if isinstance(given, str) else list(given) if isinstance(given, (list, tuple)) else [given]
    return tuple(dict.fromkeys(str(part).strip() for part in parts if str(part).strip()))


def _known(field: str, word: str, valid: Mapping[str, object] | set[str]) -> str:
    if word not in valid:
        raise InputError(f"ask, {field}: unknown '{word}'; {nearest(word, valid)}")
    return word


def _level(name: str, word: object) -> float | None:
    """The place of a word on its scale, 0 to 1."""
    return None if word is None else SCALES[name][choose(f"{name} of an ask", str(word), SCALES[name])]


def _share(name: str, given: object) -> float | None:
    """A number in [0, 1]."""
    if given is None:
        return None
    try:
        value = float(str(given))
    except ValueError:
        value = -1.0
    if not 0.0 <= value <= 1.0:
        raise InputError(f"ask, {name}: '{given}' is not a number from 0 to 1")
    return value


def read_ask(path: Path) -> dict[str, object]:
    """What a YAML file says of an ask: a mapping with keys among WORDS. Raises InputError that names the file."""
    from modusvivendi.files.yaml_file import read_yaml

    return dict(read_yaml(path))
