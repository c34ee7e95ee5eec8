"""The self-contained HTML page of a study."""

from modusvivendi.page.page import Section, study_sections, write_page

__all__ = ["Section", "study_sections", "write_page"]
