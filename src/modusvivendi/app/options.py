"""An option of a question: what a form shows for it, what may be given, and the words of a command that it becomes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from modusvivendi.case import Case
from modusvivendi.errors import Fault, nearest
from modusvivendi.evidence.inference.beliefs import UNIFORM
from modusvivendi.strategy import strategies_for
from modusvivendi.theory import load_theories

Form = Mapping[str, Sequence[str]]
WEIGHTS = {
    UNIFORM: "all theories alike", "record": "as weighing this case has left them", "pooled": "as asks put to other authorities suggest",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Option:
    """name: the command's option without its dashes. kind: a whole number, one of several names, or any of several names.

    default: shown at first; "" leaves the option out. least, most: of a number. names: which names may be chosen.
    """

    name: str
    label: str
    kind: Literal["whole", "one", "several"]
    default: str = ""
    least: int = 0
    most: int = 1_000_000
    names: Mapping[str, str] | Literal["theories", "strategies", "coalitions", "issues"] = field(default_factory=dict)
    hint: str = ""

    def allowed(self, case: Case) -> dict[str, str]:
        """Names that may be chosen for a case, with their titles."""
        if self.names == "theories":
            return {theory.name: theory.title for theory in load_theories()}
        if self.names == "strategies":
            return {strategy.name: strategy.title for strategy in strategies_for(case)[0]}
        if self.names == "issues":
            return {issue.id: issue.title for issue in case.issues}
        if self.names == "coalitions":
            return {name: ", ".join(members) for name, members in case.coalitions.items()}
        return dict(self.names)

    def told(self, case: Case) -> dict[str, str]:
        """Name → what a theory claims or a strategy does, in a sentence."""
        if self.names == "theories":
            return {theory.name: theory.claim for theory in load_theories()}
        return {s.name: s.summary for s in strategies_for(case)[0]} if self.names == "strategies" else {}

    def words(self, form: Form, case: Case) -> tuple[list[str], list[Fault]]:
        """What a form gives, as words of the command, and what is wrong with it."""
        given = [text.strip() for text in form.get(self.name, ()) if text.strip()]
        if not given:
            return [], []
        if self.kind == "whole":
            return self._whole(given[0])
        names = given if self.kind == "several" else given[:1]
        allowed = self.allowed(case)
        wrong = [name for name in names if name not in allowed]
        if wrong:
            return [], [Fault("", f"unknown '{wrong[0][:80]}'; {nearest(wrong[0], allowed)}", field=self.name)]
        if self.kind == "several" and len(names) == len(allowed):
            return [], []  # all of them, which is the command's own default
        return [f"--{self.name}={','.join(names)}"], []

    def _whole(self, text: str) -> tuple[list[str], list[Fault]]:
        if not re.fullmatch(r"[0-9]{1,9}", text) or not self.least <= int(text) <= self.most:
            what = f"'{text[:40]}': a whole number from {self.least:,} to {self.most:,} is allowed"
            return [], [Fault("", what, field=self.name)]
        return [f"--{self.name}={int(text)}"], []


def whole(name: str, label: str, default: int | str, least: int, most: int = 1_000_000, hint: str = "") -> Option:
    """A whole number."""
    return Option(name=name, label=label, kind="whole", default=str(default), least=least, most=most, hint=hint)


SEED = whole("seed", "Seed", 1, 0, 999_999_999, "The same seed gives the same numbers.")
THEORIES = Option(
    name="theories",
    label="Theories",
    kind="several",
    names="theories",
    hint="What may move the authority. All of them if none is chosen.",
)
STRATEGIES = Option(
    name="strategies",
    label="Options compared",
    kind="several",
    names="strategies",
    hint="What outsiders may do. All of them if none is chosen.",
)
ISSUES = Option(name="issue", label="Issues asked for", kind="several", names="issues", hint="None: asks of every kind.")
COST = Option(name="cost", label="Cost to the authority", kind="one", names={"none": "", "low": "", "mid": "", "high": ""})
PUBLICITY = Option(
    name="publicity", label="How it is put", kind="one", names={"quiet": "in confidence", "mixed": "", "public": ""}
)
FORM = Option(
    name="form", label="Form", kind="one", names={"single": "one issue", "package": "several that stand or fall together"}
)
REWARD = Option(name="reward", label="Is something offered for it?", kind="one", names={"yes": "", "no": ""})
FOLLOWED = Option(name="strategy", label="Option followed", kind="one", names="strategies")
FOLLOWERS = Option(
    name="as",
    label="Who follows",
    kind="one",
    names="coalitions",
    hint="Which countries do as the option says; each option's own if none is chosen.",
)
BELIEFS = Option(
    name="weights",
    label="Weights of theories",
    kind="one",
    default=UNIFORM,
    names=WEIGHTS,
    hint="A theory is an account of what moves the authority; the weight is how far you believe it.",
)
