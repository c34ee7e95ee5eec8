"""Findings: what is said to a reader, as data. One builder a question; every page, terminal and file renders them."""

from modusvivendi.findings.finding import Board, Card, Chart, Fact, Finding, Report, Table

__all__ = ["Board", "Card", "Chart", "Fact", "Finding", "Report", "Table"]
