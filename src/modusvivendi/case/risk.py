"""A risk of dealing with an authority that no outcome counts, with what is known of it."""

from __future__ import annotations

from modusvivendi.case.quantity import Model, Source, Text


class Risk(Model):
    """A risk that is on record. what: could go wrong; for_whom: is hurt by it; sign: is seen first; then: who looks after it can do."""

    what: Text
    for_whom: Text
    sign: Text
    then: Text
    source: Source
