"""What is there from the first start: the banks' accounts, and on request the sample ministry (SIM-02)."""

from __future__ import annotations

import tomllib
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Literal
from uuid import NAMESPACE_URL, UUID, uuid5

import msgspec
from sqlalchemy import insert, select

import resources
from app.simulator import fields, house_accounts, ledger, log
from app.simulator.administration import policy
from app.simulator.calendar import fiscal_year
from app.simulator.clock import local_date, moment_text
from app.simulator.closing import days
from app.simulator.collections import receiving, revenue
from app.simulator.collections.receiving import ReceivingWanted
from app.simulator.disbursement import draws, terms
from app.simulator.disbursement.draws import DrawWanted
from app.simulator.files import write_secret
from app.simulator.gfmis import entries, spending
from app.simulator.remittances import terms as remitting
from app.simulator.tables import accounts, agencies, roles, units, users
from app.wire.codes import Role
from app.wire.disbursement import PROMPTPAY

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from sqlalchemy import Connection

    from app.simulator.chance import Chance, Draws
    from app.simulator.passwords import Passwords
    from app.simulator.storage import Storage

SAMPLE_USERS_FILE = "sample-users.json"
KEY_PERMITS = 100
"""People of the sample may take as many workstations into use."""
_POSITIONS = {
    Role.MAKER_PAYMENT: "นักวิชาการเงินและบัญชี",
    Role.MAKER_COLLECTION: "เจ้าพนักงานการเงินและบัญชี",
    Role.MAKER_REMITTANCE: "เจ้าพนักงานการเงินและบัญชี",
    Role.AUTHORIZER: "ผู้อำนวยการกองคลัง",
    Role.ADMIN_1: "นักวิชาการคอมพิวเตอร์ชำนาญการ",
    Role.ADMIN_2: "หัวหน้ากลุ่มบริหารการเงิน",
    Role.AUDITOR: "นักวิชาการตรวจสอบภายใน",
}
_SYLLABLES = ("mali", "nam", "fon", "dao", "khao", "talay", "phukhao", "dokmai", "maenam", "saphan", "lom", "tawan")


class _Account(msgspec.Struct, forbid_unknown_fields=True):
    account: str
    name: str
    baht: int
    purpose: str = ""


class _User(msgspec.Struct, forbid_unknown_fields=True):
    user_id: str
    name_th: str
    name_en: str
    roles: tuple[Role, ...]
    must_change: bool = False
    person: str = ""


class _Receiving(msgspec.Struct, forbid_unknown_fields=True):
    account: str
    company_code: str
    biller_id: str
    promptpay_id: str
    remits: Literal["portal", "unit"]


class _Unit(msgspec.Struct, forbid_unknown_fields=True):
    unit: str
    agency: str
    company_id: str
    name: str
    accounts: tuple[_Account, ...]
    users: tuple[_User, ...]
    signatures_needed: int = 1
    devices_differ: bool = True
    cut_off: str = "15:30"
    batch_baht_max: int = 1_000_000_000
    parent: bool = False
    receiving: _Receiving | None = None
    office: str = ""


class _Draw(msgspec.Struct, forbid_unknown_fields=True):
    unit: str
    account: str
    doc_no: str
    days_ago: int
    baht: str


class _Draws(msgspec.Struct, forbid_unknown_fields=True):
    draw: tuple[_Draw, ...]


class _Agency(msgspec.Struct, forbid_unknown_fields=True):
    agency: str
    name: str
    workstations: str


class _Ministry(msgspec.Struct, forbid_unknown_fields=True):
    agencies: tuple[_Agency, ...]
    unit: tuple[_Unit, ...]


class SampleUser(msgspec.Struct):
    """One user of the sample, as written for the demonstration; ``must_change_password`` is yes or no."""

    company_id: str
    user_id: str
    password: str
    name: str
    name_en: str
    role: str
    roles: tuple[str, ...]
    agency: str
    unit: str
    unit_name: str
    must_change_password: str


def foundation(connection: Connection) -> None:
    """Open the treasury's account and one clearing account a bank, where they are missing; fill the tables of terms."""
    terms.begin(connection)
    revenue.begin(connection)
    remitting.begin(connection)
    entries.begin(connection)
    house_accounts.begin(connection)
    there = set(connection.execute(select(accounts.c.account).where(accounts.c.unit.is_(None))).scalars())
    if ledger.TREASURY not in there:
        ledger.open_account(connection, ledger.TREASURY, None, "คลัง")
    for bank in sorted(fields.bank_codes()):
        if ledger.clearing(bank) not in there:
            ledger.open_account(connection, ledger.clearing(bank), None, f"ธนาคาร {bank}")
    if ledger.clearing(PROMPTPAY) not in there:
        ledger.open_account(connection, ledger.clearing(PROMPTPAY), None, "พร้อมเพย์")


def sample(storage: Storage, passwords: Passwords, draws: Chance, data: Path, now: datetime) -> None:
    """Add the sample ministry once; passwords of its users go into a file that only the owner reads."""
    ministry = msgspec.convert(tomllib.loads(resources.path("simulator", "sample.toml").read_text("utf-8")), _Ministry)
    first = ministry.unit[0].unit
    if storage.read_now(lambda connection: connection.scalar(select(units.c.unit).where(units.c.unit == first))):
        return
    people = [
        SampleUser(
            company_id=unit.company_id,
            user_id=user.user_id,
            password=_new_password(draws.named("sample", unit.company_id, user.user_id)),
            name=user.name_th,
            name_en=user.name_en,
            role=user.roles[0].value,
            roles=tuple(role.value for role in user.roles),
            agency=unit.agency,
            unit=unit.unit,
            unit_name=unit.name,
            must_change_password="yes" if user.must_change else "no",
        )
        for unit in ministry.unit
        for user in unit.users
    ]
    hashes = {(one.company_id, one.user_id): passwords.hash(one.password) for one in people}
    # The file first: without it nobody could ever sign in to what is in the database.
    write_secret(data / SAMPLE_USERS_FILE, msgspec.json.format(msgspec.json.encode(people), indent=1))
    storage.write_now(lambda connection: _fill(connection, ministry, hashes, now))


def _fill(connection: Connection, ministry: _Ministry, hashes: dict[tuple[str, str], str], now: datetime) -> None:
    for agency in ministry.agencies:
        connection.execute(insert(agencies).values(agency=agency.agency, name=agency.name))
        policy.begin(connection, agency.agency, agency.workstations, moment_text(now))
    for unit in ministry.unit:
        connection.execute(
            insert(units).values(
                unit=unit.unit,
                agency=unit.agency,
                company_id=unit.company_id,
                name=unit.name,
                cut_off=unit.cut_off,
                batch_satang_max=unit.batch_baht_max * 100,
                signatures_needed=unit.signatures_needed,
                devices_differ=int(unit.devices_differ),
                parent=int(unit.parent),
            )
        )
        log.begin(connection, unit.unit)
        days.begin(connection, unit.unit, local_date(now))
        for account in unit.accounts:
            ledger.open_account(connection, account.account, unit.unit, account.name, account.purpose)
            year = fiscal_year(local_date(now))
            opening = ledger.endow(connection, account.account, account.baht * 100, year, moment_text(now))
            spending.arrived(connection, now, spending.OPENING, unit.unit, opening)
        if unit.receiving is not None:
            wanted = ReceivingWanted(unit.unit, **msgspec.structs.asdict(unit.receiving))
            receiving.open_for(connection, now, wanted)
        if unit.office:
            remitting.place_unit(connection, unit.unit, unit.office)
        for user in unit.users:
            _add_user(connection, unit, user, hashes[unit.company_id, user.user_id], moment_text(now))
    for draw in msgspec.convert(
        tomllib.loads(resources.path("simulator", "draws.toml").read_text("utf-8")), _Draws
    ).draw:
        day = local_date(now) - timedelta(days=draw.days_ago)
        satang = str(int(Decimal(draw.baht) * 100))
        draws.seed(connection, now, DrawWanted(draw.unit, draw.doc_no, day.isoformat(), draw.account, satang), day)


def _add_user(connection: Connection, unit: _Unit, user: _User, password_hash: str, at: str) -> None:
    uid = uuid5(NAMESPACE_URL, f"khlang:user:{unit.company_id}/{user.user_id}")
    connection.execute(
        insert(users).values(
            uid=str(uid),
            unit=unit.unit,
            company_id=unit.company_id,
            user_id=user.user_id,
            person=user.person or invented_person_id(uid),
            name_th=user.name_th,
            name_en=user.name_en,
            position=_POSITIONS[user.roles[0]],
            mobile=f"08{uid.int % 10**8:08d}",
            email=f"{user.user_id.lower()}@{unit.company_id.lower()}.example.go.th",
            key_permits=KEY_PERMITS,
            password_hash=password_hash,
            password_changed_at="" if user.must_change else at,
            must_change=int(user.must_change),
        )
    )
    connection.execute(insert(roles), [{"uid": str(uid), "role": role.value} for role in user.roles])


def invented_person_id(uid: UUID) -> str:
    """Return an invented citizen id; the first digit is one that nobody has, the last one is right."""
    digits = f"9{uid.int % 10**11:011d}"
    weighed = sum(int(digit) * weight for digit, weight in zip(digits, range(13, 1, -1), strict=True))
    return f"{digits}{(11 - weighed % 11) % 10}"


def _new_password(draws: Draws) -> str:
    """Return a password that a person can type from paper."""
    words = [draws.choice(_SYLLABLES) for _ in range(3)]
    return f"{'-'.join(words)}-{draws.below(9000) + 1000}"
