"""What a reader of results should know of a case: what was filled in, what was inferred, which strategies it cannot run."""

from __future__ import annotations

from collections import Counter

import pandas as pd

from modusvivendi.case import Case
from modusvivendi.case.lacking import note_on_lacking
from modusvivendi.findings import Fact, Finding, Table, words
from modusvivendi.strategy import strategies_for

GIVEN = "What the case leaves open"


def case_findings(case: Case, name: str) -> list[Finding]:
    """What was filled in or inferred in reading a case, and which shipped strategies it cannot run; none if all is given.

    name: first part of the ids. Numbers that stand at wide defaults are said among the first things.
    """
    found = []
    if case.defaults:
        sections = Counter(path.partition(".")[0] for path in case.defaults)
        parts = words.listed(f"{section} ({count})" if count > 1 else section for section, count in sections.items())
        table = Table(
            name="defaults",
            caption="Numbers that stand at wide defaults",
            frame=pd.DataFrame({"number": case.defaults}),
            folded=True,
        )
        found.append(
            Finding(
                id=f"{name}.case.defaults",
                question=GIVEN,
                headline=True,
                tables=(table,),
                claim="{count:count} numbers are not given by the case and stand at wide defaults ({parts}): what follows is "
                "as rough as they are.",
                facts={"count": Fact(value=len(case.defaults)), "parts": Fact(value=parts)},
            )
        )
    for number, note in enumerate(filter(None, (note_on_lacking(case), *case.notes)), start=1):
        found.append(Finding(id=f"{name}.case.note{number}", question=GIVEN, claim="{note}.", facts={"note": Fact(value=note)}))
    for left in strategies_for(case)[1]:
        found.append(
            Finding(
                id=f"{name}.case.left_out.{left.strategy.replace('-', '_')}",
                question=GIVEN,
                claim="The shipped strategy `{strategy}` is left out: {reason}.",
                facts={"strategy": Fact(value=left.strategy), "reason": Fact(value=left.why)},
            )
        )
    return found
