"""Writing a case file: the same layout for every case, a quantity on one line."""

from __future__ import annotations

import re
from datetime import date

import yaml

from modusvivendi.case.dated import Node, Tree, as_day

INDENT = "  "
ON_ONE_LINE = 200  # a list or mapping without nested quantities is kept on one line up to this length


def as_yaml(data: Tree) -> str:
    """A case as the text of a case.yaml that reads back to the same values."""
    lines: list[str] = []
    for key, value in data.items():
        if lines and isinstance(value, (dict, list)) and _flow(value) is None:
            lines.append("")
        lines += _field(key, value, "")
    return "\n".join(lines) + "\n"


def _field(key: object, value: Node, indent: str) -> list[str]:
    """The lines of one field."""
    day = as_day(key)
    name = str(key) if day else scalar(key)
    flow = _flow(value)
    if flow is not None:
        return [f"{indent}{name}: {flow}"]
    if isinstance(value, dict):
        inner = [line for k, v in value.items() for line in _field(k, v, indent + INDENT)]
        return [f"{indent}{name}:", *inner]
    assert isinstance(value, list)
    return [f"{indent}{name}:", *(line for item in value for line in _item(item, indent + INDENT))]


def _item(item: Node, indent: str) -> list[str]:
    """The lines of one item of a list."""
    if not isinstance(item, dict):
        return [f"{indent}- {_flow(item) or ''}"]
    inner = [line for k, v in item.items() for line in _field(k, v, indent + INDENT)]
    return [f"{indent}- {inner[0].lstrip()}", *inner[1:]] if inner else [f"{indent}- {{}}"]


def _flow(value: Node) -> str | None:
    """The value on one line, or None if it is better spread out: quantities, plain values, short lists of words."""
    if isinstance(value, dict):
        if not value:
            return "{}"
        simple = all(not isinstance(v, dict) and _flow(v) is not None for v in value.values())
        if not simple or not ({"source", "range", "shape"} & set(value) or len(value) < 8) or "id" in value or "title" in value:
            return None
        text = ", ".join(f"{scalar(k)}: {_flow(v)}" for k, v in value.items())
        return f"{{{text}}}" if "source" in value or len(text) < ON_ONE_LINE else None
    if isinstance(value, list):
        if any(isinstance(item, (dict, list)) for item in value):
            return None
        text = ", ".join(scalar(item) for item in value)
        return f"[{text}]" if len(text) < 4 * ON_ONE_LINE and "\n" not in text and not _long(value) else None
    return scalar(value)


def _long(value: list[Node]) -> bool:
    return any(isinstance(item, str) and len(item) > 60 for item in value)


def scalar(value: object) -> str:
    """A plain value as YAML writes it inside a line."""
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, date) or re.fullmatch(r"\d{4}-\d{2}-\d{2}", str(value)):
        return str(value)
    plain = str(yaml.safe_dump([str(value)], default_flow_style=True, allow_unicode=True, width=float("inf"))).strip()[1:-1]
    return plain if len(str(value)) < 30 and plain == str(value) else _quoted(str(value))


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
