"""Sealing the papers that are made here: whoever alters a page of a saved file breaks it."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from app.domain.values.dates import instant
from app.wire import codec, paper, signature
from app.wire.drills import SignedPracticeRecord
from app.wire.receipts import SignedOfficialReceipt
from app.wire.remittances import SignedSuccessRecord

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from app.central.signed_orders import Signer
    from app.domain.closing.day import SignedDayOrder


def sealed(signer: Signer, pdf: bytes, document: str, about: str, digest: str, position: int, now: datetime) -> bytes:
    """Return the PDF with a seal signed by its maker."""
    seal = codec.encode(
        paper.Seal(
            typ=paper.SEAL,
            document=document,
            about=about,
            digest=digest,
            position=str(position),
            made_at=instant(now),
            maker_uid=signer.uid,
            maker_kid=signer.kid,
            pages=paper.page_hashes(pdf),
            content_sha256=hashlib.sha256(pdf).hexdigest(),
        )
    )
    return paper.attached(pdf, seal, signature.sign(signer.key, signature.PAPER, seal))


def with_receipts(pdf: bytes, receipts: Iterable[tuple[bytes, str]], bank_public_key: str) -> bytes:
    """Return the PDF of receipts with what the bank signed of each: text and signature; seal it after this."""
    told = (SignedOfficialReceipt(text.decode(), sig) for text, sig in receipts)
    return paper.with_receipts(pdf, told, bank_public_key)


def with_record(pdf: bytes, text: bytes, sig: str, bank_public_key: str) -> bytes:
    """Return the PDF of a remittance's record with what the bank signed of it; seal it after this."""
    return paper.with_records(pdf, [SignedSuccessRecord(text.decode(), sig)], bank_public_key)


def with_practice(pdf: bytes, text: bytes, sig: str, bank_public_key: str) -> bytes:
    """Return the paper of what was passed with what the simulated bank signed of it; seal it after this."""
    return paper.with_practice(pdf, SignedPracticeRecord(text.decode(), sig), bank_public_key)


def with_day(pdf: bytes, close: SignedDayOrder, bank_public_key: str) -> bytes:
    """Return the report of a close with what two persons and the bank signed of it; seal it after this."""
    said = [(close.text.decode(), close.sig), (close.decision.decode(), close.decision_sig)]
    return paper.with_day(pdf, (close.record_text.decode(), close.record_sig), said, bank_public_key)
