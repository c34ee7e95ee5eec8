"""How an equation becomes machine code, and the registry of all equations.

An equation is one small scalar function: plain Python arithmetic on floats. The decorator keeps the
Python original (for tests, plots and the generated model description) and compiles it with Numba.

Numba treats the literal ``0.5`` as double precision and would then carry every expression that meets it
in double precision, which halves the width of the vector units. The engine's state is single precision,
so literals are compiled as single precision.
"""

from __future__ import annotations

import inspect
import types
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import llvmlite.binding
import numpy as np
from numba import njit

from modusvivendi.engine import cache as cache  # says where compiled code is kept, before any is
from modusvivendi.engine.pipeline import Apart
from modusvivendi.engine.places import LANES

# A loop over lanes reads many rows of two arrays. The compiler checks once per loop that rows do not overlap,
# and by default gives up vectorising beyond eight such checks.
llvmlite.binding.set_option("modusvivendi", "--runtime-memory-check-threshold=128")
# A short loop over all lanes would be written out lane by lane before the vectoriser sees it: no loop as long as that is.
llvmlite.binding.set_option("modusvivendi", f"--unroll-full-max-count={min(16, LANES - 1)}")

# 'contract' lets the compiler fuse a multiplication with an addition, as C compilers do by default.
# Nothing else is relaxed: results stay the same for every number of threads and every block size.
# Without Numba's own memory management ('_nrt') no array is counted as it is handed on; a month hands on several hundred.
# Nobody calls in from C, but for the parts of a month (``shared.py``), which have that way in whatever is said here.
COMPILE: dict[str, Any] = {
    "error_model": "numpy", "fastmath": {"contract"}, "nogil": True, "pipeline_class": Apart, "_nrt": False,
    "no_cfunc_wrapper": True,
}  # fmt: skip
# Entry points that make arrays of their own need it, and so does what hands arrays back to them.
ALLOCATES: dict[str, Any] = {**COMPILE, "_nrt": True}
# What only compiled code calls needs no way in from Python (measured: a third of the time of compilation).
INSIDE: dict[str, Any] = {"no_cpython_wrapper": True}


@dataclass(frozen=True)
class Equation:
    """A registered equation: its Python original, its claims and its source.

    rises, falls: arguments with which the result may not fall, and may not rise, as theory says.
    """

    name: str
    function: Callable[..., float]
    claims: tuple[str, ...]
    source: str
    rises: tuple[str, ...]
    falls: tuple[str, ...]


REGISTRY: dict[str, Equation] = {}


def single_precision(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return the same function with its float literals in single precision."""
    code = function.__code__
    constants = tuple(np.float32(c) if type(c) is float else c for c in code.co_consts)
    return types.FunctionType(code.replace(co_consts=constants), function.__globals__, function.__name__, function.__defaults__)


def separate(function: Callable[..., Any]) -> Any:
    """Compile the function that all stages of a month are put into, in single precision.

    No array that it writes may overlap another array argument.
    """
    return njit(**COMPILE, **INSIDE)(single_precision(function))


def compiled(function: Callable[..., Any]) -> Any:
    """Compile a stage of the month (a function that loops over lanes) in single precision, and inline it.

    Tables of a case and a strategy are some two hundred words, which every call would put on the stack (measured: with
    counting of arrays, a quarter of the whole time). No array that it writes may overlap another array argument.
    """
    return njit(**COMPILE, **INSIDE, forceinline=True)(single_precision(function))


def inlined(function: Callable[..., Any]) -> Any:
    """Compile a scalar helper in single precision and always inline it: a call would stop vectorisation."""
    return njit(**COMPILE, forceinline=True)(single_precision(function))


def embedded(function: Callable[..., Any]) -> Any:
    """Compile a helper that indexes arrays, copied into its caller before compilation.

    Inside a compiled function an index argument may be negative for all the compiler knows, and the code for
    that case stops vectorisation; once copied into the caller the index is seen to come from a range.
    """
    return njit(**COMPILE, **INSIDE, inline="always")(single_precision(function))


def equation(
    *claims: str, source: str, rises: tuple[str, ...] = (), falls: tuple[str, ...] = ()
) -> Callable[[Callable[..., float]], Any]:
    """Register and compile an equation; ``claims`` are ids of the position paper's claims (C1 to C20).

    rises, falls: arguments in which it is monotone because theory says so; tests hold it to that. Raises TypeError where
    they name no argument, or none of them is given.
    """

    def register(function: Callable[..., float]) -> Any:
        """Put the function in the registry, and compile it."""
        arguments = inspect.signature(function).parameters
        unknown = [name for name in (*rises, *falls) if name not in arguments]
        if unknown or not (*rises, *falls):
            raise TypeError(f"{function.__name__}: rises and falls name {', '.join(unknown) or 'no argument'}")
        REGISTRY[function.__name__] = Equation(function.__name__, function, claims, source, rises, falls)
        return inlined(function)

    return register
