"""Statements, closed days and remittances of a year: the bank's signature, and those of two persons before it."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, NamedTuple

from app.verification.findings import Broken
from app.wire import closing, codec, remittances, signature, statements
from app.wire import year_archive as wire

if TYPE_CHECKING:
    from app.verification.container import Container
    from app.verification.year_log import YearLog
    from app.wire.orders import Decided, Made


class _Kind(NamedTuple):
    """Under which labels a kind is signed, and how its orders are read."""

    label: bytes
    typ: str
    made: bytes = b""
    decided: bytes = b""
    order: type[Made] | None = None
    decision: type[Decided] | None = None


_KINDS = {
    wire.STATEMENT: _Kind(signature.STATEMENT, statements.STATEMENT),
    wire.DAY: _Kind(
        signature.DAY_RECORD,
        closing.DAY_RECORD,
        signature.PROPOSE_DAY,
        signature.SETTLE_DAY,
        closing.DayOrder,
        closing.DayDecision,
    ),
    wire.REMITTANCE: _Kind(
        signature.SUCCESS_RECORD,
        remittances.SUCCESS_RECORD,
        signature.PROPOSE_REMITTANCE,
        signature.SETTLE_REMITTANCE,
        remittances.RemittanceOrder,
        remittances.RemittanceDecision,
    ),
}


def demand_signed(files: Container, head: wire.YearArchive, log: YearLog) -> None:
    """Check every file of what the bank signed, and that every record of which the log tells is here.

    Raises `Broken` with the file, or the day or remittance that is missing.
    """
    missing = dict(log.told)
    for name in sorted(each for each in files.entries if each.startswith(f"{wire.SIGNED}/")):
        try:
            signed = codec.decode(files.read(name), wire.BankSigned)
            kind = _KINDS[signed.what]
            told = _said(signed.text, kind, signed.what)
        except (codec.NotCanonical, UnicodeError, KeyError) as problem:
            raise Broken(name, "unreadable") from problem
        if not signature.verify(head.bank_public_key, kind.label, signed.text.encode(), signed.sig):
            raise Broken(name, "not_the_banks")
        if (told.typ, told.unit) != (kind.typ, head.unit):
            raise Broken(name, "changed")
        if signed.order:
            _demand_persons(signed, kind, log, name)
        missing.pop(_sha256(signed.text), None)
    if missing:
        raise Broken(min(missing.values()), "missing")


def _said(text: str, kind: _Kind, what: str) -> statements.Statement | closing.DayRecord | remittances.SuccessRecord:
    if what == wire.STATEMENT:
        return codec.decode(text.encode(), statements.Statement)
    if kind.order is closing.DayOrder:
        return codec.decode(text.encode(), closing.DayRecord)
    return codec.decode(text.encode(), remittances.SuccessRecord)


def _demand_persons(signed: wire.BankSigned, kind: _Kind, log: YearLog, name: str) -> None:
    """Check the maker's and the second person's signatures, and that the bank's record is about that very order."""
    if kind.order is None or kind.decision is None:
        raise Broken(name, "unreadable")
    try:
        made = codec.decode(signed.order.encode(), kind.order)
        decided = codec.decode(signed.decision.encode(), kind.decision)
    except (codec.NotCanonical, UnicodeError) as problem:
        raise Broken(name, "unreadable") from problem
    if f'"order_sha256":"{_sha256(signed.order)}"' not in signed.text:
        raise Broken(name, "other_payment")
    maker, other = log.keys.get(made.maker_kid), log.keys.get(decided.auth_kid)
    if maker is None or other is None or (maker.uid, other.uid) != (made.maker_uid, decided.auth_uid):
        raise Broken(name, "signer")
    if maker.uid == other.uid:
        raise Broken(name, "same_person")
    for key, label, text, sig in (
        (maker, kind.made, signed.order, signed.order_sig),
        (other, kind.decided, signed.decision, signed.decision_sig),
    ):
        if not signature.verify(key.public_key, label, text.encode(), sig):
            raise Broken(name, "signature")


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
