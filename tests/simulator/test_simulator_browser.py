"""The page in a real browser, opened from disk with the network cut."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

import modusvivendi as mv
from modusvivendi.api.simulators import make_simulator
from simulator.hostile import HOSTILE, hostile_case

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
PAGES = ("simulator", "options", "beliefs", "agenda", "watch", "precedents", "workshop")
DRAWN = "body[data-stage=refined]"
if CHROMIUM is None:
    pytest.skip("there is no Chromium here: the tests of pages in a browser are left out", allow_module_level=True)
playwright = pytest.importorskip("playwright.sync_api", reason="the tests of pages in a browser need the package 'playwright'")


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The simulator of a small study: all theories and strategies, 64 draws, two years."""
    out = tmp_path_factory.mktemp("simulator") / "page.html"
    made = make_simulator(mv.make_study("afghanistan", futures=64, months=24), out)
    assert made.path == out
    return out


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as play:
        own = play.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield own
        own.close()


@contextmanager
def opened(browser: Any, file: Path, fragment: str = "", **settings: Any) -> Iterator[Any]:
    """The page, drawn; afterwards there must have been no error, no refusal by the policy and no request."""
    context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, "offline": True, **settings})
    page = context.new_page()
    faults: list[str] = []
    page.on("console", lambda m: faults.append(m.text) if m.type in ("error", "warning") else None)
    page.on("pageerror", lambda e: faults.append(str(e)))
    page.on("request", lambda r: faults.append(r.url) if r.url.split(":")[0] not in ("file", "blob", "data") else None)
    page.goto(f"{file.as_uri()}{fragment}")
    page.wait_for_selector(DRAWN, timeout=60_000)
    yield page
    context.close()
    assert faults == []


def settled(page: Any) -> None:
    """Wait until everything that was asked for is drawn from all draws."""
    page.evaluate("document.body.dataset.stage = ''")
    page.evaluate("simulator.store.change({}, '', '')")
    page.wait_for_selector(DRAWN, timeout=60_000)


def sentence(page: Any) -> str:
    text: str = page.inner_text("#sentence")
    return text


@pytest.mark.parametrize("width", [390, 1280])
def test_every_page_is_accessible_and_fits(browser: Any, file: Path, width: int) -> None:
    """No violation of WCAG at levels A and AA that axe finds, and nothing to scroll sideways."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="accessibility is checked with axe").Axe()
    rules = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
    with opened(browser, file, viewport={"width": width, "height": 844}) as page:
        for name in PAGES:
            page.click(f"#tabs a[href='#page={name}']")
            for unfold in page.query_selector_all("main details:not([open]) > summary"):
                unfold.click()
            page.wait_for_timeout(600)
            found = axe.run(page, options=rules).response["violations"]
            assert [(name, v["id"], [n["html"][:120] for n in v["nodes"]]) for v in found] == []
            assert page.evaluate("document.documentElement.scrollWidth") <= width, name


def test_axe_would_find_a_fault(browser: Any, file: Path) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="accessibility is checked with axe").Axe()
    with opened(browser, file) as page:
        page.evaluate("document.querySelector('label[for=strategy]').remove()")
        found = axe.run(page, options={"runOnly": {"type": "tag", "values": ["wcag2a"]}}).response["violations"]
        assert "select-name" in [v["id"] for v in found]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_contrast_holds_in_both_schemes(browser: Any, file: Path, scheme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="accessibility is checked with axe").Axe()
    with opened(browser, file, color_scheme=scheme) as page:
        found = axe.run(page, options={"runOnly": {"type": "rule", "values": ["color-contrast"]}}).response["violations"]
        assert found == []


def test_a_lever_moves_the_strategy_and_not_the_baseline(browser: Any, file: Path) -> None:
    with opened(browser, file) as page:
        before = [page.inner_text(f".key.{name}") for name in ("today", "world", "plan")]
        page.select_option("#aim", "technical")
        settled(page)
        first = [page.inner_text(f".key.{name}") for name in ("today", "world", "plan")]
        assert first != before
        page.select_option("#strategy", "pressure")
        settled(page)
        after = [page.inner_text(f".key.{name}") for name in ("today", "world", "plan")]
        assert after[:2] == first[:2] and after[2] != first[2]
        assert "what we do" in page.inner_text(".under")


def test_weights_move_the_second_line_and_not_the_first(browser: Any, file: Path) -> None:
    with opened(browser, file, "#aim=technical") as page:
        first = [page.inner_text(f".key.{name}") for name in ("today", "world", "plan")]
        for name in ("conviction", "leverage", "patrons", "cohesion", "grievance", "status_and_cohesion", "contact", "free"):
            page.evaluate(
                f"simulator.store.change({{weights: {{...simulator.store.state.weights, {name}: 0}}}}, 'world', '{name}')"
            )
        settled(page)
        after = [page.inner_text(f".key.{name}") for name in ("today", "world", "plan")]
        assert after[0] == first[0] and after[2] != first[2]
        assert "nothing (as the page opened)" not in sentence(page)


def test_the_state_lives_in_the_address(browser: Any, file: Path) -> None:
    with opened(browser, file) as page:
        page.select_option("#strategy", "pressure")
        page.fill("#lever-aid", "80")
        settled(page)
        page.wait_for_timeout(400)
        address, said = page.url, sentence(page)
        assert "strategy=pressure" in address and "lever.aid=0.8" in address
        with opened(browser, file, f"#{address.split('#')[1]}") as other:  # a second tab, from the link alone
            assert sentence(other) == said
        page.click("#tabs a[href='#page=options']")
        page.wait_for_selector("main h2:has-text('side by side')")
        page.go_back()
        page.wait_for_selector("#sentence")
        assert page.input_value("#strategy") == "pressure"


def test_nonsense_in_the_address_does_no_harm(browser: Any, file: Path) -> None:
    words = '#page=nowhere&aim=x&strategy=<script>&lever.aid=1e99&weight.leverage=-5&input.x=1&talks=[{"issues":[1,null]},3]&atOnce=NaN'
    with opened(browser, file, words) as page:
        assert page.evaluate("simulator.store.state.levers.aid") == 1
        assert page.evaluate("simulator.store.state.tracks") == []
        assert "than today" in sentence(page) or "about as today" in sentence(page)


def test_everything_can_be_reached_by_keyboard(browser: Any, file: Path) -> None:
    """Tab reaches skip link, tabs, tools, every visible control; arrows move a slider and the page says what moved."""
    with opened(browser, file) as page:
        wanted = page.evaluate(
            "[...document.querySelectorAll('a[href],button,input,select,summary')].filter(e => e.checkVisibility() && !e.disabled).length"
        )
        seen: set[str] = set()
        for _ in range(wanted + 5):
            page.keyboard.press("Tab")
            seen.add(
                page.evaluate(
                    "(e => e.tagName + (e.id || e.textContent) + (e.getAttribute('aria-label') || ''))(document.activeElement)"
                )
            )
        for name in ("lever-pressure", "world-weight-leverage", "strategy", "followers", "aim"):
            assert any(name in s for s in seen), name
        page.focus("#lever-pressure")
        before = page.input_value("#lever-pressure")
        page.keyboard.press("ArrowRight")
        assert float(page.input_value("#lever-pressure")) == float(before) + 1
        page.wait_for_timeout(1500)
        assert page.inner_text("#live") == sentence(page)


def test_issues_can_be_moved_by_keyboard_and_mouse(browser: Any, file: Path) -> None:
    with opened(browser, file, "#page=agenda") as page:
        columns = page.locator(".talk").count()
        page.locator(".card select").nth(1).select_option("0")
        assert page.locator(".talk").count() == columns - 1
        page.wait_for_selector(".sentence:has-text('Your arrangement against')", timeout=60_000)
        title, talks = (
            page.locator(".card strong").nth(3),
            page.locator(".talk h3").nth(0),
        )  # a list on a card opens, it is not dragged
        title.drag_to(talks)
        assert page.locator(".talk").count() == columns - 2
        assert page.evaluate("simulator.store.state.tracks[0].issues.length") == 3
        rewards = page.evaluate("simulator.store.state.tracks.reduce((s, t) => s + t.reward, 0)")
        own = page.evaluate(
            "simulator.store.data.strategies.find(s => s.name === simulator.store.state.strategy).tracks.reduce((s, t) => s + t.reward, 0)"
        )
        assert rewards == pytest.approx(own), "arrangements cost the same"


def test_a_tie_is_called_a_tie(browser: Any, file: Path) -> None:
    """The options page says what the findings of a run say of the same study."""
    with opened(browser, file, "#page=options&aim=policy_girls_secondary_education") as page:
        page.wait_for_selector("table caption", timeout=60_000)
        said = page.inner_text("main .sentence")
        rows = page.locator("main table").first.locator("tbody tr").count()
        assert rows == len(page.evaluate("simulator.store.data.strategies"))
        study = mv.make_study("afghanistan", futures=64, months=24)
        from modusvivendi.study.outlook import outlook
        from modusvivendi.study.scales import Scales

        weights = dict.fromkeys((t.name for t in study.theories), 1 / len(study.theories))
        view = outlook(mv.run_study(study, threads=1), Scales(study), weights, "policy_girls_secondary_education")
        assert view is not None
        assert ("all are tied" in said) == (len(view.tied_with(view.best)) == rows - 1)


def test_teams_are_laid_side_by_side(browser: Any, file: Path, tmp_path: Path) -> None:
    with opened(browser, file) as page:
        kept = page.evaluate("[simulator.store.data.case.name, simulator.store.data.digest]")
        for name, changes in (("Blue", {"strategy": "pressure"}), ("Red", {"weights": {"leverage": 100}, "aim": "technical"})):
            state = {"modus_state": 1, "case": kept[0], "digest": kept[1], "name": name, "state": changes}
            (tmp_path / f"{name}.json").write_text(json.dumps(state))
        (tmp_path / "bad.json").write_text('{"modus_state": 1, "case": "elsewhere"}')
        page.click("#tabs a[href='#page=workshop']")
        page.set_input_files("#teams", [str(tmp_path / f"{n}.json") for n in ("Blue", "Red", "bad")])
        page.wait_for_selector(".sentence:has-text('advice')", timeout=60_000)
        assert page.locator("thead th").all_inner_texts() == ["Team", "Blue", "Red"]
        assert "bad.json: this file is of another case" in page.inner_text("main .notice")
        assert page.locator("td.differs").count() >= 4


def test_signs_and_precedents_have_dates_and_can_be_searched(browser: Any, file: Path) -> None:
    with opened(browser, file, "#page=precedents") as page:
        every = page.locator(".post").count()
        page.fill("#find-ask", "qatar")
        assert 0 < page.locator(".post").count() < every
        assert all("qatar" in text.lower() for text in page.locator(".post").all_inner_texts())
        page.click("#tabs a[href='#page=watch']")
        assert page.locator(".post").count() > 0
        assert all(" by " in text for text in page.locator(".post").all_inner_texts())


def test_a_hostile_case_stays_text(browser: Any, tmp_path: Path) -> None:
    out = tmp_path / "hostile.html"
    make_simulator(mv.make_study(hostile_case(), futures=16, months=12), out)
    with opened(browser, out) as page:
        for name in PAGES:
            page.click(f"#tabs a[href='#page={name}']")
            page.wait_for_timeout(200)
            assert "owned" not in page.title() or HOSTILE in page.title()
            assert page.locator("main img, main script").count() == 0
        assert HOSTILE in page.inner_text("h1")


def test_a_drag_redraws_at_every_step_without_a_fault(browser: Any, file: Path) -> None:
    """Whatever the speed of the machine, the last step of a drag is what is drawn, from all draws."""
    with opened(browser, file) as page:
        page.evaluate("document.body.dataset.stage = ''")
        page.evaluate(
            """async () => {
              const own = document.getElementById('lever-pressure');
              for (let n = 0; n < 12; n++) {
                own.value = 2 * n;
                own.dispatchEvent(new Event('input'));
                await new Promise((done) => setTimeout(done, 5));
              }
            }"""
        )
        page.wait_for_selector(DRAWN, timeout=60_000)
        assert page.evaluate("simulator.store.state.levers.pressure") == 0.22
        stages = page.evaluate("simulator.store.timings.map(t => t.stage)")
        assert stages[-1] == "refined"
