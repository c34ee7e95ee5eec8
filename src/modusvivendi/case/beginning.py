"""What stood when a case begins, where its file does not say: wide levels by account and by kind of bloc.

The latent states (revenue, grievance, dedication, contact ...) run along the record from these levels, and half-lives
let them fade. Each is a judgement, wide on purpose; a case that knows better dates its own values at ``begins``.
"""

from __future__ import annotations

from datetime import date

from modusvivendi.case.dated import Node, Tree, by_date, is_dated

WHY = "No level at the beginning is given; a wide reading for an authority that has just taken power."
POSTURE_WHY = "No posture at the beginning is given; what blocs of this kind tended to do at first."

# Field of Initial → (middle, low, high).
ACCOUNTS: dict[str, tuple[float, float, float]] = {
    "revenue": (0.65, 0.35, 0.95), "tax_effort": (0.65, 0.4, 0.9), "patron_cover": (0.3, 0.0, 0.6),
    "grievance": (0.45, 0.2, 0.7), "contact": (0.25, 0.05, 0.45), "standing": (0.12, 0.0, 0.3),
    "autocracy": (0.5, 0.25, 0.75),
}  # fmt: skip
LEVERS = ("pressure", "aid", "money", "contact", "standing")
SPREAD = 0.15  # half-width of the range of a posture
# Kind of bloc → middle of pressure, aid, money, contact, standing.
POSTURES: dict[str, tuple[float, ...]] = {
    "isolationist": (0.4, 0.3, 0.2, 0.1, 0.03),
    "pragmatic": (0.3, 0.4, 0.2, 0.2, 0.05),
    "regional": (0.1, 0.1, 0.2, 0.4, 0.15),
    "mediators": (0.05, 0.15, 0.15, 0.5, 0.15),
    "multilateral": (0.2, 0.4, 0.3, 0.3, 0.05),
    "patron": (0.0, 0.3, 0.5, 0.7, 0.3),
    "parent_state": (0.5, 0.1, 0.1, 0.2, 0.03),
    "neighbours": (0.2, 0.1, 0.2, 0.4, 0.1),
}  # fmt: skip


def judged(middle: float, low: float, high: float, why: str) -> Tree:
    """A quantity that is a judgement, as a case file writes it; a middle at an end of the range is put inside it."""
    low, high = round(low, 4), round(high, 4)
    source = f"judgement, range {low:g}–{high:g}"
    return {"value": inside(middle, low, high), "range": [low, high], "source": source, "why": why}


def inside(middle: float, low: float, high: float) -> float:
    """The median of a distribution on a range: a value at an end, or beyond it, is moved in by a tenth of the width."""
    edge = 0.1 * (high - low)
    return middle if low < middle < high else round(min(max(middle, low + edge), high - edge), 6)


def beginning(data: Tree, kinds: dict[str, str], begins: date) -> tuple[Tree, list[str]]:
    """Accounts and postures when the case begins, and which of them were filled in.

    data: the case as written, before its dates are resolved; kinds: kind of every bloc. A value with dates counts as
    of ``begins``; one without dates holds on every day. Years of sanctions are 0 at the beginning.
    """
    filled: list[str] = []
    accounts: Tree = {}
    initial = _on(data.get("initial"), begins)
    for name, (middle, low, high) in ACCOUNTS.items():
        found = _on(initial.get(name), begins) if isinstance(initial, dict) else None
        if found is None:
            found = judged(middle, low, high, WHY)
            filled.append(f"initial.{name} at {begins}")
        accounts[name] = found
    accounts["sanction_years"] = {"value": 0.0, "range": [0.0, 0.0], "source": "definition: none when the period begins"}
    postures: Tree = {}
    written = data.get("blocs")
    by_id = {str(b["id"]): b for b in written if isinstance(b, dict) and "id" in b} if isinstance(written, list) else {}
    for bloc, kind in kinds.items():
        own: Tree = {}
        for lever, middle in zip(LEVERS, POSTURES[kind], strict=True):
            found = _on(by_id.get(bloc, {}).get(lever), begins)
            if found is None:
                found = judged(middle, max(0.0, middle - SPREAD), min(1.0, middle + SPREAD), POSTURE_WHY)
                filled.append(f"blocs.{bloc}.{lever} at {begins}")
            own[lever] = found
        postures[bloc] = own
    return {"accounts": accounts, "postures": postures}, filled


def _on(node: Node, day: date) -> Node:
    """The value on a day, to the month: None if there is none yet."""
    if not is_dated(node):
        return node
    known = [d for d in by_date(node) if (d.year, d.month) <= (day.year, day.month)]
    return by_date(node)[known[-1]] if known else None
