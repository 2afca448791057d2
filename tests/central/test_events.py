"""The log is taken only as the continuation of what is held, signed by the bank that was first met."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from app.central.events import Incomplete, Position, verified
from app.domain.disbursement import outcome as news
from app.domain.disbursement.batch import BatchStatus
from app.domain.disbursement.transfer import LineStatus
from app.domain.values.dates import parse_instant
from app.domain.values.errors import Tampered
from app.wire import codec, events, signature

if TYPE_CHECKING:
    from collections.abc import Sequence

BANK = Ed25519PrivateKey.generate()
BANK_KEY = signature.public_text(BANK)
CLERK = signature.public_text(Ed25519PrivateKey.generate())
AT = "2026-11-23T02:00:00.000Z"

BODIES: tuple[tuple[str, codec.Message], ...] = (
    (
        events.KEY_REGISTERED,
        events.KeyRegistered(
            uid="u",
            kid=signature.key_id(CLERK),
            public_key=CLERK,
            device_id="d",
            device_name="เครื่องหนึ่ง",
            name_th="มาลี ใจดี",
            name_en="Malee Jaidee",
        ),
    ),
    (
        events.BATCH_WITHDRAWN,
        events.BatchMoved(op_id="o", rev="1", status="withdrawn", version="2", reason="ขอแก้"),
    ),
    (
        events.LINES_REPORTED,
        events.LinesReported(
            op_id="o",
            rev="1",
            version="3",
            outcomes=(events.Outcome(n="1", status="rejected", reason="AC01", bank_ref="b", at=AT, notice=""),),
        ),
    ),
    (
        events.BATCH_RELEASED,
        events.BatchMoved(op_id="o", rev="1", status="released", version="4", reason=""),
    ),
)


def chained(bodies: tuple[tuple[str, codec.Message], ...] = BODIES, log: str = "unit") -> list[events.Event]:
    """Return a right log over ``bodies``."""
    made: list[events.Event] = []
    previous = events.NO_LEAF
    for seq, (kind, message) in enumerate(bodies, 1):
        body, salt = codec.encode(message).decode(), f"{seq:032x}"
        record = events.LogRecord(
            typ=events.LOG_RECORD,
            log=log,
            seq=str(seq),
            ts=AT,
            agency="a",
            actor_uid="u",
            actor_kid="",
            device="d",
            type=kind,
            obj="o",
            cmd_id="",
            body_commit=events.body_commit(salt, body),
            sig_sha256="",
            prev=previous,
        )
        made.append(events.Event(record=record, salt=salt, body=body))
        previous = events.leaf(record)
    return made


def head(log: str, seq: str, leaf: str, key: Ed25519PrivateKey = BANK) -> dict[str, str]:
    signed = signature.sign(key, signature.CHECKPOINT, f"{log}\n{seq}\n{leaf}".encode())
    return {"head_seq": seq, "head_leaf": leaf, "head_sig": signed}


def page(log: list[events.Event], first: int = 0, count: int = 99, epoch: str = "e") -> events.EventsPage:
    """Return a right page of a right log."""
    shown = tuple(log[first : first + count])
    end = events.leaf(log[-1].record) if log else events.NO_LEAF
    more = "yes" if first + len(shown) < len(log) else "no"
    return events.EventsPage(epoch=epoch, log="unit", events=shown, more=more, **head("unit", str(len(log)), end))


def test_a_right_log_is_told_in_the_domains_words() -> None:
    told = verified(page(chained()), Position(), BANK_KEY)
    assert [type(event.news) for event in told.events] == [
        news.KeyRegistered, news.BatchMoved, news.LinesReported, news.BatchMoved,
    ]  # fmt: skip
    key, moved, reported, _ = (event.news for event in told.events)
    assert isinstance(key, news.KeyRegistered)
    assert (key.key.uid, key.key.device_name) == ("u", "เครื่องหนึ่ง")
    assert isinstance(moved, news.BatchMoved)
    assert (moved.status, moved.reason) == (BatchStatus.WITHDRAWN, "ขอแก้")
    assert isinstance(reported, news.LinesReported)
    assert reported.outcomes[0].status is LineStatus.REJECTED
    assert told.position == Position("e", 4, events.leaf(chained()[-1].record))
    assert not told.more


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_pages_of_any_size_lead_to_the_same_place(count: int) -> None:
    log, here = chained(), Position()
    heard: list[news.LogEvent] = []
    while True:
        told = verified(page(log, here.seq, count), here, BANK_KEY)
        heard += told.events
        here = told.position
        if not told.more:
            break
    assert [event.seq for event in heard] == [1, 2, 3, 4]
    assert here.leaf == events.leaf(log[-1].record)
    assert verified(page(log, 4), here, BANK_KEY).events == ()


def test_an_empty_log_is_no_news() -> None:
    assert verified(page([]), Position(), BANK_KEY).position == Position("e", 0, events.NO_LEAF)


def code(said: events.EventsPage, after: Position = Position(), key: str = BANK_KEY) -> str:  # noqa: B008  (frozen)
    with pytest.raises(Tampered) as caught:
        verified(said, after, key)
    return caught.value.code


def test_another_bank_is_not_the_bank() -> None:
    assert code(page(chained()), key=signature.public_text(Ed25519PrivateKey.generate())) == "history_unsigned"
    assert code(structs.replace(page(chained()), head_sig=b64encode(b"x" * 64).decode())) == "history_unsigned"
    assert code(structs.replace(page(chained()), head_seq="5")) == "history_unsigned"


def test_a_new_epoch_is_an_alarm() -> None:
    here = verified(page(chained(), 0, 2), Position(), BANK_KEY).position
    assert code(page(chained(), 2, epoch="f"), here) == "history_forked"


def test_a_log_restored_from_an_old_copy_is_an_alarm() -> None:
    here = verified(page(chained()), Position(), BANK_KEY).position
    assert code(page(chained(BODIES[:2]), 4), here) == "history_forked"


def test_a_rewritten_past_is_an_alarm_even_with_every_hash_made_anew() -> None:
    here = verified(page(chained(), 0, 2), Position(), BANK_KEY).position
    other = events.BatchMoved(op_id="o", rev="1", status="cancelled", version="2", reason="")
    rewritten = chained((BODIES[0], (events.BATCH_CANCELLED, other), *BODIES[2:]))
    assert code(page(rewritten, 2), here) == "history_forked"
    assert code(page(rewritten[:2], 2), here) == "history_forked"


@pytest.mark.parametrize(
    "field", ["typ", "log", "seq", "ts", "agency", "actor_uid", "type", "obj", "body_commit", "prev", "device"]
)
def test_a_changed_record_is_found(field: str) -> None:
    log = chained()
    changed = structs.replace(log[1].record, **{field: getattr(log[1].record, field) + "x"})
    altered = [log[0], structs.replace(log[1], record=changed), *log[2:]]
    assert code(structs.replace(page(log), events=tuple(altered))) in (
        "history_forked", "history_changed", "history_unreadable",
    )  # fmt: skip


@pytest.mark.parametrize("field", ["body", "salt"])
def test_a_body_that_was_not_committed_to_is_found(field: str) -> None:
    log = chained()
    value = log[2].body.replace("rejected", "settled") if field == "body" else "0" * 32
    altered = [*log[:2], structs.replace(log[2], **{field: value}), log[3]]
    assert code(structs.replace(page(log), events=tuple(altered))) == "history_changed"


def told_as(order: Sequence[int], after: Position) -> events.EventsPage:
    """Return the rest of a right log with its events so, and no others."""
    log = chained()
    return structs.replace(page(log, after.seq), events=tuple(log[at] for at in order))


@given(held=st.integers(0, 3), order=st.lists(st.integers(0, 3), max_size=9))
def test_in_whatever_order_and_however_often_events_come_they_say_the_same_or_are_not_taken(
    held: int, order: list[int]
) -> None:
    """Only what is missing matters (SIM-08): permutations, repetitions, what is held already."""
    here = verified(page(chained(), 0, held), Position(), BANK_KEY).position if held else Position()
    if set(order) >= set(range(held, 4)):
        assert verified(told_as(order, here), here, BANK_KEY) == verified(page(chained(), held), here, BANK_KEY)
    else:
        with pytest.raises(Incomplete):
            verified(told_as(order, here), here, BANK_KEY)


def test_two_events_of_one_number_are_an_alarm_in_either_order() -> None:
    other = events.BatchMoved(op_id="o", rev="1", status="cancelled", version="2", reason="")
    forged = chained((BODIES[0], (events.BATCH_CANCELLED, other), *BODIES[2:]))[1]
    log = chained()
    for pair in ((log[1], forged), (forged, log[1])):
        said = structs.replace(page(log), events=(log[0], *pair, *log[2:]))
        with pytest.raises(Tampered) as caught:
            verified(said, Position(), BANK_KEY)
        assert not isinstance(caught.value, Incomplete)


def test_news_held_back_is_found() -> None:
    assert code(structs.replace(page(chained(), 0, 2), more="no")) == "history_forked"


POSTPONED = events.BatchMoved("o", "1", "approved", "4", "วันหยุดพิเศษ", AT)


def test_a_batch_that_was_moved_to_another_day_says_when_it_is_paid() -> None:
    (said,) = verified(page(chained(((events.BATCH_POSTPONED, POSTPONED),))), Position(), BANK_KEY).events
    assert isinstance(said.news, news.BatchMoved)
    assert (said.news.status, said.news.pay_at, said.news.reason) == (
        BatchStatus.APPROVED,
        parse_instant(AT),
        "วันหยุดพิเศษ",
    )


@pytest.mark.parametrize(
    ("kind", "message"),
    [
        ("batch.teleported", BODIES[1][1]),
        (events.BATCH_SIGNED, BODIES[1][1]),
        (events.BATCH_WITHDRAWN, events.BatchMoved(op_id="o", rev="1", status="lost", version="2", reason="")),
        (events.BATCH_WITHDRAWN, events.BatchMoved(op_id="o", rev="one", status="withdrawn", version="2", reason="")),
        (events.BATCH_POSTPONED, structs.replace(POSTPONED, status="cancelled")),
        (events.BATCH_POSTPONED, structs.replace(POSTPONED, pay_at="")),
        (
            events.KEY_REGISTERED,
            events.KeyRegistered("u", "0" * 32, CLERK, "d", "n", "", ""),
        ),
    ],
    ids=[
        *("unknown kind", "another body", "unknown status", "no number"),
        *("moved to another day and cancelled", "moved to no day", "a key under another name"),
    ],
)
def test_what_no_event_may_say_stops_the_program_rather_than_being_skipped(kind: str, message: codec.Message) -> None:
    assert code(page(chained(((kind, message),)))) == "history_unreadable"


def test_a_wrong_place_to_begin_is_found() -> None:
    here = verified(page(chained(), 0, 2), Position(), BANK_KEY).position
    assert code(page(chained(), 2), replace(here, leaf="f" * 64)) == "history_forked"
