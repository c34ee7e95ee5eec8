"""The app in a real browser: every page at two widths, by keyboard, in two tabs, going back, and against the policy."""

from __future__ import annotations

import http.client
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from shutil import which
from typing import TYPE_CHECKING

import psutil
import pytest

from app_client import ACT
from app_server import Server
from modusvivendi.app.runs import RUNS, Run
from modusvivendi.app.states import read_state
from modusvivendi.case import load_case
from modusvivendi.case.new import new_case

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

CHROMIUM = which("chromium")
needs_browser = pytest.mark.skipif(CHROMIUM is None, reason="needs Debian's chromium (apt-get install chromium)")
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
STATES = {
    f"20260101-00000{n}-run-0000000{n}": state for n, state in enumerate(("done", "failed", "cancelled", "running", "waiting"))
}
RUN_PAGES = tuple(f"/runs/{run}" for run in STATES)
PAGES = (
    "/", "/cases/afghanistan", "/cases/afghanistan/ask/run", "/cases/afghanistan/ask/plan",
    "/cases/afghanistan/inbox", "/cases/afghanistan/inbox/acts/new", "/cases/afghanistan/inbox/tracks/new", "/runs", "/journal",
    "/cases/mine/edit", "/cases/mine/edit/case.yaml/issues/0",
     "/nowhere",
    "/cases/hostile", "/cases/hostile/edit/case.yaml/issues/0", "/cases/hostile/edit/ladders.yaml/women_university/0",
    "/cases/afghanistan/ask/brief", "/cases/afghanistan/state", "/cases/small/edit", "/cases/small/edit/case.yaml/issues/new",
    "/cases/small/edit/ladders.yaml/new/0", "/cases/small/edit/positions/leadership", "/cases/mine/edit/case.yaml/coalitions/0",
    "/cases/small/edit/case.yaml/blocs/0", "/cases/afghanistan/edit",
)  # fmt: skip


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield found
        found.close()


@pytest.fixture(scope="module")
def context(browser: Browser, server: Server) -> BrowserContext:
    """A browser with the server's cookie, over all tests."""
    found = browser.new_context()
    name, _, value = server.cookie.partition("=")
    found.set_default_timeout(120_000)  # a machine that does much else is slow
    found.add_cookies([{"name": name, "value": value, "url": server.base, "httpOnly": True, "sameSite": "Strict"}])
    return found


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A tab in which no error, no refusal by the policy and no request to elsewhere may happen, but of a page that is refused."""
    found = context.new_page()
    said: list[str] = []
    found.on(
        "console",
        lambda m: said.append(m.text) if m.type in ("error", "warning") and not re.search("status of 40[034]", m.text) else None,
    )
    found.on("pageerror", lambda e: said.append(str(e)))
    found.on("dialog", lambda d: (said.append(d.message), d.dismiss()))
    found.on("request", lambda r: None if r.url.startswith(("http://127.0.0.1:", "blob:")) else said.append(r.url))
    yield found
    found.close()
    assert said == []


@pytest.fixture(scope="module", autouse=True)
def runs(server: Server, folder: Path) -> None:
    """A run in each state, as they lie on disk; and a small case."""
    new_case("small", folder)
    for run, state in STATES.items():
        place = folder / RUNS / run
        (place / "made").mkdir(parents=True)
        known = {"key": "gaza", "case": "Gaza", "digest": "d" * 64, "as_of": "2023-10-06", "code": "1", "python": "3"}
        manifest = Run(id=run, command=("run", "gaza"), title="What?", asked="2026-01-01T00:00:00", state=state, why="x", **known)  # type: ignore[arg-type]
        (place / "manifest.json").write_text(manifest.model_dump_json())
        (place / "made" / "page.html").write_text("<!DOCTYPE html><html lang=en><title>Made</title><main><h1>Made</h1></main>")


LOOKS = ((390, "light"), (1280, "dark"), (390, "dark"), (1280, "light"))
LOOKED_AT = [  # each page in one look, in turn; (slow) in the others
    pytest.param(path, looks, id=f"{path}-{kind}", marks=[pytest.mark.slow] if kind == "the others" else [])
    for n, path in enumerate((*PAGES, *RUN_PAGES))
    for kind, looks in (("one look", LOOKS[n % 4 : n % 4 + 1]), ("the others", LOOKS[: n % 4] + LOOKS[n % 4 + 1 :]))
]


@needs_browser
@pytest.mark.parametrize(("path", "looks"), LOOKED_AT)
def test_pages_pass_axe_and_fit(page: Page, server: Server, path: str, looks: tuple[tuple[int, str], ...]) -> None:
    """At a width and in a scheme; on paper without bars and forms."""
    from axe_playwright_python.sync_playwright import Axe

    page.goto(server.base + path)
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    rules = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
    for width, scheme in looks:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        found = Axe().run(page, options=rules).response["violations"]
        assert [(v["id"], v["nodes"][0]["html"][:200], v["nodes"][0]["failureSummary"][:200]) for v in found] == []
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    page.emulate_media(media="print")
    seen = "[...document.querySelectorAll('nav.bar, button, .skip')].filter(e => e.getClientRects().length && getComputedStyle(e).visibility !== 'hidden')"
    assert page.evaluate(f"{seen}.map(e => e.outerHTML.slice(0, 80))") == []


# What Tab should stop at: all that can be used and is shown; of radio buttons of one name the chosen one.
REACHABLE = """
document.querySelectorAll('details').forEach(d => { d.open = true; });
const shown = e => e.getClientRects().length && getComputedStyle(e).visibility !== 'hidden';
const first = e => e.type !== 'radio' || e === (document.querySelector(`input[name="${CSS.escape(e.name)}"]:checked`) || e);
const found = [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]')];
window.wanted = new Set(found.filter(e => shown(e) && first(e) && e.tabIndex >= 0 && !e.disabled));
window.wanted.size"""
STOP = """
(() => { const e = document.activeElement; if (!e || e === document.body) return 'out';
  const style = getComputedStyle(e), place = e.getBoundingClientRect();
  window.wanted.delete(e);
  if (style.outlineStyle === 'none' || parseFloat(style.outlineWidth) < 2) return 'no focus shown: ' + e.outerHTML.slice(0, 120);
  if (e.tagName !== 'IFRAME' && (place.bottom < 0 || place.top > innerHeight)) return 'not in view: ' + e.outerHTML.slice(0, 120);
  return 'on'; })()"""
WALKED = (
    "/", "/cases/afghanistan", "/cases/afghanistan/ask/plan", "/cases/afghanistan/inbox", "/cases/afghanistan/inbox/tracks/new",
    "/cases/afghanistan/state", "/runs", "/journal", "/nowhere", "/cases/small/edit", "/cases/small/edit/case.yaml/issues/0",
    "/cases/small/edit/case.yaml/issues/new", "/cases/small/edit/positions/leadership", "/cases/small/edit/case.yaml/coalitions/0",
)  # fmt: skip


@needs_browser
@pytest.mark.parametrize("path", [*WALKED, *RUN_PAGES])
def test_every_control_is_reached_by_tab_and_shows_it(page: Page, server: Server, path: str) -> None:
    page.set_viewport_size({"width": 1000, "height": 700})
    page.goto(server.base + path)
    most = page.evaluate(REACHABLE)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to content"
    for _ in range(most + 10):
        at = page.evaluate(STOP)
        assert at in ("on", "out"), at
        if at == "out":
            break
        page.keyboard.press("Tab")
    assert page.evaluate("[...window.wanted].map(e => e.outerHTML.slice(0, 100))") == []


@needs_browser
def test_the_printed_link_opens_the_app_once(browser: Browser, tmp_path: Path) -> None:
    own = Server(tmp_path)
    first, second = browser.new_context().new_page(), browser.new_context().new_page()
    first.goto(own.link)
    first.wait_for_url(f"{own.base}/")
    assert first.get_by_role("heading", name="Policy laboratory").is_visible()
    first.reload()
    assert first.get_by_role("heading", name="Policy laboratory").is_visible()
    second.goto(own.link)
    assert second.get_by_text("used before").first.is_visible()
    assert second.goto(own.base).status == 403  # type: ignore[union-attr]
    own.stop()


@needs_browser
def test_a_question_is_asked_by_keyboard_and_answered(page: Page, server: Server) -> None:
    """From the first page to a result, with the keys only; a real run."""
    page.goto(server.base)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to content"
    page.keyboard.press("Enter")
    reach(page, "Afghanistan after August 2021")
    page.wait_for_url("**/cases/afghanistan")
    reach(page, "What do the options lead to?")
    page.wait_for_url("**/ask/run")
    reach(page, "How much is computed")
    steps(page, lambda: page.evaluate("document.activeElement.id") == "f-futures")
    page.keyboard.press("Control+A")
    page.keyboard.type("8")
    reach(page, "Ask")
    page.wait_for_url("**/runs/*")
    frame = page.wait_for_selector("iframe", timeout=240_000)
    assert frame is not None and frame.get_attribute("sandbox") == ""
    inside = frame.content_frame()
    assert inside is not None and "In short" in inside.content()
    assert page.get_by_text("--futures=8").is_visible()
    page.go_back()
    page.wait_for_url("**/ask/run")
    assert page.locator("#f-futures").input_value() in ("8", "1024")
    assert page.get_by_role("button", name="Ask").is_visible()


def reach(page: Page, text: str) -> None:
    """Tab to a link or button by its text, see that its focus shows, and press Enter."""
    steps(page, lambda: page.evaluate("document.activeElement.textContent").strip() == text)
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
    page.keyboard.press("Enter")


def steps(page: Page, there: object) -> None:
    """Tab on until something holds."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if there():  # type: ignore[operator]
            return
    raise AssertionError("not reached by Tab")


@needs_browser
def test_two_tabs_one_row(page: Page, context: BrowserContext, server: Server) -> None:
    """The second tab's change is refused, and what was written in it is still there."""
    path = f"{server.base}/cases/afghanistan/inbox/acts/new"
    other = context.new_page()
    for tab, name in ((page, "one"), (other, "two")):
        tab.goto(path)
        for field, value in (ACT | {"id": name}).items():
            box = tab.locator(f"#f-{field}")
            box.select_option(value) if box.evaluate("e => e.tagName") == "SELECT" else box.fill(value)
    page.get_by_role("button", name="Keep").click()
    page.wait_for_url("**/inbox")
    assert page.get_by_text("acts/one").first.is_visible()
    other.get_by_role("button", name="Keep").click()
    other.wait_for_selector("#faults")
    assert "changed meanwhile" in other.locator("#faults").inner_text()
    assert other.evaluate("document.activeElement.id") == "faults"
    assert other.locator("#f-id").input_value() == "two"
    other.close()


@needs_browser
def test_a_page_elsewhere_can_do_nothing(context: BrowserContext, server: Server, folder: Path) -> None:
    """A page of another origin, with the cookie in the browser: its form, its fetch and its frame come to nothing."""
    evil = f"""<!DOCTYPE html><form method=post action="{server.base}/cases/gaza/copy"><input name=name value=stolen></form>
    <iframe src="{server.base}/" id=frame></iframe>
    <script>fetch("{server.base}/cases/gaza/copy", {{method: "POST", credentials: "include", mode: "no-cors", body: new URLSearchParams("name=stolen")}})
    .catch(() => 0).then(() => document.forms[0].submit());</script>"""

    class Evil(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(evil.encode())

        def log_message(self, *given: object) -> None:
            pass

    site = HTTPServer(("127.0.0.1", 0), Evil)
    threading.Thread(target=site.serve_forever, daemon=True).start()
    for host in ("127.0.0.1", "localhost"):  # of the same site, and of another
        page = context.new_page()
        page.goto(f"http://{host}:{site.server_port}/")
        page.wait_for_url(f"{server.base}/cases/gaza/copy")
        text = page.inner_text("body")
        assert "refused" in text or "open the link" in text
        page.close()
    site.shutdown()
    site.server_close()
    assert not (folder / "stolen").exists()


@needs_browser
def test_the_simulator_runs_fenced_off(page: Page, server: Server) -> None:
    """Its scripts run the model inside its frame, and reach nothing outside of it."""
    page.goto(f"{server.base}/cases/afghanistan/ask/simulator")
    page.get_by_text("How much is computed").click()
    page.locator("#f-futures").fill("8")
    page.get_by_role("button", name="Ask").click()
    frame = page.wait_for_selector("iframe", timeout=240_000)
    assert frame is not None and frame.get_attribute("sandbox") == "allow-scripts allow-downloads"
    inside = frame.content_frame()
    assert inside is not None
    inside.wait_for_selector("body[data-stage=refined]", timeout=120_000)
    inside.locator("#lever-pressure").evaluate("own => { own.value = 90; own.dispatchEvent(new Event('input')); }")
    inside.wait_for_function("simulator.store.state.levers.pressure === 0.9")
    with page.expect_download() as saved:
        inside.get_by_role("button", name="Save state").first.click()
    state = read_state(Path(saved.value.path()).read_bytes(), load_case("afghanistan"))
    assert (state.strategy, state.levers["pressure"]) == ("piecemeal", 0.9)
    assert inside.evaluate("origin") == "null"  # not the app's: no cookie, no storage of its
    with pytest.raises(Exception, match="Blocked|cross-origin|SecurityError"):
        inside.evaluate("parent.document.title")


@needs_browser
def test_a_brief_is_read_and_its_files_are_offered(page: Page, server: Server) -> None:
    page.goto(f"{server.base}/cases/tiraspol/ask/brief")
    page.get_by_text("How much is computed").click()
    page.locator("#f-futures").fill("64")
    page.get_by_role("button", name="Ask").click()
    frame = page.wait_for_selector("iframe", timeout=240_000)
    assert frame is not None and frame.get_attribute("sandbox") == ""
    inside = frame.content_frame()
    assert inside is not None and "Decision needed" in inside.content()
    for name in ("brief.docx", "brief.pdf", "brief.xlsx"):
        assert page.get_by_text(name).first.is_visible()


@needs_browser
def test_nothing_runs_in_a_result(context: BrowserContext, server: Server, folder: Path) -> None:
    """Script in a page of results, put there by whatever means, is not run: in its frame and by itself."""
    done = next(run for run, state in STATES.items() if state == "done")
    made = folder / RUNS / done / "made" / "page.html"
    before = made.read_text()
    script = '<p id="out">quiet</p><script>document.getElementById("out").textContent = "loud"</script>'
    made.write_text(before.replace("<main>", f"<main>{script}"))
    page = context.new_page()
    page.goto(f"{server.base}/runs/{done}")
    assert page.frames[1].locator("#out").inner_text() == "quiet"
    page.goto(f"{server.base}/runs/{done}/page")
    assert page.locator("#out").inner_text() == "quiet"
    made.write_text(before)
    page.close()


def test_only_this_machine_is_listened_to(server: Server) -> None:
    bound = [c.laddr.ip for c in psutil.Process(server.process.pid).net_connections() if c.status == "LISTEN"]
    assert bound == ["127.0.0.1"]


@pytest.mark.parametrize("announced", [True, False])
def test_two_hundred_megabytes_are_answered_with_one_line_in_bounded_memory(server: Server, announced: bool) -> None:
    head = b'--b\r\nContent-Disposition: form-data; name="file"; filename="x.csv"\r\n\r\n'
    piece, pieces = head + b"x" * 1_000_000, 200
    process = psutil.Process(server.process.pid)
    before = process.memory_info().rss
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    connection.putrequest("POST", "/cases/afghanistan/inbox/acts/upload")
    connection.putheader("Content-Type", "multipart/form-data; boundary=b")
    connection.putheader("Sec-Fetch-Site", "same-origin")
    connection.putheader("Cookie", server.cookie)
    connection.putheader("Content-Length", str(len(piece) * pieces)) if announced else connection.putheader(
        "Transfer-Encoding", "chunked"
    )
    connection.endheaders()
    most = before
    for n in range(pieces):
        connection.send(piece if announced else b"%x\r\n%s\r\n" % (len(piece), piece))
        if n % 20 == 0:
            most = max(most, process.memory_info().rss)
    if not announced:
        connection.send(b"0\r\n\r\n")
    answer = connection.getresponse()
    text = answer.read().decode()
    assert (answer.status, text) == (413, "too large: at most 6 MB can be sent at once\n")
    assert most - before < 60_000_000
    connection.close()


@pytest.mark.parametrize(
    "path", ["/../../etc/passwd", "/runs/../../../etc/passwd", "/static/../site.py", "/static/..%2fsite.py", "//evil.example"]
)
def test_raw_paths_lead_nowhere(server: Server, path: str) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    connection.request("GET", path, headers={"Cookie": server.cookie})
    answer = connection.getresponse()
    assert answer.status == 404 and b"root:" not in answer.read()
    connection.close()


@needs_browser
def test_an_expert_adds_an_issue_and_asks_without_touching_a_file(page: Page, server: Server, folder: Path) -> None:
    """A new case, one more issue with its ladder and two positions, a fault on the way, and a real run."""
    page.goto(server.base)
    page.get_by_text("Begin a case of your own").click()
    page.get_by_label("Name", exact=True).fill("expert")
    page.get_by_role("button", name="Begin and edit").click()
    page.get_by_text("Issues (1)").click()
    page.get_by_role("link", name="Add one to issues").click()
    typed = {
        "id": "clinics",
        "title": "Clinics open to women",
        "levels.+0.value": "0.4",
        "levels.+0.range[0]": "0.2",
        "levels.+0.range[1]": "0.6",
    }
    for name, value in typed.items():
        page.locator(f"[id='f-issues[1].{name}']").fill(value)
    page.locator("[id='f-issues[1].domain']").select_option("relief")
    for segment, high in (("leadership", "0.4"), ("rank_and_file", "7")):
        page.locator(f"[id='f-position[{segment}][+].ideal_high']").fill(high)
    page.get_by_role("button", name="Check and keep").last.click()
    page.wait_for_selector("#faults")
    wrong = page.locator("[id='f-position[rank_and_file][+].ideal_high']")
    assert (
        wrong.get_attribute("aria-invalid") == "true" and page.locator("[id='f-issues[1].title']").input_value() == typed["title"]
    )
    wrong.fill("0.7")
    page.get_by_role("button", name="Check and keep").last.click()
    page.get_by_text("Added.").wait_for()
    page.get_by_role("link", name="Add a ladder").click()
    page.locator("[id='f-+0.key']").select_option("clinics")
    page.locator("[id='f-+0.full_ask']").fill("clinics everywhere")
    for n in range(5):
        page.locator(f"[id='f-+0.rungs.+{n}.facts']").fill(f"Clinics in {n} of four regions.")
    page.get_by_role("button", name="Check and keep").last.click()
    page.get_by_text("Added.").wait_for()
    page.get_by_role("link", name="Back to the case").click()
    assert page.get_by_text("Clinics in 2 of four regions.").first.is_visible()
    page.get_by_role("link", name="What do the options lead to?").click()
    page.get_by_text("How much is computed").click()
    page.locator("#f-futures").fill("8")
    page.get_by_role("button", name="Ask").click()
    frame = page.wait_for_selector("iframe", timeout=240_000)
    inside = frame.content_frame() if frame else None
    assert inside is not None and "Clinics open to women" in inside.content()
