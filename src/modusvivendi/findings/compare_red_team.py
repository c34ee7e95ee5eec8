"""The red team: the most plausible worlds in which the strategy tested is regretted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from modusvivendi.analysis.stress.red_team import World
from modusvivendi.analysis.verdict import LEVEL, Verdict
from modusvivendi.findings import Fact, Finding, Table, words

RED_TEAM = "The red team"
METHOD = (
    "The most plausible world, theory by theory, in which the strategy tested is regretted on average over chance: as few numbers as "
    "possible leave their middle, as little as possible."
)


def red_team_findings(v: Verdict, titles: Mapping[str, str]) -> list[Finding]:
    """The worlds in words, most plausible first; or that none was found."""
    report = v.red_team
    if not report.worlds:
        facts = {
            "theories": Fact(value=words.counted(report.theories, "theory", "theories"), n=report.theories),
            "tested": Fact(value=report.strategy),
            "level": Fact(value=report.level),
            "largest": Fact(value=report.largest),
        }
        claim = (
            "Under none of {theories} was a world found in which `{tested}` is regretted by more than {level:2} on average over chance; the "
            "largest regret met is {largest:2}."
        )
        return [_finding(v, "none", claim, facts)]
    found = [world_finding(v, n, world, titles) for n, world in enumerate(report.worlds, 1)]
    return [*found[:-1], replace(found[-1], tables=_tables(v, titles), method=METHOD)]


def _finding(v: Verdict, name: str, claim: str, facts: Mapping[str, Fact]) -> Finding:
    return Finding(id=f"compare.red_team.{v.name}.{name}", question=RED_TEAM, part=v.title, claim=claim, facts=facts)


def regret_fact(world: World, rolls: int) -> Fact:
    """The mean regret in a world over courses of chance."""
    reach = 2 * world.error
    return Fact(
        value=world.regret, low=world.regret - reach, high=world.regret + reach, interval="sampling error", level=LEVEL, n=rolls
    )


def world_finding(v: Verdict, number: int, world: World, titles: Mapping[str, str]) -> Finding:
    """One world: the theory, the numbers away from their middle, and what one would wish to have done."""
    facts = {
        "tested": Fact(value=v.strategy),
        "level": Fact(value=v.red_team.level),
        "theory": Fact(value=world.theory),
        "weight": Fact(value=world.weight),
        "wished": Fact(value=world.wished),
        "wished_value": Fact(value=v.sign * world.wished_value),
        "tested_value": Fact(value=v.sign * world.value),
        "regret": regret_fact(world, v.red_team.rolls),
        "odds": Fact(value=world.odds),
    }
    moved = []
    for n, d in enumerate(world.departures, 1):
        facts |= {
            f"number_{n}": Fact(value=titles.get(d.number, d.number)),
            f"at_{n}": Fact(value=d.value),
            f"middle_{n}": Fact(value=d.middle),
            f"beyond_{n}": Fact(value=min(d.share, 1 - d.share)),
        }
        side = "higher" if d.share > 0.5 else "lower"
        moved.append(f"{{number_{n}}} is {{at_{n}:3}} instead of {{middle_{n}:3}} ({{beyond_{n}:percent}} of draws are {side})")
    rest = "everything else is in its middle" if moved else "everything is in its middle"
    first = "The most plausible world in which `{tested}` is regretted by more than {level:2}: " if number == 1 else "Next: "
    claim = (
        f"{first}`{{theory}}` holds (weight {{weight:fixed2}}), {', '.join([*moved, rest])}. One would wish to have had `{{wished}}`: "
        "{wished_value:3} against {tested_value:3} with `{tested}`, a regret of {regret:2} (±{regret:1,half})."
    )
    return _finding(v, f"world_{number}", claim, facts)


def _tables(v: Verdict, titles: Mapping[str, str]) -> tuple[Table, ...]:
    report = v.red_team
    rows = [
        {
            "theory": f"`{w.theory}`",
            "weight": w.weight,
            "distance from the middle": w.distance,
            "odds": w.odds,
            f"under `{v.strategy}`": v.sign * w.value,
            "wished": f"`{w.wished}`",
            "under it": v.sign * w.wished_value,
            "regret": regret_fact(w, report.rolls),
        }
        for w in report.worlds
    ]
    caption = (
        f"{v.title}: the worlds, averaged over {report.rolls} courses of chance; odds against the most plausible world of all"
    )
    tables = [Table(name=f"{v.name}_red_team", caption=caption, frame=pd.DataFrame(rows), folded=True)]
    moved = report.departures_frame()
    if len(moved):
        moved["number"] = [titles.get(n, n) for n in moved.number]
        frame = moved[["number", "theory", "value", "middle", "share"]].rename(columns={"share": "share of draws below"})
        name = f"{v.name}_red_team_numbers"
        tables.append(
            Table(name=name, caption=f"{v.title}: numbers away from their middle", frame=frame, digits="3", folded=True)
        )
    return tuple(tables)
