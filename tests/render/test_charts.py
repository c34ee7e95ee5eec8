"""Pictures: well-formed, told in words, with marks where the numbers are and colours that a page can change."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from modusvivendi.errors import InputError
from modusvivendi.findings import Chart
from modusvivendi.render.charts.draw import draw, forms
from modusvivendi.render.charts.panel import Panel, legend, picture, square_key
from modusvivendi.render.charts.scales import Linear, bands, linear, percent, plain
from modusvivendi.render.charts.svg import CLASSES, COLOURS, broken, shortened, width_of
from modusvivendi.render.html.report import TEMPLATES, chart_html

SVG = "{http://www.w3.org/2000/svg}"
NAMES = ["pressure", "drift", "one with a long name"]


def ranges(**more: object) -> pd.DataFrame:
    """Three rows with a value and an interval around it."""
    return pd.DataFrame({"low": [0.1, -0.2, 0.0], "high": [0.4, 0.3, 0.9], **more})


MONTHS = np.arange(1, 13)
COURSE = pd.concat(
    [
        pd.DataFrame({"kind": "fan", "month": MONTHS, "low": 0.1, "low50": 0.2, "high50": 0.3, "high": 0.4}),
        *(
            pd.DataFrame({"kind": kind, "month": MONTHS, "value": MONTHS / 40, "path": "0"})
            for kind in ("mean", "baseline", "sample")
        ),
    ]
)
CORNERS = pd.DataFrame({"text": ["a", "b", "c"], "x": [0.0, 1.0, 0.5], "y": [0.0, 0.0, 0.87], "align": "center"})
DATA: dict[str, tuple[pd.DataFrame, dict[str, object]]] = {
    "dot_quantiles": (pd.DataFrame({"strategy": np.repeat(NAMES, 50), "value": np.tile(np.arange(50) / 50, 3)}), {"title": "t"}),
    "change_ranges": (
        pd.DataFrame(
            {
                "aim": "a",
                "option": NAMES,
                "change": [0.2, 0.0, 0.4],
                "low": [-0.1, -0.2, 0.0],
                "high": [0.4, 0.3, 0.9],
                "told": ["+0.2", "0.0", "+0.4"],
                "advised": [True, False, False],
                "better": 1,
            }
        ),
        {},
    ),
    "paths_by_theory": (pd.concat([COURSE.assign(theory=name) for name in NAMES]), {"title": "t"}),
    "swing_bars": (pd.DataFrame({"number": NAMES, "swing": [0.4, -0.2, 0.1]}), {"title": "t"}),
    "heat_numbers": (
        pd.DataFrame({"row": NAMES, "column": "c", "value": [0.0, 1.0, 2.0], "text": ["0", "1", "2"]}),
        {"title": "t"},
    ),
    "belief_triangle": (
        CORNERS.assign(strategy="drift", order=[0, 1, 2]),
        {"names": CORNERS, "corners": CORNERS, "now": CORNERS[:1], "strategies": ["drift"]},
    ),
    "scaled_lines": (pd.DataFrame({"outcome": ["a", "b", "c"], "strategy": "drift", "place": [0.0, 0.5, 1.0], "text": "x"}), {}),
    "peel_path": (
        pd.DataFrame(
            {"coverage": [0.2, 0.5, 1], "density": [0.9, 0.5, 0.1], "half": ["a", "b", "a"], "chosen": [True, False, False]}
        ),
        {"base_rate": 0.1},
    ),
    "index_bars": (ranges(name=NAMES, index=["alone", "with interplay", "alone"], estimate=[0.2, 0.1, 0.5]), {}),
    "share_dots": (pd.DataFrame({"strategy": NAMES, "level": ["a", "b", "a"], "share": 0.5, "low": 0.4, "high": 0.6}), {}),
    "agenda_bars": (
        pd.DataFrame(
            {"track": NAMES, "start": [0, 6, 12], "end": [6, 12, 24], "what": ["on offer", "offered again", "on offer"]}
        ),
        {"months": 24, "first": "2024-06"},
    ),
    "result_bars": (pd.DataFrame({"track": ["a", "a"], "result": ["met", "not met"], "share": [0.25, 0.75], "rank": [0, 1]}), {}),
    "tradeoff_points": (
        pd.DataFrame({"plan": ["A", "", ""], "x: y": [1.0, 2, 3], "z": [3.0, 2, 1]}),
        {"objectives": ["x: y", "z"]},
    ),
    "zone_map": (pd.DataFrame({"issue": NAMES, "bloc": ["b", "a", "b"], "zone": [0.0, 0.5, 1.0]}), {}),
    "search_lines": (pd.DataFrame({"generation": [1, 2, 3], "share": [0.2, 0.5, 0.9], "seed": "search 1"}), {}),
    "forest": (ranges(name=NAMES, difference=[0.2, 0.0, 0.5]), {"title": "t"}),
    "weight_ranges": (pd.DataFrame({"theory": NAMES, "prior": 1 / 3, "weight": 0.3, "low": 0.1, "high": 0.6}), {}),
    "evidence_bars": (pd.DataFrame({"theory": NAMES, "column": "all", "value": [0.0, -3, 2], "error": 0.2}), {}),
    "placebo_lines": (pd.DataFrame({"panel": "p", "lag": [-2, -1, 0, 1, 3], "value": 0.1, "sd": 0.05}), {}),
    "two_ranges": (pd.DataFrame({"name": NAMES, "p5": 0.1, "p50": 0.5, "p95": 0.8}), {}),
    "observed_in_range": (ranges(figure=NAMES, observed=[0.2, 0.5, 0.1], outside=[False, True, False]), {}),
    "calibration_lines": (ranges(forecaster=NAMES, said=[0.1, 0.2, 0.3], seen=[0.2, 0.1, 0.4]), {}),
}


def chart(form: str) -> Chart:
    data, settings = DATA[form]
    return Chart(form=form, title="`drift` & others", description="How < to read it.", data=data, settings=settings)


def numbers(root: ET.Element, tag: str, attribute: str) -> list[float]:
    return [float(found.attrib[attribute]) for found in root.iter(f"{SVG}{tag}")]


def test_every_form_has_data_here() -> None:
    assert set(DATA) == set(forms())


@pytest.mark.parametrize("form", DATA)
def test_a_picture_stands_alone_and_says_what_it_shows(form: str) -> None:
    root = ET.fromstring(draw(chart(form)))
    assert root.attrib["role"] == "img" and [child.tag for child in root][:2] == [f"{SVG}title", f"{SVG}desc"]
    assert (root[0].text, root[1].text) == ("drift & others", "How < to read it.")
    _, _, width, height = map(float, root.attrib["viewBox"].split())
    assert (width, height) == (float(root.attrib["width"]), float(root.attrib["height"]))
    assert not re.search(r"nan|inf\b|None", draw(chart(form)))
    assert len(list(root.iter(f"{SVG}path"))) + len(list(root.iter(f"{SVG}rect"))) >= 4


@pytest.mark.parametrize("form", DATA)
def test_in_a_page_the_frame_is_told_and_the_drawing_is_hidden(form: str) -> None:
    page = str(chart_html(chart(form)))
    assert page.count('role="img"') == 1 and page.count('<svg aria-hidden="true"') == page.count("<svg ") == 1


def test_every_colour_has_another_one_on_a_dark_page() -> None:
    style = (TEMPLATES / "style.css").read_text(encoding="utf-8")
    dark = style[style.index("prefers-color-scheme: dark") :]
    assert set(re.findall(r"\.picture \.(\w+) \{ --hue", dark)) == set(CLASSES.values())


def test_fifty_dots_a_row_lie_where_their_values_are() -> None:
    root = ET.fromstring(draw(chart("dot_quantiles")))
    places = np.array(numbers(root, "circle", "cx")).reshape(3, 50)
    assert np.allclose(places[0], places[1]) and (np.diff(places[0]) > 0).all()
    assert np.ptp(places[0]) == pytest.approx(780 * 0.98, rel=0.02)


def test_bars_are_as_long_as_their_numbers() -> None:
    root = ET.fromstring(draw(chart("swing_bars")))
    wide = [float(bar.attrib["width"]) for bar in root.iter(f"{SVG}rect") if bar.attrib["height"] == "16"]
    assert wide[0] == pytest.approx(2 * wide[1], abs=0.03) and wide[1] == pytest.approx(2 * wide[2], abs=0.03)
    stacked = ET.fromstring(draw(chart("result_bars")))
    bars = [r for r in stacked.iter(f"{SVG}rect") if r.attrib["height"] == "16"]
    assert [float(b.attrib["width"]) for b in bars] == [130, 390] and float(bars[1].attrib["x"]) == 130


def test_years_of_an_agenda_begin_in_january() -> None:
    root = ET.fromstring(draw(chart("agenda_bars")))
    said = {t.text: float(t.attrib["x"]) for t in root.iter(f"{SVG}text")}
    assert (said["2025"], said["2026"]) == (pytest.approx(520 * 7 / 24, abs=0.01), pytest.approx(520 * 19 / 24, abs=0.01))


@given(low=st.floats(-1e6, 1e6), span=st.floats(1e-3, 1e6))
def test_a_scale_holds_its_values_and_its_ticks_are_round_and_told_apart(low: float, span: float) -> None:
    scale = linear((low, low + span), 0, 400)
    assert scale.low <= low + 1e-9 * span and scale.high >= low + span * (1 - 1e-9)
    ticks = scale.ticks(6)
    assert 3 <= len(ticks) <= 12 and all(-1e-6 <= scale(t) <= 400 + 1e-6 for t in ticks)
    assert len({plain(ticks)(t) for t in ticks}) == len(ticks)
    gaps = [b - a for a, b in pairwise(ticks)]
    assert max(gaps) == pytest.approx(min(gaps), rel=1e-3)


def test_numbers_of_an_axis_read_as_people_write_them() -> None:
    assert [plain((-0.5, 0.0, 0.5))(v) for v in (-0.5, 0.0, 0.5)] == ["−0.5", "0.0", "0.5"]
    assert percent((0, 0.25, 0.5))(0.25) == "25%" and plain((0.0, 5000.0))(5000.0) == "5,000"
    assert linear((3.0, 3.0), 0, 100)(3.0) == 50 and linear((), 0, 1).low == 0


def test_bands_follow_each_other_in_order_of_first_appearance() -> None:
    order = bands(["b", "a", "b", "c"], 20)
    assert order.names == ("b", "a", "c") and [order(n) for n in "bac"] == [10, 30, 50]


def test_words_have_room_or_are_cut() -> None:
    assert width_of("iiii") < width_of("mmmm") and shortened("short", 400) == "short"
    cut = shortened("a rather long name of a number", 80)
    assert cut.endswith("…") and width_of(cut) <= 80
    assert broken("one two three", width_of("one two ")) == ["one two", "three"]
    panel = Panel(100, 40, Linear(0, 1, 0, 100), bands(["a name"], 40))
    panel.names()
    assert panel.margin.left > width_of("a name")


def test_a_legend_runs_over_several_rows() -> None:
    keys = [square_key(name, COLOURS[0]) for name in NAMES]
    assert legend(keys, 1000)[1] < legend(keys, 120)[1]
    assert all(name in picture(Panel(50, 20, Linear(0, 1, 0, 50), Linear(0, 1, 20, 0)), keys=keys) for name in NAMES)


def test_an_unknown_form_is_refused() -> None:
    with pytest.raises(InputError, match="did you mean 'swing_bars'"):
        draw(Chart(form="swing_bar", title="t", description="d", data=pd.DataFrame()))
