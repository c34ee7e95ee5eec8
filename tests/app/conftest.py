"""The app over an empty folder, with a quick stand-in for the command line, and a client that has come in by the link."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from app_client import FAKE, HERE, OWN, PORT, made_hostile
from app_server import Server
from modusvivendi.app.runs import Run
from modusvivendi.app.session import Session
from modusvivendi.app.site import make_site
from modusvivendi.case.new import new_case


@pytest.fixture
def session() -> Session:
    return Session(PORT)


@pytest.fixture
def app(tmp_path: Path, session: Session) -> Iterator[Starlette]:
    """The app; what it runs is stopped at the end."""
    made = make_site(tmp_path, session, modus=FAKE)
    yield made
    made.state.site.jobs.close()


@pytest.fixture
def outside(app: Starlette) -> TestClient:
    """A client without a cookie."""
    return TestClient(app, base_url=f"http://127.0.0.1:{PORT}", headers=HERE, follow_redirects=False)


@pytest.fixture
def client(app: Starlette, session: Session) -> TestClient:
    """A client that came in by the link, and says what a browser says of requests from the app's own pages."""
    found = TestClient(app, base_url=f"http://127.0.0.1:{PORT}", headers=HERE | OWN, follow_redirects=False)
    assert found.get(f"/enter?token={session.token}").status_code == 200
    return found


@pytest.fixture
def mine(app: Starlette, tmp_path: Path) -> Path:
    """A case of one's own in the folder: a copy of the shipped one."""
    return new_case("mine", tmp_path, "afghanistan")


@pytest.fixture
def until(app: Starlette) -> Callable[[str, tuple[str, ...]], Run]:
    """Waits until a run is in one of some states."""

    def wait(run: str, states: tuple[str, ...]) -> Run:
        for _ in range(600):
            found: Run = app.state.site.store.load(run)
            if found.state in states:
                return found
            time.sleep(0.05)
        raise AssertionError(f"{run} is {found.state}: {found.why}")

    return wait


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder to work in, with a copy of a case and a hostile one."""
    found = tmp_path_factory.mktemp("work")
    new_case("mine", found, "afghanistan")
    made_hostile(new_case("hostile", found, "afghanistan"))
    return found


@pytest.fixture(scope="session")
def server(folder: Path) -> Iterator[Server]:
    """A real server over that folder."""
    found = Server(folder).enter()
    yield found
    found.stop()
