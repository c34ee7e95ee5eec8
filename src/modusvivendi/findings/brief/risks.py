"""What could go wrong, option by option: shortfalls against today's course, theories that make an option fail, talks that fail, promises not
kept, groups that lose, consent that is needed, sanctions and courts that bind. All of it is counted or read from the case."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from modusvivendi.case.quantity import Quantity
from modusvivendi.files.yaml_file import read_yaml
from modusvivendi.findings import words
from modusvivendi.findings.brief.basis import ENDS, Basis
from modusvivendi.findings.brief.words import (
    FEW,
    aim_words,
    capital,
    following,
    heaviest,
    mixed,
    short_of,
    strategy_of,
)
from modusvivendi.findings.ladder_words import lowered
from modusvivendi.findings.likelihood import rounded
from modusvivendi.findings.world import named
from modusvivendi.record import Move

RECOGNITION = 0.95  # standing from which on an option recognises; what the shipped strategies mean by it
HARDLY = 0.2  # intensity up to which public demands are as good as none; judgement, range 0.1–0.3
NOTICED = 0.01  # of welfare, 0 to 1: least difference told of a group, as for who is hurt by talks
BESIDE = (
    "inclusion",
    "access",
    "services",
    "rival",
    "foreign_groups",
    "narcotics",
    "cohesion",
    "desertion",
    "fragmented",
    "standing_for_nothing",
    "paid_for_nothing",
    "trust",
    "departed",
)  # told though they are no aim
APART = 0.2  # of a lever, from what those who follow do today, from which on an option changes it; judgement, range 0.1–0.3
SELDOM = 0.05  # chance below which a risk is not listed; judgement, range 0.02–0.1
CONSTRAINING = ("sanction_designation", "asset_freeze", "travel_ban")  # instruments of moves that bind those who engage
COURTS = ("ICC", "ICJ")
EPSILON = 1e-9  # weight of those whom the case gives none


def wrong(basis: Basis, option: str) -> str:
    """What could go wrong with an option and for whom, in a few sentences."""
    said = [
        idle(basis, option),
        shortfall(basis, option) if option == basis.baseline or not idle(basis, option) else "",
        talks(basis, option),
        beside(basis, option),
        hurt(basis, option),
        sought(basis, option),
    ]
    return " ".join(f"{text[:1].upper()}{text[1:]}." for text in said if text)


def idle(basis: Basis, option: str) -> str:
    """In how many futures an option brings no noticeable gain over today's course; "" of that course, and where all options are tied."""
    if basis.baseline in (None, option) or all(view.all_tied for view in basis.aims.values()):
        return ""
    chance = mixed(basis, idle_chances(basis, option))
    return f"no noticeable gain over today's course in {100 * rounded(chance):.0f} of 100 futures" if chance >= SELDOM else ""


def shortfall(basis: Basis, option: str) -> str:
    """Where an option most often falls short of today's course or, of today's course, where it falls short of another option."""
    base = basis.baseline
    others = [o for o in basis.standing.options if o != option] if base in (None, option) else [str(base)]
    found = [
        (mixed(basis, chances), aim, other, chances)
        for aim, view in basis.aims.items()
        for other in others
        if other == base or view.told.loc[other, option]  # of all others only those that are not tied with it
        for chances in [short_of(basis, aim, option, other)]
    ]
    if not found:
        return ""
    chance, aim, other, chances = max(found, key=lambda f: f[0])
    than = "today's course" if other == base else f"“{basis.title(other)}”"
    if chance < SELDOM:
        return ""
    worst = max(chances, key=chances.__getitem__)
    at_worst = (
        f" ({100 * rounded(chances[worst]):.0f} if “{worst}” holds)"
        if rounded(chances[worst]) - rounded(chance) >= 2 * SELDOM
        else ""
    )
    return f"worse than {than} on {basis.aim(aim)} in {100 * rounded(chance):.0f} of 100 futures{at_worst}"


def idle_under(basis: Basis, option: str) -> list[str]:
    """Theories under which an option is on no aim noticeably better than today's course."""
    if basis.baseline is None or option == basis.baseline:
        return []
    o, b = basis.standing.options.index(option), basis.standing.options.index(basis.baseline)
    better = np.any(basis.standing.told[:, :, o, b] & (basis.standing.gap[:, :, o, b] > 0), axis=0)
    return [t for n, t in enumerate(basis.standing.theories) if not better[n]]


def idle_chances(basis: Basis, option: str) -> dict[str, float]:
    """Under each theory, by its title, the share of futures in which an option is on no aim noticeably better than today's course."""
    names = basis.standing.options
    o, b = names.index(option), names.index(str(basis.baseline))
    better = np.zeros(basis.given.result.outcome("wellbeing")[:, o].shape, bool)
    for aim, view in basis.aims.items():
        values, _ = basis.values(aim)
        better |= view.better * (values[:, o] - values[:, b]) >= view.scale.difference
    return {basis.title(t): float(1 - better[n].mean()) for n, t in enumerate(basis.standing.theories)}


def broken_chances(basis: Basis, option: str) -> dict[str, float]:
    """Under each theory, by its title, the share of futures in which those who follow leave a reward unpaid that is due."""
    unpaid = basis.given.result.outcome("broken_by_outsiders")[:, basis.standing.options.index(option)] >= 1
    return {basis.title(t): float(unpaid[n].mean()) for n, t in enumerate(basis.standing.theories)}


@dataclass(frozen=True, kw_only=True)
class Talks:
    """Talks of an option: planned, and on average over futures and theories opened, met in full, in part; rewards that fall due and, of
    these, that are not paid."""

    planned: int
    opened: int
    met: int
    partly: int
    due: int
    broken: int


def count_talks(basis: Basis, option: str) -> Talks:
    """The one count of an option's talks that all pages quote."""
    names = ("offered", "met", "partly", "broken_by_outsiders")
    opened, met, partly, broken = (round(mean_of(basis, name, option)) for name in names)
    agenda = basis.given.agendas.get(option)
    tracks = agenda.tracks if agenda is not None else ()
    at, owed = basis.standing.options.index(option), [ENDS.index(end) for end in ("met", "partly", "undone")]
    rewarded = [n for n, track in enumerate(tracks) if track.reward + track.standing > 0]
    due = np.isin(basis.given.result.tracks[:, at, rewarded], owed).sum(axis=1).mean(axis=1)
    return Talks(
        planned=len(tracks) or opened,
        opened=opened,
        met=met,
        partly=partly,
        due=max(round(float(basis.standing.weights @ due)), broken),
        broken=broken,
    )


def mean_of(basis: Basis, outcome: str, option: str) -> float:
    """The mean of an outcome over futures and theories; 0 of one that the case does not have."""
    view = basis.world.of(outcome)
    return 0.0 if view is None else float(view.table.loc[option, "mean"])


def few_met(mean: float) -> str:
    """How many talks are met where that rounds to none."""
    return "none" if mean < SELDOM else "fewer than one"


def talks(basis: Basis, option: str) -> str:
    """How many of an option's talks fail, and how many promises are not kept."""
    found = count_talks(basis, option)
    said = []
    if found.opened < 1 and not strategy_of(basis, option).nobody_follows:
        demands = strategy_of(basis, option).demands
        public = demands is not None and demands.intensity > HARDLY
        gives = any(rule.get("for_return") for rule in consents(basis, option))
        said += ["asks in public, with no talks in which that can be granted"] if public else []
        said += ["gives without asking for anything in return"] if gives and not public else []
    if found.opened >= 1:
        planned = f" ({found.planned} are planned)" if found.planned != found.opened else ""
        part = f", {found.partly} in part" if found.partly else ""
        failed = found.opened - found.met
        met = mean_of(basis, "met", option)
        many = (
            f"{few_met(met)} of {found.opened} talks opened{planned} is"
            if not found.met
            else f"{failed} of {found.opened} talks opened{planned} {'is' if failed == 1 else 'are'} not"
        )
        fails = f"in {round(100 * (1 - met))} of 100 futures" if met >= SELDOM else "in nearly all futures"
        one = f"its one set of talks is not met in full {fails}"
        said.append(one if found.opened == 1 else f"{many} met in full{part}")
    if found.broken >= 1:
        mine = following(basis, option)
        who = heaviest(basis.case, mine) if len(mine) == 1 else "those who act"
        due = f"{found.broken} of {words.counted(found.due, 'reward')} due" if found.due > 1 else "the reward due"
        said.append(f"{who} leave{'s' if len(mine) == 1 else ''} {due} unpaid (assumed: part 4)")
    return "; ".join(said)


def beside(basis: Basis, option: str) -> str:
    """What an option makes noticeably worse beside the aims, against today's course: the two that move most."""
    most = _beside(basis, option, -1)
    return f"beside the aims, against today's course: {'; '.join(most)}" if most else ""


def better_beside(basis: Basis, option: str) -> list[str]:
    """The same of what it makes noticeably better."""
    return [f"{text} against today's course" for text in _beside(basis, option, 1)]


def _beside(basis: Basis, option: str, way: int) -> list[str]:
    base = basis.baseline
    if base is None or option == base:
        return []
    found = []
    for outcome in BESIDE:
        view = basis.world.of(outcome)
        if view is None or not view.told.loc[option, base]:
            continue
        gap = float(view.apart.loc[option, base])
        if way * view.better * gap > 0:
            found.append((abs(gap) / view.scale.difference, aim_words(lowered(named(view)), view, gap)))
    return [text for _, text in sorted(found, reverse=True)[:2]]


def hurt(basis: Basis, option: str) -> str:
    """Groups that fare worse than on today's course."""
    found = losers(basis, option)
    return f"worse off than on today's course: {words.listed(found)}" if found else ""


def losers(basis: Basis, option: str) -> list[str]:
    """Groups of the population whose welfare is clearly and noticeably lower than if today's mix goes on."""
    if basis.baseline is None or option == basis.baseline:
        return []
    names, found = basis.standing.options, []
    for group in basis.case.groups:
        values = basis.given.result.outcome(f"wellbeing_{group.id}").astype(float)
        gap = values[:, names.index(option)] - values[:, names.index(basis.baseline)]
        if float(basis.standing.weights @ gap.mean(axis=1)) <= -NOTICED:
            found.append(group.title[:1].lower() + group.title[1:])
    return found


def sought(basis: Basis, option: str) -> str:
    """That an option recognises those whom a court seeks, where the record has it."""
    record = basis.case.record
    found = newest([m for m in record.moves if m.actor in COURTS and m.direction == "pressure"]) if record else []
    if recognises(basis, option) is None or not found:
        return ""
    return f"recognises in spite of this: {found[0].what.rstrip('.')} ({words.month(found[0].date.first)})"


def share_paid(basis: Basis) -> str:
    """The chance that a promised reward comes, in 100: one number, or the least and the greatest of the blocs of those who follow."""
    values = sorted({round(100 * q.centre) for q in kept_promises(basis)})
    return " to ".join(map(str, dict.fromkeys((values[0], values[-1]))))


def kept_promises(basis: Basis) -> list[Quantity]:
    """What the case says of promises kept by the blocs of those who follow."""
    mine = {c.bloc for c in basis.case.countries if c.id in following(basis, basis.option)}
    return [b.follow_through for b in basis.case.blocs if b.id in mine]


def undone(basis: Basis) -> float:
    """Chance that at least one of the talks of the option worked out is met and then undone."""
    at = basis.standing.options.index(basis.option)
    found = basis.given.result.tracks[:, at] == ENDS.index("undone")
    return float(basis.standing.weights @ found.any(axis=1).mean(axis=1))


def recognises(basis: Basis, option: str) -> int | None:
    """The month in which an option comes to recognise the authority; None if it never does."""
    for phase in strategy_of(basis, option).phases:
        if (phase.levers.standing or 0.0) >= RECOGNITION:
            return phase.start
    return None


def eases(basis: Basis, option: str) -> int | None:
    """The month from which on an option presses noticeably less than those who follow do today; None if it never does."""
    return lowers(basis, option, "pressure")


def lowers(basis: Basis, option: str, lever: str) -> int | None:
    """The month from which on an option sets a lever noticeably lower than those who follow do today; None if it never does."""
    now = lever_today(basis, option, lever)
    phases = [(p.start, getattr(p.levers, lever)) for p in strategy_of(basis, option).phases]
    return next((start for start, level in phases if level is not None and level < now - APART), None)


def raises(basis: Basis, option: str, lever: str) -> bool:
    """Whether an option sets a lever noticeably higher than those who follow do today."""
    levels = [level for p in strategy_of(basis, option).phases if (level := getattr(p.levers, lever)) is not None]
    return max(levels, default=0.0) > lever_today(basis, option, lever) + APART


def lever_today(basis: Basis, option: str, lever: str) -> float:
    """Where a lever of those who follow an option stands today: that of each one's bloc, those that give or withhold more counting for more; 0 where
    nobody follows."""
    level = {b.id: float(getattr(b, lever).centre) for b in basis.case.blocs}
    ids = following(basis, option)
    weight = {c.id: max(c.material.centre, EPSILON) for c in basis.case.countries if c.id in ids}
    whole = sum(weight.values())
    return sum(weight[c.id] * level[c.bloc] for c in basis.case.countries if c.id in weight) / whole if whole else 0.0


def own_sanctions(basis: Basis, option: str) -> bool:
    """Whether the record has sanctions of those who follow an option."""
    record, mine = basis.case.record, following(basis, option)
    moves = record.moves if record else ()
    return any(m.actor in mine and m.instrument in CONSTRAINING and m.direction == "pressure" for m in moves)


@cache
def _rules() -> dict[str, Any]:
    """What ``consent.yaml`` says."""
    return dict(read_yaml(Path(__file__).with_name("consent.yaml")))


def rules_of_consent() -> list[dict[str, str]]:
    """Rules of ``consent.yaml`` on whose consent an option needs."""
    return list(_rules()["rules"])


def rules_of_binding() -> list[dict[str, str]]:
    """Rules of ``consent.yaml`` on what sanctions and warrants mean for those who engage."""
    return list(_rules()["binding"])


def consents(basis: Basis, option: str) -> list[dict[str, str]]:
    """The rules of consent that an option meets."""
    strategy, agenda = strategy_of(basis, option), basis.given.agendas.get(option)

    def needs(rule: dict[str, str]) -> bool:
        """Whether the option does what the rule is about."""
        if rule.get("eases"):
            return eases(basis, option) is not None
        if rule.get("raises"):
            return raises(basis, option, rule["lever"])
        if rule.get("rewards"):
            return bool(agenda and agenda.reward + agenda.standing > 0)
        if rule["lever"] == "standing":
            return recognises(basis, option) is not None
        return max((getattr(p.levers, rule["lever"]) or 0.0 for p in strategy.phases), default=0.0) > float(rule["above"])

    who = budgets(basis, option)
    return [rule | {"needs": capital(rule["needs"].replace("{parliament}", who))} for rule in rules_of_consent() if needs(rule)]


def lines(basis: Basis, option: str) -> list[dict[str, str]]:
    """Who decides that a body among those who follow takes a line at all; none where no such body follows or the option is today's course."""
    if strategy_of(basis, option).nobody_follows:
        return []
    bodies = [c for c in basis.case.countries if c.id in following(basis, option) and not c.state]
    known = [(c, rule) for c in bodies for rule in _rules()["bodies"] if c.title.startswith(rule["title"])]
    return [
        {"what": f"The line itself, of {heaviest(basis.case, [c.id])}", "needs": capital(rule["line"]), "source": rule["source"]}
        for c, rule in known
    ]


def budgets(basis: Basis, option: str) -> str:
    """Who votes the budgets of those who follow: parliaments by name of country where they are few, and the budget authority of each body."""
    ids = following(basis, option)
    states = [c.id for c in basis.case.countries if c.id in ids and c.state]
    bodies = [c for c in basis.case.countries if c.id in ids and not c.state]
    found = [f"the parliament{'s' if len(states) > 1 else ''} of {heaviest(basis.case, states)}"] if states else []
    if len(states) > FEW:
        found = ["the parliament of each state that acts"]
    for body in bodies:
        known = next((b["budget"] for b in _rules()["bodies"] if body.title.startswith(b["title"])), "its board")
        found.append(f"for {heaviest(basis.case, [body.id])} {known}")
    return "; ".join(found) if found else "each follower's parliament"


def constraints(basis: Basis) -> list[Move]:
    """Sanctions, freezes, bans and court acts on record that bind those who engage: first those of who follows the option worked out and of
    bodies in their bloc, then those of other bodies and courts; of each the newest first."""
    record, mine = basis.case.record, following(basis, basis.option)
    blocs = {c.bloc for c in basis.case.countries if c.id in mine}
    bodies = {c.id: c.bloc for c in basis.case.countries if not c.state}
    moves = record.moves if record else ()
    found = [m for m in moves if (m.instrument in CONSTRAINING and m.direction == "pressure") or m.actor in COURTS]
    own = [m for m in found if m.actor in mine or bodies.get(m.actor) in blocs]
    shared = [m for m in found if m not in own and (m.actor in bodies or m.actor in COURTS)]
    return [m for some in (own, shared, [m for m in found if m not in own and m not in shared]) for m in newest(some)]


def newest(moves: list[Move]) -> list[Move]:
    """The newest first."""
    return sorted(moves, key=lambda m: m.date.first, reverse=True)
