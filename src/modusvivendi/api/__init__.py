"""One typed call per question. Each returns a small result with what was worked out and a ``report`` of findings to render.

``run``, ``compare``, ``open_result`` (studies); ``weigh``, ``score``, ``signposts`` (evidence); ``plan``, ``what_if`` (agenda);
``precedents`` (asks); ``import_demands`` (outside data); ``claims`` (a text, claim by claim). ``modusvivendi`` itself offers the same
names. Each is loaded when it is first used, so that a small command starts at once.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from modusvivendi.api.agenda import PlanResult, WhatIfResult, plan, what_if
    from modusvivendi.api.asks import PrecedentsResult, precedents
    from modusvivendi.api.evidence import Scored, Watched, Weighed, score, signposts, weigh
    from modusvivendi.api.outside import ImportResult, import_demands
    from modusvivendi.api.studies import Compared, Run, StoredResult, Work, compare, make_study, open_result, run
    from modusvivendi.api.texts import ClaimsResult, claims

__all__ = [
    "ClaimsResult", "Compared", "ImportResult", "PlanResult", "PrecedentsResult", "Run", "Scored", "StoredResult", "Watched", "Weighed",
    "WhatIfResult", "Work", "claims", "compare", "import_demands", "make_study", "open_result", "plan", "precedents", "run", "score",
    "signposts", "weigh", "what_if",
]  # fmt: skip

_HOME = {
    **dict.fromkeys(("PlanResult", "WhatIfResult", "plan", "what_if"), "agenda"),
    **dict.fromkeys(("PrecedentsResult", "precedents"), "asks"),
    **dict.fromkeys(("ImportResult", "import_demands"), "outside"),
    **dict.fromkeys(("ClaimsResult", "claims"), "texts"),
    **dict.fromkeys(("Scored", "Watched", "Weighed", "score", "signposts", "weigh"), "evidence"),
    **dict.fromkeys(("Compared", "Run", "StoredResult", "Work", "compare", "make_study", "open_result", "run"), "studies"),
}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'modusvivendi.api' has no attribute '{name}'")
    return getattr(import_module(f"modusvivendi.api.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return list(__all__)
