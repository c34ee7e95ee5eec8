"""The self-contained HTML page of a study."""

from modusvivendi.render.html.page import (
    Figure,
    Section,
    assumptions_section,
    figure,
    html_table,
    study_sections,
    write_page,
    write_report,
)

__all__ = ["Figure", "Section", "assumptions_section", "figure", "html_table", "study_sections", "write_page", "write_report"]
