"""Whom to win over: who follows now, and what a larger coalition would make of the option worked out."""

from __future__ import annotations

from modusvivendi.findings import words
from modusvivendi.findings.brief.basis import Basis
from modusvivendi.findings.brief.risks import idle_under
from modusvivendi.findings.brief.words import DECISION, aim_words, coalition_words, following, heaviest
from modusvivendi.findings.finding import Fact, Finding
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
    facts = {
        "option": Fact(value=basis.title(basis.option)),
        "now": Fact(value=heaviest(basis.case, now), n=len(now)),
        "own": Fact(value="; ".join(own) or f"nothing noticeable{', whatever theory holds' if never else ''}", n=len(own)),
    }
    said = ["Counted as following “{option}”: {now}, and nobody else. Average change against today's course: {own}."]
    named = set(now)
    for n, (name, changed) in enumerate(larger.items()):
        members = followers_of(basis.study.strategies[basis.standing.options.index(basis.option)], basis.case, name)
        everybody = ", all like-minded countries" if name == LIKE_MINDED else ""
        facts |= {
            f"more{n}": Fact(value=heaviest(basis.case, members - named), n=len(members - now)),
            f"what{n}": Fact(value="; ".join(changed) or "nothing noticeable", n=len(changed)),
        }
        named |= members
        said.append(f"If {{more{n}}} followed too{everybody}, the change would be: {{what{n}}}.")
    if not larger:
        said.append("The case names no larger coalition.")
    tied = not own and not any(larger.values())
    return [
        Finding(
            id="brief.company",
            question=DECISION,
            part="Whom to win over",
            claim=" ".join(said) + (" Alone or in company, it is tied with today's course." if tied else ""),
            facts=facts,
            too_close_to_call=tied,
        )
    ]


def needed(basis: Basis, larger: dict[str, list[str]]) -> tuple[str, str]:
    """The smallest coalition with which the option worked out changes something, in words, and what; two empty texts if none does."""
    name = next((n for n, changed in larger.items() if changed), "")
    return (coalition_words(basis, name), words.listed(larger[name])) if name else ("", "")
