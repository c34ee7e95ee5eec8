"""What the tests of the simulator share: the page's modules run in Node, and a browser if there is one."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from modusvivendi.api.simulators import Simulator
from modusvivendi.simulator.page import ENGINE, FRONT

HERE = Path(__file__).parent


def plan(strategy: str, **changes: Any) -> dict[str, Any]:
    """A plan as the page holds it."""
    return {"strategy": strategy, "levers": {}, "followers": "", "atOnce": 0, "tracks": None, **changes}


def in_node(
    made: Simulator,
    plans: Sequence[dict[str, Any]],
    folder: Path,
    pins: Sequence[tuple[int, float]] = (),
    weights: Sequence[float] | None = None,
) -> list[dict[str, Any]]:
    """What the page's own modules make of plans on all draws of a simulator; skips where there is no Node."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("the page's modules are run by Node, which is not installed")
    modules = folder / "front"
    modules.mkdir(exist_ok=True)
    for path in FRONT.glob("*.js"):
        shutil.copy(path, modules)
    (modules / "package.json").write_text('{"type": "module"}')
    draws = made.draws
    (folder / "draws").write_bytes(draws.packed)
    theories = len(made.study.theories)
    job = {
        "content": {
            **made.content.said,
            "draw_rows": {"case": draws.case_rows, "theory": draws.theory_rows, "count": draws.count},
        },
        "draws": str(folder / "draws"),
        "plans": list(plans),
        "pins": list(pins),
        "weights": list(weights) if weights is not None else [1 / theories] * theories,
    }
    (folder / "job.json").write_text(json.dumps(job))
    files = [str(folder / name) for name in ("front", "job.json", "found.json")]
    command = [node, str(HERE / "in_node.mjs"), files[0], str(ENGINE), *files[1:]]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found: list[dict[str, Any]] = json.loads(Path(files[2]).read_text())
    return found


def outcomes_of(found: dict[str, Any], made: Simulator) -> np.ndarray:
    """Outcomes of a plan, (theories, outcomes, draws)."""
    study = made.study
    shape = (len(study.outcome_names), len(study.theories), study.futures)
    return np.array(found["outcomes"], np.float32).reshape(shape).transpose(1, 0, 2)
