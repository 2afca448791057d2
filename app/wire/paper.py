"""The seal behind the last page of a PDF: which document it is, what each page holds, and who made it.

A paper with receipts, with records of remittances, about the close of a day or of what was passed in practice carries,
before the seal, what the bank signed of each. Readers of PDFs take both for comments; each is followed by the file's
own end once more, as they look for it there.
"""

from __future__ import annotations

import hashlib
import re
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from typing import TYPE_CHECKING, NamedTuple

from app.wire import codec
from app.wire.codec import Message
from app.wire.forms import Key, KeyId, Moment, Sha256, Signature

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.wire.drills import SignedPracticeRecord
    from app.wire.receipts import SignedOfficialReceipt
    from app.wire.remittances import SignedSuccessRecord

SEAL = "khlang.paper/1"
_MARK = b"%KHLANG-SEAL "
_RECEIPT = b"%KHLANG-RECEIPT "
_RECORD = b"%KHLANG-RECORD "
_DAY = b"%KHLANG-DAY "
_PRACTICE = b"%KHLANG-PRACTICE "
_DAY_SAID = b"%KHLANG-DAY-SAID "
CARRIED_MAX = 1_000
"""Receipts, or records, of one paper."""
_OBJECT = re.compile(rb"\n(\d{1,9}) 0 obj\b(.*?)endobj", re.DOTALL)
_CONTENTS = re.compile(rb"/Contents (\d{1,9}) 0 R")
_END = re.compile(rb"startxref\s+\d{1,12}\s+%%EOF\s*\Z")


class Seal(Message, frozen=True):
    """``digest`` is the hash in the code on its pages; ``pages`` the SHA-256 of what stands on each.

    ``position`` is the newest entry of the workstation's audit chain when it was made: its own comes after that.
    ``content_sha256`` is over everything before the seal.
    """

    typ: str
    document: str
    about: str
    digest: str
    position: str
    made_at: Moment
    maker_uid: str
    maker_kid: KeyId
    pages: tuple[str, ...]
    content_sha256: Sha256


class Carried(NamedTuple):
    """A canonical text, the bank's signature over it, and the bank's public key as the paper tells it."""

    text: bytes
    sig: Signature
    bank_public_key: Key


def page_hashes(pdf: bytes) -> tuple[str, ...]:
    """Return the SHA-256 of each page's content, in the order of the pages, '' where one is not there."""
    objects = {found[1]: found[2] for found in _OBJECT.finditer(pdf)}
    held = (objects.get(number) for number in _CONTENTS.findall(pdf))
    return tuple("" if each is None else hashlib.sha256(each).hexdigest() for each in held)


def attached(pdf: bytes, seal: bytes, signature: str) -> bytes:
    """Return a PDF with its seal; raise ``ValueError`` for what is no PDF."""
    end = _END.search(pdf)
    if end is None:
        raise ValueError("no PDF")
    return b"".join((pdf, _MARK, b64encode(seal), b" ", signature.encode("ascii"), b"\n", end[0]))


def with_receipts(pdf: bytes, receipts: Iterable[SignedOfficialReceipt], bank_public_key: str) -> bytes:
    """Return a PDF that carries the receipts that stand on its pages, as the bank signed them, before it is sealed.

    Raises ``ValueError`` for what is no PDF.
    """
    return _with(pdf, _RECEIPT, ((each.receipt, each.sig) for each in receipts), bank_public_key)


def with_records(pdf: bytes, records: Iterable[SignedSuccessRecord], bank_public_key: str) -> bytes:
    """Return a PDF that carries the records of remittances that stand on its pages; raise as `with_receipts`."""
    return _with(pdf, _RECORD, ((each.record, each.sig) for each in records), bank_public_key)


def with_day(pdf: bytes, record: tuple[str, str], said: Iterable[tuple[str, str]], bank_public_key: str) -> bytes:
    """Return a PDF that carries the bank's record of a close and what two persons said; raise as `with_receipts`.

    ``said`` are the texts of order and decision, each with its person's signature.
    """
    return _with(_with(pdf, _DAY_SAID, said, bank_public_key), _DAY, [record], bank_public_key)


def with_practice(pdf: bytes, signed: SignedPracticeRecord, bank_public_key: str) -> bytes:
    """Return a PDF that carries what a simulated bank signed of a person's practice; raise as `with_receipts`."""
    return _with(pdf, _PRACTICE, [(signed.record, signed.sig)], bank_public_key)


def receipts(pdf: bytes) -> tuple[Carried, ...]:
    """Return the receipts that a PDF carries, none for other papers; raise ``ValueError`` for one that is cut."""
    return _carried(pdf, _RECEIPT)


def records(pdf: bytes) -> tuple[Carried, ...]:
    """Return the records of remittances that a PDF carries; as `receipts`."""
    return _carried(pdf, _RECORD)


def days(pdf: bytes) -> tuple[Carried, ...]:
    """Return the records of closes that a PDF carries; as `receipts`."""
    return _carried(pdf, _DAY)


def said_of_days(pdf: bytes) -> tuple[Carried, ...]:
    """Return the orders and decisions about days that a PDF carries, signed by people; as `receipts`."""
    return _carried(pdf, _DAY_SAID)


def practices(pdf: bytes) -> tuple[Carried, ...]:
    """Return what a PDF carries of a person's practice; as `receipts`."""
    return _carried(pdf, _PRACTICE)


def _with(pdf: bytes, mark: bytes, signed: Iterable[tuple[str, str]], bank_public_key: str) -> bytes:
    end = _END.search(pdf)
    if end is None:
        raise ValueError("no PDF")
    key = bank_public_key.encode("ascii")
    lines = (b" ".join((b64encode(text.encode()), sig.encode("ascii"), key)) + b"\n" for text, sig in signed)
    return pdf + b"".join(mark + line for line in lines) + end[0]


def _carried(pdf: bytes, mark: bytes) -> tuple[Carried, ...]:
    found: list[Carried] = []
    for line in re.findall(re.escape(mark) + rb"([^\n]*)\n", pdf):
        words = line.split(b" ")
        if len(words) != 3 or len(found) >= CARRIED_MAX:
            raise ValueError("nothing carried")
        try:
            text = b64decode(words[0], validate=True)
            found.append(Carried(text, words[1].decode("ascii"), words[2].decode("ascii")))
        except (NotBase64, UnicodeDecodeError) as problem:
            raise ValueError("nothing carried") from problem
    return tuple(found)


def taken_apart(pdf: bytes) -> tuple[bytes, bytes, str]:
    """Return content, seal and signature; raise ``ValueError`` where there is no seal."""
    content, mark, rest = pdf.rpartition(_MARK)
    words = rest.split(None, 2)
    if not mark or len(words) != 3 or not _END.fullmatch(words[2]):
        raise ValueError("no seal")
    try:
        return content, b64decode(words[0], validate=True), words[1].decode("ascii")
    except (NotBase64, UnicodeDecodeError) as problem:
        raise ValueError("no seal") from problem


def read(seal: bytes) -> Seal:
    """Return what a seal says; raise `codec.NotCanonical`."""
    return codec.decode(seal, Seal)
