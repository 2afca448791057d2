"""Budget money: what is paid into a unit's account, and what the treasury drew by document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.simulator import ledger
from app.simulator.administration.bank import Deposit
from app.simulator.console import lists
from app.simulator.console.acts import Done
from app.simulator.disbursement import draws
from app.simulator.disbursement.draws import DrawWanted
from app.wire import api
from app.wire.disbursement import Draw

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from app.simulator.console.counter import Counter
    from app.simulator.console.page import Asked
    from app.simulator.context import Central
    from app.simulator.pages.forms import Sent

_DRAW = ("doc_no", "doc_date", "expense")


class MoneyPages:
    """What the bank's staff pay in."""

    def __init__(self, central: Central, counter: Counter) -> None:
        self._central = central
        self._counter = counter

    async def show(self, asked: Asked) -> dict[str, Any]:
        """List draws with what is left of each, of one unit if it is named."""
        named = lists.said(asked, "unit")

        def read(connection: Connection) -> dict[str, Any]:
            found = draws.of_units(connection, named["unit"]).draws
            return {"draws": lists.part(asked, found), "accounts": _budget_accounts(connection)}

        return {**await self._central.storage.read(read), "named": named}

    async def deposit(self, _asked: Asked, sent: Sent) -> Done:
        """Pay money into a unit's account; the same reference has no effect twice."""
        lists.demand_sure(sent)
        wanted = Deposit(sent.text("account"), lists.satang(sent, "baht"), sent.text("reference").strip())
        await self._counter.do("POST", api.OPERATOR_DEPOSITS, wanted)
        return Done(wanted.account)

    async def draw(self, _asked: Asked, sent: Sent) -> Done:
        """Write down what the treasury drew for a unit; its money comes with it."""
        lists.demand_sure(sent)
        unit, _, account = sent.text("drawn_for").partition(" ")
        doc_no, doc_date, expense = (sent.text(name).strip() for name in _DRAW)
        wanted = DrawWanted(unit, doc_no, doc_date, account, lists.satang(sent, "drawn_baht"), expense)
        await self._counter.ask("POST", api.OPERATOR_DRAWS, Draw, wanted)
        return Done(doc_no)


def _budget_accounts(connection: Connection) -> list[ledger.AccountState]:
    found = ledger.account_states(connection)
    return [one for one in found if one.unit and one.purpose != ledger.RECEIVING]
