"""What a study was made of: the first line of its report, and how to make it again."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from modusvivendi.findings import Fact, Finding, Table, words
from modusvivendi.findings.calendar import month_of
from modusvivendi.study import Study
from modusvivendi.study.identity import made_by

QUESTION = "How this was made"
OPTIONS, THEORIES = "What are the options?", "What could drive the authority?"


def study_basis(study: Study, origin: str) -> str:
    """What was run and whose weights were used. origin: where the weights of theories come from."""
    runs = study.futures * len(study.theories) * len(study.strategies)
    return (
        f"{runs:,} simulated futures of {study.months} months from {words.month(month_of(study.case, 0))}: "
        f"{words.counted(len(study.theories), 'theory', 'theories')} × {words.counted(len(study.strategies), 'strategy', 'strategies')} × "
        f"{words.counted(study.futures, 'draw')}. Weights of theories: {origin}. What is known ends on {words.day(study.case.as_of)}."
    )


def theories_finding(study: Study, weights: Mapping[str, float], name: str) -> Finding:
    """The theories with their weights and claims. name: first part of the id."""
    rows = [
        {
            "theory": f"`{t.name}`",
            "weight": Fact(value=weights[t.name], unit="of 100", form="of_hundred"),
            "what it says": t.claim,
            "claims": ", ".join(t.claims),
        }
        for t in study.theories
    ]
    table = Table(name="theories", caption="Theories, with their weights as so many parts of 100", frame=pd.DataFrame(rows))
    return Finding(id=f"{name}.made.theories", question=THEORIES, tables=(table,))


def strategies_finding(study: Study, name: str) -> Finding:
    """The strategies, what they do and who follows them. name: first part of the id."""
    rows = [
        {
            "option": f"`{s.name}`",
            "what it does": s.summary,
            "followed by": "nobody" if s.nobody_follows else str(study.followers or s.followers),
        }
        for s in study.strategies
    ]
    table = Table(
        name="strategies", caption="Options: the strategies that outsiders could follow", frame=pd.DataFrame(rows), brief=True
    )
    return Finding(id=f"{name}.made.strategies", question=OPTIONS, tables=(table,))


def again_finding(study: Study, name: str, methods: Mapping[str, str]) -> Finding:
    """Identity, seed and versions. name: first part of the id. methods: what else was done, by heading."""
    versions = ", ".join(f"{name} {number}" for name, number in made_by().items() if name not in ("code", "python"))
    facts = {
        "study": Fact(value=study.digest),
        "case": Fact(value=study.case.digest()),
        "seed": Fact(value=study.seed),
        "versions": Fact(value=f"Python {made_by()['python']}, {versions}"),
    }
    rows = [*methods.items(), *((what, str(fact.value)) for what, fact in facts.items())]
    table = Table(name="made", caption="Methods, identity and versions", frame=pd.DataFrame(rows, columns=["what", "how"]))
    return Finding(
        id=f"{name}.made.again",
        question=QUESTION,
        part="To run it again",
        facts=facts,
        tables=(table,),
        method="Every strategy meets the same chance and the same draws of what is uncertain, so that strategies are compared future by "
        "future. Theories share the draws; chance is each theory's own, so that it averages out over them. The same case, seed and "
        "versions give the same numbers to the last digit.",
    )
