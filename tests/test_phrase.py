"""How long a short text may be, and how it ends."""

from __future__ import annotations

import pytest

from modusvivendi.phrase import phrase, sentence


def test_a_phrase_is_short_and_has_no_full_stop() -> None:
    assert phrase(3)("one two three") == "one two three" and phrase(3)("") == ""
    for text, message in {
        "a b c d": "has 4 words; at most 3",
        "a b.": "full stop",
        "a\nb": "line breaks",
        "a  b": "spaces",
    }.items():
        with pytest.raises(ValueError, match=message):
            phrase(3)(text)


def test_a_sentence_is_short_and_has_one() -> None:
    assert sentence(3)("Two words.") == "Two words."
    for text, message in {"One two three four.": "at most 3", "No end": "no whole sentence", "": "no whole sentence"}.items():
        with pytest.raises(ValueError, match=message):
            sentence(3)(text)
