"""One plan as an agenda: a board of what opens and what follows, when offers stand, and how the talks end."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from modusvivendi.case import Case
from modusvivendi.findings.calendar import month_of, quarter
from modusvivendi.findings.finding import Board, Card, Chart, Fact, Finding, Table
from modusvivendi.findings.plan_words import (
    ask,
    asks,
    followers_in,
    how_public,
    key_of,
    leaders,
    on_offer,
    rule_of,
    talks,
    titles,
    track_label,
)
from modusvivendi.findings.words import counted, listed
from modusvivendi.planning import Answer, Plan, PlanReport
from modusvivendi.planning.agenda.agenda import Entry, agenda, schedule
from modusvivendi.planning.judging.evaluate import RESULTS

ORDER = (*RESULTS[1:], RESULTS[0])  # met, partly, undone, not met, not ended
PART = "The agenda board"
COURSE = (
    "Dates are those of the course on which no offer is taken; each agreement frees a place, so that those who wait open sooner."
)


def board_findings(answer: Answer, report: PlanReport, question: str) -> list[Finding]:
    """The board, who leads, and for plans with talks the pictures of when offers stand and how talks end."""
    found = [_board(answer, report, question), *_leads(answer, report, question)]
    return [*found, _standing(answer, report, question), _ends(answer, report, question)] if report.plan.tracks else found


def _board(answer: Answer, report: PlanReport, question: str) -> Finding:
    entries = agenda(report.plan, answer.evaluator.study.months)
    opens = [e for e in entries if e.kind in ("keep", "open", "wait")]
    later = [e for e in entries if e.kind not in ("keep", "open", "wait")]
    boards = [_columns(answer, report, opens, f"Plan {report.letter}: what opens, by quarter")]
    if later:
        boards.append(_columns(answer, report, later, f"Plan {report.letter}: what follows if there is no agreement by then"))
    lines = pd.DataFrame(
        [
            {"quarter": quarter(answer.space.case, e.month), "month": e.month, "what": entry_words(answer, report, e)}
            for e in entries
        ]
    )
    table = Table(
        name=f"agenda/{report.plan.name}",
        caption=f"Plan {report.letter}, quarter by quarter: the board as a table",
        frame=lines,
        folded=True,
    )
    return Finding(
        id=f"{key_of(report)}.board", question=question, part=PART, boards=tuple(boards), tables=(table,), method=COURSE
    )


def _columns(answer: Answer, report: PlanReport, entries: Sequence[Entry], caption: str) -> Board:
    columns: dict[str, list[Card]] = {}
    for entry in entries:
        columns.setdefault(quarter(answer.space.case, entry.month), []).append(_card(answer, report, entry))
    return Board(caption=caption, columns=tuple((heading, tuple(cards)) for heading, cards in columns.items()))


def _card(answer: Answer, report: PlanReport, entry: Entry) -> Card:
    plan, case = report.plan, answer.space.case
    if entry.track is None:
        return Card(title="Beside the talks", lines=(*_beside(plan, case),), style="beside")
    link, name = f"{key_of(report)}.talks_{entry.track + 1}", talks(entry.track).capitalize()
    if entry.kind in ("review", "close"):
        return Card(title=name, lines=(_then(entry, plan),), link=link, style="later")
    track, made = plan.tracks[entry.track], report.tracks[entry.track]
    lines = (
        f"{rule_of(track).capitalize()}; {how_public(track.publicity)}",
        f"Led by: {case.bloc(track.bloc).title}",
        *(f"Ask: {line}" for line in asks(track, case)),
        f"On offer: {on_offer(track)}",
        *_waiting(entry, plan, case),
        f"Until: {quarter(case, entry.month + track.patience)}" if entry.kind == "open" else f"For {track.patience} months",
        "Of 100 futures: " + ", ".join(f"{r} {100 * made.chances[r]:.0f}" for r in ORDER),
    )
    title = f"{name} open" if entry.kind == "open" else f"{name} wait"
    return Card(title=title, items=tuple(titles(track.issues, case)), lines=lines, link=link)


def _waiting(entry: Entry, plan: Plan, case: Case) -> tuple[str, ...]:
    """What is said of talks for which no place is free when they are due."""
    assert entry.track is not None
    due = plan.tracks[entry.track].start
    if entry.kind == "wait":
        return (f"Due from {quarter(case, due)}, once a place is free: not before the horizon unless earlier talks are agreed",)
    if entry.month == due:
        return ()
    return (f"Due from {quarter(case, due)}; waits until a place is free, here if nothing was agreed before",)


def _then(entry: Entry, plan: Plan) -> str:
    assert entry.track is not None
    pause = counted(plan.tracks[entry.track].pause, "month")
    return "withdraw the offer" if entry.kind == "close" else f"pause {pause}, then offer again once a place is free"


def _beside(plan: Plan, case: Case) -> list[str]:
    """What goes on beside the talks: public demands, how many offers at once, how rewards are bound."""
    if not plan.demands or plan.demand_intensity == 0:
        asked = "Nothing is asked for in public"
    else:
        tone = "mildly" if plan.demand_intensity <= 0.3 else "firmly" if plan.demand_intensity <= 0.6 else "loudly"
        asked = f"Keep asking in public, {tone}, for {listed(titles(plan.demands, case))}"
    lines = [
        asked,
        f"At most {counted(plan.at_once, 'offer')} on the table at once; talks that are agreed and being carried out do not count",
    ]
    if plan.follow_through is not None:
        delivered = f"{100 * plan.follow_through:.0f} of 100 that are earned are delivered"
        lines.append(f"Bind rewards beforehand (escrow, licences already signed), so that {delivered}")
    return lines


def entry_words(answer: Answer, report: PlanReport, entry: Entry) -> str:
    """An entry of an agenda as a line of its own."""
    plan, case = report.plan, answer.space.case
    if entry.track is None:
        return ". ".join(_beside(plan, case)) + "."
    track, name = plan.tracks[entry.track], talks(entry.track)
    on = listed(titles(track.issues, case))
    if entry.kind in ("review", "close"):
        return f"If {name} on {on} are not agreed: {_then(entry, plan)}."
    waiting = "".join(f" {w}." for w in _waiting(entry, plan, case))
    return (
        f"Open {name} on {on} ({rule_of(track)}), {how_public(track.publicity)}, led by "
        f"{leaders(track, plan, case, answer.evaluator.followers)}. Ask for {ask(track, case)}; on offer: {on_offer(track)}. The offer "
        f"stands for {counted(track.patience, 'month')}.{waiting}"
    )


def _leads(answer: Answer, report: PlanReport, question: str) -> list[Finding]:
    case, plan = answer.space.case, report.plan
    blocs = list(dict.fromkeys(t.bloc for t in plan.tracks))
    if not blocs:
        return []
    facts = {
        b.replace("-", "_"): Fact(
            value=f"{case.bloc(b).title}: {listed(followers_in(b, plan, case, answer.evaluator.followers))}"
        )
        for b in blocs
    }
    claim = f"Who leads: {'; '.join(f'{{{name}}}' for name in facts)}."
    return [Finding(id=f"{key_of(report)}.leads", question=question, part=PART, claim=claim, facts=facts)]


def _standing(answer: Answer, report: PlanReport, question: str) -> Finding:
    case, months = answer.space.case, answer.evaluator.study.months
    offers = schedule(report.plan, months)
    rows = [
        {
            "talks": track_label(o.track, report.plan.tracks[o.track], case),
            "start": o.opens,
            "end": min(o.ends, months),
            "what": "offered again" if o.round else "on offer",
            "issues": listed(titles(report.plan.tracks[o.track].issues, case)),
        }
        for o in offers
    ]
    data = pd.DataFrame(rows).sort_values(["talks", "start"], kind="stable")
    most = max(sum(o.opens <= m < o.ends for o in offers) for m in range(months))
    last = max(o.ends for o in offers)
    until = f"the last runs out in {quarter(case, last)}" if last < months else "the last stands to the horizon"
    one = most == 1
    title = (
        f"Plan {report.letter}: if none is taken, up to {counted(most, 'offer')} {'stands' if one else 'stand'} at once, {until}"
    )
    words = (
        "One row per talks; bars from the month in which an offer opens to the month in which it runs out, if none is taken before. "
        f"At most {counted(report.plan.at_once, 'offer')} on the table at once; the others wait for a free place."
    )
    numbers = data.assign(start=[quarter(case, m) for m in data.start], end=[quarter(case, m) for m in data.end])
    twin = Table(name=f"offers/{report.plan.name}", caption=title, frame=numbers)
    settings = {"months": months, "first": f"{month_of(case, 0):%Y-%m}"}
    picture = data.rename(columns={"talks": "track"}).drop(columns="issues")
    chart = Chart(form="agenda_bars", title=title, description=words, data=picture, settings=settings, twin=twin)
    facts = {"at_once": Fact(value=most, unit="offers"), "last": Fact(value=last, unit="months after the start")}
    return Finding(id=f"{key_of(report)}.standing", question=question, part=PART, facts=facts, charts=(chart,))


def _ends(answer: Answer, report: PlanReport, question: str) -> Finding:
    case, horizon = answer.space.case, quarter(answer.space.case, answer.evaluator.study.months)
    names = [track_label(n, t, case) for n, t in enumerate(report.plan.tracks)]
    rows = [
        {"track": name, "result": r, "share": float(made.chances[r]), "rank": n}
        for name, made in zip(names, report.tracks, strict=True)
        for n, r in enumerate(ORDER)
    ]
    data = pd.DataFrame(rows)
    met = data[data.result == "met"].sort_values("share", kind="stable")
    best, worst = met.iloc[-1], met.iloc[0]
    title = f"Plan {report.letter}: talks {best.track} are met most often ({100 * best['share']:.0f} of 100 futures)"
    title += f", {worst.track} least ({100 * worst['share']:.0f})" if len(met) > 1 else ""
    words = (
        "One bar per talks: share of futures in which they end met, partly met, undone from above, or not met; and of those in which "
        f"they have not ended by {horizon}: still waiting for a place, on offer, or agreed and being carried out. Weighted mean over "
        "theories. What came without a deal while the offer stood counts as met."
    )
    wide = data.pivot(index="track", columns="result", values="share").loc[names, list(ORDER)].reset_index()
    issues = [listed(titles(t.issues, case)) for t in report.plan.tracks]
    twin = Table(name=f"ends/{report.plan.name}", caption=title, frame=wide.assign(issues=issues), digits=2)
    chart = Chart(form="result_bars", title=title, description=words, data=data, twin=twin)
    return Finding(id=f"{key_of(report)}.ends", question=question, part=PART, charts=(chart,))
