"""What a user will not go beyond: money, standing, red lines, staff and time."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, field_validator

from modusvivendi.case import Case
from modusvivendi.errors import InputError, choose
from modusvivendi.planning.agenda.plan import Plan
from modusvivendi.planning.agenda.principles import PRINCIPLES, broken_principles
from modusvivendi.strategy.strategy import Frozen

RED_LINES = {
    "recognition": "full status is never accorded, whatever is met (C14)",
    "standing": "no track offers standing as a reward",
    "money": "no track offers material reward",
    "core-rights": "no core right goes unmentioned: each is asked for in public or negotiated (C16)",
}
TOLERANCE = 1e-9
FULL_STATUS = 0.99


class Limits(Frozen):
    """Limits of the user; a plan keeps within all of them, or an error names the first it breaks.

    budget, standing_budget: sum over tracks of material reward and of standing on offer, in the units of a
    track (1 is all that a bloc could give); the defaults are the price of the shipped piecemeal strategy. red_lines:
    names in RED_LINES. off_table: issues that are not negotiated. staff: tracks under negotiation at once. deadline:
    months from the start by which every offer, renewals included, has run out. largest_step: how far policy
    may be asked to move on an issue, 0 to 1; the default is what the shipped strategies ask, so that plans are
    compared at the same ask. principles: names in PRINCIPLES that no plan may break; an empty tuple sets all aside.

    Example:
        >>> import modusvivendi as mv
        >>> mv.Limits(budget=1.0, staff=3).staff
        3
    """

    budget: Annotated[float, Field(ge=0, le=100)] = 1.8
    standing_budget: Annotated[float, Field(ge=0, le=100)] = 0.6
    red_lines: tuple[str, ...] = ()
    off_table: tuple[str, ...] = ()
    staff: Annotated[int, Field(ge=1, le=32)] | None = None
    deadline: Annotated[int, Field(ge=1, le=600)] | None = None
    largest_step: Annotated[float, Field(gt=0, le=1)] = 0.3
    principles: tuple[str, ...] = tuple(PRINCIPLES)

    @field_validator("red_lines")
    @classmethod
    def _known(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(choose("red line", name, RED_LINES) for name in names))

    @field_validator("principles")
    @classmethod
    def _principled(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(choose("principle", name, PRINCIPLES) for name in names))

    def within(self, months: int) -> Limits:
        """The limits, if their deadline lies within a horizon of ``months``; else InputError."""
        if self.deadline is not None and self.deadline > months:
            raise InputError(f"deadline: {self.deadline} months lie beyond the horizon of {months} months (see --months)")
        return self

    def broken(self, plan: Plan, case: Case) -> list[str]:
        """What the plan breaks, one phrase per limit, each beginning with the limit's name."""
        checks = (
            (plan.reward > self.budget + TOLERANCE, f"budget: rewards add up to {plan.reward:g}, above {self.budget:g}"),
            (
                plan.standing > self.standing_budget + TOLERANCE,
                f"standing budget: standing adds up to {plan.standing:g}, above {self.standing_budget:g}",
            ),
            (
                self.staff is not None and plan.at_once > self.staff,
                f"staff: {plan.at_once} tracks at once, above {self.staff}",
            ),
        )
        return [
            *broken_principles(plan, case, self.principles),
            *(phrase for breaks, phrase in checks if breaks),
            *self._broken_red_lines(plan, case),
            *self._broken_off_table(plan),
            *self._broken_terms(plan),
        ]

    def _broken_red_lines(self, plan: Plan, case: Case) -> list[str]:
        found = []
        full = max((plan.posture.standing or 0.0, *(t.standing for t in plan.tracks))) > FULL_STATUS
        spoken = {*plan.issues, *(plan.demands if plan.demand_intensity > 0 else ())}
        silent = [i.id for i in case.issues if i.core_right and i.id not in spoken]
        for line in self.red_lines:
            breaks = {"recognition": full, "standing": plan.standing > 0, "money": plan.reward > 0, "core-rights": bool(silent)}[
                line
            ]
            if breaks:
                detail = f" ({silent[0]} is left out)" if line == "core-rights" else ""
                found.append(f"red line '{line}': {RED_LINES[line]}{detail}")
        return found

    def _broken_off_table(self, plan: Plan) -> list[str]:
        taken = [issue for issue in plan.issues if issue in self.off_table]
        return [f"off the table: '{taken[0]}' is negotiated"] if taken else []

    def _broken_terms(self, plan: Plan) -> list[str]:
        found = []
        asked = max((t.steps.get(i, t.step) for t in plan.tracks for i in t.issues), default=0.0)
        if asked > self.largest_step + TOLERANCE:
            found.append(f"largest step: {asked:g} is asked for, above {self.largest_step:g}")
        last = max((last_month(t.start, t.patience, t.renewals, t.pause) for t in plan.tracks), default=0)
        if self.deadline is not None and last > self.deadline:
            found.append(f"deadline: an offer runs until month {last}, after {self.deadline}")
        return found

    def require(self, plan: Plan, case: Case) -> Plan:
        """The plan, if it keeps within every limit; else InputError naming the first that it breaks."""
        for name in self.off_table:
            choose("issue", name, case.issue_ids)
        found = self.broken(plan, case)
        if found:
            more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
            raise InputError(f"plan '{plan.name}' breaks a limit, {found[0]}{more}")
        return plan


def last_month(start: int, patience: int, renewals: int, pause: int) -> int:
    """The month in which an offer has run out for good, if it opens on time."""
    return start + patience * (renewals + 1) + pause * renewals
