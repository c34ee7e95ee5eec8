"""Run by test_examples.py in a process of its own: a notebook as the site shows it, every cell run. Prints how many cells and outputs."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "docs"))

from build_site import tutorial

if __name__ == "__main__":
    page = tutorial(Path(sys.argv[1]), run=True)  # a cell that fails raises CellExecutionError with its traceback
    print(page.count("```python\n"), page.count('<div class="output">'))
