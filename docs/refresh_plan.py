"""Make again what plan.md says of the Afghan case: the default search with all theories weighing the same.

Run ``python docs/refresh_plan.py`` after a change of what decides the numbers. One to two minutes.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pandas as pd
from refresh import markdown, replace_between

from modusvivendi.study.summary import title_of

PAGE = Path(__file__).parent / "plan.md"


def default_search() -> dict[str, Any]:
    """What ``modus plan afghanistan --weights uniform --json`` prints."""
    with tempfile.TemporaryDirectory() as folder:
        code = "from modusvivendi.cli.main import main; main()"
        command = [
            sys.executable,
            "-c",
            code,
            "plan",
            "afghanistan",
            "--as-of",
            "2024-05-29",
            "--weights",
            "uniform",
            "--json",
            "--out",
            folder,
        ]
        return dict(json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout))


def plans(found: dict[str, Any]) -> str:
    """The plans side by side, in points of 100."""
    rows = [
        {
            "plan": f"{p['plan']['name'][-1].upper()}: {p['role']}", **{title_of(o): f"{100 * v:.1f}" for o, v in p["means"].items()},
            "talks": len(p["plan"].get("tracks", ())), "issues": sum(len(t["issues"]) for t in p["plan"].get("tracks", ())),
        }
        for p in found["plans"]
    ]  # fmt: skip
    return markdown(pd.DataFrame(rows))


def agenda(found: dict[str, Any]) -> str:
    """Plan A by quarter."""
    return "\n".join(f"- **{e['quarter']}** {e['text']}" for e in found["plans"][0]["agenda"])


if __name__ == "__main__":
    answer = default_search()
    parts = {
        "sentences": "\n".join(f"- {s}" for s in answer["sentences"]), "plans": plans(answer), "agenda": agenda(answer),
        "zones": "\n".join(f"- {s}" for s in answer["zones"]["sentences"]),
    }  # fmt: skip
    for name, text in parts.items():
        replace_between(PAGE, name, text + "\n")
