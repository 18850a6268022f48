"""Undo a ``Content-Encoding`` under our own cap.

HTTP libraries inflate a whole network chunk at once: with a cap of 10 MB checked afterwards, a gzip bomb was seen to
take 160 MB. Here every call asks zlib for at most what is left under the cap, so memory stays below cap plus chunk.

Limit: gzip and deflate only, since only they are asked for; a server that sends anything else is refused.
"""

from __future__ import annotations

import zlib

__all__ = ["ACCEPT_ENCODING", "ExcessError", "Inflater", "TruncatedError", "UnknownEncodingError"]

ACCEPT_ENCODING = "gzip, deflate"

_GZIP, _ZLIB, _RAW = 16 + zlib.MAX_WBITS, zlib.MAX_WBITS, -zlib.MAX_WBITS


class UnknownEncodingError(ValueError):
    """An encoding that we did not ask for, several on top of each other, or bytes that are not of it."""


class ExcessError(ValueError):
    """The body is larger than the cap."""


class TruncatedError(ValueError):
    """The compressed body ends before its end."""


class Inflater:
    """Collects a body chunk by chunk.

    Args:
        encoding: value of ``Content-Encoding``; empty for none.
        cap_bytes: largest body after inflating.
    """

    def __init__(self, encoding: str, cap_bytes: int) -> None:
        self._encoding = encoding.strip().lower().removeprefix("x-")
        if self._encoding not in {"", "identity", "gzip", "deflate"}:
            raise UnknownEncodingError(f"Content-Encoding `{encoding[:40]}` was not asked for")
        self._left = cap_bytes
        self._parts: list[bytes] = []
        self._zlib = zlib.decompressobj(_GZIP) if self._encoding == "gzip" else None
        self._started = False

    def feed(self, chunk: bytes) -> None:
        """Take one chunk as it came off the wire; raises `ExcessError` or `UnknownEncodingError`."""
        if not chunk:
            return
        if self._encoding in {"", "identity"}:
            self._keep(chunk)
            return
        if self._zlib is None:  # "deflate" means zlib by the book and raw deflate by habit
            self._zlib = zlib.decompressobj(_ZLIB if _looks_like_zlib(chunk) else _RAW)
        self._started = True
        try:
            self._inflate(chunk)
        except zlib.error as exc:
            raise UnknownEncodingError(f"the body is not valid {self._encoding}: {exc}") from exc

    def finish(self) -> bytes:
        """Return the whole body; raises `TruncatedError`."""
        if self._started and self._zlib is not None and not self._zlib.eof:
            raise TruncatedError(f"the {self._encoding} body is cut off")
        return b"".join(self._parts)

    def _inflate(self, chunk: bytes) -> None:
        while chunk and self._zlib is not None:
            if self._zlib.eof:  # several gzip members one after the other; anything else behind the end is padding
                if self._encoding != "gzip" or not chunk.startswith(b"\x1f\x8b"):
                    return
                self._zlib = zlib.decompressobj(_GZIP)
            self._keep(self._zlib.decompress(chunk, self._left + 1))
            chunk = self._zlib.unconsumed_tail or self._zlib.unused_data

    def _keep(self, part: bytes) -> None:
        if len(part) > self._left:
            raise ExcessError("the body is larger than the cap")
        self._left -= len(part)
        self._parts.append(part)


def _looks_like_zlib(chunk: bytes) -> bool:
    """RFC 1950: method 8 in the low nibble, and the first two bytes a multiple of 31."""
    return len(chunk) > 1 and chunk[0] & 0x0F == 8 and int.from_bytes(chunk[:2], "big") % 31 == 0
