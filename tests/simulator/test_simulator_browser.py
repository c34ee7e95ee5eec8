"""The page in a real browser, opened from disk with the network cut."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import modusvivendi as mv
from modusvivendi.api.simulators import make_simulator
from simulator.hostile import HOSTILE, hostile_case

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
PAGES = ("simulator", "options", "beliefs", "agenda", "watch", "precedents", "workshop", "about")
DRAWN = "body[data-stage=refined]"
PATIENCE = 120  # seconds; a loaded machine takes its time
CONTROLS = "a[href],button,input,select,summary,[tabindex='0']"
slow = pytest.mark.slow
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
    page.wait_for_selector(DRAWN, timeout=1000 * PATIENCE)
    yield page
    context.close()
    assert faults == []


def settled(page: Any) -> None:
    """Wait until everything that was asked for is drawn from all draws."""
    page.evaluate("document.body.dataset.stage = ''")
    page.evaluate("simulator.store.change({}, '', '')")
    page.wait_for_selector(DRAWN, timeout=1000 * PATIENCE)


def until(page: Any, expression: str) -> None:
    """Wait until an expression holds in the page. The policy of the page keeps Playwright's own way from working."""
    ends = time.monotonic() + PATIENCE
    while not page.evaluate(expression):
        assert time.monotonic() < ends, f"waited {PATIENCE} s for: {expression}"
        page.wait_for_timeout(50)


def turned(page: Any, name: str) -> None:
    """Turn to a page and wait until all that it runs is there."""
    page.click(f"#tabs a[href='#page={name}']")
    until(
        page,
        "!simulator.store.queue.size && !simulator.store.busyWide && !/Running/.test(document.querySelector('main').innerText)",
    )


def sentence(page: Any) -> str:
    text: str = page.inner_text("#sentence")
    return text


LOOKS = ((390, "dark"), (1280, "light"), (390, "light"), (1280, "dark"))
LOOKED_AT = [  # each page in one of two looks, in turn; (slow) all pages in all looks
    *((*look, PAGES[n::2]) for n, look in enumerate(LOOKS[:2])),
    *(pytest.param(*look, PAGES, marks=slow) for look in LOOKS[2:]),
    *(pytest.param(*look, PAGES[1 - n :: 2], marks=slow) for n, look in enumerate(LOOKS[:2])),
]


@pytest.mark.parametrize(("width", "scheme", "pages"), LOOKED_AT)
def test_every_page_is_accessible_and_fits(browser: Any, file: Path, width: int, scheme: str, pages: tuple[str, ...]) -> None:
    """No violation of WCAG at levels A and AA that axe finds, contrast included, and nothing to scroll sideways."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="accessibility is checked with axe").Axe()
    rules = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
    with opened(browser, file, viewport={"width": width, "height": 844}, color_scheme=scheme) as page:
        for name in pages:
            turned(page, name)
            page.evaluate("document.querySelectorAll('main details').forEach((d) => { d.open = true; })")
            found = axe.run(page, options=rules).response["violations"]
            assert [(name, v["id"], [n["html"][:120] for n in v["nodes"]]) for v in found] == []
            assert page.evaluate("document.documentElement.scrollWidth") <= width, name


def test_axe_would_find_a_fault(browser: Any, file: Path) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="accessibility is checked with axe").Axe()
    with opened(browser, file) as page:
        page.evaluate("document.querySelector('label[for=strategy]').remove()")
        found = axe.run(page, options={"runOnly": {"type": "tag", "values": ["wcag2a"]}}).response["violations"]
        assert "select-name" in [v["id"] for v in found]


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
        until(page, "location.hash.includes('lever.aid')")
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
        told = page.inner_text("#alert")
        assert told.startswith("Part of the address does not fit this page") and "\n" not in told and " and " in told


BROKEN = [
    ("{", "not a state of the simulator"),
    ("[1]", "not a state of the simulator"),
    ("null", "not a state of the simulator"),
    ("[" * 50_000, "not a state of the simulator"),
    ('{"modus_state": NaN, "case": "afghanistan"}', "not a state of the simulator"),
    ('{"modus_state": 2, "case": "afghanistan", "state": {}}', "of another version"),
    ('{"modus_state": 1, "case": "<b>elsewhere</b>", "state": {}}', "of another case (<b>elsewhere</b>)"),
    ('{"modus_state": 1, "case": "afghanistan"}', "left out or brought into range: all of it"),
    (
        '{"modus_state": 1, "case": "afghanistan", "state": {"levers": {"aid": 1e400, "<img src=x>": 1}}}',
        "levers.aid, levers.<img src=x>",
    ),
    (
        '{"modus_state": 1, "case": "afghanistan", "state": {"weights": {"leverage": "many"}, "tracks": "all"}}',
        "weights.leverage, tracks",
    ),
    (" " * 1_000_001, "too large for a state"),
]


def test_broken_files_are_told_in_one_line_and_lose_nothing(browser: Any, file: Path) -> None:
    with opened(browser, file, "#strategy=pressure&lever.aid=0.8") as page:
        for text, fault in BROKEN:
            kept = page.evaluate("JSON.stringify(simulator.store.state)")
            page.set_input_files("#file", {"name": "team.json", "mimeType": "application/json", "buffer": text.encode()})
            until(page, f"document.getElementById('alert').textContent.includes({json.dumps(fault)})")
            assert page.locator("#alert").inner_html().count("<") == 0 and "\n" not in page.inner_text("#alert")
            if "left out" not in page.inner_text("#alert"):
                assert "nothing was changed" in page.inner_text("#alert")
                assert page.evaluate("JSON.stringify(simulator.store.state)") == kept


def test_every_control_of_every_page_is_reached_by_tab_and_its_focus_is_seen(browser: Any, file: Path) -> None:
    marked = f"""() => {{
      document.querySelectorAll('main details').forEach((d) => {{ d.open = true; }});
      const all = [...document.querySelectorAll("{CONTROLS}")].filter((e) => e.checkVisibility() && !e.disabled && !e.classList.contains('hidden'));
      all.forEach((e, n) => {{ e.dataset.walk = n; }});
      return all.length;
    }}"""
    here = """() => {
      const e = document.activeElement;
      const style = getComputedStyle(e);
      return [e.dataset.walk ?? "", style.outlineStyle !== "none" && Number.parseFloat(style.outlineWidth) >= 2, e.outerHTML.slice(0, 80)];
    }"""
    with opened(browser, file) as page:
        for name in PAGES:
            turned(page, name)
            wanted = page.evaluate(marked)
            page.evaluate("document.activeElement.blur(); getSelection().removeAllRanges()")
            page.evaluate("document.querySelector('.skip').focus()")
            reached = {page.evaluate(here)[0]}
            for _ in range(wanted - 1):
                page.keyboard.press("Tab")
                place, seen, what = page.evaluate(here)
                assert seen, f"{name}: the focus is not seen on {what}"
                reached.add(place)
            missed = page.evaluate(
                "(reached) => [...document.querySelectorAll('[data-walk]')].filter((e) => !reached.includes(e.dataset.walk)).map((e) => e.outerHTML.slice(0, 120))",
                [*reached],
            )
            assert missed == [], name
            page.evaluate("document.querySelectorAll('[data-walk]').forEach((e) => { delete e.dataset.walk; })")


def test_arrows_move_a_slider_and_the_live_region_says_the_sentence(browser: Any, file: Path) -> None:
    with opened(browser, file) as page:
        page.focus("#lever-pressure")
        before = page.input_value("#lever-pressure")
        page.keyboard.press("ArrowRight")
        assert float(page.input_value("#lever-pressure")) == float(before) + 1
        until(page, "document.getElementById('live').textContent === document.getElementById('sentence').textContent")


def test_issues_can_be_moved_by_keyboard_and_mouse(browser: Any, file: Path) -> None:
    with opened(browser, file, "#page=agenda") as page:
        columns = page.locator(".talk").count()
        page.locator(".card select").nth(1).select_option("0")
        assert page.locator(".talk").count() == columns - 1
        page.wait_for_selector(".sentence:has-text('Your arrangement against')", timeout=1000 * PATIENCE)
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
        page.wait_for_selector("table caption", timeout=1000 * PATIENCE)
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
        page.wait_for_selector(".sentence:has-text('advice')", timeout=1000 * PATIENCE)
        assert page.locator("thead th").all_inner_texts() == ["Team", "Blue", "Red"]
        assert "bad.json: a state of another case (elsewhere)" in page.inner_text("main .notice")
        assert page.locator("td.differs").count() >= 4


def test_signs_and_precedents_have_dates_and_can_be_searched(browser: Any, file: Path) -> None:
    with opened(browser, file, "#page=precedents") as page:
        every = page.locator(".post").count()
        page.fill("#find-ask", "qatar")
        assert 0 < page.locator(".post").count() < every
        assert all("qatar" in text.lower() for text in page.locator(".post").all_inner_texts())
        page.fill("#find-ask", "qatar, norway")
        either = page.locator(".post").all_inner_texts()
        assert {"qatar" in t.lower() for t in either} == {"norway" in t.lower() for t in either} == {True, False}
        page.click("#tabs a[href='#page=watch']")
        assert page.locator(".post").count() > 0
        assert all("By " in text for text in page.locator(".post").all_inner_texts())


def test_what_a_few_draws_show_is_near_what_all_show_and_its_band_is_wider(browser: Any, file: Path) -> None:
    """The first redraw is told from the last full picture: nearer than the few draws by themselves, and off by no more than it says."""
    compared = """async () => {
      const { store, whole, tooClose } = simulator;
      const { data, crew } = store;
      const { plan, pins } = store.needed();
      const weights = data.theories.map(() => 1 / data.theories.length);
      const found = [];
      for (const pressure of [0.1, 0.9]) for (const { name: strategy } of data.strategies.slice(0, 3)) {
        const own = { ...plan, strategy, levers: { pressure } };
        const [few, all] = await Promise.all([crew.early, data.draw_rows.count].map(async (n) => whole(data, (await crew.run([own], pins, 0, n, {})).blocks, 0)));
        for (const scale of data.scales) {
          const full = store.viewOf("plan", all, scale, weights, pins);
          const first = store.viewOf("plan", few, scale, weights, pins);
          const alone = store.viewOf("none", few, scale, weights, pins);
          const half = (v) => tooClose(scale, { error: Math.hypot(v.slack || 0, 0) });
          found.push([first.seen, (first.mean - full.mean) / scale.difference, (alone.mean - full.mean) / scale.difference, first.slack / scale.difference, half(first) - half(full)]);
        }
      }
      return found;
    }"""
    with opened(browser, file) as page:
        found = np.array(page.evaluate(compared))
    seen, off, alone, slack, wider = found.T
    assert set(seen) == {16} and len(found) > 40
    assert np.mean(np.abs(off)) < 0.7 * np.mean(np.abs(alone))
    assert np.mean(np.abs(off) <= 3 * slack + 0.05) > 0.95  # a twentieth of what a reader would notice
    assert np.max(np.abs(off)) < 1
    assert np.all(wider >= 0) and np.any(wider > 0)


def test_what_is_taken_further_names_file_and_command(browser: Any, file: Path, tmp_path: Path) -> None:
    """The line for a brief is one that the command takes, and the plan file beside it one that it reads."""
    with opened(browser, file, "#strategy=piecemeal&lever.aid=0.8") as page:
        page.click(".onward summary")
        lines = page.locator(".onward code").all_inner_texts()
        assert [line.split()[1] for line in lines] == ["app", "run", "brief", "plan"]
        with page.expect_download() as saved:
            page.click(".onward button:has-text('plan.yaml')")
        saved.value.save_as(tmp_path / saved.value.suggested_filename)
        assert saved.value.suggested_filename in lines[2] and saved.value.suggested_filename in lines[3]
        assert mv.load_plan(tmp_path / saved.value.suggested_filename).posture.aid == 0.8


def test_a_hostile_case_stays_text(browser: Any, tmp_path: Path) -> None:
    out = tmp_path / "hostile.html"
    make_simulator(mv.make_study(hostile_case(), futures=16, months=12), out)
    with opened(browser, out) as page:
        for name in PAGES:
            turned(page, name)
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
        page.wait_for_selector(DRAWN, timeout=1000 * PATIENCE)
        assert page.evaluate("simulator.store.state.levers.pressure") == 0.22
        stages = page.evaluate("simulator.store.timings.map(t => t.stage)")
        assert stages[-1] == "refined"
