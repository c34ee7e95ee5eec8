"""What a study says: the report of ``modus run``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from modusvivendi.case.lacking import told
from modusvivendi.findings import Fact, Finding, Report, Table, words
from modusvivendi.findings.calendar import notice
from modusvivendi.findings.case import case_findings
from modusvivendi.findings.finding import for_scholars
from modusvivendi.findings.made import again_finding, strategies_finding, study_basis, theories_finding
from modusvivendi.findings.run_charts import CLEAR, alike_with_best, assumptions, courses, dots
from modusvivendi.findings.run_world import FIRST, world_findings
from modusvivendi.findings.world import World
from modusvivendi.study import Result, Summary
from modusvivendi.study.scales import Scales
from modusvivendi.study.summary import KEY_OUTCOMES, MIXTURE, direction_of, title_of

LEADS = "Which strategy leads"
OVERVIEW = "Strategies and outcomes"
REGRET = "Regret: what a strategy gives up if a theory is right"
BEST = "Who is best how often"
TOLD = ("core_rights", "technical", "wellbeing")  # outcomes of the sentences: regime, cooperation, relief
OPEN = 3  # tables in the open, the others behind a line
SPREAD = 0.9  # coverage of the 5 to 95 per cent range


def run_report(
    result: Result, summary: Summary, scans: Mapping[str, pd.DataFrame], *, origin: str, shown: Sequence[str]
) -> Report:
    """All findings of a study.

    scans: one-at-a-time range scans by outcome. origin: where the weights come from. shown: outcomes told by theory.
    """
    study = result.study
    key, world = told(study.case, KEY_OUTCOMES), World(result, summary.weights)
    outcomes = tuple(dict.fromkeys((*key, *shown)))
    scholars = [
        *(lead(summary, o, world.scales) for o in told(study.case, TOLD[:2])),
        *([robust(result, summary)] if len(study.strategies) > 1 else []),
        overview(summary, study.futures, key),
        *(by_theory(summary, o, study.futures) for o in shown),
        *courses(result, summary),
        regrets(summary, outcomes, shown),
        best_shares(summary, outcomes),
        *(assumptions(study, o, table) for o, table in scans.items()),
        again_finding(study, "run", {}),
    ]
    drawn = [dots(world, summary, o) for o in key]
    planner = world_findings(world)
    findings = [
        *(f for f in planner if f.question == FIRST),
        strategies_finding(study, "run"),
        *(f for f in planner if f.question != FIRST),
        *drawn,
        theories_finding(study, summary.weights, "run"),
        *case_findings(study.case, "run"),
        *for_scholars(scholars),
    ]
    return Report(
        title=study.case.title,
        kind=f"study {study.digest[:12]}",
        basis=study_basis(study, origin),
        findings=tuple(findings),
        note="These are conditional statements, not a forecast: they follow from the theories, the ranges and the weights. A rung is one "
        "of about five steps of an issue that an observer could check. An option does noticeably better than another if it does so by "
        "a fifth of a rung, or by what the case says matters; else the two are tied. How much "
        f"trust the theories deserve against the record is a separate question, which “modus weigh {study.case.name}” answers.",
        notice=notice(study.case),
        slug="page",
    )


def spread_fact(row: pd.Series, futures: int) -> Fact:
    """A mean with its 5 to 95 per cent range over futures, from a row of the summary's table."""
    return Fact(value=float(row["mean"]), low=float(row.p5), high=float(row.p95), interval="spread", level=SPREAD, n=futures)


def lead(summary: Summary, outcome: str, scales: Scales) -> Finding:
    """Who is best and worst on an outcome, whether these runs tell, and what moves it more: the choice or the unknown."""
    mixed = summary.table[(summary.table.outcome == outcome) & (summary.table.theory == MIXTURE)].set_index("strategy")
    gaps = summary.gap[summary.gap.outcome == outcome]
    first, last = str(gaps.best.iloc[0]), str((direction_of(outcome) * mixed["mean"]).idxmin())
    rivals = alike_with_best(summary, outcome, scales)
    best, worst = mixed.loc[first], mixed.loc[last]
    facts = {
        "outcome": Fact(value=title_of(outcome)),
        "best": Fact(value=first),
        "best_mean": _mean(best),
        "worst": Fact(value=last),
        "worst_mean": _mean(worst),
        "moved": Fact(value=abs(float(best["mean"] - worst["mean"]))),
        "chance": Fact(value=float(best.p95 - best.p5), level=SPREAD),
        "alike": Fact(value=words.listed((f"`{s}`" for s in rivals), "or")),
    }
    unknown = "chance and what is unknown move it by {chance:2} (5 to 95 per cent)."
    if len(mixed) == 1:
        claim = "{outcome}, averaged over theories: {best_mean:3} under `{best}`; " + unknown
    else:
        tie = ", tied with {alike}," if len(rivals) else ""
        claim = (
            f"{{outcome}}, averaged over theories: {{best_mean:3}} under `{{best}}`{tie} at best and {{worst_mean:3}} under `{{worst}}` at "
            f"worst. The choice of strategy moves it by {{moved:2}}; {unknown}"
        )
    return Finding(
        id=f"run.lead.{outcome}", question=LEADS, claim=claim, facts=facts, headline=True, too_close_to_call=bool(len(rivals))
    )


def _mean(row: pd.Series) -> Fact:
    value, half = float(row["mean"]), CLEAR * float(row.error)
    if half != half:  # one future has no error
        return Fact(value=value)
    return Fact(value=value, low=value - half, high=value + half, interval="sampling error", level=0.95)


def robust(result: Result, summary: Summary) -> Finding:
    """Which strategy loses least whatever theory is right, by each outcome told."""
    theories = {t.name for t in result.study.theories}
    facts: dict[str, Fact] = {}
    parts, winners = [], []
    for outcome in (o for o in told(result.study.case, TOLD) if o in set(summary.regret.outcome)):
        rows = summary.regret[(summary.regret.outcome == outcome) & summary.regret.theory.isin(theories)]
        worst = rows.groupby("strategy", sort=False)["regret"].max()
        least = [str(s) for s in worst.index[worst == worst.min()]]
        winners.append(tuple(least))
        facts |= {
            outcome: Fact(value=title_of(outcome).lower()),
            f"{outcome}_safest": Fact(value=words.listed(f"`{s}`" for s in least), n=len(least)),
            f"{outcome}_loss": Fact(value=float(worst.min())),
            f"{outcome}_best": Fact(value=int(rows.loc[rows.groupby("theory")["regret"].idxmin()].strategy.nunique())),
        }
        parts.append(
            f"on {{{outcome}}} {{{outcome}_safest}} (at most {{{outcome}_loss:2}} behind the best, which is one of "
            f"{{{outcome}_best:count}}, depending on the theory)"
        )
    shared = set(winners[0]).intersection(*winners[1:])
    facts["who"] = Fact(value=f"one strategy, `{min(shared)}`," if len(shared) == 1 else "no single strategy")
    claim = "Whatever drives the authority, {who} loses least throughout: " + "; ".join(parts) + "."
    return Finding(id="run.robust", question=LEADS, claim=claim, facts=facts, headline=True)


def overview(summary: Summary, futures: int, outcomes: Sequence[str]) -> Finding:
    """Strategies against key outcomes, averaged over theories."""
    mixed = summary.table[summary.table.theory == MIXTURE]
    cells: dict[str, list[object]] = {"strategy": [f"`{s}`" for s in dict.fromkeys(mixed.strategy)]}
    for outcome in outcomes:
        cells[title_of(outcome)] = [spread_fact(r, futures) for _, r in mixed[mixed.outcome == outcome].iterrows()]
    caption = "Mean over the mixture of theories, with the 5 to 95 per cent range over futures"
    table = Table(name="overview", caption=caption, frame=pd.DataFrame(cells), brief=True)
    return Finding(id="run.overview", question=OVERVIEW, tables=(table,))


def by_theory(summary: Summary, outcome: str, futures: int) -> Finding:
    """One outcome under each theory and in the mixture."""
    rows = summary.table[summary.table.outcome == outcome]
    frame = _wide(rows, {i: spread_fact(r, futures) for i, r in rows.iterrows()})
    caption = f"{title_of(outcome)} by theory: mean, with the 5 to 95 per cent range over futures"
    table = Table(name=f"by_theory_{outcome}", caption=caption, frame=frame, brief=True)
    return Finding(id=f"run.by_theory.{outcome}", question=OVERVIEW, tables=(table,))


def _wide(rows: pd.DataFrame, cells: Mapping[object, object]) -> pd.DataFrame:
    """Rows with theory and strategy as a table of ``cells`` (by index), theories in rows and strategies in columns."""
    table: dict[str, list[object]] = {"theory": [f"`{t}`" if t != MIXTURE else t for t in dict.fromkeys(rows.theory)]}
    for strategy in dict.fromkeys(rows.strategy):
        table[f"`{strategy}`"] = [cells[i] for i in rows.index[rows.strategy == strategy]]
    return pd.DataFrame(table)


def regrets(summary: Summary, outcomes: Sequence[str], shown: Sequence[str]) -> Finding:
    """What each strategy gives up under each theory; outcomes ``shown`` also in a terminal."""
    tables = []
    for n, outcome in enumerate(outcomes):
        rows = summary.regret[summary.regret.outcome == outcome]
        tables.append(
            Table(
                name=f"regret_{outcome}",
                caption=f"{title_of(outcome)}: mean loss against the best strategy under that theory; largest of each row outlined",
                frame=_wide(rows, dict(rows.regret.items())),
                mark="max",
                folded=n >= OPEN,
                brief=outcome in shown,
            )
        )
    return Finding(id="run.regret", question=REGRET, tables=tuple(tables), method="Zero is the best strategy under that theory.")


def best_shares(summary: Summary, outcomes: Sequence[str]) -> Finding:
    """In what share of futures each strategy is best, under each theory."""
    tables = []
    for n, outcome in enumerate(outcomes):
        rows = summary.best_share[summary.best_share.outcome == outcome]
        caption = f"{title_of(outcome)}: share of prior draws in which each strategy is best (ties shared)"
        frame = _wide(rows, dict(rows.share.items()))
        tables.append(Table(name=f"best_share_{outcome}", caption=caption, frame=frame, digits=2, folded=n >= OPEN))
    method = "A check that no conclusion is built in: under inertia all forms tie, and no strategy wins everywhere."
    return Finding(id="run.best_share", question=BEST, tables=tuple(tables), method=method)
