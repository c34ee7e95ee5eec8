"""An answer as plain tables and as JSON, for Excel and for other programs."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from modusvivendi.planning.explain.answer import Answer, Effect, PlanReport
from modusvivendi.planning.explain.headline import bottom_line, shape
from modusvivendi.planning.judging.what_if import WhatIf
from modusvivendi.planning.judging.zones import Zones


def answer_tables(answer: Answer, zones: Zones) -> dict[str, pd.DataFrame]:
    """Sheets: bottom line, plans, agenda, tracks, comparisons, front, zones, search."""
    case = answer.space.case

    def all_reports(make: Any) -> pd.DataFrame:
        return pd.concat([make(r).assign(plan=r.plan.name) for r in answer.reports], ignore_index=True)

    generations = pd.DataFrame(answer.search.hypervolume.T, columns=[f"seed {s}" for s in answer.search.seeds])
    return {
        "bottom line": pd.DataFrame({"sentence": bottom_line(answer)}),
        "plans": pd.DataFrame([{"plan": r.plan.name, "role": r.role, "shape": shape(r.plan), **r.means} for r in answer.reports]),
        "agenda": all_reports(
            lambda r: pd.DataFrame([{"quarter": e.quarter, "month": e.month, "what": e.text} for e in r.agenda])
        ),
        "tracks": all_reports(lambda r: _terms(r, case)),
        "track results": all_reports(_results),
        "against forms": all_reports(lambda r: r.forms),
        "against strategies": all_reports(lambda r: r.stock),
        "front": answer.front,
        "zones": zones.single,
        "logrolls": zones.pairs.sort_values(["bloc", "first", "second"], kind="stable"),
        "third parties": zones.third,
        "search": generations.rename_axis("generation").reset_index(),
    }


def _terms(report: PlanReport, case: Any) -> pd.DataFrame:
    rows = []
    for n, (track, made) in enumerate(zip(report.plan.tracks, report.tracks, strict=True)):
        terms = track.model_dump(
            include={"bloc", "start", "publicity", "step", "reward", "standing", "all_or_nothing", "patience", "renewals"}
        )
        issues = ", ".join(case.issue(i).title for i in track.issues)
        rows.append({"track": n, "issues": issues, **terms, "why": made.why, "if it fails": made.cost_sentence})
    return pd.DataFrame(rows)


def _results(report: PlanReport) -> pd.DataFrame:
    parts = [made.by_theory.assign(track=n) for n, made in enumerate(report.tracks)]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as plain values, with None for what is not a number."""
    plain = frame.astype(object).where(frame.notna(), None)
    return [{str(k): v.item() if isinstance(v, np.generic) else v for k, v in row.items()} for row in plain.to_dict("records")]


def _effect(effect: Effect | None) -> dict[str, Any] | None:
    if effect is None:
        return None
    return {
        "change": effect.change.words, "plan": effect.change.plan.model_dump(mode="json", exclude_none=True),
        "difference": {k: vars(d) for k, d in effect.difference.items()},
    }  # fmt: skip


def answer_json(answer: Answer, zones: Zones) -> dict[str, Any]:
    """Everything, for other programs."""
    return {
        "sentences": bottom_line(answer),
        "objectives": {o.outcome: o.direction for o in answer.objectives},
        "rule": answer.how,
        "limits": answer.space.limits.model_dump(mode="json"),
        "weights": dict(zip(answer.evaluator.theories, answer.evaluator.weights.tolist(), strict=True)),
        "plans": [
            {
                "plan": r.plan.model_dump(mode="json", exclude_none=True), "role": r.role, "means": r.means, "without_talks": r.without,
                "by_theory": records(r.by_theory.rename_axis("theory").reset_index()),
                "agenda": [vars(e) for e in r.agenda],
                "tracks": [
                    {
                        "why": t.why, "if_it_fails": t.cost_sentence, "by_theory": records(t.by_theory),
                        "adds": {k: vars(d) for k, d in t.adds.items()},
                    }
                    for t in r.tracks
                ],
                "forms": records(r.forms), "strategies": records(r.stock), "best": _effect(r.best), "worst": _effect(r.worst),
                "changes_tried": r.tried,
            }
            for r in answer.reports
        ],
        "search": {
            "evaluated": answer.search.evaluated, "seeds": answer.search.seeds,
            "hypervolume": answer.search.hypervolume.round(6).tolist(), "agreement": answer.search.agreement.round(6).tolist(),
            "shortfall": answer.search.shortfall.round(6).tolist(), "late_growth": round(answer.search.late_growth, 6),
        },
        "zones": {
            "sentences": zones.sentences, "single": records(zones.single), "pairs": records(zones.pairs), "third": records(zones.third),
        },
    }  # fmt: skip


def what_if_json(found: WhatIf) -> dict[str, Any]:
    """A what-if, for other programs."""
    return {
        "plan": found.plan, "changed": found.changed, "changes": found.changes, "sentences": found.sentences,
        "difference": {k: vars(d) for k, d in found.difference.items()},
        "by_theory": records(found.by_theory.rename_axis("theory").reset_index()), "engine_seconds": round(found.seconds, 4),
    }  # fmt: skip
