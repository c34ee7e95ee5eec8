"""Single changes of a plan: moving one issue, changing one term; and in what two plans differ."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from modusvivendi.case import Case
from modusvivendi.errors import InputError, choose
from modusvivendi.planning.agenda.forms import alone
from modusvivendi.planning.agenda.limits import last_month
from modusvivendi.planning.agenda.plan import QUIET, QUIET_INTENSITY, Plan, PlanTrack
from modusvivendi.planning.search.space import Space
from modusvivendi.strategy import Levers

# What a term of a track or of a plan may hold. Levers: a posture.
Term = float | int | str | bool | tuple[str, ...] | Levers | None
TERM_FIELDS = ("publicity", "reward", "standing", "bloc", "start", "patience", "step")
FRAME_FIELDS = ("at_once", "follow_through", "demands", "demand_intensity", "posture", "followers")


def move_issue(plan: Plan, issue: str, to: int | str, own: PlanTrack | None = None) -> Plan:
    """The plan with one issue moved: to another track (its number, from 0), 'alone', or 'off' the agenda.

    Alone it keeps its track's terms and takes its share of the reward with it; an issue that was not on the agenda
    starts the track ``own``, or if none is given a quiet one without reward, led as the plan's first track is. A track
    left empty is gone. Raises InputError.
    """
    home = next((n for n, t in enumerate(plan.tracks) if issue in t.issues), None)
    if isinstance(to, int) and not 0 <= to < len(plan.tracks):
        raise InputError(f"plan '{plan.name}' has no track {to}: tracks are 0 to {len(plan.tracks) - 1}")
    if isinstance(to, str):
        choose("place", to, ("alone", "off"))
    if to == home:
        return plan
    tracks: list[PlanTrack | None] = list(plan.tracks)
    if home is not None:
        tracks[home] = _without(plan.tracks[home], issue, keep_offer=to != "alone")
    if isinstance(to, int):
        tracks[to] = plan.tracks[to].model_copy(update={"issues": (*plan.tracks[to].issues, issue)})
    elif to == "alone":
        tracks.append(alone(plan.tracks[home], issue) if home is not None else own or _quiet(plan, issue))
    demands = tuple(d for d in plan.demands if d != issue) if to != "off" else plan.demands
    return plan.model_copy(update={"tracks": tuple(t for t in tracks if t is not None), "demands": demands})


def _quiet(plan: Plan, issue: str) -> PlanTrack:
    lead = {"bloc": plan.tracks[0].bloc} if plan.tracks else {}
    return PlanTrack.model_validate({"issues": (issue,), "publicity": QUIET, "intensity": QUIET_INTENSITY, **lead})


def _without(track: PlanTrack, issue: str, keep_offer: bool) -> PlanTrack | None:
    left = tuple(i for i in track.issues if i != issue)
    if not left:
        return None
    share = 1.0 if keep_offer else len(left) / len(track.issues)
    steps = {i: s for i, s in track.steps.items() if i != issue}
    return track.model_copy(
        update={"issues": left, "steps": steps, "reward": track.reward * share, "standing": track.standing * share}
    )


@dataclass(frozen=True)
class Change:
    """A plan one change away.

    kind: 'move' (who sits with whom, and one decision or several), 'terms' of a track, or 'frame' (what holds for the whole
    plan). what: 'open' talks on an issue, 'drop' it, put it 'alone' or 'join' it to others, 'set' a field, 'ask' for an issue
    in public or 'stop' asking. issues: what it is about; those of the track for its terms, none for the whole plan. field,
    value: what is set, and to what. beside: issues of the track that is joined.
    """

    kind: Literal["move", "terms", "frame"]
    what: Literal["open", "drop", "alone", "join", "set", "ask", "stop"]
    issues: tuple[str, ...]
    plan: Plan
    field: str = ""
    value: Term = None
    beside: tuple[str, ...] = ()


def single_changes(plan: Plan, space: Space) -> list[Change]:
    """All plans one change away that keep within the limits, each once."""
    found: dict[str, Change] = {}
    for change in (*_moves(plan, space), *_terms(plan, space), *_frame(plan, space)):
        changed = change.plan
        if changed.key != plan.key and space.allows(changed) and _in_time(changed, space):
            found.setdefault(changed.key, change)
    return list(found.values())


def _in_time(plan: Plan, space: Space) -> bool:
    return all(last_month(t.start, t.patience, 0, t.pause) <= space.horizon for t in plan.tracks)


def _moves(plan: Plan, space: Space) -> Iterator[Change]:
    for issue in space.issues:
        home = next((n for n, t in enumerate(plan.tracks) if issue in t.issues), None)
        if home is None:
            yield Change("move", "open", (issue,), move_issue(plan, issue, "alone", space.plain_track(issue)))
        else:
            yield Change("move", "drop", (issue,), move_issue(plan, issue, "off"))
            if len(plan.tracks[home].issues) > 1:
                yield Change("move", "alone", (issue,), move_issue(plan, issue, "alone"))
        for n, track in enumerate(plan.tracks):
            if n != home:
                yield Change("move", "join", (issue,), move_issue(plan, issue, n), beside=track.issues)
    for n, track in enumerate(plan.tracks):
        if len(track.issues) > 1:
            whole = not track.all_or_nothing
            yield Change("move", "set", track.issues, _with_term(plan, n, "all_or_nothing", whole), "all_or_nothing", whole)


def _terms(plan: Plan, space: Space) -> Iterator[Change]:
    for n, track in enumerate(plan.tracks):
        for field in TERM_FIELDS:
            for value in getattr(space.choices, field):
                yield Change("terms", "set", track.issues, _with_term(plan, n, field, value), field, value)


def _with_term(plan: Plan, n: int, field: str, value: Term) -> Plan:
    tracks = list(plan.tracks)
    tracks[n] = tracks[n].model_copy(update={field: value})
    return plan.model_copy(update={"tracks": tuple(tracks)})


def _frame(plan: Plan, space: Space) -> Iterator[Change]:
    def setting(field: str, value: Term, **more: object) -> Change:
        return Change("frame", "set", (), plan.model_copy(update={field: value, **more}), field, value)

    for count in space.choices.at_once:
        yield setting("at_once", count)
    for chance in space.choices.follow_through:
        yield setting("follow_through", chance)
    if plan.demands:
        for intensity in space.choices.intensity:
            yield setting("demand_intensity", intensity, demands=plan.demands if intensity else ())
    for issue in space.askable:
        if issue in plan.demands:
            left = tuple(d for d in plan.demands if d != issue)
            yield Change("frame", "stop", (issue,), plan.model_copy(update={"demands": left}))
        elif issue not in plan.issues and plan.demand_intensity > 0:
            yield Change("frame", "ask", (issue,), plan.model_copy(update={"demands": (*plan.demands, issue)}))


@dataclass(frozen=True)
class Difference:
    """One thing in which two plans differ. issues: of the track it is about, or the one issue that moved or is asked for
    otherwise; none for the whole plan. field: of the track or plan, or 'place'. before, after: its values; of a place the
    issues it shares a track with, None off the agenda."""

    issues: tuple[str, ...]
    field: str
    before: Term
    after: Term


def differences(plan: Plan, changed: Plan, case: Case) -> list[Difference]:
    """In what two plans differ; empty if they do the same.

    Tracks are matched by the issues they share; an issue has moved if its new track is not the match of its old one.
    """
    match = _matched(plan.tracks, changed.tracks)
    home = {i: n for n, t in enumerate(plan.tracks) for i in t.issues}
    away = {i: n for n, t in enumerate(changed.tracks) for i in t.issues}
    found = [
        Difference((i,), "place", _place(plan, home.get(i), i), _place(changed, away.get(i), i))
        for i in case.issue_ids
        if (i in home) != (i in away) or (i in home and match.get(away[i]) != home[i])
    ]
    for new, old in match.items():
        before, after = plan.tracks[old], changed.tracks[new]
        for field in type(after).model_fields:
            if field not in ("issues", "steps") and getattr(before, field) != getattr(after, field):
                found.append(Difference(after.issues, field, getattr(before, field), getattr(after, field)))
        for i in (i for i in after.issues if i in before.issues and after.step == before.step):
            asks = [t.steps.get(i, t.step) for t in (before, after)]
            if asks[0] != asks[1]:
                found.append(Difference((i,), "step", *asks))
    for field in FRAME_FIELDS:
        if getattr(plan, field) != getattr(changed, field):
            found.append(Difference((), field, getattr(plan, field), getattr(changed, field)))
    return found


def _matched(old: Sequence[PlanTrack], new: Sequence[PlanTrack]) -> dict[int, int]:
    """New track → old track, most shared issues first, then the same first issue; tracks that share none are unmatched."""
    pairs = sorted(
        (
            (len(set(a.issues) & set(b.issues)), a.issues[0] == b.issues[0], -m, -n)
            for m, a in enumerate(old)
            for n, b in enumerate(new)
        ),
        reverse=True,
    )
    found: dict[int, int] = {}
    for shared, _, m, n in pairs:
        if shared and -n not in found and -m not in found.values():
            found[-n] = -m
    return found


def _place(plan: Plan, track: int | None, issue: str) -> tuple[str, ...] | None:
    """The issues that an issue shares its track with; None if it is off the agenda."""
    return None if track is None else tuple(i for i in plan.tracks[track].issues if i != issue)
