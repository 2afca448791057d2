"""What a close must tell, as the workstation's own log has it, is what the central system demands."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import Integer, LargeBinary, insert

from app.domain.access.permissions import Action
from app.domain.closing.exceptions import ExceptionKind
from app.domain.remittances.remittance import RemittanceState
from app.domain.values.dates import BANGKOK, instant
from app.store import demands
from app.store.remittance_tables import remittance
from tests.helpers.refusal_cases import CASES
from tests.helpers.stores import MAKER

if TYPE_CHECKING:
    from app.store.unit_of_work import Store
    from tests.helpers.refusal_cases import Sent

EVENING = datetime(2026, 11, 23, 16, tzinfo=UTC)


def _moment(clock: str) -> str:
    return instant(datetime.combine(EVENING, time.fromisoformat(clock), BANGKOK)) if clock else ""


def _row(one: Sent) -> dict[str, object]:
    empty: dict[type, object] = {Integer: 1, LargeBinary: b""}
    row = {column.name: empty.get(type(column.type), "") for column in remittance.columns if column.name != "id"}
    state = RemittanceState.REFUSED if one.refused else RemittanceState.SENT
    said = {"req_id": one.name, "state": state.value, "account": "9800000017", "satang": one.satang}
    return row | said | {"moved_at": _moment(one.sent), "answered_at": _moment(one.refused)}


@pytest.mark.parametrize("name", CASES)
def test_a_refused_sum_is_told_until_so_much_was_sent_again(store: Store, name: str) -> None:
    sent, waits = CASES[name]
    with store.write(MAKER, Action.RECORD_UNIT, "remittances") as tx:
        tx.connection.execute(insert(remittance), [_row(one) for one in sent])
    with store.read() as rd:
        found = demands.unsolved(rd, EVENING, "")
    assert {one.about for one in found if one.kind is ExceptionKind.REMITTANCE_REFUSED} == waits
