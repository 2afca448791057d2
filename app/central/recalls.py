"""Money called back: commands signed on their way out, what the log tells verified on its way in."""

from __future__ import annotations

import uuid
from datetime import date
from typing import TYPE_CHECKING

from app.central.signed_orders import (
    Family,
    Signed,
    decided_by,
    envelope,
    holds_by_maker,
    holds_by_other,
    in_session,
    is_makers,
    kept,
    made_by,
    prepared,
    sign,
    signed_text,
    word,
)
from app.central.verification import whole
from app.domain.recalls.news import NoticeReport, NoticesReported, RecallChanged, RecallNews
from app.domain.recalls.recall import Cause, Document, Recall, RecallState
from app.domain.recalls.routing import Route, Way
from app.domain.values.dates import parse_instant
from app.domain.values.money import Money
from app.wire import codec, signature
from app.wire import recalls as wire
from app.wire.events import NOTICES_REPORTED
from app.wire.events import NoticesReported as WireReported

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from app.central.signed_orders import Prepared, Signer
    from app.domain.access.keys import PublicKey

OPEN, DROP, PROPOSE, SETTLE = "open_recall", "drop_recall", "propose_return", "settle_return"
KINDS = frozenset({OPEN, DROP, PROPOSE, SETTLE})
"""Commands of the outbox that are about money called back."""

_FORMS: dict[str, type[wire.OpenRecall | wire.DropRecall | wire.ProposeReturn]] = {
    OPEN: wire.OpenRecall,
    DROP: wire.DropRecall,
    PROPOSE: wire.ProposeReturn,
}
"""Commands that another session may give in the place of the one in which they were made."""


def new_recall_id() -> str:
    """Return a name for a new recall: it stays for life."""
    return str(uuid.uuid4())


def prepare_open(
    signer: Signer,
    recall_id: str,
    line: tuple[str, int, int],
    cause: Cause,
    amount: Money,
    found_on: date,
    letter: tuple[str, date],
    reason: str,
) -> Prepared:
    """Call money back; ``line`` is batch, edition and number, ``letter`` number and date.

    Raises `Refused` ``field_wrong`` (fact ``field``) for a text that may not be sent.
    """
    op_id, rev, number = line
    command = wire.OpenRecall(
        typ=wire.OPEN_RECALL,
        **envelope(signer),
        recall_id=recall_id,
        op_id=op_id,
        rev=str(rev),
        n=str(number),
        cause=cause.value,
        satang=str(amount.satang),
        found_on=found_on.isoformat(),
        letter_no=signed_text("letter_no", letter[0]),
        letter_date=letter[1].isoformat(),
        reason=signed_text("reason", reason),
    )
    return prepared(OPEN, recall_id, command)


def prepare_drop(signer: Signer, recall_id: str, reason: str) -> Prepared:
    """Give a recall up before any money came."""
    command = wire.DropRecall(
        typ=wire.DROP_RECALL,
        **envelope(signer),
        recall_id=recall_id,
        reason=signed_text("reason", reason),
    )
    return prepared(DROP, recall_id, command)


def prepare_return(signer: Signer, recall: Recall, route: Route, now: datetime) -> Prepared:
    """Sign the order to return what came back to the treasury, by the route that was shown."""
    order = wire.ReturnOrder(
        typ=wire.RETURN_ORDER,
        req_id=str(uuid.uuid4()),
        recall_id=recall.recall_id,
        agency=signer.agency,
        unit=signer.unit,
        route=route.value,
        satang=str(recall.back.satang) if recall.back else "",
        account=recall.account,
        fy=str(recall.fiscal_year),
        **made_by(signer, now),
    )
    signed = sign(signer, signature.PROPOSE_RETURN, order)
    command = wire.ProposeReturn(typ=wire.PROPOSE_RETURN, **envelope(signer), order=order, order_sig=signed.signature)
    return prepared(PROPOSE, recall.recall_id, command, signed)


def prepare_settle(
    signer: Signer, recall: Recall, *, approve: bool, reason: str, challenge: str, now: datetime
) -> Prepared:
    """Sign the decision about exactly the order that was verified and shown."""
    order_sha256, order_sig_sha256 = Signed(recall.order, recall.order_sig).digests
    decision = wire.ReturnDecision(
        typ=wire.RETURN_DECISION,
        req_id=recall.req_id,
        order_sha256=order_sha256,
        order_sig_sha256=order_sig_sha256,
        **decided_by(signer, word(approve=approve), reason, challenge, now),
    )
    signed = sign(signer, signature.SETTLE_RETURN, decision)
    command = wire.SettleReturn(
        typ=wire.SETTLE_RETURN, **envelope(signer), decision=decision, decision_sig=signed.signature
    )
    return prepared(SETTLE, recall.recall_id, command, signed)


def renewed(kind: str, request: bytes, signer: Signer) -> Prepared | None:
    """As `Family.renewed`."""
    if kind not in _FORMS:
        return None
    again = in_session(codec.decode(request, _FORMS[kind]), signer)
    if again is None:
        return None
    if isinstance(again, wire.ProposeReturn):
        return prepared(kind, again.order.recall_id, again) if is_makers(again.order, signer) else None
    return prepared(kind, again.recall_id, again)


def author(kind: str, request: bytes) -> str:
    """As `Family.author`."""
    if kind == PROPOSE:
        return kept(request, wire.ProposeReturn).order.maker_uid
    return kept(request, wire.SettleReturn).decision.auth_uid if kind == SETTLE else ""


FAMILY = Family(KINDS, author, renewed)


def holds(item: RecallNews, keys: Mapping[str, PublicKey]) -> bool:
    """Say whether order and decision were signed by those they name, two persons, over this very money."""
    if isinstance(item, NoticesReported):
        return True
    recall = item.recall
    if not recall.order:
        return not recall.decision and recall.state not in (RecallState.RETURN_PROPOSED, RecallState.RETURNED)
    order, signed = codec.decode(recall.order, wire.ReturnOrder), Signed(recall.order, recall.order_sig)
    if not holds_by_maker(order, signed, signature.PROPOSE_RETURN, keys):
        return False
    money = str(recall.back.satang) if recall.back else ""
    if (order.recall_id, order.satang, order.account) != (recall.recall_id, money, recall.account):
        return False
    if not recall.decision:
        return recall.state is not RecallState.RETURNED
    said = codec.decode(recall.decision, wire.ReturnDecision)
    wanted = (order.req_id, word(approve=recall.state is RecallState.RETURNED), *signed.digests)
    decided = Signed(recall.decision, recall.decision_sig)
    about = (said.req_id, said.decision, said.order_sha256, said.order_sig_sha256)
    return about == wanted and holds_by_other(said, decided, signature.SETTLE_RETURN, order.maker_uid, keys)


def read(view: bytes, what: str = "") -> Recall:
    """Return what the bytes of a recall say; raise ``ValueError`` for what no recall says."""
    return _recall(codec.decode(view, wire.RecallView), what)


def _changed(body: bytes, _: object) -> RecallNews:
    told = codec.decode(body, wire.RecallChanged)
    return RecallChanged(_recall(told.recall, told.what), codec.encode(told.recall))


def _reported(body: bytes, _: object) -> RecallNews:
    told = codec.decode(body, WireReported)
    reports = tuple(
        NoticeReport(whole(one.n), one.channel, one.state, one.problem, parse_instant(one.at)) for one in told.reports
    )
    return NoticesReported(told.op_id, whole(told.rev), reports)


READERS: dict[str, Callable[[bytes, object], RecallNews]] = {
    wire.RECALL_CHANGED: _changed,
    NOTICES_REPORTED: _reported,
}


def _recall(view: wire.RecallView, what: str) -> Recall:
    order = codec.decode(view.order.encode(), wire.ReturnOrder) if view.order else None
    decision = codec.decode(view.decision.encode(), wire.ReturnDecision) if view.decision else None
    documents = tuple(Document(one.kind, one.number) for one in view.documents)
    kinds = tuple(one.kind for one in documents)
    return Recall(
        recall_id=view.recall_id,
        op_id=view.op_id,
        rev=whole(view.rev),
        number=whole(view.n),
        state=RecallState(view.state),
        what=what,
        cause=Cause(view.cause),
        kind=view.kind,
        sub_kind=view.sub_kind,
        payee=view.payee,
        account=view.account,
        paid=Money(whole(view.paid_satang)),
        asked=Money(whole(view.satang)),
        back=Money(whole(view.back_satang)) if view.back_satang else None,
        back_on=_day(view.back_on),
        found_on=date.fromisoformat(view.found_on),
        letter_no=view.letter_no,
        letter_date=date.fromisoformat(view.letter_date),
        reason=view.reason,
        maker_uid=view.maker_uid,
        opened_at=parse_instant(view.opened_at),
        remit_by=_day(view.remit_by),
        fiscal_year=whole(view.fy),
        told_route=Route(view.route),
        told_way=Way(Route(view.route), kinds, view.gl_account, view.revenue_code, view.fund),
        order=view.order.encode(),
        order_sig=view.order_sig,
        ordered_by=order.maker_uid if order else "",
        req_id=order.req_id if order else "",
        decision=view.decision.encode(),
        decision_sig=view.decision_sig,
        decided_by=decision.auth_uid if decision else "",
        answer_to_order=decision.reason if decision else "",
        documents=documents,
        bank_ref=view.bank_ref,
        answer=view.answer,
        returned_at=parse_instant(view.returned_at) if view.returned_at else None,
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
