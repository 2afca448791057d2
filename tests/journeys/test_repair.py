"""Sent back, withdrawn, mended, paid once: what happens to a batch between two people who do not agree at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.domain.disbursement.batch import BatchStatus
from app.domain.disbursement.record import Delivery
from app.domain.disbursement.transfer import Field
from tests.helpers.raw_central import TWO_SIGNATURES, UNIT, Clerk
from tests.journeys import acts, bank
from tests.journeys.lists import write_list
from tests.journeys.person import Person, at_desks

if TYPE_CHECKING:
    from pathlib import Path

    from tests.helpers.raw_central import Central, Json

pytestmark = pytest.mark.xdist_group("journeys: repair")

MORE = "แถวที่ 2 ต้องเป็น 350.01 บาท"


def posts(central: Central, op_id: str) -> list[Json]:
    """Return the lines of a batch that the bank paid, as its staff sees them."""
    shown = central.operate("GET", f"batches/{op_id}").json
    return [line for line in shown["lines"] if line["status"] == "settled"]


def test_a_batch_sent_back_is_mended_by_one_satang_and_paid_once(
    central: Central, maker: Person, authorizer: Person, tmp_path: Path
) -> None:
    op_id = maker.does(acts.import_file, write_list(tmp_path / "list.csv", ("250.00", "350.00", "1400.00")))
    maker.does(acts.hand_in, "ฎ.201/2570")
    maker.does(acts.handed_in, op_id)
    authorizer.does(acts.hear, op_id, BatchStatus.SUBMITTED)
    authorizer.does(acts.send_back, op_id, "amount", MORE, authorizer.password)

    returned = maker.does(acts.hear, op_id, BatchStatus.RETURNED)
    assert MORE in returned.reason
    assert any(MORE in words for words in maker.does(acts.look, "batches", op_id))
    assert op_id in {batch.op_id for batch in maker.does(acts.batches)}
    maker.does(acts.open_draft, op_id)
    assert any(MORE in words for words in maker.does(acts.words_in_sight))
    maker.does(acts.type_cell, 2, Field.AMOUNT, "350.01")
    maker.does(acts.sign_and_hand_in)
    again = maker.does(acts.handed_in, op_id)
    assert (again.status, again.rev, again.signatures_have) == (BatchStatus.SUBMITTED, 2, 0)

    authorizer.does(acts.hear, op_id, BatchStatus.SUBMITTED)
    authorizer.does(acts.approve, op_id, authorizer.password)
    central.settle()
    batch = maker.does(acts.hear, op_id)
    assert (batch.status, batch.settled.satang) == (BatchStatus.SETTLED, 200_001)
    assert len(posts(central, op_id)) == 3
    central.assert_books_right()


def test_a_batch_withdrawn_before_the_first_signature_leaves_the_authorizers_list(
    maker: Person, authorizer: Person, tmp_path: Path
) -> None:
    op_id = maker.does(acts.import_file, write_list(tmp_path / "list.csv", ("111.00", "222.00"), first=20))
    maker.does(acts.hand_in, "ฎ.202/2570", "ค่าพาหนะเดินทาง")
    maker.does(acts.handed_in, op_id)
    authorizer.does(acts.hear, op_id, BatchStatus.SUBMITTED)
    assert "ค่าพาหนะเดินทาง" in [row[0] for row in authorizer.does(acts.waiting_list)]
    maker.does(acts.act_on_batch, op_id, "withdraw", "จำนวนเงินไม่ครบ")
    maker.does(acts.hear, op_id, BatchStatus.WITHDRAWN)
    authorizer.does(acts.hear, op_id, BatchStatus.WITHDRAWN)
    assert "ค่าพาหนะเดินทาง" not in [row[0] for row in authorizer.does(acts.waiting_list)]
    assert maker.does(acts.actions_lit, op_id)[:1] == ["edit"]


def test_a_maker_is_offered_no_approval_and_gets_none_from_the_central_system(
    central: Central, maker: Person, tmp_path: Path
) -> None:
    op_id = maker.does(acts.import_file, write_list(tmp_path / "list.csv", ("77.00",), first=30))
    maker.does(acts.hand_in, "ฎ.203/2570")
    maker.does(acts.handed_in, op_id)
    assert "decide" not in maker.does(acts.actions_lit, op_id)
    assert "approvals" not in maker.does(acts.screens)
    again = Clerk(central, UNIT, "MAKER02")
    assert again.sign_in().status == 201
    assert again.register_key().status == 201
    refused = again.decide(op_id)
    assert (refused.status, refused.code) == (403, "role_missing")
    assert posts(central, op_id) == []


@pytest.mark.campaign
def test_one_satang_voids_the_signature_given_and_both_are_asked_again(central: Central, tmp_path: Path) -> None:
    maker, first, second = (
        Person(central, tmp_path / user, user, TWO_SIGNATURES) for user in ("MAKER01", "AUTH01", "AUTH02")
    )
    with at_desks(maker, first, second):
        for person in (maker, first, second):
            assert person.does(acts.sign_in, person.password)
        op_id = maker.does(acts.import_file, write_list(tmp_path / "list.csv", ("500.00", "600.00"), first=40))
        maker.does(acts.hand_in, "ฎ.204/2570")
        maker.does(acts.handed_in, op_id)
        first.does(acts.hear, op_id, BatchStatus.SUBMITTED, BatchStatus.IN_APPROVAL)
        first.does(acts.approve, op_id, first.password)
        signed = maker.does(acts.hear, op_id, BatchStatus.IN_APPROVAL)
        assert (signed.signatures_have, signed.signatures_needed) == (1, 2)
        assert "withdraw" not in maker.does(acts.actions_lit, op_id)

        second.does(acts.hear, op_id, BatchStatus.IN_APPROVAL)
        second.does(acts.send_back, op_id, "amount", MORE, second.password)
        maker.does(acts.hear, op_id, BatchStatus.RETURNED)
        void = maker.does(acts.look, "batches", op_id)
        assert any("ศิริพร อนุมัติต้นแบบ" in words for words in void), "whose signature it cost is told"
        maker.does(acts.open_draft, op_id)
        maker.does(acts.type_cell, 1, Field.AMOUNT, "500.01")
        maker.does(acts.sign_and_hand_in)
        again = maker.does(acts.handed_in, op_id)
        assert (again.status, again.rev, again.signatures_have) == (BatchStatus.SUBMITTED, 2, 0)
        for person, status in ((first, BatchStatus.SUBMITTED), (second, BatchStatus.IN_APPROVAL)):
            person.does(acts.hear, op_id, status)
            person.does(acts.approve, op_id, person.password)
        central.settle()
        batch = maker.does(acts.hear, op_id)
        assert (batch.status, batch.settled.satang, batch.delivery) == (BatchStatus.SETTLED, 110_001, Delivery.NONE)
        assert len(posts(central, op_id)) == 2
        central.assert_books_right()


def hand_in_anew(maker: Person, op_id: str, amount: str) -> None:
    """Take a batch back before anybody has signed, change its first line, and hand it in as its second edition."""
    maker.does(acts.act_on_batch, op_id, "withdraw", "แก้จำนวนเงิน")
    maker.does(acts.hear, op_id, BatchStatus.WITHDRAWN)
    maker.does(acts.open_draft, op_id)
    maker.does(acts.type_cell, 1, Field.AMOUNT, amount)
    maker.does(acts.sign_and_hand_in)
    assert maker.does(acts.handed_in, op_id).rev == 2


def assert_tells_what_changed(authorizer: Person, said: list[str], *, before: str, after: str) -> None:
    for mark, facts in (("mark.edition_changed", {}), ("mark.line_changed", {"count": "1"})):
        assert authorizer.does(acts.say, f"approvals.{mark}", **facts) in said
    assert any(before in words and after in words for words in said)


@pytest.mark.campaign
def test_a_decision_over_an_edition_that_was_replaced_meanwhile_is_refused_and_the_new_one_is_shown(
    central: Central, maker: Person, authorizer: Person, tmp_path: Path
) -> None:
    op_id = maker.does(acts.import_file, write_list(tmp_path / "list.csv", ("810.00", "820.00"), first=70))
    maker.does(acts.hand_in, "ฎ.206/2570")
    maker.does(acts.handed_in, op_id)
    authorizer.does(acts.hear, op_id, BatchStatus.SUBMITTED)
    authorizer.does(acts.open_for_decision, op_id)
    asked = authorizer.does(acts.ask_to_approve)
    assert any("1,630.00" in words for words in asked)
    hand_in_anew(maker, op_id, "810.01")

    authorizer.does(acts.hear_by_itself, op_id, 2)
    assert authorizer.does(acts.words_in_sight) == asked, "the question stays the one that was asked"
    authorizer.does(acts.sign_in_vain, authorizer.password, "errors.edition_changed")
    assert bank.paid(central, op_id) == []
    authorizer.does(acts.wait_for_button, "approvals.approve")
    said = authorizer.does(acts.words_in_sight)
    assert any("1,630.01" in words for words in said)
    assert_tells_what_changed(authorizer, said, before="810.00", after="810.01")
    authorizer.does(acts.approve, op_id, authorizer.password)
    central.settle()
    assert maker.does(acts.hear, op_id).settled.satang == 163_001


@pytest.mark.campaign
def test_a_decision_that_is_looked_at_turns_to_the_new_edition_before_anything_can_be_signed(
    central: Central, maker: Person, authorizer: Person, tmp_path: Path
) -> None:
    op_id = maker.does(acts.import_file, write_list(tmp_path / "list.csv", ("830.00", "840.00"), first=80))
    maker.does(acts.hand_in, "ฎ.207/2570")
    maker.does(acts.handed_in, op_id)
    authorizer.does(acts.hear, op_id, BatchStatus.SUBMITTED)
    authorizer.does(acts.open_for_decision, op_id)
    hand_in_anew(maker, op_id, "830.01")

    authorizer.does(acts.hear_by_itself, op_id, 2)
    authorizer.does(acts.wait_for_button, "approvals.approve")
    said = authorizer.does(acts.words_in_sight)
    assert any("1,670.01" in words for words in said)
    assert_tells_what_changed(authorizer, said, before="830.00", after="830.01")
    asked = authorizer.does(acts.ask_to_approve)
    assert any("1,670.01" in words for words in asked)
    authorizer.does(acts.sign, authorizer.password)
    central.settle()
    assert maker.does(acts.hear, op_id).settled.satang == 167_001
    assert len(posts(central, op_id)) == 2


def test_tags_in_what_people_write_are_shown_as_they_are_at_the_other_desk(
    maker: Person, authorizer: Person, tmp_path: Path
) -> None:
    tags = "<b>สมชาย</b><img src=https://update.invalid/x>"
    op_id = maker.does(acts.import_file, write_list(tmp_path / "list.csv", ("250.00",), first=60))
    maker.does(acts.type_cell, 1, Field.NAME, "มานี <b>ใจดี</b>")
    assert maker.does(acts.texts_not_plain) == []
    maker.does(acts.type_cell, 1, Field.REFERENCE, "<i>ref</i>")
    maker.does(acts.hand_in, "ฎ.205/2570", tags)
    maker.does(acts.handed_in, op_id)
    for person, screen in ((maker, "batches"), (authorizer, "batches"), (authorizer, "home"), (authorizer, "audit")):
        person.does(acts.hear, op_id, BatchStatus.SUBMITTED)
        said = person.does(acts.look, screen, op_id if screen == "batches" else None)
        assert screen != "batches" or tags in said
        assert person.does(acts.texts_not_plain) == []
    assert tags in authorizer.does(acts.open_for_decision, op_id)
    assert authorizer.does(acts.texts_not_plain) == []
