"""Whom to win over: who follows now, and what a larger coalition would make of the option worked out, side by side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from modusvivendi.findings import words
from modusvivendi.findings.brief.basis import Basis
from modusvivendi.findings.brief.risks import idle_under
from modusvivendi.findings.brief.words import DECISION, aim_words, at_the_edge, capital, following, heaviest, several, way_words
from modusvivendi.findings.calendar import YEAR, age
from modusvivendi.findings.finding import Fact, Finding, Table
from modusvivendi.findings.world import World
from modusvivendi.record import Move
from modusvivendi.strategy.followers import LIKE_MINDED, followers_of
from modusvivendi.study.outlook import Outlook

WHO, WHAT = "if these act", "change from now, on average"
LARGE = 3  # of 5, from which on a move counts as large; judgement, range 2–4


def gains(basis: Basis, views: Mapping[str, Outlook | None]) -> dict[str, str]:
    """What the option worked out noticeably changes against today's course, by aim: both changes from now."""
    option, base = basis.option, basis.baseline
    return {aim: beside_today(basis, aim, v) for aim, v in views.items() if v is not None and v.told.loc[option, base]}


def edges(basis: Basis, aims: Iterable[str]) -> dict[str, str]:
    """The same of aims on which the two are tied, and differ as it is printed by as much as is noticeable."""
    base = str(basis.baseline)
    return {aim: beside_today(basis, aim, v) for aim in aims if at_the_edge(v := basis.aims[aim], basis.option, base)}


def beside_today(basis: Basis, aim: str, view: Outlook) -> str:
    """An aim's average change from now under the option worked out and, in brackets, under today's course, in the same words as far as it goes
    the same way."""
    own, base = (float(view.table.loc[name, "change"]) for name in (basis.option, basis.baseline))
    told = way_words(view.scale, base)
    if own * base > 0 and told != "no change":
        told = told.partition(" by ")[2].removeprefix("about ").removeprefix("a rung on ").removesuffix(" issues")
        told = told.removesuffix(f" {view.scale.unit}")
    return f"{aim_words(basis.aim(aim), view, own)} (today's course: {told})"


def circles(basis: Basis) -> dict[str, dict[str, str]]:
    """By coalition, the smallest first, what changes if it follows, aim by aim."""
    found = {}
    for name, result in basis.given.circles.items():
        world = World(result, basis.given.weights)
        found[name] = gains(basis, {aim: world.of(aim) for aim in basis.aims})
    return found


def company_finding(basis: Basis, larger: dict[str, dict[str, str]]) -> list[Finding]:
    """Who follows now, what that changes, and what each larger coalition would; none where today's course is worked out."""
    base, option = basis.baseline, basis.option
    if base is None or base == option:
        return []
    now, own = following(basis, option), gains(basis, dict(basis.aims))
    edge = edges(basis, [a for a in basis.aims if a not in own])
    never = len(idle_under(basis, option)) == len(basis.standing.theories)
    nothing = "nothing noticeable against today's course"
    alone = several(own.values()) or f"as under today's course{', whatever theory holds' if never else ''}"
    alone += f"; at the edge of noticeable, {several(edge.values())}" if edge else ""
    rows = [{WHO: f"{capital(heaviest(basis.case, now))}, and nobody else", WHAT: alone}]
    joined = set(now)
    for name, changed in larger.items():
        more = members_of(basis, name) - joined
        everybody = ", so that all like-minded countries do" if name == LIKE_MINDED else ""
        rows.append(
            {
                WHO: f"With {heaviest(basis.case, more)} too{everybody}{pressed(basis, more)}",
                WHAT: several(changed.values()) or nothing,
            }
        )
        joined |= more
    idle = [basis.aim(a) for a in basis.aims if not any(a in found for found in (own, edge, *larger.values()))]
    facts = {"option": Fact(value=basis.title(option)), "count": Fact(value=len(larger), unit="coalitions")}
    caption = f"Whom to win over: what “{basis.title(option)}” changes noticeably, by who acts"
    caption += "" if larger else ". The case names no larger coalition"
    if len(idle) == len(basis.aims):
        caption += ". Alone or in company, it is tied with today's course"
    elif idle:
        caption += f". Whoever acts, nothing noticeable changes on {words.listed(idle, 'or')}"
    table = Table(name="company", caption=caption, frame=pd.DataFrame(rows), brief=True)
    return [Finding(id="brief.company", question=DECISION, part="Whom to win over", facts=facts, tables=(table,))]


def pressing(basis: Basis, ids: Iterable[str]) -> list[Move]:
    """Of some countries those whose newest large move on record, in the last year, was pressure: that move, in order of time."""
    record, wanted = basis.case.record, set(ids)
    newest: dict[str, Move] = {}
    for move in record.moves if record else ():
        if move.actor in wanted and move.magnitude >= LARGE and age(move.date.first, basis.case.as_of) < YEAR:
            newest[move.actor] = max((newest.get(move.actor, move), move), key=lambda m: m.date.first)
    return sorted((m for m in newest.values() if m.direction == "pressure"), key=lambda m: m.date.first)


def pressed(basis: Basis, ids: Iterable[str]) -> str:
    """That some countries press, which makes them the least likely to come along."""
    told = words.listed(f"{heaviest(basis.case, [m.actor])} ({words.month(m.date.first)})" for m in pressing(basis, ids))
    return f"; the latest known step of {told} is pressure" if told else ""


def members_of(basis: Basis, coalition: str) -> set[str]:
    """Ids of those who follow the option worked out if a coalition does."""
    return followers_of(basis.study.strategies[basis.standing.options.index(basis.option)], basis.case, coalition)


def needed(basis: Basis, larger: dict[str, dict[str, str]]) -> tuple[str, str]:
    """Who would have to follow too, at least, so that the option worked out changes something, in words, and what; two empty texts if that is
    of no use."""
    name = next((n for n, changed in larger.items() if changed), "")
    if not name:
        return "", ""
    more = members_of(basis, name) - following(basis, basis.option)
    return heaviest(basis.case, more), several(larger[name].values())
