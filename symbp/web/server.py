"""The page over HTTP: files of the page, and the calls of the contract; for this machine unless told otherwise."""

from __future__ import annotations

import contextlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping

import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from symbp.limits import LARGEST_REQUEST
from symbp.templating import template_folder
from symbp.web.workers import REQUEST_SECONDS, Workers

FILES = {"": "text/html", "page.js": "text/javascript", "page.css": "text/css"}
"""The files of the page, and their types."""
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class RefusedError(Exception):
    """A request that is not answered, with its status."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status


def application(workers: int = 2, hosts: tuple[str, ...] = (), seconds: float = REQUEST_SECONDS) -> Starlette:
    """The application.

    Args:
        workers: how many processes calculate.
        hosts: names under which it may be asked for, beside those of this machine: a name that leads here from
            elsewhere must not open it to other pages.
        seconds: the time that a call may take.
    """

    @contextlib.asynccontextmanager
    async def running(app: Starlette) -> AsyncIterator[None]:
        app.state.workers = Workers(workers, seconds)
        try:
            yield
        finally:
            app.state.workers.close()

    allowed = ["localhost", "127.0.0.1", "[::1]", *hosts]
    files = [Route(f"/{name}", _file(name, kind)) for name, kind in FILES.items()]
    return Starlette(
        routes=[*files, Route("/api/{name}", _call, methods=["POST"])],
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=allowed, www_redirect=False)],
        lifespan=running,
    )


def _file(name: str, kind: str) -> Callable[[Request], Awaitable[Response]]:
    """The answer to who asks for a file of the page."""
    content = (template_folder() / "web" / (name or "index.html")).read_bytes()

    async def file(request: Request) -> Response:  # noqa: ARG001
        return Response(content, media_type=kind, headers=HEADERS)

    return file


async def _call(request: Request) -> Response:
    try:
        _check(request)
        asked = await _asked(request)
    except RefusedError as refused:
        return _answer({"error": str(refused)}, refused.status)
    answer = await run_in_threadpool(request.app.state.workers.call, request.path_params["name"], asked)
    return _answer(answer, 200 if "error" not in answer else 422)


def _answer(content: Mapping[str, object], status: int) -> Response:
    """JSON of plain letters, so that half a character of the request breaks nothing."""
    return Response(json.dumps(content).encode(), status, HEADERS, "application/json")


def _check(request: Request) -> None:
    """Only the page itself may ask, no other page that is open beside it.

    Raises:
        RefusedError: it is another one.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        raise RefusedError(403, "expected application/json")
    origin = request.headers.get("origin")
    elsewhere = origin is not None and origin.partition("//")[2] != request.headers.get("host")
    if elsewhere or request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        raise RefusedError(403, "only the page itself may ask")


async def _asked(request: Request) -> dict[str, object]:
    """The object of JSON that was sent.

    Raises:
        RefusedError: it is none, or too large.
    """
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_REQUEST:
            raise RefusedError(413, f"more than {LARGEST_REQUEST // 1_000_000} MB")
    try:
        asked = json.loads(body or b"{}")
    except (ValueError, RecursionError):
        asked = None
    if not isinstance(asked, dict):
        raise RefusedError(400, "expected an object of JSON")
    return asked


def serve(host: str = "127.0.0.1", port: int = 8000, workers: int = 2) -> None:
    """Serve the page until it is interrupted."""
    app = application(workers, () if host in {"127.0.0.1", "localhost"} else (host,))
    uvicorn.run(app, host=host, port=port, log_level="warning", limit_concurrency=1_000, timeout_keep_alive=5)
