"""The self-contained HTML page of a study."""

from modusvivendi.page.page import Figure, Section, figure, html_table, study_sections, write_page, write_report

__all__ = ["Figure", "Section", "figure", "html_table", "study_sections", "write_page", "write_report"]
