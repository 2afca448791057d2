"""Money that comes in: payments at the counter, taken back, a crowd for practice, and the accounts that collect."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import msgspec
from sqlalchemy import select

from app.simulator import operator
from app.simulator.collections import receiving, staff
from app.simulator.collections.arrivals import PaymentWanted
from app.simulator.collections.cross_bank_files import FileTaken
from app.simulator.collections.practice import SORTS, MixWanted
from app.simulator.collections.receiving import ReceivingShown, ReceivingWanted
from app.simulator.collections.staff import BillLookedUp, PaymentShown, PaymentsShown, ReversalWanted
from app.simulator.collections.tables import payments
from app.simulator.console import lists
from app.simulator.console.acts import Done
from app.simulator.console.counter import plain
from app.simulator.refusals import Refused, wrong
from app.wire import api
from app.wire.codes import Refusal
from app.wire.collections import Channel, CollectionState

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from app.simulator.console.counter import Counter
    from app.simulator.console.page import Asked
    from app.simulator.context import Central
    from app.simulator.pages.forms import Sent

MIX = 50
"""So many payments a crowd makes with one press."""
REMITS: tuple[Literal["portal", "unit"], ...] = ("portal", "unit")


class CollectionPages:
    """What the bank's staff see and do of payments into receiving accounts."""

    def __init__(self, central: Central, counter: Counter) -> None:
        self._central = central
        self._counter = counter

    async def show(self, asked: Asked) -> dict[str, Any]:
        """List payments, the newest first."""
        named, p = lists.said(asked, "unit", "state", "text"), payments.c
        query = select(payments)
        for column, text in ((p.unit, named["unit"]), (p.state, named["state"])):
            query = query.where(column == text) if text else query
        if text := named["text"]:
            mine = (
                lists.like(p.payment_id, text) | lists.like(p.payer_name, text) | p.ref1.contains(text, autoescape=True)
            )
            query = query.where(mine | p.ref2.contains(text, autoescape=True))
        newest = query.order_by(p.arrived_at.desc(), p.unit, p.turn.desc())

        def read(connection: Connection) -> dict[str, Any]:
            found = lists.part_of(asked, newest)(connection)
            return {"payments": found, "units": _units(connection)}

        return {
            **await self._central.storage.read(read),
            "named": named,
            "states": [state.value for state in CollectionState],
            "sorts": SORTS,
            "mix": MIX,
        }

    async def mix(self, _asked: Asked, sent: Sent) -> Done:
        """Have a crowd pay a unit's open bills, right and wrong by turns."""
        sorts = tuple(sort for sort in SORTS if sent.text(f"sort_{sort}"))
        count = sent.text("count").strip()
        if not (count.isascii() and count.isdigit() and len(count) < 6):
            raise wrong("count")
        wanted = MixWanted(sent.text("mix_unit"), int(count), sorts)
        paid = await self._counter.ask("POST", f"{api.OPERATOR_COLLECTIONS}/mix", PaymentsShown, wanted)
        return Done(wanted.unit, {"paid": len(paid.payments)})

    async def till(self, asked: Asked) -> dict[str, Any]:
        """Show what a payer owes by two references, and what may be taken in."""
        named = lists.said(asked, "ref1", "ref2")
        now = self._central.clock.now()

        def read(connection: Connection) -> dict[str, Any]:
            bill: BillLookedUp | None = None
            if named["ref1"] or named["ref2"]:
                bill = staff.look_up(connection, now, named["ref1"], named["ref2"])
            return {"bill": bill, "units": _units(connection)}

        return {
            **await self._central.storage.read(read),
            "named": named,
            "channels": [one.value for one in Channel if one is not Channel.OTHER_BANK],
        }

    async def pay(self, _asked: Asked, sent: Sent) -> Done:
        """Take a payment in."""
        said = {name: sent.text(name).strip() for name in ("channel", "biller_id", "payer_name", "place")}
        said |= {name: sent.text(f"pay_{name}").strip() for name in ("ref1", "ref2")}
        said["satang"] = lists.satang(sent, "baht")
        wanted = operator.read(msgspec.json.encode({**said, "force": bool(sent.text("force"))}), PaymentWanted)
        paid = await self._counter.ask("POST", api.OPERATOR_COLLECTIONS, PaymentShown, wanted)
        return Done(paid.payment_id)

    async def payment(self, asked: Asked) -> dict[str, Any]:
        """Show a payment."""
        mine = select(payments).where(payments.c.payment_id == asked.named("payment_id"))
        row = await self._central.storage.read(lambda connection: connection.execute(mine).one_or_none())
        if row is None:
            raise Refused(Refusal.NOT_FOUND)
        return {"payment": row}

    async def reverse(self, asked: Asked, sent: Sent) -> Done:
        """Take a payment back."""
        lists.demand_sure(sent)
        payment_id, wanted = asked.named("payment_id"), ReversalWanted(sent.text("reason").strip())
        path = f"{api.OPERATOR_COLLECTIONS}/{plain(payment_id)}/reverse"
        await self._counter.ask("POST", path, PaymentShown, wanted)
        return Done(payment_id)

    async def receiving(self, asked: Asked) -> dict[str, Any]:
        """List the accounts that collect."""
        found = await self._central.storage.read(receiving.of_all)
        return {"receiving": lists.part(asked, found.receiving), "remits": REMITS}

    async def open(self, _asked: Asked, sent: Sent) -> Done:
        """Open the receiving account of a unit."""
        names = ("unit", "account", "company_code", "biller_id", "promptpay_id", "remits", "name")
        said = {name: sent.text(name).strip() for name in names}
        wanted = operator.read(msgspec.json.encode(said), ReceivingWanted)
        await self._counter.ask("POST", api.OPERATOR_RECEIVING, ReceivingShown, wanted)
        return Done(wanted.account)

    async def take_file(self, _asked: Asked, sent: Sent) -> Done:
        """Take another bank's file of payments in; the same file again has no effect."""
        if len(sent.files) != 1:
            raise wrong("file")
        body = await self._counter.do("POST", api.OPERATOR_CROSS_BANK_FILES, sent.files[0].content)
        taken = msgspec.json.decode(body, type=FileTaken)
        return Done(taken.account, {"lines": taken.count})


def _units(connection: Connection) -> list[ReceivingShown]:
    return receiving.of_all(connection).receiving
