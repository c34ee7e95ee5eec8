"""Run by test_examples.py in a process of its own: every cell of a notebook, from its folder. Prints the number of code cells."""

from __future__ import annotations

import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

CELL = 120  # seconds that one cell may take, a compilation of the engine included


def main(path: Path) -> int:
    """Number of cells run; a cell that fails raises CellExecutionError with its traceback."""
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, timeout=CELL, kernel_name="python3", resources={"metadata": {"path": str(path.parent)}}).execute()
    return sum(cell.cell_type == "code" and cell.execution_count is not None for cell in notebook.cells)


if __name__ == "__main__":
    print(main(Path(sys.argv[1])))
