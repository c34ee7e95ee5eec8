"""Pages of the site in a real browser, cut off from any network: contrast and names by axe, nothing wider than the window, on paper too."""

from __future__ import annotations

import functools
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path
from shutil import which
from typing import TYPE_CHECKING

import pytest

from test_site import ROOT, site  # noqa: F401

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHROMIUM = which("chromium")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs Debian's chromium (apt-get install chromium)")
LOOKS = ((390, "light"), (1280, "dark"), (390, "dark"), (1280, "light"))
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
FIRST = ("simulator.html",)  # tables, code, lists: every run; the others where slow tests run
NAMES = [p.name.replace(".md", ".html") for p in sorted((ROOT / "docs").glob("*.md"))]
OTHERS = [
    *(
        n
        for n in (*NAMES, "index.html", "tutorials/index.html", "contributing.html", "changelog.html", "cite.html", "404.html")
        if n not in FIRST
    ),
    *(f"tutorials/{p.stem}.html" for p in sorted((ROOT / "examples").glob("*.ipynb"))),
]


class Silent(http.server.SimpleHTTPRequestHandler):
    """Files of a folder, without a word."""

    def log_message(self, *_: object) -> None:
        """Nothing is logged."""


@pytest.fixture(scope="module")
def base(site: Path) -> Iterator[str]:  # noqa: F811
    """Where the site is served, on this machine only."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Silent, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield found
        found.close()


@pytest.fixture(scope="module")
def tabs(browser: Browser, base: str) -> Iterator[dict[tuple[int, str], tuple[Page, list[str]]]]:
    """A tab for each look, with what it asked of elsewhere (refused) and complained of."""
    found = {}
    for width, scheme in LOOKS:
        context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)  # type: ignore[arg-type]
        page, said = context.new_page(), []
        page.route(
            "**/*",
            lambda r, said=said: (
                r.continue_() if r.request.url.startswith((base, "data:")) else (said.append(r.request.url), r.abort())
            ),
        )
        page.on("console", lambda m, said=said: said.append(m.text) if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda e, said=said: said.append(str(e)))
        found[width, scheme] = page, said
    yield found


@pytest.mark.parametrize(
    ("name", "looks"),
    [
        *((name, LOOKS) for name in FIRST),
        *(pytest.param(name, LOOKS[:2], marks=pytest.mark.slow) for name in OTHERS),
    ],
)
def test_pages_pass_axe_fit_and_ask_nothing_of_elsewhere(
    tabs: dict[tuple[int, str], tuple[Page, list[str]]], base: str, name: str, looks: tuple[tuple[int, str], ...]
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    for look in looks:
        page, said = tabs[look]
        assert page.goto(base + name).ok  # type: ignore[union-attr]
        found = Axe().run(page, options=RULES).response["violations"]
        assert [(v["id"], v["nodes"][0]["html"][:200], v["nodes"][0]["failureSummary"][:200]) for v in found] == []
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
        assert page.evaluate("[...document.images].filter(i => !i.alt).map(i => i.src)") == []
        assert said == []
    page.emulate_media(media="print")
    cut = "[...document.querySelectorAll('article *')].filter(e => ['auto', 'scroll', 'hidden'].includes(getComputedStyle(e).overflowX) && e.scrollWidth > e.clientWidth + 2)"
    assert page.evaluate(f"{cut}.map(e => e.outerHTML.slice(0, 120))") == []
    page.emulate_media(media="screen")


def test_a_page_that_would_fail_is_seen(browser: Browser) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = browser.new_page()
    page.set_content("<!DOCTYPE html><html lang=en><title>x</title><main><p style='color:#999'>pale</p></main>")
    assert [v["id"] for v in Axe().run(page, options=RULES).response["violations"]] == ["color-contrast"]
