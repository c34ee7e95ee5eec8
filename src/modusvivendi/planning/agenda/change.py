"""Single changes of a plan: moving one issue, changing one term; and the difference of two plans in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from modusvivendi.case import Case
from modusvivendi.errors import InputError, choose
from modusvivendi.planning.agenda.forms import alone
from modusvivendi.planning.agenda.limits import last_month
from modusvivendi.planning.agenda.plan import QUIET, QUIET_INTENSITY, Plan, PlanTrack
from modusvivendi.planning.explain.words import counted, how_public, listed, money, named, quarter, status, step_words
from modusvivendi.planning.search.space import Space


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
    """A plan one change away. kind: 'move' (who sits with whom, and one decision or several), 'terms' of a track, or
    'frame' (what holds for the whole plan)."""

    kind: Literal["move", "terms", "frame"]
    words: str
    plan: Plan


def single_changes(plan: Plan, space: Space) -> list[Change]:
    """All plans one change away that keep within the limits, each once."""
    found: dict[str, Change] = {}
    for change in (*_moves(plan, space), *_terms(plan, space), *_frame(plan, space)):
        changed = change.plan
        if changed.key != plan.key and not space.limits.broken(changed, space.case) and _in_time(changed, space):
            found.setdefault(changed.key, change)
    return list(found.values())


def _in_time(plan: Plan, space: Space) -> bool:
    return all(last_month(t.start, t.patience, 0, t.pause) <= space.horizon for t in plan.tracks)


def _moves(plan: Plan, space: Space) -> Iterator[Change]:
    case = space.case
    for issue in space.issues:
        title = f"‘{case.issue(issue).title}’"
        home = next((n for n, t in enumerate(plan.tracks) if issue in t.issues), None)
        if home is None:
            own = space.plain_track(issue)
            yield Change("move", f"open talks on {title} alone, with nothing in return", move_issue(plan, issue, "alone", own))
        else:
            yield Change("move", f"take {title} off the agenda", move_issue(plan, issue, "off"))
            if len(plan.tracks[home].issues) > 1:
                yield Change("move", f"negotiate {title} alone", move_issue(plan, issue, "alone"))
        for n, track in enumerate(plan.tracks):
            if n != home:
                yield Change("move", f"put {title} with {named(track.issues, case)}", move_issue(plan, issue, n))
    for n, track in enumerate(plan.tracks):
        if len(track.issues) > 1:
            form = "decide issue by issue" if track.all_or_nothing else "make it one deal, all or nothing"
            yield Change(
                "move", f"{named(track.issues, case)}: {form}", _with_term(plan, n, {"all_or_nothing": not track.all_or_nothing})
            )


def _terms(plan: Plan, space: Space) -> Iterator[Change]:
    c, case = space.choices, space.case
    options: tuple[tuple[str, Sequence[Any], Callable[[Any], str]], ...] = (
        ("publicity", c.publicity, lambda v: f"hold talks {how_public(v)}"), ("reward", c.reward, lambda v: f"offer {money(v)}"),
        ("standing", c.standing, lambda v: f"offer {status(v)}"), ("bloc", c.bloc, lambda v: f"let ‘{case.bloc(v).title}’ lead"),
        ("start", c.start, lambda v: f"open in {quarter(case, v)}"), ("patience", c.patience, lambda v: f"let the offer stand for {v} months"),
        ("step", c.step, lambda v: f"ask for {step_words(v)}"),
    )  # fmt: skip
    for n, track in enumerate(plan.tracks):
        for field, values, words in options:
            for value in values:
                yield Change("terms", f"{named(track.issues, case)}: {words(value)}", _with_term(plan, n, {field: value}))


def _with_term(plan: Plan, n: int, change: dict[str, object]) -> Plan:
    tracks = list(plan.tracks)
    tracks[n] = tracks[n].model_copy(update=change)
    return plan.model_copy(update={"tracks": tuple(tracks)})


def _frame(plan: Plan, space: Space) -> Iterator[Change]:
    for count in space.choices.at_once:
        yield Change(
            "frame", f"hold at most {counted(count, 'set')} of talks at once", plan.model_copy(update={"at_once": count})
        )
    for chance in space.choices.follow_through:
        words = (
            "leave the delivery of rewards as it is now"
            if chance is None
            else f"bind rewards so that {100 * chance:.0f} of 100 are delivered"
        )
        yield Change("frame", words, plan.model_copy(update={"follow_through": chance}))
    if plan.demands:
        for intensity in space.choices.intensity:
            words = "ask for nothing in public" if intensity == 0 else f"ask in public at intensity {intensity:g} of 1"
            update = {"demand_intensity": intensity, "demands": plan.demands if intensity else ()}
            yield Change("frame", words, plan.model_copy(update=update))
    for issue in space.askable:
        title = f"‘{space.case.issue(issue).title}’"
        if issue in plan.demands:
            left = tuple(d for d in plan.demands if d != issue)
            yield Change("frame", f"stop asking for {title} in public", plan.model_copy(update={"demands": left}))
        elif issue not in plan.issues and plan.demand_intensity > 0:
            yield Change("frame", f"ask for {title} in public", plan.model_copy(update={"demands": (*plan.demands, issue)}))


def differences(plan: Plan, changed: Plan, case: Case) -> list[str]:
    """What differs between two plans, in words; empty if they do the same.

    Tracks are matched by the issues they share; an issue has moved if its new track is not the match of its old one.
    """
    match = _matched(plan.tracks, changed.tracks)
    home = {i: n for n, t in enumerate(plan.tracks) for i in t.issues}
    away = {i: n for n, t in enumerate(changed.tracks) for i in t.issues}
    said = [
        f"{case.issue(i).title}: {_place(plan, home.get(i), i, case)} → {_place(changed, away.get(i), i, case)}"
        for i in case.issue_ids
        if (i in home) != (i in away) or (i in home and match.get(away[i]) != home[i])
    ]
    for new, old in match.items():
        before, after = plan.tracks[old], changed.tracks[new]
        for field in type(after).model_fields:
            if field not in ("issues", "steps") and getattr(before, field) != getattr(after, field):
                said.append(
                    f"{named(after.issues, case)}: {field.replace('_', ' ')} {_short(getattr(before, field))} → {_short(getattr(after, field))}"
                )
        for i in (i for i in after.issues if i in before.issues and after.step == before.step):
            asks = [t.steps.get(i, t.step) for t in (before, after)]
            if asks[0] != asks[1]:
                said.append(f"{case.issue(i).title}: step {asks[0]:g} → {asks[1]:g}")
    for field in ("at_once", "follow_through", "demands", "demand_intensity", "posture", "followers"):
        if getattr(plan, field) != getattr(changed, field):
            said.append(f"{field.replace('_', ' ')}: {_short(getattr(plan, field))} → {_short(getattr(changed, field))}")
    return said


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


def _place(plan: Plan, track: int | None, issue: str, case: Case) -> str:
    if track is None:
        return "off the agenda"
    others = [case.issue(i).title for i in plan.tracks[track].issues if i != issue]
    return "alone" if not others else "with " + listed(others)


def _short(value: object) -> str:
    if hasattr(value, "model_dump"):
        return ", ".join(f"{k} {v:g}" for k, v in value.model_dump(exclude_none=True).items())
    if isinstance(value, tuple):
        return ", ".join(value) or "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "as it is now" if value is None else f"{value:.3g}" if isinstance(value, float) else str(value)
