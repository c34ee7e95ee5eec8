"""What every request must pass, and the headers that every answer carries."""

from __future__ import annotations

import asyncio
import re
import time

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from modusvivendi.app.session import Session
from modusvivendi.app.web import page

LONGEST = 60.0  # seconds for the body of a request to arrive
LARGEST = 6_000_000  # bytes of a request: the largest file that is read, 5 MB, and what a form adds
OPEN = ("/enter", "/static/")  # what needs no cookie
SAFE = ("GET", "HEAD")
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "font-src 'self'",
        "frame-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
# A page of results is a file of its own: styles inside it, no script, and no way back to the app around it.
RESULT_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
# The simulator is a page whose own scripts run the model; it says itself which. It too is cut off from the app around it.
SIMULATOR_POLICY = (
    "sandbox allow-scripts allow-downloads; default-src 'none'; script-src 'unsafe-inline' 'wasm-unsafe-eval' blob:; worker-src blob:; "
    "style-src 'unsafe-inline'; img-src data: blob:; connect-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",  # under no-referrer a form's own origin would be told as null
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}


class Refused(Exception):
    """A request that is answered with one line. status: of the answer; rest: whether what is still sent is read and thrown away."""

    def __init__(self, status: int, why: str, rest: bool = False) -> None:
        super().__init__(why)
        self.status, self.why, self.rest = status, why, rest


class Guard:
    """Middleware: host, cookie, origin and size of a request are checked before anything of the app sees it."""

    def __init__(self, app: ASGIApp, session: Session) -> None:
        self.app, self.session = app, session

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            return await self.app(scope, receive, send)
        if scope["type"] != "http":
            return await send({"type": "websocket.close", "code": 1008})  # none is served
        began = False

        async def sending(message: Message) -> None:
            """Send on, with the headers that every answer has."""
            nonlocal began
            if message["type"] == "http.response.start":
                began = True
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        request, body = Request(scope), Body(receive)
        try:
            self.admit(request)
            await self.app(scope, body, sending)
        except Refused as refused:
            if began:
                raise
            if refused.rest:
                await body.drain()
            await answer(request, refused)(scope, receive, sending)

    def admit(self, request: Request) -> None:
        """Raise Refused for a request that may not pass."""
        headers, path = request.headers, request.url.path
        if headers.get("host") not in self.session.hosts:
            raise Refused(421, f"not served under this name: open http://{self.session.hosts[0]}/")
        known = self.session.knows(request.cookies.get(self.session.cookie, ""))
        if not known and not path.startswith(OPEN):
            raise Refused(403, "open the link that 'modus app' has printed; if it was used already, start 'modus app' again")
        if request.method not in SAFE and not self.own(request):
            raise Refused(403, "refused: this did not come from a page of the app")
        length = headers.get("content-length", "0")
        if not re.fullmatch("[0-9]{1,12}", length) or int(length) > LARGEST:
            raise too_large()

    def own(self, request: Request) -> bool:
        """Whether a request that changes something comes from a page of this app: by what the browser says of the site it
        comes from, or, where an older browser says nothing, by its origin."""
        site = request.headers.get("sec-fetch-site")
        origin = request.headers.get("origin")
        same = origin == f"http://{request.headers['host']}"
        return (site is None and same) or (site == "same-origin" and (origin is None or same))


def answer(request: Request, refused: Refused) -> Response:
    """The one line of a refusal: as a page for whoever opened one."""
    if request.method in SAFE and "text/html" in request.headers.get("accept", ""):
        return page("refused", status=refused.status, line=refused.why)
    return PlainTextResponse(f"{refused.why}\n", refused.status)


def too_large() -> Refused:
    """That a request is too large."""
    return Refused(413, f"too large: at most {LARGEST // 1_000_000} MB can be sent at once", rest=True)


class Body:
    """The body of a request, up to the largest size, also where no length was announced, and for the longest time."""

    def __init__(self, receive: Receive) -> None:
        self.receive, self.total, self.more = receive, 0, True
        self.until = time.monotonic() + LONGEST

    async def __call__(self) -> Message:
        if not self.more:
            return await self.receive()  # only that the client has gone can still be told
        try:
            message = await asyncio.wait_for(self.receive(), max(0.0, self.until - time.monotonic()))
        except TimeoutError:
            raise Refused(408, f"too slow: what is sent must arrive within {LONGEST:g} seconds") from None
        self.more = message["type"] == "http.request" and message.get("more_body", False)
        self.total += len(message.get("body", b""))
        if self.total > LARGEST:
            raise too_large()
        return message

    async def drain(self) -> None:
        """Throw away what is still being sent, a piece at a time, so that the sender gets to read the answer."""
        while self.more:
            try:
                await self()
            except Refused as refused:
                if not refused.rest:
                    return
