"""Two central systems that know the same have one fingerprint, however their databases number what they know."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from sqlalchemy import insert

from app.simulator.recording import digest
from app.simulator.schema import every_table
from app.simulator.storage import Storage

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

TABLE = every_table().tables["sms_gateway"]
FIRST, SECOND = ({"at": "", "address": phone, "text": ""} for phone in ("0800000001", "0800000002"))


def fingerprint(place: Path, *rows: Mapping[str, object]) -> str:
    """Return that of the table in a database of its own which holds these rows."""
    with closing(Storage(f"sqlite:///{place}")) as storage:
        storage.write_now(lambda connection: connection.execute(insert(TABLE), rows))
        return storage.read_now(digest.of).tables[TABLE.name]


def test_a_number_that_the_database_skipped_makes_no_difference_but_the_order_does(tmp_path: Path) -> None:
    plain = fingerprint(tmp_path / "plain.db", FIRST, SECOND)
    assert fingerprint(tmp_path / "skipped.db", {"n": 1, **FIRST}, {"n": 4, **SECOND}) == plain
    assert fingerprint(tmp_path / "turned.db", SECOND, FIRST) != plain
