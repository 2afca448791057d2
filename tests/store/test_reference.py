from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.domain.access.keys import PublicKey
from app.domain.access.permissions import Action
from app.store import reference
from app.store.reference import Profile
from tests.helpers.stores import MAKER, UNIT

if TYPE_CHECKING:
    from app.store.unit_of_work import Store


def test_the_unit_comes_back_as_told_and_the_last_word_counts(store: Store) -> None:
    with store.read() as rd:
        assert reference.unit(rd) is None
    for unit in (UNIT, replace(UNIT, cut_off="14:00", accounts=())):
        with store.write(MAKER, Action.RECORD_UNIT, "") as tx:
            reference.put_unit(tx, unit)
        with store.read() as rd:
            assert reference.unit(rd) == unit


def test_the_register_of_keys_is_replaced_whole(store: Store) -> None:
    first, second = (
        PublicKey(f"k-{n}", "u-1", "cHVi", "d-1", "desk 1", "2026-11-02T01:30:00.000Z", "") for n in (1, 2)
    )
    for keys in ([first], [replace(first, revoked_at="2026-11-03T01:30:00.000Z"), second]):
        with store.write(MAKER, Action.RECORD_UNIT, "") as tx:
            reference.put_keys(tx, keys)
        with store.read() as rd:
            assert reference.keys(rd) == {key.kid: key for key in keys}


def test_mappings_are_remembered_the_last_used_first(store: Store) -> None:
    for fingerprint, name in (("f-1", "a"), ("f-2", "b"), ("f-1", "c")):
        with store.write(MAKER, Action.SAVE_PROFILE, fingerprint) as tx:
            reference.put_profile(tx, Profile(fingerprint, name, {"name": 3, "account": 1}))
    with store.read() as rd:
        assert reference.profiles(rd) == [
            Profile("f-1", "c", {"name": 3, "account": 1}),
            Profile("f-2", "b", {"name": 3, "account": 1}),
        ]


def test_prints_are_counted_by_document(store: Store) -> None:
    with store.write(MAKER, Action.PRINT_DOCUMENT, "op-1") as tx:
        assert [reference.next_copy(tx, "op-1", "detail") for _ in range(3)] == [1, 2, 3]
        assert reference.next_copy(tx, "op-1", "summary") == 1
        assert reference.next_copy(tx, "op-2", "detail") == 1
