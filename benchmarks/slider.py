"""How long a slider of the simulator takes from a step to what is drawn, in Chromium: ``python benchmarks/slider.py [STEPS]``.

Prints quantiles over single steps of a lever (strategy pane) and of an input (world pane, twice the futures) to the first
redraw and to the refined one, what a drag of one second in 40 steps redraws, and the share of time in the engine; and the
processor time of a redraw over all threads of the browser (Linux), which a busy machine hardly changes: at 40 steps a second
two cores have 50 ms for it. Waiting times want a machine with two free cores; a busy one says what the busy one gives.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
from playwright.sync_api import Page, sync_playwright

import modusvivendi as mv

STEPS, DRAG = int(sys.argv[1]) if len(sys.argv) > 1 else 30, 40
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
STEP = """async ([id, value]) => {
  const own = document.getElementById(id);
  const { timings } = simulator.store; // of late only: it is bounded
  timings.length = 0;
  const until = performance.now() + 5000; // what is already known is drawn without simulating, and not timed
  own.value = value;
  own.dispatchEvent(new Event('input'));
  while (!timings.some((t) => t.stage === 'refined')) {
    if (performance.now() > until) return [];
    await new Promise((done) => setTimeout(done, 5));
  }
  return [...timings];
}"""
DRAWN = """async ([id, values]) => {
  const own = document.getElementById(id);
  const { timings } = simulator.store;
  for (const value of values) {
    timings.length = 0;
    own.value = value;
    own.dispatchEvent(new Event('input'));
    while (!timings.some((t) => t.stage === 'early')) await new Promise((done) => setTimeout(done, 1));
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)));
  }
}"""
DRAGGED = """async ([id, steps]) => {
  const own = document.getElementById(id);
  const { timings } = simulator.store;
  timings.length = 0;
  const begun = performance.now();
  for (let n = 0; n < steps; n++) {
    own.value = 20 + n;
    own.dispatchEvent(new Event('input'));
    const next = begun + ((n + 1) * 1000) / steps;
    await new Promise((done) => setTimeout(done, Math.max(0, next - performance.now())));
  }
  await new Promise((done) => setTimeout(done, 150));
  return timings.filter((t) => t.stage === 'early');
}"""


def spent() -> float:
    """Milliseconds of processor time so far of all threads of the browser that this program started."""
    parents: dict[int, int] = {}
    for place in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(place.parent.name)] = int(place.read_text().rsplit(")", 1)[1].split()[1])
        except OSError:
            continue  # it has ended
    own = {os.getpid()}
    while more := {child for child, parent in parents.items() if parent in own} - own:
        own |= more
    nanoseconds = 0
    for process in own - {os.getpid()}:
        for place in Path(f"/proc/{process}/task").glob("*/schedstat"):
            try:
                nanoseconds += int(place.read_text().split()[0])
            except OSError:
                continue
    return nanoseconds / 1e6


def redraws(page: Page, what: str, slider: str, values: np.ndarray) -> None:
    """Processor time of a redraw, each drawn to the end before the next, none refined."""
    page.evaluate(DRAWN, [slider, [float(v) for v in values[:5]]])
    begun = spent()
    page.evaluate(DRAWN, [slider, [float(v) for v in values[5:]]])
    print(f"{what}: {(spent() - begun) / len(values[5:]):.0f} ms of processor time a redraw")


def quantiles(label: str, times: list[float], least: float) -> None:
    p50, p95 = np.quantile(times, [0.5, 0.95])
    print(f"  {label}: median {p50:.0f} ms, p95 {p95:.0f} ms (wanted: under {least:.0f})")


def steps(page: Page, what: str, slider: str, values: np.ndarray) -> None:
    found: list[list[dict[str, Any]]] = [page.evaluate(STEP, [slider, float(v)]) for v in values]
    early = [t for step in found for t in step if t["stage"] == "early"]
    refined = [t for step in found for t in step if t["stage"] == "refined"]
    print(f"{what}, {sum(map(bool, found))} of {len(found)} steps of {slider} simulated")
    quantiles("to the first redraw", [t["took"] for t in early], 100)
    quantiles("to the refined one, the wait for a resting hand included", [t["took"] for t in refined], 1000)
    print(f"  time in the engine: {sum(t['inside'] for t in early) / sum(t['took'] for t in early):.0%} of a first redraw")


def main() -> None:
    browser_path = shutil.which("chromium")
    if browser_path is None:
        sys.exit("there is no Chromium here")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as play:
        made = mv.make_simulator("afghanistan", Path(folder) / "page.html", signposts=False)
        assert made.path is not None
        print(f"file: {made.path.stat().st_size / 1e6:.2f} MB; futures: {made.study.futures * len(made.study.theories):,}")
        browser = play.chromium.launch(executable_path=browser_path, args=ARGUMENTS)
        page = browser.new_context(viewport={"width": 1280, "height": 900}, offline=True).new_page()
        begun = time.perf_counter()
        page.goto(made.path.as_uri())
        page.wait_for_selector("body[data-stage=early]", timeout=60_000)
        print(f"opens from disk, first picture drawn, in {time.perf_counter() - begun:.2f} s")
        page.wait_for_selector("body[data-stage=refined]", timeout=60_000)
        print(
            f"all futures in {time.perf_counter() - begun:.2f} s; workers: {page.evaluate('simulator.store.crew.workers.length')}"
        )
        steps(page, "What we do", "lever-pressure", np.linspace(1, 99, STEPS).round())
        slider = page.evaluate("document.querySelector('[id^=world-input]').id")
        low, high = page.evaluate(
            f"[document.getElementById('{slider}').min, document.getElementById('{slider}').max].map(Number)"
        )
        steps(page, "How the world works", slider, np.linspace(low, high, STEPS + 2)[1:-1])
        redraws(page, "What we do", "lever-contact", np.linspace(2, 98, 35).round())
        redraws(page, "How the world works", slider, np.linspace(low, high, 73)[1:-1:2])
        page.wait_for_timeout(2000)
        drawn = page.evaluate(DRAGGED, ["lever-aid", DRAG])
        print(f"a drag of one second in {DRAG} steps: {len(drawn)} redraws")
        browser.close()


if __name__ == "__main__":
    main()
