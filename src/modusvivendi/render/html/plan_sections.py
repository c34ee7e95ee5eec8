"""Sections of the page of plans: the trade-off, each plan's agenda and talks, comparisons, zones, the search."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd
from markupsafe import Markup

from modusvivendi.case import Case
from modusvivendi.planning.agenda.agenda import Entry
from modusvivendi.planning.agenda.limits import last_month
from modusvivendi.planning.agenda.objective import Objective
from modusvivendi.planning.agenda.plan import PlanTrack
from modusvivendi.planning.explain.answer import Answer, PlanReport
from modusvivendi.planning.explain.headline import brings, difference_words, effect_sentence, letter, shape, unbundling
from modusvivendi.planning.explain.words import (
    COUNTED,
    ask,
    followers_in,
    how_public,
    listed,
    on_offer,
    quarter,
    rule_of,
    rule_words,
    sought_by,
    track_label,
)
from modusvivendi.planning.judging.evaluate import RESULTS
from modusvivendi.planning.judging.zones import NO_ONE, Zones
from modusvivendi.render.charts import charts as chart
from modusvivendi.render.html.page import Figure, Section, figure, html_table
from modusvivendi.study.summary import MIXTURE, title_of

ORDER = (*RESULTS[1:], RESULTS[0])  # met, partly, undone, not met, still open
SHOWN_PAIRS = 8


def plan_sections(answer: Answer, zones: Zones) -> list[Section]:
    """All sections, the lead plan first."""
    return [
        _trade_off(answer),
        *(_plan(answer, report, first=n == 0) for n, report in enumerate(answer.reports)),
        *_zones(zones),
        _search(answer),
        _assumptions(answer),
    ]


def _paragraphs(sentences: Iterable[str]) -> Markup:
    return Markup("".join(f"<p>{html.escape(s)}</p>" for s in sentences))


def _folded(title: str, *parts: Markup) -> Markup:
    return Markup(f"<details><summary>{html.escape(title)}</summary>{Markup('').join(parts)}</details>")


def _shown(outcome: str, value: float) -> float:
    """A level as the page shows it: points of 100, or what is counted."""
    return value if outcome in COUNTED else 100 * value


def _trade_off(answer: Answer) -> Section:
    rows = [
        {
            "plan": f"{letter(r)}: {r.role}", **{o.title: _shown(o.outcome, r.means[o.outcome]) for o in answer.objectives},
            "talks": str(len(r.plan.tracks)), "issues": str(len(r.plan.issues)),
            "issues in the largest": str(max((len(t.issues) for t in r.plan.tracks), default=0)),
        }
        for r in answer.reports
    ]  # fmt: skip
    none = {"plan": "no talks", **{o.title: _shown(o.outcome, answer.reports[0].without[o.outcome]) for o in answer.objectives}}
    table = html_table(
        pd.DataFrame([*rows, {**none, "talks": "0", "issues": "0", "issues in the largest": "0"}]),
        "The plans, in points of 100: means over futures and weighted theories, on futures that took no part in the search", 1,
    )  # fmt: skip
    lead = (
        "No plan is best on everything. The first is the most even: its largest shortfall from the best, aim by aim, is smallest. "
        f"“No talks” has the same conduct otherwise.{sought_by(answer.how)}"
    )
    figures = (_trade_off_figure(answer),) if len(answer.objectives) > 1 else ()
    return Section("plans", "The plans side by side", lead, table, figures)


def _trade_off_figure(answer: Answer) -> Figure:
    data = pd.DataFrame({"plan": [name[-1:].upper() for name in answer.front.plan]})
    for o in answer.objectives:
        data[o.title] = _shown(o.outcome, answer.front[o.outcome] * o.direction)
    names = [o.title for o in answer.objectives]
    words = (
        f"Each dot is one of {len(data)} plans that no other tried plan beats on every aim; letters mark those explained here. "
        f"{names[0]} against each other aim, {rule_words(answer.how)}, points of 100."
    )
    twin = data.assign(plan=data.plan.replace("", "not explained here")).sort_values(
        "plan", key=lambda p: p.str.len(), kind="stable"
    )
    return figure(chart.tradeoff_points(data, names), _trade_off_finding(answer), words, twin)


def _trade_off_finding(answer: Answer) -> str:
    """What the plan that is best on the first aim gives up on another, where it gives up most."""
    reports, (first, *rest) = answer.reports, answer.objectives

    def best(o: Objective) -> PlanReport:
        return max(reports, key=lambda r: o.direction * r.means[o.outcome])

    def given_up(o: Objective) -> float:
        return o.direction * (best(o).means[o.outcome] - best(first).means[o.outcome])

    other = max(rest, key=lambda o: given_up(o) / (answer.scale[o.outcome] or np.inf))
    if given_up(other) <= 0:
        return f"Plan {letter(best(first))} has most of everything among the plans explained here"
    gap = f"{_shown(other.outcome, given_up(other)):.1f} {COUNTED.get(other.outcome, 'points')}"
    return f"Plan {letter(best(first))} does most for {first.name} and is {gap} behind plan {letter(best(other))} on {other.name}"


def _plan(answer: Answer, report: PlanReport, first: bool) -> Section:
    case, aims = answer.space.case, answer.objectives
    talks = [_talks(answer, report, n) for n in range(len(report.plan.tracks))]
    compared = [
        html_table(_comparison(report.forms, aims), "Against other forms of the same offers: this plan less the other, ± half of the 95 per cent interval"),
        html_table(_comparison(report.stock, aims), "Against the stock strategies, which also hold another posture: this plan less the strategy, ± half of the 95 per cent interval"),
        html_table(_by_theory(report, aims), "What the plan leads to, and in brackets how much of it the talks bring, theory by theory, points of 100"),
    ]  # fmt: skip
    body = [
        _paragraphs([f"{shape(report.plan)[0].upper()}{shape(report.plan)[1:]}.", brings(report, aims), unbundling(report, aims)]),
        Markup("<h3>The agenda board</h3>"), board(answer, report),
        Markup("<h3>Each of the talks: why so, what it is worth, what failure costs</h3>"), *talks,
        _changes(report, aims), *((Markup("<h3>Compared</h3>"), *compared) if first else (_folded("Compared with other forms and the stock strategies", *compared),)),
    ]  # fmt: skip
    figures = (_gantt(answer, report), _ends(report, case)) if report.plan.tracks else ()
    return Section(report.plan.name, report.plan.title, "", Markup("").join(body), figures)


def board(answer: Answer, report: PlanReport) -> Markup:
    """Quarters as columns and talks as cards: first what opens, then what follows without agreement; and the same as a table."""
    case, plan = answer.space.case, report.plan
    opens = [e for e in report.agenda if e.kind in ("keep", "open")]
    later = [e for e in report.agenda if e.kind not in ("keep", "open")]
    leads = [
        case.bloc(b).title + ": " + listed(followers_in(b, plan, case, answer.evaluator.followers))
        for b in dict.fromkeys(t.bloc for t in plan.tracks)
    ]
    parts = [_columns(answer, report, opens, f"Plan {letter(report)}: what opens, by quarter")]
    if later:
        parts += [
            Markup("<h4>If there is no agreement by then</h4>"),
            _columns(answer, report, later, f"Plan {letter(report)}: what follows without agreement, by quarter"),
        ]
    if leads:
        parts.append(_paragraphs([f"Who leads: {'; '.join(leads)}."]))
    lines = pd.DataFrame([{"quarter": e.quarter, "what": e.text} for e in report.agenda])
    return Markup("").join(
        [*parts, _folded("The board as a table", _wrapped(html_table(lines, f"Plan {letter(report)}, quarter by quarter")))]
    )


def _columns(answer: Answer, report: PlanReport, entries: Sequence[Entry], label: str) -> Markup:
    columns: dict[str, list[str]] = {}
    for entry in entries:
        columns.setdefault(entry.quarter, []).append(_card(answer, report, entry))
    parts = [
        f'<li><h5>{html.escape(q)}</h5><ul class="cards" role="list">{"".join(cards)}</ul></li>' for q, cards in columns.items()
    ]
    return Markup(f'<ol class="board" role="list" aria-label="{html.escape(label)}">{"".join(parts)}</ol>')


def _card(answer: Answer, report: PlanReport, entry: Entry) -> str:
    if entry.track is None:
        return f'<li class="card beside"><p>{html.escape(entry.text)}</p></li>'
    case, track, made = answer.space.case, report.plan.tracks[entry.track], report.tracks[entry.track]
    link = f'<a href="#{_anchor(report, entry.track)}">Talks {entry.track + 1}</a>'
    if entry.kind != "open":
        then = "withdraw the offer" if entry.kind == "close" else "pause, then offer again"
        return f'<li class="card later"><p>{link}: {then}</p></li>'
    issues = "".join(f"<li>{html.escape(case.issue(i).title)}</li>" for i in track.issues)
    facts = [
        f"{rule_of(track).capitalize()}; {how_public(track.publicity)}", f"Led by: {case.bloc(track.bloc).title}", f"Ask: {ask(track)}",
        f"On offer: {on_offer(track)}", f"Until: {quarter(case, track.start + track.patience)}",
        "Of 100 futures: " + ", ".join(f"{r} {100 * made.chances[r]:.0f}" for r in ORDER[:3]),
    ]  # fmt: skip
    lines = "".join(f"<p>{html.escape(f)}</p>" for f in facts)
    return f'<li class="card opens"><h6>{link} open</h6><ul>{issues}</ul>{lines}</li>'


def _anchor(report: PlanReport, track: int) -> str:
    return f"{report.plan.name}-talks-{track + 1}"


def _talks(answer: Answer, report: PlanReport, n: int) -> Markup:
    case, made, aims = answer.space.case, report.tracks[n], answer.objectives
    name = f"Talks {track_label(n, report.plan.tracks[n], case)}"
    lines = [made.why, made.cost_sentence]
    lines.append(
        "What the plan owes to it: "
        + "; ".join(f"{o.name} {difference_words(o.outcome, made.adds[o.outcome])}" for o in aims)
        + "."
    )
    if made.other is not None:
        words, effect = made.other
        lines.append(
            f"Simulated, {words} would change: "
            + "; ".join(f"{o.name} {difference_words(o.outcome, effect[o.outcome])}" for o in aims)
            + "."
        )
    caption = (
        f"{name}: how it ends (shares of futures), what the authority takes of it at the start once it considers it, and what each "
        "side makes of the whole deal, in units in which 1 is a full step on an issue that matters most"
    )
    return (
        Markup(f'<div id="{_anchor(report, n)}">')
        + _folded(name, _paragraphs(lines), html_table(made.by_theory, caption, 2))
        + Markup("</div>")
    )


def _changes(report: PlanReport, aims: Sequence[Objective]) -> Markup:
    lines = "".join(
        f"<li>{html.escape(effect_sentence(e, w, aims))}</li>" for e, w in ((report.best, "improve"), (report.worst, "harm"))
    )
    return Markup(
        f"<h3>What one change would do</h3><p>{report.tried} single changes were tried; aims count by the width of the front, in "
        f"equal parts.</p><ul>{lines}</ul>"
    )


def _comparison(frame: pd.DataFrame, aims: Sequence[Objective]) -> pd.DataFrame:
    """One row per rival, one column per aim, each with the half-width of its interval."""
    rows = []
    for rival in dict.fromkeys(frame.rival):
        part = frame[frame.rival == rival].set_index("measure")
        cells = {
            o.title: f"{_shown(o.outcome, r.difference):+.2f} ±{_shown(o.outcome, (r.high - r.low) / 2):.2f}"
            for o in aims
            for r in [part.loc[o.outcome]]
        }
        rows.append({"against": rival, **cells})
    return pd.DataFrame(rows)


def _by_theory(report: PlanReport, aims: Sequence[Objective]) -> pd.DataFrame:
    rows = [
        {"theory": theory} | {
            o.title: f"{_shown(o.outcome, report.by_theory.loc[theory, o.outcome]):.1f} ({_shown(o.outcome, report.gains.loc[theory, o.outcome]):+.1f})"
            for o in aims
        }
        for theory in report.by_theory.index
    ]  # fmt: skip
    return pd.DataFrame(rows)


def _offers(track: PlanTrack, months: int) -> list[tuple[int, int]]:
    """From which month to which an offer stands, round by round."""
    found = []
    for n in range(track.renewals + 1):
        end = last_month(track.start, track.patience, n, track.pause)
        if end - track.patience < months:
            found.append((end - track.patience, min(end, months)))
    return found


def _gantt(answer: Answer, report: PlanReport) -> Figure:
    case, months = answer.space.case, answer.evaluator.study.months
    rows = [
        {"talks": track_label(k, track, case), "start": begin, "end": end, "what": "offered again" if n else "on offer"}
        for k, track in enumerate(report.plan.tracks)
        for n, (begin, end) in enumerate(_offers(track, months))
    ]
    data = pd.DataFrame(rows)
    standing = max(int(((data.start <= m) & (data.end > m)).sum()) for m in range(months))
    last = int(data.end.max())
    until = f"the last runs out in {quarter(case, last)}" if last < months else "the last stands to the horizon"
    finding = f"Plan {letter(report)}: up to {standing} offer{'s' if standing > 1 else ''} stand{'' if standing > 1 else 's'} at once, {until}"
    words = (
        "One row per talks; bars from the month in which an offer opens to the month in which it runs out, if it opens on time and is "
        f"not taken before. At most {report.plan.at_once} are under negotiation at once; the others wait."
    )
    twin = data.assign(start=[quarter(case, m) for m in data.start], end=[quarter(case, m) for m in data.end])
    return figure(chart.agenda_bars(data.rename(columns={"talks": "track"}), months, case.start), finding, words, twin)


def _ends(report: PlanReport, case: Case) -> Figure:
    names = [track_label(n, t, case) for n, t in enumerate(report.plan.tracks)]
    rows = [
        {"track": name, "result": r, "share": float(made.chances[r]), "rank": n}
        for name, made in zip(names, report.tracks, strict=True)
        for n, r in enumerate(ORDER)
    ]
    data = pd.DataFrame(rows)
    met = data[data.result == "met"].sort_values("share", kind="stable")
    best, worst = met.iloc[-1], met.iloc[0]
    finding = f"Plan {letter(report)}: talks {best.track} are met most often ({100 * best['share']:.0f} of 100 futures)"
    if len(met) > 1:
        finding += f", {worst.track} least ({100 * worst['share']:.0f})"
    words = (
        "One bar per talks: share of futures in which they end met, partly met, undone from above, not met, or still open at the "
        "horizon; mixture of theories. What came without a deal while the offer stood counts as met."
    )
    twin = data.pivot(index="track", columns="result", values="share").loc[names, list(ORDER)].reset_index()
    return figure(chart.result_bars(data), finding, words, twin)


def _zones(zones: Zones) -> list[Section]:
    mix = zones.single[zones.single.theory == MIXTURE]
    wide = mix.pivot(index="issue", columns="bloc", values="zone")
    wide = wide.loc[wide.max(axis=1).sort_values(ascending=False, kind="stable").index].reset_index()
    picture = figure(
        chart.zone_map(mix[["issue", "bloc", "zone"]]), zones.sentences[0].removesuffix("."),
        "One cell per issue and bloc that asks for it: share of draws, at the start, in which both sides would accept a step at some "
        "price that the bloc would pay; mixture of theories.", wide,
    )  # fmt: skip
    by_theory = _folded(
        "Zones of each bloc under each theory", *(_zone_by_theory(zones.single, bloc) for bloc in dict.fromkeys(mix.bloc))
    )
    lead = "What each bloc and the authority would both accept at the start of the case, one deal at a time, before any queue or course of events."
    first = Section("zones", "Zones of agreement", lead, _paragraphs(zones.sentences[1:]) + by_theory, (picture,))
    return [first, _linking(zones, mix)]


def _linking(zones: Zones, mix: pd.DataFrame) -> Section:
    paid = mix.sort_values("zone", ascending=False, kind="stable").head(12)[["issue", "bloc", "zone", "free", "paid", "price"]]
    linked = zones.pairs[zones.pairs.theory == MIXTURE].sort_values("linkage", kind="stable")
    up, down = linked.tail(SHOWN_PAIRS).iloc[::-1], linked.head(SHOWN_PAIRS)
    names = {
        "together": "as one deal",
        "apart": "each alone, average",
        "linkage": "difference",
        "free": "no payment",
        "paid": "bloc pays",
    }
    columns = ["first", "second", "bloc", *names]
    body = [
        _wrapped(html_table(paid.rename(columns={"free": "no payment", "paid": "bloc pays"}),
                            "Who pays, in the twelve widest zones: shares of draws; price as a share of what the step is worth to the bloc", 2)),
        _wrapped(html_table(up[columns].rename(columns=names), "Logrolls: pairs settled more often as one deal; where no payment is needed, one issue pays for the other", 2)),
        _wrapped(html_table(down[columns].rename(columns=names), "Pairs that sink each other: settled less often as one deal", 2)),
        _folded("The same pairs under each theory", _linkage_by_theory(zones.pairs, pd.concat([up, down]))),
        *_touched(zones.third),
    ]  # fmt: skip
    return Section("linking", "Who pays, what to link, who else is touched", "", Markup("").join(body))


def _touched(third: pd.DataFrame) -> list[Markup]:
    """Deals that touch others, and in a line below those that touch no one."""
    idle = (third.hurt == NO_ONE) & (third.helped == NO_ONE)
    words = "Who else is touched (simulated): per issue the widest zone and the best logroll; points of 100, only clear effects of a tenth of a point or more"
    shown = [_wrapped(html_table(third[~idle], words))] if not idle.all() else []
    names = "; ".join(f"{d.deal} ({d.bloc})" for d in third[idle].itertuples())
    return [*shown, _paragraphs([f"No one else is noticeably touched by: {names}."])] if names else shown


def _wrapped(table: Markup) -> Markup:
    """A table whose words run over several lines."""
    return Markup(f'<div class="wrapped">{table}</div>')


def _zone_by_theory(single: pd.DataFrame, bloc: str) -> Markup:
    part = single[single.bloc == bloc]
    wide = part.pivot(index="issue", columns="theory", values="zone")[list(dict.fromkeys(part.theory))].reset_index()
    return html_table(wide, f"{bloc}: share of draws in which both sides would accept, by theory", 2)


def _linkage_by_theory(pairs: pd.DataFrame, chosen: pd.DataFrame) -> Markup:
    rows = []
    for pair in chosen.itertuples():
        part = pairs[(pairs.bloc == pair.bloc) & (pairs["first"] == pair.first) & (pairs["second"] == pair.second)]
        rows.append(
            {"pair": f"{pair.first} with {pair.second} ({pair.bloc})", **dict(zip(part.theory, part.linkage, strict=True))}
        )
    return _wrapped(html_table(pd.DataFrame(rows), "How much more (or less) often a pair is settled as one deal, by theory", 2))


def _search(answer: Answer) -> Section:
    found = answer.search
    data = pd.DataFrame(
        [
            {"generation": g + 1, "share": v, "seed": f"search {n + 1}"}
            for n, course in enumerate(found.hypervolume)
            for g, v in enumerate(course)
        ]
    )
    low, high = 100 * found.agreement.min(), 100 * found.agreement.max()
    several = f"Each search alone found {low:.0f} to {high:.0f}% of what all found together"
    finding = several if len(found.seeds) > 1 else "One search: nothing to compare it with"
    words = "One line per search: the volume that its front beats, generation by generation, as a share of what all searches beat together."
    twin = data.pivot(index="generation", columns="seed", values="share").reset_index()
    twin["generation"] = twin.generation.astype(str)
    return Section(
        "search",
        "How far the search had come",
        "",
        _paragraphs(found.sentences),
        (figure(chart.search_lines(data), finding, words, twin),),
    )


def _assumptions(answer: Answer) -> Section:
    limits, space = answer.space.limits, answer.space
    posture = ", ".join(f"{k} {v:g}" for k, v in space.posture.model_dump(exclude_none=True).items())
    score = "; ".join(f"{title_of(k).lower()} {v:.4f}" for k, v in answer.scale.items())
    items = {
        "Limits": f"budget {limits.budget:g}, standing budget {limits.standing_budget:g}, largest step {limits.largest_step:g}, "
        f"red lines: {', '.join(limits.red_lines) or 'none'}; off the table: {', '.join(limits.off_table) or 'nothing'}; "
        f"staff: {limits.staff or 'any number of tracks at once'}; deadline: {limits.deadline or answer.evaluator.study.months} months.",
        "Units of offers": "100% money is all that the leading bloc could give, 100% status all that it could accord; a budget of 1.8 is the sum over talks. "
        "token: to 5%, small: to 12%, moderate: to 25%, large: above.",
        "Units of asks": "Policy on an issue runs from 0, the authority’s own ideal, to 100, the full ask of outsiders.",
        "Around the talks": f"Every plan keeps the same posture ({posture}); what a posture does is what “modus run” compares.",
        "Followers": answer.evaluator.followers or space.followers,
        "Improved and tidied": "Single changes that help and harm no aim were made, and what could be taken out without a loss of 2% of the front’s width on any aim was taken out; on other futures than those that judge.",
        "Rule": f"Plans were sought by the rule “{answer.how}” over theories. The score adds up differences from each aim, each as a share "
        f"of the width of the front ({score}), in equal parts, on means over theories; it only ranks changes of one plan.",
        "Weights of theories": ", ".join(f"{n} {w:.3f}" for n, w in zip(answer.evaluator.theories, answer.evaluator.weights, strict=True)),
        "What the model does not know": "Nothing speaks for publicity inside talks: audiences abroad are not modelled. A reward is worth the same to whoever pays it. "
        "Issues touch each other only through who is in the room, attention, trust and the base.",
    }  # fmt: skip
    body = "".join(f"<dt>{html.escape(k)}</dt><dd>{html.escape(v)}</dd>" for k, v in items.items())
    return Section("assumed", "What was assumed", "", Markup(f"<dl>{body}</dl>"))
