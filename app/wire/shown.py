"""The text an authorizer is shown, made from verified bytes by one pure function so that both sides can hash it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.wire.signature import sha256_hex

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.wire.disbursement import Line, Payment


def shown_text(payment: Payment, lines: Iterable[Line]) -> str:
    """Return one text line a fact: the head first, then every line as number, bank, account, name, amount."""
    head = (
        f"{payment.purpose}|{payment.kind}|{payment.debit_acct}|{payment.value_date}|{payment.doc_no}"
        f"|{payment.lines_count}|{payment.total_satang}|{payment.dup_ack}"
    )
    return "\n".join((head, *(f"{line.n}|{line.bank}|{line.acct}|{line.name}|{line.satang}" for line in lines)))


def shown_sha256(payment: Payment, lines: Iterable[Line]) -> str:
    """Return the hash of `shown_text`."""
    return sha256_hex(shown_text(payment, lines).encode())
