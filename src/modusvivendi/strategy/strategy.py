"""A strategy: postures over time, what is demanded and how publicly, and a rule that opens tracks."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from modusvivendi.case.humanitarian import humanitarian_issues
from modusvivendi.errors import choose
from modusvivendi.files.given import given_names, given_path
from modusvivendi.files.yaml_file import read_model
from modusvivendi.phrase import phrase

if TYPE_CHECKING:
    from modusvivendi.case import Case

SHIPPED = Path(__file__).parent / "shipped"
Share = Annotated[float, Field(ge=0, le=1)]
Months = Annotated[int, Field(ge=0, le=600)]


class Frozen(BaseModel):
    """Strict and immutable."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Levers(Frozen):
    """Postures, each in [0,1]; what is left out stays as each bloc's own. The one list of levers: the engine's follows."""

    pressure: Share | None = Field(default=None, description="sanctions and isolation")
    aid: Share | None = Field(default=None, description="humanitarian aid")
    money: Share | None = Field(default=None, description="development money and access to finance")
    contact: Share | None = Field(default=None, description="dealings")
    standing: Share | None = Field(default=None, description="status accorded; 1 is recognition")
    publicity: Share | None = Field(default=None, description="how public demands are")
    offer: Share | None = Field(default=None, description="relief or money on offer for moving on what is demanded")
    enforcement: Share | None = Field(default=None, description="chance that a condition is enforced")
    follow_through: Share | None = Field(default=None, description="chance that a promised reward is delivered")
    snub: Share | None = Field(default=None, description="chance a month of a setting that denies the authority's status")


class Phase(Frozen):
    """Levers from a month on, for all followers or for some blocs."""

    start: Months = 0
    blocs: tuple[str, ...] = ()
    levers: Levers


class Demands(Frozen):
    """What is asked for outside tracks: issues and how hard; replaces the followers' own demands."""

    issues: Select
    intensity: Share


class Select(Frozen):
    """Which issues: a list, or all that fit the limits (compared with the case's centres).

    role: the list that the case gives under ``roles``, in its order; the limits then choose for a case without it.
    most_valued: of those that fit, at most so many, those that outsiders value most first. humanitarian: whether the case
    holds it to be relief (``roles``, else the domain relief).
    """

    issues: tuple[str, ...] = ()
    role: str | None = None
    most_valued: Annotated[int, Field(ge=1, le=24)] | None = None
    max_politicisation: Share | None = None
    min_politicisation: Share | None = None
    domains: tuple[str, ...] = ()
    core_right: bool | None = None
    technical: bool | None = None
    humanitarian: bool | None = None
    except_for: tuple[str, ...] = ()

    def pick(self, case: Case) -> list[str]:
        """Ids of the issues that fit, in the order of the list, the role or the case; raise InputError for unknown ids."""
        known = [i.id for i in case.issues]
        for name in (*self.issues, *self.except_for):
            choose("issue", name, known)
        if self.issues:
            return [name for name in self.issues if name not in self.except_for]
        if self.role is not None and case.roles.get(self.role):
            return [name for name in case.roles[self.role] if name not in self.except_for]
        relief = humanitarian_issues(case)
        found = [
            i
            for i in case.issues
            if i.id not in self.except_for and self._fits(i) and self.humanitarian in (None, i.id in relief)
        ]
        if self.most_valued is not None:
            found = sorted(found, key=lambda i: -i.outsider_value.centre)[: self.most_valued]
        return [i.id for i in found]

    def _fits(self, issue: object) -> bool:
        politics = issue.politicisation.centre  # type: ignore[attr-defined]
        return (
            (self.max_politicisation is None or politics <= self.max_politicisation)
            and (self.min_politicisation is None or politics >= self.min_politicisation)
            and (not self.domains or issue.domain in self.domains)  # type: ignore[attr-defined]
            and (self.core_right is None or issue.core_right == self.core_right)  # type: ignore[attr-defined]
            and (self.technical is None or issue.technical == self.technical)  # type: ignore[attr-defined]
        )


class Terms(Frozen):
    """Terms of a negotiation. step: how far policy is asked to move, per issue. reward, standing: what is offered.

    bloc: who leads the talks, a bloc of the case by id or by kind; by default whoever carries most weight among the
    followers. publicity: of the talks, 0 in confidence to 1 in public (the lever of that name is how public demands are).
    """

    step: Annotated[float, Field(gt=0, le=1)] = 0.3
    steps: dict[str, Annotated[float, Field(gt=0, le=1)]] = {}
    bloc: str = ""
    start: Months = 0
    reward: Share = 0.0
    standing: Share = 0.0
    publicity: Share = 0.5
    all_or_nothing: bool = False
    intensity: Share = 0.5
    patience: Annotated[int, Field(ge=1, le=600)] = 24
    renewals: Annotated[int, Field(ge=0, le=50)] = 0
    pause: Months = 3
    snub: Share = 0.0


class Track(Terms):
    """One negotiation on these issues."""

    issues: tuple[str, ...] = Field(min_length=1)


class TrackRule(Frozen):
    """Opens tracks: which issues, in which order, together or apart, on which terms.

    partition: 'single' one track per issue, 'package' all in one, 'domains' one per domain, or 'given' with
    ``groups``. order: 'easy' least politicised first, 'hard' most first, 'benefit' largest own gain first,
    'given' as listed. total_reward and total_standing are divided over the tracks by their number of issues, so
    that forms can be compared at the same price. unpaid: issues asked for with nothing in return, in tracks of their own;
    they keep their place in the order, and the totals go to the other tracks.
    """

    select: Select
    partition: Literal["single", "package", "domains", "given"] = "single"
    groups: tuple[tuple[str, ...], ...] = ()
    order: Literal["easy", "hard", "benefit", "given"] = "easy"
    every: Months = 0
    total_reward: Annotated[float, Field(ge=0, le=20)] = 0.0
    total_standing: Annotated[float, Field(ge=0, le=20)] = 0.0
    unpaid: Select | None = None
    terms: Terms = Terms()
    needed: bool = Field(default=True, description="whether a case in which no issue fits cannot run the strategy")

    @model_validator(mode="after")
    def _groups_fit(self) -> TrackRule:
        if (self.partition == "given") != bool(self.groups):
            raise ValueError("groups go with partition 'given', and only with it")
        return self


class Strategy(Frozen):
    """How outsiders act. ``tracks`` are given one by one, ``rules`` derive them from the case.

    backers: the case that those who favour it make for it, in their words, as one clause; for briefs only.

    Example:
        >>> import modusvivendi as mv
        >>> mv.load_strategy("piecemeal").followers
        'like-minded'
    """

    name: str = Field(pattern=r"^[a-z][a-z0-9_-]*$")
    title: str
    summary: str
    backers: Annotated[str, AfterValidator(phrase(18))] = ""
    claims: tuple[str, ...] = ()
    sources: tuple[str, ...] = Field(min_length=1)
    followers: str = "like-minded"
    phases: tuple[Phase, ...] = ()
    demands: Demands | None = None
    rules: tuple[TrackRule, ...] = ()
    tracks: tuple[Track, ...] = ()
    at_once: Annotated[int, Field(ge=1, le=32)] = 4

    @property
    def nobody_follows(self) -> bool:
        """Whether today's mix simply goes on."""
        return not (self.phases or self.demands or self.rules or self.tracks)


Demands.model_rebuild()


@cache
def shipped_strategies() -> tuple[str, ...]:
    """Names of the shipped strategies, in the order in which they are shown.

    Example:
        >>> import modusvivendi as mv
        >>> "piecemeal" in mv.shipped_strategies()
        True
    """
    order = ("pressure", "benchmarks", "pragmatic", "piecemeal", "normalisation", "humanitarian", "drift")
    found = {p.stem for p in SHIPPED.glob("*.yaml")}
    return tuple(n for n in order if n in found) + tuple(sorted(found - set(order)))


def load_strategy(name_or_path: str | Path) -> Strategy:
    """Load a shipped strategy by name, or a user's own from a YAML file. Raises InputError with all faults.

    Example:
        >>> import modusvivendi as mv
        >>> mv.load_strategy("drift").name
        'drift'
    """
    path = given_path("strategy", name_or_path)
    if path.suffix in (".yaml", ".yml"):
        return read_strategy(path)
    return _shipped_strategy(choose("strategy", str(name_or_path), shipped_strategies()))


@cache
def _shipped_strategy(name: str) -> Strategy:
    return read_strategy(SHIPPED / f"{name}.yaml")


def read_strategy(path: Path) -> Strategy:
    """A strategy from a YAML file. Raises InputError with all faults."""
    return read_model(path, Strategy)


def load_strategies(names: Sequence[str | Path] | None = None) -> list[Strategy]:
    """Load several strategies by name or file, all shipped ones by default. Raises InputError.

    Example:
        >>> import modusvivendi as mv
        >>> [s.name for s in mv.load_strategies(("drift", "piecemeal"))]
        ['drift', 'piecemeal']
    """
    return [load_strategy(name) for name in given_names("strategies", names) or shipped_strategies()]
