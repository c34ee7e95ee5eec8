"""Pages of anything that has a name: a case and its parts, a theory, a strategy, an outcome, a parameter."""

from modusvivendi.render.show.catalogue import Entry, catalogue, find, holders, named
from modusvivendi.render.show.pages import Page, page_of

__all__ = ["Entry", "Page", "catalogue", "find", "holders", "named", "page_of"]
