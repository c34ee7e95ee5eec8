"""A plotting area with its axes and marks, and pictures made of one or more of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from modusvivendi.render.charts.scales import Format, plain
from modusvivendi.render.charts.svg import (
    FONT,
    GRID,
    INK,
    PAPER,
    SIZE,
    SOFT,
    broken,
    element,
    filled,
    path,
    shortened,
    stroked,
    symbol,
    width_of,
    words,
)

Scale = Any  # Linear or Bands
GAP = 6  # pixels between a tick and its words
LINE = 15  # height of a line of words
Key = tuple[str, str]  # words of a legend, and the SVG of its sign at (0, 0)


@dataclass
class Margin:
    """Pixels that axes take around a panel."""

    top: float = 4
    right: float = 10
    bottom: float = 4
    left: float = 4


@dataclass
class Panel:
    """An area of ``width`` × ``height`` pixels on which marks are put by value. heading: above it."""

    width: float
    height: float
    x: Scale
    y: Scale
    heading: str = ""
    margin: Margin = field(default_factory=Margin)
    below: list[str] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        lines = broken(self.heading, self.width)
        for n, line in enumerate(reversed(lines)):
            self.below.append(words(line, self.width / 2, -LINE / 2 - 3 - n * LINE, anchor="middle", font_weight="bold"))
        self.margin.top += 4 + LINE * len(lines) if lines else 0

    # --- marks ------------------------------------------------------------------------------------------------

    def line(
        self, xs: object, ys: object, colour: str, width: float = 2, dash: Sequence[int] = (), opacity: float | None = None
    ) -> None:
        """A line through values."""
        points = path([self.x(v) for v in _listed(xs)], [self.y(v) for v in _listed(ys)])
        self.marks.append(element("path", d=points, stroke_linejoin="round", **stroked(colour, width, dash, opacity)))

    def area(self, xs: object, low: object, high: object, colour: str, opacity: float) -> None:
        """What lies between two lines."""
        across = [self.x(v) for v in _listed(xs)]
        edge = [self.y(v) for v in _listed(low)] + [self.y(v) for v in reversed(_listed(high))]
        self.marks.append(element("path", d=path([*across, *reversed(across)], edge, closed=True), **filled(colour, opacity)))

    def across(
        self, y: object, low: float, high: float, colour: str, width: float = 2, opacity: float | None = None, shift: float = 0
    ) -> None:
        """A level line from one value of x to another; shift: pixels downward."""
        if np.isfinite(low) and np.isfinite(high):
            at = self.y(y) + shift
            self.marks.append(
                element("path", d=path([self.x(low), self.x(high)], [at, at]), **stroked(colour, width, (), opacity))
            )

    def interval(self, y: object, low: float, high: float, shift: float = 0) -> None:
        """A level line that is seen on a bar as beside it; shift: pixels downward."""
        self.across(y, low, high, PAPER, 3.4, 0.8, shift)
        self.across(y, low, high, INK, 1.4, shift=shift)

    def upright(self, x: float, low: float, high: float, colour: str, width: float = 2) -> None:
        """An upright line from one value of y to another."""
        if np.isfinite(low) and np.isfinite(high):
            self.marks.append(element("path", d=path([self.x(x)] * 2, [self.y(low), self.y(high)]), **stroked(colour, width)))

    def level(self, colour: str = INK, dash: Sequence[int] = (4, 3), *, x: float | None = None, y: float | None = None) -> None:
        """A line through the whole panel at a value of x or of y."""
        across = [self.x(x)] * 2 if x is not None else [0.0, self.width]
        up = [self.y(y)] * 2 if y is not None else [0.0, self.height]
        self.marks.append(element("path", d=path(across, up), **stroked(colour, 1.2, dash)))

    def bar(self, y: object, low: float, high: float, height: float, colour: str, shift: float = 0) -> None:
        """A level bar from one value of x to another."""
        ends = sorted((self.x(low), self.x(high)))
        self.marks.append(
            element(
                "rect",
                x=ends[0],
                y=self.y(y) + shift - height / 2,
                width=ends[1] - ends[0],
                height=float(height),
                **filled(colour),
            )
        )

    def cell(self, x: object, y: object, colour: str) -> None:
        """A cell of two axes of names, with a narrow gap around it."""
        wide, high = self.x.step, self.y.step
        left, top = self.x(x) - wide / 2, self.y(y) - high / 2
        self.marks.append(element("rect", x=left + 1, y=top + 1, width=wide - 2, height=high - 2, rx=2, fill=colour))

    def dot(
        self,
        x: object,
        y: object,
        colour: str,
        size: float = 60,
        shape: str = "circle",
        *,
        hollow: bool = False,
        shift: float = 0,
    ) -> None:
        """A symbol at a point that covers so many square pixels; shift: pixels downward."""
        style = stroked(colour, 2.5) if hollow else filled(colour)
        self.marks.append(element("path", d=symbol(shape, self.x(x), self.y(y) + shift, size), **style))

    def tick(self, x: float, y: object, colour: str, height: float) -> None:
        """A short upright stroke at a value of x."""
        at, middle = self.x(x), self.y(y)
        self.marks.append(element("path", d=path([at, at], [middle - height / 2, middle + height / 2]), **stroked(colour, 2.5)))

    def write(
        self, x: object, y: object, text: str, colour: str = INK, shift: float = 0, anchor: str = "start", **more: object
    ) -> None:
        """Words at a point; shift: pixels to the right."""
        self.marks.append(words(text, self.x(x) + shift, self.y(y), colour, anchor, **more))

    # --- axes -------------------------------------------------------------------------------------------------

    def x_axis(self, title: str = "", *, ticks: Sequence[float] = (), shown: Format | None = None, labels: bool = True) -> None:
        """An axis of numbers below, with upright grid lines; labels: with numbers and title."""
        ticks = ticks or self.x.ticks(min(10, max(3, round(self.width / 55))))
        told = shown or plain(ticks)
        for tick in ticks:
            at = self.x(tick)
            self.below.append(element("path", d=path([at, at], [0, self.height]), **stroked(GRID, 1)))
            if labels:
                self.below.append(element("path", d=path([at, at], [self.height, self.height + 4]), **stroked(SOFT, 1)))
                self.below.append(words(told(tick), at, self.height + 4 + GAP + 3, anchor="middle"))
        self.below.append(element("path", d=path([0, self.width], [self.height] * 2), **stroked(SOFT, 1)))
        if labels:
            self.margin.bottom = max(self.margin.bottom, 4 + GAP + LINE)
            self.margin.right = max(self.margin.right, width_of(told(ticks[-1])) / 2) if ticks else self.margin.right
            if title:
                self.below.append(
                    words(title, self.width / 2, self.height + 4 + GAP + LINE + 7, anchor="middle", font_weight="bold")
                )
                self.margin.bottom += LINE + 2

    def y_axis(self, title: str = "", *, ticks: Sequence[float] = (), shown: Format | None = None, labels: bool = True) -> None:
        """An axis of numbers on the left, with level grid lines."""
        ticks = ticks or self.y.ticks(max(2, round(self.height / 35)))
        told = shown or plain(ticks)
        for tick in ticks:
            at = self.y(tick)
            self.below.append(element("path", d=path([0, self.width], [at, at]), **stroked(GRID, 1)))
            if labels:
                self.below.append(words(told(tick), -GAP, at, anchor="end"))
        self.below.append(element("path", d=path([0, 0], [0, self.height]), **stroked(SOFT, 1)))
        if labels:
            wide = max((width_of(told(t)) for t in ticks), default=0.0)
            self.margin.left = max(self.margin.left, wide + GAP + 2)
            self.margin.bottom = max(self.margin.bottom, 8)
            self.margin.top = max(self.margin.top, 8)
            lines = broken(title, self.height)
            for n, line in enumerate(reversed(lines)):
                at = -wide - GAP - 12 - n * LINE
                turned = f"rotate(-90 {at:.1f} {self.height / 2:.1f})"
                self.below.append(words(line, at, self.height / 2, anchor="middle", font_weight="bold", transform=turned))
            self.margin.left += len(lines) * LINE + 4 if lines else 0

    def names(self, most: float = 420, labels: bool = True) -> None:
        """Names of the bands of y on the left, at most so many pixels wide."""
        told = {name: shortened(str(name), most) for name in self.y.names}
        if labels:
            self.below += [words(text, -GAP - 2, self.y(name), anchor="end") for name, text in told.items()]
            self.margin.left = max([self.margin.left, *(width_of(t) + GAP + 4 for t in told.values())])

    def names_below(self) -> None:
        """Names of the bands of x below, over as many lines as they need, with upright grid lines."""
        most = 1
        for name in self.x.names:
            at, lines = self.x(name), broken(str(name), self.x.step - 8)
            self.below.append(element("path", d=path([at, at], [0, self.height]), **stroked(GRID, 1)))
            self.below += [
                words(part, at, self.height + GAP + LINE / 2 + n * LINE, anchor="middle") for n, part in enumerate(lines)
            ]
            most = max(most, len(lines))
        self.margin.bottom = max(self.margin.bottom, GAP + most * LINE + 4)

    def names_above(self, turned: bool = False) -> None:
        """Names of the bands of x above; turned: aslant, where they are long."""
        told = [(self.x(name), str(name)) for name in self.x.names]
        for at, text in told:
            place = {"transform": f"rotate(-20 {at:.1f} -8)"} if turned else {}
            self.below.append(
                words(
                    text,
                    at - (10 if turned else 0),
                    -8 if turned else -LINE / 2 - 3,
                    anchor="start" if turned else "middle",
                    **place,
                )
            )
        longest = max((width_of(text) for _, text in told), default=0.0)
        self.margin.top = max(self.margin.top, 14 + (0.34 * longest if turned else LINE))
        self.margin.right = max(self.margin.right, 0.94 * longest - self.x.step / 2 if turned else 0)

    @property
    def svg(self) -> str:
        """All of it, from its upper left corner."""
        return "".join((*self.below, *self.marks))


def _listed(values: object) -> list[Any]:
    return list(np.asarray(values).ravel().tolist())


# --- legends ------------------------------------------------------------------------------------------------------


def square_key(text: str, colour: str) -> Key:
    """A filled square."""
    return text, element("rect", x=0, y=-6, width=12, height=12, **filled(colour))


def symbol_key(text: str, colour: str, shape: str = "circle") -> Key:
    """A symbol."""
    return text, element("path", d=symbol(shape, 6, 0, 70), **filled(colour))


def line_key(text: str, colour: str, dash: Sequence[int] = ()) -> Key:
    """A piece of a line."""
    return text, element("path", d="M0,0 22,0", **stroked(colour, 2.5, dash))


def legend(keys: Sequence[Key], width: float) -> tuple[str, float]:
    """Signs and words in rows of at most so many pixels, and the height of the rows."""
    parts, left, row = [], 0.0, 0
    for text, sign in keys:
        lead = 28 if "M0,0 22,0" in sign else 18
        wide = lead + width_of(text) + 16
        if left and left + wide > width:
            left, row = 0.0, row + 1
        at = f"translate({left:.1f} {row * (LINE + 4) + 8:.1f})"
        parts.append(element("g", sign + words(text, lead, 0), transform=at))
        left += wide
    return "".join(parts), (row + 1) * (LINE + 4) + 6


# --- pictures -----------------------------------------------------------------------------------------------------


def picture(panels: Panel | Sequence[Panel], columns: int = 1, spacing: float = 14, keys: Sequence[Key] = ()) -> str:
    """Panels in rows and columns as an SVG of its own, under a legend."""
    shown = [panels] if isinstance(panels, Panel) else list(panels)
    rows = [shown[n : n + columns] for n in range(0, len(shown), columns)]
    lefts, width = [], 0.0
    for n in range(len(rows[0])):
        column = [row[n] for row in rows if n < len(row)]
        lefts.append(width + max(p.margin.left for p in column))
        width = lefts[-1] + max(p.width + p.margin.right for p in column) + spacing
    width -= spacing
    above, top = legend(keys, width) if keys else ("", 0.0)
    ground = element("rect", width="100%", height="100%", **filled(PAPER))  # read on any page, also in a dark one
    parts = [ground, above]
    for row in rows:
        top += max(p.margin.top for p in row)
        parts += [element("g", p.svg, transform=f"translate({x:.1f} {top:.1f})") for p, x in zip(row, lefts, strict=False)]
        top += max(p.height + p.margin.bottom for p in row) + (spacing if row is not rows[-1] else 0)
    return element(
        "svg",
        "".join(parts),
        xmlns="http://www.w3.org/2000/svg",
        width=float(np.ceil(width)),
        height=float(np.ceil(top)),
        viewBox=f"0 0 {np.ceil(width):.0f} {np.ceil(top):.0f}",
        font_family=FONT,
        font_size=SIZE,
    )
