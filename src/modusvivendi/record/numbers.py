"""Numbers as people write them in tables: read where they can mean one thing only."""

from __future__ import annotations

import math
import re

from modusvivendi.errors import InputError

DECIMAL_COMMA = re.compile(r"[-+]?[0-9]*,[0-9]+(e[-+]?[0-9]+)?", re.IGNORECASE)
PLAIN = re.compile(r"[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)(e[-+]?[0-9]+)?", re.IGNORECASE)
THREE_DIGITS = {  # after a lone comma or, where the table has decimal commas, a lone point
    False: re.compile(r"[-+]?[1-9][0-9]{0,2},[0-9]{3}"),
    True: re.compile(r"[-+]?[1-9][0-9]{0,2}[,.][0-9]{3}"),
}
THOUSANDS = re.compile(r"[-+]?[0-9]{1,3}([., '\u00a0\u202f’][0-9]{3})+([.,][0-9]+)?")


def parse_number(text: str, commas: bool = False) -> float:
    """A finite number; a decimal comma is read as a point. ValueError says what is wrong and what to write instead.

    Three digits after a lone comma (1,247) may be thousands or a fraction, and are refused; so are spaces, points or
    apostrophes between thousands, percentages and units. commas: the table has decimal commas elsewhere, so that a point
    before three digits (1.247) may stand between thousands.
    """
    plain = text.replace("\u2212", "-")
    if THREE_DIGITS[commas].fullmatch(plain):
        raise ValueError(
            f"'{text}' may mean {plain.replace(',', '.')} or {plain.replace(',', '').replace('.', '')}: write a decimal point, and no thousands separators"
        )
    if DECIMAL_COMMA.fullmatch(plain):
        plain = plain.replace(",", ".")
    if THOUSANDS.fullmatch(plain) and not PLAIN.fullmatch(plain):
        raise ValueError(f"'{text}' has thousands separators: write digits and at most a decimal point")
    if plain.endswith("%"):
        raise ValueError(f"'{text}' is not a finite number: write a percentage as a share, such as 0.5 for 50%")
    value = float(plain) if PLAIN.fullmatch(plain) else math.nan
    if not math.isfinite(value):
        raise ValueError(f"'{text}' is not a finite number")
    return value


def numbers_by_name(text: str, fault: str) -> dict[str, float]:
    """Finite numbers such as ``a=1,b=2``, by name, each named once. Raises InputError with ``fault`` and what is wrong.

    Which names and values will do is for the caller to say.
    """
    found: dict[str, float] = {}
    for part in text.split(","):
        name, sign, number = (piece.strip() for piece in part.partition("="))
        if not sign or not name:
            raise InputError(fault)
        if name in found:
            raise InputError(f"{fault}; '{name}' is named twice")
        try:
            found[name] = parse_number(number)
        except ValueError as error:
            raise InputError(f"{fault}; {name}: {error}") from None
    return found
