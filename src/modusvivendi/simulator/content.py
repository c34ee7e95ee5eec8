"""What a page knows of a case: texts, scales, strategies, theories, signposts, precedents; all but the sampled numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace

from pydantic import JsonValue

from modusvivendi.case import Case
from modusvivendi.case.lacking import told
from modusvivendi.engine.layout import LEVER_NAMES, LEVERS, PARAMETER_ROWS, row
from modusvivendi.engine.outcomes import OUTCOME_NAMES
from modusvivendi.engine.setting import Moves, Setting, content_of
from modusvivendi.evidence.inference.beliefs import Beliefs
from modusvivendi.findings import words
from modusvivendi.findings.calendar import month_of, notice, year_to
from modusvivendi.findings.precedents_words import ended, short_citation, when
from modusvivendi.findings.signposts_dated import do_then
from modusvivendi.findings.terms import TERMS
from modusvivendi.forecasting.signposts import Watch
from modusvivendi.precedent.precedents import find_precedents
from modusvivendi.simulator.events import Event
from modusvivendi.simulator.influential import Input, influential
from modusvivendi.strategy import Levers, Strategy
from modusvivendi.strategy.followers import blocs_called, followers_of
from modusvivendi.strategy.named import tracks_of
from modusvivendi.strategy.strategy import Phase
from modusvivendi.study import Study
from modusvivendi.study.scales import POLICY, Scale, Scales
from modusvivendi.study.summary import direction_of, share_weights, title_of
from modusvivendi.theory import Theory

Json = dict[str, JsonValue]
TOLD = ("core_rights", "technical", "access", "inclusion", "wellbeing", "attacks", "departed", "money", "met", "trust")
COURSE_EVERY = 3  # months


@dataclass(frozen=True)
class Content:
    """All that a page says, as JSON: ``said``; and ``name``, that of the case."""

    name: str
    said: Json


def content_of_study(
    study: Study,
    beliefs: Beliefs,
    marks: Mapping[str, Mapping[str, float]],
    watch: Watch | None = None,
    events: Sequence[Event] = (),
) -> Content:
    """The content of a study's page.

    beliefs: weights of theories with which the page opens. marks: other weights to be marked beside the sliders, by where
    they come from (``record``). watch: signposts with dates, None for none. events: of the record, as it was weighed.
    """
    case, scales = study.case, Scales(study)
    weights = share_weights(beliefs.weights, [t.name for t in study.theories])
    said: Json = {
        "case": _case(study),
        "digest": study.digest,
        "draws": study.futures,
        "months": study.months,
        "every": COURSE_EVERY,
        "layout": _layout(),
        "setting": {name: _plain(getattr(study.setting, name)) for name in Setting._fields},
        "outcomes": [*study.outcome_names],
        "scales": _scales(study, scales),
        "issues": [_issue(case, i.id, scales) for i in case.issues],
        "strategies": [_strategy(s, study) for s in study.strategies],
        "theories": [_theory(t) for t in study.theories],
        "weights": dict(weights),
        "origin": beliefs.origin,
        "marks": {origin: dict(own) for origin, own in marks.items()},
        "levers": {name: field.description or "" for name, field in Levers.model_fields.items()},
        "inputs": [_input(i) for i in influential(study, weights)],
        "signposts": _signposts(watch),
        "events": [asdict(e) for e in events],
        "precedents": _precedents(case),
        "terms": dict(TERMS),
    }
    return Content(case.name, said)


def _plain(value: object) -> JsonValue:
    """An array or number of the engine as lists and numbers."""
    return value.tolist()  # type: ignore[attr-defined,no-any-return]


def _layout() -> JsonValue:
    """How the engine's structs are laid out: name, whether an array, and the type of its numbers, field by field."""
    kinds = {kind: [[n, array, of.__name__] for n, (array, of) in content_of(kind).items()] for kind in (Setting, Moves)}
    return {
        "parameter_rows": PARAMETER_ROWS,
        "start_row": row("start"),
        "levers": LEVERS,
        "lever_names": [*LEVER_NAMES],
        "engine_outcomes": len(OUTCOME_NAMES),
        "setting": kinds[Setting],  # type: ignore[dict-item]
        "moves": kinds[Moves],  # type: ignore[dict-item]
    }


def _case(study: Study) -> JsonValue:
    case = study.case
    return {
        "name": case.name,
        "title": case.title,
        "as_of": words.day(case.as_of),
        "notice": notice(case),
        "first": str(month_of(case, 0)),
        "ends": year_to(case, study.months),
        "blocs": [{"id": b.id, "title": b.title, "kind": b.kind} for b in case.blocs],
        "coalitions": {name: [*members] for name, members in case.coalitions.items()},
        "countries": [
            {
                "id": c.id,
                "title": c.title,
                "bloc": c.bloc,
                "weights": [c.material.centre, c.contact.centre, c.standing.centre],
            }
            for c in case.countries
        ],
    }


def _issue(case: Case, issue: str, scales: Scales) -> JsonValue:
    found, ladder = case.issue(issue), case.ladders.get(issue)
    return {
        "id": issue,
        "title": found.title,
        "domain": found.domain,
        "core_right": found.core_right,
        "ask": ladder.full_ask if ladder else "",
        "marker": scales.marker(issue),
        "start": float(scales.start(issue).mean()),
        "rungs": [{"level": r.level, "name": r.name, "facts": r.facts} for r in ladder.rungs] if ladder else [],
    }


def _scales(study: Study, scales: Scales) -> JsonValue:
    """Scales of what is told: the leading outcomes, then every issue."""
    names = [*told(study.case, TOLD), *(POLICY + i.id for i in study.case.issues)]
    found: list[JsonValue] = []
    for name in names:
        scale = scales.of(name)
        if scale is not None:
            found.append(_scale(name, scale))
    return found


def _scale(name: str, scale: Scale) -> Json:
    own = asdict(replace(scale, ladders=()))
    rungs = [[{"level": r.level, "name": r.name} for r in ladder] for ladder in scale.ladders]
    better = direction_of(name) * (1 if scale.unit == "rungs" or scale.slope > 0 else -1)
    return {**own, "issues": [*scale.issues], "ladders": rungs, "better": better, "usual": title_of(name)}


def _strategy(strategy: Strategy, study: Study) -> JsonValue:
    """A strategy with all that depends on the case worked out, but who leads its talks. follows: who would, if it acts at all."""
    case, demands = study.case, strategy.demands
    acting = strategy.model_copy(update={"phases": strategy.phases or (Phase(levers=Levers()),)})
    return {
        "name": strategy.name,
        "title": strategy.title,
        "summary": strategy.summary,
        "followers": study.followers or strategy.followers,
        "follows": [*sorted(followers_of(acting, case, study.followers))],
        "at_once": strategy.at_once,
        "phases": [
            {
                "start": p.start,
                "blocs": [b for name in p.blocs for b in blocs_called(name, case)] if p.blocs else None,
                "levers": p.levers.model_dump(exclude_none=True),
            }
            for p in strategy.phases
        ],
        "demands": {"issues": [*demands.issues.pick(case)], "intensity": demands.intensity} if demands else None,
        "tracks": [t.model_dump(mode="json") for t in tracks_of(strategy, case)],
        "acts": not strategy.nobody_follows,
    }


def _theory(theory: Theory) -> JsonValue:
    return {"name": theory.name, "title": theory.title, "claim": theory.claim}


def _input(own: Input) -> JsonValue:
    return asdict(own)


def _signposts(watch: Watch | None) -> JsonValue:
    if watch is None:
        return []
    return [
        {
            "text": s.question.text,
            "opens": str(s.question.opens),
            "by": str(s.question.by),
            "chances": {**s.chances},
            "if_yes": do_then(watch, s.if_yes),
            "if_no": do_then(watch, s.if_no),
            "sources": [*s.sources],
            "strategy": watch.strategy,
        }
        for s in watch.signposts
    ]


def _precedents(case: Case) -> JsonValue:
    """Every ask on record, of this authority first, the newest first."""
    found = find_precedents(case)
    rows: list[tuple[bool, str, JsonValue]] = []
    for own in found.cases:
        for d in own.demands:
            titles = [own.issues[i].title if i in own.issues else i for i in d.issues]
            row: JsonValue = {
                "id": d.id,
                "authority": own.title,
                "asked": d.ask,
                "asker": d.asker_title or d.asker,
                "when": when(d.start),
                "start": d.start,
                "issues": [*titles],
                "package": (d.form or 0.0) > 0.5,
                "ended": ended(d),
                "source": short_citation(d),
            }
            rows.append((own.name != case.name, d.start, row))
    rows.sort(key=lambda r: r[1], reverse=True)
    rows.sort(key=lambda r: r[0])
    return [row for _, _, row in rows]
