"""Short texts that stand inside a sentence or a cell of a brief: one line, no full stop, a number of words at most."""

from __future__ import annotations

from collections.abc import Callable


def phrase(most: int) -> Callable[[str], str]:
    """A check of a text: at most ``most`` words on one line, without a full stop at its end; empty where nothing is known.

    The check returns the text, or raises ValueError that says what is wrong.
    """

    def check(text: str) -> str:
        """The text, if it is such a phrase."""
        _check_words(text, most)
        if text.endswith("."):
            raise ValueError("ends with a full stop; give a phrase without one, as it stands inside a sentence")
        return text

    return check


def sentence(most: int) -> Callable[[str], str]:
    """A check of a text: one whole sentence of at most ``most`` words, with its full stop.

    The check returns the text, or raises ValueError that says what is wrong.
    """

    def check(text: str) -> str:
        """The text, if it is such a sentence."""
        _check_words(text, most)
        if not text.endswith("."):
            raise ValueError("is no whole sentence; end it with a full stop")
        return text

    return check


def _check_words(text: str, most: int) -> None:
    if text != " ".join(text.split()):
        raise ValueError("has line breaks or spaces to spare; give it on one line")
    if (count := len(text.split())) > most:
        raise ValueError(f"has {count} words; at most {most}")
