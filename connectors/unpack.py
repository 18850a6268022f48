"""Messages that were compressed one by one with zstd and a dictionary, back to text under a cap.

A message is a zstd frame with the magic number of RFC 8878; anything else is text already. The size that a frame
claims is checked before memory is taken for it, and a frame that claims none is inflated under the cap.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import zstandard

__all__ = ["LargeMessageError", "UnpackError", "Unpacker"]

MAGIC = b"\x28\xb5\x2f\xfd"
WINDOW_BYTES = 8 * 1024 * 1024
"""The window that RFC 8878 asks every decoder to support; a frame that wants more is refused."""


class UnpackError(ValueError):
    """A compressed message is damaged or of another dictionary."""


class LargeMessageError(UnpackError):
    """A message is larger than the cap."""


@dataclass(frozen=True)
class Unpacker:
    """Inflates messages; plain ones pass.

    Attributes:
        dictionary: the raw bytes of a zstd dictionary.
        cap_bytes: largest message.
    """

    dictionary: bytes = field(repr=False)
    cap_bytes: int

    @cached_property
    def identity(self) -> int:
        """Number of the dictionary, as each frame names it; 0: bytes that are no structured dictionary."""
        import zstandard  # noqa: PLC0415  only for those who use it

        return zstandard.ZstdCompressionDict(self.dictionary).dict_id()

    @cached_property
    def _decompressor(self) -> zstandard.ZstdDecompressor:
        import zstandard  # noqa: PLC0415

        known = zstandard.ZstdCompressionDict(self.dictionary)
        return zstandard.ZstdDecompressor(dict_data=known, max_window_size=WINDOW_BYTES)

    def text(self, message: bytes) -> bytes:
        """Return the message as it was before compression; raises `UnpackError` and `LargeMessageError`."""
        if not message.startswith(MAGIC):
            if len(message) > self.cap_bytes:
                raise LargeMessageError(f"a message of {len(message)} bytes is above the cap of {self.cap_bytes}")
            return message
        import zstandard  # noqa: PLC0415

        try:
            claimed = zstandard.frame_content_size(message)
            if claimed > self.cap_bytes:
                raise LargeMessageError(f"a message of {claimed} bytes is above the cap of {self.cap_bytes}")
            return self._decompressor.decompress(message, max_output_size=self.cap_bytes)
        except zstandard.ZstdError as exc:
            raise UnpackError(f"a compressed message cannot be read: {exc}") from exc
