"""Bytes of the wire: profile KHLANG-C1, JSON whose every leaf is a string (reliability.md 4.8).

The canonical form is RFC 8785's: keys sorted, no white space, UTF-8 unescaped. With ASCII keys and string leaves,
msgspec's sorted encoding is that form; a test holds it against the ``rfc8785`` package. ``decode`` demands that the
bytes it was given are the canonical ones, which also shuts out duplicate keys.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from app.wire.breach import Breach, of_order, of_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

SARA_AM = "\u0e33"
_NIKHAHIT_SARA_AA = "\u0e4d\u0e32"
_TONES = "\u0e48\u0e49\u0e4a\u0e4b"
_ZERO_WIDTH = frozenset(
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u200b\u200c\u200d\u2060\u2800\u3164\ufeff\uffa0"
) | frozenset(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))
"""Joiners, fillers, variation selectors: with them a document number could be paid twice and look the same."""


_LETTERS = "!-~\u0e01-\u0e3a\u0e3f-\u0e4c\u0e4e-\u0e5b"
_PLAIN = re.compile(rf"(?:[{_LETTERS}](?:[ {_LETTERS}]*[{_LETTERS}])?)?")
"""No nikhahit (U+0E4D), of which sara am might have to be made; no outer blanks."""
_PLAINS = re.compile(rf"{_PLAIN.pattern}(?:\n{_PLAIN.pattern})*")


class Message(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A closed set of keys; unknown ones are refused."""


M = TypeVar("M", bound=Message)

_encoder = msgspec.json.Encoder(order="sorted")
_decoders: dict[type[Message], msgspec.json.Decoder[Any]] = {}
_learning = threading.Lock()


class NotCanonical(ValueError):
    """The bytes are not a message in canonical form; ``breach`` says where, and what is wrong there."""

    def __init__(self, breach: Breach) -> None:
        super().__init__(str(breach))
        self.breach = breach


def encode(message: Message) -> bytes:
    """Return the canonical bytes of a message."""
    return _encoder.encode(message)


def encode_each(messages: Iterable[Message]) -> Iterator[bytes]:
    """Return the canonical bytes of one message after the other."""
    return map(_encoder.encode, messages)


def _decoder(kind: type[M]) -> msgspec.json.Decoder[M]:
    """Return the one decoder of a type: learning a type runs Python, and two threads that do it at once can crash."""
    known = _decoders.get(kind)
    if known is None:
        with _learning:
            known = _decoders.setdefault(kind, msgspec.json.Decoder(kind))
    return known


def decode(data: bytes, kind: type[M]) -> M:
    """Read canonical bytes; raise `NotCanonical` for anything else, duplicate keys and other orders included."""
    try:
        message = _decoder(kind).decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as problem:
        raise NotCanonical(of_text(data, kind, problem)) from problem
    canonical = _encoder.encode(message)
    if canonical != data:
        raise NotCanonical(of_order(data, canonical))
    return message


def _is_plain(text: str) -> bool:
    """Say whether ``text`` is printable ASCII and Thai as it should be; most texts are, and need no closer look."""
    return _PLAIN.fullmatch(text) is not None and unicodedata.is_normalized("NFC", text)


def all_plain(texts: Sequence[str]) -> bool:
    """Say whether every one of many texts is printable ASCII and Thai as it should be, with no closer look at any."""
    joined = "\n".join(texts)
    apart = joined.count("\n") == len(texts) - 1  # else one of them holds the separator
    return apart and _PLAINS.fullmatch(joined) is not None and unicodedata.is_normalized("NFC", joined)


def canonical_text(text: str) -> str:
    """Return ``text`` as it is signed: NFC, sara am as one character, no outer blanks."""
    if _is_plain(text):
        return text
    composed = unicodedata.normalize("NFC", text.strip())
    for tone in _TONES:
        composed = composed.replace("\u0e4d" + tone + "\u0e32", tone + SARA_AM)
    return composed.replace(_NIKHAHIT_SARA_AA, SARA_AM)


def text_fault(text: str) -> str:
    """Return why ``text`` may not be signed (``control``, ``bidi``, ``zero_width``, ``not_canonical``), or ''."""
    if _is_plain(text):
        return ""
    for character in text:
        category = unicodedata.category(character)
        if character in _ZERO_WIDTH:
            return "zero_width"
        if category == "Cf":
            return "bidi"
        if category in ("Cc", "Cs", "Co", "Cn", "Zl", "Zp"):
            return "control"
    return "" if canonical_text(text) == text else "not_canonical"
