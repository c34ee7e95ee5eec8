"""Pages of anything that has a name: a case and its parts, a theory, a strategy, an outcome, a parameter."""

from modusvivendi.show.catalogue import Entry, catalogue, find
from modusvivendi.show.pages import Page, page_of

__all__ = ["Entry", "Page", "catalogue", "find", "page_of"]
