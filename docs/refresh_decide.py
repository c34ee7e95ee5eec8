"""Make again what decide.md says of the Afghan study: the default comparison, all theories weighing the same.

Run ``python docs/refresh_decide.py`` after a change of what decides the numbers. About half a minute.
"""

from __future__ import annotations

from pages import HERE, bullets, case_of_the_documents, fill

import modusvivendi as mv

FUTURES = 2048  # as `modus compare` runs by default


def study() -> mv.Study:
    """The study that the page tells of."""
    return mv.make_study(case_of_the_documents(), futures=FUTURES)


def parts(report: mv.Report) -> dict[str, str]:
    """Claims question by question, as the command says them to planners."""
    said = []
    for question, findings in report.by_question("planner"):
        claims = [f.sentence for f in findings if f.claim]
        if claims:
            said.append(f"**{question}**\n\n{bullets(claims)}")
    return {"basis": report.basis, "claims": "\n\n".join(said)}


if __name__ == "__main__":
    fill(HERE / "decide.md", parts(mv.compare(study()).report))
