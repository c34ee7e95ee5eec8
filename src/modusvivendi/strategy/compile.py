"""Turning a strategy into the arrays the engine runs on."""

from __future__ import annotations

import numpy as np

from modusvivendi.case import Case, Issue
from modusvivendi.engine.layout import ENTRIES, LEVER_NAMES, LEVERS, TRACKS
from modusvivendi.engine.setting import Moves, Terms, moves_of
from modusvivendi.errors import InputError, choose
from modusvivendi.strategy.followers import WEIGHTS, blocs_called, followers_of, leader_called
from modusvivendi.strategy.strategy import Strategy, Track, TrackRule

F = np.float32


def tracks_of(strategy: Strategy, case: Case) -> list[Track]:
    """All tracks of a strategy on a case, in the order in which they are put to the authority."""
    found = list(strategy.tracks)
    for rule in strategy.rules:
        found += _by_rule(rule, case)
    return found


def _by_rule(rule: TrackRule, case: Case) -> list[Track]:
    terms = rule.terms
    issues = [case.issue(name) for name in rule.select.pick(case)]
    unpaid = set(rule.unpaid.pick(case)) if rule.unpaid is not None else set()
    groups = [part for group in _partition(rule, _ordered(rule, issues)) for part in _parted(group, unpaid)]
    count = sum(len(g) for g in groups if not unpaid.intersection(g)) or 1

    def offered(each: float, total: float, group: list[str]) -> float:
        return 0.0 if unpaid.intersection(group) else min(1.0, each + total * len(group) / count)

    return [
        Track(
            **terms.model_dump(exclude={"start", "reward", "standing"}),
            issues=tuple(group),
            start=terms.start + n * rule.every,
            reward=offered(terms.reward, rule.total_reward, group),
            standing=offered(terms.standing, rule.total_standing, group),
        )
        for n, group in enumerate(groups)
    ]


def _ordered(rule: TrackRule, issues: list[Issue]) -> list[Issue]:
    if rule.order == "given":
        return issues
    if rule.order == "benefit":
        return sorted(issues, key=lambda i: -i.own_benefit.centre)
    return sorted(issues, key=lambda i: i.politicisation.centre, reverse=rule.order == "hard")


def _partition(rule: TrackRule, issues: list[Issue]) -> list[list[str]]:
    names = [i.id for i in issues]
    if rule.partition == "single":
        return [[n] for n in names]
    if rule.partition == "package":
        return [names] if names else []
    if rule.partition == "given":
        return [[choose("issue", n, names) for n in group] for group in rule.groups]
    domains = list(dict.fromkeys(i.domain for i in issues))
    return [[i.id for i in issues if i.domain == d] for d in domains]


def _parted(group: list[str], unpaid: set[str]) -> list[list[str]]:
    """The group as it is, or in two where some of it is paid for and some is not; the part of its first issue comes first."""
    parts: dict[bool, list[str]] = {}
    for issue in group:
        parts.setdefault(issue in unpaid, []).append(issue)
    return list(parts.values())


def compile_strategy(
    strategy: Strategy, case: Case, months: int, followers: str | None = None, tracks: list[Track] | None = None
) -> Moves:
    """Arrays of a strategy on a case over ``months`` months; raise InputError for unknown names or sizes.

    A bloc's share of followers is the mean of its followers' shares of material, contact and standing weight.
    ``tracks`` replaces the tracks that the strategy's rules give (used by the planner).
    """
    blocs: list[str] = [b.id for b in case.blocs]
    follows = followers_of(strategy, case, followers)
    levers = np.zeros((months, len(blocs), LEVERS), F)
    lever_set = np.zeros_like(levers)
    for phase in sorted(strategy.phases, key=lambda p: p.start):
        named = [b for name in phase.blocs for b in blocs_called(name, case)]
        chosen = [blocs.index(b) for b in named] if phase.blocs else list(range(len(blocs)))
        for number, lever in enumerate(LEVER_NAMES):
            value = getattr(phase.levers, lever)
            if value is not None:
                levers[phase.start :, chosen, number] = value
                lever_set[phase.start :, chosen, number] = 1
    follow = np.array([_share(case, b, follows) for b in blocs], F)
    demands = np.zeros((len(blocs), len(case.issues)), F)
    if strategy.demands is not None:
        ids = [i.id for i in case.issues]
        for name in strategy.demands.issues.pick(case):
            demands[:, ids.index(name)] = strategy.demands.intensity
    posture = {
        "follow": follow,
        "follows": np.array([c.id in follows for c in sorted_countries(case)], F),
        "levers": levers,
        "lever_set": lever_set,
        "demands": demands,
        "demands_set": np.full(len(blocs), strategy.demands is not None, F),
    }
    chosen_tracks = tracks_of(strategy, case) if tracks is None else tracks
    return moves_of(posture, _terms_of(chosen_tracks, case, strategy.name, follow), strategy.at_once)


def nobody(case: Case, months: int) -> Moves:
    """The strategy that no one follows: today's mix goes on."""
    empty = Strategy(name="nobody", title="Nobody", summary="Today's mix goes on", sources=("definition",))
    return compile_strategy(empty, case, months)


def sorted_countries(case: Case) -> list:  # type: ignore[type-arg]
    """Countries in the engine's order: by bloc, then as the case lists them."""
    order = [b.id for b in case.blocs]
    return sorted(case.countries, key=lambda c: order.index(c.bloc))


def _share(case: Case, bloc: str, follows: set[str]) -> float:
    members = [c for c in case.countries if c.bloc == bloc]
    shares = []
    for kind in WEIGHTS:
        whole = sum(getattr(c, kind).centre for c in members)
        part = sum(getattr(c, kind).centre for c in members if c.id in follows)
        shares.append(part / whole if whole > 0 else 0.0)
    return float(np.mean(shares)) if shares else 0.0


def _terms_of(tracks: list[Track], case: Case, name: str, follow: np.ndarray) -> list[Terms]:
    """Tracks by the numbers of their issues and blocs; raise InputError for unknown names, repeats or sizes."""
    ids: list[str] = [i.id for i in case.issues]
    blocs: list[str] = [b.id for b in case.blocs]
    entries = sum(len(track.issues) for track in tracks)
    if len(tracks) > TRACKS or entries > ENTRIES:
        raise InputError(
            f"strategy '{name}': {len(tracks)} tracks with {entries} issues; "
            f"at most {TRACKS} tracks with {ENTRIES} issues together"
        )
    for track in tracks:
        for issue in (*track.issues, *track.steps):
            choose("issue", issue, ids)
        if len(set(track.issues)) < len(track.issues):
            raise InputError(f"strategy '{name}': a track names an issue twice: {', '.join(track.issues)}")
    return [
        Terms(
            issues=tuple(ids.index(issue) for issue in t.issues),
            steps=tuple(t.steps.get(issue, t.step) for issue in t.issues),
            bloc=blocs.index(leader_called(t.bloc, case, follow)),
            start=t.start,
            reward=t.reward,
            standing=t.standing,
            publicity=t.publicity,
            whole=t.all_or_nothing,
            intensity=t.intensity,
            patience=t.patience,
            renewals=t.renewals,
            pause=t.pause,
            snub=t.snub,
            key=key,
        )
        for t, key in zip(tracks, _chance_keys(tracks, ids), strict=True)
    ]


def _chance_keys(tracks: list[Track], ids: list[str]) -> list[int]:
    """Which chance stream each track uses: that of its first issue, so that the same talks meet the same luck
    under every strategy; a second track on the same issue gets a stream of its own."""
    keys, used = [], set()
    for track in tracks:
        key = min(ids.index(issue) for issue in track.issues)
        while key in used:
            key += len(ids)
        used.add(key)
        keys.append(key)
    return keys
