"""What a brief rests on, worked out once: outlooks, the advice by rule, the agenda that is spelled out, confidence."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from pydantic import BaseModel

from modusvivendi.analysis.robustness.good_enough import Recommended, Standing, recommend, standing
from modusvivendi.case import Case
from modusvivendi.case.quantity import Quantity
from modusvivendi.findings.calendar import age, read_on
from modusvivendi.findings.confidence import Checklist, Confidence, assess
from modusvivendi.findings.ladder_words import lowered
from modusvivendi.findings.likelihood import Scale
from modusvivendi.findings.world import World, named
from modusvivendi.forecasting.answer import Forecasts
from modusvivendi.forecasting.scores import BASE, Scores, score
from modusvivendi.forecasting.signposts import Watch
from modusvivendi.planning.agenda.agenda import Offer, schedule
from modusvivendi.planning.agenda.plan import Plan
from modusvivendi.precedent.precedents import Precedents
from modusvivendi.study import Result, Study
from modusvivendi.study.outlook import Outlook, told_values

AIMS = ("core_rights", "technical", "wellbeing", "attacks")  # by what options are judged, where a case has and anchors it
BASELINE = "drift"
TODAYS = "Today's course"  # what the baseline is called
ENDS = ("open", "met", "partly", "undone", "not met")  # of talks, by the number that a result keeps
AHEAD = 6  # months of the first offer: two quarters


@dataclass(frozen=True, kw_only=True, eq=False)
class Inputs:
    """What a brief is made from.

    result: the study. weights: of theories, adding up to one; origin: where they come from. agendas: by option, its talks as a plan; none
    for options without. own: the option that is the reader's own plan, "" if there is none. circles: by coalition, the smallest first, the
    option worked out beside today's course if that coalition follows. alone: the same study if only the reader acts, where that changes
    nothing and the study is of the reader in company. watch: signs to come under the option worked out. precedents:
    of each of the first talks, by number. skill: answers to an older set of questions. scale: of likelihood. reader: for whom; marking:
    how it is to be handled. command: which makes it again.
    """

    result: Result
    weights: Mapping[str, float]
    origin: str
    agendas: Mapping[str, Plan]
    own: str = ""
    circles: Mapping[str, Result] = field(default_factory=dict)
    alone: Result | None = None
    watch: Watch | None = None
    precedents: Mapping[int, Precedents] = field(default_factory=dict)
    skill: Forecasts | None = None
    scale: Scale
    reader: str = ""
    marking: str = ""
    command: str = ""


class Basis:
    """All that sentences of a brief quote."""

    def __init__(self, given: Inputs) -> None:
        self.given = given
        self.world = World(given.result, given.weights)
        self.titles = titles(given.result.study)
        self._values: dict[str, tuple[np.ndarray, np.ndarray]] = {}

    @property
    def study(self) -> Study:
        """What was run."""
        return self.given.result.study

    @property
    def case(self) -> Case:
        """Of what."""
        return self.study.case

    @cached_property
    def aims(self) -> dict[str, Outlook]:
        """Outcomes by which options are judged."""
        views = {a: self.world.of(a) for a in AIMS}
        return {a: v for a, v in views.items() if v is not None and "change" in v.table}

    def values(self, aim: str) -> tuple[np.ndarray, np.ndarray]:
        """An aim as it is told in every future (theories, options, futures), in its unit; and today's number, (1,)."""
        if aim not in self._values:
            found, today = told_values(self.given.result, self.world.scales, self.aims[aim].scale)
            assert today is not None  # of what is an aim, today is known
            self._values[aim] = found, today
        return self._values[aim]

    @cached_property
    def standing(self) -> Standing:
        """How options stand to one another."""
        return standing(self.given.result, self.world.scales, self.given.weights, list(self.aims))

    @cached_property
    def wider(self) -> dict[str, World]:
        """The worlds of larger coalitions, the smallest first."""
        return {name: World(result, self.given.weights) for name, result in self.given.circles.items()}

    @cached_property
    def alone(self) -> Basis | None:
        """The same option if only the reader acts, where the pages are of the reader in company; else None."""
        given = self.given
        if given.alone is None:
            return None
        return Basis(replace(given, result=given.alone, own=self.option, alone=None, circles={}, watch=None))

    @cached_property
    def advice(self) -> Recommended:
        """The option by rule."""
        return advice_of(self.world, self.standing)

    @property
    def option(self) -> str:
        """The option that the four pages work out: the reader's own plan, else the one by rule."""
        return self.given.own or self.advice.option

    @cached_property
    def recommended(self) -> str:
        """The option that is recommended: the one by rule, or the reader's own plan where it is tied with that; "" where all options
        are tied, so that nothing is."""
        best = (self.advice.option, *self.advice.tied)
        if len(best) == len(self.standing.options) > 1:
            return ""
        return self.option if self.option in best else self.advice.option

    @property
    def role(self) -> str:
        """What the option worked out is called on every page."""
        return "the recommended option" if self.option == self.recommended else "the option worked out"

    @cached_property
    def good(self) -> list[str]:
        """Theories under which the option worked out is good enough."""
        return self.standing.good_under(self.option)

    def tied(self) -> list[str]:
        """Other options that the aims do not tell from the one by rule, where the option worked out is one of these; else none."""
        best = (self.advice.option, *self.advice.tied)
        return [o for o in self.standing.options if o in best and o != self.option] if self.option in best else []

    @cached_property
    def agenda(self) -> Plan | None:
        """The talks that are spelled out."""
        return self.given.agendas.get(self.option)

    @cached_property
    def first(self) -> list[Offer]:
        """Offers that open within the first two quarters."""
        plan = self.agenda
        return [] if plan is None else [o for o in schedule(plan, self.study.months) if o.opens < AHEAD and o.round == 0]

    @cached_property
    def baseline(self) -> str | None:
        """The option under which today's mix goes on, if it is one of the study."""
        return BASELINE if BASELINE in self.standing.options else None

    def title(self, name: str) -> str:
        """The short title of an option or a theory."""
        return self.titles[name]

    def named(self, text: str) -> str:
        """The text with titles in place of names between backticks."""
        return re.sub(r"`([^`]+)`", lambda m: f"“{self.titles.get(m[1], m[1])}”", text)

    def aim(self, name: str) -> str:
        """An aim inside a sentence."""
        return lowered(named(self.aims[name]))

    def ends(self, track: int) -> dict[str, float]:
        """Of what share of futures talks of the option worked out end how: met, partly, undone, not met, open."""
        found = self.ends_by_theory(track)
        return {word: sum(self.given.weights[t] * e[word] for t, e in found.items()) for word in ENDS}

    def ends_by_theory(self, track: int) -> dict[str, dict[str, float]]:
        """The same under each theory, by its name."""
        found = self.given.result.tracks[:, self.standing.options.index(self.option), track]
        return {t: {word: float((found[k] == n).mean()) for n, word in enumerate(ENDS)} for k, t in enumerate(self.given.weights)}

    @cached_property
    def scores(self) -> Scores | None:
        """How good answers to an older set of questions were."""
        return score(self.given.skill) if self.given.skill is not None else None

    @cached_property
    def checklist(self) -> Checklist:
        """What the judgements rest on."""
        record, scores = self.case.record, self.scores
        origins = [*(a.origin for a in record.acts), *(m.origin for m in record.moves)] if record else []
        publishers = {o.publisher for o in origins if o.publisher}
        return Checklist(
            months=self.study.months,
            judged=share_judged(self.case),
            publishers=len(publishers),
            agree=len(self.good) == len(self.standing.theories),
            weighed=self.given.origin.startswith("from the record"),
            beats=None if scores is None else bool(scores.against[BASE].low > 0),
            old=age(self.case.as_of, read_on(self.case)),
        )

    @cached_property
    def confidence(self) -> Confidence:
        """How far the judgements may be relied on."""
        return assess(self.checklist)


def advice_of(world: World, found: Standing) -> Recommended:
    """The advice by the rule of a brief."""
    return recommend(found, world.of("money"), world.of("met"))


def titles(study: Study) -> dict[str, str]:
    """Options and theories by their titles, options up to the first comma where that tells them apart, also from blocs; the baseline is called what it is: today's course going on."""
    short = {s.name: s.title.split(",")[0] for s in study.strategies}
    twice = {t for t, n in Counter(short.values()).items() if n > 1} | {b.title for b in study.case.blocs}
    options = {s.name: s.title if short[s.name] in twice else short[s.name] for s in study.strategies}
    if BASELINE in options:
        options[BASELINE] = TODAYS
    return {t.name: t.title for t in study.theories} | options


def quantities(node: object) -> Iterator[Quantity]:
    """All numbers with a source in a case."""
    if isinstance(node, Quantity):
        yield node
    elif isinstance(node, BaseModel):
        for name in type(node).model_fields:
            yield from quantities(getattr(node, name))
    elif isinstance(node, Mapping):
        for value in node.values():
            yield from quantities(value)
    elif isinstance(node, tuple | list):
        for value in node:
            yield from quantities(value)


def share_judged(case: Case) -> float:
    """Share of the case's numbers whose source says that they are a judgement."""
    found = [str(q.source).lower().startswith("judgement") for q in quantities(case)]
    return sum(found) / len(found) if found else 0.0
