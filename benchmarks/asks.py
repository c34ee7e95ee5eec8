"""Asks of the records put to the model as they were put to the authority: how many would be met, by form and cost.

Every decided track of a case's record becomes a plan of one track on its own: the same issues, bloc, publicity, rewards and
form, a step of 0.3 on each, on offer for five years from the case's date. Chances are means over prior draws and theories, so
nothing is fitted. The second column has the law that ``deal_cost`` had before (docs/model.md).

    python benchmarks/asks.py [FUTURES]
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from modusvivendi.case import Case, load_case
from modusvivendi.evidence.inference.weigh import model_for
from modusvivendi.evidence.record.arrays import Rows
from modusvivendi.planning import Basis, Evaluator, Plan, PlanTrack
from modusvivendi.planning.assumptions import Assumptions
from modusvivendi.planning.judging.success import TAKEN
from modusvivendi.theory import Prior

CASES = ("afghanistan", "gaza", "tiraspol")
STEP, MONTHS = 0.3, 60
COST = ("none", "low", "mid", "high")
PARTLY = 2
OFTEN = 5  # issues that were asked for alone at least so often have a row of their own
FORMER = Prior(uniform=(0.0, 0.15), source="judgement, range 0–0.15")


def asked(case: Case, rows: Rows, k: int) -> Plan:
    """Track ``k`` of a record as a plan."""
    issues = [case.issue_ids[i] for i in rows.entry_issue[rows.track_first[k] : rows.track_last[k]]]
    bloc = case.blocs[int(rows.track_bloc[k])].id
    track = PlanTrack(
        issues=tuple(dict.fromkeys(issues)),
        bloc=bloc,
        step=STEP,
        reward=float(rows.material[0, k]),
        standing=float(rows.standing[0, k]),
        publicity=float(rows.publicity[0, k]),
        intensity=float(rows.intensity[k]),
        all_or_nothing=bool(rows.whole[0, k] > 0.5),
        patience=MONTHS,
    )
    members = ",".join(c.id for c in case.countries if c.bloc == bloc)
    return Plan(name=f"ask-{k}", followers=members, at_once=1, tracks=(track,))


def chances(basis: Basis, plans: Sequence[Plan], futures: int) -> np.ndarray:
    """Chance that each ask is met in full, undone later or not, (plans,)."""
    run = Evaluator(basis, futures).run(plans)
    met = np.isin(run.tracks[:, :, 0], [code for code in TAKEN if code != PARTLY])
    return np.asarray(met.mean(axis=2) @ run.weights)


def table(name: str, futures: int) -> pd.DataFrame:
    """One row per decided ask of a case."""
    case = load_case(name)
    rows = model_for(case).rows
    decided = np.flatnonzero(rows.outcome >= 0)
    plans = [asked(case, rows, int(k)) for k in decided]
    basis, _, _ = Assumptions().basis(case)
    before = [t.model_copy(update={"priors": {**t.priors, "deal_cost": FORMER}}) for t in basis.theories]
    several = (rows.track_last - rows.track_first)[decided] > 1
    return pd.DataFrame(
        {
            "form": np.where(several, "several issues", [f"one issue, cost {COST[c]}" for c in rows.cost[decided]]),
            "issue": [case.issue_ids[rows.entry_issue[rows.track_first[k]]] for k in decided],
            "asks": 1,
            "met": rows.outcome[decided] == 2,
            "model": chances(basis, plans, futures),
            "before": chances(replace(basis, theories=tuple(before)), plans, futures),
        }
    )


def log_score(chance: pd.Series, met: pd.Series) -> float:
    """Sum of log predictive chances, each held within 0.01 and 0.99."""
    p = chance.clip(0.01, 0.99)
    return float(np.log(np.where(met, p, 1 - p)).sum())


def main() -> None:
    """Print asks met by form and cost over all cases, and the log score of each law."""
    found = pd.concat([table(name, int(sys.argv[1]) if len(sys.argv) > 1 else 64) for name in CASES])
    numbers = ["asks", "met", "model", "before"]
    print(found.groupby("form")[numbers].sum().round(1).to_string())
    single = found[found.form.str.startswith("one")].groupby("issue")[numbers].sum()
    print(single[single.asks >= OFTEN].round(1).to_string())
    for law in ("model", "before"):
        brier = float(((found[law] - found.met) ** 2).mean())
        print(f"{law}: log score {log_score(found[law], found.met):.1f}, Brier score {brier:.3f}")


if __name__ == "__main__":
    main()
