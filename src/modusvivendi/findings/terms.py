"""The words that a page for readers uses in a sense of its own, each with one sentence; the longer list is docs/glossary.md."""

from __future__ import annotations

TERMS = {
    "rung": "A step of an issue's ladder. Each rung is a level of facts that an observer could check; the lowest is what the authority "
    "wants, the highest is all that is asked of it.",
    "today’s mix": "What outsiders do at present, each in its own way, going on as it is.",
    "strategy": "A way in which outsiders who follow it act together: their postures, and the talks that they open.",
    "theory": "An account of what moves the authority. None is known to be right, so every strategy is tried under each, and you say how "
    "much you believe which.",
    "weight": "How much a theory is believed. Only the proportions count.",
    "draw": "One set of values of all numbers that nobody knows exactly, each within its range, with its own chance events.",
    "future": "What becomes of the case in one draw, under one theory and one strategy.",
    "too close to call": "Two ways of acting whose difference a reader would not notice (a fifth of a rung, unless the case says "
    "otherwise), or which could be sampling error. They are tied; neither is ahead.",
    "held": "Of a number: given one value in all futures instead of being drawn from its range.",
    "sign": "Something that may be seen by a day, and that is likelier under some theories than under others.",
}
