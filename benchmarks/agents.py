"""Members one by one: this laboratory's engine and Mesa (projectmesa, PyPI ``mesa``) on the same rules, in one run.

    python benchmarks/agents.py [--members 100000] [--mesa-members 10000] [--rounds 5]

A segment's cohesion is given (0.6 throughout: a few members in a hundred leave; and 0.4: a cascade), all contagion comes through
contacts, 60 months. Both programs tie members in a small world of ten contacts each, a tenth of the ties rewired, and apply one
rule: cohesion = segment's - contagion × (share of contacts who left, fading), chance of leaving in a month = desertion(cohesion),
all at once at the end of the month. An update is one member in one month, staying or gone.

Mesa is written twice: plainly, as the rule is told, and with the engine's own short cuts as far as Mesa has room for them: luck is drawn
first and whoever would stay at any cohesion is not looked at further, strain fades only when it is read, only leavers tell, and
those who left are taken out of the model. The programs take turns; times are processor seconds; Mesa gets fewer members, which
favours it (its cost a member rises with their number). That all do the same is checked: mean shares of leavers, with their error.
"""

from __future__ import annotations

import argparse
import math
import platform
import statistics
import time
from datetime import date

import mesa
import numpy as np

from modusvivendi.agents.monthly import Law, link, run_alone
from modusvivendi.agents.people import with_room

MONTHS, CONTACTS, REWIRED = 60, 10, 0.1
COURSES = {"few leave": 0.6, "cascade": 0.4}  # cohesion of the segment
RATE, SLOPE, CRITICAL, CONTAGION, KEEP = 0.01, 6.0, 0.5, 2.0, 0.98
MOST = 0.02  # share that leaves in a month at most
LAW = Law(*(np.float32(v) for v in (RATE, SLOPE, CRITICAL, CONTAGION, KEEP)))


def ties(members: int, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Key, and who knows whom."""
    key = np.random.default_rng(seed).integers(1, 2**32, 2, dtype=np.uint32)
    start, others = np.zeros(members + 1, np.int32), np.zeros(members * CONTACTS, np.int32)
    link(CONTACTS, REWIRED, key[0], key[1], start, others)
    return key, start, others


def by_engine(cohesion: float, members: int, seed: int) -> tuple[float, float]:
    """Processor seconds a member and month, and the share that left."""
    key, start, others = ties(members, seed)
    people, course = with_room(start[None], others[None], np.ones(1)), np.zeros(MONTHS, np.int64)
    begun = time.process_time()
    run_alone(np.full(MONTHS, cohesion, np.float32), LAW, key, people, course)
    return (time.process_time() - begun) / (members * MONTHS), course.sum() / members


class Member(mesa.Agent):
    """One who stays or leaves."""

    def __init__(self, model: Movement) -> None:
        super().__init__(model)
        self.gone, self.leaving, self.strain, self.lost = False, False, 0.0, 0
        self.contacts: list[Member] = []

    def decide(self) -> None:
        """What contacts did last month is felt; whoever is still there stays or leaves."""
        if self.gone:
            return
        self.strain = self.strain * KEEP + self.lost / len(self.contacts)
        self.lost = 0
        cohesion = min(max(self.model.cohesion - CONTAGION * self.strain, 0.0), 1.0)
        chance = min(RATE / 12 * math.exp(SLOPE * (CRITICAL - cohesion)), MOST)
        self.leaving = self.random.random() < chance

    def leave(self) -> None:
        """Contacts hear of it."""
        if self.leaving:
            self.gone, self.leaving = True, False
            for other in self.contacts:
                other.lost += 1


class QuickMember(Member):
    """The same, with short cuts."""

    since = 0

    def decide(self) -> None:
        """Whoever would stay at any cohesion stays; of the others strain is worked out."""
        model = self.model
        luck = model.luck()
        if luck < MOST:
            cohesion = min(max(model.cohesion - CONTAGION * self.strain * KEEP ** (model.month - self.since), 0.0), 1.0)
            if luck < RATE / 12 * math.exp(SLOPE * (CRITICAL - cohesion)):
                model.leavers.append(self)

    def leave(self) -> None:
        """Contacts feel it from next month on; the member is no more in the model."""
        month = self.model.month + 1
        for other in self.contacts:
            other.strain = other.strain * KEEP ** (month - other.since) + 1 / len(other.contacts)
            other.since = month
        self.remove()


class Movement(mesa.Model):
    """Members in a small world."""

    kind: type[Member] = Member

    def __init__(self, cohesion: float, members: int, seed: int) -> None:
        super().__init__(seed=seed)
        self.cohesion = cohesion
        _, start, others = ties(members, seed)
        everyone = list(self.kind.create_agents(self, members))
        for a, member in enumerate(everyone):
            member.contacts = [everyone[b] for b in others[start[a] : start[a + 1]]]

    def step(self) -> None:
        """One month."""
        self.agents.do("decide")
        self.agents.do("leave")

    def left(self) -> int:
        """Members who left."""
        return sum(member.gone for member in self.agents)


class QuickMovement(Movement):
    """The same, with short cuts."""

    kind = QuickMember

    def __init__(self, cohesion: float, members: int, seed: int) -> None:
        super().__init__(cohesion, members, seed)
        self.month, self.leavers, self.luck, self.first = 0, list[QuickMember](), self.random.random, members

    def step(self) -> None:
        """One month."""
        self.agents.do(QuickMember.decide)
        for member in self.leavers:
            member.leave()
        self.leavers.clear()
        self.month += 1

    def left(self) -> int:
        """Members who left."""
        return self.first - len(self.agents)


def by_mesa(kind: type[Movement], cohesion: float, members: int, seed: int) -> tuple[float, float]:
    """Processor seconds a member and month, and the share that left."""
    model = kind(cohesion, members, seed)
    begun = time.process_time()
    for _ in range(MONTHS):
        model.step()
    return (time.process_time() - begun) / (members * MONTHS), model.left() / members


def told(name: str, members: int, found: list[tuple[float, float]]) -> str:
    """Speed of one program, and the share that left with its error."""
    rate, shares = 1 / statistics.median(taken for taken, _ in found), [share for _, share in found]
    error = statistics.stdev(shares) / math.sqrt(len(shares)) if len(shares) > 1 else math.nan
    return (
        f"  {name}: {rate:,.0f} updates a processor second; {members:,} members; left {statistics.mean(shares):.4f} ± {error:.4f}"
    )


def main() -> None:
    """Both programs in turn; prints updates a second, the ratio, and both shares of leavers."""
    parser = argparse.ArgumentParser(description="Members one by one, against Mesa.")
    parser.add_argument("--members", type=int, default=100_000)
    parser.add_argument("--mesa-members", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    by_engine(0.6, 1_000, 0)  # compiles
    print(f"{platform.machine()}, Python {platform.python_version()}, Mesa {mesa.__version__}, {date.today()}")
    for course, cohesion in COURSES.items():
        rounds = [
            (
                by_engine(cohesion, given.members, n),
                by_mesa(Movement, cohesion, given.mesa_members, n),
                by_mesa(QuickMovement, cohesion, given.mesa_members, n),
            )
            for n in range(1, given.rounds + 1)
        ]
        plain = statistics.median(theirs[0] / ours[0] for ours, theirs, _ in rounds)
        quick = statistics.median(theirs[0] / ours[0] for ours, _, theirs in rounds)
        print(f"{course}: engine / Mesa {plain:,.0f} times, with short cuts {quick:,.0f} (medians over {given.rounds} rounds)")
        print(told("engine", given.members, [ours for ours, _, _ in rounds]))
        print(told("Mesa, plain", given.mesa_members, [theirs for _, theirs, _ in rounds]))
        print(told("Mesa, with short cuts", given.mesa_members, [theirs for _, _, theirs in rounds]))


if __name__ == "__main__":
    main()
