"""A demand on record: one track of a case as one row of the common table, with what coders said and where it is from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

COST_WORDS = {"none": 0.0, "low": 1 / 3, "mid": 2 / 3, "high": 1.0}
PUBLICITY_WORDS = {"quiet": 0.0, "mixed": 0.5, "public": 1.0}
FORM_WORDS = {"single": 0.0, "package": 1.0}
SCALES: Mapping[str, Mapping[str, float]] = {"cost": COST_WORDS, "publicity": PUBLICITY_WORDS, "form": FORM_WORDS}
OUTCOMES = ("met", "temporary", "partly", "not_met", "open")  # from most to least, and undecided
ELSEWHERE = ("asker", "both")  # who kept an ask from being met, where it was not the authority alone


@dataclass(frozen=True)
class Source:
    """Where a row that a demand rests on comes from. id: of the act or move. date: of the source, else
    of the row, as precisely as known (YYYY[-MM[-DD]])."""

    id: str
    date: str
    title: str
    publisher: str
    url: str


@dataclass(frozen=True)
class Demand:
    """One track: what was asked of an authority, by whom, how, for what, and what came of it.

    case, id: of the case and the track. ask: in words. asker, asker_title: who asked, as id and in words. domains: of its
    issues. form (0 single, 1 package), cost (0 none to 1 high), publicity (0 quiet to 1 public), politicisation (how it reads
    to the authority's base, 0 to 1), material, standing (rewards, 0 to 1): means over coders, None where nobody coded them.
    spread: largest less smallest code, by attribute. reward: whether one was attached; sweetener: which. start, end: as
    precisely as known (YYYY[-MM[-DD]]), end "" if open or not known. outcome: one of OUTCOMES. reversed: what became of it
    later, "no" if nothing is known. failed_by: who kept it from being met in full (authority, asker, both, unknown). held:
    months for which what was agreed held. repeats: the earlier track that it asks again. signed_with: tracks
    signed together with it. cluster: case and issue class, joined where a track repeats another; asks of one cluster ("file")
    are not independent. weak, disputed, rival: warnings of the case's authors: rests on weak rows, its outcome can be read
    otherwise, asked by a rival government.
    """

    case: str
    id: str
    ask: str
    asker: str
    asker_title: str
    issue_class: str
    issues: tuple[str, ...]
    domains: tuple[str, ...]
    form: float
    cost: float
    publicity: float
    politicisation: float | None
    material: float | None
    standing: float | None
    reward: bool
    sweetener: str
    start: str
    end: str
    outcome: str
    reversed: str
    failed_by: str = "unknown"
    held: float | None = None
    repeats: str = ""
    signed_with: tuple[str, ...] = ()
    cluster: str = ""
    weak: bool = False
    disputed: bool = False
    rival: bool = False
    spread: Mapping[str, float] = field(default_factory=dict)
    sources: tuple[Source, ...] = ()

    @property
    def name(self) -> str:
        """Case and track, which together name the row."""
        return f"{self.case} {self.id}"

    @property
    def decided(self) -> bool:
        """Whether its outcome is known."""
        return self.outcome != "open"

    @property
    def met(self) -> bool:
        """Met in full."""
        return self.outcome == "met"

    @property
    def held_or_met(self) -> bool:
        """Met in full, if only for a time."""
        return self.outcome in ("met", "temporary")

    @property
    def moved(self) -> bool:
        """Met at all: in full, for a time or in part."""
        return self.outcome in ("met", "temporary", "partly")

    @property
    def elsewhere(self) -> bool:
        """Whether it failed for the asker's part, or for that of both."""
        return self.failed_by in ELSEWHERE

    def word(self, attribute: str) -> str:
        """The word of a scale nearest to the mean of the coders: of cost, publicity or form."""
        scale = SCALES[attribute]
        return min(scale, key=lambda word: (abs(scale[word] - getattr(self, attribute)), -scale[word]))


@dataclass(frozen=True)
class IssueFacts:
    """What an ask takes over from an issue of a case. politicisation: the middle of its coding, 0 to 1."""

    title: str
    domain: str
    politicisation: float


@dataclass(frozen=True)
class CaseDemands:
    """All demands of one case, in the order of its record, and the words that an ask to its authority may use.

    as_of: the day as of which the case is known (YYYY-MM-DD). issues: by id. askers: titles by id.
    """

    name: str
    title: str
    as_of: str
    issues: Mapping[str, IssueFacts]
    askers: Mapping[str, str]
    demands: tuple[Demand, ...]


def demand_table(cases: Iterable[CaseDemands]) -> tuple[Demand, ...]:
    """One row a track over all cases, by case and start."""
    rows = [demand for case in cases for demand in case.demands]
    return tuple(sorted(rows, key=lambda d: (d.case, d.start, d.id)))


def known_on(case: CaseDemands, day: str) -> CaseDemands:
    """A case as it stood on a day (YYYY-MM-DD): later asks are gone, asks that ended later are undecided."""
    asks = tuple(
        replace(d, end="", outcome="open", reversed="no", failed_by="unknown", held=None) if first_day(d.end) > day else d
        for d in case.demands
        if first_day(d.start) <= day
    )
    return replace(case, as_of=min(day, case.as_of), demands=asks)


def first_day(date: str) -> str:
    """The first day that a date given as YYYY, YYYY-MM or YYYY-MM-DD may mean; "" for none."""
    return f"{date}-01-01"[:10] if date else ""
