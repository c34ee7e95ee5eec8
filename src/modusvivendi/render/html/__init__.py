"""Self-contained HTML pages."""

from modusvivendi.render.html.page import Figure, Section, figure, html_table, write_report

__all__ = ["Figure", "Section", "figure", "html_table", "write_report"]
