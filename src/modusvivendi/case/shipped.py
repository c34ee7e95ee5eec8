"""The cases that come with the package."""

from __future__ import annotations

from pathlib import Path

SHIPPED = Path(__file__).parent


def shipped_cases() -> list[str]:
    """Names of the cases that come with the package.

    Example:
        >>> import modusvivendi as mv
        >>> len(mv.shipped_cases()) > 0
        True
    """
    return sorted(path.parent.name for path in SHIPPED.glob("*/case.yaml"))
