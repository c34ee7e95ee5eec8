"""Outcomes of a study in the world's terms, worked out once for all findings, and the sentence that tells one of them."""

from __future__ import annotations

from collections.abc import Mapping

from modusvivendi.case import Case
from modusvivendi.findings import words
from modusvivendi.findings.finding import Fact, Finding
from modusvivendi.findings.ladder_words import against_today, amount, in_unit, verdict
from modusvivendi.study import Result, Study
from modusvivendi.study.outlook import Outlook, ends, outlook
from modusvivendi.study.scales import Scales


class World:
    """Outlooks and ends of a study, worked out once."""

    def __init__(self, result: Result, weights: Mapping[str, float]) -> None:
        self.result, self.weights, self.scales = result, weights, Scales(result.study)
        self.outlooks: dict[str, Outlook | None] = {}
        self.ends = {i: e for i in result.study.case.issue_ids if (e := ends(result, self.scales, weights, i)) is not None}

    @property
    def study(self) -> Study:
        """What was run."""
        return self.result.study

    @property
    def case(self) -> Case:
        """Of what."""
        return self.result.study.case

    def of(self, outcome: str) -> Outlook | None:
        """The outlook of an outcome, None where nothing anchors it."""
        if outcome not in self.outlooks:
            self.outlooks[outcome] = outlook(self.result, self.scales, self.weights, outcome)
        return self.outlooks[outcome]


def outcome_finding(world: World, outcome: str, question: str, key: str) -> Finding | None:
    """One outcome: against today first, then whether options differ. key: first part of the id."""
    view = world.of(outcome)
    if view is None:
        return None
    facts: dict[str, Fact] = {"what": Fact(value=view.scale.title)}
    if view.scale.today is not None:
        facts |= {"what": Fact(value=named(view)), "now": amount(view.scale, view.scale.today)}
        start = f"{{what}}, {in_unit(view.scale, 'now', last=facts['what'].value == view.scale.title)} today: "
    elif view.scale.issues:
        facts["count"] = Fact(value=words.counted(len(view.scale.issues), "issue"), n=len(view.scale.issues))
        start = "{what}, {count}: "
    else:
        start = "{what}: "
    if "change" not in view.table:
        return None
    said, more = against_today(view)
    ends_with, last = verdict(view)
    return Finding(
        id=f"{key}.world.{outcome}",
        question=question,
        claim=f"{start}{said}.{ends_with}",
        facts=facts | more | last,
        headline=True,
        too_close_to_call=view.all_tied and len(view.strategies) > 1,
    )


def named(view: Outlook) -> str:
    """What is told: by its title, or by its unit where that says it too."""
    title, unit = view.scale.title, view.scale.unit
    return unit[:1].upper() + unit[1:] if unit.lower().startswith(title.lower()) else title
