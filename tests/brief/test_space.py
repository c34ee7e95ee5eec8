"""How much room a brief's pages take."""

from __future__ import annotations

import dataclasses
from datetime import date
from pathlib import Path

import pytest

from modusvivendi.brief.content import Document, Paragraph, Section, Sentence, Space
from modusvivendi.brief.pdf import how_full, space_for, write_pdf
from modusvivendi.errors import InputError

DAY = date(2026, 11, 27)
WORDS = "The authority meets what costs it little, refuses what its own followers would punish, and says neither in advance. "


def document(*lengths: int) -> Document:
    """Parts of so many paragraphs each."""
    said = Paragraph(label="", sentences=(Sentence(text=WORDS * 3, number=0),))
    parts = tuple(Section(heading=f"Part {n}", blocks=(said,) * length) for n, length in enumerate(lengths))
    return Document(title="Brief", lead="", notice="", marking="", day="27 November 2026", pages=parts, annexes=())


def test_letters_get_smaller_only_where_pages_are_not_enough() -> None:
    assert space_for(document(10, 10, 10, 10), DAY, 4) == Space.ROOMY
    assert space_for(document(25, 1, 1, 10), DAY, 4) == Space.FLOWING
    long = document(18, 18, 18, 18)
    needed = {space: how_full(long, DAY, space)[0] for space in Space}
    assert needed[Space.ROOMY] >= needed[Space.FLOWING] > 4 >= needed[Space.SMALLER] >= needed[Space.TIGHT]
    assert space_for(long, DAY, 4) == Space.SMALLER
    assert space_for(document(30, 14, 14, 14), DAY, 4) == Space.TIGHT
    assert space_for(document(60, 60), DAY, 4) == Space.TIGHT  # the least that can be done


def test_a_page_nearly_full_is_not_roomy_enough_for_other_programs() -> None:
    found = {length: space_for(document(*[length] * 4), DAY, 4, 0.85) for length in (15, 16, 17)}
    assert found == {15: Space.ROOMY, 16: Space.SMALLER, 17: Space.SMALLER}
    assert all(space_for(document(*[length] * 4), DAY, 4) == Space.ROOMY for length in found)


def test_letters_that_the_fonts_lack_are_named(tmp_path: Path) -> None:
    strange = dataclasses.replace(document(1), lead="For 部长")
    with pytest.raises(InputError, match=r"^'部' cannot be shown in a PDF"):
        write_pdf(tmp_path / "brief.pdf", strange, DAY)
    assert not list(tmp_path.iterdir())
