"""Signs to watch for, with dates: which say that things go well and which that they go wrong, and what to do if the latter come."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from modusvivendi.analysis.robustness.good_enough import standing
from modusvivendi.case.ladder import Rung
from modusvivendi.findings import words
from modusvivendi.findings.brief.asked_before import clause
from modusvivendi.findings.brief.basis import Basis
from modusvivendi.findings.brief.leaders import on_the_table, owner
from modusvivendi.findings.brief.words import DECISION, EDGE, FAR, WATCH, capital, for_less, quoted, told
from modusvivendi.findings.calendar import YEAR
from modusvivendi.findings.finding import Fact, Finding, Table
from modusvivendi.findings.ladder_words import lowered
from modusvivendi.findings.likelihood import rounded
from modusvivendi.findings.signposts_dated import do_then
from modusvivendi.forecasting.event import on_rung
from modusvivendi.forecasting.question import Question
from modusvivendi.forecasting.signposts import VIA, Signpost, goes_away
from modusvivendi.record import add_months
from modusvivendi.record.acts import Act

WELL, WRONG = "going well", "going wrong"
BETTER: Mapping[str, str] = {WELL: "better", WRONG: "worse"}  # as a table tells it: what comes need not speak for a line
APART = 0.1  # between theories, of the chance of a sign on an issue that is not on the table; judgement, range 0.05–0.2
RARE = 0.1  # chance below which a sign is shown only where there are few others; judgement, range 0.05–0.2
FIRST: Mapping[str, int] = {WRONG: 2, WELL: 1}  # signs on the first page
SURE = 0.5  # chance from which on a fall is expected rather than a sign; judgement, range 0.4–0.7
TOLD = 0.1  # by which a theory must become likelier for the text to say so; judgement, range 0.05–0.2
REPORTERS = 2  # who reported before, named
OFFICIAL = frozenset(
    [
        "United",
        "UN",
        "OCHA",
        "UNICEF",
        "UNHCR",
        "OHCHR",
        "WHO",
        "WFP",
        "OSCE",
        "Mission",
        "Government",
        "Ministry",
        "Council",
        "Embassy",
        "Secretary-General",
    ]
)  # words in the names of publishers that are governments, parliaments or bodies of states
SHORT: Mapping[str, str] = {"UNSG": "UN Secretary-General"}  # of publishers, told in full
SHOWN, FEWEST = 3, 2  # of each kind on the fourth at most, and at least, rare ones among them


def signs(basis: Basis) -> dict[str, list[Signpost]]:
    """Signs of going well and of going wrong, the most telling first, those on other issues than the option's and rare ones last: steps toward what is
    asked, and away from it; of what is no step, by whether it speaks for theories under which the option worked out gains over today's course."""
    watch = basis.given.watch
    found: dict[str, list[Signpost]] = {WELL: [], WRONG: []}
    for sign in watch.signposts if watch else ():
        step = sign.question.kind in ("act", "rung")
        bad = goes_away(sign.question) if step else _gain(basis, sign) < 0
        found[WRONG if bad else WELL].append(sign)
    return {kind: sorted(some, key=lambda s: (s.chance < RARE, aside(basis, s))) for kind, some in found.items()}


def aside(basis: Basis, sign: Signpost) -> bool:
    """Whether a sign is on an issue that the option worked out leaves out."""
    table = on_the_table(basis)
    return bool(table) and sign.question.issue not in table


def chosen(basis: Basis) -> dict[str, list[Signpost]]:
    """The signs that are shown of both kinds: none that came anyway in the last year on record; of those on issues left out only some that
    tell theories apart, never more than of the others unless there are no others. The likeliest fall on a core right leads those of going wrong:
    what matters most is watched even if theories agree on it."""
    every = signs(basis)
    telling = {
        k: [s for s in some if not came_anyway(basis, s) and (not aside(basis, s) or np.ptp(list(s.chances.values())) >= APART)]
        for k, some in every.items()
    }
    telling = {k: _one_each(some) for k, some in telling.items()}
    right = _gravest(basis, every[WRONG])
    telling[WRONG] = [
        *right,
        *(s for s in telling[WRONG] if s not in right and not (right and s.question.issue == right[0].question.issue)),
    ]
    shown = {
        kind: [s for n, s in enumerate(some) if s.chance >= RARE or n < FEWEST][:SHOWN] for kind, some in telling.items()
    }  # they are in order, rare ones last
    room = sum(not aside(basis, s) for some in shown.values() for s in some) or 2 * SHOWN
    found: dict[str, list[Signpost]] = {WELL: [], WRONG: []}
    for n in range(SHOWN):
        for kind in (WRONG, WELL):
            for sign in shown[kind][n : n + 1]:
                room -= aside(basis, sign)
                found[kind] += [sign] if room >= 0 or not aside(basis, sign) else []
    return found


def _gravest(basis: Basis, wrong: list[Signpost]) -> list[Signpost]:
    """The likeliest fall on the ladder of a core right that the option negotiates or asks for; none if all are rare or nearly sure, which
    is no warning."""
    on_rights = [
        s
        for s in wrong
        if s.question.kind == "rung"
        and RARE <= s.chance <= SURE
        and not aside(basis, s)
        and basis.case.issue(s.question.issue).core_right
    ]
    return sorted(on_rights, key=lambda s: -s.chance)[:1]


def came_anyway(basis: Basis, sign: Signpost) -> bool:
    """Whether the record has such an act in the last year before what is known ends: then one more of them tells nothing."""
    asked = sign.question
    last = example(basis, asked) if asked.kind == "act" else None
    return last is not None and last.date.first > add_months(basis.case.as_of.replace(day=1), -YEAR)


def _one_each(some: list[Signpost]) -> list[Signpost]:
    """The first of the signs on each issue: two on the same one are hardly two."""
    found: dict[str, Signpost] = {}
    for sign in some:
        found.setdefault(sign.question.issue or sign.question.what, sign)
    return list(found.values())


def seen(basis: Basis, sign: Signpost) -> str:
    """What is to be seen: of a step or a rung an act that the case's ladder names for it; else a step by one of that size on record. A sign on an issue
    left out says why it stands here."""
    asked = sign.question
    text = asked.text.rstrip(".")
    if asked.kind in ("act", "rung"):
        title, act = basis.case.issue(asked.issue).title, _act(basis, asked)
        away = goes_away(asked)
        if asked.kind == "rung":
            half = re.sub(r": a (rise|fall) to", r": a \1 of at least half the way to", text)
            text = f"{title}: {act}" if act else half
        elif act:
            text = f"{title}: {act}"
        else:
            known = example(basis, asked) if not aside(basis, sign) else None
            size = (
                f"at least as large as that of {words.month(known.date.first)} (“{clause(known.what)}”)"
                if known
                else "that is plain to see"
            )
            text = f"{title}: {'a setback' if away else 'an advance'} {size}"
    return text + (" (not on the table; tells theories apart)" if aside(basis, sign) else "")


def _rung(basis: Basis, asked: Question) -> Rung | None:
    """The rung that a question is about."""
    ladder = basis.case.ladders.get(asked.issue)
    return next((r for r in ladder.rungs if r.level == asked.rung), None) if ladder is not None else None


def _act(basis: Basis, asked: Question) -> str:
    """An act that an observer could settle, of the rung that a question is about or, for a step, of the one beside today's: what is seen first on the
    way up or down to it; "" where the ladder names none."""
    away = goes_away(asked)
    rung = _rung(basis, asked) if asked.kind == "rung" else rung_beside(basis, asked.issue, -1 if away else 1)
    return "" if rung is None else rung.slip if away else rung.ask


def rung_beside(basis: Basis, issue: str, way: int) -> Rung | None:
    """The rung above (1) or below (-1) that which holds today; None at the end of a ladder or where there is none."""
    ladder = basis.case.ladders.get(issue)
    if ladder is None:
        return None
    place = int(on_rung(ladder, basis.case.issue(issue).start.centre)) + way
    return ladder.rungs[place] if 0 <= place < len(ladder.rungs) else None


def example(basis: Basis, asked: Question) -> Act | None:
    """The newest act on record of the kind that a sign is about: on its issue, its way and at least as large."""
    acts = basis.case.record.acts if basis.case.record else ()
    same = [
        a for a in acts if a.issue == asked.issue and a.net_effect == asked.direction and a.magnitude >= (asked.magnitude or 0)
    ]
    return max(same, key=lambda a: a.date.first, default=None)


def reported(basis: Basis, sign: Signpost) -> str:
    """Who would say so: whom the issue's ladder names; else bodies of states that reported on the issue before, else those that reported most of
    anything; where the record has none, those who told of such signs before."""
    ladder = basis.case.ladders.get(sign.question.issue)
    if ladder is not None and ladder.observers:
        return ladder.observers
    record = basis.case.record
    acts = [a.origin.publisher for a in record.acts if a.issue == sign.question.issue] if record else []
    every = (
        [
            *(a.origin.publisher for a in record.acts),
            *(m.origin.publisher for m in record.moves),
            *(s.origin.publisher for s in record.series),
        ]
        if record
        else []
    )
    found: list[str] = []
    for name in (*_official(acts), *_official(every)[:1]) or sign.sources:
        if not any(name.startswith(known) or known.startswith(name) for known in found):
            found.append(name)
    return words.listed(found[:REPORTERS]) or "not known"


def _official(publishers: Iterable[str]) -> list[str]:
    """Of publishers those that are bodies of states, the most frequent first; who reports what another body says stands for that body."""
    whose = [re.sub(r"^.*\(reporting (.*)\)$", r"\1", p).split(VIA)[0].split(" / ")[0].rstrip(", ") for p in publishers]
    known = Counter(SHORT.get(name, name) for name in whose)
    return [name for name, _ in known.most_common() if OFFICIAL & {*name.replace(",", " ").split()}]


def _gain(basis: Basis, sign: Signpost) -> float:
    """By how much more the option worked out is thought to gain over today's course once the sign has come."""
    if basis.baseline is None or basis.baseline == basis.option:
        return 0.0
    o, b = (basis.standing.options.index(name) for name in (basis.option, basis.baseline))
    shift = np.array(list(sign.weights_if_yes.values())) - basis.standing.weights
    return float(shift @ basis.standing.gap[:, :, o, b].sum(axis=0))


def first_signs(basis: Basis) -> list[Finding]:
    """The most telling signs of both kinds, with their dates: of each kind on as many issues as there are."""
    shown = [(kind, sign) for kind, some in chosen(basis).items() for sign in _spread(some)[: FIRST[kind]]]
    shown.sort(key=lambda pair: pair[0] == WELL)
    return [_first(basis, n, kind, sign) for n, (kind, sign) in enumerate(shown, 1)]


def _spread(some: list[Signpost]) -> list[Signpost]:
    """Signs in order, a second one on the same issue after the first ones on others, and rare ones last; new facts before steps like
    those on record, which are harder to tell from what happens all the time."""
    issues = [s.question.issue for s in some]
    order = sorted(
        range(len(some)),
        key=lambda n: (some[n].chance < RARE, issues[:n].count(issues[n]), some[n].question.kind == "act", n),
    )
    return [some[n] for n in order]


def _first(basis: Basis, number: int, kind: str, sign: Signpost) -> Finding:
    facts = {
        "kind": Fact(value=kind.capitalize()),
        "by": Fact(value=words.day(sign.question.by), unit="date ahead", note=sign.question.by.isoformat()),
        "sign": Fact(value=seen(basis, sign)),
        "chance": Fact(value=chance_words(basis, sign, holds=True), unit="share"),
    }
    claim = "{kind} by {by} – {sign}: chance {chance}."
    part = "Signs to watch, or something as large"
    return Finding(id=f"brief.sign.{number}", question=DECISION, part=part, claim=claim, facts=facts, sources=sign.sources)


def chance_words(basis: Basis, sign: Signpost, holds: bool) -> str:
    """The chance of a sign, rounded as all chances, and where theories lie far apart what the ends say. holds: in a sentence."""
    low, high = _ends(sign)
    least, most = (rounded(sign.chances[t]) for t in (low, high))
    if most - least < FAR - EDGE:
        return told(sign.chance)
    ends = (
        f"{100 * least:.0f} if “{basis.title(low)}” holds, {100 * most:.0f} if “{basis.title(high)}” does"
        if holds
        else f"{100 * least:.0f} to {100 * most:.0f} by theory"
    )
    return f"{told(sign.chance)} ({ends})"


def _ends(sign: Signpost) -> tuple[str, str]:
    """The theories that expect a sign least and most."""
    return min(sign.chances, key=sign.chances.__getitem__), max(sign.chances, key=sign.chances.__getitem__)


def sign_findings(basis: Basis) -> list[Finding]:
    """All signs in a table, and what to do."""
    found = chosen(basis)
    shown = [(kind, s) for kind in (WRONG, WELL) for s in sorted(found[kind], key=lambda s: s.question.by)]
    if not shown:
        claim = "Nothing that can be seen within a year would tell the theories apart: they expect the same."
        return [Finding(id="brief.watch.none", question=WATCH, part="Signs", claim=claim)]
    rows = [_row(basis, kind, sign) for kind, sign in shown]
    frame = pd.DataFrame(rows)
    if (frame["if it comes"] == "no change of line by itself").all():  # said once, above the table
        frame = frame.drop(columns=["if it comes"])
    caption = "Signs to watch"
    for column, said in (("who would say so", "Who would say so: {}"), ("owner", "Owner: {}")):
        if frame[column].nunique() == 1:
            caption += f". {said.format(frame[column].iloc[0])}"
            frame = frame.drop(columns=[column])
    table = Table(name="signs", caption=caption, frame=frame, brief=True)
    facts = {"option": Fact(value=basis.title(basis.option))}
    claim = "Chances are for the day named, if “{option}” is followed; a sign has come, too, if something else as large happens on its matter."
    told = Finding(id="brief.watch.signs", question=WATCH, part="Signs", claim=claim, facts=facts, tables=(table,))
    stop = _stop(basis)
    return [_exit(basis, found), *([stop] if stop.facts["stops"].n else []), told]


def _row(basis: Basis, kind: str, sign: Signpost) -> dict[str, object]:
    watch = basis.given.watch
    assert watch is not None
    then = do_then(watch, sign.if_yes)
    return {
        "way": BETTER[kind],
        "by": Fact(value=words.day(sign.question.by), unit="date ahead"),
        "sign": seen(basis, sign),
        "chance": chance_words(basis, sign, holds=False),
        "if it comes": "no change of line by itself" if then == "stay the course" else basis.named(then),
        "who would say so": reported(basis, sign) if kind == WRONG or not _own_ask(basis, sign) else "who leads the talks",
        "owner": capital(owner(basis, sign.question.issue)),
    }


def _own_ask(basis: Basis, sign: Signpost) -> bool:
    """Whether a sign is that a first ask is agreed to, which those who put it hear first."""
    plan = basis.agenda
    return plan is not None and any(sign.question.issue in plan.tracks[o.track].issues for o in basis.first)


def _exit(basis: Basis, found: dict[str, list[Signpost]]) -> Finding:
    """When to change the line: single signs that would, and all signs of going wrong together, read as independent of one another."""
    watch = basis.given.watch
    assert watch is not None
    option = basis.option
    every = [s for kind in (WRONG, WELL) for s in found[kind]]
    turning = [s for s in every if do_then(watch, s.if_yes) != "stay the course" or do_then(watch, s.if_no) != "stay the course"]
    share = if_all_go_wrong(basis, found)
    gains = int(np.argmax(share - basis.standing.weights))
    then = standing(
        basis.given.result, basis.world.scales, dict(zip(basis.standing.theories, share, strict=True)), list(basis.aims)
    )
    o = then.options.index(option)
    better = [n for k, n in enumerate(then.options) if (then.mixed_told[:, k, o] & (then.mixed[:, k, o] > 0)).any()]
    now = basis.standing
    before = [n for k, n in enumerate(now.options) if (now.mixed_told[:, k, o] & (now.mixed[:, k, o] > 0)).any()]
    facts = {
        "option": Fact(value=basis.title(option)),
        "single": Fact(value=len(turning), unit="signs"),
        "count": Fact(value=len(every), unit="signs"),
        "theory": Fact(value=basis.title(now.theories[gains])),
        "after": Fact(value=float(share[gains]), unit="share"),
        "before": Fact(value=float(now.weights[gains]), unit="share"),
        "better": Fact(value=quoted([n for n in better if n not in before], basis, "or"), n=len(better)),
    }
    every_one = chance_of_all(basis, found)
    facts["all"] = Fact(value=f"under {words.in_hundred(0.01)}" if every_one < 0.01 else told(every_one))
    cheaper, level = for_less(basis, option)
    much = float(share[gains] - now.weights[gains]) >= TOLD
    enough = much and now.theories[gains] in level
    if enough:
        facts["cheaper"] = Fact(value=basis.title(cheaper))
    rise = "“{theory}” becomes likelier, {after:of_hundred} in 100 (now {before:of_hundred})" if much else ""
    if set(better) - set(before):
        do = f"{rise}{'; ' if rise else ''}then {{better}} does noticeably better, and the line should change"
    else:
        do = what_then(basis, rise, bool(before), enough)
    single = (
        "By what theories say, none of the {count:count} signs below is by itself a reason to change the line"
        if not turning
        else "Each by itself, {single:count} of the {count:count} signs below would be a reason to change the line"
    )
    claim = f"{single}. If all for the worse come and none of the others ({{all}}), {do}."
    return Finding(id="brief.watch.exit", question=WATCH, part="When to change the line", claim=claim, facts=facts)


def what_then(basis: Basis, rise: str, before: bool, enough: bool) -> str:
    """What to do where no option comes to do better. rise: which theory becomes likelier, "" if none much. before: whether another option does
    better already. enough: whether a theory has gained under which a cheaper one does as well."""
    if enough:
        return f"{rise}; “{{cheaper}}” then does as well for less: review whether to go back to it"
    which = "no further option" if before else "no option"
    if basis.option != basis.recommended:
        return f"{rise or 'no theory becomes much likelier'}, and {which} does better than “{{option}}”: they tell how things go, not which line to take"
    return f"{rise + '; even then' if rise else 'even then'} {which} does noticeably better than “{{option}}”: stay, and ask for a new brief"


def stopping(basis: Basis) -> str:
    """The issue of which a fall is a reason to pause whatever theory holds; "" if there is none."""
    right = _gravest(basis, signs(basis)[WRONG])
    return right[0].question.issue if right else ""


def _stop(basis: Basis) -> Finding:
    """When to stop whatever theory holds: what is seen of one's own offers and of what matters most. A judgement, and said to be one."""
    right = _gravest(basis, signs(basis)[WRONG])
    paid = any(t.reward + t.standing > 0 for t in basis.agenda.tracks) if basis.agenda is not None else False
    stops = ["if a deal that was paid for is undone"] if paid else []
    stops += [f"if {lowered(basis.case.issue(right[0].question.issue).title)} falls as in the sign below"] if right else []
    facts = {"stops": Fact(value=words.listed(stops, "or"), n=len(stops))}
    claim = (
        "Whatever theory holds, pause new offers and review the line {stops}. That is a judgement; the figures are for going on."
    )
    return Finding(id="brief.watch.stop", question=WATCH, part="When to stop", claim=claim, facts=facts)


def chance_of_all(basis: Basis, found: dict[str, list[Signpost]]) -> float:
    """The chance that all signs of going wrong that are shown come, and none of going well: signs read as independent under each theory."""
    return float(basis.standing.weights @ _all_under(basis, found))


def if_all_go_wrong(basis: Basis, found: dict[str, list[Signpost]]) -> np.ndarray:
    """Weights of theories if all signs of going wrong that are shown come, and none of going well: by Bayes' rule, signs read as
    independent under each theory."""
    share = basis.standing.weights * _all_under(basis, found)
    return np.asarray(share / share.sum())


def _all_under(basis: Basis, found: dict[str, list[Signpost]]) -> np.ndarray:
    """The same chance under each theory."""
    chance = np.ones(len(basis.standing.theories))
    for kind in (WRONG, WELL):
        for sign in found[kind]:
            chances = np.array([sign.chances[t] for t in basis.standing.theories])
            chance = chance * (chances if kind == WRONG else 1 - chances)
    return chance
