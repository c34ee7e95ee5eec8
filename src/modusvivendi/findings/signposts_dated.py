"""Signposts with dates, for those who act on them: what, by when, who would say so, how likely, and what to do then."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from modusvivendi.findings import words
from modusvivendi.findings.finding import Board, Card, Fact, Finding, Table
from modusvivendi.findings.ladder_words import futures
from modusvivendi.findings.weigh_evidence import parts
from modusvivendi.forecasting.advice import Advice
from modusvivendi.forecasting.signposts import Signpost, Watch
from modusvivendi.study.summary import title_of

DATED = "What to watch for, by when?"


def dated(found: Watch) -> Finding:
    """The signposts of a case, one list by date: chances as natural frequencies, what each would change, and what to do."""
    if not found.signposts:
        return Finding(
            id="signposts.dated",
            question=DATED,
            headline=True,
            claim="Nothing that can be seen within a year would tell the theories apart: they expect the same.",
        )
    top = found.signposts[0]
    changes = sum(bool(turns(found, s.if_yes) or turns(found, s.if_no)) for s in found.signposts)
    gains = _gains(found, top.weights_if_yes)
    low, high = extremes(top)
    facts = {
        "what": Fact(value=top.question.text),
        "by": Fact(value=words.day(top.question.by)),
        "chance": futures(top.chance),
        "least": futures(top.chances[low]),
        "most": futures(top.chances[high]),
        "gains": Fact(value=gains),
        "before": parts(found.weights[gains]),
        "after": parts(top.weights_if_yes[gains]),
        "n": Fact(value=len(found.signposts), unit="signs"),
        "changes": Fact(value=changes, unit="signs"),
        "strategy": Fact(value=found.strategy),
    }
    claim = (
        "If outsiders follow `{strategy}`, the sign that tells most is this, by {by}: {what}. It comes in {chance:of_hundred} of 100 futures: "
        "in {least:of_hundred} under the theory that expects it least, in {most:of_hundred} under the one that expects it most. If it comes, "
        "`{gains}` becomes likelier, from {before:of_hundred} to {after:of_hundred} parts of 100 of the weight. "
    )
    claim += (
        "{changes:count} of the {n:count} signs below would by themselves be a reason to think again."
        if changes
        else "None of the {n:count} signs below is by itself a reason to turn away from `{strategy}`: stay the course, and add them up."
    )
    return Finding(id="signposts.dated", question=DATED, headline=True, claim=claim, facts=facts, boards=(_by_date(found),))


def dated_numbers(found: Watch) -> Finding:
    """For scholars: the chance of every sign under each theory, and the best strategies today."""
    return Finding(
        id="signposts.dated.numbers",
        question=DATED,
        tables=(_by_theory(found), _now(found)),
        method="A sign is a dated question as in docs/forecast.md; 'modus update' says when one has come. Best strategies are those within the "
        "least difference that matters of the best on each aim, with the weights of theories as they would then be. Of one thing watched over "
        "two windows the one that tells theories apart better is kept.",
    )


def extremes(s: Signpost) -> tuple[str, str]:
    """The theories that expect a sign least and most."""
    return min(s.chances, key=s.chances.__getitem__), max(s.chances, key=s.chances.__getitem__)


def _gains(found: Watch, then: Mapping[str, float]) -> str:
    """The theory whose weight would grow most."""
    return max(then, key=lambda t: then[t] - found.weights[t])


def _by_theory(found: Watch) -> Table:
    rows = [
        {"sign": s.question.text, "by": words.day(s.question.by), **{f"`{t}`": words.in_hundred(p) for t, p in s.chances.items()}}
        for s in found.signposts
    ]
    return Table(name="dated_by_theory", caption="Chance of every sign under each theory", frame=pd.DataFrame(rows), folded=True)


def _by_date(found: Watch) -> Board:
    """All signs, the earliest date first, and of one date the most telling first."""
    days = sorted({s.question.by for s in found.signposts})
    columns = tuple(
        (f"By {words.day(day)}", tuple(_card(found, s) for s in found.signposts if s.question.by == day)) for day in days
    )
    opens = words.day(found.signposts[0].question.opens)
    return Board(caption=f"Signs from {opens} on, by date; of one date the most telling first", columns=columns)


def _card(found: Watch, s: Signpost) -> Card:
    """One sign: how likely, what it would change, what to do if it comes and if not, and who would say so."""
    low, high = extremes(s)
    count = {t: words.shown(s.chances[t], "of_hundred") for t in (low, high)}
    return Card(
        title=s.question.text,
        lines=(
            f"Chance: {words.shown(s.chance, 'of_hundred')} of 100 futures ({count[low]} if {low} holds, {count[high]} if {high} does)",
            f"If it comes: {_shift(found, s.weights_if_yes)}; {do_then(found, s.if_yes)}",
            f"If not: {_shift(found, s.weights_if_no)}; {do_then(found, s.if_no)}",
            f"Who would say so: {words.listed(s.sources) or 'not known'}",
        ),
    )


def _shift(found: Watch, then: Mapping[str, float]) -> str:
    """What would be thought of theories: the one that gains most, or that little would change."""
    name = _gains(found, then)
    before, after = round(100 * found.weights[name]), round(100 * then[name])
    if after - before < 1:
        return "what is thought of the theories stays about as it is"
    return f"{name} becomes likelier, from {before} to {after} parts of 100"


def turns(found: Watch, then: Advice) -> list[str]:
    """Outcomes on which the strategy that is followed comes to be, or no longer is, among the best."""
    return [aim for aim in then.best if (found.strategy in then.best[aim]) != (found.strategy in found.now.best[aim])]


def do_then(found: Watch, then: Advice) -> str:
    """What to do with the strategy that is followed: stay, or what to turn to on which aim."""
    said = []
    for aim in turns(found, then):
        name = title_of(aim).lower()
        if found.strategy in then.best[aim]:
            said.append(f"stay: `{found.strategy}` becomes one of the best on {name}")
        else:
            said.append(f"on {name} turn to {words.listed((f'`{n}`' for n in then.best[aim]), 'or')}")
    return "; ".join(said) or "stay the course"


def _now(found: Watch) -> Table:
    rows = [
        {"aim": title_of(aim), "best today": words.listed(f"`{n}`" for n in names), "tied": "yes" if len(names) > 1 else "no"}
        for aim, names in found.now.best.items()
    ]
    return Table(
        name="advice_today",
        caption="Best strategies today; those that a reader could not tell apart together",
        frame=pd.DataFrame(rows),
    )
