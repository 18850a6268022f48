"""JSON codec shared by every record on the wire, with errors that name the field and the mend.

Records are `msgspec.Struct` types. Decoding is strict about types and lenient about unknown fields: a worker of
this version reads what the next version writes (a field more), and a field added later carries a default, so the
next version reads what this one wrote. A Kafka message carries a JSON *array* of records; `decode_many` also takes
a lone object, since other producers forget the brackets.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Generic, TypeVar

import msgspec

__all__ = ["Codec", "RecordError"]

RecordT = TypeVar("RecordT", bound=msgspec.Struct)

_PATH = re.compile(r"(?P<problem>.*?)(?: - at `\$?(?P<path>[^`]*)`)?$", re.DOTALL)
_MISSING = re.compile(r"Object missing required field `(?P<name>[^`]+)`")
_OF_FIELD = re.compile(r"field `(?P<name>[^`]+)` (?P<problem>.*)", re.DOTALL)
"""How a record's ``__post_init__`` names the field that it refuses; msgspec tells its path as the record's."""


class RecordError(ValueError):
    """A record that cannot be read.

    Attributes:
        origin: where it came from, e.g. ``posts.jsonl:12`` or ``tocsin.posts[0]@77``.
        field: dotted path of the offending field, empty when the whole record is unreadable.
        problem: what is wrong, in plain words.
        mend: what to do about it.
        raw: the record's bytes where they are known apart from their message's.
    """

    def __init__(self, origin: str, field: str, problem: str, mend: str, raw: bytes = b"") -> None:
        self.origin, self.field, self.problem, self.mend, self.raw = origin, field, problem, mend, raw
        where = f"{origin}: field `{field}`" if field else origin
        super().__init__(f"{where}: {problem}. {mend}")


def _translate(error: msgspec.DecodeError, origin: str, mends: dict[str, str]) -> RecordError:
    """Turn msgspec's message into a `RecordError`; the message format is msgspec's documented one."""
    found = _PATH.match(str(error))
    problem, path = (found["problem"], found["path"] or "") if found else (str(error), "")
    field = path.lstrip(".")
    if not isinstance(error, msgspec.ValidationError):
        return RecordError(origin, "", f"not valid JSON ({problem})", "Send one JSON object per line.")
    missing = _MISSING.match(problem)
    if missing:
        field = f"{field}.{missing['name']}".lstrip(".")
        problem = "is missing"
    elif refused := _OF_FIELD.match(problem):
        field, problem = f"{field}.{refused['name']}".lstrip("."), refused["problem"]
    name = re.sub(r"^(\[\d*(\.\.\.)?\])?\.?", "", field).split(".")[0].split("[")[0]
    return RecordError(origin, field, problem, mends.get(name, "See the record's fields in README."))


def _too_deep(origin: str) -> RecordError:
    """Values nested by the thousand, in a field that we do not even know, exhaust the decoder's stack."""
    return RecordError(origin, "", "nested too deeply", "Send flat records; see their fields in README.")


class Codec(Generic[RecordT]):
    """Encode and decode one record type.

    Args:
        record: the Struct type.
        mends: field name -> sentence that says how to mend a bad value; shown in `RecordError`.
    """

    def __init__(self, record: type[RecordT], mends: dict[str, str] | None = None) -> None:
        self._mends = mends or {}
        self._one = msgspec.json.Decoder(record)
        self._many: msgspec.json.Decoder[list[RecordT]] = msgspec.json.Decoder(list[record])  # type: ignore[valid-type]
        self._encoder = msgspec.json.Encoder()

    def encode(self, record: RecordT) -> bytes:
        """One record as compact JSON, without a line end."""
        return self._encoder.encode(record)

    def encode_many(self, records: Iterable[RecordT]) -> bytes:
        """A JSON array: the value of one Kafka message."""
        return self._encoder.encode(list(records))

    def decode(self, raw: bytes | str, origin: str = "record") -> RecordT:
        """Read one record; raises `RecordError`."""
        try:
            return self._one.decode(raw)
        except msgspec.DecodeError as exc:
            raise _translate(exc, origin, self._mends) from exc
        except UnicodeDecodeError as exc:
            raise RecordError(origin, "", "not valid UTF-8", "Send UTF-8.") from exc
        except RecursionError as exc:
            raise _too_deep(origin) from exc

    def decode_many(self, raw: bytes, origin: str = "message") -> list[RecordT]:
        """Read the array of one message (a lone object counts as an array of one); raises `RecordError`."""
        if raw[:1] == b"{":
            return [self.decode(raw, origin)]
        try:
            return self._many.decode(raw)
        except msgspec.DecodeError as exc:
            raise _translate(exc, origin, self._mends) from exc
        except UnicodeDecodeError as exc:
            raise RecordError(origin, "", "not valid UTF-8", "Send UTF-8.") from exc
        except RecursionError as exc:
            raise _too_deep(origin) from exc

    def decode_each(self, raw: bytes, origin: str = "message") -> Iterator[RecordT | RecordError]:
        """Read an array record by record, so that one bad record does not take its neighbours along.

        Slower than `decode_many`: the path for a message that `decode_many` refused. Raises `RecordError` only when
        the array itself is not JSON.
        """
        try:
            rows = msgspec.json.decode(raw, type=list[msgspec.Raw])
        except msgspec.DecodeError as exc:
            raise _translate(exc, origin, self._mends) from exc
        except UnicodeDecodeError as exc:
            raise RecordError(origin, "", "not valid UTF-8", "Send UTF-8.") from exc
        except RecursionError as exc:
            raise _too_deep(origin) from exc
        for index, row in enumerate(rows):
            try:
                yield self.decode(bytes(row), f"{origin}[{index}]")
            except RecordError as error:
                error.raw = bytes(row)
                yield error
