"""Starting the app: a socket on this machine's own address, a link with a token, and a server until Ctrl-C."""

from __future__ import annotations

import os
import socket
import webbrowser
from collections.abc import Callable
from pathlib import Path

import uvicorn

from modusvivendi.app.session import Session
from modusvivendi.app.shelf import Shelf
from modusvivendi.app.site import make_site
from modusvivendi.case import check_case
from modusvivendi.errors import InputError, nearest

LOOPBACK = "127.0.0.1"
USUAL_PORT = 8765


def serve(case: str | None, *, folder: Path, port: int | None, tell: Callable[[str], None], browser: bool = False) -> None:
    """Serve the app until Ctrl-C. case: to open, a name or a path; folder: to work in; port: None for the usual one or, if that
    is taken, any free one, 0 for any free one. tell: prints the link. Raises InputError."""
    folder = folder.resolve()
    opened = own_case(case, folder)
    key = opened.name if opened else case
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"{folder}: cannot be written ({error.strerror or error})") from None
    os.umask(0o077)  # what is written is for this user only
    with listening(port) as bound:
        session = Session(bound.getsockname()[1])
        link = session.link + (f"&case={key}" if key else "")
        settings = uvicorn.Config(
            make_site(folder, session, opened), log_level="warning", access_log=False, server_header=False, ws="none"
        )
        tell(f"Open:  {link}")
        tell("The link works once, in one browser on this machine. Ctrl-C ends the app.")
        if browser:
            webbrowser.open(link)
        uvicorn.Server(settings).run(sockets=[bound])


def own_case(case: str | None, folder: Path) -> Path | None:
    """The folder of a case of one's own; None for a shipped one or none. Raises InputError, with all that is wrong with the case."""
    entries = Shelf(folder).entries()
    if case is None or case in entries:
        return None
    path = Path(case).resolve()
    path = path.parent if path.name == "case.yaml" else path
    if not (path / "case.yaml").is_file():
        raise InputError(f"unknown case '{case}', and no such folder; {nearest(case, entries)}")
    if path.name in entries and entries[path.name].folder != path:
        raise InputError(f"{path}: another case here is called '{path.name}': rename the folder")
    check_case(path)
    return path


def listening(port: int | None) -> socket.socket:
    """A socket on this machine's own address. Raises InputError if the port is taken."""
    for wanted in (USUAL_PORT, 0) if port is None else (port,):
        bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        try:
            if os.name == "posix":
                bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            bound.bind((LOOPBACK, wanted))
            bound.listen()  # at once, so that the printed link can be opened at once
            return bound
        except OSError as error:
            bound.close()
            why = error.strerror or str(error)
    raise InputError(f"--port {port}: cannot be used ({why})")
