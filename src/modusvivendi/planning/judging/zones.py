"""Zones of agreement: what each bloc and the authority would both accept, on one issue or on two together."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd

from modusvivendi.case import Case
from modusvivendi.case.schema import Bloc
from modusvivendi.engine.equations.deal import Offer
from modusvivendi.planning.agenda.plan import QUIET, QUIET_INTENSITY, Plan, PlanTrack
from modusvivendi.planning.judging.bargain import Bargain, bargains
from modusvivendi.planning.judging.evaluate import Evaluation, Evaluator
from modusvivendi.planning.judging.success import NOTICED, given_success
from modusvivendi.strategy import Levers
from modusvivendi.study.summary import MIXTURE

STEP = 0.3  # what the shipped strategies ask
EVERYONE = "everyone"
Held = dict[tuple[int, int, str], np.ndarray]  # by bloc, issue and theory: draws in which both sides accept, (draws,)
THIRD = ["deal", "bloc", "party", "measure", "change", "low", "high", "effect"]


@dataclass(frozen=True, eq=False)
class Zones:
    """Shares of prior draws at the start of the case, weighted over theories in the rows named 'mixture'.

    single: bloc, issue, theory; ``zone`` share in which both accept at some price the bloc would pay; ``free`` the
    part of it that needs no payment; ``paid`` the part in which the bloc pays; ``price`` its mean price as a share
    of what the step is worth to the bloc. pairs: bloc, first, second, theory; ``together`` share in which both accept the
    two as one deal; ``apart`` the mean of the two shares when each stands alone; ``linkage`` the difference: above
    zero linking settles more issues, below zero one issue sinks the other; ``free`` the part of ``together`` that needs no
    payment, because one issue pays for the other or both are wanted; ``paid`` the rest. deals: those that were simulated
    (per issue the widest zone and the best logroll); deal, bloc, taken: share of futures in which it is struck. third: their
    clear effects on others in those futures, one row each; deal, bloc, party, measure ('wellbeing', 'policy' on what a bloc asks for, or 'attacks'), change, low and high of its 95 per cent
    interval, effect (the change, positive where the party gains).
    """

    single: pd.DataFrame
    pairs: pd.DataFrame
    deals: pd.DataFrame
    third: pd.DataFrame

    @property
    def hurting(self) -> pd.DataFrame:
        """Rows of ``third`` in which someone loses."""
        return self.third[self.third.effect < 0]


def find_zones(evaluator: Evaluator, small: Evaluator, progress: Callable[[int, int], None] | None = None) -> Zones:
    """Zones under each theory; ``small`` simulates deals to see who else is touched. progress(done, all) in three steps.

    A bloc gains step x (what outsiders see in the issue) x (how hard it asks for it), so an issue that it does not
    ask for is worth nothing to it, and it pays at most what the deal is worth to it, in the units of a reward. The
    authority decides by the model's deal equations, with private shocks, trust in that bloc and fairness. Under a
    theory in which deals never move policy the zone is empty.
    """
    case, known = evaluator.case, bargains(evaluator)
    report = progress or (lambda done, total: None)
    single, held = _singles(case, known, evaluator.weights)
    report(1, 3)
    pairs = _pairs(case, known, evaluator.weights, held)
    report(2, 3)
    deals, third = third_parties(case, small, single, pairs)
    report(3, 3)
    return Zones(single, pairs, deals, third)


def _mixture(rows: list[dict[str, object]], keys: list[str], numbers: list[str], weights: np.ndarray) -> pd.DataFrame:
    """Rows of all theories with a weighted row per group added; missing prices count as absent. No rows: an empty table."""
    frame = pd.DataFrame(rows, columns=[*keys, "theory", *numbers])
    if not rows:
        return frame
    count = len(weights)
    mixed = []
    for first in range(0, len(frame), count):
        part = frame.iloc[first : first + count]
        row: dict[str, object] = {**{k: part.iloc[0][k] for k in keys}, "theory": MIXTURE}
        for name in numbers:
            value = part[name].to_numpy(float)
            held = np.isfinite(value)
            row[name] = float(np.average(value[held], weights=weights[held])) if held.any() else np.nan
        mixed.append(row)
    return pd.concat([frame, pd.DataFrame(mixed, columns=frame.columns)], ignore_index=True)


def _singles(case: Case, known: dict[str, Bargain], weights: np.ndarray) -> tuple[pd.DataFrame, Held]:
    rows: list[dict[str, object]] = []
    held: Held = {}
    levels = (0.0, 0.25, 0.5, 0.75, 1.0)
    for b, bloc in enumerate(case.blocs):
        for i, issue in enumerate(case.issues):
            if issue.id not in bloc.demands:
                continue
            for name, bargain in known.items():
                worth = STEP * bargain.wanted[i] * bargain.demand[b, i]
                takes = np.stack([_taken(bargain, [i], b, level * worth) for level in levels])
                zone = np.asarray(takes.any(axis=0))
                level = np.array(levels)[takes.argmax(axis=0)]
                paid = zone & (level > 0)
                held[b, i, name] = zone
                rows.append(
                    {
                        "bloc": bloc.title,
                        "issue": issue.title,
                        "theory": name,
                        "zone": float(zone.mean()),
                        "free": float((zone & (level == 0)).mean()),
                        "paid": float(paid.mean()),
                        "price": float(level[paid].mean()) if paid.any() else np.nan,
                    }
                )
    return _mixture(rows, ["bloc", "issue"], ["zone", "free", "paid", "price"], weights), held


def _taken(bargain: Bargain, issues: list[int], bloc: int, reward: np.ndarray) -> np.ndarray:
    offer = Offer(material=reward, standing=0.0, publicity=QUIET, intensity=QUIET_INTENSITY, snub=0.0)
    terms = bargain.deal(issues, [STEP] * len(issues), bloc, offer)
    return np.asarray(terms.together & bargain.acts)


def _pairs(case: Case, known: dict[str, Bargain], weights: np.ndarray, held: Held) -> pd.DataFrame:
    rows: list[dict[str, object]] = []
    for b, bloc in enumerate(case.blocs):
        for i, j in combinations(range(len(case.issues)), 2):
            first, second = case.issues[i], case.issues[j]
            if first.id not in bloc.demands and second.id not in bloc.demands:
                continue
            for name, bargain in known.items():
                worth = STEP * (bargain.wanted[i] * bargain.demand[b, i] + bargain.wanted[j] * bargain.demand[b, j])
                together = _taken(bargain, [i, j], b, worth)
                free = together & _taken(bargain, [i, j], b, np.zeros(bargain.draws))
                # An issue the bloc does not ask for can only be had by itself if the authority gives it unpaid.
                for n in (i, j):
                    if (b, n, name) not in held:
                        held[b, n, name] = _taken(bargain, [n], b, np.zeros(bargain.draws))
                apart = 0.5 * (held[b, i, name].mean() + held[b, j, name].mean())
                rows.append(
                    {
                        "bloc": bloc.title,
                        "first": first.title,
                        "second": second.title,
                        "theory": name,
                        "together": float(together.mean()),
                        "apart": float(apart),
                        "linkage": float(together.mean() - apart),
                        "free": float(free.mean()),
                        "paid": float((together & ~free).mean()),
                    }
                )
    return _mixture(rows, ["bloc", "first", "second"], ["together", "apart", "linkage", "free", "paid"], weights)


def third_parties(
    case: Case, evaluator: Evaluator, single: pd.DataFrame, pairs: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Simulate, per issue, the deal with the widest zone and the logroll with the best partner, each against the same
    world without it: the deals, and which groups and other blocs lose or gain where it is struck (``Zones.deals`` and
    ``Zones.third``). Averaged over failures, no deal would ever hurt anybody.

    A bloc's interest is policy on the issues it asks for, weighted by how hard; a group's its wellbeing; all sides
    share the attacks of rivals. Kept are differences whose 95 per cent interval leaves zero out and that are at least
    NOTICED.
    """
    chosen = list(dict.fromkeys([*_widest(single), *_best_partners(case, pairs)]))
    deals = pd.DataFrame([{"deal": " with ".join(titles), "bloc": bloc} for bloc, titles in chosen], columns=["deal", "bloc"])
    if not chosen:
        return deals.assign(taken=[]), pd.DataFrame(columns=THIRD)
    free = copy.copy(evaluator)
    free.followers = None  # each deal is made by its own bloc
    run = free.run([plan for n, (bloc, titles) in enumerate(chosen) for plan in _world(case, bloc, titles, n)])
    none = np.zeros(run.outcomes.shape[1::2])
    deals["taken"] = [given_success(run, 2 * n, 0, none).share for n in range(len(chosen))]
    rows = [
        {"deal": deal.deal, "bloc": deal.bloc, **effect}
        for n, deal in enumerate(deals.itertuples())
        for effect in _touched(case, run, 2 * n, 2 * n + 1, str(deal.bloc))
    ]
    return deals, pd.DataFrame(rows, columns=THIRD)


def _widest(single: pd.DataFrame) -> list[tuple[str, tuple[str, ...]]]:
    """Per issue, the bloc with the widest zone."""
    best = single[single.theory == MIXTURE].sort_values("zone", ascending=False, kind="stable").drop_duplicates("issue")
    return [(r.bloc, (r.issue,)) for r in best.itertuples()]


def _best_partners(case: Case, pairs: pd.DataFrame) -> list[tuple[str, tuple[str, ...]]]:
    """Per issue, the logroll that helps most."""
    mix = pairs[pairs.theory == MIXTURE].sort_values("linkage", ascending=False, kind="stable")
    found: list[tuple[str, tuple[str, ...]]] = []
    for title in (i.title for i in case.issues):
        part = mix[(mix["first"] == title) | (mix["second"] == title)]
        if len(part):
            found.append((part.bloc.iloc[0], (part["first"].iloc[0], part["second"].iloc[0])))
    return found


def _world(case: Case, bloc_title: str, titles: tuple[str, ...], n: int) -> list[Plan]:
    """The deal, and the same world without it."""
    bloc = next(b for b in case.blocs if b.title == bloc_title)
    issues = tuple(next(i.id for i in case.issues if i.title == t) for t in titles)
    members = ",".join(c.id for c in case.countries if c.bloc == bloc.id)
    worth = sum(STEP * case.issue(i).outsider_value.centre * (bloc.demands[i].centre if i in bloc.demands else 0) for i in issues)
    track = PlanTrack(
        issues=issues,
        step=STEP,
        bloc=bloc.id,
        reward=round(0.5 * worth, 3),
        publicity=QUIET,
        intensity=QUIET_INTENSITY,
        all_or_nothing=True,
        patience=24,
    )
    public = tuple(i for i in case.issue_ids if i in bloc.demands and i not in issues)
    deal = Plan(name=f"deal-{n}", followers=members, posture=Levers(aid=bloc.aid.centre), demands=public, tracks=(track,))
    return [deal, deal.model_copy(update={"name": f"none-{n}", "tracks": ()})]


def _touched(case: Case, run: Evaluation, deal: int, none: int, own: str) -> list[dict[str, object]]:
    """Who clearly loses or gains where a deal of the bloc ``own`` is struck, as rows of ``Zones.third``."""

    def gap(outcome: str) -> np.ndarray:
        return np.asarray(run.of(outcome)[deal] - run.of(outcome)[none], float)

    changes = [(g.title, "wellbeing", 1, gap(f"wellbeing_{g.id}")) for g in case.groups]
    changes += [(b.title, "policy", 1, _interest(gap, b)) for b in case.blocs if b.title != own and b.demands]
    changes.append((EVERYONE, "attacks", -1, gap("attacks")))
    found = [(party, measure, sign, given_success(run, deal, 0, change)) for party, measure, sign, change in changes]
    return [
        {"party": party, "measure": measure, "change": d.mean, "low": d.low, "high": d.high, "effect": sign * d.mean}
        for party, measure, sign, d in found
        if d.clear and abs(d.mean) >= NOTICED * (100 if measure == "attacks" else 1)
    ]


def _interest(gap: Callable[[str], np.ndarray], bloc: Bloc) -> np.ndarray:
    """Change of policy on what a bloc asks for, weighted by how hard it asks, (theories, futures)."""
    total = sum(q.centre for q in bloc.demands.values()) or 1.0
    return np.asarray(sum(q.centre / total * gap(f"policy_{i}") for i, q in bloc.demands.items()))
