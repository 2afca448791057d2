"""A word about a batch or one of its lines, on its way out and as the log tells it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.central.signed_orders import Family, envelope, in_session, prepared, signed_text
from app.domain.disbursement.outcome import BatchCommented
from app.domain.values.errors import Refused
from app.domain.values.texts import cleaned
from app.wire import codec
from app.wire import disbursement as wire
from app.wire import events as log

if TYPE_CHECKING:
    from app.central.signed_orders import Prepared, Signer

COMMENT = "comment"
"""The kind of the command in the outbox."""


def prepare_comment(signer: Signer, op_id: str, number: int, text: str) -> Prepared:
    """Say something about a batch, or about its line ``number``; raise `Refused` ``field_wrong`` for no text."""
    said = signed_text("text", cleaned(text))
    if not said:
        raise Refused("field_wrong", field="text", line=number or "")
    command = wire.Comment(
        typ=wire.COMMENT,
        **envelope(signer),
        op_id=op_id,
        n=str(number) if number else "",
        text=said,
    )
    return prepared(COMMENT, op_id, command)


def renewed(kind: str, request: bytes, signer: Signer) -> Prepared | None:
    """As `Family.renewed`."""
    again = in_session(codec.decode(request, wire.Comment), signer)
    return prepared(kind, again.op_id, again) if again else None


FAMILY = Family(frozenset({COMMENT}), lambda _kind, _request: "", renewed)


def read_comment(body: bytes, _: log.LogRecord) -> BatchCommented:
    """Return what an event says."""
    said = codec.decode(body, log.BatchCommented)
    return BatchCommented(said.op_id, int(said.n) if said.n else 0, said.text)
