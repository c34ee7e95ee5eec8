"""What news changes, as findings: ladders, signposts, weights of theories, advice, forecasts."""

from __future__ import annotations

import pandas as pd

from modusvivendi.findings import words
from modusvivendi.findings.finding import Fact, Finding, Report, Table
from modusvivendi.findings.forecast import chance_fact, short
from modusvivendi.forecasting.advice import Advice
from modusvivendi.forecasting.event import on_rung
from modusvivendi.living.update import Change, Updated
from modusvivendi.study.summary import title_of

WAITS, MOVED, STANDING, TOLD, ADVICE, SETTLED = (
    "What waits, and what was decided?",
    "Which ladders move?",
    "Who accepts an envoy or recognises?",
    "What do the news say about what drives the authority?",
    "Does the advice change?",
    "Which signposts came, and which forecasts are decided?",
)
NEVER = 0.005


def update_report(found: Updated) -> Report:
    """The report of ``modus update``."""
    findings = [waits(found)]
    if found.change is not None:
        findings += [
            ladders(found, found.change),
            *standing(found, found.change),
            lessons(found.change),
            advice(found.change),
            came(found.change),
        ]
    done = "decided" if found.written else "shown only: nothing is written"
    where = f" The case lives in {found.home.folder}." if found.written else ""
    return Report(
        title=f"{found.case.title}: news",
        kind="update",
        basis=f"The case as known on {words.day(found.case.as_of)}; {words.counted(len(found.accepted), 'row')} accepted, {len(found.refused)} refused, "
        f"{len(found.waiting)} waiting ({done}).{where}",
        findings=tuple(findings),
        note="A level that moves by the size of recorded steps is a proposal: --level ISSUE=VALUE sets it by hand.",
        slug="update",
    )


def waits(found: Updated) -> Finding:
    """Every row and where it stands."""
    rows = [
        {"row": row.name, "by": words.day(row.day), "what": row.what, "stands": state}
        for state, part in (("accepted", found.accepted), ("refused", found.refused), ("waiting", found.waiting))
        for row in part
    ]
    return Finding(
        id="update.rows",
        question=WAITS,
        claim="{accepted:count} accepted, {refused:count} refused, {waiting:count} still to be decided.",
        facts={
            "accepted": Fact(value=len(found.accepted)),
            "refused": Fact(value=len(found.refused)),
            "waiting": Fact(value=len(found.waiting)),
        },
        tables=(Table(name="rows", caption="Rows of the inbox", frame=pd.DataFrame(rows), brief=True),) if rows else (),
        method="To decide: modus update CASE --acts FILE --accept ROW --reason TEXT --by NAME (or --refuse; 'all' for every row).",
    )


def ladders(found: Updated, change: Change) -> Finding:
    """Levels and rungs before and after."""
    rows, crossed = [], []
    for level in change.levels:
        ladder = change.before.ladders.get(level.issue)
        before, after = (int(on_rung(ladder, x)) if ladder else None for x in (level.before, level.value))
        says = "" if ladder is None or after is None else ladder.rungs[after].facts
        title = change.before.issue(level.issue).title
        crossed += [f"{title} (now: {says.rstrip('.')})"] * (before != after)
        rows.append(
            {
                "issue": title,
                "level": f"{100 * level.before:.0f} to {100 * level.value:.0f} hundredths of the full ask",
                "rung": "the same" if before == after else "another",
                "which says": says,
                "how": "set by hand" if level.set_by_hand else "by the size of the steps",
            }
        )
    would = "" if found.written else "would "
    facts = {
        "ladders": Fact(value=words.counted(len(rows), "ladder")),
        "crossed": Fact(value=len(crossed)),
        "which": Fact(value=words.listed(crossed)),
        "n": Fact(value=len(rows)),
    }
    claim = f"{{ladders}} {would}move, none of them to another rung." if rows else "No ladder moves."
    if crossed:
        claim = f"{{ladders}} {would}move, {{crossed:count}} of them to another rung: {{which}}."
    return Finding(
        id="update.ladders",
        question=MOVED,
        claim=claim,
        facts=facts,
        headline=True,
        tables=(
            Table(
                name="ladders",
                caption="How far each issue has come, and the rung it stands on",
                frame=pd.DataFrame(rows),
                brief=True,
            ),
        )
        if rows
        else (),
    )


def standing(found: Updated, change: Change) -> list[Finding]:
    """Which states accept an envoy or recognise by the news, and which embassies a person has to judge; none if there are none."""
    said = []
    for number, one in enumerate(change.standing, start=1):
        facts = {
            "country": Fact(value=next(c.title for c in change.before.countries if c.id == one.country)),
            "day": Fact(value=words.day(one.since)),
            "row": Fact(value=one.row),
            "line": Fact(value=f"{one.country},{one.since},yes,no,{one.row}"),
        }
        counts = "counts" if found.written else "would count"
        what = "recognising" if one.recognised else "accepting an envoy"
        claim = f"{{country}} {counts} as {what} from {{day}} on ({{row}})."
        if not one.sure:
            claim = (
                "{country} opened or handed over an embassy on {day} ({row}); whether a head of mission was accepted is not said. If so, put "
                "‘{line}’ under country,since,accredited,recognised,source in a file such as countries/"
                + f"{one.since}.csv of the living case."
            )
        said.append(Finding(id=f"update.standing.{number}", question=STANDING, claim=claim, facts=facts, headline=True))
    return said


def lessons(change: Change) -> Finding:
    """Weights of theories row by row."""
    names, rows = list(change.weights), _lesson_rows(change)
    moved = {n: change.weights_after[n] - change.weights[n] for n in names}
    top = max(moved, key=lambda n: abs(moved[n]))
    claim = "No act of the news says anything about theories."
    facts: dict[str, Fact] = {}
    if change.lessons and abs(moved[top]) < NEVER:
        claim = "The news do not tell theories apart: no weight moves by one in a hundred."
    elif change.lessons:
        claim = "The weight of `{top}` moves most, from {before:in_hundred} to {after:in_hundred}; no other moves as far."
        facts = {
            "top": Fact(value=top),
            "before": Fact(value=change.weights[top]),
            "after": Fact(value=change.weights_after[top]),
        }
    table = pd.DataFrame(
        [
            {
                "theory": f"`{n}`",
                "before": words.in_hundred(change.weights[n]),
                "after": words.in_hundred(change.weights_after[n]),
            }
            for n in names
        ]
    )
    return Finding(
        id="update.weights",
        question=TOLD,
        claim=claim,
        facts=facts,
        headline=bool(change.lessons),
        tables=(
            Table(name="weights", caption="Weights of theories", frame=table, brief=True),
            *(
                (
                    Table(
                        name="lessons",
                        caption="Row by row: the chance of one more such act, given those before, under the theories",
                        frame=pd.DataFrame(rows),
                        folded=True,
                    ),
                )
                if rows
                else ()
            ),
        ),
        method="From the day of the case each theory is run forward; issues are taken as independent given a theory. 'modus weigh' weighs the whole record anew.",
    )


def _lesson_rows(change: Change) -> list[dict[str, object]]:
    """One row for each act, and one for the silence."""
    names = list(change.weights)
    rows: list[dict[str, object]] = []
    before = change.weights
    for lesson in change.lessons:
        moved = {n: lesson.weights[n] - before[n] for n in names}
        gains, loses = max(moved, key=moved.__getitem__), min(moved, key=moved.__getitem__)
        most, least = max(lesson.chances.values()), min(lesson.chances.values())
        tells = max(moved.values()) >= NEVER
        rows.append(
            {
                "row": lesson.row or "nothing else",
                "what": lesson.what,
                "chance under theories": f"{words.in_hundred(least)} to {words.in_hundred(most)}",
                "gains": f"`{gains}` {_shift(before[gains], lesson.weights[gains])}" if tells else "none noticeably",
                "loses": f"`{loses}` {_shift(before[loses], lesson.weights[loses])}" if tells else "none noticeably",
            }
        )
        before = lesson.weights
    return rows


def _shift(before: float, after: float) -> str:
    return f"({round(100 * before)} to {round(100 * after)} in 100)"


def _best(advice: Advice, aim: str) -> str:
    names = advice.best[aim]
    return f"`{names[0]}`" if len(names) == 1 else f"tied: {words.listed(f'`{n}`' for n in names)}"


def advice(change: Change) -> Finding:
    """Best strategies before and after, by the same rule."""
    rows = [
        {
            "aim": title_of(aim),
            "before": _best(change.advice, aim),
            "after": _best(change.advice_after, aim),
            "changes": "no" if set(change.advice.best[aim]) & set(change.advice_after.best[aim]) else "yes",
        }
        for aim in change.advice.best
    ]
    changed = [r["aim"] for r in rows if r["changes"] == "yes"]
    kept = [r["aim"] for r in rows if r["changes"] == "no"]
    claim = "On {kept} the advice stays as it was." if not changed else "On {changed} the advice changes."
    if changed and kept:
        claim += " On {kept} it stays as it was."
    facts = {
        "changed": Fact(value=words.listed(str(x).lower() for x in changed)),
        "kept": Fact(value=words.listed(str(x).lower() for x in kept)),
    }
    return Finding(
        id="update.advice",
        question=ADVICE,
        claim=claim,
        facts=facts,
        headline=True,
        tables=(
            Table(
                name="advice",
                caption="Best strategies, those that a reader could not tell apart together; the advice changes where none of them stays among the best",
                frame=pd.DataFrame(rows),
                brief=True,
            ),
        ),
    )


def came(change: Change) -> Finding:
    """Signposts that tripped and forecasts that are decided, with the chances that they had."""
    posts = [
        {
            "what": s.question.text,
            "by": words.day(s.question.by),
            "chance before": words.in_hundred(s.chance),
            "came": words.day(r.on) if r.on else "yes",
            "because": r.because,
        }
        for s, r in change.tripped
    ]
    settled = [
        {
            "question": short(q, change.before),
            "answer": "yes" if r.answer else "no",
            "chance": chance_fact(p),
            "base rate": chance_fact(b) if b is not None else Fact(value="no such class"),
        }
        for q, p, b, r in change.settled
    ]
    claim = "{came}. {forecasts} decided; forecasts are scored when the period of all of them is over, because what "
    claim += "is decided early is decided with yes."
    facts = {
        "posts": Fact(value=len(posts)),
        "settled": Fact(value=len(settled)),
        "came": Fact(value=f"{words.counted(len(posts), 'signpost')} came"),
        "forecasts": Fact(value=f"{words.counted(len(settled), 'forecast')} {'is' if len(settled) == 1 else 'are'}"),
    }
    tables = []
    if posts:
        tables.append(Table(name="tripped", caption="Signposts that came", frame=pd.DataFrame(posts), brief=True))
    if settled:
        tables.append(Table(name="settled", caption="Forecasts that are decided", frame=pd.DataFrame(settled), brief=True))
    return Finding(id="update.came", question=SETTLED, claim=claim, facts=facts, headline=True, tables=tuple(tables))
