from __future__ import annotations

import pytest

from app.domain.disbursement.follow_up import LineReason
from app.domain.disbursement.review import Coverage, Remark, Word, read_remark, review_of
from app.domain.values.errors import Refused


def test_nothing_is_approved_before_every_line_that_must_be_was_opened() -> None:
    review = review_of(range(1, 11), (3, 7, 99), ())
    with pytest.raises(Refused, match="lines_unopened"):
        review.approval()
    review.open(3)
    assert review.left() == [7]
    review.open(7)
    review.open(1)
    assert review.approval().opened == (1, 3, 7)
    assert review.coverage() == Coverage(2, 2, 3, 10)
    assert review.coverage().percent == "30.0"


def test_a_mark_can_be_taken_off_again_before_the_decision() -> None:
    review = review_of((1, 2), (), ())
    review.say(2, LineReason.ACCOUNT, "  เลขไม่ตรง ")
    assert review.approval().remarks == (Remark(2, LineReason.ACCOUNT, "เลขไม่ตรง"),)
    assert review.paid() == {1}
    review.unsay(2)
    assert review.approval().remarks == ()


def test_another_reason_needs_words_and_a_return_needs_a_reason() -> None:
    review = review_of((1, 2), (), ())
    with pytest.raises(Refused, match="reason_missing"):
        review.say(1, LineReason.OTHER)
    with pytest.raises(Refused, match="reason_missing"):
        review.way_back(" ")
    review.say(1, LineReason.PAPER)
    sent = review.way_back("ขาดเอกสาร")
    assert (sent.word, sent.reason, [each.number for each in sent.remarks]) == (Word.RETURN, "ขาดเอกสาร", [1])


def test_what_was_declined_before_cannot_be_marked_and_not_all_can_be_declined() -> None:
    review = review_of((1, 2), (), (1,))
    review.say(1, LineReason.PAYEE)
    assert not review.remarks
    review.say(2, LineReason.PAYEE)
    with pytest.raises(Refused, match="lines_all_declined"):
        review.approval()


def test_a_remark_reads_as_it_is_written() -> None:
    for remark in (Remark(4, LineReason.PAPER), Remark(4, LineReason.OTHER, "ดู ข้อ 3")):
        assert read_remark(4, remark.written()) == remark
    assert read_remark(4, "AC01") is None
