"""Changes of the register as they are signed, and what no signature stands behind."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.central import payees
from app.central.signed_orders import Signer
from app.domain.access.keys import PublicKey
from app.domain.payees.changes import Change, ChangeStatus, Entry
from app.domain.payees.news import PayeesProposed, PayeesSettled
from app.wire import codec
from app.wire import payees as wire
from app.wire.signature import key_id
from tests.helpers.payees import new_entries, record

if TYPE_CHECKING:
    from collections.abc import Mapping

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


def signer(uid: str, session_epoch: str = "s1") -> Signer:
    key = Ed25519PrivateKey.generate()
    made = Signer(uid, "", key, "2101", "2101000001", f"d-{uid}", session_epoch)
    return replace(made, kid=key_id(made.public_key))


MAKER, SECOND, STRANGER = signer("u-maker"), signer("u-second"), signer("u-stranger")


def known(*signers: Signer) -> Mapping[str, PublicKey]:
    return {each.kid: PublicKey(each.kid, each.uid, each.public_key, each.device, "", "", "") for each in signers}


def proposed(entries: list[Entry], by: Signer = MAKER) -> PayeesProposed:
    made = payees.prepare_propose(by, "r-1", entries, "เหตุผล", "", NOW)
    command = codec.decode(made.request, wire.ProposePayees)
    body = wire.PayeesProposed(req_id="r-1", change=made.signed.decode(), change_sig=command.change_sig)
    told = payees.READERS[wire.PAYEES_PROPOSED](codec.encode(body), None)
    assert isinstance(told, PayeesProposed)
    return told


def settled(change: PayeesProposed, by: Signer = SECOND, *, approve: bool = True, status: str = "") -> PayeesSettled:
    shown = Change(
        "r-1", ChangeStatus.PENDING, change.reason, change.maker_uid, NOW, 1, text=change.change,
        signature=change.change_sig,
    )  # fmt: skip
    made = payees.prepare_settle(
        by, shown, approve=approve, reason="ดี", left_out=(), forms_seen=(), challenge="c", now=NOW
    )
    command = codec.decode(made.request, wire.SettlePayees)
    body = wire.PayeesSettled(
        req_id="r-1",
        status=status or ("approved" if approve else "returned"),
        change=change.change.decode(),
        change_sig=change.change_sig,
        decision=made.signed.decode(),
        decision_sig=command.decision_sig,
    )
    told = payees.READERS[wire.PAYEES_SETTLED](codec.encode(body), None)
    assert isinstance(told, PayeesSettled)
    return told


def test_what_was_signed_is_read_back_as_it_was() -> None:
    entries = new_entries([record(1), record(2, bank="promptpay", acct=record(2).person_id)])
    told = proposed(entries)
    assert told.entries == tuple(entries)
    assert (told.reason, told.maker_uid) == ("เหตุผล", "u-maker")
    assert payees.holds(told, known(MAKER))


def test_a_change_holds_only_by_the_key_of_its_maker_at_the_workstation_that_it_names() -> None:
    told = proposed(new_entries([record(1)]))
    assert not payees.holds(told, known(SECOND))
    assert not payees.holds(told, {})
    other = {MAKER.kid: replace(known(MAKER)[MAKER.kid], device="d-else")}
    assert not payees.holds(told, other)
    altered = told.change.replace(record(1).acct.encode(), b"9899999999")
    assert altered != told.change
    assert not payees.holds(replace(told, change=altered), known(MAKER))


@pytest.mark.parametrize("approve", [True, False])
def test_a_decision_holds_over_exactly_the_change_by_another_person(approve: bool) -> None:
    change = proposed(new_entries([record(1)]))
    keys = known(MAKER, SECOND)
    told = settled(change, approve=approve)
    assert payees.holds(told, keys)
    assert not payees.holds(told, known(MAKER))
    assert not payees.holds(settled(change, by=MAKER, approve=approve), keys), "nobody settles an own change"
    other = proposed(new_entries([record(2)]))
    assert not payees.holds(replace(told, change=other.change, change_sig=other.change_sig), keys)


def test_a_return_is_never_told_as_an_approval() -> None:
    change = proposed(new_entries([record(1)]))
    assert not payees.holds(settled(change, approve=False, status="approved"), known(MAKER, SECOND))


def test_a_change_that_names_a_payee_twice_or_a_word_that_is_none_is_not_read() -> None:
    [entry] = new_entries([record(1)])
    with pytest.raises(ValueError, match="r-1"):
        proposed([entry, entry])
    with pytest.raises(ValueError, match="nobody"):
        proposed(new_entries([record(1, person_type="nobody")]))


def test_the_same_intent_goes_into_another_session_but_never_a_decision() -> None:
    made = payees.prepare_propose(MAKER, "r-1", new_entries([record(1)]), "เหตุผล", "", NOW)
    later = replace(MAKER, session_epoch="s2")
    again = payees.renewed(made.kind, made.request, later)
    assert again is not None
    assert (again.op_id, again.cmd_id != made.cmd_id) == ("r-1", True)
    assert codec.decode(again.request, wire.ProposePayees).session_epoch == "s2"
    assert payees.renewed(made.kind, made.request, replace(STRANGER, session_epoch="s2")) is None
    assert payees.renewed(made.kind, made.request, MAKER) is None
    assert payees.renewed(payees.SETTLE, b"", later) is None
    asked = payees.prepare_check(MAKER, "", ["p-1"])
    assert asked.op_id == "p-1"
    assert payees.subjects(asked.kind, asked.request) == {"p-1"}
    assert payees.author(made.kind, made.request) == "u-maker"
