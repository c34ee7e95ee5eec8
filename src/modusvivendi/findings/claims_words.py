"""Claims in words: verdicts, chances, differences and shares as cells and phrases."""

from __future__ import annotations

from collections.abc import Mapping

from modusvivendi.analysis.claims.attempt import Attempt
from modusvivendi.analysis.claims.experiments import Asks, Course, Found, Issues, PooledAsks, Reached, Rows, Shift, Weights
from modusvivendi.analysis.claims.rule import Verdict, verdict_of
from modusvivendi.findings import words

SIGNS: Mapping[Verdict, str] = {"holds": "✓", "fails": "✗", "too close": "≈", "cannot be tested here": "–"}
SHORT: Mapping[Verdict, str] = {**dict.fromkeys(SIGNS), "cannot be tested here": "cannot be tested"}  # type: ignore[dict-item]

LOWER = 0.5  # odds by a smaller factor than this are told as divided by its inverse


def signed(verdict: Verdict) -> str:
    """A verdict with its sign."""
    return f"{SIGNS[verdict]} {SHORT[verdict] or verdict}"


def of_hundred(chance: float | None) -> str:
    """A chance as so many of 100; a dash for none."""
    return "–" if chance is None else f"{round(100 * chance)} of 100"


def why_fails(attempt: Attempt) -> str:
    """The verdict on one part, and for one that fails, whether the opposite is the case or nothing noticeable."""
    if (
        attempt.verdict == "fails"
        and attempt.split is not None
        and getattr(attempt.experiment, "expects", "") in ("more", "less")
    ):
        return f"{SIGNS['fails']} fails: {'the opposite' if attempt.reverse else 'no difference that matters'}"
    return signed(attempt.verdict)


def number_of(attempt: Attempt) -> str:
    """The number behind a part, in the world's terms, with what it rests on."""
    if attempt.why:
        return attempt.why + (
            f"; so far {_share(attempt)}" if isinstance(attempt.experiment, Rows) and attempt.counts.get("all") else ""
        )
    experiment = attempt.experiment
    if isinstance(experiment, Rows | Found):
        return _share(attempt)
    if isinstance(experiment, Course):
        return f"{attempt.value:.0f} {attempt.unit}"
    if isinstance(experiment, Weights):
        return f"{attempt.value:.0f} {attempt.unit}"
    if isinstance(experiment, Reached):
        return (
            f"{words.fixed(attempt.value or 0.0, 1)} {attempt.unit} on average; asked for {words.number(attempt.least or 0.0, 2)}"
        )
    if attempt.unit == "times":
        return _ratio(attempt)
    if isinstance(experiment, Asks | Issues | Shift):
        return f"{_two(attempt)}: {_difference(attempt)}"
    return f"{_difference(attempt)}; {_split(attempt)}"


def _share(attempt: Attempt) -> str:
    holds, rows = int(attempt.counts["hold"]), int(attempt.counts["all"])
    experiment = attempt.experiment
    line = ""
    if isinstance(experiment, Rows):
        over = experiment.more_than is not None
        line = f", asked for {'more' if over else 'fewer'} than {100 * (experiment.more_than or experiment.less_than or 0.0):.0f} in 100"
    return f"{holds} of {words.counted(rows, getattr(experiment, 'table', 'rows').removesuffix('s'))}{line}"


def _two(attempt: Attempt) -> str:
    c = {name: int(value) for name, value in attempt.counts.items()}
    return f"{c['first hold']} of {c['first all']} against {c['second hold']} of {c['second all']}"


def _ratio(attempt: Attempt) -> str:
    span = f"{_number(attempt.value)} times ({_number(attempt.low)} to {_number(attempt.high)})"
    if isinstance(attempt.experiment, PooledAsks):
        if attempt.value and attempt.low and attempt.high and attempt.value < LOWER:
            span = f"divided by {_number(1 / attempt.value)} ({_number(1 / attempt.high)} to {_number(1 / attempt.low)})"
        return f"odds {span}, from {attempt.counts['asks']:.0f} asks of {words.counted(int(attempt.counts['cases']), 'case')}"
    c = {name: int(value) for name, value in attempt.counts.items()}
    return (
        f"{span} as often within an issue: {words.counted(c['first hold'], 'act')} in {c['first all']} months after, "
        f"{c['second hold']} in {c['second all']} others"
    )


def _difference(attempt: Attempt) -> str:
    assert attempt.value is not None and attempt.low is not None and attempt.high is not None
    digits = 0 if attempt.unit.startswith("points") and (attempt.least or 0) >= 10 else 2 if attempt.unit == "rungs" else 1
    ends = f"{words.fixed(attempt.low, digits)} to {words.fixed(attempt.high, digits)}"
    value = words.shown(attempt.value, f"signed_fixed{digits}")
    return f"{value} {attempt.unit} ({ends}), where {words.number(attempt.least or 0.0, 2)} matter"


def _split(attempt: Attempt) -> str:
    more, neither, less = (round(100 * share) for share in attempt.split or (0.0, 0.0, 0.0))
    return f"noticeably more in {more}, alike in {neither}, less in {less} of 100 futures"


def _number(value: float | None) -> str:
    return words.number(value or 0.0, 2)


def theories_said(by_theory: Mapping[str, float]) -> str:
    """Under which theories a claim holds, is too close, fails."""
    groups: dict[Verdict, list[str]] = {}
    for theory, chance in by_theory.items():
        groups.setdefault(verdict_of(chance), []).append(f"`{theory}`")
    said: dict[Verdict, str] = {"holds": "holds under", "too close": "is too close under", "fails": "fails under"}
    parts = [
        f"{text} {'every theory' if len(groups[v]) == len(by_theory) > 1 else words.listed(groups[v])}"
        for v, text in said.items()
        if v in groups
    ]
    return f"it {words.listed(parts)}"
