"""Whom to win over: who follows now, and what a larger coalition would make of the option worked out, side by side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from modusvivendi.findings import words
from modusvivendi.findings.brief.basis import Basis
from modusvivendi.findings.brief.risks import idle_under
from modusvivendi.findings.brief.words import (
    DECISION,
    aim_words,
    asker,
    capital,
    ends_words,
    following,
    heaviest,
    several,
    way_words,
)
from modusvivendi.findings.calendar import YEAR, age
from modusvivendi.findings.finding import Fact, Finding, Table
from modusvivendi.findings.world import World
from modusvivendi.record import Move
from modusvivendi.strategy.followers import LIKE_MINDED, followers_of

WHO, WHAT = "if these act", "what changes (in brackets: today's course)"
NOTHING = "nothing noticeable against today's course"
LARGE = 3  # of 5, from which on a move counts as large; judgement, range 2–4


def gains(basis: Basis, world: World) -> dict[str, str]:
    """What the option worked out noticeably changes against today's course in a world, by aim."""
    views = {aim: world.of(aim) for aim in basis.aims}
    return {
        a: beside_today(basis, a, world) for a, v in views.items() if v is not None and v.told.loc[basis.option, basis.baseline]
    }


def beside_today(basis: Basis, aim: str, world: World) -> str:
    """An aim under the option worked out in a world and, in brackets, under today's course, in the same words as far as they go the same way: on how many of
    its issues most futures end on another rung, where that differs, else the average change from now. Today's course is that of the
    study, which has more futures than worlds of larger coalitions."""
    base, view = str(basis.baseline), world.of(aim)
    assert view is not None
    own, today = ends_words(world, aim, [basis.option]), ends_words(basis.world, aim, [base])
    if own and own != today:
        return f"{own} (today's course: {today.partition(' on ')[2].partition(' of ')[0] or 'none'})"
    before = float(basis.aims[aim].table.loc[base, "change"])
    change, told = before + float(view.apart.loc[basis.option, base]), way_words(view.scale, before)
    if change * before > 0 and told != "no change":
        told = told.partition(" by ")[2].removeprefix("about ").removeprefix("a rung on ").removesuffix(" issues")
        told = told.removesuffix(f" {view.scale.unit}")
    return f"{aim_words(basis.aim(aim), view, change)} (today's course: {told})"


def circles(basis: Basis) -> dict[str, dict[str, str]]:
    """By coalition, the smallest first, what changes if it follows, aim by aim."""
    return {name: gains(basis, world) for name, world in basis.wider.items()}


def company_finding(basis: Basis, larger: dict[str, dict[str, str]]) -> list[Finding]:
    """Who follows and what that changes, and what each larger coalition would; first, of a reader in company, what acting alone changes. None where
    today's course is worked out."""
    base, option = basis.baseline, basis.option
    if base is None or base == option:
        return []
    own = gains(basis, basis.world)
    rows, joined = list[dict[str, object]](), set[str]()
    if basis.alone is not None:
        joined = following(basis.alone, option)
        rows.append({WHO: f"{capital(asker(basis))} alone", WHAT: changed(basis.alone, gains(basis.alone, basis.alone.world))})
    now = following(basis, option) - joined
    who = (
        f"With {heaviest(basis.case, now)}: parts 2 to 4" if joined else f"{capital(heaviest(basis.case, now))}, and nobody else"
    )
    rows.append({WHO: who, WHAT: changed(basis, own)})
    joined |= now
    for name, more_changed in larger.items():
        more = members_of(basis, name) - joined
        everybody = ", so that all like-minded countries do" if name == LIKE_MINDED else ""
        who = f"With {heaviest(basis.case, more)} too{everybody}{pressed(basis, more)}"
        rows.append({WHO: who, WHAT: several(more_changed.values()) or NOTHING})
        joined |= more
    idle = [basis.aim(a) for a in basis.aims if not any(a in found for found in (own, *larger.values()))]
    facts = {"option": Fact(value=basis.title(option)), "count": Fact(value=len(larger), unit="coalitions")}
    caption = f"Whom to win over: what “{basis.title(option)}” changes noticeably, by who acts"
    caption += "" if larger or basis.alone else ". The case names no larger coalition"
    if len(idle) == len(basis.aims):
        caption += ". Alone or in company, it is tied with today's course"
    elif idle:
        caption += f". On {words.listed(idle)} nobody who joins makes a noticeable difference against today's course"
    table = Table(name="company", caption=caption, frame=pd.DataFrame(rows), brief=True)
    return [Finding(id="brief.company", question=DECISION, part="Whom to win over", facts=facts, tables=(table,))]


def changed(basis: Basis, own: Mapping[str, str]) -> str:
    """What the option worked out noticeably changes, as a cell."""
    never = len(idle_under(basis, basis.option)) == len(basis.standing.theories)
    return several(own.values()) or f"{NOTHING}{', whatever theory holds' if never else ''}"


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


def improves(basis: Basis, option: str) -> bool:
    """Whether an option is noticeably better than today's course on some aim."""
    base = basis.baseline
    if base in (None, option):
        return False
    return any(bool(v.told.loc[option, base]) and v.better * float(v.apart.loc[option, base]) > 0 for v in basis.aims.values())
