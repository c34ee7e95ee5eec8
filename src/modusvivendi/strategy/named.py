"""A strategy's names looked up in a case, without laying out arrays: whether a case can run it at all is told by this alone."""

from __future__ import annotations

from dataclasses import dataclass

from modusvivendi.case import Case, Issue
from modusvivendi.engine.capacities import CAPACITIES
from modusvivendi.errors import InputError, choose
from modusvivendi.strategy.followers import WEIGHTS, blocs_called, followers_of
from modusvivendi.strategy.strategy import Phase, Strategy, Track, TrackRule

TRACKS, ENTRIES = CAPACITIES["tracks"], CAPACITIES["entries"]


@dataclass(frozen=True)
class Named:
    """What a strategy names, in a case.

    follows: countries that follow. shares: of each bloc's weight, the part that follows. phases: by their start, each with the numbers of its
    blocs. demands: numbers of the issues demanded. tracks: all of them, in the order in which they are put to the authority.
    """

    follows: frozenset[str]
    shares: tuple[float, ...]
    phases: tuple[tuple[Phase, tuple[int, ...]], ...]
    demands: tuple[int, ...]
    tracks: tuple[Track, ...]


def named(strategy: Strategy, case: Case, followers: str | None = None, tracks: list[Track] | None = None) -> Named:
    """All that a strategy names, as numbers of the case; raise InputError for unknown names, repeats or sizes.

    A bloc's share of followers is the mean of its followers' shares of material, contact and standing weight.
    ``tracks`` replaces the tracks that the strategy's rules give (used by the planner).
    """
    blocs: list[str] = [b.id for b in case.blocs]
    ids: list[str] = [i.id for i in case.issues]
    follows = followers_of(strategy, case, followers)
    phases = []
    for phase in sorted(strategy.phases, key=lambda p: p.start):
        called = [b for name in phase.blocs for b in blocs_called(name, case)]
        phases.append((phase, tuple(blocs.index(b) for b in called) if phase.blocs else tuple(range(len(blocs)))))
    shares = tuple(_share(case, b, follows) for b in blocs)
    demands = () if strategy.demands is None else tuple(ids.index(name) for name in strategy.demands.issues.pick(case))
    chosen = tracks_of(strategy, case) if tracks is None else tracks
    _check_tracks(chosen, case, strategy.name)
    return Named(frozenset(follows), shares, tuple(phases), demands, tuple(chosen))


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


def _share(case: Case, bloc: str, follows: set[str]) -> float:
    members = [c for c in case.countries if c.bloc == bloc]
    shares = []
    for kind in WEIGHTS:
        whole = sum(getattr(c, kind).centre for c in members)
        part = sum(getattr(c, kind).centre for c in members if c.id in follows)
        shares.append(part / whole if whole > 0 else 0.0)
    return (shares[0] + shares[1] + shares[2]) / len(shares)  # one by one: the sum of later Pythons rounds otherwise


def _check_tracks(tracks: list[Track], case: Case, name: str) -> None:
    """Refuse tracks with unknown issues or blocs, repeats, or more than the engine holds. Raises InputError."""
    ids: list[str] = [i.id for i in case.issues]
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
    for track in tracks:
        if track.bloc:
            blocs_called(track.bloc, case)
