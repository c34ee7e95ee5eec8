"""What a study says in the world's terms: what becomes of each issue and outcome under each option, against today first."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from modusvivendi.case import Case, Issue
from modusvivendi.findings import words
from modusvivendi.findings.calendar import year_to
from modusvivendi.findings.finding import Fact, Finding, Table
from modusvivendi.findings.ladder_words import (
    amount,
    facts_of,
    futures,
    in_hundred_range,
    in_unit,
    lowered,
    mean_fact,
    these,
    verdict,
    when_held,
)
from modusvivendi.findings.world import World, named, outcome_finding
from modusvivendi.study.outlook import Ends, Outlook
from modusvivendi.study.scales import POLICY

KEY = "run"
FIRST = "What do the options lead to?"
ISSUES = "What becomes of each issue?"
OTHER = "What becomes of people, security and cost?"
DEPENDS = "What does it depend on?"
LED = ("core_rights", "technical")  # indices told first: the nature of the regime, practical cooperation
TOLD = ("wellbeing", "attacks", "departed", "money", "met")  # outcomes in the table of what is counted
COUNTED = ("wellbeing", "attacks")  # of these, the ones told in sentences
MOST = 0.5  # share of futures that is most of them
SPREAD_SAID = "the range that nine of ten futures hold, over chance and theories"
TODAY, WORSE, SAME, BETTER = "today", "a rung or more below", "on today's rung", "a rung or more above"


def world_findings(world: World) -> list[Finding]:
    """All that a planner reads of a study, what is said first at the start."""
    first = first_issue(world.case)
    found = [
        *([issue_finding(world, first, headline=True)] if first.id in world.ends else []),
        *(f for o in LED if (f := outcome_finding(world, o, FIRST, KEY)) is not None),
        *(f for o in COUNTED if (f := outcome_finding(world, o, FIRST, KEY)) is not None),
        *uncertain(world),
        issues_finding(world),
        *(issue_finding(world, i) for i in world.case.issues if i.id in world.ends and i.id != first.id),
        *counted_finding(world),
        *depends(world),
    ]
    return found if world.case.ladders else [unladdered(), *found]


def unladdered() -> Finding:
    """Said of a case that has no ladders: its levels cannot be checked on the ground."""
    return Finding(
        id="run.world.no_ladders",
        question=FIRST,
        headline=True,
        claim="This case has no ladders: levels of its issues are told in points of 100 on the way from what the authority would do "
        "alone to the full ask, and nothing says how to see them on the ground.",
    )


def first_issue(case: Case) -> Issue:
    """The issue told first: of the core rights, or else of all, the one that outsiders value most."""
    rights = [issue for issue in case.issues if issue.core_right] or list(case.issues)
    return max(rights, key=lambda issue: issue.outsider_value.value)


def issue_finding(world: World, issue: Issue, *, headline: bool = False) -> Finding:
    """What becomes of one issue under each option: the facts that hold today, and on which rung futures end."""
    found, view = world.ends[issue.id], world.of(POLICY + issue.id)
    assert view is not None
    claim, facts = _ends_words(found)
    every = list(found.shares.index)
    says, more = verdict(view)
    facts |= more | {
        "issue": Fact(value=issue.title),
        "held": Fact(value=when_held(world.case, issue.id)),
        "now": Fact(value=facts_of(found, found.today)),
        "year": Fact(value=year_to(world.case, world.study.months)),
        "which": Fact(value=these(every, every)),
    }
    return Finding(
        id=f"run.issue.{issue.id}",
        question=FIRST if headline else ISSUES,
        part="" if headline else "One by one",
        claim=f"{{issue}}. Today ({{held}}): {{now}}. In {{year}}, under {{which}}: {claim}.{says}",
        facts=facts,
        headline=headline,
        too_close_to_call=view.all_tied and len(view.strategies) > 1,
        tables=(ends_table(world, issue, brief=headline),),
        folded="" if headline else issue.title,
    )


def _ends_words(found: Ends) -> tuple[str, dict[str, Fact]]:
    """In how many futures today's facts still hold, and in how many those of a higher or a lower rung do."""
    text, facts = in_hundred_range("same", found.same)
    parts = [f"still so in {text}"]
    for name, shares, rung, how, side in (
        ("above", found.above, found.today + 1, "or better", "higher"),
        ("below", found.below, found.today - 1, "or worse", "lower"),
    ):
        if shares.max() <= 0 or not 0 <= rung < len(found.rungs):
            continue
        text, more = in_hundred_range(name, shares)
        last = rung in (0, len(found.rungs) - 1)  # of which a future may be nearest without being there
        facts |= more | {f"{name}_facts": Fact(value=facts_of(found, rung))}
        where = f"{side}, at least half the way to “{{{name}_facts}}”," if last else f"“{{{name}_facts}}” {how}"
        parts.append(f"{where} in {text.removesuffix(' of 100 futures')}")
    return "; ".join(parts), facts


def ends_table(world: World, issue: Issue, *, brief: bool) -> Table:
    """Of 100 futures, how many end on which rung, option by option."""
    found = world.ends[issue.id]
    rows = []
    for strategy in found.shares.index:
        cells: dict[str, object] = {"option": f"`{strategy}`"}
        for k in range(len(found.rungs)):
            mark = " (today)" if k == found.today else ""
            cells[f"{found.rungs[k].rstrip('.')}{mark}"] = futures(found.shares.loc[strategy, k])
        rows.append(cells)
    caption = f"{issue.title}: of 100 futures, how many end nearest to each rung (a step that an observer could check), the lowest first"
    return Table(name=f"rungs_{issue.id}", caption=caption, frame=pd.DataFrame(rows), digits="of_hundred", brief=brief)


def uncertain(world: World) -> list[Finding]:
    """What is not known moves outcomes more than the choice does: the one sentence on uncertainty."""
    parts: list[str] = []
    facts: dict[str, Fact] = {}
    for outcome in (POLICY + first_issue(world.case).id, *LED, *COUNTED):
        view = world.of(outcome)
        if view is None or len(view.strategies) < 2:
            continue
        row, unit = view.table.loc[view.best], view.scale
        facts |= {
            f"{outcome}": Fact(value=lowered(unit.title)),
            f"{outcome}_chance": amount(unit, float(row.high - row.low)),
            f"{outcome}_choice": amount(unit, float(view.table["mean"].max() - view.table["mean"].min())),
        }
        choice, chance = in_unit(unit, f"{outcome}_choice", last=False), in_unit(unit, f"{outcome}_chance")
        parts.append(f"{{{outcome}}} {choice} against {chance}")
    if not parts:
        return []
    claim = (
        "What is uncertain: by how much the averages of options differ, against how far apart nine of ten single futures lie, through "
        f"chance and what nobody knows: {'; '.join(parts)}."
    )
    return [Finding(id="run.world.uncertain", question=FIRST, claim=claim, facts=facts, headline=True)]


def issues_finding(world: World) -> Finding:
    """Every issue in one table: what holds today, in how many futures it is worse, the same, better, whether options differ."""
    rows, marked = [], []
    for issue in world.case.issues:
        view, found = world.of(POLICY + issue.id), world.ends.get(issue.id)
        assert view is not None
        differ = "no" if view.all_tied else f"yes: best `{view.best}`" + _tied(view)
        if view.all_tied:
            marked.append(issue.id)
        if found is None:
            rows.append({"issue": issue.title, **_points(view), "do options differ?": differ})
            continue
        rows.append(
            {
                "issue": issue.title,
                "today": found.rungs[found.today],
                WORSE: _range(found.below),
                SAME: _range(found.same),
                BETTER: _range(found.above),
                "do options differ?": differ,
            }
        )
    facts = {"alike": Fact(value=len(marked), unit="issues"), "issues": Fact(value=len(world.case.issues), unit="issues")}
    ways, more = where_most_end(world)
    caption = f"Of 100 futures, how many end where in {year_to(world.case, world.study.months)}; a range is over options"
    return Finding(
        id="run.issues",
        question=ISSUES,
        claim=_alike(len(marked), len(world.case.issues)) + ways,
        facts=facts | more,
        headline=True,
        tables=(Table(name="issues", caption=caption, frame=pd.DataFrame(rows), digits="of_hundred"),),
        method=METHOD,
    )


def _alike(alike: int, issues: int) -> str:
    """On how many of the issues options do not differ, as a claim."""
    if alike == 0:
        return "Options differ noticeably on every issue."
    if alike == issues:
        return "On no issue does an option differ noticeably from another."
    return "On {alike:count} of {issues:count} issues no option differs noticeably from another."


def where_most_end(world: World) -> tuple[str, dict[str, Fact]]:
    """Which issues end lower than today in most futures, and which higher, under every option or under some."""
    found = {i: (e.below.min() > MOST, e.above.min() > MOST, e.above.max() > MOST) for i, e in world.ends.items()}
    groups = (
        (
            "down",
            " In most futures, whatever the option, these end below today's rung: {down}.",
            [i for i, e in found.items() if e[0]],
        ),
        (
            "up",
            " In most futures, whatever the option, these end above today's rung: {up}.",
            [i for i, e in found.items() if e[1]],
        ),
        (
            "some",
            " Under some options, but not all, these end above today's rung in most futures: {some}.",
            [i for i, e in found.items() if e[2] and not e[1]],
        ),
    )
    said: str = ""
    facts: dict[str, Fact] = {}
    for name, text, issues in groups:
        if issues:
            said += text
            facts[name] = Fact(value="; ".join(lowered(world.case.issue(i).title) for i in issues), n=len(issues))
    return said, facts


METHOD = (
    "A ladder is five or so rungs, each a fact that an observer could check; a level between two rungs is part of each. A future ends "
    "as far from today's marker as the model moves its level, and is counted at the nearest rung. Options differ "
    "noticeably if their averages lie a fifth of a rung or more apart, unless the case says otherwise, and by more than sampling error."
)


def _tied(view: Outlook) -> str:
    tied = view.tied_with(view.best)
    return f", tied with {words.listed(f'`{s}`' for s in tied)}" if tied else ""


def _range(shares: pd.Series) -> str:
    """A range of natural frequencies over options, in a cell."""
    low, high = (words.shown(float(x), "of_hundred") for x in (shares.min(), shares.max()))
    return low if low == high else f"{low} to {high}"


def _points(view: Outlook) -> dict[str, object]:
    """Cells of an issue without a ladder: plain shares below, about at and above today's level."""
    table = view.table
    return {
        "today": "no ladder",
        WORSE: _range(table.lower),
        SAME: _range(table.alike),
        BETTER: _range(table.higher),
    }


def counted_finding(world: World, key: str = KEY) -> list[Finding]:
    """What is counted, under each option: means with what nine of ten futures hold."""
    views = {o: v for o in TOLD if (v := world.of(o)) is not None}
    if not views:
        return []
    strategies = [s.name for s in world.study.strategies]
    cells: dict[str, list[object]] = {"option": [TODAY, *(f"`{s}`" for s in strategies)]}
    for _outcome, view in views.items():
        now = amount(view.scale, view.scale.today) if view.scale.today is not None else Fact(value=None, note="not known")
        unit = view.scale.unit
        name = named(view)
        heading = f"{name} ({unit})" if name == view.scale.title else name
        digits = view.scale.digits
        cells[heading] = [_rounded(now, digits), *(_rounded(mean_fact(view, s), digits) for s in strategies)]
    caption = f"Averages over the years ahead; below each {SPREAD_SAID}"
    table = Table(name="counted", caption=caption, frame=pd.DataFrame(cells), digits="count", brief=True)
    return [Finding(id=f"{key}.counted", question=OTHER, tables=(table,))]


def _rounded(fact: Fact, digits: int) -> Fact:
    return replace(fact, form=f"fixed{digits}")


def depends(world: World) -> list[Finding]:
    """Under which theories options differ noticeably, and the change from today under each."""
    found = []
    for outcome in (*LED, "wellbeing"):
        view = world.of(outcome)
        if view is None or "change" not in view.table or len(view.strategies) < 2:
            continue
        names = list(view.by_theory.index)
        tells = list(view.told_under)
        facts = {
            "what": Fact(value=view.scale.title),
            "under": Fact(value=words.listed(f"`{t}`" for t in tells), n=len(tells)),
            "theories": Fact(value=len(names), unit="theories"),
        }
        missing = [t for t in names if t not in tells]
        facts["but"] = Fact(value=words.listed(f"`{t}`" for t in missing), n=len(missing))
        if not tells:
            claim = "{what}: under none of {theories:count} theories do options differ noticeably."
        elif not missing:
            claim = "{what}: options differ noticeably under every theory."
        elif len(missing) < len(tells):
            claim = "{what}: options differ noticeably under every theory but {but}."
        else:
            claim = "{what}: options differ noticeably only if {under} " + ("holds." if len(tells) == 1 else "hold.")
        cells: dict[str, list[object]] = {"theory": [f"`{t}`" for t in names]}
        for s in view.strategies:
            cells[f"`{s}`"] = [amount(view.scale, float(view.by_theory.loc[t, s])) for t in names]
        digits = f"signed_fixed{max(1, view.scale.digits)}"
        caption = f"{view.scale.title}: average change from today, in {view.scale.unit}, if a theory holds"
        table = Table(name=f"change_{outcome}", caption=caption, frame=pd.DataFrame(cells), digits=digits, folded=True)
        found.append(Finding(id=f"run.depends.{outcome}", question=DEPENDS, claim=claim, facts=facts, tables=(table,)))
    return found


__all__ = ["FIRST", "counted_finding", "first_issue", "issue_finding", "where_most_end", "world_findings"]
