"""Sections of the page of plans: the trade-off, each plan's agenda and tracks, comparisons, zones, the search."""

from __future__ import annotations

import html

import pandas as pd
from markupsafe import Markup

from modusvivendi import chart
from modusvivendi.case import Case
from modusvivendi.page.page import Figure, Section, figure, html_table
from modusvivendi.plan.agenda import how_public, on_offer, quarter, rule_of
from modusvivendi.plan.answer import SCORE, Answer, Change, PlanReport
from modusvivendi.plan.evaluate import RESULTS
from modusvivendi.plan.limits import last_month
from modusvivendi.plan.plan import Plan, PlanTrack
from modusvivendi.plan.zones import Zones
from modusvivendi.study.summary import title_of


def plan_sections(answer: Answer, zones: Zones) -> list[Section]:
    """All sections, the lead plan first."""
    return [
        _trade_off(answer),
        *(_plan(answer, report) for report in answer.reports),
        _zones(zones),
        _search(answer),
        _assumptions(answer),
    ]


def measure(name: str) -> str:
    """Human name of an outcome or of the score."""
    return "Score" if name == SCORE else title_of(name)


def label(track: PlanTrack, case: Case) -> str:
    """A track in a few words."""
    titles = [case.issue(i).title for i in track.issues]
    return titles[0] if len(titles) == 1 else f"{titles[0]} + {len(titles) - 1} more"


def labels(plan: Plan, case: Case) -> list[str]:
    """One label per track."""
    return [label(track, case) for track in plan.tracks]


def _trade_off(answer: Answer) -> Section:
    rows = [
        {
            "plan": r.plan.name, **{title_of(k): v for k, v in r.means.items()}, "tracks": str(len(r.plan.tracks)),
            "issues": str(len(r.plan.issues)), "largest track": str(max((len(t.issues) for t in r.plan.tracks), default=0)),
        }
        for r in answer.reports
    ]  # fmt: skip
    table = html_table(pd.DataFrame(rows), "The plans: means over futures and weighted theories, on futures that took no part in the search")
    figures: tuple[Figure, ...] = ()
    if len(answer.objectives) > 1:
        data = answer.front.rename(columns={o.outcome: title_of(o.outcome) for o in answer.objectives})
        for o in answer.objectives:
            data[title_of(o.outcome)] *= o.direction  # the front holds oriented scores
        names = [title_of(o.outcome) for o in answer.objectives]
        finding = f"{len(data)} plans are not beaten on every objective; {len(answer.reports)} that differ most are explained here"
        words = f"Each dot is a plan; diamonds are the plans explained here. {names[0]} against each other objective, mixture of theories."
        figures = (figure(chart.tradeoff_points(data[["plan", *names]], names), finding, words, data[["plan", *names]]),)
    lead = "No plan is best on everything. The first is the most even: its largest shortfall from the best, objective by objective, is smallest."
    return Section("plans", "Plans along the trade-off", lead, table, figures)


def _plan(answer: Answer, report: PlanReport) -> Section:
    case, plan = answer.space.case, report.plan
    months = answer.evaluator.study.months
    body = [
        Markup("<h3>Agenda by quarter</h3>"), board(report, case),
        Markup("<h3>Why these tracks, and what each is worth</h3>"), *(_track(report, n, case) for n in range(len(plan.tracks))),
        _changes(report),
        html_table(_comparison(report.forms), "Against other forms of the same offers: this plan less the other, ± half of the 95 per cent interval"),
        html_table(_comparison(report.stock), "Against the shipped strategies, which also hold another posture: this plan less the strategy, ± half of the 95 per cent interval"),
        html_table(report.by_theory.rename(columns=title_of).rename_axis("theory").reset_index(), "What the plan leads to, theory by theory"),
    ]  # fmt: skip
    figures = (_gantt(plan, case, months), _ends(report, case)) if plan.tracks else ()
    return Section(plan.name, f"{plan.name}: {_shape(plan)}", "", Markup("").join(body), figures)


def _shape(plan: Plan) -> str:
    count = len(plan.tracks)
    if not count:
        return "no talks"
    return f"{count} track{'s' if count > 1 else ''} on {len(plan.issues)} issues, at most {plan.at_once} at once"


def board(report: PlanReport, case: Case) -> Markup:
    """Tracks as cards, one column per quarter in which any opens."""
    columns: dict[str, list[str]] = {}
    for track, made in zip(report.plan.tracks, report.tracks, strict=True):
        columns.setdefault(quarter(case, track.start), []).append(_card(track, made.by_theory, case))
    parts = [f"<div><h4>{html.escape(q)}</h4>{''.join(cards)}</div>" for q, cards in columns.items()]
    lines = "".join(
        f"<li><strong>{html.escape(q)}</strong>: {html.escape(' '.join(part))}</li>" for q, part in report.agenda
    )
    return Markup(
        f'<div class="board">{"".join(parts)}</div><details><summary>The agenda in sentences</summary><ul>{lines}</ul></details>'
    )


def _card(track: PlanTrack, table: pd.DataFrame, case: Case) -> str:
    issues = "".join(f"<li>{html.escape(case.issue(i).title)}</li>" for i in track.issues)
    met = table[table.theory == "mixture"].iloc[0]
    return (
        f'<div class="card"><ul>{issues}</ul><p>{html.escape(rule_of(track))}, {how_public(track.publicity)}, led by '
        f"{html.escape(case.bloc(track.bloc).title)}</p><p>On offer: {html.escape(on_offer(track))}</p>"
        f"<p>Met {100 * met['met']:.0f}%, partly {100 * met['partly met']:.0f}%, undone {100 * met['undone from above']:.0f}%</p></div>"
    )


def _gantt(plan: Plan, case: Case, months: int) -> Figure:
    rows = []
    for name, track in zip(labels(plan, case), plan.tracks, strict=True):
        for n in range(track.renewals + 1):
            end = last_month(track.start, track.patience, n, track.pause)
            begin = end - track.patience
            if begin < months:
                rows.append({"track": name, "start": begin, "end": min(end, months), "what": "offered again" if n else "on offer"})
    data = pd.DataFrame(rows)
    finding = f"{plan.name}: when each offer stands, if it opens on time and is not taken before"
    words = f"One row per track; bars from the month an offer opens to the month it runs out. At most {plan.at_once} are negotiated at once, so some wait their turn."
    return figure(chart.agenda_bars(data, months), finding, words, data)


def _ends(report: PlanReport, case: Case) -> Figure:
    order = (*RESULTS[1:], RESULTS[0])
    rows = []
    for name, made in zip(labels(report.plan, case), report.tracks, strict=True):
        mix = made.by_theory[made.by_theory.theory == "mixture"].iloc[0]
        rows += [{"track": name, "result": r, "share": float(mix[r]), "rank": n} for n, r in enumerate(order)]
    data = pd.DataFrame(rows)
    met = data[data.result == "met"].sort_values("share")
    finding = f"{report.plan.name}: {met.track.iloc[-1]} is met most often ({100 * met['share'].iloc[-1]:.0f}%), {met.track.iloc[0]} least ({100 * met['share'].iloc[0]:.0f}%)"
    words = "One bar per track: share of futures in which it ends met, partly met, undone from above, not met, or still open at the horizon; mixture of theories."
    twin = data.pivot(index="track", columns="result", values="share").loc[list(dict.fromkeys(data.track)), list(order)].reset_index()
    return figure(chart.result_bars(data), finding, words, twin)


def _track(report: PlanReport, n: int, case: Case) -> Markup:
    made, track = report.tracks[n], report.plan.tracks[n]
    adds = "; ".join(
        f"{measure(k).lower()} {d.mean:+.4f} ({d.low:+.4f} to {d.high:+.4f})" for k, d in made.adds.items() if k != SCORE
    )
    name = html.escape(label(track, case))
    return Markup(
        f"<details><summary>{name}</summary><p>{html.escape(made.why)}</p><p>{html.escape(made.cost_sentence)}</p>"
        f"<p>What the plan owes to it, with 95 per cent intervals: {html.escape(adds)}.</p>"
        f"{html_table(made.by_theory, f'{label(track, case)}: how it ends, and what each side makes of it at the start', 2)}</details>"
    )


def change_sentence(change: Change | None, what: str) -> str:
    """The best or worst single change with its differences."""
    if change is None:
        return f"No single change that was tried would clearly {what} this plan."
    told = "; ".join(f"{measure(k).lower()} {d.mean:+.4f} ({d.low:+.4f} to {d.high:+.4f})" for k, d in change.difference.items())
    return f"The single change that would most {what} it: {change.words}. {told[0].upper()}{told[1:]}."


def _changes(report: PlanReport) -> Markup:
    lines = "".join(f"<li>{html.escape(change_sentence(c, w))}</li>" for c, w in ((report.best, "improve"), (report.worst, "harm")))
    return Markup(f"<h3>What one change would do</h3><p>{report.tried} single changes were tried.</p><ul>{lines}</ul>")


def _comparison(frame: pd.DataFrame) -> pd.DataFrame:
    """One row per rival, one column per measure, each with the half-width of its interval."""
    shown = frame.assign(cell=[f"{r.difference:+.3f} ±{(r.high - r.low) / 2:.3f}" for r in frame.itertuples()])
    wide = shown.pivot(index="rival", columns="measure", values="cell")
    wide = wide.loc[list(dict.fromkeys(frame.rival)), list(dict.fromkeys(frame.measure))]
    return wide.rename(columns=measure).reset_index().rename(columns={"rival": "against"})


def _zones(zones: Zones) -> Section:
    mix = zones.single[zones.single.theory == "mixture"]
    wide = mix.pivot(index="issue", columns="bloc", values="zone").reset_index()
    linked = zones.pairs[zones.pairs.theory == "mixture"].drop(columns="theory").sort_values("linkage")
    paid = mix.nlargest(12, "zone")[["issue", "bloc", "zone", "free", "paid", "price"]]
    shown = Markup("").join(
        [
            html_table(wide, "Share of draws in which bloc and authority would both accept a step, at some price the bloc would pay; empty where the bloc does not ask", 2),
            html_table(paid, "Who pays: 'free' needs no payment, 'paid' the bloc pays; price as a share of what the step is worth to the bloc", 2),
            html_table(linked.tail(8).iloc[::-1][["first", "second", "bloc", "together", "apart", "linkage"]], "Logrolls: pairs that are settled more often as one deal", 2),
            html_table(linked.head(8)[["first", "second", "bloc", "together", "apart", "linkage"]], "Pairs that are settled less often as one deal", 2),
            html_table(zones.third.head(20), "Who else is touched by the likeliest deals (simulated; only clear differences)"),
        ]
    )
    text = "".join(f"<p>{html.escape(s)}</p>" for s in zones.sentences)
    return Section("zones", "Zones of agreement", "At the start of the case, one deal at a time, before any queue or course of events.", Markup(text) + shown)


def _search(answer: Answer) -> Section:
    found = answer.search
    data = pd.DataFrame(
        [
            {"generation": g + 1, "share": v, "seed": f"seed {seed}"}
            for seed, course in zip(found.seeds, found.hypervolume, strict=True)
            for g, v in enumerate(course)
        ]
    )
    finding = found.sentences[1]
    words = "One line per seed: the volume that its front beats, generation by generation, as a share of what all seeds found together."
    twin = data.pivot(index="generation", columns="seed", values="share").reset_index()
    twin["generation"] = twin.generation.astype(str)
    return Section("search", "How far the search had come", found.sentences[0], Markup(""), (figure(chart.search_lines(data), finding, words, twin),))


def _assumptions(answer: Answer) -> Section:
    limits, space = answer.space.limits, answer.space
    posture = ", ".join(f"{k} {v:g}" for k, v in space.posture.model_dump(exclude_none=True).items())
    score = "; ".join(f"{title_of(k).lower()} {v:.4f}" for k, v in answer.scale.items())
    items = {
        "Limits": f"budget {limits.budget:g}, standing budget {limits.standing_budget:g}, largest step {limits.largest_step:g}, "
        f"red lines: {', '.join(limits.red_lines) or 'none'}; off the table: {', '.join(limits.off_table) or 'nothing'}; "
        f"staff: {limits.staff or 'any number of tracks at once'}; deadline: {limits.deadline or answer.evaluator.study.months} months.",
        "Around the talks": f"Every plan keeps the same posture ({posture}); what a posture does is what “modus run” compares.",
        "Followers": answer.evaluator.followers or space.followers,
        "Rule": f"Plans were sought by the rule “{answer.how}” over theories. The score adds up differences from each objective, each as a share "
        f"of the width of the front ({score}), in equal parts, on means over theories; it only ranks changes of one plan.",
        "Weights of theories": ", ".join(f"{n} {w:.3f}" for n, w in zip(answer.evaluator.theories, answer.evaluator.weights, strict=True)),
        "What the model does not know": "Nothing speaks for publicity inside a track: audiences abroad are not modelled. A reward is worth the same to whoever pays it. "
        "Issues touch each other only through who is in the room, attention, trust and the base.",
    }  # fmt: skip
    body = "".join(f"<dt>{html.escape(k)}</dt><dd>{html.escape(v)}</dd>" for k, v in items.items())
    return Section("assumed", "What was assumed", "", Markup(f"<dl>{body}</dl>"))
