"""What a maker orders about single lines of a finished batch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.central.disbursement import Prepared, new_cmd_id, signed_text
from app.wire import codec
from app.wire import disbursement as wire

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.central.disbursement import Signer
    from app.domain.disbursement.follow_up import LineReason
    from app.domain.disbursement.record import Batch

CLOSE = "close_lines"


def prepare_close(signer: Signer, batch: Batch, numbers: Iterable[int], code: LineReason, text: str) -> Prepared:
    """End failed lines that will not be paid again, all for the same reason."""
    cmd_id, said = new_cmd_id(), signed_text("reason", text)
    command = wire.CloseLines(
        typ=wire.CLOSE_LINES,
        cmd_id=cmd_id,
        session_epoch=signer.session_epoch,
        device=signer.device,
        op_id=batch.op_id,
        rev=str(batch.rev),
        lines=tuple(wire.LineRemark(n=str(number), code=code.value, text=said) for number in sorted(numbers)),
    )
    return Prepared(cmd_id, batch.op_id, batch.rev, CLOSE, codec.encode(command))
