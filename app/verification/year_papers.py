"""What people hold of a year's archive: books of receipts, sealed papers, the acts that made them, and the index."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from app.verification import trail
from app.verification.findings import Broken
from app.verification.paper import demand_pages
from app.wire import codec, paper, signature
from app.wire import year_archive as wire
from app.wire.dossier import ATTACHMENTS, Act
from app.wire.receipts import OFFICIAL_RECEIPT, OfficialReceipt, SignedOfficialReceipt

if TYPE_CHECKING:
    from app.verification.container import Container
    from app.verification.year_log import YearLog

MADE = "make_document"


def demand_books(files: Container, head: wire.YearArchive, log: YearLog) -> None:
    """Check every receipt of the year: the bank's signature, numbers without a gap, and that the log issued it.

    Raises `Broken` with the number of the first that is wrong or missing.
    """
    expected = 0
    for name in sorted(each for each in files.entries if each.startswith(f"{wire.RECEIPTS}/")):
        for line in files.lines(name):
            expected += 1
            _demand_receipt(head, log, line, expected)
    if log.issued.keys() - set(range(1, expected + 1)):
        raise Broken(str(expected + 1), "missing")
    if head.receipts != str(expected):
        raise Broken(str(expected), "cut_off")


def _demand_receipt(head: wire.YearArchive, log: YearLog, line: bytes, number: int) -> None:
    try:
        signed = codec.decode(line, SignedOfficialReceipt)
        told = codec.decode(signed.receipt.encode(), OfficialReceipt)
    except (codec.NotCanonical, UnicodeError) as problem:
        raise Broken(str(number), "unreadable") from problem
    text = signed.receipt.encode()
    if not signature.verify(head.bank_public_key, signature.OFFICIAL_RECEIPT, text, signed.sig):
        raise Broken(str(number), "not_the_banks")
    if (told.typ, told.unit, told.fy) != (OFFICIAL_RECEIPT, head.unit, head.fiscal_year):
        raise Broken(str(number), "changed")
    if told.number != str(number):
        raise Broken(str(number), "missing")
    if log.issued.get(number) != hashlib.sha256(text).hexdigest():
        raise Broken(str(number), "not_on_record")


def demand_papers(files: Container, log: YearLog) -> set[tuple[str, str]]:
    """Check the seal, every page and the signature of every paper; return what each is about, with its hash.

    Raises `Broken` with the file, and the page where that is known.
    """
    made: set[tuple[str, str]] = set()
    for name in sorted(each for each in files.entries if each.startswith(f"{wire.PAPERS}/")):
        try:
            content, text, signed = paper.taken_apart(files.read(name))
            seal = paper.read(text)
        except (ValueError, codec.NotCanonical) as problem:
            raise Broken(name, "no_seal") from problem
        try:
            demand_pages(content, seal)
        except Broken as problem:
            raise Broken(f"{name} {problem.place}".strip(), problem.reason) from problem
        key = log.keys.get(seal.maker_kid)
        if key is None or key.uid != seal.maker_uid:
            raise Broken(name, "signer")
        if not signature.verify(key.public_key, signature.PAPER, text, signed):
            raise Broken(name, "signature")
        made.add((seal.about, seal.digest))
    return made


def demand_acts(files: Container, head: wire.YearArchive, made: set[tuple[str, str]]) -> None:
    """Follow the audit chain to its end, and demand that it tells of every paper in the archive.

    Raises `Broken` with the first entry that is not what was written, is missing or was cut off.
    """
    first, last = (_count(each) for each in (head.acts_from, head.acts_to))
    seq, digest = max(first - 1, 0), trail.FIRST_PREVIOUS if first <= 1 else ""
    for line in files.lines(wire.ACTS_FILE):
        try:
            act = codec.decode(line, Act)
        except codec.NotCanonical as problem:
            raise Broken(str(seq + 1), "unreadable") from problem
        seq, digest = trail.follow([act], seq, digest or act.previous)
        if act.action == MADE:
            made.discard((act.about, _digest(act)))
    if seq != last:
        raise Broken(str(seq + 1), "cut_off")
    if made:
        raise Broken(min(made)[1][:16], "not_on_record")


def demand_index(files: Container, head: wire.YearArchive, log: YearLog) -> None:
    """Check that the index names every batch, paper and receipt there is, and nothing that is not there."""
    named: set[str] = set()
    sums = {batch.op_id: batch.total_satang for batch in head.batches}
    receipts, void = 0, set(log.voided)
    for number, line in enumerate(files.lines(wire.INDEX_FILE), 1):
        try:
            row = codec.decode(line, wire.IndexRow)
        except codec.NotCanonical as problem:
            raise Broken(f"{wire.INDEX_FILE} {number}", "unreadable") from problem
        if row.file and row.file not in files.entries:
            raise Broken(row.file, "missing")
        if row.kind == "batch" and sums.pop(row.about, None) != row.satang:
            raise Broken(row.reference, "changed")
        receipts += row.kind in ("receipt", "receipt_void")
        if row.kind == "receipt_void":
            void.discard(row.about)
        named.add(row.file)
    if sums or receipts != _count(head.receipts):
        raise Broken(min(sums, default=wire.INDEX_FILE), "not_in_index")
    _demand_named(files, head, named, void)


def _demand_named(files: Container, head: wire.YearArchive, named: set[str], void: set[str]) -> None:
    year = f"/{head.fiscal_year}/"
    if left := {each for each in void if year in each}:
        raise Broken(min(left), "not_in_index")
    folders = (f"{wire.PAPERS}/", f"{ATTACHMENTS}/", f"{wire.RECEIPTS}/", f"{wire.SIGNED}/")
    for name in sorted(files.entries):
        if name.startswith(folders) and name not in named:
            raise Broken(name, "not_in_index")


def _count(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 12 else 0


def _digest(act: Act) -> str:
    try:
        return str(json.loads(act.facts).get("digest", ""))
    except (ValueError, AttributeError, RecursionError):
        return ""
