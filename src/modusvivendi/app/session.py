"""Who may use the app: whoever has the link that was printed once, and then the cookie that it was exchanged for."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field


@dataclass
class Session:
    """One server's own secrets, made when it starts and kept nowhere.

    port: on which it listens. token: of the printed link, good for one exchange. key: what the cookie holds.
    """

    port: int
    token: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    key: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)

    @property
    def cookie(self) -> str:
        """Name of the cookie; with the port, for cookies of one machine are shared by all its ports."""
        return f"modus_{self.port}"

    @property
    def hosts(self) -> tuple[str, ...]:
        """What a request may name as its host: any other name is a page elsewhere that points at this machine (DNS rebinding)."""
        return f"127.0.0.1:{self.port}", f"localhost:{self.port}"

    @property
    def link(self) -> str:
        """The address to open, with the token."""
        return f"http://127.0.0.1:{self.port}/enter?token={self.token}"

    def spend(self, token: str) -> bool:
        """Whether a token is the one of the link and was not used before; it is used up by this."""
        good = bool(self.token) and secrets.compare_digest(token.encode(), self.token.encode())
        if good:
            self.token = ""
        return good

    def knows(self, key: str) -> bool:
        """Whether a cookie's content is this server's."""
        return secrets.compare_digest(key.encode(), self.key.encode())
