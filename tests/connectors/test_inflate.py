from __future__ import annotations

import gzip
import tracemalloc
import zlib
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.inflate import ExcessError, Inflater, TruncatedError, UnknownEncodingError

CAP = 1024 * 1024


def raw_deflate(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(body) + packer.flush()


PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "": bytes,
    "identity": bytes,
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
}


def inflated(encoding: str, chunks: list[bytes], cap: int = CAP) -> bytes:
    inflater = Inflater(encoding, cap)
    for chunk in chunks:
        inflater.feed(chunk)
    return inflater.finish()


@given(st.sampled_from(sorted(PACKERS)), st.binary(max_size=5000), st.integers(2, 700))
def test_gives_back_the_body_however_it_is_cut(encoding: str, body: bytes, size: int) -> None:
    packed = PACKERS[encoding](body)
    assert inflated(encoding, [packed[at : at + size] for at in range(0, len(packed), size)]) == body


def test_reads_raw_deflate_and_several_gzip_members() -> None:
    assert inflated("deflate", [raw_deflate(b"body" * 50)]) == b"body" * 50
    assert inflated("gzip", [gzip.compress(b"one ") + gzip.compress(b"two")]) == b"one two"


def test_ignores_padding_behind_the_end() -> None:
    assert inflated("gzip", [gzip.compress(b"body") + b"\0" * 20]) == b"body"


def test_stops_a_bomb_within_its_memory() -> None:
    bomb = gzip.compress(b"\0" * 100 * CAP)
    tracemalloc.start()
    with pytest.raises(ExcessError):
        inflated("gzip", [bomb])
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 4 * CAP


def test_counts_plain_bodies_too() -> None:
    with pytest.raises(ExcessError):
        inflated("", [b"x" * 600, b"x" * 600], cap=1000)


def test_accepts_exactly_the_cap() -> None:
    assert len(inflated("gzip", [gzip.compress(b"x" * 1000)], cap=1000)) == 1000


def test_says_that_a_body_is_cut_off() -> None:
    with pytest.raises(TruncatedError):
        inflated("gzip", [gzip.compress(b"body" * 100)[:-10]])


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip", "aes128gcm"])
def test_refuses_what_was_not_asked_for(encoding: str) -> None:
    with pytest.raises(UnknownEncodingError):
        Inflater(encoding, CAP)


def test_says_that_bytes_are_not_of_their_encoding() -> None:
    with pytest.raises(UnknownEncodingError):
        inflated("gzip", [b"this is not gzip at all"])
