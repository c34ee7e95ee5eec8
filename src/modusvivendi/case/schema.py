"""What a case is: typed, frozen, every number with a range and a source."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import date
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, Field, model_validator

from modusvivendi.case.course import Course
from modusvivendi.case.dated import first_month
from modusvivendi.case.deadline import Deadline
from modusvivendi.case.find import check_known, check_list, find
from modusvivendi.case.ladder import Ladder
from modusvivendi.case.place import Engine, Place, places_in
from modusvivendi.case.quantity import (
    NATIONAL,
    Amount,
    Count,
    Drift,
    GammaRate,
    HyphenName,
    Model,
    Name,
    Quantity,
    Several,
    Source,
    Text,
    Unit,
    within,
)
from modusvivendi.case.regime import Regime
from modusvivendi.case.risk import Risk
from modusvivendi.case.told import TOLD
from modusvivendi.case.words import Words, shared
from modusvivendi.case.yardstick import Yardstick
from modusvivendi.engine.capacities import CAPACITIES
from modusvivendi.engine.names import CHANNELS, EFFECT_NAMES, LISTED_ROLES, OUTCOME_NAMES
from modusvivendi.errors import InputError, nearest
from modusvivendi.record import Record, Vocabulary
from modusvivendi.record.dates import FIRST_YEAR, LAST_YEAR
from modusvivendi.record.layers import files_of, load_layers


class Issue(Model):
    """What is negotiated (C18, C19). Policy x runs from 0, the authority's ideal, to 1, the full ask.

    politicisation: how far a concession reads as giving up doctrine or sovereignty. visibility: how far home audiences see
    it. own_benefit: the authority's own gain from progress. delegation: how far ministries can move alone. levels: policy at
    several dates, the first of them when the case begins; start: the newest of them. rate_toward, rate_away: acts a month at
    full room. leader_share_*: share of such acts taken by the supreme leader. outsider_value: how much outsiders want it.
    snub_sensitivity: how far snubs bear on it (C9). local: share of it that provinces grant or refuse by themselves. core_right:
    part of the core-rights index. technical: a sector of C19 or as technical. education: the school year matters. All
    quantities in [0,1].
    """

    id: Name
    title: Text
    domain: Annotated[str, shared("domains")]
    core_right: bool
    technical: bool
    education: bool
    politicisation: Annotated[Unit, Engine("politicisation", "politicisation of")]
    visibility: Annotated[Unit, Engine("visibility", "visibility of steps on")]
    own_benefit: Annotated[Unit, Engine("own_benefit", "the authority's own gain from")]
    delegation: Annotated[Unit, Engine("delegation", "freedom of ministries to move on")]
    levels: dict[date, Unit] = Field(min_length=1)
    start: Annotated[Unit, Engine("start", "today's level of")]
    rate_toward: Annotated[GammaRate, Engine("rate_toward", "monthly pace of steps toward the ask on")]
    rate_away: Annotated[GammaRate, Engine("rate_away", "monthly pace of steps away from the ask on")]
    leader_share_toward: Annotated[Unit, Engine("leader_toward", "the leader's share of steps toward the ask on")]
    leader_share_away: Annotated[Unit, Engine("leader_away", "the leader's share of steps away from the ask on")]
    outsider_value: Annotated[Unit, Engine("outsider_value", "worth to outsiders of")]
    snub_sensitivity: Annotated[Unit, Engine("snub_sensitivity", "effect of snubs on")]
    local: Annotated[Unit, Engine("local", "share that provinces decide of"), Field(validate_default=True)] = NATIONAL
    why: Text

    @property
    def at_first(self) -> Quantity:
        """Policy at the first date with a level: when the case begins."""
        return self.levels[min(self.levels)]


class Segment(Model):
    """A part of the authority's base (C2, C4, C5). All quantities in [0,1].

    members, power: share of the membership and of power (the engine normalises). ideology: how far it lives on ideology, the
    rest on patronage. patronage_due: what it holds to be its due. dedication, cohesion: at the start.
    """

    id: Name
    title: Text
    leader: bool
    members: Annotated[Unit, Engine("members", "share of members of", "share")]
    power: Annotated[Unit, Engine("power", "share of power of", "share")]
    ideology: Annotated[Unit, Engine("ideology", "hold of ideology over", "inside")]
    patronage_due: Annotated[Unit, Engine("patronage_due", "patronage expected by", "inside")]
    dedication: Annotated[Unit, Engine("dedication", "starting belief in the cause of", "inside")]
    cohesion: Annotated[Unit, Engine("cohesion", "starting cohesion of", "inside")]


class Position(Model):
    """Where a segment stands on an issue: its ideal policy and how much it cares, both in [0,1]."""

    ideal: Annotated[
        Unit,
        Engine("care", "level of {issue} wanted by {segment}", "cost of a step"),
        Engine("leader_ideal", rule="of the leader", items=("issues",)),
    ]
    salience: Annotated[Unit, Engine("salience", "importance of {issue} to {segment}")]


class Rival(Model):
    """An armed group that recruits the disaffected (C5).

    strength: at the start, 0 none to 1 as strong as the authority. growth, suppression: per year. attacks: a
    month at the strength of the start. recruits: share of deserters it gets.
    """

    id: Name
    title: Text
    kind: Annotated[str, shared("rival_kinds")]
    strength: Annotated[Unit, Engine("rival_strength", "starting strength of")]
    growth: Annotated[Amount, Engine("rival_growth", "yearly growth of")]
    suppression: Annotated[Amount, Engine("rival_suppression", "yearly suppression of")]
    attacks: Annotated[Amount, Engine("rival_attacks", "monthly attacks by")]
    recruits: Annotated[Unit, Engine("rival_recruits", "share of deserters who join")]


class Trust(Model):
    """Beta counts of the authority's trust in a bloc's promises: kept and broken, above zero (C10, C17)."""

    honoured: Annotated[Count, Engine("bloc_honoured", "promises seen kept by")]
    broken: Annotated[Count, Engine("bloc_broken", "promises seen broken by")]


class Bloc(Model):
    """Countries of one posture (C12). Postures in [0,1] at the case's date.

    kind: what it is to the authority, one of KINDS; strategies and defaults go by it. source_class: how far its public demands
    read as a rival's, 1 rival to 0 kin. pressure: sanctions and isolation. aid: humanitarian. money: development money and
    financial access. contact, standing, publicity: dealings, status accorded, how public its demands are. drift: yearly change
    of warmth, -0.2 to 0.2. demands: intensity per issue that it asks for. follow_through, enforcement: chance that a promised
    reward is delivered and that a condition is enforced.
    """

    id: Name
    kind: Annotated[str, shared("kinds")]
    title: Text
    pressure: Annotated[Unit, Engine("bloc_pressure", "pressure by")]
    aid: Annotated[Unit, Engine("bloc_aid", "humanitarian aid by")]
    money: Annotated[Unit, Engine("bloc_money", "development money of")]
    contact: Annotated[Unit, Engine("bloc_contact", "dealings with")]
    standing: Annotated[Unit, Engine("bloc_standing", "status accorded by")]
    publicity: Annotated[Unit, Engine("bloc_publicity", "publicity of demands by")]
    source_class: Annotated[Unit, Engine("bloc_source", "how far demands read as a rival's, from")]
    drift: Annotated[Drift, Engine("bloc_drift", "yearly warming of")]
    follow_through: Annotated[Unit, Engine("bloc_follow_through", "chance that a promised reward comes from")]
    enforcement: Annotated[Unit, Engine("bloc_enforcement", "chance that a condition is enforced by")]
    trust: Trust
    demands: Annotated[dict[str, Unit], Engine("bloc_demand", "demand for {issue} by {bloc}")]


class Country(Model):
    """A country or multilateral actor: its weight in money, contact and standing (the engine normalises).

    accredited: whether it accepts a head of mission appointed by the authority, at the case's date, with
    source; recognised: whether it recognises the authority on that day. state: false for a body that receives no envoys and cannot recognise.
    """

    id: Annotated[str, Field(pattern=r"^[A-Z][A-Z_]*$", max_length=12)]
    title: Text
    bloc: str
    material: Annotated[Amount, Engine("weight_material", "weight in money of", "share of bloc", ("blocs",))]
    contact: Annotated[Amount, Engine("weight_contact", "weight in dealings of", "share of bloc", ("blocs",))]
    standing: Annotated[
        Amount,
        Engine("weight_standing", "weight in status of", "share of bloc", ("blocs",)),
        Engine("country_standing", rule="share of states"),
    ]
    accredited: bool
    recognised: bool = False
    state: bool = True
    source: Source


class Group(Model):
    """A part of the population whose welfare counts (C15, C20).

    population: millions. issues: weight of policy on each issue in its welfare. aid, services: weights of humanitarian aid and
    of public services. pressure: harm from outside pressure. hazards: exposure to shocks.
    """

    id: Name
    title: Text
    population: Annotated[Amount, Engine("population_share", "size of", "share")]
    aid: Annotated[Unit, Engine("group_aid", "weight of aid in the welfare of", "share of welfare")]
    services: Annotated[Unit, Engine("group_services", "weight of services in the welfare of", "share of welfare")]
    pressure: Annotated[Unit, Engine("group_pressure", "harm from outside pressure to")]
    hazards: Annotated[Unit, Engine("group_hazards", "exposure to shocks of")]
    issues: Annotated[dict[str, Unit], Engine("group_policy", "weight of {issue} in the welfare of {group}", "share of welfare")]


class Hazard(Model):
    """A shock that arrives as a Poisson event: events a year, severity in [0,1], and what it does when it strikes.

    effects: harm to people, a wave of attacks by rivals, or the succession of a leader.
    """

    id: Name
    title: Text
    effects: Annotated[Several[str], Field(min_length=1)]
    rate: Annotated[Amount, Engine("hazard_rate", "yearly rate of")]
    severity: Annotated[Unit, Engine("hazard_severity", "severity of")]


class Initial(Model):
    """Accounts at the start (C7, C8).

    revenue: over need, 1 covers it. tax_effort: in [0, 1.2]. patron_cover: share of lost western trade and
    money that others replace. grievance, contact, standing: stocks in [0,1]. autocracy: weight of the leader
    against the segments. sanction_years: years of pressure so far.
    """

    revenue: Annotated[Quantity, within(0.0, 2.0), Engine("revenue", "starting revenue over need")]
    tax_effort: Annotated[Quantity, within(0.0, 1.2), Engine("tax_effort", "starting tax effort")]
    patron_cover: Annotated[Unit, Engine("patron_cover", "starting share of lost money that others replace")]
    grievance: Annotated[Unit, Engine("grievance", "starting grievance")]
    contact: Annotated[Unit, Engine("contact", "starting stock of dealings")]
    standing: Annotated[Unit, Engine("standing_start", "starting status")]
    autocracy: Annotated[Unit, Engine("autocracy", "starting grip of the leader")]
    sanction_years: Annotated[Amount, Engine("sanction_years", "years of pressure so far")]


class Beginning(Model):
    """What stood when the case begins: levels from which the latent states run along the record.

    accounts: by field of Initial, drawn over their ranges. postures: by bloc and lever (pressure, aid, money,
    contact, standing), taken at their middle value, since every recorded move changes them.
    """

    accounts: dict[str, Quantity]
    postures: dict[str, dict[str, Unit]]


SAMPLED: dict[str, type[BaseModel]] = {
    "issues": Issue, "segments": Segment, "positions": Position, "blocs": Bloc, "countries": Country, "groups": Group,
    "rivals": Rival, "hazards": Hazard, "initial": Initial,
}  # fmt: skip
PLACES: tuple[Place, ...] = tuple(place for kind, model in SAMPLED.items() for place in places_in(kind, model))

NEEDED = ("issues", "segments", "blocs", "countries", "groups")
LIMITS = {kind: (int(kind in NEEDED), CAPACITIES[kind]) for kind in (*NEEDED, "hazards", "rivals")}


KNOWN_ROLES = (*LISTED_ROLES, "benchmarks", "humanitarian")  # others are a case's own; near misses of these are refused


class Case(Model):
    """All that is known of one case; ``positions`` are read from positions.csv, ``record`` from its folder.

    begins: when it took power, and the period of the record starts. as_of: what is known ends on this day; one of
    ``snapshots`` or a day before the newest. counted_from: acts from this day on count for base rates (the founding
    burst before it does not). beginning: what stood when the case begins. defaults: numbers that the case does not give and
    that were filled in. notes: what was inferred in reading an older form. ladders: what levels of issues mean; yardsticks: in
    what other outcomes are told. read_on: the day from which a reader counts, if not the present one.
    record_only_issues: issues that the record codes and no negotiation is about. move_topics: what topics of outsiders' moves
    that are not issues stand for (a list of issues, possibly empty). move_groups: which bloc a group name in the moves stands
    for. roles: issues behind single outcomes (foreign_groups, narcotics, counter_rival) and lists that strategies and plans name
    (benchmarks; humanitarian: never a bargaining chip). school_edges: calendar months (1–12) in which the school year ends or
    starts. words: the case's own words, and how they are read. record_exceptions: rows that may be dated after their source,
    with the reason. movers: names of those who act in the record and are no country of the case. short_title: what the authority is
    called inside a sentence; deadlines, risks, course, regimes: for a brief; no number follows from these five. folder: where it was read from.

    Example:
        >>> import modusvivendi as mv
        >>> case = mv.load_case("afghanistan")
        >>> case.horizon_months
        60
    """

    name: Name
    title: Text
    short_title: str = ""
    summary: Text
    begins: date
    as_of: date
    counted_from: date
    snapshots: Several[date] = ()
    horizon_months: int = Field(ge=1, le=600)
    issues: Several[Issue]
    segments: Several[Segment]
    rivals: Several[Rival] = ()
    blocs: Several[Bloc]
    countries: Several[Country]
    groups: Several[Group]
    hazards: Several[Hazard] = ()
    initial: Initial
    coalitions: dict[HyphenName, Several[str]]
    roles: dict[Name, Several[str]] = {}
    school_edges: Several[Annotated[int, Field(ge=1, le=12)]] = ()
    words: Words = Words()
    record_only_issues: Several[Name] = ()
    move_topics: dict[Name, Several[str]] = {}
    move_groups: dict[str, str] = {}
    record_exceptions: dict[str, Text] = {}
    movers: dict[str, Text] = {}
    deadlines: Several[Deadline] = ()
    risks: Several[Risk] = ()
    course: Several[Course] = ()
    regimes: Several[Regime] = ()
    positions: dict[tuple[str, str], Position] = {}
    beginning: Beginning
    ladders: dict[str, Ladder] = {}
    yardsticks: dict[str, Yardstick] = {}
    defaults: Several[str] = ()
    notes: Several[str] = ()
    folder: Path | None = Field(default=None, exclude=True, repr=False)
    read_on: date | None = Field(default=None, exclude=True, repr=False)

    @property
    def authority(self) -> str:
        """The authority inside a sentence: by its short title, else by what it is."""
        return self.short_title or "the authority"

    @property
    def start(self) -> str:
        """The first simulated month as YYYY-MM: that of ``as_of`` if most of it is still ahead, else the next."""
        return f"{first_month(self.as_of):%Y-%m}"

    def __repr__(self) -> str:
        return f"Case({self.name!r}, as of {self.as_of})"

    @property
    def issue_ids(self) -> tuple[str, ...]:
        """Ids of the issues, in order."""
        return tuple(issue.id for issue in self.issues)

    def issue(self, name: str) -> Issue:
        """The issue with this id."""
        return find("issue", name, self.issues)

    def segment(self, name: str) -> Segment:
        """The segment with this id."""
        return find("segment", name, self.segments)

    def rival(self, name: str) -> Rival:
        """The rival with this id."""
        return find("rival", name, self.rivals)

    def bloc(self, name: str) -> Bloc:
        """The bloc with this id."""
        return find("bloc", name, self.blocs)

    def country(self, name: str) -> Country:
        """The country with this id."""
        return find("country", name, self.countries)

    def group(self, name: str) -> Group:
        """The group with this id."""
        return find("group", name, self.groups)

    def hazard(self, name: str) -> Hazard:
        """The hazard with this id."""
        return find("hazard", name, self.hazards)

    def coalition(self, name: str) -> tuple[str, ...]:
        """The country ids of a coalition. Raises InputError for an unknown one."""
        if name not in self.coalitions:
            raise InputError(f"unknown coalition '{name}': {nearest(name, self.coalitions)}")
        return self.coalitions[name]

    def position(self, segment: str, issue: str) -> Position:
        """Where a segment stands on an issue."""
        return self.positions[self.segment(segment).id, self.issue(issue).id]

    @property
    def leader(self) -> Segment:
        """The segment of those who decide."""
        return next(segment for segment in self.segments if segment.leader)

    @property
    def vocabulary(self) -> Vocabulary:
        """The words that rows of this case's record may use."""
        topics = (*self.issue_ids, *self.record_only_issues)
        return Vocabulary(
            issues=topics,
            topics=(*topics, *self.move_topics),
            groups=tuple(self.move_groups) or tuple(bloc.id for bloc in self.blocs),
            cutoff=self.as_of,
            exceptions=tuple(self.record_exceptions),
            actors=tuple(country.id for country in self.countries),
            levels=self.words.readings("levels"),
            instruments=self.words.readings("instruments"),
            modes=self.words.readings("modes"),
        )

    @cached_property
    def record(self) -> Record | None:
        """The record of what happened, read when first asked for; None if the case has none."""
        folder = self.folder / "record" if self.folder else None
        return load_layers(folder, self.vocabulary, self.snapshots) if folder and folder.is_dir() else None

    def digest(self) -> str:
        """SHA-256 of all content: the case, the positions, and the files of the record."""
        content = self.model_dump(mode="json", exclude={"positions": True, **TOLD})
        positions = sorted(self.positions.items(), key=lambda item: item[0])
        content["positions"] = [[*key, position.model_dump(mode="json")] for key, position in positions]
        total = hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode())
        folder = self.folder / "record" if self.folder else None
        for path in files_of(folder, self.as_of) if folder and folder.is_dir() else ():
            total.update(path.name.encode())
            total.update(path.read_bytes())
        return total.hexdigest()

    @model_validator(mode="after")
    def _whole(self) -> Case:
        self._check_dates()
        self._check_sizes()
        self._check_unique()
        self._check_kinds()
        self._check_names()
        self._check_positions()
        return self

    def _check_dates(self) -> None:
        for name in ("begins", "as_of", "counted_from"):
            if not FIRST_YEAR <= getattr(self, name).year <= LAST_YEAR:
                raise ValueError(f"{name}: {getattr(self, name)} is not a date of the years {FIRST_YEAR} to {LAST_YEAR}")
        if not self.begins < self.as_of:
            raise ValueError(f"as_of: {self.as_of} is not after begins, {self.begins}")
        if not self.begins <= self.counted_from <= self.as_of:
            raise ValueError(f"counted_from: {self.counted_from} is not between begins, {self.begins}, and {self.as_of}")
        for issue in self.issues:
            if issue.start != issue.levels[max(issue.levels)]:
                raise ValueError(f"issues, {issue.id}: start is not the newest of its levels")

    def _check_sizes(self) -> None:
        for name, (least, most) in LIMITS.items():
            count = len(getattr(self, name))
            if not least <= count <= most:
                raise ValueError(f"{name}: {count} given, {least} to {most} allowed")

    def _check_unique(self) -> None:
        for name in LIMITS:
            for field in ("id", "title"):
                values = [getattr(item, field) for item in getattr(self, name)]
                twice = next((value for value in values if values.count(value) > 1), None)
                if twice is not None:
                    raise ValueError(f"{name}: duplicate {field} '{twice}'")
        check_list("record_only_issues", self.record_only_issues, self.record_only_issues)
        for name in self.record_only_issues:
            if name in self.issue_ids:
                raise ValueError(f"record_only_issues: '{name}' is an issue already")

    def _check_kinds(self) -> None:
        if sum(segment.leader for segment in self.segments) != 1:
            raise ValueError("segments: exactly one must have leader: true")
        for country in self.countries:
            check_known(f"countries, {country.id}, bloc", country.bloc, (bloc.id for bloc in self.blocs))
        for hazard in self.hazards:
            check_list(f"hazards, {hazard.id}, effects", hazard.effects, EFFECT_NAMES)
        for role in self.roles:
            if role not in KNOWN_ROLES and get_close_matches(role, KNOWN_ROLES, cutoff=0.8):
                check_known("roles", role, KNOWN_ROLES)

    def _check_names(self) -> None:
        issues, countries = self.issue_ids, [country.id for country in self.countries]
        uses: dict[str, Iterable[str]] = {f"blocs, {b.id}, demands": b.demands for b in self.blocs}
        uses |= {f"groups, {g.id}, issues": g.issues for g in self.groups}
        uses |= {f"roles, {role}": names for role, names in self.roles.items()}
        uses |= {"yardsticks": [name for name in self.yardsticks if name not in (*OUTCOME_NAMES, *CHANNELS)]}
        uses |= {f"move_topics, {topic}": names for topic, names in self.move_topics.items()}
        for where, names in uses.items():
            check_list(where, names, issues)
        for coalition, members in self.coalitions.items():
            if not members:
                raise ValueError(f"coalitions, {coalition}: names no country; leave it out")
            check_list(f"coalitions, {coalition}", members, countries)
        for where in ("deadlines", "course", "regimes"):
            for name in (name for item in getattr(self, where) for name in item.who):
                check_known(f"{where}, who", name, (*countries, *self.coalitions))
        for group, bloc in self.move_groups.items():
            check_known(f"move_groups, {group}", bloc, (b.id for b in self.blocs))

    def _check_positions(self) -> None:
        wanted = {(s.id, i) for s in self.segments for i in self.issue_ids}
        missing = sorted(wanted - set(self.positions))
        extra = sorted(set(self.positions) - wanted)
        if missing:
            first = " on ".join(missing[0])
            raise ValueError(f"positions.csv: {len(missing)} missing, first: {first}")
        if extra:
            raise ValueError(f"positions.csv: {len(extra)} unknown, first: {' on '.join(extra[0])}")
