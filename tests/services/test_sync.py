"""Keeping step with a real central system over real TLS."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.domain.disbursement.batch import BatchStatus
from app.domain.disbursement.record import Delivery
from app.domain.disbursement.transfer import LineStatus
from app.store import disbursement
from app.store.outbox import CommandState

if TYPE_CHECKING:
    from tests.helpers.raw_central import Central
    from tests.helpers.workstation import Workstation

PASSWORD_OF = ("GMIS210101", "AUTH01")


def test_a_batch_goes_from_the_maker_to_the_authorizer_to_the_receipt(
    central: Central, maker: Workstation, authorizer: Workstation
) -> None:
    op_id = maker.draft(document_no="กค 0402/1")
    maker.submit(op_id)
    state = maker.sync.sync_now()
    assert (state.problem, state.queue, state.online) == ("", 0, True)
    handed_in = maker.batch(op_id)
    assert (handed_in.status, handed_in.delivery, handed_in.rev) == (BatchStatus.SUBMITTED, Delivery.NONE, 1)

    authorizer.sync.sync_now()
    waiting = authorizer.batch(op_id)
    assert (waiting.status, waiting.mine, waiting.lines_count) == (BatchStatus.SUBMITTED, False, 3)
    assert [line.status for line in authorizer.lines(op_id)] == [LineStatus.PENDING] * 3

    authorizer.decide(op_id, central.password(*PASSWORD_OF))
    assert authorizer.sync.sync_now().problem == ""
    central.advance("2026-11-23T16:00:00+07:00")
    for station in (maker, authorizer):
        station.sync.sync_now()
        done = station.batch(op_id)
        assert (done.status, done.settled_count, done.delivery) == (BatchStatus.SETTLED, 3, Delivery.NONE)
        assert {line.status for line in station.lines(op_id)} == {LineStatus.SETTLED}
        with station.desk.store.read() as rd:
            evidence = disbursement.signed(rd, op_id)
        assert evidence is not None
        assert evidence.receipt is not None
        assert len(evidence.authorizations) == 1
    assert [command.state for command in maker.commands()] == [CommandState.DONE]
