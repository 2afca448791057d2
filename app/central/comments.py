"""A word about a batch or one of its lines, on its way out and as the log tells it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import structs

from app.central.disbursement import Prepared, new_cmd_id, signed_text
from app.domain.disbursement.outcome import BatchCommented
from app.domain.values.errors import Refused
from app.domain.values.texts import cleaned
from app.wire import codec
from app.wire import disbursement as wire
from app.wire import events as log

if TYPE_CHECKING:
    from app.central.disbursement import Signer

COMMENT = "comment"
"""The kind of the command in the outbox."""


def prepare_comment(signer: Signer, op_id: str, number: int, text: str) -> Prepared:
    """Say something about a batch, or about its line ``number``; raise `Refused` ``field_wrong`` for no text."""
    said = signed_text("text", cleaned(text))
    if not said:
        raise Refused("field_wrong", field="text", line=number or "")
    command = wire.Comment(
        typ=wire.COMMENT,
        cmd_id=new_cmd_id(),
        session_epoch=signer.session_epoch,
        device=signer.device,
        op_id=op_id,
        n=str(number) if number else "",
        text=said,
    )
    return _prepared(command)


def renewed(_: str, request: bytes, signer: Signer) -> Prepared | None:
    """Return the same words as a command of the present session; None while there is none."""
    said = codec.decode(request, wire.Comment)
    if signer.session_epoch in ("", said.session_epoch):
        return None
    fresh = structs.replace(said, cmd_id=new_cmd_id(), session_epoch=signer.session_epoch, device=signer.device)
    return _prepared(fresh)


def read_comment(body: bytes, _: log.LogRecord) -> BatchCommented:
    """Return what an event says."""
    said = codec.decode(body, log.BatchCommented)
    return BatchCommented(said.op_id, int(said.n) if said.n else 0, said.text)


def _prepared(command: wire.Comment) -> Prepared:
    return Prepared(command.cmd_id, command.op_id, 0, COMMENT, codec.encode(command))
