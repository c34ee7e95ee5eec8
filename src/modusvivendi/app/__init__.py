"""The laboratory in a browser: cases, long work in the background, news, a case editor. On this machine only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modusvivendi.on_demand import on_demand

if TYPE_CHECKING:
    from modusvivendi.app.serve import serve
    from modusvivendi.app.site import make_site

__all__ = ["make_site", "serve"]

__getattr__, __dir__ = on_demand(__name__, {"make_site": "site", "serve": "serve"})
