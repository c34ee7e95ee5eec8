"""Human negotiations whose values are known on both sides, in the format of CaSiNo (Chawla et al. 2021, NAACL, 3167-3185).

Two people divide three kinds of goods, three alike of each. Each has a kind that is worth most to it, one in the middle and one
that is worth least: 5, 4 and 3 points for each good (``POINTS``). The possible deals are the 4 x 4 x 4 ways to say how many of each
kind the one who submits the deal gets (``DEALS``); what is left goes to the other. A file is a list of negotiations as JSON (also
packed with gzip), each with ``chat_logs`` (the last ``Submit-Deal`` before ``Accept-Deal`` is what was agreed) and
``participant_info`` (``value2issue``: which kind is High, Medium, Low to whom).
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from modusvivendi.errors import InputError
from modusvivendi.files.grid import unpacked
from modusvivendi.files.text_file import read_bytes
from modusvivendi.outside.bargain_law import Agreements

POINTS = {"High": 5, "Medium": 4, "Low": 3}
GOODS, EACH = ("Food", "Water", "Firewood"), 3
DEALS = np.array(list(itertools.product(range(EACH + 1), repeat=len(GOODS))))
SIZE_LIMIT = 50_000_000  # bytes of a file, packed or not


def read_negotiations(path: Path) -> Agreements:
    """Read a file of negotiations. Raises InputError that names the file and the place of the negotiation in it, from 1."""
    raw = unpacked(path, read_bytes(path, SIZE_LIMIT), SIZE_LIMIT)
    try:
        data = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise InputError(f"{path.name}: not JSON ({error})") from None
    if not isinstance(data, list):
        raise InputError(f"{path.name}: a list of negotiations is needed")
    rows, walked = [], 0
    for number, one in enumerate(data, start=1):
        try:
            found = _agreed(one)
        except (AttributeError, KeyError, TypeError, ValueError, IndexError, OverflowError, StopIteration) as error:
            raise InputError(f"{path.name}, negotiation {number}: not in the format of CaSiNo ({error!r:.60})") from None
        if found is None:
            walked += 1
        else:
            rows.append(found)
    if not rows:
        raise InputError(f"{path.name}: no negotiation that ended with a deal")
    first, second, agreed = zip(*rows, strict=True)
    return Agreements(np.array(first), np.array(second), ways(), np.array(agreed), walked)


def _agreed(one: Mapping[str, Any]) -> tuple[NDArray[np.int64], NDArray[np.int64], int] | None:
    """Points of both sides under every possible deal and the place of the agreed one; None if they walked away."""
    log = one["chat_logs"]
    if log[-1]["text"] != "Accept-Deal":
        return None
    submitted = next(said for said in reversed(log) if said["text"] == "Submit-Deal")
    mine, people = submitted["id"], one["participant_info"]
    theirs = next(name for name in people if name != mine)
    got = [int(submitted["task_data"]["issue2youget"][good]) for good in GOODS]
    left = [int(submitted["task_data"]["issue2theyget"][good]) for good in GOODS]
    if any(a < 0 or b < 0 or a + b != EACH for a, b in zip(got, left, strict=True)):
        raise ValueError(f"{got} and {left} do not add up to {EACH} each")
    place = int(np.flatnonzero(np.all(np.equal(DEALS, got), axis=1))[0])
    return points(people[mine]["value2issue"]) @ DEALS.T, points(people[theirs]["value2issue"]) @ (EACH - DEALS).T, place


def points(values: Mapping[str, str]) -> NDArray[np.int64]:
    """Points of one good of each kind of GOODS, from which kind is High, Medium and Low."""
    by_good = {good: POINTS[level] for level, good in values.items()}
    return np.array([by_good[good] for good in GOODS])


def ways(deals: Sequence[Sequence[int]] | NDArray[np.int64] = DEALS) -> NDArray[np.float64]:
    """In how many ways alike goods can be handed out so that each deal results: 1, 3, 3 or 1 for each kind, multiplied."""
    return np.asarray(np.array([1.0, 3.0, 3.0, 1.0])[np.asarray(deals)].prod(axis=1))
