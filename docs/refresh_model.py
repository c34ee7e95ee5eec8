"""Make again what the documents show: mechanisms.md from the code, the tables of check 3 in model.md, the README's picture.

Run ``python docs/refresh_model.py`` after a change of a mechanism or of numbers. About ten seconds.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil

import pandas as pd
from pages import HERE, case_of_the_documents, fill

import modusvivendi.engine.equations as mechanisms
from modusvivendi.engine.compile import REGISTRY
from modusvivendi.findings.run_charts import dots
from modusvivendi.findings.world import World
from modusvivendi.render.charts.draw import draw as draw_chart
from modusvivendi.render.markdown import markdown
from modusvivendi.strategy import load_strategies
from modusvivendi.study import Result, Study, Summary, run_study, summarise
from modusvivendi.study.summary import title_of
from modusvivendi.theory import load_theories, shared_priors

SHOWN = ("core_rights", "technical", "wellbeing", "attacks")
PICTURE = "technical"


def best_share_tables(summary: Summary) -> str:
    """For each outcome shown: theories x strategies, share of prior draws in which a strategy is best."""
    parts = []
    for outcome in SHOWN:
        part = summary.best_share[summary.best_share.outcome == outcome]
        wide = part.pivot(index="theory", columns="strategy", values="share")
        wide = wide.loc[list(dict.fromkeys(part.theory)), list(dict.fromkeys(part.strategy))].reset_index()
        parts.append(f"**{title_of(outcome)}**\n\n{markdown(wide)}\n")
    return "\n".join(parts)


def mechanisms_text() -> str:
    """Every mechanism with its equation, arguments, claims and source, file by file, and every shared parameter."""
    parts = [
        "# Mechanisms and parameters\n\nMade from the code by `make regenerate`. Each mechanism is one scalar function in"
        "\n`src/modusvivendi/engine/equations/`; claims are those of the position paper (`modus show status_and_cohesion`). Parameters are what theories"
        "\nhave priors on; a theory's own file may replace a prior.\n"
    ]
    for module in sorted(m.name for m in pkgutil.iter_modules(mechanisms.__path__)):
        loaded = importlib.import_module(f"modusvivendi.engine.equations.{module}")
        own = [m for m in REGISTRY.values() if m.function.__module__ == loaded.__name__]
        if own:
            parts.append(f"## {module}\n\n{inspect.getdoc(loaded)}\n")
        for found in own:
            arguments = ", ".join(inspect.signature(found.function).parameters)
            parts.append(f"**`{found.name}({arguments})`** ({', '.join(found.claims)})\n\n{inspect.getdoc(found.function)}\n")
            parts.append(f"*Source:* {found.source}\n")
    parts.append("## Parameters\n")
    rows = [
        {
            "parameter": f"`{name}`",
            "prior": f"{p.distribution.replace('_', ' ')} {getattr(p, p.distribution)}",
            "meaning": p.meaning,
            "source": p.source,
        }
        for name, p in shared_priors().items()
    ]
    return "\n".join(parts) + "\n" + markdown(pd.DataFrame(rows)) + "\n"


def draw(result: Result, summary: Summary) -> None:
    """The dot-quantile picture of the README."""
    (chart,) = dots(World(result, summary.weights), summary, PICTURE).charts
    (HERE / "picture.svg").write_text(draw_chart(chart), encoding="utf-8")


if __name__ == "__main__":
    (HERE / "mechanisms.md").write_text(mechanisms_text(), encoding="utf-8")
    study = Study(case=case_of_the_documents(), theories=tuple(load_theories()), strategies=tuple(load_strategies()))
    result = run_study(study)
    summary = summarise(result)
    fill(HERE / "model.md", {"best share": best_share_tables(summary)})
    draw(result, summary)
