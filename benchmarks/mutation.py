"""Mutation run over the engine: every sign, comparison, term, factor, limit and constant changed, one at a time.

A mutant is killed if the changed engine no longer gives the futures of the independent program in C (``reference.c``), by the
rule of ``tests/engine/test_reference.py``: an outcome, a course or the result of a track off by more than 5e-5, or not finite. The
engine runs as plain Python (Numba switched off), so nothing is compiled; first in a small toy world in which much happens,
survivors in a larger one, then in a shipped case. What survives all three is listed.

Left out: arithmetic in indices and ranges, which breaks loudly; ``<`` against ``<=`` on real numbers is counted apart, for a tie of
two drawn real numbers does not happen.

Usage: python benchmarks/mutation.py [--share 0.25] [--seed 1] [--json FILE]
"""

from __future__ import annotations

import os

os.environ["NUMBA_DISABLE_JIT"] = "1"

import argparse
import ast
import copy
import json
import random
import signal
import sys
import time
import types
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

import modusvivendi
from modusvivendi.engine import places

places.LANES, places.L = 8, np.uint64(8)  # before anything that counts by it is imported: fewer lanes, shorter loops

ROOT = Path(modusvivendi.__file__).parent
sys.path.insert(0, str(ROOT.parents[1] / "tests"))
FOLDERS = ("equations", "stages")
LARGEST = 5e-5
LIMIT = 120  # seconds for one mutant
OPPOSITE = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.Lt: ast.GtE, ast.GtE: ast.Lt, ast.Gt: ast.LtE,
    ast.LtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.And: ast.Or, ast.Or: ast.And,
}  # fmt: skip
BOUNDARY = {ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt}


@dataclass(frozen=True)
class Mutant:
    """One change: where (file, function, line), of what kind, and the changed function."""

    file: str
    function: str
    line: int
    kind: str
    what: str
    code: types.CodeType

    def __str__(self) -> str:
        return f"{self.file}:{self.line} {self.function}: {self.kind}: {self.what}"


def changes(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """Changed versions of one node, with their kind."""
    if isinstance(node, ast.BinOp):
        if type(node.op) in OPPOSITE:
            kind = "sign" if isinstance(node.op, ast.Add | ast.Sub) else "factor inverted"
            yield kind, ast.BinOp(node.left, OPPOSITE[type(node.op)](), node.right)
            yield "dropped", node.left
            if not isinstance(node.op, ast.Div):
                yield "dropped", node.right
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub) and not isinstance(node.operand, ast.Constant):
        yield "sign", node.operand
    elif isinstance(node, ast.Compare) and len(node.ops) == 1:
        kind = type(node.ops[0])
        if kind in OPPOSITE:
            yield "comparison", ast.Compare(node.left, [OPPOSITE[kind]()], node.comparators)
        if kind in BOUNDARY:
            yield "boundary", ast.Compare(node.left, [BOUNDARY[kind]()], node.comparators)
    elif isinstance(node, ast.BoolOp):
        yield "comparison", ast.BoolOp(OPPOSITE[type(node.op)](), node.values)
    elif isinstance(node, ast.AugAssign) and type(node.op) in OPPOSITE:
        yield "sign", ast.AugAssign(node.target, OPPOSITE[type(node.op)](), node.value)
        yield "dropped", ast.Pass()
    elif (
        isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("min", "max") and len(node.args) == 2
    ):
        other = "max" if node.func.id == "min" else "min"
        yield "limit", ast.Call(ast.Name(other, ast.Load()), node.args, [])
        yield from (("limit", argument) for argument in node.args)
    elif isinstance(node, ast.Constant) and type(node.value) is float and node.value not in (0.0, 1.0):
        yield "constant", ast.Constant(node.value * 1.1)


def parts(
    node: ast.AST, path: tuple[tuple[str, int | None], ...] = ()
) -> Iterator[tuple[tuple[tuple[str, int | None], ...], ast.AST]]:
    """Every node of a function but docstrings, indices, ranges and annotations, with the way to it."""
    yield path, node
    for name, value in ast.iter_fields(node):
        if name in ("decorator_list", "args", "returns", "annotation", "slice", "targets", "target") and not isinstance(
            node, ast.Call
        ):
            continue
        if isinstance(node, ast.For) and name == "iter":
            continue
        for number, child in enumerate(value) if isinstance(value, list) else ((None, value),):
            if isinstance(child, ast.AST):
                yield from parts(child, (*path, (name, number)))


def replaced(tree: ast.FunctionDef, path: tuple[tuple[str, int | None], ...], new: ast.AST) -> ast.FunctionDef:
    """A copy of a function with one node changed."""
    copied = copy.deepcopy(tree)
    place: Any = copied
    for name, number in path[:-1]:
        place = getattr(place, name) if number is None else getattr(place, name)[number]
    name, number = path[-1]
    if number is None:
        setattr(place, name, copy.deepcopy(new))
    else:
        getattr(place, name)[number] = copy.deepcopy(new)
    copied.decorator_list = []
    return ast.fix_missing_locations(copied)


def single(code: types.CodeType) -> types.CodeType:
    """The same code with its real numbers in single precision, as the engine compiles them."""
    return code.replace(co_consts=tuple(np.float32(c) if type(c) is float else c for c in code.co_consts))


def mutants_of(path: Path) -> Iterator[Mutant]:
    """All mutants of a file of the engine."""
    module = import_module(f"modusvivendi.engine.{path.parent.name}.{path.stem}")
    for function in ast.parse(path.read_text(encoding="utf-8")).body:
        if not isinstance(function, ast.FunctionDef) or not function.decorator_list:
            continue
        for way, node in parts(function):
            for kind, new in changes(node):
                tree = replaced(function, way, new)
                scope = dict(vars(module))
                exec(compile(ast.Module([tree], []), str(path), "exec"), scope)
                what = f"{ast.unparse(node)[:60]}  ->  {ast.unparse(new)[:60]}"  # type: ignore[arg-type]
                line = getattr(node, "lineno", function.lineno)
                yield Mutant(
                    f"{path.parent.name}/{path.name}", function.name, line, kind, what, single(scope[function.name].__code__)
                )


def worlds() -> list[tuple[str, Callable[[Any], list[np.ndarray]]]]:
    """Worlds in which a program runs, from small to large: name, and program -> what it gives."""
    from engine.test_reference import eventful
    from modusvivendi.engine.chance import future_keys
    from modusvivendi.engine.setting import stack
    from modusvivendi.study.make import make_study
    from modusvivendi.study.simulate import simulate

    world, strategies = eventful()
    batch, nobody = stack(strategies), world.moves(follow=0)

    def toy(count: int, months: int) -> Callable[[Any], list[np.ndarray]]:
        setting = world.setting._replace(months=type(world.setting.months)(months))

        def run(program: Any) -> list[np.ndarray]:
            keys = future_keys(world.seed, np.arange(count))
            found = simulate(world.matrix[:, :count], keys, setting, batch, nobody, kept=count, program=program)
            return [found.outcomes, found.paths, found.tracks]

        return run

    def shipped(program: Any) -> list[np.ndarray]:
        study = make_study("afghanistan", theories=["free"], futures=8, months=24, seed=5)
        out = []
        for theory in study.theories:
            found = simulate(
                study.parameters(theory, 0, 8),
                study.keys(0, 8),
                study.setting,
                study.batch,
                study.nobody,
                kept=8,
                program=program,
            )
            out += [found.outcomes, found.paths, found.tracks]
        return out

    return [("toy, 8 futures, 18 months", toy(8, 18)), ("toy, 16 futures, 40 months", toy(16, 40)), ("afghanistan", shipped)]


def differs(found: list[np.ndarray], wanted: list[np.ndarray]) -> bool:
    """Whether results are not those of the reference."""
    return any(not np.isfinite(a).all() or np.abs(a - b).max(initial=0) > LARGEST for a, b in zip(found, wanted, strict=True))


def too_long(*given: object) -> None:
    """A mutant that never ends is killed."""
    raise TimeoutError


def live(mutant: Mutant) -> Any:
    """The function that a mutant changes."""
    return getattr(import_module(f"modusvivendi.engine.{mutant.file.removesuffix('.py').replace('/', '.')}"), mutant.function)


def killed(mutant: Mutant, world: Callable[[Any], list[np.ndarray]], wanted: list[np.ndarray]) -> bool:
    """Whether a world tells a mutant from the reference."""
    from modusvivendi.engine.driver import simulate

    function = live(mutant)
    own = function.__code__
    signal.alarm(LIMIT)
    try:
        function.__code__ = mutant.code
        return differs(world(simulate), wanted)
    except Exception:
        return True
    finally:
        signal.alarm(0)
        function.__code__ = own


def main() -> None:
    """Count, kill, tell."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--share", type=float, default=1.0, help="share of all mutants, drawn at random")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="part of a file's name")
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    warnings.simplefilter("ignore")
    np.seterr(all="ignore")
    signal.signal(signal.SIGALRM, too_long)
    from modusvivendi.benchmark.reference import load_reference
    from modusvivendi.engine.driver import simulate

    reference, begun = load_reference().simulate, time.monotonic()
    stages = [(name, world, world(reference)) for name, world in worlds()]
    files = [p for folder in FOLDERS for p in sorted((ROOT / "engine" / folder).glob("*.py")) if p.stem != "__init__"]
    every = [m for path in files if asked.only in path.name for m in mutants_of(path)]
    left = sorted(random.Random(asked.seed).sample(range(len(every)), round(asked.share * len(every))))
    drawn = chosen = [every[n] for n in left]
    print(f"{len(every)} mutants, {len(drawn)} drawn", flush=True)
    for name, world, wanted in stages:
        assert not differs(world(simulate), wanted), f"{name}: the engine itself differs from the reference"
        chosen = [m for m in chosen if not killed(m, world, wanted)]
        print(f"after {name}: {len(chosen)} survive, {time.monotonic() - begun:.0f} s", flush=True)
    made, survive = Counter(m.kind for m in drawn), Counter(m.kind for m in chosen)
    for kind in sorted(made):
        print(f"{kind:16} {made[kind] - survive[kind]:5} of {made[kind]:5} killed ({1 - survive[kind] / made[kind]:.1%})")
    counted = [m for m in drawn if m.kind != "boundary"]
    alive = [m for m in chosen if m.kind != "boundary"]
    print(f"score without boundaries: {1 - len(alive) / max(1, len(counted)):.1%}; {time.monotonic() - begun:.0f} s")
    for mutant in chosen:
        print(f"survives  {mutant}")
    if asked.json:
        asked.json.write_text(json.dumps([str(m) for m in chosen], indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
