"""Dot-path overrides: the one way to vary a study from the command line, from Python and from files.

``theory.cohesion.beta_audience=0.5`` fixes a parameter; ``theory.cohesion.beta_audience.scale=2`` multiplies it;
``theory.cohesion.beta_audience.width=2`` widens its prior; ``theory.all.choice_precision=8`` does so in every theory.
``strategy.piecemeal.levers.publicity=0.3`` sets a lever in every phase; ``strategy.piecemeal.terms.step=0.2`` sets a
term of every track rule; ``strategy.piecemeal.at_once=2`` sets a field. ``case.issues.water.start=0.4``
fixes a number of the case.
"""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from modusvivendi.engine.layout import THEORY_PARAMETERS
from modusvivendi.errors import InputError, choose, explain, nearest, problem
from modusvivendi.record.numbers import parse_number
from modusvivendi.strategy import Levers, Strategy, Terms
from modusvivendi.theory import Theory
from modusvivendi.theory.former_names import parameter_name, theory_name

FIELDS = ("followers", "at_once")  # of a strategy, that an override can set


def apply_overrides(
    settings: list[str], theories: list[Theory], strategies: list[Strategy]
) -> tuple[list[Theory], list[Strategy], dict[str, float]]:
    """Apply ``path=value`` settings in order; return theories, strategies and pinned numbers of the case.

    Raises InputError for a setting of another form, or of what is not there.
    """
    pins: dict[str, float] = {}
    for setting in settings:
        path, sign, text = setting.partition("=")
        parts = path.strip().split(".")
        if not sign or len(parts) < 3:
            raise InputError(f"--set {setting}: write kind.name.field=value, for example theory.all.choice_precision=8")
        if parts[0] == "theory":
            theories = _override(theories, "theory", parts, lambda t, p=parts, v=text: _set_prior(t, p[2:], v))
            _check_width(theories, parts, setting)
        elif parts[0] == "strategy":
            strategies = _override(strategies, "strategy", parts, lambda s, p=parts, v=text: _set_field(s, p[2:], v))
        elif parts[0] == "case":
            pins[".".join(parts[1:])] = _number(setting, text)
        else:
            raise InputError(f"--set {setting}: {nearest(parts[0], ('theory', 'strategy', 'case'))}")
    return theories, strategies, pins


def _override(items: list[Any], kind: str, parts: list[str], change: Any) -> list[Any]:
    names = [item.name for item in items]
    parts = [parts[0], theory_name(parts[1]) if kind == "theory" else parts[1], *parts[2:]]
    if parts[1] != "all":
        choose(kind, parts[1], [*names, "all"])
    return [change(item) if parts[1] in ("all", item.name) else item for item in items]


def _check_width(theories: list[Theory], parts: list[str], setting: str) -> None:
    """Refuse a width for a number that has none in any of the theories named."""
    named = [t for t in theories if parts[1] == "all" or t.name == theory_name(parts[1])]
    name = parameter_name(parts[2])
    if parts[3:] == ["width"] and all(t.complete()[name].is_fixed for t in named):
        raise InputError(f"--set {setting}: changes nothing, for {name} is fixed there")


def _number(setting: str, text: str) -> float:
    try:
        return parse_number(text.strip())
    except ValueError as error:
        raise InputError(f"--set {setting}: {error}") from None


def _set_prior(theory: Theory, parts: list[str], text: str) -> Theory:
    name = choose("parameter", parameter_name(parts[0]), THEORY_PARAMETERS)
    setting = f"theory.{theory.name}.{'.'.join(parts)}={text}"
    value = _number(setting, text)
    prior = theory.complete()[name]
    how = parts[1] if len(parts) > 1 else "fixed"
    choose("change of a prior", how, ("fixed", "scale", "width"))
    if how == "width" and value <= 0:
        raise InputError(f"--set {setting}: a width is multiplied by a number above 0")
    if len(parts) > 2:
        raise InputError(f"--set {setting}: nothing can be named after '{how}'")
    try:
        new = {"fixed": prior.pinned, "scale": prior.scaled, "width": prior.widened}[how](value)
    except ValidationError as error:
        raise InputError(f"--set {setting}: {problem(error)}") from None
    return theory.model_copy(update={"priors": {**theory.priors, name: new}})


def _set_field(strategy: Strategy, parts: list[str], text: str) -> Strategy:
    data = strategy.model_dump(mode="python")
    where = f"strategy.{strategy.name}.{'.'.join(parts)}"
    if parts[0] == "levers" and len(parts) == 2:
        choose("lever", parts[1], Levers.model_fields)
        data["phases"] = data["phases"] or ({"start": 0, "blocs": (), "levers": {}},)
        for phase in data["phases"]:
            phase["levers"][parts[1]] = _number(where, text)
    elif parts[0] == "terms" and len(parts) == 2:
        choose("term", parts[1], Terms.model_fields)
        if not data["rules"]:
            raise InputError(f"{where}: this strategy has no rule that opens tracks")
        for rule in data["rules"]:
            rule["terms"][parts[1]] = _number(where, text)
    else:
        name = choose("field", parts[0], [*FIELDS, "levers", "terms"])
        if name not in FIELDS or len(parts) > 1:
            raise InputError(f"--set {where}={text}: write levers.LEVER, terms.TERM, or one of {', '.join(FIELDS)}")
        data[name] = text
    try:
        return Strategy.model_validate(data)
    except ValidationError as error:
        raise InputError(explain(where, error, Strategy)) from None
