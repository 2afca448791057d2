"""Pages of a payer: the bill of two references or of a scanned code, paying it, and what came of the payment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from starlette.responses import RedirectResponse

from app.simulator.collections import arrivals, lookup, payments
from app.simulator.collections.arrivals import PaymentWanted
from app.simulator.pages import shown
from app.simulator.pages.applying import SEE_OTHER
from app.simulator.pages.frame import HEADERS, page
from app.simulator.pages.payment_codes import CodeWrong, read
from app.simulator.pages.visits import bound, is_same, remember
from app.simulator.refusals import Refused, wrong
from app.wire.codec import canonical_text
from app.wire.codes import Refusal
from app.wire.collections import Channel

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection
    from starlette.requests import Request
    from starlette.responses import Response

    from app.simulator.pages.counter import PublicCounter
    from app.simulator.pages.forms import Sent
    from app.simulator.pages.shown import BillShown, PaymentShown
    from app.simulator.pages.visits import Visit

HOME = "home"
PLACES: dict[str, tuple[Channel, ...]] = {
    HOME: (Channel.MOBILE, Channel.INTERNET, Channel.PROMPTPAY),
    "counter": (Channel.COUNTER,),
    "atm": (Channel.ATM,),
    "card": (Channel.CARD,),
}
"""Where somebody pays, and the channels that there are."""
_PLACE_NAMES = {HOME: "", "counter": "เคาน์เตอร์จำลอง", "atm": "ATM จำลอง", "card": "EDC จำลอง"}
_STATUS = {lookup.REF1: 422, lookup.REF2: 422, lookup.UNKNOWN: 404, "damaged": 422, "other": 422}
_TYPED_MAX = 600
AMOUNT_CHANGED, AMOUNT_OTHER = "amount_changed", "amount_other"
"""What is still to be paid is not what was shown a moment ago; not what the scanned code asks for."""
_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789", " -\u00a0\u200b\t")


@dataclass(frozen=True, slots=True)
class Typed:
    """What a payer typed or scanned, and where."""

    at: str
    ref1: str
    ref2: str
    scanned: str

    @property
    def says_nothing(self) -> bool:
        """Whether there is nothing to look for yet."""
        return not (self.ref1 or self.ref2 or self.scanned)


class NotPayable(Exception):
    """Nothing can be paid with these words; ``problem`` says why, as in `lookup` or `CodeWrong`."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


class Paying:
    """The bank's side."""

    def __init__(self, counter: PublicCounter) -> None:
        self._counter = counter
        self._central = counter.central

    async def look(self, request: Request, visit: Visit) -> Response:
        """Show the bill of two references, without whose it is."""
        typed = _typed(request.query_params)
        if typed.says_nothing:
            return page(visit, "pay", typed=typed, problem="", to="/bill")
        try:
            bill = await self._bill(visit, typed, even_ended=True)
        except NotPayable as why:
            return _asked_again(visit, typed, why.problem, "/bill")
        await self._counter.view(bill)
        return page(visit, "bill", bill=bill)

    async def ask(self, request: Request, visit: Visit) -> Response:
        """Ask for references or a code; with them, show what would be paid."""
        typed = _typed(request.query_params)
        if typed.says_nothing:
            return page(visit, "pay", typed=typed, problem="", to="/pay")
        try:
            bill = await self._bill(visit, typed)
        except NotPayable as why:
            return _asked_again(visit, typed, why.problem, "/pay")
        await self._counter.view(bill)
        return _confirmation(visit, typed, bill)

    async def pay(self, request: Request, visit: Visit) -> Response:
        """Move the money; the same form sent twice moves it once."""
        sent = await self._counter.reader.read(request, visit)
        typed = _typed(sent.fields)
        try:
            payment_id = await self._take(visit, sent, typed)
        except NotPayable as why:
            if why.problem != AMOUNT_CHANGED:
                return _asked_again(visit, typed, why.problem, "/pay")
            return await self._confirm_again(visit, typed, "pay.amount_changed")
        except Refused as refused:
            if refused.facts.get("field") != "payer_name":
                raise
            return await self._confirm_again(visit, typed, "fault.payer_name")
        self._counter.worker.wake()
        where = {"payment": payment_id, "key": self._counter.payment_key(payment_id)}
        response = RedirectResponse(f"/paid?{urlencode(where)}", SEE_OTHER, HEADERS)
        remember(response, visit)
        return response

    async def _confirm_again(self, visit: Visit, typed: Typed, note: str) -> Response:
        try:
            return _confirmation(visit, typed, await self._bill(visit, typed), note)
        except NotPayable as why:  # somebody else paid it meanwhile
            return _asked_again(visit, typed, why.problem, "/pay")

    async def paid(self, request: Request, visit: Visit) -> Response:
        """Show a payment to whoever made it."""
        payment_id, brought = (request.query_params.get(name, "") for name in ("payment", "key"))
        if not is_same(brought, self._counter.payment_key(payment_id)):
            raise Refused(Refusal.NOT_FOUND)
        now, key = self._central.clock.now(), self._central.bank_key

        def work(connection: Connection) -> tuple[PaymentShown, BillShown]:
            row = payments.find(connection, payment_id)
            if row is None:
                raise Refused(Refusal.NOT_FOUND)
            found = lookup.look_up(connection, row.ref1, row.ref2, now)
            return shown.payment(connection, row, key), shown.bill(connection, now, found, whole=False)

        payment, bill = await self._central.storage.read(work)
        return page(visit, "paid", payment=payment, bill=bill)

    async def _bill(self, visit: Visit, typed: Typed, *, even_ended: bool = False) -> BillShown:
        """Return what can be paid with what was typed; raise `NotPayable`."""
        await self._counter.count_look_up(visit)
        refs, biller_id, satang = _meant(typed)
        now = self._central.clock.now()

        def work(connection: Connection) -> BillShown:
            found = lookup.look_up(connection, *refs, now, biller_id)
            if found.bill is None or (found.problem and not even_ended):
                raise NotPayable(found.problem)
            return shown.bill(connection, now, found, whole=False)

        try:
            bill = await self._central.storage.read(work)
        except NotPayable as why:
            if why.problem == lookup.UNKNOWN:
                await self._counter.count_wrong(visit)
            raise
        if not even_ended and satang not in (0, bill.to_pay_satang):
            raise NotPayable(AMOUNT_OTHER)
        return bill

    async def _take(self, visit: Visit, sent: Sent, typed: Typed) -> str:
        """Take the money once and return the bank's reference; raise `NotPayable` before any moves."""
        channel = next((one for one in PLACES[typed.at] if one == sent.text("channel")), None)
        if channel is None:
            raise wrong("channel")
        refs = (typed.ref1, typed.ref2)
        payment_id = f"W{bound(self._counter.key, 'pay', visit.secret, sent.text('once'), *refs)[:24].upper()}"
        central = self._central

        def write(connection: Connection) -> None:
            now = central.clock.now()
            if payments.find(connection, payment_id) is not None:
                return
            found = lookup.look_up(connection, *refs, now)
            if found.bill is None or found.problem:
                raise NotPayable(found.problem)
            if sent.text("satang") != str(found.to_pay_satang):
                raise NotPayable(AMOUNT_CHANGED)
            wanted = PaymentWanted(
                channel=channel,
                biller_id=shown.bill(connection, now, found, whole=False).biller_id,
                ref1=typed.ref1,
                ref2=typed.ref2,
                satang=str(found.to_pay_satang),
                payer_name=canonical_text(" ".join(sent.text("payer_name").split())),
                place=_PLACE_NAMES[typed.at],
                payment_id=payment_id,
            )
            arrivals.receive(connection, now, central.calendar, wanted)

        await central.storage.write(write)
        return payment_id


def _typed(said: Mapping[str, str]) -> Typed:
    at = said.get("at", HOME)
    ref1, ref2 = (said.get(name, "").translate(_DIGITS)[:_TYPED_MAX] for name in ("ref1", "ref2"))
    return Typed(at if at in PLACES else HOME, ref1, ref2, said.get("scanned", "")[:_TYPED_MAX])


def _meant(typed: Typed) -> tuple[tuple[str, str], str, int]:
    """Return references, biller and amount of what was typed or scanned; '' and 0 where nothing says them."""
    if not typed.scanned.strip():
        return (typed.ref1, typed.ref2), "", 0
    try:
        asked = read(typed.scanned)
    except CodeWrong as problem:
        raise NotPayable(str(problem)) from problem
    return (asked.ref1, asked.ref2), asked.biller_id, asked.satang


def _asked_again(visit: Visit, typed: Typed, problem: str, to: str) -> Response:
    return page(visit, "pay", _STATUS.get(problem, 409), typed=typed, problem=problem, to=to)


def _confirmation(visit: Visit, typed: Typed, bill: BillShown, note: str = "") -> Response:
    """Ask once more, everything in sight; nothing has moved yet."""
    facts = {"typed": typed, "bill": bill, "note_key": note, "channels": PLACES[typed.at]}
    return page(visit, "confirm", 409 if note else 200, once=visit.once(), **facts)
