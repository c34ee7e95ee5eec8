"""How the numbers of a plan are said in plain words, everywhere the same."""

from __future__ import annotations

from collections.abc import Sequence

from modusvivendi.case import Case
from modusvivendi.planning.agenda.plan import Plan, PlanTrack, as_strategy
from modusvivendi.strategy.compile import followers_of

# Outcomes that are not shares from 0 to 1, and what is counted.
COUNTED = {
    "attacks": "attacks a month", "broken_by_outsiders": "promises", "broken_by_authority": "promises",
    "paid_for_nothing": "rewards", "offered": "tracks", "met": "tracks", "partly": "tracks", "reversed": "tracks",
}  # fmt: skip
SIZES = ((0.0, "no"), (0.05, "token"), (0.12, "small"), (0.25, "moderate"))


def quarter(case: Case, month: int) -> str:
    """The calendar quarter of a month after the case's start, such as 2024 Q3."""
    year, first = int(case.start[:4]), int(case.start[5:])
    at = first - 1 + month
    return f"{year + at // 12} Q{at % 12 // 3 + 1}"


def size(value: float) -> str:
    """A share in a word: no, token, small, moderate, large."""
    return next((word for limit, word in SIZES if value <= limit + 1e-9), "large")


def how_public(publicity: float) -> str:
    """How talks are held."""
    return "in confidence" if publicity <= 0.3 else "half in the open" if publicity <= 0.6 else "in public"


def money(value: float) -> str:
    """A material reward, as a share of all that the leading group could give."""
    return f"{size(value)} money ({100 * value:.0f}%)" if value > 0 else "no money"


def status(value: float) -> str:
    """A reward in standing, as a share of all that the leading group could accord."""
    return f"{size(value)} status ({100 * value:.0f}%)" if value > 0 else "no status"


def on_offer(track: PlanTrack) -> str:
    """What is offered in return."""
    parts = [*([money(track.reward)] if track.reward > 0 else []), *([status(track.standing)] if track.standing > 0 else [])]
    return " and ".join(parts) if parts else "nothing in return"


def step_words(step: float) -> str:
    """How far policy is asked to move, of the whole way from the authority's ideal to the full ask."""
    word = "small" if step <= 0.15 else "middling" if step <= 0.25 else "large"
    return f"a {word} step ({100 * step:.0f} points of 100)"


def ask(track: PlanTrack) -> str:
    """What is asked for on each issue of a track."""
    steps = sorted({track.steps.get(i, track.step) for i in track.issues})
    if len(steps) == 1:
        return step_words(steps[0]) + (" on each" if len(track.issues) > 1 else "")
    return f"steps of {100 * steps[0]:.0f} to {100 * steps[-1]:.0f} points of 100"


def rule_of(track: PlanTrack) -> str:
    """How the track is decided."""
    if len(track.issues) == 1:
        return "by itself"
    return "one deal, all or nothing" if track.all_or_nothing else "one table, each issue decided by itself"


def followers_in(bloc: str, plan: Plan, case: Case, followers: str | None = None) -> list[str]:
    """Titles of a bloc's countries that follow the plan."""
    follow = followers_of(as_strategy(plan), case, followers)
    return [c.title for c in case.countries if c.bloc == bloc and c.id in follow]


def leaders(track: PlanTrack, plan: Plan, case: Case, followers: str | None = None) -> str:
    """Who leads a track: the bloc, and which of its countries follow the plan."""
    names = followers_in(track.bloc, plan, case, followers)
    shown = names if len(names) <= 3 else [*names[:2], f"{len(names) - 2} more"]
    return f"‘{case.bloc(track.bloc).title}’ ({listed(shown)})"


def listed(words: Sequence[str]) -> str:
    """a, b and c."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def counted(n: int, noun: str) -> str:
    """A number with its noun."""
    return f"{n} {noun}{'' if n == 1 else 's'}"


def named(issues: Sequence[str], case: Case) -> str:
    """Titles of issues in a phrase: the first and how many more."""
    title = f"‘{case.issue(issues[0]).title}’"
    return title if len(issues) == 1 else f"{title} and {len(issues) - 1} more"


def track_label(number: int, track: PlanTrack, case: Case) -> str:
    """A track by number (from 0) and first issue."""
    more = f" + {len(track.issues) - 1}" if len(track.issues) > 1 else ""
    return f"{number + 1}. {case.issue(track.issues[0]).title}{more}"


def amount(outcome: str, value: float) -> str:
    """A level of an outcome: in points of 100 where it is a share, else as counted."""
    return f"{value:.3g}" if outcome in COUNTED else f"{100 * value:.1f}"


def interval(outcome: str, mean: float, low: float, high: float) -> str:
    """A difference with its 95 per cent interval: '+2.3 (2.1 to 2.5)' in points of 100, or as counted."""
    if outcome in COUNTED:
        return f"{mean:+.2g} ({low:.2g} to {high:.2g})"
    digits = 1 if 100 * max(abs(low), abs(high)) >= 0.5 else 2
    return f"{100 * mean:+.{digits}f} ({100 * low:.{digits}f} to {100 * high:.{digits}f})"


def rule_words(how: str) -> str:
    """Over what a plan was judged in the search: the rule 'expected', 'worst' or a percentile such as 'p10'."""
    if how == "expected":
        return "mixture of theories"
    return "worst theory" if how == "worst" else f"{how[1:]} per cent point over theories and futures"


def sought_by(how: str) -> str:
    """A sentence, after a blank, on plans that were not sought by what a table of means shows; else nothing."""
    return (
        ""
        if how == "expected"
        else f" Plans were sought and named by the {rule_words(how)}; the table shows means over all theories."
    )
