"""``modus app`` as a process of its own, for tests that speak to it over a socket or in a browser."""

from __future__ import annotations

import http.client
import os
import re
import subprocess
import sys
from pathlib import Path

import modusvivendi


class Server:
    """``modus app`` as a process of its own, over a folder with a copy of a case in it."""

    def __init__(self, folder: Path) -> None:
        code = str(Path(modusvivendi.__file__).parents[1])
        words = [sys.executable, "-m", "modusvivendi", "app", "--folder", str(folder), "--port", "0"]
        environment = {**os.environ, "PYTHONPATH": code, "NUMBA_NUM_THREADS": "1"}
        self.process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True, env=environment)
        assert self.process.stdout is not None
        found = re.search(r"http://\S+", self.process.stdout.readline())
        assert found is not None
        self.link = found[0]
        self.base = self.link.split("/enter")[0]
        self.port = int(self.base.rsplit(":", 1)[1])
        self.cookie = ""

    def enter(self) -> Server:
        """Come in by the link, without a browser."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        connection.request("GET", self.link.removeprefix(self.base))
        self.cookie = (connection.getresponse().getheader("Set-Cookie") or "").split(";")[0]
        connection.close()
        return self

    def stop(self) -> None:
        """End the server as Ctrl-C does."""
        self.process.terminate()
        self.process.wait(20)
        assert self.process.stdout is not None
        self.process.stdout.close()
