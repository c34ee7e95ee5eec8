"""Words that pages for planners avoid, for the linter of a brief and the tests of all pages: ``avoided_words.yaml``."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

from modusvivendi.files.yaml_file import read_yaml


@cache
def avoided(where: str) -> tuple[re.Pattern[str], ...]:
    """Patterns of one list: ``planner``, ``brief`` (which holds those for planners, too), ``hedges`` or ``undated``."""
    data: dict[str, Any] = dict(read_yaml(Path(__file__).with_name("avoided_words.yaml")))
    entries = [*(data["planner"] if where == "brief" else ()), *data[where]]
    return tuple(re.compile(entry["word"], re.IGNORECASE) for entry in entries)


def found_in(text: str, where: str) -> list[str]:
    """Words of a list that a text holds."""
    return [match.group() for pattern in avoided(where) for match in pattern.finditer(text)]
