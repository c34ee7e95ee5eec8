"""A state that was saved in the simulator, as the words of a command: the same levers, followers, weights, held inputs and talks."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from modusvivendi.case import Case
from modusvivendi.engine.names import LEVER_NAMES, THEORY_PARAMETERS
from modusvivendi.errors import InputError, choose, problem
from modusvivendi.planning.agenda.plan import Plan, plan_of_strategy
from modusvivendi.strategy import Strategy, strategies_for
from modusvivendi.theory import load_theories

LARGEST = 200_000  # bytes
PATH = re.compile(r"[a-z][a-z0-9_]*(\.[A-Za-z0-9_-]+){0,5}")  # of an input that is held

Share = Annotated[float, Field(ge=0, le=1)]
Finite = Annotated[float, Field(allow_inf_nan=False)]


class State(BaseModel):
    """What the simulator's user has chosen. levers: of the strategy; weights: of theories, in any unit; pins: inputs held at a value;
    tracks: talks as they were arranged, None for the strategy's own."""

    model_config = ConfigDict(frozen=True)

    strategy: str
    levers: dict[str, Share] = {}
    followers: str = ""
    at_once: Annotated[int, Field(ge=0, le=32, alias="atOnce")] = 0
    tracks: list[dict[str, object]] | None = None
    weights: dict[str, Annotated[float, Field(ge=0, le=100)]] = {}
    pins: dict[str, Finite] = {}


class StateFile(BaseModel):
    """The file: of which case, and of which study."""

    model_config = ConfigDict(frozen=True)

    modus_state: Literal[1]
    case: str
    state: State


def read_state(content: bytes, case: Case) -> State:
    """The state in a file. Raises InputError for what is none, or of another case, or names what the case does not know."""
    if len(content) > LARGEST:
        raise InputError(f"a state of the simulator is a small file, at most {LARGEST:,} bytes")
    try:
        json.loads(content)
        file = StateFile.model_validate_json(content)
    except (ValueError, RecursionError) as error:
        why = problem(error) if isinstance(error, ValidationError) else "it is no JSON"
        raise InputError(f"this is no state that was saved in the simulator: {why}") from None
    if file.case != case.name:
        raise InputError(f"this state is of another case, '{file.case[:60]}'; this is '{case.name}'")
    state = file.state
    strategy_of(state, case)
    for lever in state.levers:
        choose("lever", lever, LEVER_NAMES)
    for theory in state.weights:
        choose("theory", theory, [t.name for t in load_theories()])
    if state.followers:
        choose("coalition", state.followers, case.coalitions)
    for name in state.pins:
        if not PATH.fullmatch(name):
            raise InputError(f"'{name[:60]}' is no name of a number")
    return state


def strategy_of(state: State, case: Case) -> Strategy:
    """The strategy that a state starts from. Raises InputError."""
    known = {strategy.name: strategy for strategy in strategies_for(case)[0]}
    return known[choose("strategy", state.strategy, known)]


def options_of(state: State) -> list[str]:
    """Options of a command that computes what the simulator shows in this state."""
    own = f"strategy.{state.strategy}"
    sets: Mapping[str, float] = {
        **{f"{own}.levers.{lever}": x for lever, x in state.levers.items()},
        **({f"{own}.at_once": state.at_once} if state.at_once else {}),
        **{f"theory.all.{name}" if name in THEORY_PARAMETERS else f"case.{name}": x for name, x in state.pins.items()},
    }
    weights = ",".join(f"{theory}={weight:g}" for theory, weight in state.weights.items() if weight > 0)
    return [
        *(f"--set={path}={value:g}" for path, value in sets.items()),
        *([f"--as={state.followers}"] if state.followers else []),
        *([f"--weights={weights}"] if weights else []),
    ]


def plan_of(state: State, case: Case) -> Plan | None:
    """The talks that were arranged on the agenda board as a plan; None if they are the strategy's own. Raises InputError."""
    if state.tracks is None:
        return None
    try:
        own = plan_of_strategy(strategy_of(state, case), case)
        data = own.model_dump(mode="json") | {
            "name": "from-simulator",
            "title": f"{own.title}, arranged in the simulator",
            "followers": state.followers or own.followers,
            "at_once": state.at_once or own.at_once,
            "tracks": state.tracks,
            "posture": own.posture.model_dump(exclude_none=True) | state.levers,
        }
        return Plan.model_validate_json(json.dumps(data))
    except ValidationError as error:
        raise InputError(f"the talks of this state: {problem(error)}") from None
