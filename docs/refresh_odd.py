"""Make odd.md again: the model in the form of the ODD protocol (Grimm et al. 2020), from the declarations of the code.

Tables and counts follow from stages, equations, parameters, levers, theories and strategies; the sentences between them stand here.
``python docs/refresh_odd.py``, one second.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
from pathlib import Path
from types import ModuleType

import pandas as pd
from pages import HERE

from modusvivendi.agents.people import SAMPLED
from modusvivendi.case.schema import PLACES
from modusvivendi.engine import month, stages
from modusvivendi.engine.compile import REGISTRY
from modusvivendi.engine.declare import Scratch, State
from modusvivendi.engine.places import CAPACITIES
from modusvivendi.generate import declared, reduced
from modusvivendi.render.markdown import markdown
from modusvivendi.strategy import load_strategies
from modusvivendi.strategy.strategy import Levers
from modusvivendi.study.study import LARGEST, Study
from modusvivendi.theory import load_theories, shared_priors

ORDER = ("outsiders", "acts", "deals", "reversals", "audiences", "accounts", "population")  # of a month; checked against it
WHOLE = "the future as a whole"


def stage(name: str) -> ModuleType:
    """A stage's module."""
    return importlib.import_module(f"{stages.__name__}.{name}")


def stage_of(function: str) -> str:
    """The stage from which ``engine/month.py`` takes a function."""
    for node in ast.walk(ast.parse(inspect.getsource(month))):
        named = isinstance(node, ast.ImportFrom) and function in {alias.name for alias in node.names}
        if isinstance(node, ast.ImportFrom) and named and (node.module or "").startswith(stages.__name__):
            return str(node.module).rsplit(".", 1)[1]
    return ""


def calls_of_a_month() -> list[str]:
    """Functions that a month calls, in order."""
    tree = {n.name: n for n in ast.parse(inspect.getsource(month)).body if isinstance(n, ast.FunctionDef)}

    def inside(name: str) -> list[str]:
        calls = [n for n in ast.walk(tree[name]) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)]
        named = [n.func.id for n in sorted(calls, key=lambda n: (n.lineno, n.col_offset)) if isinstance(n.func, ast.Name)]
        return [found for call in named for found in (inside(call) if call in tree else [call])]

    return [call for call in inside("month") if stage_of(call)]


def schedule() -> str:
    """What happens in a month, call by call."""
    lines, seen = [], []
    for call in calls_of_a_month():
        found = stage_of(call)
        function = getattr(stage(found), call)
        told = (inspect.getdoc(getattr(function, "py_func", function)) or "").split("\n\n")[0]
        lines.append(f"{len(lines) + 1}. `{call}` ({found}): {' '.join(told.split())}")
        seen += [found] if found not in seen else []
    order = [name for name in ORDER if name in seen]
    assert len(order) == len(ORDER) == len(list(pkgutil.iter_modules(stages.__path__))), "a stage is missing from ORDER"
    return "\n".join(lines)


def entities() -> str:
    """What has state: kinds of entity with their limits and numbers of variables."""
    rows = []
    for kind in dict.fromkeys(s.items for s in declared(State)):
        own = [s for s in declared(State) if s.items == kind]
        rows.append(
            {
                "entity": " × ".join(kind) or WHOLE,
                "at most": " × ".join(str(CAPACITIES[k]) for k in kind) if all(k in CAPACITIES for k in kind) and kind else "1",
                "state variables": sum(not isinstance(s, Scratch) for s in own),
                "worked out anew": sum(isinstance(s, Scratch) for s in own),
                "numbers from the case": sum(place.items == kind for place in PLACES),
            }
        )
    return markdown(pd.DataFrame(rows))


def variables() -> str:
    """State variables, stage by stage."""
    parts = []
    for name in ORDER:
        own = [v for key, group in vars(stage(name)).items() if key.isupper() and isinstance(group, tuple) for v in group]
        rows = [
            {
                "variable": f"`{s.name}`",
                "of": " × ".join(s.items) or "whole",
                "unit": s.unit,
                "range": told(s.bounds),
                "meaning": s.meaning,
            }
            for s in own
            if isinstance(s, State) and not isinstance(s, Scratch)
        ]
        if rows:
            parts.append(f"**{name}**\n\n{markdown(pd.DataFrame(rows))}\n")
    return "\n".join(parts)


def told(bounds: tuple[float, float]) -> str:
    """A range in words."""
    low, high = bounds
    ends = [f"{low:g} or more" if high == float("inf") else "", f"{low:g} to {high:g}"]
    return "any" if low == -float("inf") else ends[0] or ends[1]


def submodels() -> str:
    """Which equations a stage uses, with claims and the first sentence of each."""
    rows = []
    for name in ORDER:
        tree = ast.parse(Path(str(stage(name).__file__)).read_text(encoding="utf-8"))
        used = [a.name for n in tree.body if isinstance(n, ast.ImportFrom) and "equations" in (n.module or "") for a in n.names]
        for found in (REGISTRY[u] for u in sorted(set(used)) if u in REGISTRY):
            first = (inspect.getdoc(found.function) or "").split("\n\n")[0]
            rows.append(
                {
                    "stage": name,
                    "equation": f"`{found.name}`",
                    "claims": ", ".join(found.claims),
                    "what it says": " ".join(first.split()),
                }
            )
    return markdown(pd.DataFrame(rows))


def outcomes() -> str:
    """What is kept of a future."""
    rows = [{"outcome": o.title, "unit": o.unit, "what it is": o.meaning, "claims": ", ".join(o.claims)} for o in reduced()]
    return markdown(pd.DataFrame(rows))


def levers() -> str:
    """What a strategy sets."""
    return markdown(pd.DataFrame([{"lever": f"`{n}`", "what it is": f.description} for n, f in Levers.model_fields.items()]))


def claims(of: list[object]) -> str:
    """Names, with what each says."""
    return "\n".join(f"- `{t.name}`: {getattr(t, 'claim', '') or getattr(t, 'summary', '')}" for t in of)  # type: ignore[attr-defined]


def ties() -> str:
    """What is sampled of members' ties."""
    return markdown(pd.DataFrame([{"what": r.meaning, "range": f"{r.low:g} to {r.high:g}", "source": r.source} for r in SAMPLED]))


def judged() -> tuple[int, int]:
    """Shared parameters whose source is a judgement alone, and all."""
    sources = [prior.source for prior in shared_priors().values()]
    return sum(source.startswith("judgement") for source in sources), len(sources)


def odd_text() -> str:
    """The whole page."""
    judgements, parameters = judged()
    theories, strategies = load_theories(), load_strategies()
    months = Study.model_fields["months"].default
    kept = [s for s in declared(State) if not isinstance(s, Scratch)]
    return f"""# Description in ODD form

Made from the code by `make regenerate`, in the form of the ODD protocol (overview, design concepts, details; Grimm et al. 2020, *The ODD
protocol for describing agent-based and other simulation models: a second update*, Journal of Artificial Societies and Social Simulation 23(2) 7).
Tables and numbers are those of the declarations that the engine is compiled from. What the parts mean, and which choices one
might make otherwise, is told in [the model](model.md).

## 1. Purpose and patterns

To compare ways of engaging an authority that governs without general recognition, under rival theories of what moves it, when most
numbers are uncertain. Results are conditional statements; chances of dated events are scored against what came
([forecasts](forecast.md)). Patterns by which it is judged useful: the pace and direction of recorded acts and the ends of recorded asks
([evidence](evidence.md)), the ten checks with known answers ([the model](model.md#the-ten-checks)), and questions resolved by later records.

## 2. Entities, state variables and scales

One time step is a month; a future has {months} by default, 12 to 600 are possible. There is no space. {len(kept)} state variables:

{entities()}

{variables()}
## 3. Process overview and scheduling

A month calls these, in this order; within one all entities are updated from the values at its start unless it says otherwise. A future
starts with reference levels under the posture of its first day, from which drives are measured.

{schedule()}

## 4. Design concepts

**Basic principles.** All theories are priors over one set of {parameters} parameters, so that the engine never branches on a theory:

{claims(list(theories))}

**Emergence.** Policy, deals, cohesion, desertion, break-up, recognition and wellbeing come out of the month; no outcome is imposed. Which
strategy is best is not: [the model](model.md#no-conclusion-is-built-in) prints who is best how often, theory by theory.

**Adaptation and objectives.** The authority takes steps at rates that rise and fall with what theories say drives it, and takes a deal with a
chance that rises with its worth to those who decide. It does not look for the best course.

**Learning.** Trust in each bloc's promises is counted, kept against broken. Nothing else is learnt.

**Prediction.** None, except that the worth of a deal counts rewards by the trust that they will come.

**Sensing.** Audiences see steps as far as these are visible; quiet talks leave part of it. Outsiders see policy.

**Interaction.** Outsiders by postures, demands and tracks; provinces by what they grant; rivals by recruiting those who leave; states by
imitation in recognising. With `--members agents` members by [ties to each other](agents.md).

**Stochasticity.** Steps, deals, reversals, hazards, break-up, noise in cohesion and postures. Each draw is a hash of seed, future, stream and
month: strategies meet the same chance.

**Collectives.** Segments of the movement, blocs of outsiders, groups of the population: each is one entity with shares. Members are single
entities only where they are asked for.

**Observation.** Kept of each future:

{outcomes()}

## 5. Initialisation

A case file gives {len(PLACES)} kinds of number with value, range and source; each future draws its own (up to {LARGEST:,} futures). States start
where the case says that they are on its day. Strategies ({len(strategies)} shipped) set levers month by month:

{levers()}

{claims(list(strategies))}

## 6. Input data

None while a future runs. The record of a case (acts, moves, tracks, series) weighs theories and scores forecasts; rates of acts are drawn from
Gamma distributions that it gives ([a record](record.md)).

## 7. Submodels

{len(REGISTRY)} equations, each one function with a source ([mechanisms and parameters](mechanisms.md) prints them in full). Of the {parameters}
shared parameters {judgements} rest on judgement alone, which their source says; all have a range, and the range is sampled.

{submodels()}

**Members one by one** (`--members agents`): the equation of desertion is applied to each member's own cohesion
([members one by one](agents.md)). Sampled beside the above:

{ties()}
"""


if __name__ == "__main__":
    (HERE / "odd.md").write_text(odd_text(), encoding="utf-8")
