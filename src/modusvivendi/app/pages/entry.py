"""The way in, and files that pages are made with."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from modusvivendi.app.web import HERE, page, site_of
from modusvivendi.render.html.report import TEMPLATES

STATIC = {
    "style.css": (TEMPLATES / "style.css", "text/css"),  # that of all pages
    "app.css": (HERE / "static" / "app.css", "text/css"),
    "app.js": (HERE / "static" / "app.js", "text/javascript"),
    "icon.svg": (HERE / "static" / "icon.svg", "image/svg+xml"),
}


def enter(request: Request) -> Response:
    """Exchange the token of the printed link for a cookie. The page goes on by itself: a redirect would be taken for one from
    where the link was opened, and the cookie would not be sent."""
    site = site_of(request)
    session, key = site.session, request.query_params.get("case", "")
    then = f"/cases/{key}" if key in site.shelf.entries() else "/"
    known = session.knows(request.cookies.get(session.cookie, ""))
    if not session.spend(request.query_params.get("token", "")) and not known:
        return page(
            "message", status=403, title="This link was used before", lines=["Start 'modus app' again for a new one."], back=""
        )
    answer = page("enter", then=then)
    if not known:
        answer.set_cookie(session.cookie, session.key, httponly=True, samesite="strict", path="/")
    return answer


def static(request: Request) -> Response:
    """Styles and scripts."""
    name = request.path_params["name"]
    if name not in STATIC:
        raise HTTPException(404, "no such file")
    path, kind = STATIC[name]
    return FileResponse(path, media_type=kind)
