"""A standing regime of sanctions or an act of a court that binds those who deal with an authority."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator

from modusvivendi.case.quantity import Model, Several, Source, Text
from modusvivendi.phrase import phrase


class Regime(Model):
    """Law that stands, older than the record or not in it.

    what: it is, with the act it rests on, in at most 25 words. who: countries and coalitions that imposed it, nobody where the case has
    none of them. means: for those who engage, in at most 20 words.
    """

    what: Annotated[Text, AfterValidator(phrase(25))]
    who: Several[str] = ()
    means: Annotated[Text, AfterValidator(phrase(20))]
    source: Source
