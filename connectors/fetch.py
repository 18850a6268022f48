"""HTTP for every connector: guarded dial, time-outs, size cap, redirects, and each outcome as one typed error.

What it takes care of, so that no connector has to:

- the address guard is in the dial and judges every hop of a redirect anew;
- a total deadline per request beside the ones for connecting and reading, so a server that drips bytes ends in time;
- a cap on the body, on the wire and inflated (`connectors.inflate`);
- ``Retry-After`` in both its forms (RFC 9110, 10.2.3): seconds and HTTP date;
- permanent redirects are followed and reported to the caller, who decides when to believe them;
- at most a few requests at a time to one host;
- messages show addresses without passwords and query values, since keys often travel there.

Cookies and proxies of the environment are not used: neither belongs in a reader that must do the same everywhere.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin
from weakref import WeakValueDictionary

from connectors.errors import (
    ConnectorError,
    GoneError,
    PayloadError,
    RateLimitedError,
    RejectedError,
    TooLargeError,
    UnavailableError,
)
from connectors.guard import AddressGuard
from connectors.inflate import ACCEPT_ENCODING, ExcessError, Inflater, TruncatedError, UnknownEncodingError
from connectors.page import UNSAID_RETRY_AFTER, Page, Validators, limit_reset, retry_after, shown_url, utc_now

if TYPE_CHECKING:
    import httpx

__all__ = ["FetchLimits", "Fetcher"]

MAX_REDIRECTS = 5
MAX_ADDRESS_CHARACTERS = 4096
USER_AGENT = "Tocsin/0.1 (crisis monitor; feed reader)"

_PERMANENT, _TEMPORARY = frozenset({301, 308}), frozenset({302, 303, 307})


@dataclass(frozen=True)
class FetchLimits:
    """What one request may cost."""

    connect: timedelta = timedelta(seconds=10)
    read: timedelta = timedelta(seconds=15)
    total: timedelta = timedelta(seconds=30)
    body_bytes: int = 10 * 1024 * 1024
    per_host: int = 4
    connections: int = 200


class Fetcher:
    """One HTTP client for all connectors of a process.

    Args:
        guard: judges every address before it is dialled.
        limits: costs of one request.
        user_agent: how we introduce ourselves; operators of servers like to find a contact here.
        clock: for ``Retry-After`` dates.
    """

    def __init__(
        self,
        guard: AddressGuard | None = None,
        limits: FetchLimits | None = None,
        user_agent: str = USER_AGENT,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self.guard = guard or AddressGuard()
        self.limits = limits or FetchLimits()
        self.user_agent = user_agent
        self._clock = clock
        self._transport: httpx.AsyncHTTPTransport | None = None
        self._hosts: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()

    async def get(
        self,
        source: str,
        url: str,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        validators: Validators | None = None,
    ) -> Page:
        """Get one page.

        Args:
            source: name of the connector, for errors.
            url: absolute, http or https; a user name and password in it become Basic authentication.
            params: added to the query.
            headers: sent to this origin only, not to where a redirect leads.
            validators: make the request conditional; the answer may then be `Page.not_modified`.

        Raises:
            ConnectorError: see `connectors.errors`.
        """
        wanted = {**(headers or {}), **(validators.headers() if validators else {})}
        return await self.request(source, "GET", url, params=params, headers=wanted)

    async def request(
        self,
        source: str,
        method: str,
        url: str,
        *,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        content: bytes | None = None,
    ) -> Page:
        """Send any request; see `get`. A redirect turns POST into GET only for 303, and never repeats a body."""
        import httpx  # noqa: PLC0415  a third of a second that the command line's start does not pay

        target = _parsed(source, url, params)
        origin, permanent, moved_to = _origin(target), True, None
        sent = dict(headers or {})
        for _ in range(MAX_REDIRECTS + 1):
            request = httpx.Request(
                method,
                target,
                headers=self._headers(target, sent),
                content=content,
                extensions={"timeout": self._timeouts()},
            )
            page = await self._hop(source, request)
            location = page.headers.get("location")
            if page.status not in _PERMANENT | _TEMPORARY or not location:
                return self._judged(source, page, moved_to)
            permanent = permanent and page.status in _PERMANENT
            target = _parsed(source, urljoin(str(target), location[:MAX_ADDRESS_CHARACTERS]))
            moved_to = str(target) if permanent else moved_to
            if _origin(target) != origin:
                sent = {name: value for name, value in sent.items() if name.lower() in _HARMLESS}
            if method != "GET" and page.status != 303:
                raise RejectedError(source, f"a {method} was redirected ({page.status}); give the final address")
            method, content = "GET", None
        raise RejectedError(source, f"more than {MAX_REDIRECTS} redirects from {shown_url(url)}")

    @asynccontextmanager
    async def open(
        self,
        source: str,
        url: str,
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, str] | None = None,
        silence: timedelta | None = None,
    ) -> AsyncIterator[httpx.Response]:
        """Open an endless answer (server-sent events, JSON lines); the caller reads it and bounds what it keeps.

        ``silence`` is the longest time between two chunks (by default the read time-out of `FetchLimits`): a server
        that is silent for longer ends in `UnavailableError`, while reading as well.
        Redirects are not followed: long-lived endpoints are configured, not discovered.
        """
        import httpx  # noqa: PLC0415

        target = _parsed(source, url, params)
        sent = {**self._headers(target, dict(headers or {})), "accept-encoding": "identity"}
        timeouts = {**self._timeouts(), **({} if silence is None else {"read": silence.total_seconds()})}
        request = httpx.Request("GET", target, headers=sent, extensions={"timeout": timeouts})
        with _translated(source, url):
            response = await self._sent(request)
            try:
                if response.status_code != 200:
                    self._judged(source, Page(url, response.status_code, _lowered(response), b""), None)
                    raise PayloadError(source, f"{shown_url(url)} answers {response.status_code}, not 200")
                yield response
            finally:
                await response.aclose()

    async def aclose(self) -> None:
        """Close all connections."""
        if self._transport is not None:
            await self._transport.aclose()
            self._transport = None
        self.guard.close()

    async def _hop(self, source: str, request: httpx.Request) -> Page:
        url = str(request.url)
        host = self._hosts.setdefault(request.url.host, asyncio.Semaphore(self.limits.per_host))
        seconds = self.limits.total.total_seconds()
        async with host:
            try:
                async with asyncio.timeout(seconds):
                    with _translated(source, url):
                        response = await self._sent(request)
                        try:
                            body = await self._body(response)
                        finally:
                            await response.aclose()
            except TimeoutError as exc:
                raise UnavailableError(source, f"{shown_url(url)} took longer than {seconds:g} s in all") from exc
        return Page(url, response.status_code, _lowered(response), body)

    async def _sent(self, request: httpx.Request) -> httpx.Response:
        if self._transport is None:
            self._transport = _guarded_transport(self.guard, self.limits)
        response = await self._transport.handle_async_request(request)
        response.request = request
        return response

    async def _body(self, response: httpx.Response) -> bytes:
        if response.status_code == 304:
            async for _ in response.aiter_raw():  # it has no body; reading its end lets the connection be used again
                pass
            return b""
        if response.status_code >= 300:  # error pages are not read: the status says all that we act on
            return b""
        cap = self.limits.body_bytes
        inflater = Inflater(response.headers.get("content-encoding", ""), cap)
        wire = 0
        async for chunk in response.aiter_raw():
            wire += len(chunk)
            if wire > cap:
                raise ExcessError
            inflater.feed(chunk)
        return inflater.finish()

    def _judged(self, source: str, page: Page, moved_to: str | None) -> Page:
        status, shown = page.status, shown_url(page.url)
        if 200 <= status < 300 or status == 304:
            return Page(page.url, status, page.headers, page.body, moved_to)
        error = self._error(source, page, shown)
        error.status = status
        raise error

    def _error(self, source: str, page: Page, shown: str) -> ConnectorError:
        status, now = page.status, self._clock()
        wait = retry_after(page.headers.get("retry-after"), now)
        if status == 429 or (status == 503 and wait is not None):
            if wait is None:
                wait = limit_reset(page.headers, now) or UNSAID_RETRY_AFTER
            return RateLimitedError(source, f"{shown} answers {status}: wait {wait.total_seconds():g} s", wait)
        if status == 410:
            return GoneError(source, f"{shown} answers 410: gone for good", status)
        if status >= 500 or status in {408, 425}:
            return UnavailableError(source, f"{shown} answers {status}")
        return RejectedError(source, f"{shown} answers {status}{_ADVICE.get(status, '')}", status)

    def _timeouts(self) -> dict[str, float]:
        connect, read = self.limits.connect.total_seconds(), self.limits.read.total_seconds()
        return {"connect": connect, "read": read, "write": read, "pool": self.limits.total.total_seconds()}

    def _headers(self, target: httpx.URL, headers: dict[str, str]) -> dict[str, str]:
        from base64 import b64encode  # noqa: PLC0415

        base = {"user-agent": self.user_agent, "accept": "*/*", "accept-encoding": ACCEPT_ENCODING}
        if target.username or target.password:
            pair = f"{target.username}:{target.password}".encode()
            base["authorization"] = f"Basic {b64encode(pair).decode()}"
        return {**base, **headers}


_HARMLESS = frozenset({"accept", "accept-language", "if-none-match", "if-modified-since"})
_ADVICE = {
    401: ": the key or password is missing or wrong",
    403: ": it does not let us in",
    404: ": there is nothing at this address",
}


def _parsed(source: str, url: str, params: Mapping[str, str] | None = None) -> httpx.URL:
    import httpx  # noqa: PLC0415

    try:
        parsed = httpx.URL(url)
        parsed = parsed.copy_merge_params(dict(params)) if params else parsed
    except (httpx.InvalidURL, ValueError) as exc:
        raise RejectedError(source, f"{shown_url(url)} is not an address: {exc}") from exc
    if parsed.scheme not in {"http", "https"} or not parsed.host:
        raise RejectedError(source, f"{shown_url(url)} is not an http or https address")
    return parsed.copy_with(fragment=None)


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port


def _lowered(response: httpx.Response) -> dict[str, str]:
    return {name.lower(): value for name, value in response.headers.items()}


class _translated:  # noqa: N801  reads as the phrase it is
    """Turn every failure of transport and body into a `ConnectorError` that names the source."""

    def __init__(self, source: str, url: str) -> None:
        self._source, self._url = source, url

    def __enter__(self) -> None:
        """Nothing to prepare."""

    def __exit__(self, kind: object, problem: BaseException | None, trace: object) -> None:
        import httpx  # noqa: PLC0415

        source, shown = self._source, shown_url(self._url)
        match problem:
            case ConnectorError() if not problem.source:  # the guard, inside the dial, does not know for whom
                args: tuple[Any, ...] = (source, problem.message)
                raise type(problem)(*args) from problem
            case ExcessError():
                raise TooLargeError(source, f"{shown} sends more than the cap") from problem
            case UnknownEncodingError():
                raise PayloadError(source, f"{shown}: {problem}") from problem
            case TruncatedError():
                raise UnavailableError(source, f"{shown}: {problem}") from problem
            case httpx.TimeoutException():
                raise UnavailableError(source, f"{shown} does not answer in time") from problem
            case httpx.HTTPError():
                raise UnavailableError(source, f"{shown}: {problem or type(problem).__name__}") from problem


def _guarded_transport(guard: AddressGuard, limits: FetchLimits) -> httpx.AsyncHTTPTransport:
    """Make httpx's own transport, with a connection pool that dials only what the guard passes.

    httpx has no public way to hand in a network backend, so the pool that its transport holds is replaced by one of
    the same kind. A test dials a forbidden address through it, so a release that renames the attribute is noticed.
    """
    import httpcore  # noqa: PLC0415
    import httpx  # noqa: PLC0415

    class Backend(httpcore.AsyncNetworkBackend):
        """Resolves and judges by the guard and hands the network a bare address; TLS still checks the name."""

        def __init__(self) -> None:
            self._network = httpcore.AnyIOBackend()

        async def connect_tcp(
            self,
            host: str,
            port: int,
            timeout: float | None = None,  # noqa: ASYNC109  httpcore's signature
            local_address: str | None = None,
            socket_options: Iterable[Any] | None = None,
        ) -> httpcore.AsyncNetworkStream:
            passed = await guard.addresses("", host, port)
            share = (timeout or limits.connect.total_seconds()) / min(len(passed), 2)
            for address in passed[:-1][:3]:
                try:
                    return await self._network.connect_tcp(address, port, share, local_address, socket_options)
                except (httpcore.ConnectError, httpcore.ConnectTimeout):
                    continue
            return await self._network.connect_tcp(passed[-1], port, share, local_address, socket_options)

        async def connect_unix_socket(self, path: str, *_: Any, **__: Any) -> httpcore.AsyncNetworkStream:
            raise httpcore.ConnectError(f"{path}: unix sockets are not dialled")

        async def sleep(self, seconds: float) -> None:
            await self._network.sleep(seconds)

    context = httpx.create_ssl_context(trust_env=False)
    transport = httpx.AsyncHTTPTransport(verify=context, trust_env=False)
    transport._pool = httpcore.AsyncConnectionPool(
        ssl_context=context,
        max_connections=limits.connections,
        max_keepalive_connections=limits.connections // 4,
        keepalive_expiry=15.0,
        network_backend=Backend(),
    )
    return transport
