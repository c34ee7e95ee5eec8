"""What the scripts that fill the documents share: of which case they speak, and how a part of a page is replaced."""

from __future__ import annotations

import re
from pathlib import Path

from modusvivendi.case import Case, load_case

HERE = Path(__file__).parent
EVIDENCE = tuple(HERE / f"{name}.md" for name in ("evidence", "evidence-details", "evidence-method", "evidence-checks", "pooled"))


def case_of_the_documents() -> Case:
    """The case whose numbers the documents quote, as known on 29 May 2024."""
    return load_case("afghanistan", as_of="2024-05-29", read_on="2024-05-29")


def replaced(page: str, name: str, text: str) -> str:
    """A page with ``text`` between the comments ``<!-- name -->`` and ``<!-- end name -->``. Raises ValueError without them."""
    new, found = re.subn(
        rf"(<!-- {re.escape(name)} -->\n).*?(<!-- end {re.escape(name)} -->)",
        lambda m: f"{m[1]}\n{text.strip()}\n\n{m[2]}",
        page,
        flags=re.DOTALL,
    )
    if found != 1:
        raise ValueError(f"{found} places named '{name}' where there should be one")
    return new


def fill(path: Path | tuple[Path, ...], parts: dict[str, str]) -> None:
    """Put each text in its place of a page, or of the one of several pages that has it; nothing is written unless all have one."""
    pages = {p: p.read_text(encoding="utf-8") for p in ((path,) if isinstance(path, Path) else path)}
    for name, text in parts.items():
        holding = next((p for p, page in pages.items() if f"<!-- {name} -->" in page), next(iter(pages)))
        pages[holding] = replaced(pages[holding], name, text)
    for p, page in pages.items():
        p.write_text(page, encoding="utf-8")


def bullets(lines: list[str]) -> str:
    """One line a point."""
    return "\n".join(f"- {line}" for line in lines)
