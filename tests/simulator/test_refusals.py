"""Every reason to refuse a batch, each shown by one wrong field while all else is right (reliability.md 4.8)."""

from __future__ import annotations

import copy
import json
import uuid
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.helpers.raw_central import UNIT, Clerk, canonical, line, sha256, three_lines, tree_root

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.helpers.raw_central import Answer, Central, Json

NOBODY = "01234567-89ab-4cde-8f01-23456789abcd"
LONG = "ก" * 201


def refused(answer: Answer) -> tuple[int, str]:
    return answer.status, answer.code


# One wrong field of the head; it is signed like that, so the signature itself is right.
HEAD: list[tuple[str, str, int, str]] = [
    ("typ", "khlang.payment/2", 422, "field_wrong"),
    ("op_id", "not-a-uuid", 422, "field_wrong"),
    ("op_id", "A0B1C2D3-0000-4000-8000-000000000000", 422, "field_wrong"),
    ("rev", "0", 422, "field_wrong"),
    ("rev", "01", 422, "field_wrong"),
    ("rev", "๑", 422, "field_wrong"),
    ("rev", "2", 409, "edition_changed"),
    ("agency", "2102", 403, "other_unit"),
    ("unit", "2101000002", 403, "other_unit"),
    ("kind", "gift", 422, "sub_kind_wrong"),
    ("kind", "Gift!", 422, "field_wrong"),
    ("debit_acct", "12345", 422, "field_wrong"),
    ("debit_acct", "9999999999", 422, "account_unknown"),
    ("debit_acct", "0061000034", 422, "account_unknown"),
    ("value_date", "23/11/2026", 422, "field_wrong"),
    ("value_date", "2026-02-30", 422, "field_wrong"),
    ("value_date", "0569-11-23", 422, "field_wrong"),
    ("value_date", "2026-11-20", 422, "value_date_wrong"),
    ("value_date", "2026-11-28", 422, "value_date_wrong"),
    ("value_date", "2026-12-07", 422, "value_date_wrong"),
    ("value_date", "2026-12-24", 422, "value_date_wrong"),
    ("fy", "2569", 422, "field_wrong"),
    ("fy", "2027", 422, "field_wrong"),
    ("doc_no", LONG, 422, "field_wrong"),
    ("doc_no", "กค\u200b1", 422, "field_wrong"),
    ("doc_date", "yesterday", 422, "field_wrong"),
    ("purpose", "", 422, "field_wrong"),
    ("purpose", " ค่าตอบแทน", 422, "field_wrong"),
    ("purpose", "ก\u202eข", 422, "field_wrong"),
    ("memo", "ก" * 1001, 422, "field_wrong"),
    ("memo", "แถวหนึ่ง\nแถวสอง", 422, "field_wrong"),
    ("file_sha256", "abc", 422, "field_wrong"),
    ("lines_root", "0" * 64, 422, "lines_root_wrong"),
    ("lines_root", "", 422, "lines_root_wrong"),
    ("lines_count", "2", 422, "lines_count_wrong"),
    ("lines_count", "03", 422, "lines_count_wrong"),
    ("total_satang", "325124", 422, "total_wrong"),
    ("total_satang", "0325125", 422, "total_wrong"),
    ("total_satang", "3251.25", 422, "total_wrong"),
    ("dup_ack", LONG, 422, "field_wrong"),
    ("maker_uid", NOBODY, 403, "not_the_maker"),
    ("maker_kid", "0" * 32, 403, "key_unknown"),
    ("device", "desk-elsewhere", 403, "device_wrong"),
    ("made_at", "2026-11-23 09:00", 422, "field_wrong"),
    ("ckpt_size", "-1", 422, "field_wrong"),
    ("ckpt_size", "100000", 422, "field_wrong"),
    ("ckpt_root", "0" * 63 + "1", 422, "field_wrong"),
    ("ckpt_root", "x", 422, "field_wrong"),
]


@pytest.mark.parametrize(("field", "value", "status", "code"), HEAD, ids=lambda value: str(value)[:24])
def test_a_head_with_one_wrong_field_is_refused(maker: Clerk, field: str, value: str, status: int, code: str) -> None:
    answer, _ = maker.submit(three_lines(), **{field: value})
    assert refused(answer) == (status, code)
    if code == "field_wrong":
        expected = "ckpt_root" if (field, value) == ("ckpt_size", "100000") else field
        assert answer.json["facts"] == {"field": expected, "line": ""}


# One wrong field of the second line, under a root, count and sum made for exactly these lines.
LINE: list[tuple[str, str, str]] = [
    ("n", "3", "field_wrong"),
    ("n", "02", "field_wrong"),
    ("bank", "999", "field_wrong"),
    ("bank", "6", "field_wrong"),
    ("bank", "๐๐๖", "field_wrong"),
    ("acct", "123456789", "field_wrong"),
    ("acct", "1234567890123", "field_wrong"),
    ("acct", "1234567890123456", "field_wrong"),
    ("acct", "๑๒๓๔๕๖๗๘๙๐", "field_wrong"),
    ("acct", "123-4-56789-0", "field_wrong"),
    ("acct", "1234567890\n", "field_wrong"),
    ("name", "", "field_wrong"),
    ("name", "ก" * 141, "field_wrong"),
    ("name", "น\u0e4d\u0e32", "field_wrong"),
    ("name", "ก\u200dข", "field_wrong"),
    ("name", " ก", "field_wrong"),
    ("satang", "0", "field_wrong"),
    ("satang", "-1", "field_wrong"),
    ("satang", "0100", "field_wrong"),
    ("satang", "1.5", "field_wrong"),
    ("satang", "๑๐๐", "field_wrong"),
    ("satang", "1e3", "field_wrong"),
    ("satang", "1000000000000001", "field_wrong"),
    ("satang", "", "field_wrong"),
    ("payee_id", LONG, "field_wrong"),
    ("payee_rev", "ก\tข", "field_wrong"),
    ("person_id", "1101700203451", "field_wrong"),
    ("person_id", "110170020345", "field_wrong"),
    ("mobile", "021234567", "field_wrong"),
    ("mobile", "+66812345678", "field_wrong"),
    ("email", "nobody", "field_wrong"),
    ("email", "a@b", "field_wrong"),
    ("email", "a@" + "b" * 260 + ".th", "field_wrong"),
    ("ref", LONG, "field_wrong"),
]


@pytest.mark.parametrize(("field", "value", "code"), LINE, ids=lambda value: str(value)[:24])
def test_a_line_with_one_wrong_field_is_refused_by_its_number(maker: Clerk, field: str, value: str, code: str) -> None:
    lines = three_lines()
    lines[1][field] = value
    answer, _ = maker.submit(lines)
    assert refused(answer) == (422, code)
    assert answer.json["facts"] == {"field": field, "line": lines[1]["n"]}


@pytest.mark.parametrize("person_id", ["1101700203450", "0994000158378"])
def test_a_right_citizen_or_tax_id_is_taken(maker: Clerk, person_id: str) -> None:
    answer, _ = maker.submit([line(1, person_id=person_id)])
    assert answer.status == 201, answer.body


# The command altered after signing: what the signature, the tree or the envelope must catch.
def _drop(command: Json) -> None:
    del command["lines"][0]


def _swap(command: Json) -> None:
    lines = command["lines"]
    lines[0], lines[1] = lines[1], lines[0]


def _double(command: Json) -> None:
    command["lines"].append(copy.deepcopy(command["lines"][-1]))


def _other_account(command: Json) -> None:
    command["lines"][1]["acct"] = "9999999999"


def _one_satang_more(command: Json) -> None:
    command["lines"][1]["satang"] = str(int(command["lines"][1]["satang"]) + 1)


def _no_lines(command: Json) -> None:
    command["lines"] = []


def _set(name: str, value: str) -> Callable[[Json], None]:
    def change(command: Json) -> None:
        command[name] = value

    return change


def _set_head(name: str, value: str) -> Callable[[Json], None]:
    def change(command: Json) -> None:
        command["payment"][name] = value

    return change


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        (_drop, 422, "lines_count_wrong"),
        (_double, 422, "lines_count_wrong"),
        (_no_lines, 422, "lines_none"),
        (_swap, 422, "lines_root_wrong"),
        (_other_account, 422, "lines_root_wrong"),
        (_one_satang_more, 422, "lines_root_wrong"),
        (_set_head("purpose", "อย่างอื่น"), 403, "signature_wrong"),
        (_set_head("total_satang", "1"), 403, "signature_wrong"),
        (_set_head("debit_acct", "0061000026"), 403, "signature_wrong"),
        (_set("payment_sig", ""), 403, "signature_wrong"),
        (_set("payment_sig", "A" * 88), 403, "signature_wrong"),
        (_set("session_epoch", "0"), 409, "session_stale"),
        (_set("session_epoch", "999"), 409, "session_stale"),
        (_set("device", "desk-elsewhere"), 403, "device_wrong"),
        (_set("typ", "khlang.submit/2"), 422, "field_wrong"),
        (_set("typ", "khlang.decide/1"), 400, "not_canonical"),
        (_set("extra", "1"), 400, "not_canonical"),
    ],
    ids=lambda value: getattr(value, "__name__", str(value)),
)
def test_a_command_altered_after_signing_is_refused(
    maker: Clerk, change: Callable[[Json], None], status: int, code: str
) -> None:
    lines = three_lines()
    command = maker.submit_body(maker.payment(lines), lines)
    change(command)
    assert refused(maker.send(command)) == (status, code)


def test_a_swapped_line_deep_in_a_large_batch_is_found(maker: Clerk) -> None:
    lines = [line(n, 1000 + n) for n in range(1, 2001)]
    command = maker.submit_body(maker.payment(lines), lines)
    command["lines"][1500], command["lines"][1501] = command["lines"][1501], command["lines"][1500]
    assert refused(maker.send(command)) == (422, "lines_root_wrong")


def test_the_name_in_the_address_must_be_the_name_in_the_command(maker: Clerk) -> None:
    lines = three_lines()
    command = maker.submit_body(maker.payment(lines), lines)
    answer = maker.ask("PUT", f"/v1/commands/{uuid.uuid4()}", command)
    assert answer.json["facts"] == {"field": "cmd_id", "line": ""}
    assert maker.ask("PUT", "/v1/commands/cmd-1", command).json["facts"] == {"field": "cmd_id", "line": ""}


def test_another_persons_key_does_not_sign_for_me(central: Central, maker: Clerk) -> None:
    other = Clerk.ready(central, UNIT, "MAKER02")
    lines = three_lines()
    payment = maker.payment(lines)
    command = maker.submit_body(payment, lines, payment_sig=other.sign("MAKE", canonical(payment)))
    assert refused(maker.send(command)) == (403, "signature_wrong")
    assert refused(maker.submit(lines, maker_kid=other.kid)[0]) == (403, "key_unknown")


def test_a_key_that_was_replaced_signs_nothing_new(central: Central) -> None:
    clerk = Clerk.ready(central, UNIT, "MAKER02")
    old_key, old_kid = clerk.key, clerk.kid
    clerk.key = Ed25519PrivateKey.generate()
    assert clerk.register_key().status == 201
    lines = three_lines()
    payment = clerk.payment(lines, maker_kid=old_kid)
    clerk.key = old_key
    assert refused(clerk.send(clerk.submit_body(payment, lines))) == (403, "key_revoked")


def test_a_purchase_of_five_thousand_baht_or_more_is_refused_by_its_line(maker: Clerk) -> None:
    answer, _ = maker.submit([line(1, 499_999), line(2, 500_000)], kind="purchase")
    assert refused(answer) == (422, "kind_limit")
    assert answer.json["facts"] == {"line": "2"}
    assert maker.submit([line(1, 499_999)], kind="purchase")[0].status == 201
    assert maker.submit([line(1, 500_000)], kind="loan")[0].status == 201


def test_two_like_lines_need_a_reason_in_the_signed_head(maker: Clerk) -> None:
    twins = [line(1, acct="5555555555", name="คนเดียวกัน"), line(2), line(3, acct="5555555555", name="คนเดียวกัน")]
    answer, _ = maker.submit(twins)
    assert refused(answer) == (422, "duplicate_unacknowledged")
    assert answer.json["facts"] == {"line": "3", "other_line": "1"}
    assert maker.submit(twins, dup_ack="เบี้ยประชุมสองครั้ง")[0].status == 201


def test_a_document_number_is_paid_once_until_its_batch_is_given_up(maker: Clerk) -> None:
    first, payment = maker.submit(three_lines(), doc_no="กค 7/2569")
    assert first.status == 201
    second, _ = maker.submit(three_lines(), doc_no="กค 7/2569")
    assert refused(second) == (422, "duplicate_document")
    assert second.json["facts"] == {"op_id": payment["op_id"]}
    assert maker.move("withdraw", payment["op_id"]).status == 201
    assert maker.submit(three_lines(), doc_no="กค 7/2569")[0].status == 201
    again, _ = maker.submit(three_lines(), op_id=payment["op_id"], rev="2", doc_no="กค 7/2569")
    assert refused(again) == (422, "duplicate_document")


def test_more_than_the_account_holds_is_refused_with_what_is_left(maker: Clerk) -> None:
    before = maker.ask("GET", "/v1/unit").json["accounts"][1]
    assert before["account"] == "0061000026"
    too_much = int(before["available_satang"]) + 1
    answer, _ = maker.submit([line(1, too_much)], debit_acct="0061000026", service="bahtnet")
    assert refused(answer) == (422, "funds_short")
    assert answer.json["facts"] == {"available_satang": before["available_satang"]}
    assert maker.ask("GET", "/v1/unit").json["accounts"][1] == before


def test_more_than_a_batch_may_hold_is_refused(maker: Clerk) -> None:
    limit = int(maker.ask("GET", "/v1/unit").json["batch_satang_max"])
    answer, _ = maker.submit([line(1, limit + 1)])
    assert refused(answer) == (422, "batch_limit")
    assert answer.json["facts"] == {"batch_satang_max": str(limit)}


# One wrong field of a decision; it is signed like that.
DECISION: list[tuple[str, str, int, str]] = [
    ("typ", "khlang.authz/2", 422, "field_wrong"),
    ("op_id", NOBODY, 404, "not_found"),
    ("rev", "2", 409, "edition_changed"),
    ("payment_sha256", "0" * 64, 409, "edition_changed"),
    ("maker_sig_sha256", "0" * 64, 409, "edition_changed"),
    ("decision", "maybe", 422, "field_wrong"),
    ("reason", "ก\u200bข", 422, "field_wrong"),
    ("shown_sha256", "0" * 64, 422, "shown_differs"),
    ("auth_uid", NOBODY, 422, "field_wrong"),
    ("auth_kid", "0" * 32, 403, "key_unknown"),
    ("device", "desk-elsewhere", 403, "device_wrong"),
    ("session_epoch", "0", 409, "session_stale"),
    ("challenge", "made-up", 403, "challenge_wrong"),
    ("at", "now", 422, "field_wrong"),
]


@pytest.fixture(scope="module")
def waiting(maker: Clerk) -> str:
    """Return a batch that waits for its signature."""
    answer, payment = maker.submit(three_lines())
    assert answer.status == 201
    return str(payment["op_id"])


@pytest.mark.parametrize(("field", "value", "status", "code"), DECISION, ids=lambda value: str(value)[:24])
def test_a_decision_with_one_wrong_field_is_refused(
    authorizer: Clerk, waiting: str, field: str, value: str, status: int, code: str
) -> None:
    command = authorizer.decide_body(waiting)
    command["authorization"][field] = value
    command["authorization_sig"] = authorizer.sign("AUTH", canonical(command["authorization"]))
    assert refused(authorizer.send(command)) == (status, code)


def test_sending_back_needs_a_reason(authorizer: Clerk, waiting: str) -> None:
    answer = authorizer.decide(waiting, "return", reason="")
    assert answer.json["facts"] == {"field": "reason", "line": ""}


@pytest.mark.parametrize("name", ["authorization_sig", "reason", "payment_sha256", "decision"])
def test_a_decision_altered_after_signing_is_refused(authorizer: Clerk, waiting: str, name: str) -> None:
    command = authorizer.decide_body(waiting)
    if name == "authorization_sig":
        command[name] = "A" * 88
    else:
        command["authorization"][name] = "return" if name == "decision" else "0" * 64
    assert refused(authorizer.send(command)) == (403, "signature_wrong")


def test_a_challenge_serves_once(central: Central, maker: Clerk, authorizer: Clerk) -> None:
    first, second = maker.submit(three_lines())[1]["op_id"], maker.submit(three_lines())[1]["op_id"]
    challenge = authorizer.challenge()
    assert authorizer.decide(first, challenge=challenge).status == 201
    assert refused(authorizer.decide(second, challenge=challenge)) == (403, "challenge_wrong")


def test_a_challenge_is_void_after_five_minutes(central: Central, authorizer: Clerk, waiting: str) -> None:
    challenge = authorizer.challenge()
    now = central.operate("GET", "clock").json["now"]
    later = now.replace(now[11:19], "02:05:00")
    central.advance(later)
    assert refused(authorizer.decide(waiting, challenge=challenge)) == (403, "challenge_wrong")


def test_nobody_elses_challenge_serves_me(central: Central, authorizer: Clerk, waiting: str) -> None:
    other = Clerk.ready(central, UNIT, "AUTH02")
    assert refused(authorizer.decide(waiting, challenge=other.challenge())) == (403, "challenge_wrong")


def test_the_challenge_asks_for_the_password(authorizer: Clerk) -> None:
    wrong = authorizer.ask("POST", "/v1/challenges", {"password": "not my password"})
    assert refused(wrong) == (401, "password_wrong")
    assert authorizer.challenge()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b'{"typ":"khlang.submit/1"}',
        b'{"typ":5}',
        b"\xff\xfe",
        b"[" * 200_000,
        b'{"typ":' + b"[" * 100_000,
        b'{"a":' * 100_000,
        b'{"typ":"khlang.withdraw/1","typ":"khlang.withdraw/1"}',
    ],
    ids=range(10),
)
def test_bytes_that_are_no_command_are_refused(maker: Clerk, body: bytes) -> None:
    answer = maker.ask("PUT", f"/v1/commands/{uuid.uuid4()}", body)
    assert refused(answer) == (400, "not_canonical")


@pytest.mark.parametrize("change", ["blank", "order", "double", "thai"])
def test_another_spelling_of_the_same_command_is_refused(maker: Clerk, change: str) -> None:
    lines = three_lines()
    command = maker.submit_body(maker.payment(lines), lines)
    right = canonical(command)
    wrong = {
        "blank": right.replace(b'":"', b'": "', 1),
        "order": json.dumps(dict(reversed(command.items())), ensure_ascii=False, separators=(",", ":")).encode(),
        "double": right[:-1] + b',"typ":"khlang.submit/1"}',
        "thai": json.dumps(command, sort_keys=True, separators=(",", ":")).encode(),
    }[change]
    answer = maker.ask("PUT", f"/v1/commands/{command['cmd_id']}", wrong)
    assert refused(answer) == (400, "not_canonical")


def test_a_batch_altered_at_rest_is_not_approved(central: Central, maker: Clerk, authorizer: Clerk) -> None:
    op_id = maker.submit(three_lines())[1]["op_id"]
    command = authorizer.decide_body(op_id)
    with central.books() as database:
        database.execute("UPDATE lines SET acct = '6666666666' WHERE op_id = ? AND n = 2", (op_id,))
    assert refused(authorizer.send(command)) == (422, "lines_root_wrong")


def test_the_root_is_over_every_field_of_a_line(maker: Clerk) -> None:
    lines = three_lines()
    for name in lines[0]:
        changed = copy.deepcopy(lines)
        changed[0][name] += "x"
        assert tree_root([canonical(one) for one in changed]) != tree_root([canonical(one) for one in lines])
    assert sha256(b"") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
