"""Changes of the payee register: signed on their way out, verified on their way in; commands for the outbox."""

from __future__ import annotations

import uuid
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
from app.domain.payees.changes import Change, ChangeStatus, Entry
from app.domain.payees.news import (
    NameAnswer,
    PayeeNews,
    PayeesAside,
    PayeesChecked,
    PayeesProposed,
    PayeesRecalled,
    PayeesSettled,
)
from app.domain.payees.payee import FIELDS, AccountKind, NameMatch, PayeeRecord, PersonType
from app.wire import codec, signature
from app.wire import payees as wire

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime

    from app.central.signed_orders import Prepared, Signer
    from app.domain.access.keys import PublicKey

PROPOSE, SETTLE, RECALL, CHECK = "propose_payees", "settle_payees", "recall_payees", "check_names"
ASIDE = "put_payees_aside"
KINDS = frozenset({PROPOSE, SETTLE, RECALL, ASIDE, CHECK})
"""Commands of the outbox that are about the register."""

_FORMS: dict[str, type[wire.ProposePayees | wire.RecallPayees | wire.PutPayeesAside | wire.CheckNames]] = {
    PROPOSE: wire.ProposePayees,
    RECALL: wire.RecallPayees,
    ASIDE: wire.PutPayeesAside,
    CHECK: wire.CheckNames,
}
"""Commands that another session may give in the place of the one in which they were made."""

_TEXTS = frozenset({"name", "office", "acct_name", "permission_no"})


def new_payee_id() -> str:
    """Return a name for a new payee: it stays for life."""
    return str(uuid.uuid4())


def prepare_propose(
    signer: Signer, req_id: str, entries: Sequence[Entry], reason: str, source_sha256: str, now: datetime
) -> Prepared:
    """Sign a change of the register; raise `Refused` ``field_wrong`` (fact ``field``) for a text that may not be."""
    change = wire.PayeeChange(
        typ=wire.PAYEE_CHANGE,
        req_id=req_id,
        agency=signer.agency,
        unit=signer.unit,
        reason=signed_text("reason", reason),
        source_sha256=source_sha256,
        entries=tuple(_wire_entry(entry) for entry in entries),
        **made_by(signer, now),
    )
    signed = sign(signer, signature.PROPOSE_PAYEES, change)
    command = wire.ProposePayees(
        typ=wire.PROPOSE_PAYEES, **envelope(signer), change=change, change_sig=signed.signature
    )
    return prepared(PROPOSE, req_id, command, signed)


def prepare_settle(
    signer: Signer,
    change: Change,
    *,
    approve: bool,
    reason: str,
    left_out: Iterable[str],
    forms_seen: Iterable[str],
    challenge: str,
    now: datetime,
) -> Prepared:
    """Sign the decision about exactly the change that was verified and shown."""
    change_sha256, change_sig_sha256 = Signed(change.text, change.signature).digests
    decision = wire.PayeeDecision(
        typ=wire.PAYEE_DECISION,
        req_id=change.req_id,
        change_sha256=change_sha256,
        change_sig_sha256=change_sig_sha256,
        left_out=tuple(left_out),
        forms_seen=tuple(forms_seen),
        **decided_by(signer, word(approve=approve), reason, challenge, now),
    )
    signed = sign(signer, signature.SETTLE_PAYEES, decision)
    command = wire.SettlePayees(
        typ=wire.SETTLE_PAYEES, **envelope(signer), decision=decision, decision_sig=signed.signature
    )
    return prepared(SETTLE, change.req_id, command, signed)


def prepare_recall(signer: Signer, req_id: str, reason: str) -> Prepared:
    """Take an own change back before it is settled."""
    command = wire.RecallPayees(
        typ=wire.RECALL_PAYEES,
        **envelope(signer),
        req_id=req_id,
        reason=signed_text("reason", reason),
    )
    return prepared(RECALL, req_id, command)


def prepare_put_aside(signer: Signer, req_id: str, reason: str) -> Prepared:
    """Put aside what went back of an own change."""
    command = wire.PutPayeesAside(
        typ=wire.PUT_PAYEES_ASIDE,
        **envelope(signer),
        req_id=req_id,
        reason=signed_text("reason", reason),
    )
    return prepared(ASIDE, req_id, command)


def prepare_check(signer: Signer, req_id: str, payee_ids: Sequence[str]) -> Prepared:
    """Ask the bank about names: of approved payees, or with ``req_id`` of those of a change that waits."""
    command = wire.CheckNames(
        typ=wire.CHECK_NAMES,
        **envelope(signer),
        req_id=req_id,
        payee_ids=tuple(payee_ids),
    )
    return prepared(CHECK, req_id or payee_ids[0], command)


def renewed(kind: str, request: bytes, signer: Signer) -> Prepared | None:
    """As `Family.renewed`."""
    if kind not in _FORMS:
        return None
    again = in_session(codec.decode(request, _FORMS[kind]), signer)
    match again:
        case wire.ProposePayees():
            return prepared(kind, again.change.req_id, again) if is_makers(again.change, signer) else None
        case wire.RecallPayees() | wire.PutPayeesAside():
            return prepared(kind, again.req_id, again)
        case wire.CheckNames():
            return prepared(kind, again.req_id or again.payee_ids[0], again)
    return None


def author(kind: str, request: bytes) -> str:
    """As `Family.author`."""
    if kind == PROPOSE:
        return kept(request, wire.ProposePayees).change.maker_uid
    return kept(request, wire.SettlePayees).decision.auth_uid if kind == SETTLE else ""


FAMILY = Family(KINDS, author, renewed)


def subjects(kind: str, request: bytes) -> frozenset[str]:
    """Return the payees that a kept command is about; raise `Tampered` ``outbox_damaged``."""
    if kind == PROPOSE:
        return frozenset(entry.payee_id for entry in kept(request, wire.ProposePayees).change.entries)
    return frozenset(kept(request, wire.CheckNames).payee_ids) if kind == CHECK else frozenset()


def holds(item: PayeeNews, keys: Mapping[str, PublicKey]) -> bool:
    """Say whether what the news tells was signed by those it names: the maker, and for a decision another person.

    A key that is not known here proves nothing, so that what it signed does not hold.
    """
    match item:
        case PayeesProposed():
            return _change_holds(item.change, item.change_sig, keys)
        case PayeesSettled():
            return _change_holds(item.change, item.change_sig, keys) and _decision_holds(item, keys)
    return True


def _change_holds(text: bytes, signed: str, keys: Mapping[str, PublicKey]) -> bool:
    said = codec.decode(text, wire.PayeeChange)
    return holds_by_maker(said, Signed(text, signed), signature.PROPOSE_PAYEES, keys)


def _decision_holds(item: PayeesSettled, keys: Mapping[str, PublicKey]) -> bool:
    said = codec.decode(item.decision, wire.PayeeDecision)
    change = codec.decode(item.change, wire.PayeeChange)
    approved = word(approve=item.status is ChangeStatus.APPROVED)
    wanted = (change.req_id, approved, *Signed(item.change, item.change_sig).digests)
    decided = Signed(item.decision, item.decision_sig)
    about = (said.req_id, said.decision, said.change_sha256, said.change_sig_sha256)
    return about == wanted and holds_by_other(said, decided, signature.SETTLE_PAYEES, change.maker_uid, keys)


def _proposed(body: bytes, _: object) -> PayeeNews:
    told = codec.decode(body, wire.PayeesProposed)
    text = told.change.encode()
    said = _change(text, told.req_id)
    return PayeesProposed(
        req_id=told.req_id,
        reason=said.reason,
        maker_uid=said.maker_uid,
        entries=tuple(map(_entry, said.entries)),
        change=text,
        change_sig=told.change_sig,
    )


def _settled(body: bytes, _: object) -> PayeeNews:
    told = codec.decode(body, wire.PayeesSettled)
    text = told.change.encode()
    said = _change(text, told.req_id)
    decision = codec.decode(told.decision.encode(), wire.PayeeDecision)
    if decision.typ != wire.PAYEE_DECISION:
        raise ValueError(decision.typ)
    return PayeesSettled(
        req_id=told.req_id,
        status=ChangeStatus(told.status),
        reason=decision.reason,
        decided_by=decision.auth_uid,
        left_out=frozenset(decision.left_out),
        forms_seen=frozenset(decision.forms_seen),
        entries=tuple(map(_entry, said.entries)),
        change=text,
        change_sig=told.change_sig,
        decision=told.decision.encode(),
        decision_sig=told.decision_sig,
    )


def _recalled(body: bytes, _: object) -> PayeeNews:
    told = codec.decode(body, wire.PayeesRecalled)
    return PayeesRecalled(told.req_id, told.reason)


def _aside(body: bytes, _: object) -> PayeeNews:
    told = codec.decode(body, wire.PayeesAside)
    return PayeesAside(told.req_id, told.reason)


def _checked(body: bytes, _: object) -> PayeeNews:
    told = codec.decode(body, wire.PayeesChecked)
    return PayeesChecked(
        told.req_id,
        tuple(
            NameAnswer(
                each.payee_id,
                whole(each.version),
                each.bank,
                each.acct,
                each.name,
                NameMatch(each.match),
                each.bank_name,
            )
            for each in told.answers
        ),
    )


READERS: dict[str, Callable[[bytes, object], PayeeNews]] = {
    wire.PAYEES_PROPOSED: _proposed,
    wire.PAYEES_SETTLED: _settled,
    wire.PAYEES_RECALLED: _recalled,
    wire.PAYEES_ASIDE: _aside,
    wire.PAYEES_CHECKED: _checked,
}


def _change(text: bytes, req_id: str) -> wire.PayeeChange:
    said = codec.decode(text, wire.PayeeChange)
    ids = {entry.payee_id for entry in said.entries}
    if said.typ != wire.PAYEE_CHANGE or said.req_id != req_id or len(ids) != len(said.entries):
        raise ValueError(req_id)
    return said


def _wire_entry(entry: Entry) -> wire.PayeeEntry:
    values = {name: str(getattr(entry.record, name)) for name in FIELDS}
    texts = {name: signed_text(name, values[name]) for name in _TEXTS}
    return wire.PayeeEntry(
        payee_id=entry.payee_id,
        version=str(entry.version),
        record=wire.PayeeRecord(**{**values, **texts}),
        merged_into=entry.merged_into,
    )


def _entry(told: wire.PayeeEntry) -> Entry:
    """Read one entry; raise ``ValueError`` for a word that no record has."""
    record = PayeeRecord(**{name: getattr(told.record, name) for name in FIELDS})
    PersonType(record.person_type)
    AccountKind(record.account_kind)
    return Entry(told.payee_id, whole(told.version), record, told.merged_into)
