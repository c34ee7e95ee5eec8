"""SVG as text: elements, colours that a page may change, and how wide words are."""

from __future__ import annotations

import html
from collections.abc import Sequence

# Okabe and Ito's palette, told apart with all common colour deficiencies; each strategy also has its own dash.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#000000")
DASHES: tuple[tuple[int, ...], ...] = ((), (6, 3), (2, 2), (8, 2, 2, 2), (4, 4), (10, 4), (1, 3))
INK, SOFT, GREY, GRID, PAPER = "#1b2733", "#5b6b7a", "#aab4bd", "#e3e8ec", "#ffffff"
# A page in dark colours gives each of these classes another colour (templates/style.css); elsewhere the attribute holds.
CLASSES = {
    **{colour: f"hue{n}" for n, colour in enumerate(COLOURS)},
    INK: "ink",
    SOFT: "soft",
    GREY: "grey",
    GRID: "grid",
    PAPER: "paper",
}
FONT = "Arial, 'Liberation Sans', Helvetica, sans-serif"  # equally wide, so that room for words can be foreseen
SIZE = 12  # of words, in pixels
# Widths of Arial's letters in thousandths of the size; others are taken for 600.
LETTERS = {
    222: "ijl‘’", 278: " !,./:;If[]t'", 333: "-()r", 500: "cksvxyzJ", 556: "0123456789abdeghnopqu?_L–", 611: "FTZ", 667: "ABEKPSVXY&",
    722: "CDHNRUw", 778: "GOQ", 833: "mM", 889: "%", 944: "W", 1000: "→—…",
}  # fmt: skip
WIDTHS = {letter: width / 1000 for width, letters in LETTERS.items() for letter in letters}
SLACK = 1.06


def number(value: float) -> str:
    """A coordinate to a hundredth of a pixel, as short as can be."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def element(tag: str, content: str = "", /, **attributes: object) -> str:
    """An element; ``None`` leaves an attribute out, ``_`` in a name stands for ``-``, numbers are rounded."""
    given = "".join(
        f' {name.rstrip("_").replace("_", "-")}="{number(value) if isinstance(value, float) else html.escape(str(value))}"'
        for name, value in attributes.items()
        if value is not None
    )
    return f"<{tag}{given}>{content}</{tag}>" if content else f"<{tag}{given}/>"


def filled(colour: str, opacity: float | None = None) -> dict[str, object]:
    """Attributes of a shape in a colour."""
    name = CLASSES.get(colour)
    return {"class_": f"fill {name}" if name else None, "fill": colour, "opacity": opacity}


def stroked(colour: str, width: float, dash: Sequence[int] = (), opacity: float | None = None) -> dict[str, object]:
    """Attributes of a line in a colour."""
    name = CLASSES.get(colour)
    pattern = " ".join(map(str, dash)) or None
    return {
        "class_": f"line {name}" if name else None,
        "fill": "none",
        "stroke": colour,
        "stroke_width": float(width),
        "stroke_dasharray": pattern,
        "opacity": opacity,
    }


def words(text: str, x: float, y: float, colour: str = INK, anchor: str = "start", **more: object) -> str:
    """Words at a point: its middle line, and ``anchor`` (start, middle, end) along it."""
    return element(
        "text",
        html.escape(text, quote=False),
        x=x,
        y=y,
        dy="0.35em",
        text_anchor=None if anchor == "start" else anchor,
        **filled(colour),
        **more,
    )


def width_of(text: str, size: float = SIZE) -> float:
    """About how wide words are, in pixels; rather more than less."""
    return SLACK * size * sum(WIDTHS.get(letter, 0.6) for letter in text)


def shortened(text: str, most: float, size: float = SIZE) -> str:
    """The words, cut off with an ellipsis where they would be wider than ``most`` pixels."""
    if width_of(text, size) <= most:
        return text
    while text and width_of(text + "…", size) > most:
        text = text[:-1]
    return text.rstrip() + "…"


def broken(text: str, most: float) -> list[str]:
    """The words in lines of about ``most`` pixels at most; a single word is never broken."""
    lines: list[str] = []
    for word in text.split():
        if lines and width_of(f"{lines[-1]} {word}") <= most:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def path(xs: Sequence[float], ys: Sequence[float], closed: bool = False) -> str:
    """A line through points, as the ``d`` of a path."""
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in zip(xs, ys, strict=True))
    return f"M{points}{'Z' if closed else ''}"


def symbol(shape: str, x: float, y: float, size: float) -> str:
    """The ``d`` of a symbol around a point that covers ``size`` square pixels: circle, diamond, triangle, square or cross."""
    r = (size / 3.1416) ** 0.5
    if shape == "circle":
        return f"M{number(x - r)},{number(y)}a{number(r)},{number(r)} 0 1 0 {number(2 * r)},0a{number(r)},{number(r)} 0 1 0 {number(-2 * r)},0Z"
    outline = {
        "diamond": ((0, -1.25), (1.05, 0), (0, 1.25), (-1.05, 0)),
        "triangle": ((0, -1.3), (1.25, 0.95), (-1.25, 0.95)),
        "square": ((-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)),
        "cross": (
            (-1.2, -0.4), (-0.4, -0.4), (-0.4, -1.2), (0.4, -1.2), (0.4, -0.4), (1.2, -0.4),
            (1.2, 0.4), (0.4, 0.4), (0.4, 1.2), (-0.4, 1.2), (-0.4, 0.4), (-1.2, 0.4),
        ),
    }[shape]  # fmt: skip
    return path([x + r * dx for dx, _ in outline], [y + r * dy for _, dy in outline], closed=True)
