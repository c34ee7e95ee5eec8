"""Mutation run over the engine: every sign, comparison, term, factor, limit, constant and call changed, one at a time.

A mutant is killed if a test of the suite fails with it in place: those of equations against their formulas
(``tests/equations``), then those of ``tests/engine/test_reference.py`` that hold the engine to the independent program in C in the
worlds of ``tests/engine/extreme.py``, from quick to slow. The very same tests are run, but with the engine as plain Python (Numba
switched off), so nothing is compiled. What survives all of them is listed, but for mutants of which
``mutation_explained.json`` says why they change nothing (an equivalent program).

Left out: arithmetic in indices and ranges, which breaks loudly. ``<`` against ``<=`` ("boundary") is counted with the rest, though
a tie of two drawn real numbers does not happen.

Usage: python benchmarks/mutation.py [--share 0.25] [--seed 1] [--only stages/deals] [--json FILE] [--again FILE]
"""

from __future__ import annotations

import os

os.environ["NUMBA_DISABLE_JIT"] = "1"

import argparse
import ast
import copy
import inspect
import itertools
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

places.LANES, places.L = 4, np.uint64(4)  # before anything that counts by it is imported: fewer lanes, shorter loops

ROOT = Path(modusvivendi.__file__).parent
sys.path.insert(0, str(ROOT.parents[1] / "tests"))
EXPLAINED = Path(__file__).parent / "mutation_explained.json"  # why a survivor changes nothing -> names of mutants
PLACES = ("equations/*.py", "stages/*.py", "assembled.py", "month.py")  # in the folder of the engine
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

    @property
    def name(self) -> str:
        """The mutant in words, without its line."""
        return f"{self.file} {self.function}: {self.kind}: {self.what}"


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
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "clip":
        x, low, high = node.args
        yield "limit", x
        yield "limit", ast.Call(ast.Name("min", ast.Load()), [x, high], [])
        yield "limit", ast.Call(ast.Name("max", ast.Load()), [x, low], [])
    elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        yield "call dropped", ast.Pass()
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


def is_run(function: ast.FunctionDef) -> bool:
    """Whether a function is one of the engine's own: not one that only the compiler sees, nor its stand-in in Python."""
    names = {n.id for decorator in function.decorator_list for n in ast.walk(decorator) if isinstance(n, ast.Name)}
    return bool(names & {"equation", "compiled", "inlined", "embedded", "shared"})


def module_of(file: str) -> str:
    """The module that a file in the folder of the engine is."""
    return f"modusvivendi.engine.{file.removesuffix('.py').replace('/', '.')}"


def mutants_of(path: Path) -> Iterator[Mutant]:
    """All mutants of a file of the engine."""
    file = path.relative_to(ROOT / "engine").as_posix()
    module = import_module(module_of(file))
    for function in ast.parse(path.read_text(encoding="utf-8")).body:
        if not isinstance(function, ast.FunctionDef) or not is_run(function):
            continue
        for way, node in parts(function):
            for kind, new in changes(node):
                tree = replaced(function, way, new)
                scope = dict(vars(module))
                exec(compile(ast.Module([tree], []), str(path), "exec"), scope)
                what = f"{ast.unparse(node)}  ->  {ast.unparse(new)}"  # type: ignore[arg-type]
                line = getattr(node, "lineno", function.lineno)
                yield Mutant(file, function.name, line, kind, what, single(scope[function.name].__code__))


def equations_hold(file: str) -> bool:
    """Whether the tests of equations pass: every formula and, for the elementary functions, their error."""
    from equations import test_closed_forms, test_numeric

    for name in test_closed_forms.FORMULAS:
        test_closed_forms.test_an_equation_is_its_formula(name)
    if file == "equations/numeric.py":
        for name, test in vars(test_numeric).items():
            if name.startswith("test_") and not inspect.signature(test).parameters:
                test()
    return True


def world_agrees(number: int, futures: int, months: int, lavish: bool) -> Callable[[str], bool]:
    """The test that the engine agrees with the program in C in a world; it ends in the first month that is off.

    That is no other test: a number of a course that is further off than the test allows fails it in the end, too.
    """
    from engine.extreme import extreme_world
    from engine.test_reference import LARGEST, agree
    from modusvivendi.benchmark.agreement import compare
    from modusvivendi.benchmark.reference import load_reference
    from modusvivendi.engine import driver
    from modusvivendi.study.simulate import simulate

    world, reference, keep_path = extreme_world(number, futures, months, lavish), load_reference().simulate, driver.keep_path
    found = simulate(*world, kept=futures, program=reference).paths
    wanted = found.reshape(-1, *found.shape[2:])

    def passes(file: str) -> bool:
        course = itertools.cycle(wanted)  # strategy by strategy, month by month, as the engine goes

        def keep_and_look(s: Any, p: Any, setting: Any, moves: Any, path: Any, first: int, lanes: int) -> None:
            keep_path(s, p, setting, moves, path, first, lanes)
            block, right = slice(first, first + lanes), next(course)
            gap = np.abs(path[:, block] - right[:, block]) / np.maximum(1, np.abs(right[:, block]))
            assert (gap < LARGEST).all()

        driver.keep_path = keep_and_look
        agree(compare(driver.simulate, reference, *world))
        return True

    return passes


def steps() -> list[tuple[str, Callable[[str], bool]]]:
    """Steps of the ladder, from quick to slow: name, and file of a mutant -> whether the tests of that step pass."""
    from engine.extreme import WORLDS

    in_worlds = [(f"world {world[0]}, {world[1]} futures, {world[2]} months", world_agrees(*world)) for world in WORLDS]
    return [("formulas", equations_hold), *in_worlds]


def too_long(*given: object) -> None:
    """A mutant that never ends is killed."""
    raise TimeoutError


def live(mutant: Mutant) -> Any:
    """The function that a mutant changes."""
    return getattr(import_module(module_of(mutant.file)), mutant.function)


def killed(mutant: Mutant, passes: Callable[[str], bool]) -> bool:
    """Whether a step of the ladder fails with a mutant in place."""
    function = live(mutant)
    own = function.__code__
    signal.alarm(LIMIT)
    try:
        function.__code__ = mutant.code
        return not passes(mutant.file)
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
    parser.add_argument("--again", type=Path, help="a list of survivors: only these")
    parser.add_argument("--json", type=Path, help="where to write the list of survivors")
    asked = parser.parse_args()
    warnings.simplefilter("ignore")
    np.seterr(all="ignore")
    signal.signal(signal.SIGALRM, too_long)
    files = [path for place in PLACES for path in sorted((ROOT / "engine").glob(place)) if path.stem != "__init__"]
    every = [m for path in files if asked.only in path.relative_to(ROOT).as_posix() for m in mutants_of(path)]
    if asked.again:
        before = set(json.loads(asked.again.read_text(encoding="utf-8")))
        every = [m for m in every if m.name in before]
    left = sorted(random.Random(asked.seed).sample(range(len(every)), round(asked.share * len(every))))
    drawn = chosen = [every[n] for n in left]
    print(f"{len(every)} mutants, {len(drawn)} drawn", flush=True)
    for name, passes in steps():
        assert all(passes(file) for file in {m.file for m in drawn}), f"{name}: fails without any change"
        chosen = [m for m in chosen if not killed(m, passes)]
        print(f"after {name}: {len(chosen)} survive, {time.process_time():.0f} s of processor time", flush=True)
        if asked.json:
            asked.json.write_text(json.dumps([m.name for m in chosen], indent=1), encoding="utf-8")
    report(drawn, chosen)


def report(drawn: list[Mutant], alive: list[Mutant]) -> None:
    """Print how many of each kind were killed, how many survivors change nothing, and those that no one has explained."""
    reasons = {name: why for why, names in json.loads(EXPLAINED.read_text(encoding="utf-8")).items() for name in names}
    equal = [m for m in alive if m.name in reasons]
    made, live, same = (Counter(m.kind for m in some) for some in (drawn, alive, equal))
    print("| kind | mutants | killed | change nothing | survive |\n|---|---|---|---|---|")
    for kind in sorted(made):
        print(f"| {kind} | {made[kind]} | {made[kind] - live[kind]} | {same[kind]} | {live[kind] - same[kind]} |")
    killed, counted = len(drawn) - len(alive), len(drawn) - len(equal)
    print(f"| all | {len(drawn)} | {killed} | {len(equal)} | {len(alive) - len(equal)} |")
    print(f"killed: {killed / len(drawn):.1%} of all, {killed / max(1, counted):.1%} of those that change something")
    for why, number in Counter(reasons[m.name] for m in equal).items():
        print(f"{number:4} change nothing: {why}")
    for mutant in alive:
        if mutant.name not in reasons:
            print(f"survives  {mutant.line}  {mutant.name}")


if __name__ == "__main__":
    main()
