"""The engine for a web page: the reference in C, compiled to WebAssembly with the clang of the PyPI package ``ziglang``.

``python benchmarks/wasm.py`` writes ``engine.wasm`` and its SHA-256 into the package ``modusvivendi.simulator``. Both are
committed, so that nobody needs a compiler to make a simulator; a test rebuilds and compares.
"""

from __future__ import annotations

import hashlib
import importlib.util
import subprocess
import sys
import tempfile
from pathlib import Path

SOURCE = Path(__file__).with_name("simulator.c")
TARGET = Path(__file__).parents[1] / "src" / "modusvivendi" / "simulator" / "engine.wasm"
EXPORTS = ("make_room", "give_back", "parameter_rows", "run")
# Vectors of 128 bits and memory copies as single instructions, which all browsers since 2023 have. No reordering of
# sums (-ffast-math), which tips other events than rounding does.
FLAGS = (
    "-target", "wasm32-wasi", "-msimd128", "-mbulk-memory", "-O3", "-std=gnu11", "-ffp-contract=off", "-fno-math-errno",
    "-fno-trapping-math", "-ffinite-math-only", "-fno-signed-zeros", "-Wall", "-Wextra", "-Werror", "-fno-sanitize=undefined",
    "-mexec-model=reactor", "-s", "-Wl,--strip-all",
)  # fmt: skip


class NoCompiler(RuntimeError):
    """The compiler is not installed; the message is one line."""


def build(target: Path = TARGET) -> bytes:
    """Compile the engine into ``target``; the bytes of it. Raises NoCompiler without ``ziglang``, RuntimeError on faults."""
    if importlib.util.find_spec("ziglang") is None:
        raise NoCompiler("the engine of the simulator is compiled with the PyPI package 'ziglang', which is not installed")
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder, "engine.wasm")
        command = [
            sys.executable,
            "-m",
            "ziglang",
            "cc",
            *FLAGS,
            *(f"-Wl,--export={name}" for name in EXPORTS),
            str(SOURCE),
            "-o",
            str(fresh),
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"clang could not compile {SOURCE.name}: {done.stderr.strip()}")
        content = fresh.read_bytes()
    target.write_bytes(content)
    return content


if __name__ == "__main__":
    made = build()
    digest = hashlib.sha256(made).hexdigest()
    TARGET.with_suffix(".wasm.sha256").write_text(f"{digest}  {TARGET.name}\n", "utf-8")
    print(f"{TARGET}: {len(made):,} bytes, sha256 {digest}")
