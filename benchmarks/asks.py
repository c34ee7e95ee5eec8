"""Asks of the shipped records put to the model as they were put to the authority: how many would be met, kind by kind.

With the theories' priors, with what asks to other authorities taught (the case left out), and with the law that ``deal_cost`` had
before (docs/model.md), which alone was chosen after a look at these records.

    python benchmarks/asks.py [FUTURES]
"""

from __future__ import annotations

import sys
from dataclasses import replace

from modusvivendi.case import load_case
from modusvivendi.planning.assumptions import Assumptions
from modusvivendi.planning.judging.asks_on_record import check_asks
from modusvivendi.theory import Prior

CASES = ("afghanistan", "gaza", "tiraspol")
FORMER = Prior(uniform=(0.0, 0.15), source="judgement, range 0–0.15")


def main() -> None:
    """Print kinds of ask as a Markdown table: asks, met, and expected (90 per cent interval) on each basis."""
    futures = int(sys.argv[1]) if len(sys.argv) > 1 else 128
    print("| case | kind of ask | asks | met | priors | others' asks | former cost |\n|---|---|---|---|---|---|---|")
    covered = {}
    for name in CASES:
        case = load_case(name)
        own, _, _ = Assumptions().basis(case)
        before = replace(own, theories=[t.model_copy(update={"priors": {**t.priors, "deal_cost": FORMER}}) for t in own.theories])
        others = Assumptions().others(case)
        bases = {"priors": own, "others' asks": others, "former cost": before} if others else {"priors": own}
        found = check_asks(bases, futures)
        covered |= {(name, part.origin): (part.covered, len(part.cells)) for part in found}
        for same in zip(*((part.total, *part.cells) for part in found), strict=True):
            said = " | ".join(f"{cell.mean:.1f} ({cell.low:.0f} to {cell.high:.0f})" for cell in same)
            print(f"| {name} | {same[0].kind} | {same[0].asks} | {same[0].met} | {said} |")
    for (name, origin), (inside, kinds) in covered.items():
        print(f"{name}, {origin}: {inside} of {kinds} kinds inside")


if __name__ == "__main__":
    main()
