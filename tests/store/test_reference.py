from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from app.domain.access.keys import PublicKey
from app.domain.access.permissions import Action
from app.domain.disbursement.columns import MappingProfile
from app.domain.disbursement.heading_words import Heading
from app.domain.values.calendar import Holiday
from app.store import reference
from app.store.tables import unit as unit_table
from tests.helpers.stores import MAKER, UNIT

if TYPE_CHECKING:
    from app.store.unit_of_work import Store


def test_the_unit_comes_back_as_told_and_the_last_word_counts(store: Store) -> None:
    with store.read() as rd:
        assert reference.unit(rd) is None
    days = (Holiday(date(2026, 12, 1), "วันหยุดพิเศษ", government_closed=True, bank_closed=False),)
    for unit in (UNIT, replace(UNIT, cut_off="14:00", accounts=()), replace(UNIT, changed_days=days)):
        with store.write(MAKER, Action.RECORD_UNIT, "") as tx:
            reference.put_unit(tx, unit)
        with store.read() as rd:
            assert reference.unit(rd) == unit


def test_a_unit_that_was_kept_before_days_could_change_has_none(store: Store) -> None:
    with store.write(MAKER, Action.RECORD_UNIT, "") as tx:
        reference.put_unit(tx, UNIT)
        kept = json.loads(tx.connection.execute(select(unit_table.c.body)).scalar_one())
        del kept["changed_days"]
        tx.connection.execute(update(unit_table).values(body=json.dumps(kept)))
    with store.read() as rd:
        assert reference.unit(rd) == UNIT


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
    for fingerprint, column in (("f-1", 3), ("f-2", 4), ("f-1", 5)):
        with store.write(MAKER, Action.SAVE_PROFILE, fingerprint) as tx:
            reference.put_profile(tx, MappingProfile(fingerprint, {Heading.NAME: column, Heading.ACCOUNT: 1}), "x.xlsx")
    with store.read() as rd:
        assert reference.profiles(rd) == [
            MappingProfile("f-1", {Heading.NAME: 5, Heading.ACCOUNT: 1}),
            MappingProfile("f-2", {Heading.NAME: 4, Heading.ACCOUNT: 1}),
        ]
