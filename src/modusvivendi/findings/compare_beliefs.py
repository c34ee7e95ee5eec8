"""What one would have to believe: at which weights on theories each strategy is best, and what change of mind it takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from modusvivendi.analysis.beliefs.belief_map import BeliefMap, Triangle
from modusvivendi.analysis.beliefs.limits import NARROW, Shift
from modusvivendi.analysis.verdict import LEVEL, Verdict
from modusvivendi.findings import Chart, Fact, Finding, Table, words

BELIEVE = "What one would have to believe"
TOLD_LOW, TOLD_HIGH = 0.01, 0.5  # a limit is told in words if it asks for this much weight, or allows no more than this
MOST_TOLD = 3  # upper limits told for a strategy, tightest first
SURE = 0.0025  # standard errors of a weight below this are not told
ALL = 0.99  # a weight above this leaves nothing that a reader would call more
HEIGHT = np.sqrt(3) / 2  # of a triangle with sides of 1
ROOM = 0.02  # share of the triangle that a strategy needs to be named in it


def beliefs_findings(v: Verdict, strategies: Sequence[str]) -> list[Finding]:
    """What is best now, what change of mind makes another best, what each needs, and what is never best.

    strategies: all of them, in the order of their colours.
    """
    found = [_now(v), *_changes_of_mind(v), *_ties(v)]
    last = found[-1]
    charts = (triangle_chart(v, v.triangle, strategies),) if v.triangle is not None else ()
    return [
        *found[:-1],
        Finding(
            id=last.id,
            question=BELIEVE,
            part=v.title,
            claim=last.claim,
            facts=last.facts,
            headline=last.headline,
            charts=charts,
            tables=_tables(v),
            method="Mean outcomes are linear in the weights on theories, so where the best strategy changes is known "
            "exactly; ± half of the 95% interval of the estimate from these draws.",
        ),
    ]


def _finding(v: Verdict, name: str, claim: str, facts: Mapping[str, Fact], *, headline: bool = False) -> Finding:
    return Finding(
        id=f"compare.beliefs.{v.name}.{name}", question=BELIEVE, part=v.title, claim=claim, facts=facts, headline=headline
    )


def weight_fact(weight: float, error: float | None) -> Fact:
    """A weight on a theory with its interval, if it has one worth telling."""
    if error is None or not error > SURE:
        return Fact(value=weight, unit="weight")
    low, high = max(0.0, weight - 2 * error), min(1.0, weight + 2 * error)
    return Fact(value=weight, unit="weight", low=low, high=high, interval="sampling error", level=LEVEL)


def _above(theory: str, name: str, weight: Fact) -> str:
    """The part of a claim that says that a theory needs more than a weight; what leaves no room above is all of it."""
    if isinstance(weight.value, float) and weight.value > ALL:
        return f"all weight, or nearly all, lies on `{{{theory}}}`"
    return f"`{{{theory}}}` has more than {_told(name, weight)}"


def _told(name: str, fact: Fact) -> str:
    """The part of a claim that tells a weight: ``{name}`` with half of its interval."""
    return f"{{{name}:fixed2}}" + (f" (±{{{name}:fixed2,half}})" if fact.interval else "")


def _now(v: Verdict) -> Finding:
    """The best strategy at the weights held, or whatever the weights."""
    beliefs = v.beliefs
    if len(beliefs.ever_best) == 1:
        facts = {"value": Fact(value=v.title), "best": Fact(value=beliefs.ever_best[0])}
        return _finding(v, "now", "{value}: `{best}` is best whatever the weights on theories.", facts, headline=True)
    return _finding(v, "now", "At these weights `{best}` is best.", {"best": Fact(value=beliefs.best(v.weights))})


def _changes_of_mind(v: Verdict) -> list[Finding]:
    """What makes another strategy best, what each strategy needs, and which ones no weights make best."""
    beliefs = v.beliefs
    if len(beliefs.ever_best) == 1:
        return []
    found = []
    shifts = sorted((s for s in beliefs.shifts if s.moved > NARROW), key=lambda s: s.moved)
    for n, shift in enumerate(shifts, 1):
        claim, facts = _shift(shift, v.weights)
        if n == 1:
            claim, facts = "{value}: " + claim, {"value": Fact(value=v.title), **facts}
        found.append(_finding(v, f"shift_{n}", claim, facts, headline=n == 1))
    found += _single_theories(v)
    for n, strategy in enumerate(beliefs.ever_best, 1):
        found += _needs(v, n, strategy)
    never = [str(s) for s in beliefs.expected.columns if s not in (*beliefs.ever_best, *beliefs.ties)]
    if never:
        facts = {"never": Fact(value=words.listed(f"`{s}`" for s in never), n=len(never))}
        found.append(_finding(v, "never", "Never best, whatever the weights on theories: {never}.", facts))
    return found


def _shift(shift: Shift, now: Mapping[str, float]) -> tuple[str, dict[str, Fact]]:
    """The smallest change of the weights that makes a strategy best."""
    change = {t: w - now.get(t, 0.0) for t, w in shift.weights.items()}
    gives = sorted((t for t in change if change[t] < -TOLD_LOW), key=lambda t: change[t])
    takes = sorted((t for t in change if change[t] > TOLD_LOW), key=lambda t: -change[t])
    facts = {
        "strategy": Fact(value=shift.strategy),
        "moved": weight_fact(shift.moved, shift.error),
        "gives": Fact(value=words.listed(f"`{t}`" for t in gives), n=len(gives)),
        "takes": Fact(value=words.listed(f"`{t}`" for t in takes), n=len(takes)),
    }
    path = ", for example from {gives} to {takes}" if gives and takes else ""
    claim = f"`{{strategy}}` becomes best once {_told('moved', facts['moved'])} of the weight on theories moves{path}."
    return claim, facts


def _single_theories(v: Verdict) -> list[Finding]:
    """At which weight of one theory, the others in proportion, the best strategy first changes."""
    facts: dict[str, Fact] = {}
    by: dict[str, list[str]] = {}
    for n, (theory, at, error, strategy) in enumerate(v.beliefs.flips_from_now(), 1):
        facts |= {f"theory_{n}": Fact(value=theory), f"at_{n}": weight_fact(at, error), f"strategy_{n}": Fact(value=strategy)}
        told = by.setdefault(strategy, [f"`{{strategy_{n}}}` becomes best once"])
        told.append(_above(f"theory_{n}", f"at_{n}", facts[f"at_{n}"]))
    if not by:
        return []
    flips = "; ".join(f"{first} {' or '.join(points)}" for first, *points in by.values())
    return [_finding(v, "single", f"If one theory gains and the others keep their proportions, {flips}.", facts)]


def _needs(v: Verdict, number: int, strategy: str) -> list[Finding]:
    """The weights that a strategy needs, as far as they rule much out."""
    mine = [r for r in v.beliefs.ranges if r.strategy == strategy]
    needs = [("more", r.theory, weight_fact(r.low, r.low_error)) for r in mine if r.low > TOLD_LOW]
    caps = sorted((r for r in mine if r.high < TOLD_HIGH), key=lambda r: r.high)[:MOST_TOLD]
    needs = needs or [("less", r.theory, weight_fact(r.high, r.high_error)) for r in caps]
    if not needs:
        return []
    facts = {"strategy": Fact(value=strategy)}
    parts = []
    for n, (word, theory, weight) in enumerate(needs, 1):
        facts |= {f"theory_{n}": Fact(value=theory), f"limit_{n}": weight}
        more = _above(f"theory_{n}", f"limit_{n}", weight)
        parts.append(more if word == "more" else f"`{{theory_{n}}}` has less than {_told(f'limit_{n}', weight)}")
    return [_finding(v, f"needs_{number}", f"`{{strategy}}` is best only if {words.listed(parts)}.", facts)]


def _ties(v: Verdict) -> list[Finding]:
    found = []
    ties: BeliefMap = v.beliefs
    for n, leader in enumerate(dict.fromkeys(ties.ties.values()), 1):
        same = [f"`{s}`" for s, other in ties.ties.items() if other == leader]
        facts = {"same": Fact(value=words.listed(same), n=len(same)), "leader": Fact(value=leader)}
        claim = f"{{same}} {'does' if len(same) == 1 else 'do'} as well as `{{leader}}` on average under every theory."
        found.append(_finding(v, f"tie_{n}", claim, facts))
    return found


def _tables(v: Verdict) -> tuple[Table, ...]:
    """Limits, smallest changes of mind, and flip points, behind lines that open them."""
    cells: dict[str, list[object]] = {"theory": [f"`{t}`" for t in v.weights]}
    for strategy in v.beliefs.ever_best:
        mine = {r.theory: r for r in v.beliefs.ranges if r.strategy == strategy}
        cells[f"`{strategy}`, least"] = [weight_fact(mine[t].low, mine[t].low_error) for t in v.weights]
        cells[f"`{strategy}`, greatest"] = [weight_fact(mine[t].high, mine[t].high_error) for t in v.weights]
    limits = f"{v.title}: least and greatest weight of each theory while a strategy is best"
    shifts = v.beliefs.shifts_frame().rename(columns={"moved": "weight that moves"})
    near = f"{v.title}: nearest weights at which each strategy is best"
    tables = [
        Table(name=f"{v.name}_belief_limits", caption=limits, frame=pd.DataFrame(cells), digits=2, folded=True),
        Table(name=f"{v.name}_belief_shifts", caption=near, frame=shifts, folded=True),
    ]
    flips = _flips(v.beliefs)
    if len(flips):
        caption = f"{v.title}: flip points on edges, all weight on two theories"
        tables.append(Table(name=f"{v.name}_belief_flips", caption=caption, frame=flips, digits=2, folded=True))
    return tuple(tables)


def _flips(beliefs: BeliefMap) -> pd.DataFrame:
    """Where the best strategy changes along the edges between two theories."""
    rows = [
        {
            "from theory": e.origin,
            "to theory": e.theory,
            "best before": piece.strategy,
            "best after": after.strategy,
            "weight of the second at the flip": weight_fact(piece.end, piece.end_error),
        }
        for e in beliefs.edges
        for piece, after in zip(e.pieces, e.pieces[1:], strict=False)
    ]
    return pd.DataFrame(rows)


def triangle_chart(v: Verdict, triangle: Triangle, strategies: Sequence[str]) -> Chart:
    """All weightings of three theories, coloured by the strategy that is best there."""
    outlines, middles = [], []
    for region in triangle.regions:
        x, y = _place(region.vertices)
        outlines.append(pd.DataFrame({"strategy": region.strategy, "order": range(len(x)), "x": x, "y": y}))
        if region.area > ROOM:
            middles.append({"text": region.strategy, "x": x.mean(), "y": y.mean()})
    held, where = _held(v, triangle, middles)
    shares = sorted(triangle.regions, key=lambda r: -r.area)
    told = words.listed(f"{r.strategy} in {words.percent(r.area)}" for r in shares)
    twin = pd.DataFrame(
        [
            {"best in the area with corners at": r.strategy, **{t: float(p[k]) for k, t in enumerate(triangle.theories)}}
            for r in shares
            for p in r.vertices
        ]
    )
    return Chart(
        form="belief_triangle",
        title=f"{v.title}, all weight on {words.listed(triangle.theories)}: best in this share of the triangle: {told}",
        description="Each corner is certainty in one theory, each point a weighting of the three, coloured by the strategy that is best "
        f"there on average; {where}.",
        data=pd.concat(outlines),
        settings={
            "names": pd.DataFrame(middles, columns=["text", "x", "y"]),
            "corners": pd.DataFrame({"text": triangle.theories, "x": [0.0, 1.0, 0.5], "y": [-0.06, -0.06, HEIGHT + 0.05]}),
            "now": held,
            "strategies": list(strategies),
        },
        twin=Table(
            name=f"{v.name}_triangle", caption=f"{v.title}: corners of the areas, as weights on the three theories", frame=twin
        ),
    )


def _held(v: Verdict, triangle: Triangle, middles: list[dict[str, object]]) -> tuple[pd.DataFrame, str]:
    """The mark of the weights held, and what it says; a name that would lie under the mark moves up."""
    own = np.array([v.weights[t] for t in triangle.theories])
    if own.sum() == 0:
        return pd.DataFrame(columns=["text", "x", "y"]), "none of the three has any weight now"
    own, outside = own / own.sum(), 1.0 - float(own.sum())
    there = v.beliefs.best(dict.fromkeys(v.weights, 0.0) | dict(zip(triangle.theories, own.tolist(), strict=True)))
    if there != v.beliefs.best(v.weights):
        empty = pd.DataFrame(columns=["text", "x", "y"])
        return empty, (
            f"the weights now have no place in it: theories left out of it hold {words.shown(outside, 'of_hundred')} parts of 100, and with them "
            f"{v.beliefs.best(v.weights)} is best, not {there}"
        )
    x, y = _place(own[None])
    for middle in middles:
        if abs(float(str(middle["y"])) - y[0]) < 0.05 and abs(float(str(middle["x"])) - x[0]) < 0.3:
            middle["y"] = y[0] + 0.06
    said = words.listed(f"{t} {words.shown(float(w), 'fixed2')}" for t, w in zip(triangle.theories, own, strict=True))
    return pd.DataFrame({"text": ["weights now"], "x": x, "y": y}), f"the diamond marks the weights now, {said} among these three"


def _place(barycentric: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Points (n, 3) of weights on three theories in the plane: corners at (0, 0), (1, 0) and the top."""
    return barycentric[:, 1] + barycentric[:, 2] / 2, barycentric[:, 2] * HEIGHT
