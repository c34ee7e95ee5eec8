"""Demands made up for tests, and a way to draw any."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import strategies as st

from modusvivendi.precedent.demand import OUTCOMES, CaseDemands, Demand, IssueFacts, Source

PLAIN = Demand(
    case="here", id="S1", ask="open the road", asker="EG", asker_title="Egypt", issue_class="roads", issues=("road",),
    domains=("technical",), form=0.0, cost=1 / 3, publicity=0.0, politicisation=0.2, material=0.5, standing=0.0, reward=True,
    sweetener="money", start="2010-03", end="2010-06", outcome="met", reversed="no", cluster="here/roads",
    sources=(Source("road-open", "2010-06-02", "Road opened", "A newspaper", "https://example.org/road"),),
)  # fmt: skip
SHARE = st.floats(0, 1).map(lambda x: round(x, 3))
MAYBE = st.none() | SHARE


def made(name: str, **changes: object) -> Demand:
    """A demand like PLAIN with this id and other changes; the cluster follows case and issue class."""
    demand = replace(PLAIN, id=name, **changes)
    return replace(demand, cluster=f"{demand.case}/{demand.issue_class}") if "cluster" not in changes else demand


def drawn() -> st.SearchStrategy[Demand]:
    """Any demand."""
    return st.builds(
        lambda **fields: replace(PLAIN, **fields),
        id=st.text("abc", min_size=1, max_size=3), outcome=st.sampled_from(OUTCOMES), cost=SHARE, form=SHARE, publicity=SHARE,
        politicisation=MAYBE, material=MAYBE, standing=MAYBE, reward=st.booleans(), asker=st.sampled_from(("EG", "QA")),
        issues=st.sets(st.sampled_from(("road", "water", "school"))).map(lambda x: tuple(sorted(x))),
        domains=st.sets(st.sampled_from(("technical", "rights"))).map(lambda x: tuple(sorted(x))),
        cluster=st.sampled_from(("here/a", "here/b", "there/a", "there/c")), case=st.sampled_from(("here", "there")),
    )  # fmt: skip


def world(n: int = 60, seed: int = 3) -> tuple[CaseDemands, ...]:
    """Three made-up cases in which cheap single asks are mostly met and costly packages are not."""
    rng = np.random.default_rng(seed)
    cases = []
    for case in ("here", "there", "yonder"):
        rows = []
        for k in range(n):
            form, cost, politics = float(rng.random() < 0.3), float(rng.choice([0, 1 / 3, 2 / 3, 1])), float(rng.random())
            chance = 1 / (1 + np.exp(-(3 - 3 * cost - 2 * form - 3 * politics)))
            rows.append(made(f"T{k}", case=case, form=form, cost=cost, politicisation=politics, issue_class=f"class{k % 9}",
                             publicity=float(rng.choice([0, 0.5, 1])), outcome="met" if rng.random() < chance else "not_met",
                             start=f"20{10 + k % 10}-0{1 + k % 9}"))  # fmt: skip
        issues = {"road": IssueFacts("Roads", "technical", 0.2), "school": IssueFacts("Schools", "rights", 0.9)}
        cases.append(CaseDemands(case, case.title(), "2022-01-31", issues, {"EG": "Egypt", "QA": "Qatar"}, tuple(rows)))
    return tuple(cases)
