"""What the central system says of the steps of a batch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.disbursement.bank_step import BankStep
from app.domain.values.dates import parse_instant
from app.domain.values.errors import Unreachable
from app.wire import api
from app.wire.disbursement import BatchStages

if TYPE_CHECKING:
    from app.central.administration import Asked


class StepCalls:
    """What is asked about the steps of batches, in a session."""

    def __init__(self, asked: Asked) -> None:
        self._asked = asked

    def of_batch(self, op_id: str) -> tuple[BankStep, ...]:
        """Return the steps of a batch, the first one first."""
        told = self._asked("GET", f"{api.BATCHES}/{op_id}/stages", BatchStages)
        try:
            return tuple(
                BankStep(parse_instant(one.at), one.stage, one.lines, one.cause, one.who, one.rule, one.reason)
                for one in told.stages
            )
        except ValueError as problem:
            raise Unreachable("server_unreadable", status=200) from problem
