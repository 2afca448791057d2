"""Single lines that a rule holds at the payee's bank: let go before their time, or refused, with the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.simulator import held_lines
from app.simulator.console import lists
from app.simulator.console.acts import Done
from app.simulator.console.counter import plain
from app.simulator.fields import is_digits
from app.simulator.refusals import Refused
from app.simulator.tables import batches, lines
from app.wire import api
from app.wire.codes import Refusal

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from app.simulator.console.counter import Counter
    from app.simulator.console.page import Asked
    from app.simulator.context import Central
    from app.simulator.pages.forms import Sent

_DIGITS_MAX = 6


class HeldLinePages:
    """What the bank's staff see of held lines, and say of them."""

    def __init__(self, central: Central, counter: Counter) -> None:
        self._central = central
        self._counter = counter

    async def show(self, asked: Asked) -> dict[str, Any]:
        """List the lines that are held, those that go on first first."""
        named, query = lists.said(asked, "unit", "text"), held_lines.query()
        if named["unit"]:
            query = query.where(batches.c.unit == named["unit"])
        if text := named["text"]:
            query = query.where(lists.like(lines.c.name, text) | lists.like(lines.c.acct, text))
        return {"held": await self._central.storage.read(lists.part_of(asked, query)), "named": named}

    async def one(self, asked: Asked) -> dict[str, Any]:
        """Show a held line, or that it is not held any more."""
        op_id, n = _named(asked)
        query = held_lines.query().where(lines.c.op_id == op_id, lines.c.n == n)

        def read(connection: Connection) -> Any:
            return connection.execute(query).one_or_none()

        found = await self._central.storage.read(read)
        return {"line": found, "op_id": op_id, "n": n, "codes": held_lines.CODES}

    async def release(self, asked: Asked, sent: Sent) -> Done:
        """Let a line go now."""
        wanted = held_lines.LineReleased(sent.text("reason").strip())
        await self._counter.do("POST", f"{_route(asked)}/release", wanted)
        return _done(asked)

    async def reject(self, asked: Asked, sent: Sent) -> Done:
        """Refuse a line for good."""
        lists.demand_sure(sent)
        wanted = held_lines.LineRejected(sent.text("code"), sent.text("why").strip())
        await self._counter.do("POST", f"{_route(asked)}/reject", wanted)
        return _done(asked)


def _named(asked: Asked) -> tuple[str, int]:
    number = asked.named("n")
    if not is_digits(number, _DIGITS_MAX):
        raise Refused(Refusal.NOT_FOUND)
    return asked.named("op_id"), int(number)


def _route(asked: Asked) -> str:
    op_id, n = _named(asked)
    return f"{api.OPERATOR_HELD_LINES}/{plain(op_id)}/{n}"


def _done(asked: Asked) -> Done:
    op_id, n = _named(asked)
    return Done(f"{op_id}/{n}")
