"""Parts of the month that are compiled once, each by itself, for every loop that runs them.

A function that compiled code calls is otherwise compiled, and optimised, anew for each of its callers: the engine, futures kept
month by month, members one by one, and the month along history. A shared part is called by its address instead. Whoever calls it
hands over one pointer to what it works on (``Here``), which lies still while a strategy runs; two hundred words of arguments a
call would cost more than is won.
"""

from __future__ import annotations

import hashlib
import importlib
from collections.abc import Callable
from functools import partial
from typing import Any

import llvmlite.binding
import numba
from llvmlite import ir
from numba import cfunc, types
from numba.core import cgutils
from numba.core.compiler_lock import global_compiler_lock
from numba.extending import intrinsic

from modusvivendi.engine.compile import COMPILE, single_precision

_BODIES: dict[str, Callable[..., None]] = {}  # parts by name of module and function
_READY: dict[str, Any] = {}  # compiled parts by symbol


def symbol_of(name: str, here: types.Type) -> str:
    """The name under which compiled code finds a part, for what it works on."""
    return f"{name}.{hashlib.sha256(str(here).encode()).hexdigest()[:16]}"


@global_compiler_lock  # type: ignore[untyped-decorator]
def make_ready(name: str, here: types.Type) -> None:
    """Compile a part, or take it from the cache, and make it known to compiled code by its symbol."""
    symbol = symbol_of(name, here)
    if symbol not in _READY:
        importlib.import_module(name.rpartition(".")[0])
        signature = types.void(here, types.int64)
        _READY[symbol] = cfunc(signature, cache=True, **COMPILE)(_BODIES[name])
        llvmlite.binding.add_symbol(symbol, _READY[symbol].address)


@intrinsic
def _address(typingctx, items):  # type: ignore[no-untyped-def]
    """Where a tuple lies on the stack of the function that calls; it is there until that function returns."""

    def lower(context, builder, signature, args):  # type: ignore[no-untyped-def]
        return cgutils.alloca_once_value(builder, args[0])  # type: ignore[no-untyped-call]

    return types.CPointer(items)(items), lower  # type: ignore[no-untyped-call]


def _in_a_tuple(items: tuple[Any, ...]) -> tuple[tuple[Any, ...]]:
    return (items,)


# What a part works on: ``here(items)[0]`` are the items.
here = _in_a_tuple if numba.config.DISABLE_JIT else _address  # type: ignore[attr-defined]


def shared(function: Callable[..., None]) -> Any:
    """Compile a part of the month by itself, in single precision, to be called as ``part(here, t)`` by compiled code.

    t: number of the month, -1 before the first. No array among the items of ``here`` overlaps another.
    """
    if numba.config.DISABLE_JIT:  # type: ignore[attr-defined]
        return function
    name = f"{function.__module__}.{function.__name__}"
    _BODIES[name] = single_precision(function)

    @intrinsic
    def call(typingctx, here, t):  # type: ignore[no-untyped-def]
        """A call of the part by its symbol, under which it is made known before code that calls it runs."""

        def lower(context, builder, signature, args):  # type: ignore[no-untyped-def]
            make_ready(name, here)
            context.active_code_library._reload_init.add(partial(make_ready, name, here))  # before cached callers are loaded
            kind = ir.FunctionType(ir.VoidType(), [value.type for value in args])
            part = cgutils.get_or_insert_function(builder.module, kind, symbol_of(name, here))  # type: ignore[no-untyped-call]
            builder.call(part, args)
            return context.get_dummy_value()

        return types.void(here, types.int64), lower

    return call
