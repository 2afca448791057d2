"""Money called back: commands signed on their way out, what the log tells verified on its way in."""

from __future__ import annotations

import uuid
from datetime import date
from typing import TYPE_CHECKING

from msgspec import structs

from app.central.disbursement import Prepared, new_cmd_id, signed_text
from app.central.verification import whole
from app.domain.recalls.news import NoticeReport, NoticesReported, RecallChanged, RecallNews
from app.domain.recalls.recall import Cause, Document, Recall, RecallState
from app.domain.recalls.routing import Route, Way
from app.domain.values.dates import instant, parse_instant
from app.domain.values.errors import Tampered
from app.domain.values.money import Money
from app.wire import codec, signature
from app.wire import recalls as wire
from app.wire.events import NOTICES_REPORTED
from app.wire.events import NoticesReported as WireReported

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from app.central.disbursement import Signer
    from app.domain.access.keys import PublicKey

OPEN, DROP, PROPOSE, SETTLE = "open_recall", "drop_recall", "propose_return", "settle_return"
KINDS = frozenset({OPEN, DROP, PROPOSE, SETTLE})
"""Commands of the outbox that are about money called back."""

APPROVE, RETURN = "approve", "return"
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
        cmd_id=new_cmd_id(),
        session_epoch=signer.session_epoch,
        device=signer.device,
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
    return Prepared(command.cmd_id, recall_id, 0, OPEN, codec.encode(command))


def prepare_drop(signer: Signer, recall_id: str, reason: str) -> Prepared:
    """Give a recall up before any money came."""
    command = wire.DropRecall(
        typ=wire.DROP_RECALL,
        cmd_id=new_cmd_id(),
        session_epoch=signer.session_epoch,
        device=signer.device,
        recall_id=recall_id,
        reason=signed_text("reason", reason),
    )
    return Prepared(command.cmd_id, recall_id, 0, DROP, codec.encode(command))


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
        maker_uid=signer.uid,
        maker_kid=signer.kid,
        device=signer.device,
        made_at=instant(now),
    )
    signed = codec.encode(order)
    command = wire.ProposeReturn(
        typ=wire.PROPOSE_RETURN,
        cmd_id=new_cmd_id(),
        session_epoch=signer.session_epoch,
        device=signer.device,
        order=order,
        order_sig=signature.sign(signer.key, signature.PROPOSE_RETURN, signed),
    )
    return Prepared(command.cmd_id, recall.recall_id, 0, PROPOSE, codec.encode(command), signed, command.order_sig)


def prepare_settle(
    signer: Signer, recall: Recall, *, approve: bool, reason: str, challenge: str, now: datetime
) -> Prepared:
    """Sign the decision about exactly the order that was verified and shown."""
    decision = wire.ReturnDecision(
        typ=wire.RETURN_DECISION,
        req_id=recall.req_id,
        order_sha256=signature.sha256_hex(recall.order),
        order_sig_sha256=signature.signature_sha256(recall.order_sig),
        decision=APPROVE if approve else RETURN,
        reason=signed_text("reason", reason),
        auth_uid=signer.uid,
        auth_kid=signer.kid,
        device=signer.device,
        session_epoch=signer.session_epoch,
        challenge=challenge,
        at=instant(now),
    )
    signed = codec.encode(decision)
    command = wire.SettleReturn(
        typ=wire.SETTLE_RETURN,
        cmd_id=new_cmd_id(),
        session_epoch=signer.session_epoch,
        device=signer.device,
        decision=decision,
        decision_sig=signature.sign(signer.key, signature.SETTLE_RETURN, signed),
    )
    return Prepared(command.cmd_id, recall.recall_id, 0, SETTLE, codec.encode(command), signed, command.decision_sig)


def renewed(kind: str, request: bytes, signer: Signer) -> Prepared | None:
    """Return the same intent as a new command in the present session; None where only the person can repeat it.

    As `app.central.disbursement.renewed`. A decision names its session inside the signed bytes.
    """
    if kind not in _FORMS:
        return None
    command = codec.decode(request, _FORMS[kind])
    if isinstance(command, wire.ProposeReturn):
        if (command.order.maker_uid, command.order.maker_kid) != (signer.uid, signer.kid):
            return None
        recall_id = command.order.recall_id
    else:
        recall_id = command.recall_id
    if signer.session_epoch in ("", command.session_epoch):
        return None
    again = structs.replace(command, cmd_id=new_cmd_id(), session_epoch=signer.session_epoch, device=signer.device)
    return Prepared(again.cmd_id, recall_id, 0, kind, codec.encode(again))


def author(kind: str, request: bytes) -> str:
    """Return the uid of who gave a command, '' where it does not say; raise `Tampered` ``outbox_damaged``."""
    try:
        if kind == PROPOSE:
            return codec.decode(request, wire.ProposeReturn).order.maker_uid
        return codec.decode(request, wire.SettleReturn).decision.auth_uid if kind == SETTLE else ""
    except codec.NotCanonical as problem:
        raise Tampered("outbox_damaged") from problem


def holds(item: RecallNews, keys: Mapping[str, PublicKey]) -> bool:
    """Say whether order and decision were signed by those they name, two persons, over this very money."""
    if isinstance(item, NoticesReported):
        return True
    recall = item.recall
    if not recall.order:
        return not recall.decision and recall.state not in (RecallState.RETURN_PROPOSED, RecallState.RETURNED)
    order = codec.decode(recall.order, wire.ReturnOrder)
    key = keys.get(order.maker_kid)
    if key is None or (key.uid, key.device) != (order.maker_uid, order.device):
        return False
    if not signature.verify(key.public_key, signature.PROPOSE_RETURN, recall.order, recall.order_sig):
        return False
    money = str(recall.back.satang) if recall.back else ""
    if (order.recall_id, order.satang, order.account) != (recall.recall_id, money, recall.account):
        return False
    return _decision_holds(recall, order, keys)


def _decision_holds(recall: Recall, order: wire.ReturnOrder, keys: Mapping[str, PublicKey]) -> bool:
    if not recall.decision:
        return recall.state is not RecallState.RETURNED
    said = codec.decode(recall.decision, wire.ReturnDecision)
    key = keys.get(said.auth_kid)
    wanted = APPROVE if recall.state is RecallState.RETURNED else RETURN
    return (
        key is not None
        and key.uid == said.auth_uid != order.maker_uid
        and (said.req_id, said.decision) == (order.req_id, wanted)
        and said.order_sha256 == signature.sha256_hex(recall.order)
        and said.order_sig_sha256 == signature.signature_sha256(recall.order_sig)
        and signature.verify(key.public_key, signature.SETTLE_RETURN, recall.decision, recall.decision_sig)
    )


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
