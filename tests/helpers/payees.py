"""Payees for tests, invented, with right check digits; and the two people who bring them into the register."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.domain.payees.changes import Entry
from app.domain.payees.payee import PayeeRecord
from app.services.payees import Payees

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.domain.payees.payee import Payee
    from tests.helpers.raw_central import Central
    from tests.helpers.workstation import Workstation


def citizen_id(number: int) -> str:
    """Return a citizen id whose check digit is right."""
    digits = f"1{number:011d}"
    weighted = sum(int(digit) * (13 - place) for place, digit in enumerate(digits))
    return f"{digits}{(11 - weighted % 11) % 10}"


def record(number: int, **changes: str) -> PayeeRecord:
    """Return a payee who may be proposed, different for each number."""
    right = PayeeRecord(
        person_type="staff",
        person_id=citizen_id(number),
        name=f"นางสาวทดสอบ ที่{number:05d}",
        office=f"กองคลัง กลุ่มที่ {number % 7}",
        bank="006",
        acct=f"{9_800_000_000 + number}",
        account_kind="salary",
        mobile=f"08{number:08d}",
    )
    return replace(right, **changes)


def new_entries(records: Iterable[PayeeRecord]) -> list[Entry]:
    """Return entries that add these payees."""
    return [Entry(Payees.new_id(), 0, each) for each in records]


def settle_all(central: Central, authorizer: Workstation, register: Payees, **decision: object) -> None:
    """Approve everything that waits, at the second person's desk."""
    assert authorizer.sync.sync_now().problem == ""
    password = central.password(authorizer.desk.company_id, authorizer.desk.actor.person.user_id)
    for req_id in register.changes.waiting():
        change = register.changes.told(req_id).change
        register.changes.settle(change, approve=True, password=password)
    assert authorizer.sync.sync_now().problem == ""


def approved(
    central: Central, maker: Workstation, authorizer: Workstation, records: Iterable[PayeeRecord]
) -> list[Payee]:
    """Bring payees into the register of both desks, and return them as the maker's has them, by name."""
    mine, theirs = Payees(maker.desk, maker.sync), Payees(authorizer.desk, authorizer.sync)
    entries = new_entries(records)
    mine.changes.propose(entries, "รับเข้าทะเบียน")
    settle_all(central, authorizer, theirs)
    assert maker.sync.sync_now().problem == ""
    return [mine.payee(entry.payee_id) for entry in entries]
