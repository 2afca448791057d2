"""What administrators are shown was signed by the one it names: every flipped fact is a fault, and nothing is lost."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec import structs

from app.central import administration_orders as orders
from app.central.access_news import holds
from app.central.administration import agency_view
from app.central.administration_changes import change_text, read_change, read_subject
from app.central.disbursement import public_key_id
from app.central.signed_orders import Signer
from app.domain.access.company import UserRecord
from app.domain.access.grants import Grant
from app.domain.access.keys import PublicKey
from app.domain.access.news import AccessChanged, SignedOrder
from app.domain.access.policy import Policy, PolicyRule, WorkstationRule
from app.domain.access.proposal import (
    AccountPurpose,
    ActKind,
    Change,
    Proposal,
    ProposalKind,
    ProposalStatus,
    Review,
    UnitAccount,
    UnitApplication,
    WorkstationPermit,
)
from app.domain.access.template import Template, TemplateSigner
from app.domain.access.user import Role
from app.domain.values.errors import Refused, Tampered, Unreachable
from app.domain.values.money import Money
from app.wire import access as wire_access
from app.wire import administration as wire
from app.wire import administration_views as views
from app.wire import codec

if TYPE_CHECKING:
    from collections.abc import Callable

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
AT = "2026-11-23T02:00:00.000Z"
REQ = "b5b3a3a1-0d2f-4b7c-9d0f-1a2b3c4d5e6f"
RECORD = UserRecord(
    "2101000001", "MAKER09", "3201844471091", "กัลยา น้ำใจงาม", "Kanlaya", "นักวิชาการ", "0812345678", "",
    Money(5_000_000), (Grant(Role.MAKER_PAYMENT, date(2026, 11, 23), date(2027, 9, 30), "กค 1/2570", "u-3"),),
)  # fmt: skip
CHANGES: dict[ProposalKind, Change | None] = {
    ProposalKind.USER_ADD: RECORD,
    ProposalKind.USER_REMOVE: None,
    ProposalKind.TEMPLATE_CHANGE: Template(
        "0" * 64, "กรมตัวอย่าง", "ถนนพระราม 6", "", "โปรดเก็บไว้ 10 ปี", (TemplateSigner("ผู้ตรวจสอบ", "นางสาวก", "นักวิชาการ"),)
    ),
    ProposalKind.POLICY_CHANGE: Policy(
        (PolicyRule("2101000001", "loan", "0061000018", Money(100), 2, (("u-1", "u-2"), ("u-3",))),), 90,
        WorkstationRule.CODE, 6,
    ),
    ProposalKind.WORKSTATION_PERMIT: WorkstationPermit("2101000001", "เครื่องการเงิน 4"),
    ProposalKind.REVIEW: Review("2570-1", ("u-1", "u-2")),
    ProposalKind.UNIT_APPLY: UnitApplication(
        "2101000003", "หน่วยใหม่", "สาขาทดลอง", "1 ถนนทดลอง",
        (UnitAccount("0061000018", "เงินงบประมาณ", AccountPurpose.BUDGET),),
    ),
}  # fmt: skip


def signer(uid: str, seed: int) -> Signer:
    key = Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32)
    return Signer(uid, public_key_id(key), key, "2101", "2101000000", f"device-{uid}", "7")


ONE, TWO, STRANGER = signer("u-admin-1", 1), signer("u-admin-2", 2), signer("u-stranger", 3)


def key_of(who: Signer, **changes: str) -> wire_access.PublicKey:
    right = wire_access.PublicKey(who.kid, who.uid, who.public_key, who.device, "เครื่อง", AT, "")
    return structs.replace(right, **changes)


def user(uid: str, role: Role, **changes: str) -> views.UserView:
    right = wire.UserRecord(
        unit="2101000000", user_id=uid.upper(), person_id=uid, name_th=uid, name_en=uid, position="", mobile="",
        email="a@b.go.th", batch_satang_max="0",
        grants=(wire.Grant(role=role.value, valid_from="2026-10-01", valid_until="", order_no="", substitute_for=""),),
    )  # fmt: skip
    made = views.UserView(
        uid=uid, version="1", company_id="GMIS210100", record=right, state="active", suspended_by="", locked="no",
        signed_in="yes", last_sign_in_at=AT, last_sign_in_device="PC", password_changed_at="", key_permits="0",
        slip_id="", reviewed="", open_batches="0",
    )  # fmt: skip
    return structs.replace(made, **changes)


def proposed(kind: ProposalKind = ProposalKind.USER_ADD, by: Signer = ONE) -> views.ProposalView:
    wish = orders.Wish(kind, "u-9", 0, CHANGES[kind], "บรรจุใหม่", "กค 12/2570")
    prepared = orders.prepare_propose(by, REQ, wish, NOW)
    return views.ProposalView(
        req_id=REQ, status="pending", subject_name="ใคร", before="", proposal=prepared.signed.decode(),
        proposal_sig=prepared.signature, proposed_at=AT, decision="", decision_sig="", settled_at="",
    )  # fmt: skip


def decided(shown: views.ProposalView, *, approve: bool = True, by: Signer = TWO) -> views.ProposalView:
    (verified,) = seen(shown).proposals
    prepared = orders.prepare_settle(by, verified, approve=approve, reason="เหตุ", challenge="c-1", now=NOW)
    return structs.replace(
        shown,
        status="approved" if approve else "returned",
        decision=prepared.signed.decode(),
        decision_sig=prepared.signature,
        settled_at=AT,
    )


def told(*proposals: views.ProposalView, **changes: Any) -> views.Administration:
    right = views.Administration(
        agency="2101", agency_name="กรม", server_time=AT, policy_version="1",
        policy=wire.Policy(rules=(), password_days="0", workstations="open", review_months="12"),  # noqa: S106
        review_period="2570-1", units=(), users=(user("u-admin-1", Role.ADMIN_1), user("u-admin-2", Role.ADMIN_2)),
        keys=(key_of(ONE), key_of(TWO), key_of(STRANGER)), workstations=(), proposals=proposals, applications=(),
        notes=(), template_version="0", template=wire.Template(),
    )  # fmt: skip
    return structs.replace(right, **changes)


def seen(*proposals: views.ProposalView, known: dict[str, PublicKey] | None = None, **changes: Any) -> Any:
    return agency_view(told(*proposals, **changes), known or {})


def fault(*proposals: views.ProposalView, **changes: Any) -> str:
    (found,) = seen(*proposals, **changes).proposals
    assert isinstance(found, Proposal)
    return found.fault


@pytest.mark.parametrize("kind", CHANGES)
def test_every_kind_of_change_comes_back_as_it_was_signed(kind: ProposalKind) -> None:
    (found,) = seen(proposed(kind)).proposals
    assert (found.fault, found.kind, found.change) == ("", kind, CHANGES[kind])
    assert (found.maker_uid, found.reason, found.order_no) == (ONE.uid, "บรรจุใหม่", "กค 12/2570")


@pytest.mark.parametrize("change", [change for change in CHANGES.values() if change is not None])
def test_the_text_of_a_subject_is_read_in_one_way_only(change: Change) -> None:
    text = change_text(change)
    assert read_subject(text) == change
    others = [kind for kind, other in CHANGES.items() if type(other) is not type(change)]
    for kind in others:
        with pytest.raises(ValueError):  # noqa: PT011  (whatever the reader says, it must not read it)
            read_change(kind, text)


def altered(text: str, field: str) -> str:
    said = json.loads(text)
    said[field] = {"subject_version": "9", "made_at": "2026-11-24T02:00:00.000Z"}.get(field, f"{said[field]}x")
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@pytest.mark.parametrize(
    "field",
    ["agency", "subject", "subject_version", "reason", "order_no", "maker_uid", "maker_kid", "device", "made_at"],
)
def test_every_fact_of_a_request_that_was_changed_is_a_fault(field: str) -> None:
    right = proposed()
    assert fault(structs.replace(right, proposal=altered(right.proposal, field))) == "proposal_signature_wrong"


def test_another_change_another_name_and_another_signature_are_faults() -> None:
    right = proposed()
    said = json.loads(right.proposal)
    record = json.loads(said["change"])
    record["batch_satang_max"] = "999999999"
    said["change"] = json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    widened = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    for wrong in (
        structs.replace(right, proposal=widened),
        structs.replace(right, req_id="another"),
        structs.replace(right, proposal_sig=proposed(by=TWO).proposal_sig),
        structs.replace(right, proposal_sig=""),
    ):
        assert fault(wrong) == "proposal_signature_wrong"
    assert fault(right, agency="2102") == "proposal_signature_wrong"


def test_a_key_of_somebody_else_or_of_another_workstation_signs_for_nobody() -> None:
    for keys in (
        (key_of(TWO),),
        (key_of(ONE, uid=TWO.uid),),
        (key_of(ONE, device_id="another"),),
    ):
        assert fault(proposed(), keys=keys) == "proposal_signature_wrong"


def test_a_key_is_whose_the_log_said_whatever_the_view_says_later() -> None:
    planted = key_of(STRANGER, uid=ONE.uid, device_id=STRANGER.device)
    forged = proposed(by=Signer(ONE.uid, STRANGER.kid, STRANGER.key, "2101", "2101000000", STRANGER.device, "7"))
    assert fault(forged, keys=(planted,)) == ""
    logged = PublicKey(STRANGER.kid, STRANGER.uid, STRANGER.public_key, STRANGER.device, "เครื่อง", AT, "")
    (found,) = seen(forged, known={STRANGER.kid: logged}, keys=(planted,)).proposals
    assert found.fault == "proposal_signature_wrong"


def test_a_key_that_was_revoked_since_still_proves_what_it_signed() -> None:
    assert fault(proposed(), keys=(key_of(ONE, revoked_at=AT),)) == ""


def test_a_key_whose_name_is_not_its_hash_is_refused() -> None:
    with pytest.raises(Tampered) as caught:
        seen(proposed(), keys=(key_of(ONE, public_key=TWO.public_key),))
    assert caught.value.code == "key_name_wrong"


def test_a_request_of_somebody_who_is_no_administrator_is_nobodys() -> None:
    users = (user("u-admin-1", Role.AUDITOR), user("u-admin-2", Role.ADMIN_2))
    assert fault(proposed(), users=users) == "proposal_by_nobody"


@pytest.mark.parametrize("approve", [True, False])
def test_a_decision_stands_on_its_signature(approve: bool) -> None:
    shown = decided(proposed(), approve=approve)
    (found,) = seen(shown).proposals
    status = ProposalStatus.APPROVED if approve else ProposalStatus.RETURNED
    assert (found.fault, found.status, found.decided_by, found.decision_reason) == ("", status, TWO.uid, "เหตุ")


@pytest.mark.parametrize(
    "change",
    [
        lambda shown: structs.replace(shown, status="returned"),
        lambda shown: structs.replace(shown, status="pending"),
        lambda shown: structs.replace(shown, decision="", decision_sig=""),
        lambda shown: structs.replace(shown, decision_sig=shown.proposal_sig),
        lambda shown: structs.replace(shown, decision=altered(shown.decision, "reason")),
        lambda shown: structs.replace(shown, decision=altered(shown.decision, "proposal_sha256")),
        lambda shown: structs.replace(shown, decision=altered(shown.decision, "auth_uid")),
    ],
)
def test_a_decision_that_was_changed_or_invented_is_a_fault(
    change: Callable[[views.ProposalView], views.ProposalView],
) -> None:
    assert fault(change(decided(proposed()))) == "proposal_decision_wrong"


def test_the_proposer_cannot_have_decided() -> None:
    assert fault(decided(proposed(), by=ONE)) == "proposal_decision_wrong"


def test_an_unreadable_view_says_so() -> None:
    for changes in (
        {"policy_version": "-1"},
        {"server_time": "gestern"},
        {"users": (user("u", Role.AUDITOR, state="?"),)},
    ):
        with pytest.raises(Unreachable) as caught:
            seen(**changes)
        assert caught.value.code == "server_unreadable"


def test_a_text_that_may_not_be_signed_is_refused_before_it_is() -> None:
    wish = orders.Wish(ProposalKind.USER_REMOVE, "u-9", 1, None, "เหตุ\u200bผล", "")
    with pytest.raises(Refused) as caught:
        orders.prepare_propose(ONE, REQ, wish, NOW)
    assert (caught.value.code, caught.value.facts["field"]) == ("field_wrong", "reason")


def test_only_a_request_and_its_recall_go_on_in_a_new_session() -> None:
    wish = orders.Wish(ProposalKind.USER_REMOVE, "u-9", 1, None, "เหตุผล", "")
    request = orders.prepare_propose(ONE, REQ, wish, NOW)
    later = Signer(ONE.uid, ONE.kid, ONE.key, ONE.agency, ONE.unit, ONE.device, "8")
    again = orders.renewed(request.kind, request.request, later)
    assert again is not None
    assert (again.signed, again.op_id, again.cmd_id != request.cmd_id) == (request.signed, REQ, True)
    assert orders.renewed(request.kind, request.request, ONE) is None
    assert orders.renewed(request.kind, request.request, TWO) is None
    recall = orders.prepare_recall(ONE, REQ, "เหตุผล")
    assert orders.renewed(recall.kind, recall.request, later) is not None
    act = orders.prepare_act(ONE, "a-1", ActKind.SUSPEND_NOW, "u-9", "เหตุผล", "c-1", NOW)
    assert orders.renewed(act.kind, act.request, later) is None
    (verified,) = seen(proposed()).proposals
    settle = orders.prepare_settle(TWO, verified, approve=True, reason="", challenge="c-1", now=NOW)
    assert orders.renewed(settle.kind, settle.request, later) is None


def test_a_kept_order_tells_whose_it_is_and_damaged_bytes_say_so() -> None:
    act = orders.prepare_act(TWO, "a-1", ActKind.UNLOCK, "u-9", "เหตุผล", "c-1", NOW)
    assert orders.order(act.kind, act.request) == orders.Order(TWO.uid, "unlock", "u-9")
    for kind in orders.KINDS:
        with pytest.raises(Tampered) as caught:
            orders.order(kind, act.request[:-1])
        assert caught.value.code == "outbox_damaged"


def changed(signed: SignedOrder, what: str = "user.add", **changes: Any) -> AccessChanged:
    after = json.loads(signed.proposal)["change"] if signed.proposal else ""
    right = AccessChanged(what, REQ, "2101000001", "u-9", "ใคร", "", after, "", signed)
    return replace(right, **changes)


def test_news_of_the_log_is_held_against_the_signatures_behind_it() -> None:
    shown = decided(proposed())
    signed = SignedOrder(shown.proposal, shown.proposal_sig, shown.decision, shown.decision_sig)
    keys = {who.kid: PublicKey(who.kid, who.uid, who.public_key, who.device, "เครื่อง", AT, "") for who in (ONE, TWO)}
    assert holds(changed(signed), keys)
    assert holds(changed(signed), {})  # a unit does not know the administrators' keys
    for told in ({"subject": "u-other"}, {"order_id": "another"}, {"what": "user.change"}, {"after": ""}):
        assert not holds(changed(signed, **told), keys)
    swapped = SignedOrder(shown.proposal, shown.decision_sig, shown.decision, shown.decision_sig)
    assert not holds(changed(swapped), keys)
    undecided = SignedOrder(shown.proposal, shown.proposal_sig, shown.decision, shown.proposal_sig)
    assert not holds(changed(undecided), keys)
    act = orders.prepare_act(ONE, "a-1", ActKind.SUSPEND_NOW, "u-9", "เหตุผล", "c-1", NOW)
    said = codec.encode(codec.decode(act.request, wire.Act).act).decode()
    order = SignedOrder(act=said, act_sig=act.signature)
    assert holds(changed(order, "suspend_now"), keys)
    assert not holds(changed(order, "unlock"), keys)
    assert not holds(changed(order, "suspend_now", subject="u-other"), keys)
    assert not holds(changed(SignedOrder(act=said, act_sig=shown.proposal_sig), "suspend_now"), keys)
