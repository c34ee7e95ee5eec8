"""Where the strategy tested fails: how often, under which theories, and by which rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from modusvivendi.analysis.discovery.box import Box
from modusvivendi.analysis.discovery.discovery import Discovery, Rule
from modusvivendi.analysis.verdict import LEVEL, Verdict
from modusvivendi.findings import Chart, Fact, Finding, Table, words
from modusvivendi.findings.rules import condition, condition_text

FAILS = "Where the strategy tested fails"
LEAST_P = 0.001  # quasi-p-values below this are not told apart
WHY = {
    "given": "the level given",
    "noticed": "the least difference that matters to a reader",
    "stake": "a quarter of what the choice of strategy moves the mean by",
}
METHOD = "Scenario discovery: rules are sought in one half of the draws by PRIM and by a tree (CART); all numbers told come from the other half."


def failure_findings(v: Verdict, titles: Mapping[str, str]) -> list[Finding]:
    """How often it fails, under which theories, the rule, the densest leaf, and every number behind them."""
    failed = v.vulnerability
    facts = _facts(v)
    if failed.share == 0:
        claim = "{value}: `{tested}` fails in no world: it is never more than {level:2} behind the best strategy."
        return [_finding(v, "share", claim, facts, headline=True)]
    discovery = failed.discovery
    rule = discovery.rule if discovery else None
    why = WHY[failed.level_from]
    claim = (
        "`{tested}` fails in {share:percent} of worlds (±{share:percent,half}): there it ends more than {level:2} behind the strategy that "
        f"is best in that very world ({why})."
    )
    often = _finding(v, "share", claim if rule else "{value}: " + claim, facts, headline=rule is None)
    spread = _finding(
        v, "theories", "That is {most:percent} under `{most_under}` and {least:percent} under `{least_under}`.", facts
    )
    tables = _share_tables(v)
    if discovery is None:
        none = _finding(v, "rule", "No condition sets failures apart from the other worlds.", {})
        return [often, spread, replace(none, tables=tables)]
    found = [often, spread, rule_finding(v, discovery, titles), *_leaf_findings(v, discovery, titles)]
    tables += (_limits(v, discovery, titles), _leaves(v, discovery, titles))
    return [*found[:-1], replace(found[-1], tables=tables, charts=(path_chart(v, discovery),), method=METHOD)]


def _facts(v: Verdict) -> dict[str, Fact]:
    failed = v.vulnerability
    by = failed.by_theory
    most, least = max(by, key=lambda t: by[t]), min(by, key=lambda t: by[t])
    reach = 2 * failed.error
    return {
        "value": Fact(value=v.title),
        "tested": Fact(value=failed.strategy),
        "level": Fact(value=failed.level),
        "share": Fact(
            value=failed.share, low=failed.share - reach, high=failed.share + reach, interval="sampling error", level=LEVEL
        ),
        "most": Fact(value=by[most]),
        "most_under": Fact(value=most),
        "least": Fact(value=by[least]),
        "least_under": Fact(value=least),
    }


def _finding(v: Verdict, name: str, claim: str, facts: Mapping[str, Fact], *, headline: bool = False) -> Finding:
    return Finding(
        id=f"compare.failures.{v.name}.{name}", question=FAILS, part=v.title, claim=claim, facts=facts, headline=headline
    )


def rule_finding(v: Verdict, discovery: Discovery, titles: Mapping[str, str]) -> Finding:
    """The rule as counted in the half that did not find it; or that no rule holds."""
    if discovery.rule is None:
        facts = {"tested": Fact(value=v.strategy), "found": Fact(value=discovery.found.density)}
        claim = (
            "No box holds: what set failures apart in one half of the draws did not in the other (where it was found, `{tested}` fails in "
            "{found:percent} of the best box)."
        )
        return _finding(v, "rule", claim, facts)
    claim, facts = _rule_claim(v, discovery, discovery.rule, titles)
    facts |= {"value": Fact(value=v.title), "coverage": Fact(value=discovery.rule.box.coverage)}
    claim = f"{{value}}: if {claim} The rule covers {{coverage:percent}} of failures."
    return _finding(v, "rule", claim, facts, headline=True)


def density_fact(rule: Rule) -> Fact:
    """How often it happens in a box, with its interval."""
    if not np.isfinite(rule.low):
        return Fact(value=rule.box.density, n=rule.box.inside)
    return Fact(value=rule.box.density, low=rule.low, high=rule.high, interval="sampling error", level=LEVEL, n=rule.box.inside)


def _rule_claim(v: Verdict, discovery: Discovery, rule: Rule, titles: Mapping[str, str]) -> tuple[str, dict[str, Fact]]:
    """``such theories hold and such numbers lie there, it fails so often.``"""
    said, facts = condition(rule.box, titles, rule.theories)
    facts |= {
        "tested": Fact(value=v.strategy),
        "density": density_fact(rule),
        "base": Fact(value=discovery.base_rate, n=discovery.worlds),
    }
    return f"{said}, `{{tested}}` fails in {{density:percent,interval}}; the base rate is {{base:percent}}.", facts


def _leaf_findings(v: Verdict, discovery: Discovery, titles: Mapping[str, str]) -> list[Finding]:
    """The densest leaf of the tree that is clearly denser than the base rate."""
    dense = [leaf for leaf in discovery.leaves if leaf.low > discovery.base_rate]
    found = []
    for leaf in dense[:1]:
        claim, facts = _rule_claim(v, discovery, leaf, titles)
        found.append(_finding(v, "leaf", f"Tree: if {claim}", facts))
    return found


def _share_tables(v: Verdict) -> tuple[Table, ...]:
    failed, level = v.vulnerability, words.number(v.vulnerability.level, 2)
    theories = pd.DataFrame({"theory": [f"`{t}`" for t in failed.by_theory], "share of worlds": list(failed.by_theory.values())})
    others = pd.DataFrame({"strategy": [f"`{s}`" for s in failed.others], "share of worlds": list(failed.others.values())})
    return (
        Table(name=f"{v.name}_failures", caption=f"{v.title}: failures of {v.strategy} by theory", frame=theories, folded=True),
        Table(
            name=f"{v.name}_failures_of_all",
            caption=f"{v.title}: how often each strategy ends more than {level} behind the best",
            frame=others,
            folded=True,
        ),
    )


def _limits(v: Verdict, discovery: Discovery, titles: Mapping[str, str]) -> Table:
    """Limits of the box chosen, one by one."""
    frame = discovery.limits_frame()
    rows = []
    for row in frame.to_dict("records"):
        p = float(np.nanmax([row["quasi_p_low"], row["quasi_p_high"]]))
        box = Box({str(row["factor"]): (row["low"], row["high"])}, 0, 0, 0, 0, 0)
        rows.append(
            {
                "limit": condition_text(box, titles, discovery.theories),
                "quasi-p": Fact(value=p) if p >= LEAST_P else Fact(value=f"under {LEAST_P}"),
                "found again at equal coverage": row["again at equal coverage"],
                "at equal density": row["again at equal density"],
            }
        )
    caption = (
        f"{v.title}: limits of the chosen box, their quasi-p-values where it was found, and in what share of {discovery.stability.repeats} "
        "random halves the same factor is restricted"
    )
    return Table(name=f"{v.name}_rule_limits", caption=caption, frame=pd.DataFrame(rows), digits=2, folded=True)


def _leaves(v: Verdict, discovery: Discovery, titles: Mapping[str, str]) -> Table:
    rows = [
        {
            "leaf": condition_text(r.box, titles, r.theories),
            "worlds": r.box.inside,
            "share that fails": density_fact(r),
            "share of failures": r.box.coverage,
        }
        for r in discovery.leaves
        if r.box.limits
    ]
    caption = f"{v.title}: leaves of the tree, as counted in the half that did not grow it"
    return Table(name=f"{v.name}_leaves", caption=caption, frame=pd.DataFrame(rows), digits=2, folded=True)


def path_chart(v: Verdict, discovery: Discovery) -> Chart:
    """Coverage and density of every box of the search, where it was found and on other draws."""
    path = discovery.path
    found = path[["coverage", "density"]].assign(half="where it was found", chosen=False)
    again = path[["coverage_again", "density_again"]].set_axis(["coverage", "density"], axis=1)
    again = again.assign(half="checked on other draws", chosen=False)
    box = discovery.rule.box if discovery.rule else None
    chosen = [(discovery.found, "where it was found"), *([(box, "checked on other draws")] if box else [])]
    picked = [{"coverage": b.coverage, "density": b.density, "half": half, "chosen": True} for b, half in chosen]
    if box is None:
        title = f"{v.title}: no box sets failures of {v.strategy} apart on draws it was not found in"
    else:
        title = (
            f"{v.title}: the chosen rule holds {words.percent(box.coverage)} of the failures of {v.strategy} and is right in "
            f"{words.percent(box.density)} of its worlds (base rate {words.percent(discovery.base_rate)})"
        )
    twin = path.rename(
        columns={"coverage_again": "coverage, checked", "density_again": "density, checked", "worst_quasi_p": "weakest quasi-p"}
    )
    twin[["box", "limits"]] = twin[["box", "limits"]].astype(str)
    return Chart(
        form="peel_path",
        title=title,
        description="Each mark is a box of the PRIM trajectory, from all worlds (right) to the smallest box (left): the denser, the fewer "
        "failures it covers. Large marks: the box chosen, with limits dropped that are not missed. The dashed line is the base rate.",
        data=pd.concat([found, again, pd.DataFrame(picked)], ignore_index=True),
        settings={"base_rate": discovery.base_rate},
        twin=Table(name=f"{v.name}_rule_search", caption=f"{v.title}: every box of the search", frame=twin),
    )
