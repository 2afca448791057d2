"""Everything that is kept is found by each of its keys, as it stands now, and nothing that is not there."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from app.domain.access.permissions import Action
from app.domain.disbursement.batch import BatchStatus
from app.domain.disbursement.outcome import LineOutcome
from app.domain.disbursement.transfer import LineStatus
from app.domain.search.kinds import FIELDS, Kind
from app.domain.search.words import kept, sought
from app.store import disbursement, search
from app.store.unit_of_work import Store
from tests.helpers.found_things import DRAFTED, KEYS, PAID, keep_everything
from tests.helpers.stores import KEY, MAKER, START, Clock, batch, line, lines

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.domain.disbursement.record import LineRecord

SEEDED = [(kind, key) for kind, keys in KEYS.items() for key in keys]


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Give a store with one item of every kind."""
    store = Store.open(tmp_path_factory.mktemp("everything"), KEY, Clock())
    keep_everything(store, MAKER)
    yield store
    store.close()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Give an empty store."""
    store = Store.open(tmp_path / "desk", KEY, Clock())
    yield store
    store.close()


def line_count(store: Store, typed: str) -> int:
    with store.read() as rd:
        return search.lines(rd, sought(typed), 3).count


def found(store: Store, kind: Kind, typed: str) -> search.Hits:
    with store.read() as rd:
        if kind is Kind.LINE:
            return search.lines(rd, sought(typed), 3)
        return search.items(rd, [kind], sought(typed), 3).get(kind, search.Hits((), 0))


def hand_in(store: Store, op_id: str) -> None:
    with store.write(MAKER, Action.SUBMIT_BATCH, op_id) as tx:
        disbursement.mark_lines(tx, op_id, LineStatus.PENDING)


def draft(store: Store, op_id: str, count: int = 5) -> None:
    with store.write(MAKER, Action.IMPORT_BATCH, op_id) as tx:
        disbursement.insert_batch(tx, batch(op_id, lines=count), lines(count))


@pytest.mark.parametrize(("kind", "key"), SEEDED, ids=[f"{kind}-{number}" for number, (kind, _) in enumerate(SEEDED)])
def test_every_kind_is_found_by_each_of_its_keys(everything: Store, kind: Kind, key: str) -> None:
    hits = found(everything, kind, key)
    assert hits.count >= 1
    assert any(hit.fields for hit in hits.first)


def test_every_kind_has_fields_and_seeded_keys() -> None:
    assert set(FIELDS) == set(Kind) == set(KEYS)


def test_what_is_not_there_is_not_found(everything: Store) -> None:
    for nothing in ("ไม่มีใครชื่อนี้", "7,777,777.77", "9999999999", "nobody@nowhere.example", "zz", "ฎ.778/2570"):
        assert not any(found(everything, kind, nothing).count for kind in Kind), nothing


def test_every_word_must_stand_in_the_same_item(everything: Store) -> None:
    assert found(everything, Kind.LINE, "สมปอง somebody").count == 0
    assert found(everything, Kind.LINE, "สมปอง K2570-2101").count == 1
    assert found(everything, Kind.LINE, "4,821.75").count == 2


def test_what_was_found_says_where_the_words_stand(everything: Store) -> None:
    [hit] = found(everything, Kind.LINE, "สมปอง •••1234").first
    places = {FIELDS[Kind.LINE][place].value for place in hit.fields}
    assert places == {"name", "account"}
    assert hit.values[0] == "นายสมปอง ลองใจดี"
    assert hit.values[2] == 482_175


def test_a_draft_is_found_before_it_is_handed_in_and_its_sum_too(everything: Store) -> None:
    for key in ("ร่าง", "นางร่าง ยังไม่ส่ง", "ร่างยังไม่ส่ง", "981-1-10002-2", "777", "777.00", "xxx0022"):
        assert found(everything, Kind.LINE, key).count == 1, key
    assert found(everything, Kind.BATCH, DRAFTED).count == 1
    assert found(everything, Kind.BATCH, PAID).count == 1


def test_a_draft_that_is_thrown_away_is_found_no_more(store: Store) -> None:
    draft(store, "op-1")
    assert line_count(store, "ปี่แก้ว") == 5
    with store.write(MAKER, Action.DELETE_DRAFT, "op-1") as tx:
        disbursement.delete_draft(tx, "op-1")
    assert line_count(store, "ปี่แก้ว") == 0
    assert found(store, Kind.BATCH, "ค่าเช่าบ้าน").count == 0


def test_lines_that_change_after_they_came_back_are_found_as_they_are_now(store: Store) -> None:
    draft(store, "op-1")
    hand_in(store, "op-1")
    assert line_count(store, "REF000002") == 1
    with store.write(MAKER, Action.RECORD_ANSWER, "op-1") as tx:
        disbursement.mark_lines(tx, "op-1", LineStatus.DRAFT)
    assert line_count(store, "REF000002") == 1
    with store.write(MAKER, Action.EDIT_BATCH, "op-1") as tx:
        disbursement.put_lines(tx, "op-1", [line(2, name="นายคนใหม่ มาแทน", account="9811111111")])
        disbursement.delete_lines(tx, "op-1", [3])
    for _ in range(2):
        assert line_count(store, "คนใหม่") == 1
        assert line_count(store, "9800000002") == 0
        assert line_count(store, "REF000003") == 0
        assert line_count(store, "ปี่แก้ว") == 3
        hand_in(store, "op-1")


def test_lines_that_another_edition_replaces_are_found_as_they_are_now(store: Store) -> None:
    draft(store, "op-1")
    hand_in(store, "op-1")
    with store.write(MAKER, Action.RECORD_EVENTS, "op-1") as tx:
        disbursement.clear_lines(tx, "op-1")
        disbursement.put_lines(tx, "op-1", [line(1, name="นางรุ่นที่สอง แก้แล้ว")])
        disbursement.mark_lines(tx, "op-1", LineStatus.PENDING)
    assert (line_count(store, "ปี่แก้ว"), line_count(store, "รุ่นที่สอง")) == (0, 1)


def test_what_the_bank_calls_a_line_finds_it_and_a_later_name_replaces_the_former(store: Store) -> None:
    draft(store, "op-1")
    hand_in(store, "op-1")
    for reference in ("K2570-0001-000002", "K2570-0001-000002", "R2570-7777-000002"):
        with store.write(MAKER, Action.RECORD_EVENTS, "op-1") as tx:
            outcome = LineOutcome(2, LineStatus.SETTLED, "", reference, START, "")
            disbursement.set_outcomes(tx, "op-1", [outcome])
        assert line_count(store, reference) == 1
    assert line_count(store, "K2570-0001-000002") == 0
    assert line_count(store, "R2570-7777 ปี่แก้ว") == 1


def test_a_batch_is_found_by_its_head_as_it_is_now(store: Store) -> None:
    draft(store, "op-1")
    with store.write(MAKER, Action.EDIT_BATCH, "op-1") as tx:
        head = batch(purpose="ค่าล่วงเวลา").head
        disbursement.update_head(tx, "op-1", head)
        disbursement.set_status(tx, "op-1", status=BatchStatus.DRAFT)
    assert found(store, Kind.BATCH, "ค่าเช่าบ้าน").count == 0
    assert found(store, Kind.BATCH, "ล่วงเวลา").count == 1


def test_a_change_that_fails_leaves_nothing_to_be_found(store: Store) -> None:
    def fail() -> None:
        with store.write(MAKER, Action.IMPORT_BATCH, "op-1") as tx:
            disbursement.insert_batch(tx, batch("op-1"), lines(3))
            disbursement.mark_lines(tx, "op-1", LineStatus.PENDING)
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert line_count(store, "ปี่แก้ว") == 0
    draft(store, "op-1")
    assert line_count(store, "ปี่แก้ว") == 5


def test_the_newest_come_first_and_all_are_counted(store: Store) -> None:
    for number in range(4):
        draft(store, f"op-{number}", 50)
        if number < 3:
            hand_in(store, f"op-{number}")
    with store.read() as rd:
        hits = search.lines(rd, sought("ปี่แก้ว"), 60)
    ids = [hit.line_id for hit in hits.first]
    assert (hits.count, hits.more, len(ids)) == (200, False, 60)
    assert ids == sorted(ids, reverse=True)


def test_counting_ends_where_nobody_would_read_on(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "COUNT_MAX", 30)
    draft(store, "op-1", 50)
    hand_in(store, "op-1")
    with store.read() as rd:
        hits = search.lines(rd, sought("ปี่แก้ว"), 3)
    assert (hits.count, hits.more) == (30, True)


def test_among_thousands_of_lines_each_is_found_exactly_where_a_plain_reading_finds_it(store: Store) -> None:
    """The small version of 200,000 lines; `tests/benchmarks/bench_search.py` searches among all of them."""
    chance = random.Random(6)  # noqa: S311  (test data)
    people = [_person(chance, number) for number in range(1, 1_501)]
    for part in range(3):
        op_id = f"op-{part}"
        with store.write(MAKER, Action.IMPORT_BATCH, op_id) as tx:
            own = [each._replace(number=number) for number, each in enumerate(people[part * 500 : part * 500 + 500], 1)]
            disbursement.insert_batch(tx, batch(op_id, lines=500), own)
        if part != 1:
            hand_in(store, op_id)
    texts = [kept((p.name, p.account, p.satang, p.person_id, p.mobile, p.email, p.reference, "")) for p in people]
    for one in chance.sample(people, 25):
        first, last = one.name.split()
        for typed in (one.name, last, first[3:], one.account, f"xxx{one.account[-4:]}", one.amount, one.reference,
                      one.email.split("@")[0], f"{last} {one.amount}", one.account[3:7]):  # fmt: skip
            wanted = sought(typed)
            expected = sum(wanted.fields_in(text) is not None for text in texts)
            assert line_count(store, typed) == expected >= 1, typed


def _person(chance: random.Random, number: int) -> LineRecord:
    syllables = ("กา", "มะลิ", "ทอง", "สุข", "ใจ", "แก้ว", "ศรี", "วัน", "พร", "ชัย", "ดี", "รุ่ง", "น้ำ", "ปู่", "ชั่ว")
    name = "".join(chance.sample(syllables, 3)), "".join(chance.sample(syllables, 3))
    made = line(number, name=f"นาย{name[0]} {name[1]}", account=f"98{chance.randrange(10**8):08d}",
                satang=chance.randrange(100, 9_000_000))  # fmt: skip
    return made._replace(email=f"person{number}@example.go.th", reference=f"INV-{chance.randrange(10**6):06d}")
