"""Remittances: what units sent, whose money it is, and the treasury's answer (SIM-13)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import func, select

from app.simulator.console import lists
from app.simulator.console.acts import Done
from app.simulator.console.counter import plain
from app.simulator.gfmis.journal import Matter
from app.simulator.refusals import Refused
from app.simulator.remittances import staff, treasury
from app.simulator.remittances.staff import AnswerWanted, RemittanceShown
from app.simulator.remittances.tables import parts, remittances
from app.simulator.tables import units, users
from app.wire import api
from app.wire.codes import Refusal
from app.wire.remittances import BookedDocument, RemittanceState, TreasuryCode

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from app.simulator.console.counter import Counter
    from app.simulator.console.page import Asked
    from app.simulator.context import Central
    from app.simulator.pages.forms import Sent

_SILENT = (remittances.c.state == RemittanceState.SENT.value, remittances.c.due_at.is_(None))
"""Sent, and nobody answers by itself."""
SILENT = "silent"


class RemittancePages:
    """What the treasury's staff see of remittances, and answer."""

    def __init__(self, central: Central, counter: Counter) -> None:
        self._central = central
        self._counter = counter

    async def show(self, asked: Asked) -> dict[str, Any]:
        """List remittances, the newest first."""
        named, r = lists.said(asked, "unit", "state", "text"), remittances.c
        query = select(r.req_id, r.unit, r.kind, r.office, r.satang, r.state, r.code, r.made_at, r.sent_at, r.due_at)
        if named["unit"]:
            query = query.where(r.unit == named["unit"])
        if named["state"] == SILENT:
            query = query.where(*_SILENT)
        elif named["state"]:
            query = query.where(r.state == named["state"])
        if text := named["text"]:
            query = query.where(lists.like(r.req_id, text) | lists.like(r.bank_ref, text) | lists.like(r.doc_no, text))
        newest = query.order_by(r.made_at.desc(), r.unit, r.turn.desc())

        def read(connection: Connection) -> dict[str, Any]:
            silent = select(func.count()).select_from(remittances).where(*_SILENT)
            return {"remittances": lists.part_of(asked, newest)(connection), "silent": connection.scalar(silent) or 0}

        states = [*(state.value for state in RemittanceState), SILENT]
        return {**await self._central.storage.read(read), "named": named, "states": states}

    async def one(self, asked: Asked) -> dict[str, Any]:
        """Show a remittance with its lines, whose money it is, and what it was booked under."""
        req_id, now = asked.named("req_id"), self._central.clock.now()

        def read(connection: Connection) -> dict[str, Any]:
            names = (units.c.name.label("unit_name"), users.c.name_th.label("maker"))
            query = select(remittances, *names).join(units, units.c.unit == remittances.c.unit)
            query = query.join(users, users.c.uid == remittances.c.maker_uid)
            row = connection.execute(query.where(remittances.c.req_id == req_id)).one_or_none()
            if row is None:
                raise Refused(Refusal.NOT_FOUND)
            mine = select(parts).where(parts.c.req_id == req_id).order_by(parts.c.payment_id, parts.c.revenue_type)
            ordered = not row.recall_id
            waits = row.state == RemittanceState.SENT
            return {
                "remittance": row,
                "items": treasury.order_of(connection, row)[1].items if ordered else (),
                "parts": lists.part_of(asked, mine)(connection),
                "documents": msgspec.json.decode(row.documents, type=tuple[BookedDocument, ...]),
                "waits": waits,
                "problem_code": treasury.problem(connection, now, row) if waits and ordered else None,
            }

        return {
            **await self._central.storage.read(read),
            "codes": [code.value for code in TreasuryCode],
            "matter": Matter.REMITTANCE.value,
        }

    async def book(self, asked: Asked, sent: Sent) -> Done:
        """Book it: documents get their numbers, the unit is told."""
        lists.demand_sure(sent)
        return await self._answer(asked, AnswerWanted("acknowledge"))

    async def refuse(self, asked: Asked, sent: Sent) -> Done:
        """Refuse it with a code: the money goes back."""
        lists.demand_sure(sent)
        return await self._answer(asked, AnswerWanted("refuse", sent.text("code")))

    async def _answer(self, asked: Asked, wanted: staff.AnswerWanted) -> Done:
        req_id = asked.named("req_id")
        path = f"{api.OPERATOR_REMITTANCES}/{plain(req_id)}"
        await self._counter.ask("POST", path, RemittanceShown, wanted)
        return Done(req_id)
