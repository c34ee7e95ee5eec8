"""One typed call per question. Each returns a small result with what was worked out and a ``report`` of findings to render.

``run``, ``compare``, ``open_result`` (studies); ``reproduce`` (a stored run, made again); ``weigh``, ``weigh_pooled``, ``score``, ``signposts`` (evidence); ``plan``, ``what_if``
(agenda); ``precedents`` (asks); ``claims`` (a text, claim by claim); ``forecast``, ``hindcast`` (dated questions); ``import_demands``, ``score_demands`` (outside data);
``update``, ``journal``, ``seal_forecasts`` (a case that lives). ``modusvivendi`` itself offers the same names. Each is loaded when it
is first used, so that a small command starts at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from modusvivendi.on_demand import on_demand

if TYPE_CHECKING:
    from modusvivendi.api.again import Reproduced, reproduce
    from modusvivendi.api.agenda import PlanResult, WhatIfResult, plan, what_if
    from modusvivendi.api.asks import PrecedentsResult, precedents
    from modusvivendi.api.evidence import Scored, Watched, Weighed, WeighedPooled, score, signposts, weigh, weigh_pooled
    from modusvivendi.api.forecasts import Forecasted, Hindcasted, forecast, hindcast
    from modusvivendi.api.living import JournalResult, UpdateResult, journal, seal_forecasts, update
    from modusvivendi.api.outside import ImportResult, ScoredDemands, import_demands, score_demands
    from modusvivendi.api.simulators import Simulator, make_simulator
    from modusvivendi.api.studies import Compared, Run, StoredResult, Work, compare, make_study, open_result, run
    from modusvivendi.api.texts import ClaimsResult, claims

__all__ = [
    "ClaimsResult", "Compared", "Forecasted", "Hindcasted", "ImportResult", "JournalResult", "PlanResult", "PrecedentsResult", "Reproduced", "Run", "Scored",
    "ScoredDemands", "Simulator", "StoredResult", "UpdateResult", "Watched", "Weighed", "WeighedPooled", "WhatIfResult", "Work", "claims", "compare",
    "forecast", "hindcast", "import_demands", "journal", "make_simulator", "make_study", "open_result", "plan", "precedents", "reproduce", "run", "score",
    "score_demands", "seal_forecasts", "signposts", "update", "weigh", "weigh_pooled", "what_if",
]  # fmt: skip

HOME = {
    **dict.fromkeys(("Reproduced", "reproduce"), "again"),
    **dict.fromkeys(("PlanResult", "WhatIfResult", "plan", "what_if"), "agenda"),
    **dict.fromkeys(("Forecasted", "Hindcasted", "forecast", "hindcast"), "forecasts"),
    **dict.fromkeys(("JournalResult", "UpdateResult", "journal", "seal_forecasts", "update"), "living"),
    **dict.fromkeys(("PrecedentsResult", "precedents"), "asks"),
    **dict.fromkeys(("ClaimsResult", "claims"), "texts"),
    **dict.fromkeys(("ImportResult", "ScoredDemands", "import_demands", "score_demands"), "outside"),
    **dict.fromkeys(("Scored", "Watched", "Weighed", "WeighedPooled", "score", "signposts", "weigh", "weigh_pooled"), "evidence"),
    **dict.fromkeys(("Simulator", "make_simulator"), "simulators"),
    **dict.fromkeys(("Compared", "Run", "StoredResult", "Work", "compare", "make_study", "open_result", "run"), "studies"),
}
__getattr__, __dir__ = on_demand(__name__, HOME)
