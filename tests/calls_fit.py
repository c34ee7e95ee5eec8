"""Whether a piece of code fits the library without running it: names that it takes from ``mv`` are there, calls have their form."""

from __future__ import annotations

import ast
import inspect

import modusvivendi as mv


def misfits(source: str) -> list[str]:
    """Names of ``mv`` that are not there, and calls of them with arguments that they do not take, one line each."""
    found, tree = [], ast.parse(source)
    calls = {id(node.func): node for node in ast.walk(tree) if isinstance(node, ast.Call)}
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "mv"):
            continue
        name, called = f"mv.{node.attr}", calls.get(id(node))
        if not hasattr(mv, node.attr):
            found.append(f"{name} is not there")
        elif called is not None:
            try:
                form = inspect.signature(getattr(mv, node.attr))
                form.bind_partial(
                    *(a for a in called.args if not isinstance(a, ast.Starred)), **{k.arg: k for k in called.keywords if k.arg}
                )
            except TypeError as error:
                found.append(f"{name}: {error}")
    return found
