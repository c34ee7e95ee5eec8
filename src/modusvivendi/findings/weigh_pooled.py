"""Theories weighed on the asks of several authorities at once: the report of ``modus weigh CASE... --pooled``."""

from __future__ import annotations

from importlib.metadata import version

import numpy as np
import pandas as pd
from scipy.stats import beta

from modusvivendi.evidence.inference.posterior import THIN
from modusvivendi.evidence.pooled.hierarchy import shares
from modusvivendi.evidence.pooled.scores import MIXTURE, RIVAL, LeftOutScores
from modusvivendi.evidence.pooled.weigh import PooledWeights
from modusvivendi.findings import Chart, Fact, Finding, Report, Table, words
from modusvivendi.findings.finding import for_scholars, parted
from modusvivendi.findings.weigh_evidence import VERDICTS, Tables
from modusvivendi.precedent.pooled import LEVEL

UNSEEN = "Does it tell an authority that it has never seen?"
SAYS = "What the asks say of the theories"
PARAMETERS = "How far authorities differ"
ELSE = "What else could have been said"
MADE = "How this was made"
NOT_TOLD = "not to be told from"
LEARNED = 0.1  # change of a share between authorities from which something is said to be learned


def pooled_report(w: PooledWeights, scores: LeftOutScores, tables: Tables) -> Report:
    """All findings of pooled weighing: scores on unseen authorities first, then weights, parameters, variants."""
    findings = [
        *parted(against_rival(w, scores)),
        *for_scholars([unseen(scores)]),
        *parted(calibrated(scores)),
        *parted(separation(w, tables["weights"])),
        *parted(leader(w, tables)),
        *for_scholars([differences(w, tables["parameters"])]),
        *parted(variants(w, tables["sensitivities"])),
        *thin(w),
        *for_scholars([made(w)]),
    ]
    return Report(
        title="Theories against the asks of several authorities",
        kind=f"pooled evidence, {', '.join(w.pool.cases)}",
        basis=basis(w),
        findings=tuple(findings),
        note="Weights carry the prior over theories and every choice listed below. Asks were chosen by those who asked, coders may "
        "have known what came of them, and the same things were asked again and again; docs/pooled.md says how large each bias is.",
        slug="weigh-pooled",
    )


def basis(w: PooledWeights) -> str:
    """What was weighed."""
    each = [
        f"{title} (up to {words.day(day)}: {np.count_nonzero(w.pool.case == n)})"
        for n, (title, day) in enumerate(zip(w.titles, w.known, strict=True))
    ]
    return (
        f"{words.counted(len(w.pool.demands), 'decided ask')} in {words.counted(len(set(w.pool.file)), 'file')} put to "
        f"{words.counted(len(w.titles), 'authority', 'authorities')}: {'; '.join(each)}. "
        f"{words.counted(len(w.theories), 'theory', 'theories')}, weights before any ask the same for every family."
    )


def gain_over(table: pd.DataFrame, name: str, prefix: str = "", unit: str = "nats") -> Fact:
    """What the mixture gains over one forecaster, with its interval."""
    row = table.set_index("forecaster").loc[name]
    low, gain, high = (float(row[f"{prefix}{end}"]) for end in ("low", "gain", "high"))
    return Fact(value=gain, unit=unit, low=low, high=high, interval="sampling error", level=LEVEL)


def against_rival(w: PooledWeights, scores: LeftOutScores) -> Finding:
    """Whether the mixture of theories tells unseen authorities at least as well as a plain formula in cost and politicisation."""
    n = len(scores.chosen)
    by_name = scores.table.set_index("forecaster").log_score
    given = {name: Fact(value=100 * float(np.exp(by_name[name] / n)), unit="of 100") for name in (MIXTURE, RIVAL, "constant")}
    facts = {
        "verdict": Fact(value=verdict(gain_over(scores.table, RIVAL))),
        "mixture": given[MIXTURE],
        "rival": given[RIVAL],
        "constant": given["constant"],
        "n": Fact(value=n, unit="asks"),
    }
    return Finding(
        id="weigh_pooled.unseen",
        question=UNSEEN,
        claim="Over {n:count} asks, each foretold from other authorities alone, the mixture of theories is {verdict} a plain formula in what an ask "
        "costs and how it reads to the base: it had given what came a chance of {mixture:fixed0} of 100, the formula {rival:fixed0}, one and "
        "the same chance for every ask {constant:fixed0} (geometric means).",
        facts=facts,
        headline=True,
        too_close_to_call=facts["verdict"].value == NOT_TOLD,
        method="Nothing of the predicted case is known: it is an authority that has not been asked yet.",
    )


def verdict(gain: Fact) -> str:
    """Whether the mixture is better or worse than another forecaster, by the interval of what it gains."""
    assert gain.low is not None and gain.high is not None
    return "better than" if gain.low > 0 else "worse than" if gain.high < 0 else NOT_TOLD


def unseen(scores: LeftOutScores) -> Finding:
    """The same in nats, with its interval."""
    by_name, n = scores.table.set_index("forecaster").log_score, len(scores.chosen)
    facts = {
        "gain": gain_over(scores.table, RIVAL),
        "mixture": Fact(value=float(by_name[MIXTURE]), unit="nats", n=n),
        "logit": Fact(value=float(by_name[RIVAL]), unit="nats", n=n),
        "constant": Fact(value=float(by_name["constant"]), unit="nats", n=n),
        "over_constant": gain_over(scores.table, "constant"),
        "n": Fact(value=n, unit="asks"),
        "verdict": Fact(value=verdict(gain_over(scores.table, RIVAL))),
    }
    return Finding(
        id="weigh_pooled.scores",
        question=UNSEEN,
        claim="Each case predicted from the others alone: the mixture of theories is {verdict} a pooled logit on cost and politicisation, "
        "{mixture:fixed1} against {logit:fixed1} nats over {n:count} asks, gain {gain:signed_fixed1,interval}; a constant has {constant:fixed1}.",
        facts=facts,
        charts=(_gains_chart(scores),),
        method="Log score: met, if only for a time, or not. The logits are those of docs/precedents.md; for the ranked score, which tells "
        "partly met from not met, each has a second one. Intervals (90 per cent) draw whole files of asks anew.",
    )


def _gains_chart(scores: LeftOutScores) -> Chart:
    """Gain of the mixture over every other forecaster, and the scores as a table."""
    others = scores.table[scores.table.forecaster != MIXTURE]
    data = others.rename(columns={"forecaster": "name", "gain": "difference"})[["name", "difference", "low", "high"]]
    cases = [c for c in scores.table.columns if c not in _NUMBERS]
    frame = pd.DataFrame(
        {
            "forecaster": scores.table.forecaster,
            "log score": scores.table.log_score,
            **{case: scores.table[case] for case in cases},
            "gain of the mixture": [gain_over(scores.table, n) if n != MIXTURE else "" for n in scores.table.forecaster],
            "Brier score": scores.table.brier,
            "ranked score": scores.table.ranked,
        }
    )
    return Chart(
        form="forest",
        title="What the mixture of theories gains over other forecasters on authorities that none of them has seen",
        description="Dot: the gain in nats over all asks; line: its 90 per cent interval. Right of the dashed line the mixture is better.",
        data=data,
        settings={"title": "gain of the mixture in log score"},
        twin=Table(
            name="scores",
            caption="Scores on unseen authorities: log score in nats, over all asks and by case, gain of the mixture with its 90 per "
            "cent interval; Brier and ranked score, means, lower is better",
            frame=frame,
            digits=2,
            brief=True,
        ),
    )


_NUMBERS = (
    "forecaster",
    "log_score",
    "brier",
    "ranked",
    *(f"{p}{e}" for p in ("", "brier_", "ranked_") for e in ("gain", "low", "high")),
)


def calibrated(scores: LeftOutScores) -> Finding:
    """Whether asks of unseen authorities are met as often as the mixture says."""
    data = scores.calibration.rename(columns={"asks": "cells", "met": "seen"}).assign(forecaster=MIXTURE)
    met = (data.seen * data.cells).round()
    data["low"] = np.where(met > 0, beta.ppf(0.05, met + 0.5, data.cells - met + 0.5), 0.0)
    data["high"] = np.where(met < data.cells, beta.ppf(0.95, met + 0.5, data.cells - met + 0.5), 1.0)
    inside = int(((data.low <= data.said) & (data.said <= data.high)).sum())
    twin = Table(
        name="calibration",
        caption="Asks of unseen authorities by the chance of being met that the mixture gave: how many, mean chance, share that was met",
        frame=scores.calibration,
        brief=True,
    )
    return Finding(
        id="weigh_pooled.calibration",
        question=UNSEEN,
        claim="In {inside:count} of {groups:count} groups of asks the chance that was said lies in the 90 per cent interval of the share that was met.",
        facts={"inside": Fact(value=inside, unit="groups"), "groups": Fact(value=len(data), unit="groups")},
        charts=(
            Chart(
                form="calibration_lines",
                title="Chances that were said of asks to unseen authorities, and how often they were met",
                description="Asks grouped by the chance that was said; on the dashed line they are met as often as said. Bars are 90 per "
                "cent intervals that take asks as independent.",
                data=data,
                twin=twin,
            ),
        ),
    )


def separation(w: PooledWeights, table: pd.DataFrame) -> Finding:
    """How well the asks tell theories apart."""
    held = table[table.prior > 0]
    change = held.set_index("theory").pooled / held.set_index("theory").prior
    best, worst = str(change.idxmax()), str(change.idxmin())
    strong = abs(float(np.log(change[best] / change[worst])))
    return Finding(
        id="weigh_pooled.separation",
        question=SAYS,
        claim="All asks together separate theories {verdict}: from the best to the least supported (`{best}`, `{worst}`) the odds move by "
        "a factor of {factor:fixed0}.",
        facts={
            "verdict": Fact(value=next(word for most, word in VERDICTS if strong < most)),
            "best": Fact(value=best),
            "worst": Fact(value=worst),
            "factor": Fact(value=float(change[best] / change[worst]), unit="ratio of odds"),
        },
        headline=True,
        method="Log evidence is how probable the outcomes of all asks are under a theory, all its uncertain numbers averaged over. A "
        "difference of 1 nat multiplies the odds by 2.7, one of 3 by 20.",
    )


def leader(w: PooledWeights, tables: Tables) -> Finding:
    """Which theory has most weight, over all asks and on each case alone."""
    table, variants = tables["weights"], tables["sensitivities"]
    order = table.sort_values("pooled", ascending=False)
    top, second = order.iloc[0], order.iloc[min(1, len(order) - 1)]
    low, high = 100 * float(variants[top.theory].min()), 100 * float(variants[top.theory].max())
    tie = len(order) > 1 and abs(np.log(top.pooled / second.pooled)) < 2 * np.hypot(top.error, second.error)
    held = table[table.prior > 0]
    gain = {name: held.theory[(held[name] / held.prior).idxmax()] for name in ("pooled", *w.pool.cases)}
    cases = words.listed([f"`{gain[case]}` on {case} alone" for case in w.pool.cases])
    return Finding(
        id="weigh_pooled.leader",
        question=SAYS,
        claim="`{top}` has most weight, {weight:fixed0} parts of 100 ({low:fixed0} to {high:fixed0} over variants), against {prior:fixed0} before any ask; "
        "best supported, against its weight before, is `{best}` on all asks, {cases}.",
        facts={
            "top": Fact(value=str(top.theory)),
            "weight": Fact(
                value=100 * float(top.pooled),
                unit="parts of 100",
                low=low,
                high=high,
                interval="range",
                note="range over sensitivity variants",
            ),
            "low": Fact(value=low, unit="parts of 100"),
            "high": Fact(value=high, unit="parts of 100"),
            "prior": Fact(value=100 * float(top.prior), unit="parts of 100"),
            "cases": Fact(value=cases),
            "best": Fact(value=str(gain["pooled"])),
        },
        headline=True,
        too_close_to_call=bool(tie),
        tables=(
            Table(
                name="weights",
                caption="Weights of theories: before, given all asks, given each case alone; log evidence of all asks (mean over readings), its "
                "Monte Carlo error, against inertia, its spread over readings, and the least effective number of draws of a reading",
                frame=table,
                brief=True,
            ),
        ),
    )


def differences(w: PooledWeights, table: pd.DataFrame) -> Finding:
    """What is learned of parameters, and how far authorities differ in them."""
    shown = "free" if "free" in set(table.theory) else str(table.theory.iloc[0])
    part = table[(table.theory == shown)].drop(columns="theory")
    share = table[(table.theory == shown) & table.between.notna()]
    before = float(shares(np.array(0.0)))
    moved = share.loc[(share.share_p50 - before).abs().idxmax()]
    learned = abs(float(moved.share_p50) - before) > LEARNED
    return Finding(
        id="weigh_pooled.between",
        question=PARAMETERS,
        claim="How far authorities differ is {learned} learned from {cases:count} of them: the share of a parameter's prior variance that "
        "is each authority's own, {before:fixed2} at first, moves most for {parameter}, to {share:fixed2,interval}, under `{theory}`.",
        facts={
            "learned": Fact(value="partly" if learned else "hardly"),
            "before": Fact(value=before, unit="share"),
            "cases": Fact(value=len(w.pool.cases), unit="authorities"),
            "parameter": Fact(value=str(moved.parameter)),
            "theory": Fact(value=shown),
            "share": Fact(
                value=float(moved.share_p50),
                unit="share",
                low=float(moved.share_p5),
                high=float(moved.share_p95),
                interval="posterior",
                level=LEVEL,
            ),
        },
        tables=(
            Table(
                name="parameters",
                caption=f"Parameters of deals under {shown}: 5, 50 and 95 per cent points before any ask, pooled and by case; mean standard "
                "deviation between authorities, and the share of the prior variance that is each authority's own",
                frame=part,
                digits=2,
                folded=True,
            ),
        ),
    )


def variants(w: PooledWeights, table: pd.DataFrame) -> Finding:
    """Weights with other coders, without repeats, without each case."""
    base = table.iloc[0]
    others = table.iloc[1:]
    most = others.loc[others.moved.idxmax()]
    names = [t.name for t in w.theories]
    leads = {str(row[names].astype(float).idxmax()) for _, row in others.iterrows()}
    facts = {
        "variant": Fact(value=str(most.variant)),
        "moved": Fact(value=float(most.moved), unit="share"),
        "leaders": Fact(value=words.listed([f"`{n}`" for n in sorted(leads | {str(base[names].astype(float).idxmax())})])),
    }
    return Finding(
        id="weigh_pooled.variants",
        question=ELSE,
        claim="Of other coders, asks without repeats and cases left out, “{variant}” moves weights most ({moved:fixed2} in all); with most weight "
        "in one variant or another: {leaders}.",
        facts=facts,
        tables=(
            Table(
                name="sensitivities",
                caption="Weights of theories under each variant; moved: half the sum of absolute changes. “all” leaves out what the coder said "
                "who wrote the record and knew what came of each ask, where others read it too",
                frame=table,
                brief=True,
            ),
        ),
    )


def made(w: PooledWeights) -> Finding:
    """What decides the numbers."""
    least = w.least_effective
    left = "; ".join(f"{why}: {n}" for why, n in w.pool.excluded.items() if n)
    facts = {
        "Cases": ", ".join(f"{n} up to {words.day(day)}" for n, day in zip(w.pool.cases, w.known, strict=True)),
        "Seed": str(w.options.seed),
        "Draws": f"{w.options.draws:,} per theory, reading and set of asks",
        "Effective draws": f"{least:.0f} at least",
        "Readings": ", ".join(w.pool.readings[n] for n in w.pool.main),
        "Asks not weighed": left or "none",
        "Versions": ", ".join(f"{n} {version(n)}" for n in ("modus-vivendi", "numba", "numpy", "scipy")),
        "To run it again": f"modus weigh {' '.join(w.pool.cases)} --pooled --seed {w.options.seed} --draws {w.options.draws}"
        + (f" --as-of {w.options.as_of}" if w.options.as_of else ""),
    }
    table = Table(
        name="made", caption="What decides the numbers", frame=pd.DataFrame({"what": list(facts), "value": list(facts.values())})
    )
    how = "How asks become probabilities, and how authorities share parameters: docs/evidence-method.md."
    return Finding(id="weigh_pooled.made", question=MADE, tables=(table,), method=how)


def thin(w: PooledWeights) -> list[Finding]:
    """A warning where sampling was thin."""
    least = w.least_effective
    told = Finding(
        id="weigh_pooled.thin",
        question=MADE,
        claim="Too few draws: they count as {least:fixed0} at the thinnest place, and more are needed before this is quoted.",
        facts={"least": Fact(value=least, unit="draws")},
        headline=True,
    )
    return [told] if least < THIN else []
