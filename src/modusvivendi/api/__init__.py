"""One typed call per question. Each returns a small result with what was worked out and a ``report`` of findings to render.

``run``, ``compare``, ``open_result`` (studies); ``weigh``, ``score``, ``signposts`` (evidence); ``plan``, ``what_if`` (agenda). ``modusvivendi`` itself offers
the same names and loads each when it is first used.
"""

from modusvivendi.api.agenda import PlanResult, WhatIfResult, plan, what_if
from modusvivendi.api.evidence import Scored, Watched, Weighed, score, signposts, weigh
from modusvivendi.api.studies import Compared, Run, StoredResult, Work, compare, make_study, open_result, run

__all__ = [
    "Compared", "PlanResult", "Run", "Scored", "StoredResult", "Watched", "Weighed", "WhatIfResult", "Work", "compare", "make_study",
    "open_result", "plan", "run", "score", "signposts", "weigh", "what_if",
]  # fmt: skip
