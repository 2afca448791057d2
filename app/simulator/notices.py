"""Telling payees by SMS or e-mail after success: what is put into the outbox (ST-12)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.simulator.rules import NoticeTexts
    from app.wire.disbursement import Line

SMS, EMAIL, NO_ADDRESS = "sms", "email", "no_address"
_SHOWN_DIGITS = 5


def channel(line: Line) -> str:
    """Return how the payee of a line can be told."""
    if line.mobile:
        return SMS
    return EMAIL if line.email else NO_ADDRESS


def row(line: Line, unit_name: str, bank_ref: str, texts: NoticeTexts) -> dict[str, str]:
    """Return the outbox entry for a payee who was paid: channel, address, subject, text."""
    way = channel(line)
    template = {SMS: texts.sms, EMAIL: texts.email}.get(way, "")
    satang = int(line.satang)
    text = template.format(
        unit=unit_name,
        name=line.name,
        amount=f"{satang // 100:,}.{satang % 100:02d}",
        account=_masked(line.acct),
        reference=bank_ref,
    )
    address = {SMS: line.mobile, EMAIL: line.email}.get(way, "")
    subject = texts.email_subject.format(unit=unit_name) if way == EMAIL else ""
    return {"channel": way, "address": address, "subject": subject, "text": text}


def _masked(account: str) -> str:
    return "x" * (len(account) - _SHOWN_DIGITS) + account[-_SHOWN_DIGITS:-1] + "x"
