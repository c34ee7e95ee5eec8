"""Changes to a valid file that keep most of it: parts dropped, doubled, swapped, retyped, made extreme or odd.

Whoever calls decides every choice, by ``pick(n)`` → one of 0..n-1: Hypothesis in the tests, a coverage-guided fuzzer in
benchmarks/fuzz.py.
"""

from __future__ import annotations

import copy
import csv
import io
import json
from collections.abc import Callable
from typing import Any

import yaml

Pick = Callable[[int], int]
Cells = list[list[str]]
TEXTS = (
    "",
    " ",
    "nan",
    "inf",
    "-1",
    "0",
    "2",
    "1e308",
    "-1e309",
    "5e-324",
    "9" * 400,
    "1,5",
    "1.234,5",
    "\u0663",
    "\u00b2",
    "0x10",
    "1_0",
    "=1+1",
    "[/b]",
    "{{7*7}}",
    "<script>",
    "\u202e",
    "a\u2028b",
    "a\x85b",
    "a\x0bb",
    "a\x00b",
    "a\nb",
    "True",
    "yes",
    "null",
    "~",
    "0001-01-01",
    "9999-12-31",
    "2024-02-30",
    "2024",
    "x" * 5000,
    "'",
    '"',
    ";",
    ",",
    "a;a",
    "\ufeff",
    "\ufffd",
    "\U0001f642",
    "../..",
    "/dev/zero",
    "%s",
    "all",
    "mixture",
    "uniform",
    "__class__",
    "-",
    "\u0130",
    "e\u0301",
)
VALUES: tuple[Any, ...] = (
    None,
    True,
    False,
    0,
    1,
    -1,
    2,
    0.5,
    1e308,
    -1e308,
    5e-324,
    float("nan"),
    float("inf"),
    10**30,
    -(10**30),
    [],
    {},
    [None],
    [[]],
    {"a": 1},
    {"": None},
    [0.9, 0.1],
    [0.1, 0.3],
    "\ud800",
)


def one_of(pick: Pick, items: Any) -> Any:
    """One of a sequence."""
    return items[pick(len(items))]


def odd_text(pick: Pick, text: str = "") -> str:
    """An odd text, or a text with one in it."""
    odd = one_of(pick, TEXTS)
    if not text or pick(3):
        return str(odd)
    at = pick(len(text) + 1)
    return f"{text[:at]}{odd}{text[at:]}" if pick(2) else text[:at]


def places(tree: Any, here: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The paths of all parts of a tree of mappings and lists."""
    inside = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    return [here, *(path for key, part in inside for path in places(part, (*here, key)))]


def part_at(tree: Any, path: tuple[Any, ...]) -> Any:
    """The part at a path."""
    for key in path:
        tree = tree[key]
    return tree


def change_tree(tree: Any, pick: Pick) -> Any:
    """A tree with one part changed."""
    tree = copy.deepcopy(tree)
    paths = places(tree)
    path = one_of(pick, paths)
    if not path:
        return one_of(pick, VALUES) if pick(4) == 0 else tree
    owner, key = part_at(tree, path[:-1]), path[-1]
    how = pick(8)
    if how == 0:
        del owner[key]
    elif how == 1:
        owner[key] = one_of(pick, VALUES)
    elif how == 2:
        owner[key] = odd_text(pick, owner[key] if isinstance(owner[key], str) else "")
    elif how == 3:
        owner[key] = copy.deepcopy(part_at(tree, one_of(pick, paths)))
    elif how == 4 and isinstance(owner, list):
        owner.insert(pick(len(owner) + 1), copy.deepcopy(owner[key]))
    elif how == 4:
        owner[odd_text(pick, str(key))] = owner[key] if pick(2) else owner.pop(key)
    elif how == 5:
        owner[key] = [owner[key]] if pick(2) else {"a": owner[key]}
    elif how == 6 and isinstance(owner[key], int | float) and not isinstance(owner[key], bool):
        owner[key] = one_of(pick, (-owner[key], owner[key] * 10, owner[key] + 1, str(owner[key]), owner[key] * 1e300))
    else:
        other = one_of(pick, paths)
        if other and other[: len(path)] != path and path[: len(other)] != other:
            above = part_at(tree, other[:-1])
            owner[key], above[other[-1]] = above[other[-1]], owner[key]
    return tree


def change_cells(rows: Cells, pick: Pick) -> Cells:
    """A table with one row, column or cell changed."""
    rows = [list(row) for row in rows]
    if not rows or not rows[0]:
        return [[odd_text(pick)]]
    y, x, how = pick(len(rows)), pick(max(1, len(rows[0]))), pick(9)
    row = rows[y]
    if how == 0:
        del rows[y]
    elif how == 1:
        rows.insert(pick(len(rows) + 1), list(row))
    elif how == 2:
        rows = [[cell for n, cell in enumerate(r) if n != x] for r in rows]
    elif how == 3:
        rows = [[*r, r[x] if x < len(r) else ""] for r in rows]
    elif how == 4:
        other = pick(len(rows))
        rows[y], rows[other] = rows[other], row
    elif how == 5 and x < len(row):
        row[x] = rows[pick(len(rows))][x] if all(len(r) > x for r in rows) else ""
    elif how == 6:
        rows[y] = row[:x] if pick(2) else [*row, odd_text(pick)]
    elif x < len(row):
        row[x] = odd_text(pick, row[x])
    return rows


def change_text(text: str, pick: Pick) -> str:
    """A text with something cut, doubled, or put in."""
    first, last = sorted((pick(len(text) + 1), pick(len(text) + 1)))
    last = min(last, first + 40)
    return one_of(
        pick, (text[:first] + text[last:], text[:last] + text[first:], text[:first] + odd_text(pick) + text[last:], text[:first])
    )


def change_bytes(raw: bytes, pick: Pick) -> bytes:
    """Bytes with one changed, or some cut or doubled."""
    if not raw:
        return bytes([pick(256)])
    at, how = pick(len(raw)), pick(4)
    if how == 0:
        return raw[:at] + raw[min(len(raw), at + 1 + pick(16)) :]
    if how == 1:
        return raw[:at]
    if how == 2:
        return raw[: at + 8] + raw[at:]
    return raw[:at] + bytes([raw[at] ^ (1 << pick(8))]) + raw[at + 1 :]


def _cells(raw: bytes) -> Cells:
    return list(csv.reader(io.StringIO(raw.decode(), newline="")))


def _csv(rows: Cells, pick: Pick) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=one_of(pick, ",,,;\t"), lineterminator=one_of(pick, ("\n", "\r\n"))).writerows(rows)
    return text.getvalue().encode("utf-8", "surrogatepass")


def _yaml(tree: Any) -> bytes:
    return str(yaml.safe_dump(tree, sort_keys=False, allow_unicode=True)).encode("utf-8", "surrogatepass")


def mutated(form: str, raw: bytes, pick: Pick) -> bytes:
    """A file of a form (yaml, json, lines of JSON, table, text, bytes) with one to three changes, seldom one of its bytes."""
    times = 1 + pick(3)
    if form == "bytes" or pick(12) == 0:
        for _ in range(times):
            raw = change_bytes(raw, pick)
        return raw
    if form == "text" or pick(8) == 0:
        text = raw.decode("utf-8", "replace")
        for _ in range(times):
            text = change_text(text, pick)
        return text.encode("utf-8", "surrogatepass")
    if form == "table":
        rows = _cells(raw)
        for _ in range(times):
            rows = change_cells(rows, pick)
        return _csv(rows, pick)
    if form == "lines":
        lines = [json.loads(line) for line in raw.decode().splitlines()]
        at = pick(len(lines))
        lines[at] = change_tree(lines[at], pick)
        return "".join(json.dumps(line) + "\n" for line in lines).encode()
    tree = yaml.safe_load(raw) if form == "yaml" else json.loads(raw)
    for _ in range(times):
        tree = change_tree(tree, pick)
    return _yaml(tree) if form == "yaml" else json.dumps(tree).encode()
