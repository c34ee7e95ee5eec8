"""The members of a few futures as arrays, who knows whom, and what is sampled of that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from modusvivendi.agents.monthly import PIECE, link
from modusvivendi.engine.chance import future_keys
from modusvivendi.engine.layout import MOST
from modusvivendi.study.sequence import quantiles


@dataclass(frozen=True)
class Range:
    """A number that is sampled evenly between two ends.

    name: as draws go by. low, high: ends. unit, meaning: in words. source: where the range is from.
    """

    name: str
    low: float
    high: float
    unit: str
    meaning: str
    source: str


CONTACTS = Range(
    "members.contacts",
    4,
    16,
    "members",
    "how many others a member knows well enough to be moved by their leaving; made even",
    "judgement, range 4–16: from a fire team to a sympathy group of twelve to fifteen (Dunbar and Spoors 1995)",
)
REWIRED = Range(
    "members.rewired",
    0.0,
    0.3,
    "share",
    "share of ties that lead anywhere in the movement instead of to the nearest",
    "judgement, range 0–0.3: a small world lies at about 0.01–0.1 (Watts and Strogatz 1998)",
)
CLOSENESS = Range(
    "members.closeness",
    0.0,
    1.0,
    "share",
    "share of the contagion of desertion that comes through those one knows; the rest through news that all hear",
    "judgement, the whole range: comrades told soldiers' loyalty better than cause or leaders did (Costa and Kahn 2003); how much of it was "
    "contagion is not known",
)
SAMPLED = (CONTACTS, REWIRED, CLOSENESS)


class People(NamedTuple):
    """Members of n futures, m members each, and room to work in.

    start (n, m + 1) int32, others (n, ties) int32: whom each knows, others[start[a] : start[a + 1]]. closeness (n,) float32 in
    [0, 1]. strain (n, m) float32: how many of those a member knows left, each counted as what it would have been at the start to
    be what it is now; minus infinity for a member who left. fade (n,) float32: what is left by now of a departure at the start.
    felt (n,) float32: share of all members who left, fading alike. left, followed (n,) int64: members who left so far, and those
    of them who had lost someone they knew. edges (n, segments + 1) int64: each segment's stretch of the ring. Of one future and
    month at a time: cohesion (segments,) float32, leaving (segments,) int64: members who leave; at_risk (m + 256,) int32 and
    luck, alike, float32: the members who might leave.
    """

    start: np.ndarray
    others: np.ndarray
    closeness: np.ndarray
    strain: np.ndarray
    fade: np.ndarray
    felt: np.ndarray
    left: np.ndarray
    followed: np.ndarray
    edges: np.ndarray
    cohesion: np.ndarray
    leaving: np.ndarray
    at_risk: np.ndarray
    luck: np.ndarray


def draw(range_: Range, numbers: np.ndarray, seed: int) -> np.ndarray:
    """Values in the futures ``numbers`` (n,): by name, as all that is sampled."""
    return range_.low + (range_.high - range_.low) * quantiles([range_.name], numbers, seed)[range_.name]


def people_of(members: int, numbers: np.ndarray, seed: int, closeness: float | None = None) -> People:
    """Members of the futures ``numbers`` (n,), tied as drawn; the same under every theory and strategy.

    members: in each future, 0 for none or more than 16. closeness: held there instead of drawn.
    """
    n, keys = len(numbers), future_keys(seed, numbers)
    even = (2 * np.rint(draw(CONTACTS, numbers, seed) / 2)).astype(int)
    start, others = np.zeros((n, members + 1), np.int32), np.zeros((n, members * int(even.max())), np.int32)
    for row, (contacts, rewired) in enumerate(zip(even, draw(REWIRED, numbers, seed), strict=True)):
        if members:
            link(int(contacts), float(rewired), keys[0, row], keys[1, row], start[row], others[row])
    close = draw(CLOSENESS, numbers, seed) if closeness is None else np.full(n, closeness)
    return with_room(start, others, close)


def with_room(start: np.ndarray, others: np.ndarray, closeness: np.ndarray) -> People:
    """Members tied as in ``start`` (n, m + 1) and ``others`` (n, ties), all there, with room to work in; closeness (n,)."""
    n, members = len(start), start.shape[1] - 1
    return People(
        start=start,
        others=others,
        closeness=closeness.astype(np.float32),
        strain=np.zeros((n, members), np.float32),
        fade=np.ones(n, np.float32),
        felt=np.zeros(n, np.float32),
        left=np.zeros(n, np.int64),
        followed=np.zeros(n, np.int64),
        edges=np.zeros((n, int(MOST.segments) + 1), np.int64),
        cohesion=np.zeros(int(MOST.segments), np.float32),
        leaving=np.zeros(int(MOST.segments), np.int64),
        at_risk=np.zeros(members + PIECE, np.int32),
        luck=np.zeros(members + PIECE, np.float32),
    )


def fresh(people: People) -> People:
    """The same members and ties with room of its own, for a theory run beside others."""
    return with_room(people.start, people.others, people.closeness)
