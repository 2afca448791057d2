"""What is kept of a log is proven from the bank's signature backwards, as it grows."""

from __future__ import annotations

import pytest

from app.central.log_proof import KeptEvent, ProvenLog
from app.domain.disbursement.outcome import Checkpoint
from app.domain.values.errors import Tampered
from app.wire import codec, events
from tests.central.test_events import BANK_KEY, BODIES, CLERK, chained, head

LOG = chained(BODIES)
MORE = (BODIES[1], BODIES[3])


def records(log: list[events.Event], after: int = 0) -> list[tuple[int, bytes]]:
    return [(seq, codec.encode(event.record)) for seq, event in enumerate(log, 1) if seq > after]


def end(log: list[events.Event], seq: int = 0, name: str = "unit") -> Checkpoint:
    seq = seq or len(log)
    leaf = events.leaf(log[seq - 1].record)
    return Checkpoint(name, seq, leaf, head(name, str(seq), leaf)["head_sig"])


def kept(log: list[events.Event], number: int, **beside: object) -> KeptEvent:
    event = log[number - 1]
    told = codec.decode(event.body.encode(), type(BODIES[number - 1][1]))
    facts = {
        "seq": number,
        "leaf": events.leaf(event.record),
        "at": event.record.ts,
        "kind": event.record.type,
        "op_id": getattr(told, "op_id", ""),
        "uid": event.record.actor_uid,
        "device": event.record.device,
        "detail": getattr(told, "reason", ""),
    }
    values = tuple((facts | beside).values())
    return KeptEvent(codec.encode(event.record), event.salt, event.body.encode(), values)


def proven(log: list[events.Event]) -> ProvenLog:
    made = ProvenLog("unit", BANK_KEY)
    made.extend(records(log), end(log))
    return made


def test_a_log_is_proven_at_once_or_part_by_part() -> None:
    grown = ProvenLog("unit", BANK_KEY)
    for seq in range(1, len(LOG) + 1):
        grown.extend(records(LOG[:seq], grown.size), end(LOG, seq))
    for log in (proven(LOG), grown):
        assert (log.size, log.about("o", 99), log.about("o", 3)) == (4, [1, 2, 3, 4], [1, 2, 3])
        log.learn_keys([kept(LOG, 1)])
        assert [key.public_key for key in log.keys.values()] == [CLERK]
        assert log.names == {"u": ("มาลี ใจดี", "Malee Jaidee")}
        assert list(log.unread_keys()) == []
        assert [said.kind for said in log.tell([2, 4], [kept(LOG, 2), kept(LOG, 4)])] == [
            events.BATCH_WITHDRAWN, events.BATCH_RELEASED,
        ]  # fmt: skip


def test_an_older_view_of_the_store_is_proven_by_what_is_known_already() -> None:
    log = proven(LOG)
    log.extend([], end(LOG, 2))
    assert log.size == 4


def test_another_past_is_not_taken_for_the_one_that_was_proven() -> None:
    """The bank's own signature over another log under the same numbers: it was restored, or it tells two stories."""
    other = chained((*BODIES[:2], *MORE))
    for log, seq in ((other, 4), (other, 3)):
        with pytest.raises(Tampered, match="paper_log_changed"):
            proven(LOG).extend(records(log, 4), end(log, seq))
    longer = chained((*BODIES[:2], *MORE, *BODIES))
    with pytest.raises(Tampered, match="paper_log_changed"):
        proven(LOG).extend(records(longer, 4), end(longer))


@pytest.mark.parametrize("left", [[], [1, 2, 3], [2, 3, 4], [1, 2, 4], [1, 3, 2, 4], [1, 2, 3, 4, 4]])
def test_records_that_do_not_lead_to_the_signed_end_prove_nothing(left: list[int]) -> None:
    log, whole = ProvenLog("unit", BANK_KEY), records(LOG)
    with pytest.raises(Tampered, match="paper_log_changed"):
        log.extend([whole[seq - 1] for seq in left], end(LOG))
    assert (log.size, log.about("o", 99), list(log.unread_keys())) == (0, [], [])


def test_only_the_units_own_log_counts() -> None:
    elsewhere = chained(log="other")
    with pytest.raises(Tampered, match="paper_log_changed"):
        ProvenLog("unit", BANK_KEY).extend(records(elsewhere), end(elsewhere, name="other"))
    with pytest.raises(Tampered, match="paper_log_changed"):
        ProvenLog("unit", BANK_KEY).extend(records(elsewhere), end(elsewhere))


@pytest.mark.parametrize("name", ["seq", "leaf", "at", "kind", "op_id", "uid", "device", "detail"])
def test_what_stands_beside_an_event_must_be_what_it_says(name: str) -> None:
    with pytest.raises(Tampered, match="paper_log_changed"):
        proven(LOG).tell([2], [kept(LOG, 2, **{name: "other"})])


def test_an_event_is_told_from_its_own_bytes_only() -> None:
    log, right = proven(LOG), kept(LOG, 2)
    for wrong in (
        KeptEvent(kept(LOG, 4).record, right.salt, right.body, right.beside),
        KeptEvent(right.record, "00", right.body, right.beside),
        KeptEvent(right.record, "no salt", right.body, right.beside),
        KeptEvent(right.record, right.salt, kept(LOG, 4).body, right.beside),
        KeptEvent(right.record, right.salt, b"\xff", right.beside),
        KeptEvent(b"{}", right.salt, right.body, right.beside),
    ):
        with pytest.raises(Tampered, match="paper_log_changed"):
            log.tell([2], [wrong])
    with pytest.raises(Tampered, match="paper_log_changed"):
        log.tell([2, 3], [right])
