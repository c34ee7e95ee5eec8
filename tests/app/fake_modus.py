"""Stands for the command line in tests of the queue: does at once, or never, what its first word says."""

from __future__ import annotations

import sys
import time
from pathlib import Path

command = sys.argv[1]
out = Path(next(word.partition("=")[2] for word in sys.argv if word.startswith("--out=")))


def tell(line: str) -> None:
    """A line on standard error, at once."""
    print(line, file=sys.stderr, flush=True)


if command == "weigh":  # goes on until it is stopped
    tell("weighing: 12 of 90 tasks (13%) after 41 s; inertia")
    try:
        time.sleep(600)
    except KeyboardInterrupt:
        tell("modus: interrupted")
        sys.exit(130)
if command == "plan":  # cannot be interrupted
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    tell("searching: begun after 1 s")
    time.sleep(600)
if command == "forecast":
    tell("modus: case 'x' comes with no questions")
    sys.exit(2)
if command == "compare":  # talks too much
    for n in range(20_000):
        tell(f"{n} {'x' * 3000}")
(out / "made").mkdir()
(out / "made" / "page.html").write_text("<!DOCTYPE html><title>Made</title><script>alert(1)</script><p>Result of the fake")
(out / "made" / "table.csv").write_text("a,b\n1,2\n")
print('{"command": "' + command + '"}')
