"""Headings and small pieces of sentences that all pages of a brief share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

import numpy as np

from modusvivendi.case import Case
from modusvivendi.findings import words
from modusvivendi.findings.brief.basis import Basis
from modusvivendi.findings.finding import Fact
from modusvivendi.findings.ladder_words import lowered
from modusvivendi.findings.likelihood import rounded
from modusvivendi.findings.run_world import MOST
from modusvivendi.findings.world import World, named
from modusvivendi.record import add_months
from modusvivendi.strategy import Strategy
from modusvivendi.strategy.followers import LIKE_MINDED, followers_of
from modusvivendi.study.outlook import Outlook
from modusvivendi.study.scales import POINTS, RUNGS, Scale

DECISION, OPTIONS, OFFER, WATCH = "1. Decision and advice", "2. Options", "3. First offer", "4. Watch and risks"
SHEETS, ASSUMED, EVIDENCE, SKILL, LIMITS, CHANGED, AGAIN, SOURCES = (
    "Annex A. Negotiation sheets",
    "Annex B. What is assumed",
    "Annex C. Theories and what they expect",
    "Annex D. How good such forecasts have been",
    "Annex E. Known limits",
    "Annex F. What changed since the last brief",
    "Annex G. How to make it again",
    "Annex H. Where each sentence comes from",
)
COMMON = frozenset(
    [
        "Authority",
        "Bank",
        "Committee",
        "Council",
        "Court",
        "Cross",
        "Emirates",
        "Federation",
        "Fund",
        "Kingdom",
        "Mission",
        "Nations",
        "Organisation",
        "Republic",
        "States",
        "Union",
    ]
)  # nouns that make the name of a country or body take an article
IN_MANY = {
    1: "one in ten",
    2: "one in five",
    3: "one in three",
    4: "two in five",
    5: "one in two",
    6: "three in five",
    7: "two in three",
    8: "four in five",
    9: "nine in ten",
}  # tenths of a rung on average, as the share of issues that a rung would be on
OF_ONE = {
    1: "a tenth",
    2: "a fifth",
    3: "a third",
    4: "two fifths",
    6: "three fifths",
    7: "two thirds",
    8: "four fifths",
    9: "nine tenths",
}
HALF = 5
FAR = 0.15  # between theories, from which on what they say of a chance is told; judgement, range 0.1–0.25
EDGE = 1e-9
WAYS = ("below", "above")
TODAYS_RUNG = "today's rung"
FEW = 6  # members of a coalition that are named one by one
PAGES = (DECISION, OPTIONS, OFFER, WATCH)
NEXT = "next step"  # unit of a fact that is a date on which somebody should act
RULE = (
    "Rule: unless all are tied, that option is recommended which is good enough (not noticeably worse than the best on any aim) under most theories; among those that "
    "the aims do not tell apart, the noticeably cheaper, then the one under which noticeably more talks are met. "
    "Where all are tied nothing is recommended, and the pages work out the one that the same order puts first; a plan that is handed in is always worked out."
)


def quoted(names: Iterable[str], basis: Basis, last: str = "and") -> str:
    """Options or theories by their titles, in quotation marks."""
    return words.listed((f"“{basis.title(n)}”" for n in names), last)


def stands_in(caption: str, annex: str, rows: Sequence[str] = ()) -> str:
    """In place of a table: its name, the first part of its caption, and the annex in which it stands, by its heading. rows: what they are about."""
    letter = annex.removeprefix("Annex ").partition(".")[0]
    name = caption.split(": ")[0]
    return f"{name}: {'; '.join(rows)} (more in annex {letter})." if rows else f"{name}: annex {letter}."


def several(items: Iterable[str], last: str = "and") -> str:
    """A list inside a sentence; between semicolons where one of its items has a comma or an "and" of its own."""
    found = list(items)
    return "; ".join(found) if len(found) > 1 and any(", " in i or f" {last} " in i for i in found) else words.listed(found, last)


def size_words(scale: Scale, value: float) -> str:
    """A difference without its sign, as its scale tells it: a rung on one in three issues, 1.1 million people."""
    if scale.unit == RUNGS:
        return rung_words(value, len(scale.issues) > 1)
    size = words.fixed(abs(value), scale.digits)
    return f"{size} {'point of 100' if scale.unit == POINTS and size == '1' else scale.unit}"


def rung_words(value: float, several_issues: bool) -> str:
    """A distance on a ladder without fractions: of a mean over several issues, on how many of them it makes a rung."""
    tenths = round(10 * abs(value))
    if tenths % 10 == 0 or tenths > 10:
        return f"{words.rungs(value)}{' on every issue' if several_issues else ''}" if tenths else "less than is told"
    if several_issues:
        return f"a rung on {IN_MANY[tenths]} issues"
    return f"{OF_ONE[tenths]} of a rung" if tenths != HALF else "half a rung"


def way_words(scale: Scale, value: float) -> str:
    """A change from today in words: lower by about a rung on one in five issues, up by 0.9 million people, no change."""
    if told_as_nothing(scale, value):
        return "no change"
    if scale.unit in (RUNGS, POINTS):
        return f"{direction_words(scale, value)} by {'about ' if scale.unit == RUNGS else ''}{size_words(scale, value)}"
    return f"{'up' if value > 0 else 'down'} by {size_words(scale, value)}"


def told_as_nothing(scale: Scale, value: float) -> bool:
    """Whether a difference is nothing with the digits that its scale tells."""
    return float(words.fixed(abs(value), 1 if scale.unit == RUNGS else scale.digits).replace(",", "")) == 0


def range_words(scale: Scale, low: float, high: float) -> str:
    """Changes from today that lie between two numbers, in words, the smaller first: up by 1.9 to 2.1 million people."""
    low, high = sorted((low, high), key=abs)
    if way_words(scale, low) == way_words(scale, high):
        return way_words(scale, high)
    if low * high < 0 or told_as_nothing(scale, low):
        return f"between {way_words(scale, low)} and {way_words(scale, high)}"
    way, _, most = way_words(scale, high).partition(" by ")
    if scale.unit == RUNGS:
        least = rung_words(low, len(scale.issues) > 1).removesuffix(" issues").removesuffix(" of a rung")
        return f"{way} by about {least} to {most.removeprefix('about ').removeprefix('a rung on ')}"
    return f"{way} by {words.fixed(abs(low), scale.digits)} to {most}"


def ends_words(world: World, aim: str, options: Iterable[str]) -> str:
    """On how many of an aim's issues most futures end a rung or more below or above today's, whichever of some options is taken: "core rights below
    today's rung on 3 of 5 issues in most futures"; a range where options differ. "" of an aim that is no mean of issues with ladders, or
    where no issue does."""
    view, names = world.of(aim), list(options)
    issues = view.scale.issues if view is not None else ()
    if view is None or len(issues) < 2 or not all(i in world.ends for i in issues):
        return ""
    said = list[str]()
    for way in WAYS:
        counts = sorted(len(ending(world, issues, option, way)) for option in names)
        if counts[-1]:
            span = f"{counts[0] or 'none'} to {counts[-1]}" if counts[0] != counts[-1] else f"{counts[0]}"
            said.append(f"{way} {'it' if said else TODAYS_RUNG} on {span}")
    return f"{lowered(named(view))} {words.listed(said)} of {len(issues)} issues in most futures" if said else ""


def ending(world: World, issues: Iterable[str], option: str, way: str) -> list[str]:
    """Of some issues those that end a rung or more below or above today's in most futures under an option."""
    return [i for i in issues if i in world.ends and float(getattr(world.ends[i], way).loc[option]) > MOST]


def asker(basis: Basis) -> str:
    """Of a reader in company, who that is."""
    return heaviest(basis.case, following(basis.alone, basis.option)) if basis.alone is not None else ""


def partners_words(basis: Basis) -> str:
    """Of a reader in company, with whom; "" of others."""
    if basis.alone is None:
        return ""
    return heaviest(basis.case, following(basis, basis.option) - following(basis.alone, basis.option))


def direction_words(scale: Scale, value: float) -> str:
    """Higher or lower, of what is counted more or fewer."""
    if scale.unit in (RUNGS, POINTS):
        return "higher" if value > 0 else "lower"
    return "more" if value > 0 else "fewer"


def change_words(view: Outlook, option: str) -> str:
    """The average change from today under an option."""
    return way_words(view.scale, float(view.table.loc[option, "change"]))


def aim_words(name: str, view: Outlook, value: float, to: float | None = None) -> str:
    """An aim with its change, the thing counted named once: core rights lower by about a rung on one in five issues; people short of food up
    by 2 million. to: the other end of a range."""
    scale, moved = view.scale, range_words(view.scale, value, value if to is None else to)
    if moved == "no change":
        return f"{moved} in {name}"
    if scale.unit in (RUNGS, POINTS):
        return f"{name} {moved}"
    noun = scale.title.lower().split()[0]
    about = noun if scale.unit.lower().startswith(scale.title.lower()) else name
    return f"{about} {' '.join(word for word in moved.split() if word != noun)}"


def from_today(view: Outlook) -> str:
    """Of what is counted, how many there are today, behind a change: " (today 17.4 million people)"; "" of rungs and points."""
    if view.scale.unit in (RUNGS, POINTS):
        return ""
    today = float(view.table["mean"].iloc[0] - view.table["change"].iloc[0])
    return f" (now {words.fixed(today, view.scale.digits)})"


def level_words(view: Outlook, value: float) -> str:
    """A number as its scale tells it."""
    return size_words(view.scale, value)


def told(chance: float) -> str:
    """A chance in a cell, rounded as in sentences."""
    return f"{100 * rounded(chance):.0f} in 100"


def apart_by_theory(basis: Basis, chances: Mapping[str, float]) -> str:
    """A chance over all theories, rounded; where they lie far apart, that of the one that stands aside and the ends of the others or, where none does, the
    ends of all. chances: by a theory's name."""
    order = sorted(chances, key=chances.__getitem__)
    low, high = rounded(chances[order[0]]), rounded(chances[order[-1]])
    if high - low < FAR - EDGE:
        return told(sum(basis.given.weights[t] * chance for t, chance in chances.items()))
    for outlier, rest in ((order[0], order[1:]), (order[-1], order[:-1])):
        least, most = (rounded(chances[t]) for t in (rest[0], rest[-1]))
        if most - least < FAR - EDGE <= min(abs(rounded(chances[outlier]) - end) for end in (least, most)):
            ends = told(most) if least == most else f"{100 * least:.0f} to {told(most)}"
            return f"{100 * rounded(chances[outlier]):.0f} if “{basis.title(outlier)}” holds, else {ends}"
    return f"{100 * low:.0f} to {told(high)} by theory"


def noticed(basis: Basis, aim: str, option: str, way: int) -> dict[str, float]:
    """Under each theory, by its title, the share of futures in which an aim ends noticeably better (+1) or worse (-1) than today."""
    view, (values, today) = basis.aims[aim], basis.values(aim)
    moved = view.better * way * (values[:, basis.standing.options.index(option)] - today) >= view.scale.difference
    return {basis.title(t): float(np.mean(moved[n])) for n, t in enumerate(basis.standing.theories)}


def short_of(basis: Basis, aim: str, option: str, other: str) -> dict[str, float]:
    """Under each theory, by its title, the share of futures in which an option ends noticeably worse on an aim than another."""
    view, (values, _) = basis.aims[aim], basis.values(aim)
    mine, theirs = (values[:, basis.standing.options.index(name)] for name in (option, other))
    less = view.better * (theirs - mine) >= view.scale.difference
    return {basis.title(t): float(np.mean(less[n])) for n, t in enumerate(basis.standing.theories)}


def for_less(basis: Basis, option: str) -> tuple[str, list[str]]:
    """The noticeably cheaper option that does as well on every aim under most theories, and these theories; "" and none if there is none."""
    cost, found = basis.world.of("money"), basis.standing
    if cost is None:
        return "", []
    mean, o = cost.table["mean"], found.options.index(option)
    ahead = np.any(found.told & (found.gap > 0), axis=0)[:, o]  # theories × options: whether it is noticeably ahead on an aim
    under = {
        c: [t for n, t in enumerate(found.theories) if not ahead[n, k]]
        for k, c in enumerate(found.options)
        if cost.told.loc[c, option] and mean[c] < mean[option]
    }
    least = max(under, key=lambda c: (len(under[c]), c == basis.baseline, -float(mean[c])), default="")
    return (least, under[least]) if least and under[least] else ("", [])


def explained(basis: Basis, theory: str) -> str:
    """A theory by its title and, in brackets, what it says in a clause."""
    claim = next(t.claim for t in basis.study.theories if t.name == theory)
    return f"“{basis.title(theory)}” ({lowered(claim.split(':')[0].split(';')[0])})"


def mixed(basis: Basis, by_theory: dict[str, float]) -> float:
    """A chance by theory as the mixture has it."""
    return float(sum(w * by_theory[basis.title(t)] for t, w in basis.given.weights.items()))


def strategy_of(basis: Basis, option: str) -> Strategy:
    """The option as the study has it."""
    return basis.study.strategies[basis.standing.options.index(option)]


def following(basis: Basis, option: str) -> set[str]:
    """Ids of those who follow an option."""
    return followers_of(strategy_of(basis, option), basis.case, basis.study.followers)


def followers(basis: Basis) -> str:
    """Who follows the option worked out, in words; those who would, where that is today's course."""
    given = basis.study.followers or strategy_of(basis, basis.option).followers or LIKE_MINDED
    return coalition_words(basis, given)


def acting(basis: Basis) -> str:
    """Who acts; of a reader in company, with whom."""
    who = f"{asker(basis)} together with {partners_words(basis)}" if basis.alone is not None else followers(basis)
    every = len(following(basis, basis.option)) == len(basis.case.countries)
    return "all outsiders of the case" if every else f"{who}; others go on as before"


def coalition_words(basis: Basis, name: str) -> str:
    """A coalition or a list of countries inside a sentence: all like-minded countries, others by the names of those that weigh most."""
    if name == LIKE_MINDED:
        return "all like-minded countries"
    known = basis.case.coalitions
    members = [c for part in name.split(",") for c in known.get(part.strip(), (part.strip(),))]
    return heaviest(basis.case, members)


def with_article(title: str) -> str:
    """A country or body inside a sentence: those named by a common noun or in the plural take an article."""
    return f"the {title}" if COMMON & {*title.split()} or title.endswith("lands") else title


def capital(text: str) -> str:
    """A text at the beginning of a cell or sentence."""
    return text[:1].upper() + text[1:]


def heaviest(case: Case, ids: Iterable[str], most: int = 12) -> str:
    """Countries and bodies by their titles, those that give or withhold most first; beyond ``most`` they are counted."""
    wanted = set(ids)
    found = sorted((c for c in case.countries if c.id in wanted), key=lambda c: -c.material.centre)
    more = [words.counted(len(found) - most, "other")] if len(found) > most else []
    return words.listed([*(with_article(c.title) for c in found[:most]), *more])


def date_fact(text: str, iso: str) -> Fact:
    """A date on which somebody should act, with its ISO form for checks."""
    return Fact(value=text, unit=NEXT, note=iso)


def month_fact(begins: date) -> Fact:
    """A month in which somebody should act: in time until it ends."""
    return date_fact(words.month(begins), (add_months(begins, 1) - timedelta(days=1)).isoformat())
