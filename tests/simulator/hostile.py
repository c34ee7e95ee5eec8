"""A case whose every text tries to become markup or script."""

from __future__ import annotations

from modusvivendi.case import Case, load_case
from modusvivendi.case.ladder import Ladder

HOSTILE = "<img src=x onerror=\"document.title='owned'\"></script><script>document.title='owned'</script>&amp;{{7*7}}=cmd()"


def hostile_case() -> Case:
    """A shipped case with that in the titles of the case, its issues, blocs, countries and rungs."""
    case = load_case("afghanistan")

    def with_title(items: tuple) -> tuple:  # type: ignore[type-arg]
        return tuple(item.model_copy(update={"title": f"{HOSTILE} {item.title}"}) for item in items)

    return case.model_copy(
        update={
            "title": f"{HOSTILE} {case.title}",
            "issues": with_title(case.issues),
            "blocs": with_title(case.blocs),
            "countries": with_title(case.countries),
            "ladders": {name: with_rungs(ladder) for name, ladder in case.ladders.items()},
        }
    )


def with_rungs(ladder: Ladder) -> Ladder:
    rungs = tuple(r.model_copy(update={"facts": f"{HOSTILE} {r.facts}", "short": f"{HOSTILE} {r.short}"}) for r in ladder.rungs)
    return ladder.model_copy(update={"rungs": rungs})
