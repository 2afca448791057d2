"""What a maker orders about single lines of a finished batch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.central.signed_orders import envelope, prepared, signed_text
from app.wire import disbursement as wire

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.central.signed_orders import Prepared, Signer
    from app.domain.disbursement.follow_up import LineReason
    from app.domain.disbursement.record import Batch

CLOSE = "close_lines"


def prepare_close(signer: Signer, batch: Batch, numbers: Iterable[int], code: LineReason, text: str) -> Prepared:
    """End failed lines that will not be paid again, all for the same reason."""
    said = signed_text("reason", text)
    command = wire.CloseLines(
        typ=wire.CLOSE_LINES,
        **envelope(signer),
        op_id=batch.op_id,
        rev=str(batch.rev),
        lines=tuple(wire.LineRemark(n=str(number), code=code.value, text=said) for number in sorted(numbers)),
    )
    return prepared(CLOSE, batch.op_id, command, rev=batch.rev)
