"""Write the measured part of evidence.md from the tables that ``modus weigh`` leaves.

``modus weigh afghanistan --out FOLDER`` and then ``python docs/refresh_evidence.py FOLDER/afghanistan-weigh-...``.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd

HERE = Path(__file__).parent
TABLES = {
    "evidence": ("Log evidence in three columns", "Each column given the ones before it, with Monte Carlo errors; `free` says what the record alone says and has no prior."),
    "families": ("Weights of families", "Prior: uniform over families."),
    "alone": ("Each kind of evidence alone", "Against `inertia`; parameters are shared, so these do not add up."),
    "sensitivities": ("If the record were read otherwise", "Weights under every other reading; `moved` is half the sum of absolute changes."),
    "rows": ("Rows that moved the weights most", ""),
    "placebos": ("Placebos", "Coefficients on what outsiders do, when moves are felt later, at once, or before they are made."),
    "skill_acts": ("Skill on acts, one month ahead", "From mid-2022; difference from the constant rate per issue, 90 per cent interval."),
    "skill_deals": ("Skill on how deals end", "Difference from constant shares, 90 per cent interval."),
    "predictive": ("What the posterior predicts, and what happened", ""),
}  # fmt: skip
MOST_ROWS = 40


def markdown(frame: pd.DataFrame) -> str:
    """A data frame as a Markdown table; numbers with two digits."""
    rows = [list(frame.columns), ["---"] * frame.shape[1]]
    rows += [[f"{v:.2f}" if isinstance(v, (float, np.floating)) else str(v) for v in row] for row in frame.itertuples(index=False)]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def measured(folder: Path) -> str:
    """All tables of a folder, each with its heading."""
    parts = []
    for name, (title, words) in TABLES.items():
        frame = pd.read_csv(folder / f"{name}.csv", keep_default_na=False)
        parts.append("\n\n".join(part for part in (f"## {title}", words, markdown(frame.head(MOST_ROWS))) if part))
    return "\n\n".join(parts) + "\n"


if __name__ == "__main__":
    path = HERE / "evidence.md"
    before, rest = path.read_text(encoding="utf-8").split("<!-- measured -->\n")
    after = rest.split("<!-- end measured -->\n")[1]
    text = f"{before}<!-- measured -->\n\n{measured(Path(sys.argv[1]))}\n<!-- end measured -->\n{after}"
    path.write_text(text, encoding="utf-8")
