"""Commands as a person gives them: in this process, which has loaded everything already, or in one of their own."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
from contextlib import chdir, redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

from modusvivendi.engine import cache as compiled

MODUS = (sys.executable, "-m", "modusvivendi")
Done = subprocess.CompletedProcess[str]


def modus(*words: str, cwd: Path, cache: Path | None = None) -> Done:
    """Run a command here, from a folder: its exit code and what it prints. cache: where results are kept between commands."""
    from modusvivendi.cli.main import main

    out, error = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch, chdir(cwd), redirect_stdout(out), redirect_stderr(error):
        patch.setattr(sys, "argv", ["modus", *words])
        if cache is not None:
            patch.setenv("XDG_CACHE_HOME", str(cache))
        try:
            main()
            code = 0
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else int(bool(end.code))
    return Done(words, code, out.getvalue(), error.getvalue())


def started(*words: str, cwd: Path, cache: Path | None = None) -> subprocess.Popen[str]:
    """Start a command in a process of its own, with the compiled code of this one."""
    own = {"NUMBA_CACHE_DIR": str(compiled._folder.parent.parent)} | ({"XDG_CACHE_HOME": str(cache)} if cache else {})
    return subprocess.Popen(
        [*MODUS, *words],
        cwd=cwd,
        env=os.environ | own,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # also where the tests themselves ignore Ctrl-C
    )


def alone(*words: str, cwd: Path, cache: Path | None = None) -> Done:
    """Run a command in a process of its own."""
    process = started(*words, cwd=cwd, cache=cache)
    out, error = process.communicate(timeout=400)
    return Done(words, process.returncode, out, error)
