"""Checks a table against a Struct or a dataclass field by field, so that one mistake does not hide the next.

`msgspec.convert` stops at the first fault. Here each leaf is converted by itself, with the same strictness: no field
that is not known, no number in quotes.
"""

from __future__ import annotations

import dataclasses
import difflib
import math
import re
import types
from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

import msgspec

from deploy.config_lines import KeyPath
from deploy.config_problems import Findings

__all__ = ["VARIABLE", "WHOLE", "check_fields", "check_struct", "resolved", "span_of"]

StructT = TypeVar("StructT", bound=msgspec.Struct)

VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
WHOLE = re.compile(r"env:([A-Za-z_][A-Za-z0-9_]*)")
_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*(s|m|h|d)")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_PATH = re.compile(r"(?P<problem>.*?)(?: - at `\$(?P<path>[^`]*)`)?$", re.DOTALL)
_PLAIN = {
    bool: "Write true or false, without quotes.",
    int: "Write a whole number, without quotes.",
    float: "Write a number, without quotes.",
    str: "Write text in quotes.",
    dict: "Write a table: { key = value }.",
    tuple: "Write a list: [ … ].",
}


def resolved(value: Any, env: Mapping[str, str], findings: Findings, path: KeyPath = ()) -> Any:
    """Return ``value`` with ``"env:NAME"`` and ``${NAME}`` replaced from ``env``; what is missing is a problem."""
    if isinstance(value, dict):
        return {key: resolved(each, env, findings, (*path, key)) for key, each in value.items()}
    if isinstance(value, list):
        return [resolved(each, env, findings, (*path, index)) for index, each in enumerate(value)]
    if not isinstance(value, str):
        return value

    def look_up(match: re.Match[str]) -> str:
        secret = env.get(match[1], "")
        if secret:
            findings.secrets.add(secret)
        else:
            state = "is empty" if match[1] in env else "is not set"
            findings.add(
                path, f"the environment variable {match[1]} {state}", f"Set it before the start: export {match[1]}=…"
            )
        return secret

    whole = WHOLE.fullmatch(value)
    return look_up(whole) if whole else VARIABLE.sub(look_up, value)


def check_struct(kind: type[StructT], raw: Any, path: KeyPath, findings: Findings) -> StructT | None:
    """Build ``kind`` from a table; None, and every problem noted, when it is not right."""
    if not isinstance(raw, dict):
        findings.add(path, f"is {_named(raw)} where a table is wanted", _PLAIN[dict])
        return None
    before = len(findings.problems)
    fields = {field.encode_name: field for field in msgspec.structs.fields(kind)}
    _unknown(raw, fields, path, findings)
    for name, field in fields.items():
        if name in raw:
            # What the environment lacks was said already.
            if not findings.under((*path, name)) or isinstance(raw[name], dict | list):
                _value(field.type, raw[name], (*path, name), findings)
        elif field.required:
            findings.add((*path, name), "is missing", f"Add `{name} = …`. {_mend(field.type)}")
    # Once more as a whole, without what is wrong already, for what a type checks when its fields are seen together.
    whole = {name: value for name, value in raw.items() if name in fields and not findings.under((*path, name))}
    if all(name in whole for name, field in fields.items() if field.required):
        try:
            made = msgspec.convert(whole, kind)
        except msgspec.ValidationError as error:
            _explain(error, path, findings, "See `tocsin.example.toml`.")
        else:
            return made if len(findings.problems) == before and len(whole) == len(raw) else None
    return None


def check_fields(
    fields: Mapping[str, Any], raw: Mapping[str, Any], path: KeyPath, findings: Findings, most: Mapping[str, float]
) -> dict[str, Any]:
    """Check overrides of a dataclass's fields, all of them numbers or durations and none negative.

    Args:
        fields: name -> type.
        raw: the table.
        path: of the table.
        findings: takes the problems.
        most: name -> largest value, for the fields that have one.
    """
    _unknown(raw, fields, path, findings)
    values: dict[str, Any] = {}
    for name, value in raw.items():
        if name not in fields or findings.under((*path, name)):
            continue
        here = (*path, name)
        converted = _value(fields[name], value, here, findings)
        if isinstance(converted, int | float) and not isinstance(converted, bool):
            limit = most.get(name, math.inf)
            if not math.isfinite(converted) or not 0 <= converted <= limit:
                span = "0 or more" if limit == math.inf else f"from 0 to {limit:g}"
                findings.add(here, f"{converted} is out of range", f"Write a number, {span}.")
        values[name] = converted
    return values


def types_of(kind: type[Any]) -> dict[str, Any]:
    """Return name -> type of a dataclass's fields."""
    hints = get_type_hints(kind, include_extras=True)
    return {field.name: hints[field.name] for field in dataclasses.fields(kind)}


def _unknown(raw: Mapping[str, Any], known: Collection[str], path: KeyPath, findings: Findings) -> None:
    for name in raw:
        if name not in known:
            near = difflib.get_close_matches(name, known, 1)
            hint = f"Did you mean `{near[0]}`?" if near else f"Use one of {', '.join(sorted(known))}."
            findings.add((*path, name), "is not known", hint)


def _value(kind: Any, value: Any, path: KeyPath, findings: Findings) -> Any:
    bare = _bare(kind)
    if isinstance(bare, type) and issubclass(bare, msgspec.Struct):
        return check_struct(bare, value, path, findings)
    if get_origin(bare) is tuple and isinstance(value, list):
        return tuple(_value(get_args(bare)[0], each, (*path, index), findings) for index, each in enumerate(value))
    if bare is timedelta:
        return _duration(value, path, findings)
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        _explain(error, path, findings, _mend(kind))
        return None


def span_of(text: str) -> timedelta | None:
    """Return the length of time that ``72h`` and the like say; None for any other text."""
    found = _DURATION.fullmatch(text.strip())
    return timedelta(**{_UNITS[found[2]]: float(found[1])}) if found is not None else None


def _duration(value: Any, path: KeyPath, findings: Findings) -> timedelta | None:
    span = span_of(value) if isinstance(value, str) else None
    if span is None:
        findings.add(path, "is not a length of time", 'Write a number and s, m, h or d in quotes, e.g. "72h".')
    return span


def _explain(error: msgspec.ValidationError, path: KeyPath, findings: Findings, mend: str) -> None:
    found = _PATH.match(str(error))
    problem, inner = (found["problem"], found["path"] or "") if found else (str(error), "")
    for part in re.findall(r"\[(\d+)\]|\.([A-Za-z0-9_-]+)", inner):
        path = (*path, int(part[0]) if part[0] else part[1])
    problem = problem.replace("Expected `str` matching regex", "does not match the pattern")
    findings.add(path, problem[:1].lower() + problem[1:], mend)


def _bare(kind: Any) -> Any:
    """Return the type inside ``Annotated`` and ``… | None``."""
    if get_origin(kind) is Annotated:
        return _bare(get_args(kind)[0])
    if get_origin(kind) in (Union, types.UnionType):
        inner = [each for each in get_args(kind) if each is not type(None)]
        return _bare(inner[0]) if len(inner) == 1 else kind
    return kind


def _metas(kind: Any) -> list[msgspec.Meta]:
    found = [meta for meta in getattr(kind, "__metadata__", ()) if isinstance(meta, msgspec.Meta)]
    for inner in get_args(kind) if get_origin(kind) in (Annotated, Union, types.UnionType) else ():
        found += _metas(inner)
    return found


def _mend(kind: Any) -> str:
    """Say how a value of this type is written."""
    bare = _bare(kind)
    if get_origin(bare) is Literal:
        return f"Use one of {', '.join(map(str, get_args(bare)))}."
    sentence = _PLAIN.get(get_origin(bare) or bare, "")
    if isinstance(bare, type) and issubclass(bare, msgspec.Struct):
        sentence = _PLAIN[dict]
    for meta in _metas(kind):
        if meta.description:
            return meta.description
        bounds = [
            f"{word} {limit:g}"
            for word, limit in (("from", meta.ge), ("above", meta.gt), ("to", meta.le), ("below", meta.lt))
            if limit is not None
        ]
        if bounds:
            sentence = f"Write a number {' '.join(bounds)}, without quotes."
        if meta.pattern:
            sentence = "Write text of that form, in quotes."
    return sentence or "See `tocsin.example.toml`."


def _named(value: Any) -> str:
    names: list[tuple[type, str]] = [
        (bool, "true or false"), (str, "text"), (list, "a list"), (int, "a number"), (float, "a number"),
    ]  # fmt: skip
    return next((name for kind, name in names if isinstance(value, kind)), f"a {type(value).__name__}")
