"""What a person passed, signed by the simulated bank: what a certificate of practice is printed from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from app.simulator.drills import runs, showing
from app.simulator.drills.lessons import lessons
from app.simulator.tables import agencies, units, users
from app.wire import signature
from app.wire.codec import encode
from app.wire.drills import PRACTICE_RECORD, PracticeRecord, SignedPracticeRecord

if TYPE_CHECKING:
    from collections.abc import Sized

    from sqlalchemy import Connection

    from app.simulator.context import Central
    from app.simulator.sessions import Signed


async def attested(central: Central, signed: Signed, offered: Sized) -> SignedPracticeRecord:
    """Return what the person passed: of each drill the first time, in the order in which they are learnt."""
    at, count = central.clock.text(), str(len(offered))
    record = await central.storage.read(lambda connection: _record(connection, signed, count, at))
    text = encode(record)
    return SignedPracticeRecord(text.decode(), signature.sign(central.bank_key, signature.PRACTICE_RECORD, text))


def _record(connection: Connection, signed: Signed, offered: str, at: str) -> PracticeRecord:
    person = connection.execute(
        select(users.c.name_th, users.c.name_en, units.c.name.label("unit_name"), agencies.c.name.label("agency_name"))
        .join(units, units.c.unit == users.c.unit)
        .join(agencies, agencies.c.agency == units.c.agency)
        .where(users.c.uid == signed.uid)
    ).one()
    newest = showing.passed(lessons(), runs.passes_of(connection, signed.uid))
    first = {one.drill_id: one for one in newest}  # the newest come first, so that the first time stays
    return PracticeRecord(
        typ=PRACTICE_RECORD,
        uid=signed.uid,
        user_id=signed.user_id,
        name_th=person.name_th,
        name_en=person.name_en,
        agency=signed.agency,
        agency_name=person.agency_name,
        unit=signed.unit,
        unit_name=person.unit_name,
        offered=offered,
        passed=tuple(first[name] for name in lessons() if name in first),
        at=at,
    )
