"""People, batches and lines for tests of the store; every name is invented."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from app.domain.access.user import Actor, Person, Role, SourceAccount, Unit
from app.domain.disbursement.batch import BatchStatus, Kind
from app.domain.disbursement.record import Batch, BatchHead, LineRecord
from app.domain.values.money import Money

if TYPE_CHECKING:
    from collections.abc import Iterator

KEY = bytes(range(32))
START = datetime(2026, 11, 2, 1, 30, tzinfo=UTC)


def ticking() -> Iterator[datetime]:
    """Give moments, each a second after the last."""
    moment = START
    while True:
        yield moment
        moment += timedelta(seconds=1)


class Clock:
    """A clock that goes on by a second whenever it is looked at."""

    def __init__(self) -> None:
        self._moments = ticking()

    def __call__(self) -> datetime:
        return next(self._moments)


def person(*roles: Role, uid: str = "u-1", name: str = "มาลี ใจดี") -> Person:
    return Person(uid, uid, name, "Malee Jaidee", frozenset(roles))


def actor(*roles: Role, uid: str = "u-1", name: str = "มาลี ใจดี") -> Actor:
    return Actor(person(*roles, uid=uid, name=name), "03001", "0300100001", "d-1")


MAKER = actor(Role.MAKER_PAYMENT)
AUTHORIZER = actor(Role.AUTHORIZER, uid="u-2", name="สมชาย กล้าหาญ")

UNIT = Unit(
    agency="03001",
    agency_name="กรมตัวอย่าง",
    unit="0300100001",
    unit_name="กองคลัง",
    cut_off="15:30",
    batch_satang_max=10**12,
    signatures_needed=1,
    accounts=(SourceAccount("9800000017", "เงินงบประมาณ", 10**11, 10**11),),
    people=(MAKER.person, AUTHORIZER.person),
)


def batch(op_id: str = "op-1", *, lines: int = 3, kind: Kind = Kind.WELFARE, purpose: str = "ค่าเช่าบ้าน") -> Batch:
    return Batch(
        op_id=op_id,
        status=BatchStatus.DRAFT,
        head=BatchHead(kind=kind, purpose=purpose, value_date=date(2026, 11, 3)),
        file_name="พ.ย.xlsx",
        file_sha256="ab" * 32,
        lines_count=lines,
        total=Money(sum(100 * number for number in range(1, lines + 1))),
        maker_uid="u-1",
        mine=True,
        created_at=START,
        updated_at=START,
        signatures_needed=1,
    )


def line(number: int, *, name: str = "", account: str = "", satang: int | None = None) -> LineRecord:
    satang = 100 * number if satang is None else satang
    return LineRecord(
        number=number,
        sheet_row=number + 4,
        bank="006",
        account=account or f"{9800000000 + number}",
        name=name or f"นางสาวปี่แก้ว ใจดี {number}",
        amount=Money(satang).format(),
        satang=satang,
        person_id="",
        mobile="",
        email="",
        reference=f"REF{number:06d}",
        originals={},
    )


def lines(count: int) -> list[LineRecord]:
    return [line(number) for number in range(1, count + 1)]
