"""What can be asked of a case: one command each, with the options that a form shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from modusvivendi.app.options import (
    BELIEFS,
    COST,
    FOLLOWED,
    FOLLOWERS,
    FORM,
    ISSUES,
    PUBLICITY,
    REWARD,
    SEED,
    STRATEGIES,
    THEORIES,
    Form,
    Option,
    whole,
)
from modusvivendi.case import Case
from modusvivendi.errors import Fault, InputError, choose
from modusvivendi.forecasting.question import shipped_questions

DRAWN = "Simulated courses; more are slower and surer."


@dataclass(frozen=True)
class Question:
    """command: of ``modus``. title: what is asked. tells: what comes back. takes: about how long, on two cores.
    needs: what a case must have for it."""

    command: str
    title: str
    tells: str
    takes: str
    options: tuple[Option, ...]
    needs: Literal["", "record", "questions"] = ""

    def fits(self, case: Case) -> bool:
        """Whether a case has what the question needs: a record, or dated questions of its own."""
        needed = {"": True, "record": case.record is not None, "questions": bool(shipped_questions(case))}
        return needed[self.needs]

    def words(self, case: Case, given: str, form: Form) -> list[str]:
        """The words of the command for a case (``given``: as commands are given it). Raises InputError with all faults."""
        words, faults = [self.command, given], list[Fault]()
        for option in self.options:
            more, wrong = option.words(form, case)
            words += more
            faults += wrong
        if faults:
            raise InputError.of(faults)
        return words


QUESTIONS = (
    Question(
        "run", "What do the options lead to?", "Every option under every theory, on ladders and in counts, against today.", "seconds",
        (whole("futures", "Futures", 1024, 1, 100_000, DRAWN), BELIEFS, FOLLOWERS, STRATEGIES, THEORIES, SEED),
    ),
    Question(
        "compare", "Which option holds up, whatever drives the other side?",
        "Robustness, what one would have to believe, where the best option fails, a red team.", "about a minute",
        (whole("futures", "Futures", 2048, 128, 100_000, DRAWN), BELIEFS, FOLLOWERS, STRATEGIES, THEORIES, SEED),
    ),
    Question(
        "plan", "What should be on the table, together or apart, in what order?",
        "A handful of agendas by quarter, each with what it asks, offers and risks.", "several minutes",
        (
            whole("generations", "Rounds of each search", 150, 2, 10_000), whole("population", "Plans in each round", 36, 4, 1000),
            whole("searches", "Independent searches", 3, 1, 10), whole("futures", "Futures per theory in the search", 32, 8, 10_000),
            BELIEFS, FOLLOWERS, THEORIES, SEED,
        ),
    ),
    Question(
        "weigh", "What does the record say of the theories?", "Evidence act by act, weights, and how far they depend on coding.",
        "two to four minutes", (whole("draws", "Draws", 8192, 64, 100_000), THEORIES, SEED), needs="record",
    ),
    Question(
        "signposts", "What should we watch for?", "Dated signs, what each would say of the theories, and what to do if it comes.",
        "about a minute",
        (
            FOLLOWED, whole("horizon", "Months ahead", 12, 1, 60), whole("futures", "Futures", 1024, 64, 100_000, DRAWN),
            BELIEFS, THEORIES, SEED,
        ),
    ),
    Question(
        "precedents", "What happened when somebody asked such a thing?", "Asks on the records of all cases: who put them, how, and what came of them.",
        "seconds", (COST, PUBLICITY, FORM, REWARD, ISSUES, whole("nearest", "Asks listed", 8, 1, 100)),
    ),
    Question(
        "forecast", "What is likely by when?", "Dated questions with chances, base rates, and how good such answers have been.",
        "about a minute",
        (whole("futures", "Futures", 1024, 64, 100_000, DRAWN), BELIEFS, THEORIES, SEED), needs="questions",
    ),
    Question(
        "claims", "Is the paper right?", "Its claims one by one, with the experiment that would show each wrong, and a verdict.",
        "about a minute", (whole("futures", "Futures", 1024, 2, 100_000, DRAWN), BELIEFS, THEORIES, SEED),
    ),
    Question(
        "simulator", "What moves if one moves it?", "A page that runs the model, with sliders; opens here and from disk.", "seconds",
        (whole("futures", "Draws", 512, 8, 512, "Every one runs under every theory."), BELIEFS, STRATEGIES, THEORIES, SEED),
    ),
    Question(
        "brief", "What goes to the minister?", "Four pages and annexes, as Word, PDF, web page and workbook.", "seconds",
        (whole("futures", "Futures", 1024, 64, 100_000, DRAWN), BELIEFS, FOLLOWERS, STRATEGIES, THEORIES, SEED),
    ),
)  # fmt: skip


def question(command: str) -> Question:
    """The question that a command answers. Raises InputError."""
    choose("question", command, (q.command for q in QUESTIONS))
    return next(q for q in QUESTIONS if q.command == command)
