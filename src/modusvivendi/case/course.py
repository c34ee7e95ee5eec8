"""What outsiders do about an authority today, so that a reader knows what an option would change."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field

from modusvivendi.case.quantity import Model, Several, Source, Text
from modusvivendi.phrase import sentence


class Course(Model):
    """What some outsiders do on the case's day. who: countries and coalitions that do it. what: they do, in one sentence of at most 35 words."""

    who: Annotated[Several[str], Field(min_length=1)]
    what: Annotated[Text, AfterValidator(sentence(35))]
    source: Source
