"""Single changes of a plan: moving one issue, changing one term; and the difference of two plans in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from modusvivendi.case import Case
from modusvivendi.errors import InputError, choose
from modusvivendi.plan.forms import alone
from modusvivendi.plan.limits import last_month
from modusvivendi.plan.plan import Plan, PlanTrack
from modusvivendi.plan.space import Space

QUIET = 0.15


def move_issue(plan: Plan, issue: str, to: int | str) -> Plan:
    """The plan with one issue moved: to another track (its number, from 0), 'alone', or 'off' the agenda.

    Alone it keeps its track's terms and takes its share of the reward with it; an issue that was not on the
    agenda starts a quiet track without reward. A track left empty is gone. Raises InputError.
    """
    home = next((n for n, t in enumerate(plan.tracks) if issue in t.issues), None)
    if isinstance(to, int) and not 0 <= to < len(plan.tracks):
        raise InputError(f"plan '{plan.name}' has no track {to}: tracks are 0 to {len(plan.tracks) - 1}")
    if isinstance(to, str):
        choose("place", to, ("alone", "off"))
    own = alone(plan.tracks[home], issue) if home is not None else PlanTrack(issues=(issue,), publicity=QUIET, intensity=0.2)
    tracks: list[PlanTrack | None] = list(plan.tracks)
    if home is not None:
        tracks[home] = _without(plan.tracks[home], issue, keep_offer=to != "alone")
    if to == "alone":
        tracks.append(own)
    elif isinstance(to, int):
        target = plan.tracks[to] if to != home else tracks[to]
        base = target or plan.tracks[to]
        members = tuple(i for i in base.issues if i != issue)
        tracks[to] = base.model_copy(update={"issues": (*members, issue)})
    demands = tuple(d for d in plan.demands if d != issue) if to != "off" else plan.demands
    return plan.model_copy(update={"tracks": tuple(t for t in tracks if t is not None), "demands": demands})


def _without(track: PlanTrack, issue: str, keep_offer: bool) -> PlanTrack | None:
    left = tuple(i for i in track.issues if i != issue)
    if not left:
        return None
    share = 1.0 if keep_offer else len(left) / len(track.issues)
    steps = {i: s for i, s in track.steps.items() if i != issue}
    return track.model_copy(update={"issues": left, "steps": steps, "reward": track.reward * share, "standing": track.standing * share})


def single_changes(plan: Plan, space: Space) -> list[tuple[str, Plan]]:
    """All plans one change away, in words, that keep within the limits."""
    found: dict[str, tuple[str, Plan]] = {}
    for words, changed in (*_moves(plan, space), *_terms(plan, space), *_frame(plan, space)):
        if changed.key != plan.key and not space.limits.broken(changed, space.case) and _in_time(changed, space):
            found.setdefault(changed.key, (words, changed))
    return list(found.values())


def _in_time(plan: Plan, space: Space) -> bool:
    return all(last_month(t.start, t.patience, 0, t.pause) <= space.horizon for t in plan.tracks)


def _moves(plan: Plan, space: Space) -> Iterator[tuple[str, Plan]]:
    for issue in space.issues:
        title = space.case.issue(issue).title
        home = next((n for n, t in enumerate(plan.tracks) if issue in t.issues), None)
        if home is not None:
            yield f"take '{title}' off the agenda", move_issue(plan, issue, "off")
        if home is None or len(plan.tracks[home].issues) > 1:
            yield f"negotiate '{title}' alone", move_issue(plan, issue, "alone")
        for n, track in enumerate(plan.tracks):
            if n != home:
                yield f"put '{title}' with {named(track.issues, space.case)}", move_issue(plan, issue, n)


def _terms(plan: Plan, space: Space) -> Iterator[tuple[str, Plan]]:
    c = space.choices
    options: tuple[tuple[str, Sequence[object], str], ...] = (
        ("publicity", c.publicity, "publicity {}"), ("reward", c.reward, "reward {}"), ("standing", c.standing, "standing {}"),
        ("bloc", c.bloc, "led by {}"), ("start", c.start, "start in month {}"), ("patience", c.patience, "{} months on offer"),
        ("step", c.step, "ask {}"),
    )  # fmt: skip
    for n, track in enumerate(plan.tracks):
        who = named(track.issues, space.case)
        for field, values, words in options:
            for value in values:
                yield f"{who}: {words.format(value)}", _with_term(plan, n, {field: value})
        if len(track.issues) > 1:
            form = "issue by issue" if track.all_or_nothing else "all or nothing"
            yield f"{who}: {form}", _with_term(plan, n, {"all_or_nothing": not track.all_or_nothing})


def _with_term(plan: Plan, n: int, change: dict[str, object]) -> Plan:
    tracks = list(plan.tracks)
    tracks[n] = tracks[n].model_copy(update=change)
    return plan.model_copy(update={"tracks": tuple(tracks)})


def _frame(plan: Plan, space: Space) -> Iterator[tuple[str, Plan]]:
    for count in space.choices.at_once:
        yield f"{count} tracks at once", plan.model_copy(update={"at_once": count})
    if plan.demands:
        for intensity in space.choices.intensity:
            words = "no demands in public" if intensity == 0 else f"public demands at {intensity:g}"
            yield words, plan.model_copy(update={"demand_intensity": intensity, "demands": plan.demands if intensity else ()})
    for issue in space.askable:
        title = space.case.issue(issue).title
        if issue in plan.demands:
            yield f"stop asking for '{title}' in public", plan.model_copy(update={"demands": tuple(d for d in plan.demands if d != issue)})
        elif issue not in plan.issues and plan.demand_intensity > 0:
            yield f"ask for '{title}' in public", plan.model_copy(update={"demands": (*plan.demands, issue)})


def named(issues: Sequence[str], case: Case) -> str:
    """Titles of issues in a phrase: the first and how many more."""
    titles = [f"'{case.issue(i).title}'" for i in issues]
    return titles[0] if len(titles) == 1 else f"{titles[0]} and {len(titles) - 1} more"


def differences(plan: Plan, changed: Plan, case: Case) -> list[str]:
    """What differs between two plans, in words; empty if they do the same."""
    said = []
    home = {i: frozenset(t.issues) for t in plan.tracks for i in t.issues}
    away = {i: frozenset(t.issues) for t in changed.tracks for i in t.issues}
    pulled = {i for i in home.keys() | away.keys() if home.get(i, frozenset()) ^ away.get(i, frozenset())}
    told: set[str] = set()
    # First the issues whose whole company changed: they moved, and the others only saw them come or go.
    order = sorted(pulled, key=lambda i: (len(home.get(i, frozenset()) & away.get(i, frozenset())), case.issue_ids.index(i)))
    for issue in order:
        before, after = home.get(issue), away.get(issue)
        stayed = (before or frozenset()) & (after or frozenset()) - {issue}
        joined = {i for i in told if after and i in after}
        left = {i for i in told if before and i in before}
        if before and after and (stayed or len(before) == 1 or len(after) == 1) and (joined or left):
            continue  # another issue came or went, and that has been said
        told.add(issue)
        said.append(f"{case.issue(issue).title}: {_place(before, issue, case)} → {_place(after, issue, case)}")
    terms = {frozenset(t.issues): t for t in plan.tracks}
    for track in changed.tracks:
        old = terms.get(frozenset(track.issues))
        if old is None:
            continue
        for field in type(track).model_fields:
            if field != "issues" and getattr(old, field) != getattr(track, field):
                said.append(f"{named(track.issues, case)}: {field} {getattr(old, field)} → {getattr(track, field)}")
    for field in ("at_once", "follow_through", "demands", "demand_intensity", "posture", "followers"):
        if getattr(plan, field) != getattr(changed, field):
            said.append(f"{field.replace('_', ' ')}: {_short(getattr(plan, field))} → {_short(getattr(changed, field))}")
    return said


def _place(group: frozenset[str] | None, issue: str, case: Case) -> str:
    if group is None:
        return "off the agenda"
    others = [case.issue(i).title for i in case.issue_ids if i in group and i != issue]
    return "alone" if not others else "with " + ", ".join(others)


def _short(value: object) -> str:
    if hasattr(value, "model_dump"):
        return ", ".join(f"{k} {v}" for k, v in value.model_dump(exclude_none=True).items())
    return ", ".join(value) or "none" if isinstance(value, tuple) else str(value)
