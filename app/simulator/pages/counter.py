"""What all pages share: who looks, how often, and how a mistake is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.simulator.collections import bills
from app.simulator.files import secret_text
from app.simulator.guesses import Guesses
from app.simulator.pages import words
from app.simulator.pages.forms import FormReader, TokenWrong
from app.simulator.pages.frame import page
from app.simulator.pages.visits import Visit, bound, visit_of
from app.simulator.refusals import Refused
from app.simulator.strangers import Counted
from app.wire.bills import BillState
from app.wire.codes import Refusal

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request
    from starlette.responses import Response

    from app.simulator.context import Central
    from app.simulator.pages.shown import BillShown
    from app.simulator.worker import Worker

    Handler = Callable[[Request], Awaitable[Response]]
    Shown = Callable[[Request, Visit], Awaitable[Response]]

WRONG_MAX = 30
"""References and codes of nothing, from one address, before it has to wait; one is forgiven every two seconds."""
SENT_MAX = 60
"""Forms from one address, likewise."""
LOOKED_UP_MAX = 120
"""Bills of references, there or not, likewise: nobody reads through the numbers."""
TOLD_BESIDE_FIELDS = (Refusal.FIELD_WRONG, Refusal.FILE_WRONG, Refusal.TOO_LARGE, Refusal.DAY_LIMIT)
"""What an applicant can put right in the form itself."""


class PublicCounter:
    """Lets a browser in, keeps those who try too much waiting, and says what went wrong in a sentence."""

    def __init__(self, central: Central, worker: Worker) -> None:
        self.central = central
        self.worker = worker
        self.reader = FormReader()
        self.key = secret_text(central.data / "pages-secret", central.chance.named("pages")).encode()
        self._wrong = Guesses(central.storage, Counted.PAGE_NOT_THERE, WRONG_MAX)
        self._sent = Guesses(central.storage, Counted.PAGE_FORM, SENT_MAX)
        self._looked_up = Guesses(central.storage, Counted.PAGE_LOOK_UP, LOOKED_UP_MAX)

    def open(self, show: Shown) -> Handler:
        """Return a page's handler; what it refuses becomes a page, too."""

        async def answer(request: Request) -> Response:
            visit = visit_of(request, self.key, self.central.chance.beside)
            try:
                if request.method == "POST":
                    await self._sent.spend(visit.address)
                return await show(request, visit)
            except TokenWrong:
                return page(visit, "problem", 403, code="token_wrong", until="")
            except Refused as refused:
                return self.told(request, refused)

        return answer

    def told(self, request: Request, refused: Refused) -> Response:
        """Return the page that says what was refused."""
        visit = visit_of(request, self.key, self.central.chance.beside)
        code = refused.refusal.value
        known = code if words.has(f"problem.{code}") else Refusal.UNAVAILABLE.value
        response = page(visit, "problem", refused.status, code=known, until=refused.facts.get("until", ""))
        if refused.status in (429, 503):
            response.headers["retry-after"] = refused.facts.get("retry_after", "1")
        return response

    async def view(self, bill: BillShown) -> None:
        """Note that a payer saw a bill that can still be paid; the agency is told the first time."""
        if bill.problem or bill.state not in (BillState.ISSUED, BillState.SENT):
            return
        now = self.central.clock.now()
        await self.central.storage.write(lambda connection: bills.viewed(connection, now, bill.bill_id))

    def payment_key(self, payment_id: str) -> str:
        """Return what opens a payment to whoever made it here."""
        return bound(self.key, "paid", payment_id)

    async def demand_few_wrong(self, visit: Visit) -> None:
        """Refuse an address that asked for too much that is not there."""
        await self._wrong.demand_few(visit.address)

    async def count_look_up(self, visit: Visit) -> None:
        """Let an address look one more bill up, unless it looked up too many."""
        await self.demand_few_wrong(visit)
        await self._looked_up.spend(visit.address)

    async def count_wrong(self, visit: Visit) -> None:
        """Remember that an address asked for something that is not there."""
        await self._wrong.count(visit.address)
