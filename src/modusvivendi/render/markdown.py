"""A table in Markdown, for the documentation."""

from __future__ import annotations

import numpy as np
import pandas as pd


def markdown(table: pd.DataFrame, digits: int = 2) -> str:
    """A table in Markdown; numbers with so many digits after the point."""

    def cell(value: object) -> str:
        return f"{value:.{digits}f}" if isinstance(value, (float, np.floating)) else str(value).replace("|", r"\|")

    lines = ["| " + " | ".join(str(c) for c in table.columns) + " |", "|" + "---|" * len(table.columns)]
    lines += ["| " + " | ".join(cell(v) for v in row) + " |" for row in table.itertuples(index=False)]
    return "\n".join(lines)
