"""Changes of the payee register: signed on their way out, verified on their way in; commands for the outbox."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from msgspec import structs

from app.central.disbursement import Prepared, new_cmd_id, signed_text
from app.central.verification import whole
from app.domain.payees.changes import Change, ChangeStatus, Entry
from app.domain.payees.news import (
    NameAnswer,
    PayeeNews,
    PayeesChecked,
    PayeesProposed,
    PayeesRecalled,
    PayeesSettled,
)
from app.domain.payees.payee import FIELDS, AccountKind, NameMatch, PayeeRecord, PersonType
from app.domain.values.dates import instant
from app.domain.values.errors import Tampered
from app.wire import codec, signature
from app.wire import payees as wire

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime

    from app.central.disbursement import Signer
    from app.domain.access.keys import PublicKey

PROPOSE, SETTLE, RECALL, CHECK = "propose_payees", "settle_payees", "recall_payees", "check_names"
KINDS = frozenset({PROPOSE, SETTLE, RECALL, CHECK})
"""Commands of the outbox that are about the register."""

APPROVE, RETURN = "approve", "return"
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
        maker_uid=signer.uid,
        maker_kid=signer.kid,
        device=signer.device,
        made_at=instant(now),
    )
    signed = codec.encode(change)
    command = wire.ProposePayees(
        typ=wire.PROPOSE_PAYEES,
        cmd_id=new_cmd_id(),
        session_epoch=signer.session_epoch,
        device=signer.device,
        change=change,
        change_sig=signature.sign(signer.key, signature.PROPOSE_PAYEES, signed),
    )
    return Prepared(command.cmd_id, req_id, 0, PROPOSE, codec.encode(command), signed, command.change_sig)


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
    decision = wire.PayeeDecision(
        typ=wire.PAYEE_DECISION,
        req_id=change.req_id,
        change_sha256=signature.sha256_hex(change.text),
        change_sig_sha256=signature.signature_sha256(change.signature),
        decision=APPROVE if approve else RETURN,
        reason=signed_text("reason", reason),
        left_out=tuple(left_out),
        forms_seen=tuple(forms_seen),
        auth_uid=signer.uid,
        auth_kid=signer.kid,
        device=signer.device,
        session_epoch=signer.session_epoch,
        challenge=challenge,
        at=instant(now),
    )
    signed = codec.encode(decision)
    command = wire.SettlePayees(
        typ=wire.SETTLE_PAYEES,
        cmd_id=new_cmd_id(),
        session_epoch=signer.session_epoch,
        device=signer.device,
        decision=decision,
        decision_sig=signature.sign(signer.key, signature.SETTLE_PAYEES, signed),
    )
    return Prepared(command.cmd_id, change.req_id, 0, SETTLE, codec.encode(command), signed, command.decision_sig)


def prepare_recall(signer: Signer, req_id: str, reason: str) -> Prepared:
    """Take an own change back before it is settled."""
    command = wire.RecallPayees(
        typ=wire.RECALL_PAYEES,
        cmd_id=new_cmd_id(),
        session_epoch=signer.session_epoch,
        device=signer.device,
        req_id=req_id,
        reason=signed_text("reason", reason),
    )
    return Prepared(command.cmd_id, req_id, 0, RECALL, codec.encode(command))


def prepare_check(signer: Signer, req_id: str, payee_ids: Sequence[str]) -> Prepared:
    """Ask the bank about names: of approved payees, or with ``req_id`` of those of a change that waits."""
    command = wire.CheckNames(
        typ=wire.CHECK_NAMES,
        cmd_id=new_cmd_id(),
        session_epoch=signer.session_epoch,
        device=signer.device,
        req_id=req_id,
        payee_ids=tuple(payee_ids),
    )
    return Prepared(command.cmd_id, req_id or payee_ids[0], 0, CHECK, codec.encode(command))


def renewed(kind: str, request: bytes, signer: Signer) -> Prepared | None:
    """Return the same intent as a new command in the present session; None where only the person can repeat it.

    As `app.central.disbursement.renewed`. A decision names its session inside the signed bytes.
    """
    if kind == SETTLE:
        return None
    command: wire.ProposePayees | wire.RecallPayees | wire.CheckNames
    if kind == PROPOSE:
        command = codec.decode(request, wire.ProposePayees)
        if (command.change.maker_uid, command.change.maker_kid) != (signer.uid, signer.kid):
            return None
    elif kind == RECALL:
        command = codec.decode(request, wire.RecallPayees)
    else:
        command = codec.decode(request, wire.CheckNames)
    if signer.session_epoch in ("", command.session_epoch):
        return None
    again = structs.replace(command, cmd_id=new_cmd_id(), session_epoch=signer.session_epoch, device=signer.device)
    return Prepared(again.cmd_id, _subject(again), 0, kind, codec.encode(again))


def _subject(command: wire.ProposePayees | wire.RecallPayees | wire.CheckNames) -> str:
    """Return under what name the outbox keeps a command: the change's, or the first payee's who is asked about."""
    match command:
        case wire.ProposePayees():
            return command.change.req_id
        case wire.CheckNames():
            return command.req_id or command.payee_ids[0]
    return command.req_id


def author(kind: str, request: bytes) -> str:
    """Return the uid of who gave a command, '' where it does not say; raise `Tampered` ``outbox_damaged``."""
    try:
        if kind == PROPOSE:
            return codec.decode(request, wire.ProposePayees).change.maker_uid
        return codec.decode(request, wire.SettlePayees).decision.auth_uid if kind == SETTLE else ""
    except codec.NotCanonical as problem:
        raise Tampered("outbox_damaged") from problem


def subjects(kind: str, request: bytes) -> frozenset[str]:
    """Return the payees that a kept command is about; raise `Tampered` ``outbox_damaged``."""
    try:
        if kind == PROPOSE:
            return frozenset(entry.payee_id for entry in codec.decode(request, wire.ProposePayees).change.entries)
        return frozenset(codec.decode(request, wire.CheckNames).payee_ids) if kind == CHECK else frozenset()
    except codec.NotCanonical as problem:
        raise Tampered("outbox_damaged") from problem


def forms_named(kind: str, request: bytes) -> frozenset[str]:
    """Return the hashes of the scans that a kept command names; the central system must have them before it."""
    if kind != PROPOSE:
        return frozenset()
    try:
        entries = codec.decode(request, wire.ProposePayees).change.entries
    except codec.NotCanonical as problem:
        raise Tampered("outbox_damaged") from problem
    return frozenset(entry.record.form_sha256 for entry in entries if entry.record.form_sha256)


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
    key = keys.get(said.maker_kid)
    return (
        key is not None
        and (key.uid, key.device) == (said.maker_uid, said.device)
        and signature.verify(key.public_key, signature.PROPOSE_PAYEES, text, signed)
    )


def _decision_holds(item: PayeesSettled, keys: Mapping[str, PublicKey]) -> bool:
    said = codec.decode(item.decision, wire.PayeeDecision)
    change = codec.decode(item.change, wire.PayeeChange)
    key = keys.get(said.auth_kid)
    wanted = APPROVE if item.status is ChangeStatus.APPROVED else RETURN
    return (
        key is not None
        and key.uid == said.auth_uid != change.maker_uid
        and (said.req_id, said.decision) == (change.req_id, wanted)
        and said.change_sha256 == signature.sha256_hex(item.change)
        and said.change_sig_sha256 == signature.signature_sha256(item.change_sig)
        and signature.verify(key.public_key, signature.SETTLE_PAYEES, item.decision, item.decision_sig)
    )


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
