"""A plan: issues parted into tracks, the terms of each track, and what is asked for in public beside them."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import Field, model_validator

from modusvivendi.case import Case
from modusvivendi.engine.setting import Moves
from modusvivendi.errors import InputError, choose
from modusvivendi.files.given import given_path
from modusvivendi.files.yaml_file import read_model
from modusvivendi.strategy import Levers, Phase, Select, Strategy, Track, compile_strategy, load_strategy
from modusvivendi.strategy.followers import followers_of
from modusvivendi.strategy.named import tracks_of
from modusvivendi.strategy.strategy import Demands, Frozen, Share

Offer = Annotated[float, Field(ge=0, le=20)]
QUIET, QUIET_INTENSITY = 0.15, 0.2  # publicity and loudness of talks in the shipped piecemeal strategy


class PlanTrack(Track):
    """One negotiation of a plan (C18). A reward above 1 is several tracks' rewards put on one table."""

    reward: Offer = 0.0
    standing: Offer = 0.0


def stock_posture() -> Levers:
    """The posture of the shipped piecemeal strategy: what goes on around the tracks unless a plan says otherwise."""
    return load_strategy("piecemeal").phases[0].levers


class Plan(Frozen):
    """An agenda for talks: a partition of issues into tracks with terms, and public demands beside them (C16, C18).

    tracks: each issue in one track at most, each track led by a bloc that follows the plan. at_once: how many
    tracks may be under negotiation together, 1 to 32. demands, demand_intensity: issues asked for in public
    outside the tracks, and how hard, 0 to 1; they replace the followers' own demands. follow_through: chance
    that a promised reward is delivered, 0 to 1; without it each bloc's own. posture: what goes on around the
    talks. followers: a coalition of the case, or comma-separated countries.

    Example:
        >>> import modusvivendi as mv
        >>> talks = {"issues": ("polio",), "bloc": "un"}
        >>> mv.Plan(name="own", tracks=(talks,)).followers
        'like-minded'
    """

    name: str = Field(pattern=r"^[a-z][a-z0-9_-]*$")
    title: str = ""
    followers: str = "like-minded"
    at_once: Annotated[int, Field(ge=1, le=32)] = 4
    follow_through: Share | None = None
    demands: tuple[str, ...] = ()
    demand_intensity: Share = 0.5
    tracks: tuple[PlanTrack, ...] = ()
    posture: Levers = Field(default_factory=stock_posture)

    @model_validator(mode="after")
    def _each_issue_once(self) -> Plan:
        issues = [issue for track in self.tracks for issue in track.issues]
        for kind, names in (("tracks", issues), ("demands", list(self.demands))):
            twice = [name for name in dict.fromkeys(names) if names.count(name) > 1]
            if twice:
                raise ValueError(f"{kind}: issue '{twice[0]}' is named twice; each issue belongs in one place")
        return self

    @property
    def issues(self) -> tuple[str, ...]:
        """Issues under negotiation, track by track."""
        return tuple(issue for track in self.tracks for issue in track.issues)

    @property
    def reward(self) -> float:
        """Sum of the rewards on offer."""
        return sum(track.reward for track in self.tracks)

    @property
    def standing(self) -> float:
        """Sum of the standing on offer."""
        return sum(track.standing for track in self.tracks)

    @property
    def key(self) -> str:
        """Content without name and title: equal for plans that do the same."""
        return self.model_dump_json(exclude={"name", "title"})

    def to_yaml(self) -> str:
        """The plan as YAML that ``load_plan`` reads back to an equal plan."""
        data = self.model_dump(mode="json", exclude_none=True)
        for track in data["tracks"]:
            for field, usual in (("steps", {}), ("snub", 0.0)):
                if track[field] == usual:
                    del track[field]
        return str(yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=110))


def load_plan(path: str | Path) -> Plan:
    """Read a plan from a YAML file. Raises InputError with all faults, by line and field.

    Example:
        >>> import modusvivendi as mv
        >>> from pathlib import Path
        >>> talks = "tracks:\\n- {issues: [polio], bloc: un}"
        >>> _ = Path("own.yaml").write_text(f"name: own\\n{talks}\\n")
        >>> mv.load_plan("own.yaml").name
        'own'
    """
    return read_model(given_path("plan", path), Plan)


def as_strategy(plan: Plan) -> Strategy:
    """The plan's posture and demands as a strategy; its tracks are compiled beside it."""
    levers = plan.posture
    if plan.follow_through is not None:
        levers = levers.model_copy(update={"follow_through": plan.follow_through})
    asked = Demands(issues=Select(issues=plan.demands), intensity=plan.demand_intensity if plan.demands else 0.0)
    return Strategy(
        name=plan.name,
        title=plan.title or plan.name,
        summary="An agenda made with the planner.",
        sources=("definition: a plan",),
        followers=plan.followers,
        phases=(Phase(levers=levers),),
        demands=asked,
        at_once=plan.at_once,
    )


def compile_plan(plan: Plan, case: Case, months: int, followers: str | None = None) -> Moves:
    """The plan as the engine's arrays; raise InputError for unknown names or a track that no follower can lead."""
    for number, track in enumerate(plan.tracks, 1):
        if track.start >= months:
            raise InputError(
                f"plan '{plan.name}': track {number} ({', '.join(track.issues)}) starts in month {track.start}, after the end "
                f"of the horizon of {months} months; nothing would come of it"
            )
    moves = compile_strategy(as_strategy(plan), case, months, followers, tracks=list(plan.tracks))
    for track, bloc in zip(plan.tracks, moves.track_bloc, strict=True):
        if moves.follow[int(bloc)] == 0:
            who = followers_of(as_strategy(plan), case, followers)
            able = [f"{b.id} ({_members(case, b.id, who)})" for b, n in zip(case.blocs, moves.follow, strict=True) if n > 0]
            named = case.blocs[int(bloc)].id
            raise InputError(
                f"plan '{plan.name}': bloc '{track.bloc or named}' ({_members(case, named)}) leads talks on {track.issues[0]}, but none of "
                f"its members is among the followers ({followers or plan.followers}); possible: {', '.join(able)}"
            )
    return moves


def _members(case: Case, bloc: str, among: Collection[str] = ()) -> str:
    """Titles of the members of a bloc, those that give or withhold most first; among: only these, if any are named."""
    found = [c for c in case.countries if c.bloc == bloc and (not among or c.id in among)]
    return ", ".join(c.title for c in sorted(found, key=lambda c: -c.material.centre))


def check_plan(plan: Plan, case: Case, followers: str | None = None, months: int | None = None) -> Plan:
    """The plan with the id of the bloc that leads each track, if it fits the case and a horizon of ``months`` (else the case's).

    Raises InputError for unknown issues, blocs or followers, and for a track that starts after the end.
    """
    for name in plan.demands:
        choose("issue", name, case.issue_ids)
    leads = compile_plan(plan, case, months or case.horizon_months, followers).track_bloc
    tracks = tuple(t.model_copy(update={"bloc": case.blocs[int(b)].id}) for t, b in zip(plan.tracks, leads, strict=True))
    return plan.model_copy(update={"tracks": tracks})


def plan_of_strategy(strategy: Strategy, case: Case) -> Plan:
    """The agenda of a strategy as a plan; raise InputError where its posture changes over time.

    Example:
        >>> import modusvivendi as mv
        >>> mv.plan_of_strategy(mv.load_strategy("piecemeal"), mv.load_case("afghanistan")).name
        'piecemeal'
    """
    if len(strategy.phases) > 1:
        raise InputError(f"strategy '{strategy.name}' changes its posture over time, which a plan cannot say")
    data: dict[str, Any] = {}
    if strategy.demands is not None:
        data["demands"] = tuple(strategy.demands.issues.pick(case))
        data["demand_intensity"] = strategy.demands.intensity
    return Plan(
        name=strategy.name,
        title=strategy.title,
        followers=strategy.followers,
        at_once=strategy.at_once,
        tracks=tuple(PlanTrack.model_validate(track.model_dump()) for track in tracks_of(strategy, case)),
        posture=strategy.phases[0].levers if strategy.phases else Levers(),
        **data,
    )
