"""Signposts with dates, for those who act on them: what, by when, who would say so, how likely, and what to do then."""

from __future__ import annotations

import pandas as pd

from modusvivendi.findings import words
from modusvivendi.findings.finding import Fact, Finding, Table
from modusvivendi.forecasting.advice import Advice
from modusvivendi.forecasting.signposts import Signpost, Watch
from modusvivendi.study.summary import title_of

DATED = "What to watch for, by when?"


def dated(found: Watch) -> Finding:
    """The signposts of a case: chances as natural frequencies, and what to do if they come and if they do not."""
    if not found.signposts:
        return Finding(
            id="signposts.dated",
            question=DATED,
            headline=True,
            claim="Nothing that can be seen within a year would tell the theories apart: they expect the same.",
        )
    top = found.signposts[0]
    changes = sum(bool(turns(found, s.if_yes) or turns(found, s.if_no)) for s in found.signposts)
    likelier = max(top.chances, key=top.chances.__getitem__)
    facts = {
        "what": Fact(value=top.question.text),
        "by": Fact(value=words.day(top.question.by)),
        "chance": Fact(value=top.chance, unit="share"),
        "likelier": Fact(value=likelier),
        "most": Fact(value=top.chances[likelier], unit="share"),
        "least": Fact(value=min(top.chances.values()), unit="share"),
        "before": Fact(value=found.weights[likelier], unit="share"),
        "after": Fact(value=top.weights_if_yes[likelier], unit="share"),
        "n": Fact(value=len(found.signposts)),
        "changes": Fact(value=changes),
        "strategy": Fact(value=found.strategy),
    }
    claim = "Under `{strategy}` the most telling sign is this, by {by}: {what}. It comes in {chance:in_hundred} futures, {least:in_hundred} under the theory that expects it least and {most:in_hundred} under the one that expects it most; if it comes, `{likelier}` goes from {before:in_hundred} to {after:in_hundred}. "
    claim += (
        "{changes:count} of the {n:count} signs below would by themselves be a reason to think again."
        if changes
        else "None of the {n:count} signs below is by itself a reason to turn away from `{strategy}`: stay the course, and add them up."
    )
    return Finding(
        id="signposts.dated",
        question=DATED,
        headline=True,
        claim=claim,
        facts=facts,
        tables=(
            Table(
                name="dated_signposts",
                caption=f"Signs from {words.day(top.question.opens)} on, in the order in which they tell theories apart; chance in all futures, and under which theory least and "
                f"most; what to do then. The case is known as of {words.day(found.case.as_of)}",
                frame=pd.DataFrame([_row(found, s) for s in found.signposts]),
                brief=True,
            ),
            _by_theory(found),
            _now(found),
        ),
        method="A sign is a dated question as in docs/forecast.md; 'modus update' says when one has come. Best strategies are those within two "
        "hundredths of the best on core rights and on wellbeing, with the weights of theories as they would then be.",
    )


def _by_theory(found: Watch) -> Table:
    rows = [
        {"sign": s.question.text, "by": words.day(s.question.by), **{f"`{t}`": words.in_hundred(p) for t, p in s.chances.items()}}
        for s in found.signposts
    ]
    return Table(name="dated_by_theory", caption="Chance of every sign under each theory", frame=pd.DataFrame(rows), folded=True)


def _row(found: Watch, s: Signpost) -> dict[str, object]:
    most, least = max(s.chances, key=s.chances.__getitem__), min(s.chances, key=s.chances.__getitem__)
    return {
        "sign": s.question.text,
        "by": words.day(s.question.by),
        "chance": f"{words.in_hundred(s.chance)} ({round(100 * s.chances[least])} under `{least}`, {round(100 * s.chances[most])} under `{most}`)",
        "if it comes": do_then(found, s.if_yes),
        "if not": do_then(found, s.if_no),
        "who would say so": words.listed(s.sources) or "not known",
    }


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
