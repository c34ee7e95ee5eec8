"""Whom to win over: who follows now, and what a larger coalition would make of the option worked out, side by side."""

from __future__ import annotations

import pandas as pd

from modusvivendi.findings.brief.basis import Basis
from modusvivendi.findings.brief.risks import idle_under
from modusvivendi.findings.brief.words import DECISION, aim_words, capital, following, heaviest, several
from modusvivendi.findings.finding import Fact, Finding, Table
from modusvivendi.findings.world import World
from modusvivendi.strategy.followers import LIKE_MINDED, followers_of
from modusvivendi.study.outlook import Outlook


def gains(basis: Basis, views: dict[str, Outlook | None]) -> list[str]:
    """What the option worked out noticeably changes against today's course, aim by aim."""
    option, base = basis.option, basis.baseline
    return [
        aim_words(basis.aim(aim), view, float(view.apart.loc[option, base]))
        for aim, view in views.items()
        if view is not None and view.told.loc[option, base]
    ]


def circles(basis: Basis) -> dict[str, list[str]]:
    """By coalition, the smallest first, what changes if it follows."""
    found = {}
    for name, result in basis.given.circles.items():
        world = World(result, basis.given.weights)
        found[name] = gains(basis, {aim: world.of(aim) for aim in basis.aims})
    return found


def company_finding(basis: Basis, larger: dict[str, list[str]]) -> list[Finding]:
    """Who follows now, what that changes, and what each larger coalition would; none where today's course is worked out."""
    base = basis.baseline
    if base is None or base == basis.option:
        return []
    now = following(basis, basis.option)
    own, never = gains(basis, dict(basis.aims)), len(idle_under(basis, basis.option)) == len(basis.standing.theories)
    alone = f"nothing noticeable{', whatever theory holds' if never else ''}"
    rows = [{"who follows": f"{capital(heaviest(basis.case, now))}, and nobody else", "on average": several(own) or alone}]
    joined = set(now)
    for name, changed in larger.items():
        members = members_of(basis, name)
        everybody = ", so that all like-minded countries do" if name == LIKE_MINDED else ""
        rows.append(
            {
                "who follows": f"With {heaviest(basis.case, members - joined)} too{everybody}",
                "on average": several(changed) or "nothing noticeable",
            }
        )
        joined |= members
    tied = not own and not any(larger.values())
    facts = {"option": Fact(value=basis.title(option := basis.option)), "count": Fact(value=len(larger), unit="coalitions")}
    caption = f"Whom to win over: what “{basis.title(option)}” changes against today's course, by who follows"
    caption += "" if larger else ". The case names no larger coalition"
    caption += ". Alone or in company, it is tied with today's course" if tied else ""
    table = Table(name="company", caption=caption, frame=pd.DataFrame(rows), brief=True)
    return [Finding(id="brief.company", question=DECISION, part="Whom to win over", facts=facts, tables=(table,))]


def members_of(basis: Basis, coalition: str) -> set[str]:
    """Ids of those who follow the option worked out if a coalition does."""
    return followers_of(basis.study.strategies[basis.standing.options.index(basis.option)], basis.case, coalition)


def needed(basis: Basis, larger: dict[str, list[str]]) -> tuple[str, str]:
    """Who would have to follow too, at least, so that the option worked out changes something, in words, and what; two empty texts if that is
    of no use."""
    name = next((n for n, changed in larger.items() if changed), "")
    if not name:
        return "", ""
    more = members_of(basis, name) - following(basis, basis.option)
    return heaviest(basis.case, more), several(larger[name])
