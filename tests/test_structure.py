"""The house rules that a reader can rely on: no import circle, arrows in one direction, short functions, small files."""

from __future__ import annotations

import ast
import re
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest

import modusvivendi

ROOT = Path(modusvivendi.__file__).parent
FILES = sorted(ROOT.rglob("*.py"))
# A package may import those to its right of the same or a later rank, never one of an earlier rank (CONTRIBUTING.md).
RANKS = (
    ("__main__",),
    ("generate", "cli"),
    ("app",),
    ("api",),
    ("brief", "simulator"),
    ("render",),
    ("findings", "check"),
    ("living",),
    ("forecasting",),
    ("planning", "analysis", "evidence", "precedent", "outside", "benchmark", "agents"),
    ("study",),
    ("strategy", "theory"),
    ("case",),
    ("record",),
    ("engine", "files"),
    ("domain", "errors", "on_demand", "phrase"),
)
RANK = {name: n for n, names in enumerate(RANKS) for name in names}
LINES, PARAMETERS, FILE_LINES = 60, 8, 500
NESTED_LINES = 7  # of a function within a function, beyond which it has a docstring


@cache
def parsed(path: Path) -> ast.Module:
    """The syntax of a file; not to be changed."""
    return ast.parse(path.read_text(encoding="utf-8"))


def module_of(path: Path) -> str:
    """Dotted name of a file of the package."""
    parts = path.relative_to(ROOT.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_of(path): path for path in FILES}


def imports_of(path: Path) -> set[str]:
    """Modules of the package that a file imports, anywhere in it; names imported for type checking only are left out."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            node.body = [ast.Pass()]
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {a.name for a in node.names if a.name in MODULES}
        elif isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "modusvivendi":
            inner = {f"{node.module}.{a.name}" for a in node.names}
            found |= {m for m in inner if m in MODULES} or {node.module}
    return found - {module_of(path)}


@cache
def graph() -> dict[str, set[str]]:
    """Module → modules of the package that it imports."""
    return {name: imports_of(path) for name, path in MODULES.items()}


def circles(edges: dict[str, set[str]]) -> list[list[str]]:
    """Groups of modules that import one another, directly or not (strongly connected components; Tarjan 1972)."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found: list[list[str]] = []

    def visit(node: str) -> None:
        index[node] = low[node] = len(index)
        stack.append(node)
        for other in sorted(edges.get(node, ())):
            if other not in index:
                visit(other)
                low[node] = min(low[node], low[other])
            elif other in stack:
                low[node] = min(low[node], index[other])
        if low[node] == index[node]:
            group = stack[stack.index(node) :]
            del stack[stack.index(node) :]
            if len(group) > 1:
                found.append(sorted(group))

    for name in sorted(edges):
        if name not in index:
            visit(name)
    return found


def package_of(module: str) -> str:
    """First part of a module's name below the package."""
    return [*module.split("."), ""][1]


def test_no_import_circle() -> None:
    assert circles(graph()) == []


def test_a_circle_would_be_found() -> None:
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}}) == [["a", "b", "c"]]


def test_arrows_point_one_way() -> None:
    """A package imports only packages of its own rank or below."""
    wrong = [
        f"{name} imports {other}"
        for name, others in graph().items()
        for other in others
        if package_of(name) in RANK and package_of(other) in RANK and RANK[package_of(other)] < RANK[package_of(name)]
    ]
    assert wrong == []


def test_every_package_has_a_rank() -> None:
    assert {package_of(m) for m in MODULES} - set(RANK) == {""}


@cache
def functions() -> list[tuple[Path, ast.FunctionDef | ast.AsyncFunctionDef]]:
    """Every function of the package."""
    return [
        (path, node)
        for path in FILES
        for node in ast.walk(parsed(path))
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
    ]


COMPILERS = {"njit", "compiled", "embedded", "inlined", "separate", "equation", "mechanism", "jit"}


def is_compiled(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether a decorator compiles the function: its signature then lists arrays and numbers one by one."""
    for decorator in node.decorator_list:
        target = decorator.func if isinstance(decorator, ast.Call) else decorator
        name = target.id if isinstance(target, ast.Name) else getattr(target, "attr", "")
        if name in COMPILERS:
            return True
    return False


def test_functions_are_short() -> None:
    long = [
        f"{path.relative_to(ROOT)}: {node.name} has {node.end_lineno - node.lineno + 1} lines"
        for path, node in functions()
        if node.end_lineno is not None and node.end_lineno - node.lineno + 1 > LINES
    ]
    assert long == []


def test_functions_take_few_parameters() -> None:
    many = []
    for path, node in functions():
        given = [a for a in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs) if a.arg not in ("self", "cls")]
        if len(given) > PARAMETERS and not is_compiled(node):
            many.append(f"{path.relative_to(ROOT)}: {node.name} takes {len(given)}")
    assert many == []


def test_functions_that_refuse_input_say_so() -> None:
    """Public ones of the library; commands and pages turn every refusal into one line."""
    silent = {
        f"{path.relative_to(ROOT)}: {node.name}"
        for path, node in functions()
        if package_of(module_of(path)) not in ("cli", "app") and not node.name.startswith("_")
        if any(isinstance(inner, ast.Raise) and inner.exc and "InputError" in ast.unparse(inner.exc) for inner in ast.walk(node))
        if not re.search("[Rr]aises?|[Rr]efuse|InputError", ast.get_docstring(node) or "")
    }
    assert silent == set()


def test_longer_functions_within_functions_say_what_they_do() -> None:
    silent = {
        f"{path.relative_to(ROOT)}: {inner.name} in {node.name}"
        for path, node in functions()
        for inner in ast.walk(node)
        if isinstance(inner, (ast.FunctionDef, ast.AsyncFunctionDef)) and inner is not node and not ast.get_docstring(inner)
        if (inner.end_lineno or 0) - inner.lineno >= NESTED_LINES
    }
    assert silent == set()


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_files_are_small(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= FILE_LINES


def test_public_signatures_are_typed() -> None:
    """No ``dict[str, Any]`` goes in or out of a public function."""
    loose = []
    for path, node in functions():
        if node.name.startswith("_"):
            continue
        hints = [a.annotation for a in (*node.args.args, *node.args.kwonlyargs)] + [node.returns]
        if any(hint is not None and "dict[str, Any]" in ast.unparse(hint) for hint in hints):
            loose.append(f"{path.relative_to(ROOT)}: {node.name}")
    assert loose == []


def words_told(node: ast.AST) -> str:
    """The text of a string or an f-string, with a mark where a value goes in."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    if isinstance(node, ast.JoinedStr):
        return "".join(v.value if isinstance(v, ast.Constant) and isinstance(v.value, str) else "…" for v in node.values)
    return ""


SPEAKS = ("findings", "render")  # only these compose sentences for a reader
EXPLAINS = {"InputError", "Interrupted", "ValueError", "TypeError", "KeyError", "AssertionError", "Option", "Argument", "Typer"}


def sentences_in(path: Path) -> list[str]:
    """Sentences that a file composes for a reader: f-strings of five words or more that end with a full stop.

    Errors, help texts and docstrings are not findings; they may stand anywhere.
    """
    tree = parsed(path)
    excused: set[int] = set()
    for node in ast.walk(tree):
        name = ""
        if isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if name in EXPLAINS or name in ("fault", "echo", "warn") or isinstance(node, ast.Raise):
            excused |= {id(inner) for inner in ast.walk(node)}
    return [
        words_told(node)[:80]
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr)
        and id(node) not in excused
        and len(words_told(node).split()) >= 5
        and words_told(node).rstrip().endswith(".")
    ]


def test_only_findings_and_renderers_compose_sentences() -> None:
    told = {str(path.relative_to(ROOT)): sentences_in(path) for path in FILES if package_of(module_of(path)) not in SPEAKS}
    assert {file: found for file, found in told.items() if found} == {}


REPOSITORY = ROOT.parents[1]
HAND_FORMATTED = [
    *FILES,
    *(path for folder in ("tests", "benchmarks") for path in sorted((REPOSITORY / folder).rglob("*.py"))),
]


def is_data(node: ast.AST, named: bool) -> bool:
    """Whether an expression holds values only; named: names and calls that make a value of values may stand in it."""
    if isinstance(node, ast.Dict):
        return all(key is not None and is_data(key, named) for key in node.keys) and all(is_data(v, named) for v in node.values)
    if isinstance(node, ast.Tuple | ast.List | ast.Set):
        return all(is_data(element, named) for element in node.elts)
    if isinstance(node, ast.Subscript):
        return named and is_data(node.slice, named)
    if isinstance(node, ast.Call):
        return all(is_data(given, named) for given in (*node.args, *(k.value for k in node.keywords)))
    if isinstance(node, ast.UnaryOp):
        return is_data(node.operand, named)
    return isinstance(node, ast.Constant) or (named and isinstance(node, ast.Name | ast.Attribute))


def formatted_by_hand(source: str) -> list[int]:
    """Lines with ``# fmt: skip`` that end no table: a bracket of values over several lines.

    Names may stand in a table that is given a name at the top of a file.
    """
    marked = [n for n, line in enumerate(source.splitlines(), 1) if line.endswith("# fmt: " + "skip")]
    if not marked:
        return []
    tree = ast.parse(source)
    tables: set[int] = set()
    for top in tree.body:
        named = isinstance(top, ast.Assign | ast.AnnAssign)
        for node in ast.walk(top):
            if isinstance(node, ast.Dict | ast.Tuple | ast.List | ast.Set | ast.Subscript) and is_data(node, named):
                tables |= {node.end_lineno or 0} if node.end_lineno != node.lineno else set()
    return [n for n in marked if n not in tables]


def test_only_tables_are_formatted_by_hand() -> None:
    found = {str(path.relative_to(REPOSITORY)): formatted_by_hand(path.read_text(encoding="utf-8")) for path in HAND_FORMATTED}
    assert {file: lines for file, lines in found.items() if lines} == {}


def test_a_call_formatted_by_hand_would_be_found() -> None:
    mark = "  # fmt: " + "skip"
    assert formatted_by_hand(f"A = (\n    1, 2,\n){mark}\n") == []
    assert formatted_by_hand(f"f(\n    a, b,\n){mark}\n") == [3]


@pytest.mark.parametrize("package", [name for name, path in MODULES.items() if "on_demand(" in path.read_text(encoding="utf-8")])
def test_what_a_package_loads_on_demand_is_no_module_of_it(package: str) -> None:
    """Importing the module would put it in the place of the name."""
    loaded = import_module(package)
    if path := getattr(loaded, "__path__", None):
        assert not set(loaded.__all__) & {found.name for found in iter_modules(path)}
