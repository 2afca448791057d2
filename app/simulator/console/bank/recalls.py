"""Money that units call back: the staff answer for the payee's bank."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.simulator.console import lists
from app.simulator.console.acts import Done
from app.simulator.console.counter import plain
from app.simulator.recalls import staff
from app.simulator.recalls.staff import AnswerWanted, RecallShown
from app.simulator.refusals import Refused
from app.wire import api
from app.wire.codes import Refusal
from app.wire.recalls import Answer

if TYPE_CHECKING:
    from app.simulator.console.counter import Counter
    from app.simulator.console.page import Asked
    from app.simulator.context import Central
    from app.simulator.pages.forms import Sent


class RecallPages:
    """What the bank's staff see of recalls, and answer."""

    def __init__(self, central: Central, counter: Counter) -> None:
        self._central = central
        self._counter = counter

    async def show(self, asked: Asked) -> dict[str, Any]:
        """List what no bank has answered yet, the oldest first."""
        found = await self._central.storage.read(staff.waiting)
        return {"recalls": lists.part(asked, found.recalls)}

    async def one(self, asked: Asked) -> dict[str, Any]:
        """Show a recall that waits."""
        recall_id = asked.named("recall_id")
        found = (await self._central.storage.read(staff.waiting)).recalls
        recall = next((one for one in found if one.recall_id == recall_id), None)
        if recall is None:
            raise Refused(Refusal.NOT_FOUND)
        return {"recall": recall, "codes": [one.value for one in Answer]}

    async def money(self, asked: Asked, sent: Sent) -> Done:
        """Say that all of it or a part came back, now or on a day."""
        lists.demand_sure(sent)
        part = lists.satang(sent, "baht", needed=False)
        return await self._answer(asked, AnswerWanted("money_back", satang=part, on=sent.text("on")))

    async def refuse(self, asked: Asked, sent: Sent) -> Done:
        """Say that nothing comes back."""
        lists.demand_sure(sent)
        return await self._answer(asked, AnswerWanted("refused", code=sent.text("code")))

    async def _answer(self, asked: Asked, wanted: AnswerWanted) -> Done:
        recall_id = asked.named("recall_id")
        await self._counter.ask("POST", f"{api.OPERATOR_RECALLS}/{plain(recall_id)}", RecallShown, wanted)
        return Done(recall_id)
