"""Make again what plan.md says of the Afghan case: the default search with all theories weighing the same.

Run ``python docs/refresh_plan.py`` after a change of what decides the numbers. One to two minutes.
"""

from __future__ import annotations

import pandas as pd
from pages import HERE, bullets, case_of_the_documents, fill

import modusvivendi as mv
from modusvivendi.findings import Table
from modusvivendi.render.cells import main_and_small
from modusvivendi.render.markdown import markdown

PAGE = HERE / "plan.md"


def claims(report: mv.Report, *starts: str) -> str:
    """Claims of findings whose id begins so, one a line."""
    return bullets([f.sentence for f in report.findings if f.claim and f.id.startswith(starts)])


def table(found: Table) -> str:
    """A table in Markdown, intervals left out."""
    cells = [[main_and_small(v, found.digits)[0] for v in row] for row in found.frame.itertuples(index=False, name=None)]
    return markdown(pd.DataFrame(cells, columns=found.frame.columns))


def agenda(report: mv.Report) -> str:
    """Plan A by quarter."""
    (lines,) = report.finding("plan.a.board").tables
    return bullets([f"**{row.quarter}** {row.what}" for row in lines.frame.itertuples()])


if __name__ == "__main__":
    report = mv.plan(case_of_the_documents()).report
    parts = {
        "sentences": bullets([f.sentence for f in report.headlines]),
        "plans": table(report.finding("plan.trade_off").tables[0]), "agenda": agenda(report), "zones": claims(report, "zones."),
    }  # fmt: skip
    fill(PAGE, parts)
