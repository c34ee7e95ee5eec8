"""What to watch for, and what would teach most: the report of ``modus signposts``."""

from __future__ import annotations

from math import hypot

import pandas as pd

from modusvivendi.case import Case
from modusvivendi.evidence.signposts.signposts import Signposts
from modusvivendi.findings import Fact, Finding, Report, Table, words
from modusvivendi.findings.calendar import month_of, notice
from modusvivendi.findings.case import case_findings
from modusvivendi.findings.finding import for_scholars
from modusvivendi.findings.signposts_dated import dated, dated_numbers
from modusvivendi.forecasting.signposts import Watch

WATCH, TEACH = "What tells theories apart", "What would teach most?"
SHOWN = 12
WEIGHTS_THEN = ["its weight", "its weight then"]


def signposts_report(case: Case, strategy: str, found: Signposts, tried: pd.DataFrame, origin: str, posts: Watch) -> Report:
    """Signs with dates; observables by what they would tell about theories; strategies and probes by what they would teach.

    tried: of ``designs``. origin: where the weights of theories come from. posts: signs with dates.
    """
    return Report(
        title=f"{case.title}: signposts",
        kind=f"signposts, case {case.digest()[:12]}",
        basis=f"What can be seen within {words.listed((str(n) for n in sorted(set(found.table.window))), 'or')} months from "
        f"{words.month(month_of(case, 0))} if outsiders follow {strategy}; weights of theories: {origin}.",
        findings=(
            dated(posts),
            learn_by(case, tried),
            *case_findings(case, "signposts"),
            *for_scholars([*([dated_numbers(posts)] if posts.signposts else []), watch(strategy, found), teach(tried)]),
        ),
        notice=notice(case),
        note="A sign is worth watching if theories expect it more or less often: then its coming, or not, says which of them to believe. What a "
        "single offer does beside teaching is not counted here.",
        slug="signposts",
    )


def learn_by(case: Case, tried: pd.DataFrame) -> Finding:
    """What would teach most, of strategies and of single offers."""
    best = tried.drop_duplicates(["kind", "what"])
    facts: dict[str, Fact] = {}
    for kind in ("strategy", "probe"):
        top = best[best.kind == kind].iloc[0]
        facts |= {
            kind: Fact(value=str(top.what)),
            f"{kind}_by": Fact(value=_by(case, int(top.window))),
        }
    return Finding(
        id="signposts.learn_by",
        question=TEACH,
        claim="Most would be learned about what drives the authority by following `{strategy}` until {strategy_by}; of single offers by "
        "{probe}, until {probe_by}.",
        facts=facts,
        headline=True,
        too_close_to_call=_tied(best[best.kind == "strategy"]),
    )


def _by(case: Case, window: int) -> str:
    """The last month of a window, from the day on which the case is read."""
    return words.month(month_of(case, window - 1))


def watch(strategy: str, found: Signposts) -> Finding:
    """The observable that tells most, and the others."""
    top, table = found.table.iloc[0], found.table
    threshold = _whole(float(top.threshold))
    shown = pd.DataFrame(
        {
            "observable": table.observable,
            "months": table.window,
            "information": [_information(v, e) for v, e in zip(table.information, table.error, strict=True)],
            "at least": pd.Series([_whole(t) for t in table.threshold], dtype=object),
            "chance": table.chance,
            "if reached": table.if_reached,
            "its weight": table.weight_if_reached,
            "if not": table.if_not,
            "its weight then": table.weight_if_not,
        }
    )
    facts = {
        "strategy": Fact(value=strategy),
        "window": Fact(value=int(top.window), unit="months"),
        "observable": Fact(value=str(top.observable)),
        "information": _information(top.information, top.error),
        "doubt": Fact(value=found.known, unit="nats"),
        "threshold": Fact(value=threshold),
        "chance": Fact(value=float(top.chance), unit="share"),
        "if_reached": Fact(value=str(top.if_reached)),
        "weight": Fact(value=float(top.weight_if_reached), unit="share"),
        "if_not": Fact(value=str(top.if_not)),
    }
    return Finding(
        id="signposts.watch",
        question=WATCH,
        claim="Under `{strategy}`, the most telling thing to watch within {window:count} months is {observable}: it is worth "
        "{information:fixed3} of the {doubt:fixed2} nats of doubt between theories. If it reaches "
        f"{{threshold:{'count' if isinstance(threshold, int) else '3'}}}"
        " ({chance:percent} of futures), `{if_reached}` gains (to {weight:fixed2}); if not, `{if_not}`.",
        facts=facts,
        headline=True,
        too_close_to_call=_tied(table),
        tables=(
            Table(
                name="signposts",
                caption="Signposts by expected information in nats, ± one Monte Carlo standard error; chance of reaching at least "
                "so much; which theory gains if it is reached, and if not",
                frame=shown.drop(columns=WEIGHTS_THEN).head(SHOWN),
                brief=True,
            ),
            Table(
                name="all_signposts",
                caption="All observables and windows, in the same order, with the weight then of the theory that gains",
                frame=shown,
                folded=True,
            ),
        ),
    )


def teach(tried: pd.DataFrame) -> Finding:
    """Which strategy and which single probe would teach most."""
    best = tried.drop_duplicates(["kind", "what"])
    shown = best.assign(information=[_information(v, e) for v, e in zip(best.information, best.error, strict=True)])
    shown = shown[["what", "kind", "information", "observable", "window"]].rename(columns={"window": "months"})
    facts: dict[str, Fact] = {}
    for kind in ("strategy", "probe"):
        top = best[best.kind == kind].iloc[0]
        facts |= {
            kind: Fact(value=str(top.what)),
            f"{kind}_observable": Fact(value=str(top.observable)),
            f"{kind}_window": Fact(value=int(top.window), unit="months"),
            f"{kind}_information": _information(top.information, top.error),
        }
    return Finding(
        id="signposts.teach",
        question=TEACH,
        claim="Most would be taught by `{strategy}` ({strategy_observable} within {strategy_window:count} months: "
        "{strategy_information:fixed3} nats); of single probes by {probe} ({probe_observable} within {probe_window:count} months: "
        "{probe_information:fixed3} nats).",
        facts=facts,
        headline=True,
        too_close_to_call=_tied(best[best.kind == "strategy"]),
        tables=(
            Table(
                name="designs",
                caption="Strategies and single probes by the information of their best observable, in nats, ± one Monte Carlo standard error",
                frame=shown.drop(columns="kind").head(SHOWN),
                brief=True,
            ),
            Table(name="all_designs", caption="All strategies and probes, in the same order", frame=shown, folded=True),
        ),
        method="A probe is a single offer while today's mix goes on.",
    )


def _whole(value: float) -> int | float:
    """A threshold of a count as a whole number."""
    return int(value) if value == int(value) else value


def _information(value: float, error: float) -> Fact:
    return Fact(value=value, unit="nats", low=value - error, high=value + error, interval="sampling error", level=0.683)


def _tied(table: pd.DataFrame) -> bool:
    """Whether the first two rows differ by less than two standard errors of their difference."""
    if len(table) < 2:
        return False
    first, second = table.iloc[0], table.iloc[1]
    return bool(first.information - second.information < 2 * hypot(first.error, second.error))
