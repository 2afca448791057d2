"""The register as it was approved: what a change may do to it, and what lines of a batch must find in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select

from app.simulator import house_accounts
from app.simulator.administration import policy
from app.simulator.clock import local_date
from app.simulator.payees import papers
from app.simulator.payees.tables import payee_versions, payees
from app.simulator.refusals import Refused
from app.simulator.tables import users
from app.wire.codec import encode
from app.wire.codes import Refusal
from app.wire.disbursement import PROMPTPAY

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from sqlalchemy import Connection, Row

    from app.simulator.disbursement.call import Call
    from app.simulator.sessions import Signed
    from app.wire.disbursement import Line, Payment
    from app.wire.payees import PayeeEntry

_NAMED_APART = 1_000
"""Up to so many payees are asked for by name; for more the whole register is read."""


def of_unit(connection: Connection, unit: str, payee_ids: Collection[str]) -> dict[str, Row[Any]]:
    """Return those payees of a unit that are there, by id."""
    mine = select(payees).where(payees.c.unit == unit)
    if len(payee_ids) <= _NAMED_APART:
        mine = mine.where(payees.c.payee_id.in_(sorted(payee_ids)))
    return {row.payee_id: row for row in connection.execute(mine)} if payee_ids else {}


def accounts_of(connection: Connection, signed: Signed) -> set[tuple[str, str]]:
    """Return bank and account wherever the unit's register pays this person, and by what PromptPay finds them."""
    mine = select(payees.c.bank, payees.c.acct).where(payees.c.unit == signed.unit, payees.c.person_id == signed.person)
    mobiles = connection.execute(select(users.c.mobile).where(users.c.person == signed.person)).scalars()
    by_id = {(PROMPTPAY, sign) for sign in (signed.person, *mobiles) if sign}
    return by_id | {(row.bank, row.acct) for row in connection.execute(mine)}


# What a change may do.


def demand_applicable(connection: Connection, unit: str, day: str, entries: Sequence[PayeeEntry]) -> None:
    """Refuse entries that do not fit the register as it is now; ``day`` is today in Bangkok."""
    merged = {entry.payee_id for entry in entries if entry.merged_into}
    known = of_unit(connection, unit, {entry.payee_id for entry in entries} | {one.merged_into for one in entries})
    for number, entry in enumerate(entries, 1):
        stored = known.get(entry.payee_id)
        _demand_version(stored, entry)
        if entry.merged_into:
            _demand_merge(number, stored, entry, merged)
            _demand_payable(known.get(entry.merged_into), entry.merged_into, day)
    _demand_no_unit(connection, known, entries)
    papers.demand_there(connection, unit, {entry.record.form_sha256 for entry in entries} - {""})
    _demand_one_a_person(connection, unit, entries)


def _demand_version(stored: Row[Any] | None, entry: PayeeEntry) -> None:
    if stored is None and entry.version != "0":
        raise Refused(Refusal.PAYEE_UNKNOWN, payee_id=entry.payee_id)
    if stored is None:
        return
    if entry.version != str(stored.version):
        raise Refused(Refusal.PAYEE_CHANGED, payee_id=entry.payee_id, version=str(stored.version))
    if stored.merged_into:
        raise Refused(Refusal.PAYEE_ENDED, payee_id=entry.payee_id, day=stored.ended_on)


def _demand_merge(number: int, stored: Row[Any] | None, entry: PayeeEntry, merged: set[str]) -> None:
    """Refuse to end a payee who is new or is changed by the way, or in favour of one who ends at the same time."""
    if stored is None or entry.merged_into in merged:  # so no circle can close: the other goes on living
        raise Refused(Refusal.FIELD_WRONG, field="merged_into", line=str(number))
    if encode(entry.record).decode() != stored.record:
        raise Refused(Refusal.FIELD_WRONG, field="record", line=str(number))


def _demand_payable(stored: Row[Any] | None, payee_id: str, day: str) -> None:
    if stored is None:
        raise Refused(Refusal.PAYEE_UNKNOWN, payee_id=payee_id)
    if ended := _ended(stored, day):
        raise Refused(Refusal.PAYEE_ENDED, payee_id=payee_id, day=ended)


def _ended(stored: Row[Any], day: str) -> str:
    """Return since when a payee can no longer be paid on ``day``, or ''."""
    if stored.merged_into:
        return str(stored.ended_on)
    return str(stored.until) if stored.until and stored.until < day else ""


def _demand_no_unit(connection: Connection, known: Mapping[str, Row[Any]], entries: Sequence[PayeeEntry]) -> None:
    """Refuse an account of a unit or the treasury; a payee who had it before may still be ended or merged."""
    places = [(entry.record.bank, entry.record.acct) for entry in entries]
    theirs = house_accounts.among(connection, set(places))
    for number, (entry, place) in enumerate(zip(entries, places, strict=True), 1):
        stored = known.get(entry.payee_id)
        had_it = stored is not None and (stored.bank, stored.acct) == place
        if place in theirs and not had_it:
            raise Refused(Refusal.UNIT_ACCOUNT, line=str(number))


def _demand_one_a_person(connection: Connection, unit: str, entries: Sequence[PayeeEntry]) -> None:
    living = [entry for entry in entries if not entry.merged_into and entry.record.person_id]
    first: dict[str, PayeeEntry] = {}
    for entry in living:
        other = first.setdefault(entry.record.person_id, entry)
        if other is not entry:
            raise Refused(Refusal.PAYEE_EXISTS, payee_id=other.payee_id, name=other.record.name)
    changed = {entry.payee_id for entry in entries}
    held = select(payees.c.payee_id, payees.c.name).where(
        payees.c.unit == unit, payees.c.merged_into == "", payees.c.person_id.in_(sorted(first))
    )
    for row in connection.execute(held.order_by(payees.c.payee_id)):
        if row.payee_id not in changed:
            raise Refused(Refusal.PAYEE_EXISTS, payee_id=row.payee_id, name=row.name)


def apply(call: Call, req_id: str, entries: Sequence[PayeeEntry]) -> None:
    """Give entries their effect, each as the next version of its payee."""
    unit, day = call.signed.unit, local_date(call.now).isoformat()
    ids = [entry.payee_id for entry in entries]
    before = of_unit(call.connection, unit, ids)
    now = [_row(unit, day, entry, before.get(entry.payee_id)) for entry in entries]
    # All out before any goes in: two payees may have exchanged their citizen ids, which are unique.
    call.connection.execute(delete(payees).where(payees.c.unit == unit, payees.c.payee_id.in_(ids)))
    call.connection.execute(insert(payees), now)
    kept = ("unit", "payee_id", "version", "record", "merged_into")
    versions = [{name: row[name] for name in kept} | {"req_id": req_id, "at": call.at} for row in now]
    call.connection.execute(insert(payee_versions), versions)


def _row(unit: str, day: str, entry: PayeeEntry, before: Row[Any] | None) -> dict[str, Any]:
    record = entry.record
    changed_on = before.account_changed_on if before is not None else ""
    if before is not None and (before.bank, before.acct) != (record.bank, record.acct):
        changed_on = day
    return {
        "unit": unit,
        "payee_id": entry.payee_id,
        "version": int(entry.version) + 1,
        "person_id": record.person_id,
        "name": record.name,
        "bank": record.bank,
        "acct": record.acct,
        "acct_name": record.acct_name,
        "until": record.until,
        "merged_into": entry.merged_into,
        "ended_on": day if entry.merged_into else "",
        "account_changed_on": changed_on,
        "record": encode(record).decode(),
    }


# What lines of a batch must find.


def demand_lines(call: Call, payment: Payment, lines: Sequence[Line]) -> None:
    """Refuse a batch whose lines are not what the register holds, or name nobody where the policy wants the register.

    Lines without a payee's id are taken as they are otherwise.
    """
    named = {line.payee_id for line in lines}
    if "" in named:
        _demand_may_be_unnamed(call, lines)
    known = of_unit(call.connection, call.signed.unit, named - {""})
    for line in lines:
        if line.payee_id:
            stored = _found(known, line, payment.value_date)
            if line.payee_rev != str(stored.version):
                raise _changed(line, stored)
            if field := _difference(line, stored):
                raise Refused(Refusal.PAYEE_DIFFERS, line=line.n, field=field)


def _demand_may_be_unnamed(call: Call, lines: Sequence[Line]) -> None:
    _, said = policy.in_force(call.connection, call.signed.agency)
    for line in lines:
        if not line.payee_id and line.payee_rev:
            raise Refused(Refusal.FIELD_WRONG, field="payee_rev", line=line.n)
        if not line.payee_id and said.payees == policy.REQUIRED:
            raise Refused(Refusal.PAYEE_UNREGISTERED, line=line.n)


def demand_still_held(connection: Connection, unit: str, value_date: str, lines: Sequence[Line]) -> None:
    """Refuse to pay lines whose payee ended, or has another account or name, since the batch was handed in.

    A later version that only changed an office or a telephone number does no harm.
    """
    known = of_unit(connection, unit, {line.payee_id for line in lines} - {""})
    for line in lines:
        if line.payee_id:
            stored = _found(known, line, value_date)
            if _difference(line, stored):
                raise _changed(line, stored)


def given_up(connection: Connection, unit: str, day: str, lines: Sequence[Line]) -> frozenset[str]:
    """Return the numbers of those lines that `demand_still_held` would refuse to pay on ``day``."""
    known = of_unit(connection, unit, {line.payee_id for line in lines} - {""})
    return frozenset(line.n for line in lines if line.payee_id and not _is_held(known.get(line.payee_id), line, day))


def _is_held(stored: Row[Any] | None, line: Line, day: str) -> bool:
    return stored is not None and not _ended(stored, day) and not _difference(line, stored)


def _found(known: dict[str, Row[Any]], line: Line, value_date: str) -> Row[Any]:
    stored = known.get(line.payee_id)
    if stored is None:
        raise Refused(Refusal.PAYEE_UNKNOWN, payee_id=line.payee_id, line=line.n)
    if ended := _ended(stored, value_date):
        raise Refused(Refusal.PAYEE_ENDED, line=line.n, payee_id=line.payee_id, day=ended)
    return stored


def _changed(line: Line, stored: Row[Any]) -> Refused:
    return Refused(Refusal.PAYEE_CHANGED, line=line.n, payee_id=line.payee_id, version=str(stored.version))


def _difference(line: Line, stored: Row[Any]) -> str:
    """Return the first field in which a line is not what the register holds, or ''."""
    if line.bank != stored.bank:
        return "bank"
    if line.acct != stored.acct:
        return "acct"
    if line.name not in (stored.name, stored.acct_name):
        return "name"
    if line.person_id and line.person_id != stored.person_id:
        return "person_id"
    return ""
