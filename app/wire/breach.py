"""Where JSON breaks its schema: a path such as ``$.lines[3].satang`` and a sentence, never a value.

Knows what the schemas of our messages use: types, closed objects, lists, choices, constants and patterns.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Json = dict[str, Any]

EXPLAINED_BYTES_MAX = 256 << 10
"""Of larger texts msgspec's own path is taken, which ends at the object around an unknown field."""
_DEPTH_MAX = 32
_PLAIN_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}")
_AT = re.compile(r" - at `(\$[^`]*)`$")
_BYTE = re.compile(r"\(byte (\d+)\)")
_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
    "null": (type(None),),
}
_NAMES = {"string": "a text", "integer": "a whole number", "array": "a list", "object": "an object"}


class Breach(NamedTuple):
    """Where and what is wrong."""

    path: str
    sentence: str

    def __str__(self) -> str:
        """Return both, as logs and notes have them."""
        return f"{self.path}: {self.sentence}"


def of_text(data: bytes, kind: Any, problem: Exception) -> Breach:
    """Return the first breach of bytes that could not be read as ``kind``, which was told by ``problem``."""
    told = str(problem)
    if len(data) <= EXPLAINED_BYTES_MAX:
        try:
            value = msgspec.json.decode(data)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            at = _BYTE.search(told)
            return Breach("$", f"not JSON (byte {at[1]})" if at else "not JSON")
        schema = _schema(kind)
        found = next(of_value(value, schema, schema.get("$defs", {}), forms=False), None)
        if found is not None:
            return found
    where = _AT.search(told)
    return Breach(where[1] if where else "$", "not as its schema says")


def of_order(data: bytes, canonical: bytes) -> Breach:
    """Return where readable bytes leave the canonical form."""
    at = next((at for at, (one, other) in enumerate(zip(data, canonical, strict=False)) if one != other), None)
    byte = min(len(data), len(canonical)) if at is None else at
    return Breach("$", f"not canonical: order, white space, escapes, a default or a field twice (byte {byte})")


def of_value(value: Any, schema: Json, defs: Mapping[str, Json], *, forms: bool = True) -> Iterator[Breach]:
    """Yield every breach of a decoded value; without ``forms`` patterns of texts are not looked at."""
    return _Walk(defs, forms).breaches(value, schema, "$", 0)


@cache
def _schema(kind: Any) -> Json:
    return msgspec.json.schema(kind)


@cache
def _pattern(text: str) -> re.Pattern[str]:
    # In JSON Schema $ is the very end; in Python it is also before a last line feed.
    return re.compile(text.removesuffix("$") + r"\Z" if text.endswith("$") else text)


class _Walk:
    """Goes through a value and its schema side by side."""

    def __init__(self, defs: Mapping[str, Json], forms: bool) -> None:
        self._defs = defs
        self._forms = forms

    def breaches(self, value: Any, schema: Json, path: str, depth: int) -> Iterator[Breach]:
        """Yield what is wrong at and below ``path``."""
        if depth > _DEPTH_MAX:
            yield Breach(path, "nested too deeply")
            return
        while "$ref" in schema:
            schema = self._defs[schema["$ref"].rpartition("/")[2]]
        choices = schema.get("anyOf") or schema.get("oneOf")
        if choices:
            yield from self._of_choices(value, choices, path, depth)
            return
        wrong = self._wrong(value, schema)
        if wrong:
            yield Breach(path, wrong)
        elif isinstance(value, dict):
            yield from self._of_object(value, schema, path, depth)
        elif isinstance(value, list):
            yield from self._of_list(value, schema, path, depth)

    def _wrong(self, value: Any, schema: Json) -> str:
        """Return what is wrong with a value itself, '' if nothing."""
        wanted = schema.get("type")
        if wanted is not None and not _is(value, wanted):
            return f"not {_NAMES.get(wanted, 'a ' + wanted)}"
        if "const" in schema and value != schema["const"]:
            return "not the constant of this place"
        if "enum" in schema and value not in schema["enum"]:
            return "not one of the known values"
        if "minimum" in schema and not schema["minimum"] <= value <= schema["maximum"]:
            return "out of its bounds"
        if self._forms and "pattern" in schema and _pattern(schema["pattern"]).search(value) is None:
            return f"not of the form: {schema.get('title', 'a pattern')}"
        return ""

    def _of_object(self, value: Json, schema: Json, path: str, depth: int) -> Iterator[Breach]:
        known, others = schema.get("properties", {}), schema.get("additionalProperties", True)
        if others is False:
            for name in sorted(value.keys() - known.keys()):
                yield Breach(_below(path, name), "unknown field")
        for name in schema.get("required", ()):
            if name not in value:
                yield Breach(_below(path, name), "missing field")
        for name, entry in value.items():
            within = known.get(name, others)
            if isinstance(within, dict):
                yield from self.breaches(entry, within, _below(path, name), depth + 1)

    def _of_list(self, value: list[Any], schema: Json, path: str, depth: int) -> Iterator[Breach]:
        firsts, rest = schema.get("prefixItems", []), schema.get("items", {})
        for at, entry in enumerate(value):
            within = firsts[at] if at < len(firsts) else rest
            if within is False:
                yield Breach(f"{path}[{at}]", "one entry too many")
            else:
                yield from self.breaches(entry, within, f"{path}[{at}]", depth + 1)
        if len(value) < schema.get("minItems", 0):
            yield Breach(path, "an entry too few")

    def _of_choices(self, value: Any, choices: list[Json], path: str, depth: int) -> Iterator[Breach]:
        fewest: list[Breach] | None = None
        for choice in choices:
            found = list(self.breaches(value, choice, path, depth + 1))
            if not found:
                return
            if fewest is None or _weight(found) < _weight(fewest):
                fewest = found
        yield from fewest or ()


def _is(value: Any, wanted: str) -> bool:
    return isinstance(value, _TYPES[wanted]) and (wanted == "boolean" or not isinstance(value, bool))


def _below(path: str, name: str) -> str:
    """Return the path of a field; a name that is none of ours is not repeated, whatever it holds."""
    return f"{path}.{name if _PLAIN_NAME.fullmatch(name) else '?'}"


def _weight(found: list[Breach]) -> tuple[bool, int]:
    """Order choices: another message than the one that was named fits least."""
    return (any(one.path == "$.typ" for one in found), len(found))
