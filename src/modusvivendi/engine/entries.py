"""Places in a strategy's tables that compiled code looks up: entries of tracks, their issues and blocs, members of blocs.

The bounds are for the compiler, which would else have to allow for any place.
"""

from __future__ import annotations

from modusvivendi.engine.compile import inlined
from modusvivendi.engine.layout import MOST


@inlined
def members_of(setting, b):  # type: ignore[no-untyped-def]
    """Number of countries in bloc b."""
    return min(setting.bloc_last[b] - setting.bloc_first[b], MOST.countries)


@inlined
def member_of(setting, b, n):  # type: ignore[no-untyped-def]
    """The n-th country of bloc b."""
    return min(setting.bloc_first[b] + n, MOST.last_country)


@inlined
def entries_of(moves, k):  # type: ignore[no-untyped-def]
    """Number of entries of track k."""
    return min(moves.track_last[k] - moves.track_first[k], MOST.entries)


@inlined
def entry_of(moves, k, n):  # type: ignore[no-untyped-def]
    """The n-th entry of track k."""
    return min(moves.track_first[k] + n, MOST.last_entry)


@inlined
def issue_of(moves, e):  # type: ignore[no-untyped-def]
    """Issue of entry e."""
    return min(moves.entry_issue[e], MOST.last_issue)


@inlined
def bloc_of(moves, k):  # type: ignore[no-untyped-def]
    """Bloc that offers track k."""
    return min(moves.track_bloc[k], MOST.last_bloc)
