"""Rows of cells under names: a table of a finding where loading pandas would take longer than the answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Rows:
    """Cells row by row, (rows, columns). What renderers read of a data frame is read of it in the same words."""

    columns: tuple[str, ...]
    cells: tuple[tuple[object, ...], ...]

    @classmethod
    def of(cls, rows: Sequence[Mapping[str, object]]) -> Rows:
        """Rows that all name the same columns in the same order."""
        return cls(tuple(rows[0]) if rows else (), tuple(tuple(row.values()) for row in rows))

    def __len__(self) -> int:
        return len(self.cells)

    def itertuples(self, index: bool = False, name: str | None = None) -> Iterator[tuple[object, ...]]:
        """The rows, as ``pandas.DataFrame.itertuples(index=False, name=None)`` gives them."""
        return iter(self.cells)

    def to_frame(self) -> pd.DataFrame:
        """The same as a data frame."""
        import pandas as pd

        return pd.DataFrame(list(self.cells), columns=list(self.columns))
