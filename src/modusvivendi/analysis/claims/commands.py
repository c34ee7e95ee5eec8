"""Experiments as commands: what to type to run one again, or to look further."""

from __future__ import annotations

from modusvivendi.analysis.claims.experiments import (
    Asks,
    Cannot,
    Compare,
    InFutures,
    InRecord,
    KnockOut,
    PooledAsks,
    Reached,
    Today,
    Weights,
)


def commands_of(case: str, claim: str, experiment: InFutures | InRecord | Cannot) -> tuple[str, ...]:
    """The commands that show what an experiment rests on; ``modus claims`` for one that no other command runs."""
    if isinstance(experiment, Compare):
        own = _run(case, (experiment.strategy,), experiment.outcome, experiment.settings)
        other = _run(case, (experiment.against,), experiment.outcome, experiment.settings_against)
        alike = experiment.settings == experiment.settings_against
        return (_run(case, (experiment.strategy, experiment.against), experiment.outcome, ()),) if alike else (own, other)
    if isinstance(experiment, KnockOut):
        held = tuple(f"theory.all.{name}={experiment.to:g}" for name in experiment.parameters)
        sides = (experiment.settings, (*experiment.settings, *held))
        return tuple(_run(case, (experiment.strategy,), experiment.outcome, settings) for settings in sides)
    if isinstance(experiment, Today | Reached):
        return (_run(case, (experiment.strategy,), experiment.outcome, ()),)
    if isinstance(experiment, Asks):
        cases = f" --cases {case}" if experiment.cases == "own" else ""
        return tuple(
            f"modus precedents {case}{cases} {' '.join(f'--only {text}' for text in side)}"
            for side in (experiment.first, experiment.second)
        )
    if isinstance(experiment, PooledAsks):
        return (f"modus precedents {case}",)
    if isinstance(experiment, Weights):
        return (f"modus weigh {case}", f"modus claims {case} --only {claim} --weights record")
    return (f"modus claims {case} --only {claim}",)


def _run(case: str, strategies: tuple[str, ...], outcome: str, settings: tuple[str, ...]) -> str:
    named = ",".join(dict.fromkeys(strategies))
    return f"modus run {case} --strategies {named} --outcomes {outcome}" + "".join(f" --set {s}" for s in settings)
