"""Does any theory predict? Scores out of sample, against baselines that a critic would name."""

from __future__ import annotations

import pandas as pd
from scipy.special import betaincinv

from modusvivendi.evidence.forecast.one_month import CONSTANT, CORE, LOGIT, MIXTURE, SHARES
from modusvivendi.evidence.forecast.skill import Skill
from modusvivendi.findings import Chart, Fact, Finding, Table, words
from modusvivendi.findings.finding import parted

QUESTION = "Does any theory predict?"
FEWEST = 20  # forecasts in a group below which its share is not drawn
LEVEL = 0.9  # coverage of every interval here
SCORES = {"brier": "Brier score", "crps": "CRPS", "ranked": "ranked score"}


def skill_findings(skill: Skill, prefix: str, method: str = "") -> list[Finding]:
    """Whether anything beats a constant rate on acts and constant shares on deals, and whether chances come true.

    prefix: of the findings' ids. method: how the forecasts were made.
    """
    flattered = " (its cost was coded knowing the outcome)" if skill.better_on_deals == (LOGIT,) else ""
    acts = _against(
        skill.acts,
        name=f"{prefix}.skill.acts",
        subject="Acts",
        base=CONSTANT,
        baseline="a constant rate per issue",
        n=skill.months,
        method=method,
    )
    deals = _against(
        skill.deals,
        name=f"{prefix}.skill.deals",
        subject="Deals",
        base=SHARES,
        baseline="constant shares",
        n=skill.tracks,
        flattered=flattered,
    )
    return [*parted(acts), *parted(deals), calibration_finding(skill.calibration, prefix)]


def _against(
    table: pd.DataFrame,
    *,
    name: str,
    subject: str,
    base: str,
    baseline: str,
    n: int,
    method: str = "",
    flattered: str = "",
) -> Finding:
    """Which forecasters are better and worse than a baseline by more than chance."""
    others = table[table.forecaster != base]
    better, worse = ([f"“{name}”" for name in others[chosen].forecaster] for chosen in (others.low > 0, others.high < 0))
    facts = {
        "better": Fact(value=words.listed(better) or None, n=n, note="" if better else "none"),
        "worse": Fact(value=words.listed(worse) or None, n=n, note="" if worse else "none"),
        "baseline": Fact(value=baseline),
        "level": Fact(value=LEVEL, unit="share"),
    }
    claim = (
        f"{subject}: better than {{baseline}}: {{better}}{flattered}."
        if better
        else f"{subject}: nothing beats {{baseline}} by more than chance ({{level:percent}} intervals)."
    )
    chart = Chart(
        form="forest",
        title=f"{subject}: gain in log score over {baseline}",
        description="Dot: the gain in nats over all that is scored; line: its 90 per cent interval. Right of the dashed line is better.",
        data=others.rename(columns={"forecaster": "name"}),
        settings={"title": f"gain in log score over “{base}”"},
        twin=Table(
            name="skill_acts" if subject == "Acts" else "skill_deals",
            caption=f"{subject}: log scores in nats, difference from “{base}” with its 90 per cent interval, other scores",
            frame=_scores(table, n),
            digits=2,
            brief=True,
        ),
    )
    claim += " Worse: {worse}." if worse else ""
    return Finding(id=name, question=QUESTION, claim=claim, facts=facts, charts=(chart,), headline=True, method=method)


def _scores(table: pd.DataFrame, n: int) -> pd.DataFrame:
    """Scores with the interval of each difference."""
    gain = [
        Fact(
            value=float(r.difference), unit="nats", low=_number(r.low), high=_number(r.high), interval="spread", level=LEVEL, n=n
        )
        if pd.notna(r.low) and r.low < r.high
        else Fact(value=float(r.difference), unit="nats", n=n)
        for r in table.itertuples()
    ]
    shown = pd.DataFrame({"forecaster": table.forecaster, "log score": table.log_score, "difference": gain})
    return shown.assign(**{title: table[column] for column, title in SCORES.items() if column in table})


def _number(value: object) -> float:
    return float(value)  # type: ignore[arg-type]


def calibration_finding(table: pd.DataFrame, prefix: str) -> Finding:
    """Whether acts come as often as was said."""
    shown = [f for f in (CONSTANT, MIXTURE, CORE) if f in set(table.forecaster)]
    part = table[table.forecaster.isin(shown) & (table.cells >= FEWEST)].copy()
    came = (part.seen * part.cells).round()
    part["low"] = betaincinv(came + 0.5, part.cells - came + 0.5, 0.05)
    part["high"] = betaincinv(came + 0.5, part.cells - came + 0.5, 0.95)
    part["low"] = part.low.where(came > 0, 0.0)
    inside = int(((part.low <= part.said) & (part.said <= part.high)).sum())
    twin = Table(
        name="calibration",
        caption="Forecasts that some act comes, by the chance that was said: how many, mean chance said, share that came",
        frame=table,
    )
    chart = Chart(
        form="calibration_lines",
        title="Chances that were said, and how often acts came",
        description="Forecasts that some act comes on an issue in a month, grouped by the chance that was said; on the dashed "
        "line they come as often as said. Bars are 90 per cent intervals.",
        data=part,
        twin=twin,
    )
    return Finding(
        id=f"{prefix}.skill.calibration",
        question=QUESTION,
        claim="What was said agrees with what came in {inside:count} of {groups:count} groups of forecasts.",
        facts={"inside": Fact(value=inside, unit="groups"), "groups": Fact(value=len(part), unit="groups")},
        charts=(chart,) if len(part) else (),
        tables=() if len(part) else (twin,),
    )
