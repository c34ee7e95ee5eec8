"""What the record taught about parameters, and what the posterior predicts."""

from __future__ import annotations

import numpy as np
import pandas as pd

from modusvivendi.evidence.inference.weights import Weights
from modusvivendi.evidence.likelihood.likelihood import HYPER
from modusvivendi.evidence.likelihood.model import NAMES
from modusvivendi.findings import Chart, Fact, Finding, Table, words
from modusvivendi.study.titles import factor_titles

SHOWN_PARAMETERS = 14
NAMED = 3  # figures outside their range that a sentence names


def parameters(w: Weights, table: pd.DataFrame) -> Finding:
    """Of which parameters the record teaches most."""
    known = factor_titles(w.case)
    titles = {n: HYPER[n].meaning if n in HYPER else known.get(n, n) for n in NAMES}
    shown = table.assign(meaning=table.parameter.map(titles))
    theory = "free" if "free" in w.main else best_theory(w)
    part = shown[shown.theory == theory].sort_values("learned", ascending=False).head(SHOWN_PARAMETERS)
    own = part[part.parameter.str.startswith("beta_")]
    most = Fact(value=str(part.meaning.iloc[0]))
    learned = Fact(value=float(part.learned.iloc[0]), unit="nats")
    own_fact = Fact(value=str(own.meaning.iloc[0])) if len(own) else Fact(value=None, note="little")
    everything = shown[["parameter", "theory", "meaning", "prior_p5", "prior_p50", "prior_p95", "p5", "p50", "p95", "learned"]]
    return Finding(
        id="weigh.parameters",
        question="Prior and posterior",
        claim="The record teaches most about the {most}; of what theories disagree on, "
        + ("most about the {own}." if len(own) else "little."),
        facts={"most": most, "learned": learned, "own": own_fact},
        charts=(_parameter_chart(w, theory, part),),
        tables=(
            Table(
                name="parameters",
                caption="Prior and posterior of every parameter: 5, 50 and 95 per cent points; learned: nats",
                frame=everything,
                digits=2,
                folded=True,
            ),
        ),
        method="What the record taught about each theory's numbers is in nats: 0.5 is about one prior standard deviation.",
    )


def _parameter_chart(w: Weights, theory: str, part: pd.DataFrame) -> Chart:
    """Posterior as quantiles of the prior."""
    at = [NAMES.index(p) for p in part.parameter]
    low, middle, high = np.quantile(w.main[theory].draws[:, at], (0.05, 0.5, 0.95), axis=0)
    title = next(t.title for t in w.theories if t.name == theory)
    columns = ["parameter", "prior_p5", "prior_p50", "prior_p95", "p5", "p50", "p95", "learned"]
    return Chart(
        form="two_ranges",
        title=f"The {len(part)} parameters of which most was learned, under “{title}”",
        description="Grey: the middle 90 per cent before the record; blue: after it; dot: median.",
        data=pd.DataFrame({"name": list(part.meaning), "p5": low, "p50": middle, "p95": high}),
        twin=Table(name="learned_most", caption="Prior and posterior: 5, 50 and 95 per cent points", frame=part[columns]),
    )


def best_theory(w: Weights) -> str:
    """The theory with the highest evidence among those with a prior."""
    return max((t.name for t in w.held), key=lambda n: float(np.mean(w.main[n]["whole"])))


def predictive(w: Weights, table: pd.DataFrame) -> Finding:
    """Whether the theory with the highest evidence, having learned from the record, expects what is in it."""
    theory = best_theory(w)
    part = table[table.theory == theory].copy()
    part["outside"] = (part.extreme < 0.025) | (part.extreme > 0.975)
    out = part[part.outside].figure.tolist()
    claim = "`{theory}` expects what happened in {inside:count} of {figures:count} figures" + (
        "; not in {outside}." if 0 < len(out) <= NAMED else "."
    )
    columns = ["figure", "low", "mean", "high", "observed", "extreme"]
    chart = Chart(
        form="observed_in_range",
        title=f"What “{next(t.title for t in w.theories if t.name == theory)}” predicts, and what was recorded",
        description="Records made by the theory after it has learned from the real one. Band: 90 per cent of them; mark: what was recorded "
        "(orange diamond: outside 95 per cent). Figures with small numbers are in the table only.",
        data=part[(part["mean"] >= 1) | (part.observed >= 2)],
        twin=Table(
            name="predictive",
            caption="Predicted (5 per cent point, mean, 95 per cent point) and recorded; extreme: share of predictions at least as large",
            frame=part[columns],
        ),
    )
    return Finding(
        id="weigh.predictive",
        question="What the posterior predicts, and what happened",
        claim=claim,
        facts={
            "theory": Fact(value=theory),
            "inside": Fact(value=len(part) - len(out), unit="figures"),
            "figures": Fact(value=len(part), unit="figures"),
            "outside": Fact(value=words.listed(out) or None, note="" if out else "none"),
        },
        charts=(chart,),
    )
