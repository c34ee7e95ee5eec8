"""Make again the figures on evidence: weigh the Afghan record, look for signposts, and write the tables.

Run ``python docs/refresh_evidence.py`` after a change of what decides the numbers (one to two minutes). Slow measurements
are printed by scripts in ``benchmarks/``; ``python docs/refresh_evidence.py put NAME < FILE`` writes their output in place.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

import pandas as pd
from pages import EVIDENCE, bullets, case_of_the_documents, fill

from modusvivendi.evidence import WeighOptions, Weights, weigh
from modusvivendi.evidence.forecast.one_month import CONSTANT, CORE, MIXTURE
from modusvivendi.evidence.inference.identity import code_digest
from modusvivendi.evidence.inference.weigh import checkpoint_folder
from modusvivendi.evidence.likelihood.likelihood import HYPER
from modusvivendi.evidence.record import coding_rule
from modusvivendi.evidence.signposts.signposts import designs, signposts
from modusvivendi.evidence.tables import TABLES, tables_of
from modusvivendi.findings.weigh import told_later, weigh_report
from modusvivendi.render.markdown import markdown
from modusvivendi.theory import load_theories


def _blank(table: pd.DataFrame) -> pd.DataFrame:
    """Nothing where there is no number."""
    return table.astype(object).where(table.notna(), "")


def manifest(w: Weights) -> str:
    """What the figures were made from."""
    return (
        f"Case `{w.case.digest()[:12]}`, code `{code_digest()[:12]}`, seed {w.options.seed}, sampler {w.options.sampler}; at least "
        f"{w.least_effective:.0f} effective draws behind every log evidence of a theory and coding."
    )


def scored(w: Weights) -> str:
    """How many rows are scored, and why the others are not."""
    left = "; ".join(f"{why}: {n}" for why, n in w.rows.excluded.items() if n)
    decided = int((w.rows.outcome >= 0).sum())
    return (
        f"Scored: {len(w.rows.acts)} acts that at least one coder takes to move an issue of the case, October 2021 to May 2024, and "
        f"{decided} decided tracks. Not scored: {left}. Told only by a source of after the case's day: {told_later(w.case)}."
    )


def evidence(w: Weights) -> str:
    """Log evidence in three columns."""
    table = TABLES["evidence"](w).drop(columns=["against"])
    shown = table.rename(columns=lambda c: "error" if c.endswith("_error") else c)
    return markdown(shown, 3)


def sensitivities(w: Weights) -> str:
    """Weights under every sensitivity variant."""
    table = TABLES["sensitivities"](w)
    return markdown(_blank(table[["variant", "moved", "error", *(t.name for t in w.held)]]))


def parameters(w: Weights) -> str:
    """The parameters of the free theory of which most was learned."""
    table = TABLES["parameters"](w)
    part = table[table.theory == "free"].sort_values("learned", ascending=False).head(14)
    return markdown(part[["parameter", "prior_p5", "prior_p50", "prior_p95", "p5", "p50", "p95", "learned"]])


def predictive(w: Weights) -> str:
    """Figures under the core, and all figures outside the central 95 per cent."""
    table = TABLES["predictive"](w)
    shown = table[(table.theory == "inertia") & ((table["mean"] >= 1) | (table.observed >= 2))].drop(columns="theory")
    out = table[(table.extreme < 0.025) | (table.extreme > 0.975)][["theory", "figure", "mean", "observed", "extreme"]]
    return (
        f"{markdown(shown)}\n\nOutside the central 95 per cent: {len(out)} of {len(table)} figures (all theories together; one in "
        f"twenty would be {len(table) / 20:.0f}).\n\n{markdown(out) if len(out) else ''}"
    )


def placebos(w: Weights) -> str:
    """Coefficients at other lags."""
    table = TABLES["placebos"](w).drop(columns="lag")
    return markdown(table.rename(columns=lambda c: "sd" if c.endswith("_sd") else c.removeprefix("beta_")).pipe(_blank), 3)


def calibration(w: Weights) -> str:
    """Said and seen, for three forecasters."""
    table = w.skill.calibration
    return markdown(table[table.forecaster.isin([CONSTANT, MIXTURE, CORE])], 3)


def watch(w: Weights) -> str:
    """Signposts under piecemeal, and what would teach most."""
    posterior = w.posterior
    found = signposts(w.case, "piecemeal", 12, weights=posterior.weights, posterior=posterior)
    tried = designs(w.case, weights=posterior.weights, posterior=posterior).drop_duplicates(["kind", "what"])
    table = found.table
    said = [
        f"{threshold:.3g} or more speaks for {gains}, less for {loses}"
        for threshold, gains, loses in zip(table.threshold, table.if_reached, table.if_not, strict=True)
    ]
    columns = ["window", "observable", "information", "error", "chance", "direction", "weight_if_reached", "weight_if_not"]
    return (
        f"Of {found.known:.2f} nats that are unknown:\n\n{markdown(table.assign(direction=said)[columns].head(8), 3)}\n\nBest observable of each strategy "
        f"and single probe (the first 12 of {len(tried)}):\n\n{markdown(tried.head(12), 3)}"
    )


def likelihood_parameters(_: Weights) -> str:
    """Parameters of the likelihood that are no part of a theory."""
    rows = [
        {
            "parameter": n,
            "prior": f"{p.distribution.replace('_', ' ')} {getattr(p, p.distribution)}",
            "meaning": p.meaning,
            "source": p.source,
        }
        for n, p in HYPER.items()
    ]
    return markdown(pd.DataFrame(rows))


PARTS: dict[str, Callable[[Weights], str]] = {
    "manifest": manifest,
    "sentences": lambda w: bullets([f.sentence for f in weigh_report(w, tables_of(w)).headlines]),
    "evidence": evidence,
    "alone": lambda w: markdown(TABLES["alone"](w)),
    "families": lambda w: markdown(TABLES["families"](w), 3),
    "sensitivities": sensitivities,
    "placebos": placebos,
    "rows": lambda w: markdown(TABLES["rows"](w).head(10).drop(columns=["issue", "discriminates"])),
    "parameters": parameters,
    "predictive": predictive,
    "skill acts": lambda w: markdown(w.skill.acts, 3),
    "skill deals": lambda w: markdown(w.skill.deals),
    "calibration": calibration,
    "signposts": watch,
    "scored": scored,
    "likelihood": likelihood_parameters,
    "coding rule": lambda _: markdown(coding_rule.table()),
}


if __name__ == "__main__":
    if sys.argv[1:2] == ["put"]:
        fill(EVIDENCE, {sys.argv[2]: sys.stdin.read()})
    else:
        weights = weigh(case_of_the_documents(), load_theories(), WeighOptions(checkpoints=checkpoint_folder()))
        fill(EVIDENCE, {part: make(weights) for part, make in PARTS.items()})
