"""What may be paid and how the bank carries it: two tables with days of validity, which the operator may replace.

They come with the product as `resources/simulator/kinds.toml` and ``services.toml``, each row with where it is from.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import msgspec
from sqlalchemy import bindparam, delete, insert, select

from app.simulator import fields
from app.simulator.calendar import read_time
from app.simulator.disbursement import shipped
from app.simulator.disbursement.tables import kinds, services
from app.simulator.refusals import Refused
from app.simulator.tables import units
from app.simulator.whole_tables import WholeTable, demand_looked_at, version_of
from app.wire.access import PaymentKind, Service
from app.wire.codes import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import time

    from sqlalchemy import Connection, Table

    from app.wire.disbursement import Line, Payment

OWN_BANK = "006"
"""Krungthai: its own accounts are credited directly."""
YES, NO = "yes", "no"
PERSON = "person"
LEAD_DAYS_MAX = 10
ROWS_MAX = 200
_CODE = re.compile(r"[a-z][a-z0-9_]{1,39}\Z")
_TIME = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]\Z")
R = TypeVar("R", PaymentKind, Service)
_KINDS = select(*(kinds.c[name] for name in PaymentKind.__struct_fields__)).order_by(kinds.c.place)
_SERVICES = select(*(services.c[name] for name in Service.__struct_fields__)).order_by(services.c.place)
_CUT_OFF = select(units.c.cut_off).where(units.c.unit == bindparam("unit"))


class Kinds(WholeTable):
    """The whole table of kinds."""

    kinds: tuple[PaymentKind, ...]


class Services(WholeTable):
    """The whole table of services."""

    services: tuple[Service, ...]


@dataclass(frozen=True, slots=True)
class Hours:
    """Until when something is of that day, and how many bank days later it has value."""

    cut_off: time
    lead_days: int


def begin(connection: Connection) -> None:
    """Fill the tables as they come with the product where they are empty."""
    if not kinds_of(connection):
        replace_kinds(connection, shipped.kinds())
    if not services_of(connection):
        replace_services(connection, shipped.services())


def kinds_of(connection: Connection) -> tuple[PaymentKind, ...]:
    """Return the table of kinds in its order, rows of other days included."""
    return tuple(PaymentKind(*row) for row in connection.execute(_KINDS))


def services_of(connection: Connection) -> tuple[Service, ...]:
    """Return the table of services likewise."""
    return tuple(Service(*row) for row in connection.execute(_SERVICES))


def kinds_table(connection: Connection) -> Kinds:
    """Return the whole table of kinds, with its version."""
    rows = kinds_of(connection)
    return Kinds(rows, version=version_of(rows))


def services_table(connection: Connection) -> Services:
    """Return the whole table of services likewise."""
    rows = services_of(connection)
    return Services(rows, version=version_of(rows))


def put_kinds(connection: Connection, wanted: Kinds) -> Kinds:
    """Replace the table of kinds where it is the one that was looked at; refuse as `replace_kinds` does."""
    demand_looked_at(kinds_table(connection).version, wanted.version)
    replace_kinds(connection, wanted.kinds)
    return kinds_table(connection)


def put_services(connection: Connection, wanted: Services) -> Services:
    """Replace the table of services likewise."""
    demand_services(connection, wanted)
    replace_services(connection, wanted.services)
    return services_table(connection)


def demand_services(connection: Connection, wanted: Services) -> None:
    """Refuse a table of services that would not be put."""
    demand_looked_at(services_table(connection).version, wanted.version)
    _demand_services(wanted.services)


def replace_kinds(connection: Connection, rows: Sequence[PaymentKind]) -> None:
    """Replace the table of kinds; refuse one that is not sound, telling the row (from 1) and what of it."""
    _demand_rows(rows, _kind_fault)
    _demand_apart([((row.kind, row.sub_kind), row) for row in rows])
    _write(connection, kinds, rows)


def replace_services(connection: Connection, rows: Sequence[Service]) -> None:
    """Replace the table of services likewise; one row of today and later must be the ordinary one."""
    _demand_services(rows)
    _write(connection, services, rows)


def _demand_services(rows: Sequence[Service]) -> None:
    _demand_rows(rows, _service_fault)
    _demand_apart([((row.service,), row) for row in rows])
    ordinary = [(("",), row) for row in rows if row.ordinary == YES]
    _demand_apart(ordinary)
    if not any(row.valid_until == "" for _, row in ordinary):
        raise _wrong("ordinary", "")


def demand_kind(connection: Connection, payment: Payment, lines: Sequence[Line]) -> PaymentKind:
    """Return the row that a batch is paid under; refuse what the table does not have on that day, or wants more for."""
    kind = kind_on(connection, payment.kind, payment.sub_kind, payment.value_date)
    if kind is None:
        raise Refused(Refusal.SUB_KIND_WRONG, kind=payment.kind, sub_kind=payment.sub_kind)
    if kind.basis and not (payment.basis_no and payment.basis_date):
        raise Refused(Refusal.BASIS_MISSING, kind=payment.kind)
    if kind.line_satang_below:
        below = int(kind.line_satang_below)
        over = next((line.n for line in lines if int(line.satang) >= below), "")
        if over:
            raise Refused(Refusal.KIND_LIMIT, line=over)
    if kind.payees == PERSON:
        nameless = next((line.n for line in lines if not line.person_id), "")
        if nameless:
            raise _wrong("person_id", nameless)
    return kind


def kind_on(connection: Connection, kind: str, sub_kind: str, day: str) -> PaymentKind | None:
    """Return the row of a kind and its sort on a day, or None."""
    named = [row for row in kinds_of(connection) if (row.kind, row.sub_kind) == (kind, sub_kind)]
    return next((row for row in named if _holds(row, day)), None)


def demand_carried(service: Service, lines: Sequence[Line]) -> None:
    """Refuse lines outside the limits of a service; those to the bank's own accounts are not measured."""
    least = int(service.min_satang or 0)
    most = int(service.max_satang) if service.max_satang else None
    for line in lines:
        satang = int(line.satang)
        if (satang < least or (most is not None and satang > most)) and line.bank != OWN_BANK:
            limits = {"min_satang": service.min_satang, "max_satang": service.max_satang}
            raise Refused(Refusal.SERVICE_LIMIT, service=service.service, line=line.n, **limits)


def service_on(connection: Connection, code: str, day: str) -> Service:
    """Return a service by its code, the ordinary one for ''; refuse one that is not offered on that day."""
    return service_among(services_of(connection), code, day)


def service_among(rows: Sequence[Service], code: str, day: str) -> Service:
    """Return a service of a table likewise."""
    for row in rows:
        if _holds(row, day) and (row.service == code or (not code and row.ordinary == YES)):
            return row
    raise Refused(Refusal.SERVICE_WRONG, service=code)


def hours(connection: Connection, unit: str, service: Service) -> Hours:
    """Return the hours that hold for a unit: the earlier one of its own cut-off and the service's."""
    own: str = connection.execute(_CUT_OFF, {"unit": unit}).scalar_one()
    return Hours(min(read_time(own), read_time(service.cut_off)), int(service.lead_days))


def is_code(text: str) -> bool:
    """Say whether ``text`` can be the code of a kind, a sort or a service."""
    return _CODE.match(text) is not None


def _holds(row: PaymentKind | Service, day: str) -> bool:
    return row.valid_from <= day and (not row.valid_until or day <= row.valid_until)


def _write(connection: Connection, table: Table, rows: Sequence[PaymentKind] | Sequence[Service]) -> None:
    connection.execute(delete(table))
    connection.execute(
        insert(table), [{"place": place} | msgspec.structs.asdict(row) for place, row in enumerate(rows)]
    )


def _demand_rows(rows: Sequence[R], fault: Callable[[R], str]) -> None:
    if not 0 < len(rows) <= ROWS_MAX:
        raise _wrong("rows", "")
    for at, row in enumerate(rows, 1):
        if wrong := _common_fault(row) or fault(row):
            raise _wrong(wrong, str(at))


def _demand_apart(rows: Sequence[tuple[tuple[str, ...], PaymentKind | Service]]) -> None:
    """Refuse two rows of one name that hold on one day."""
    for at, (name, row) in enumerate(rows, 1):
        for other_name, other in rows[: at - 1]:
            if name == other_name and (_holds(row, other.valid_from) or _holds(other, row.valid_from)):
                raise _wrong("valid_from", str(at))


def _common_fault(row: PaymentKind | Service) -> str:
    checks = (
        ("name_th", fields.is_name(row.name_th)),
        ("name_en", fields.is_name(row.name_en)),
        ("valid_from", fields.read_day(row.valid_from) is not None),
        ("valid_until", not row.valid_until or fields.read_day(row.valid_until) is not None),
        ("source", fields.is_text(row.source)),
    )
    return _first_fault(checks)


def _kind_fault(row: PaymentKind) -> str:
    return _first_fault(
        (
            ("kind", is_code(row.kind)),
            ("sub_kind", not row.sub_kind or is_code(row.sub_kind)),
            ("line_satang_below", not row.line_satang_below or fields.is_satang(row.line_satang_below)),
            ("basis", row.basis in ("", "contract", "permission")),
            ("returns", row.returns in ("ordinary", "medical")),
            ("payees", row.payees in ("any", PERSON)),
        )
    )


def _service_fault(row: Service) -> str:
    bounds = [int(text) for text in (row.min_satang, row.max_satang) if fields.is_satang(text)]
    return _first_fault(
        (
            ("service", is_code(row.service)),
            ("min_satang", not row.min_satang or fields.is_satang(row.min_satang)),
            ("max_satang", not row.max_satang or fields.is_satang(row.max_satang)),
            ("max_satang", bounds == sorted(bounds)),
            ("cut_off", _TIME.match(row.cut_off) is not None),
            ("lead_days", fields.is_number(row.lead_days) and int(row.lead_days) <= LEAD_DAYS_MAX),
            ("ordinary", row.ordinary in (YES, NO)),
        )
    )


def _first_fault(checks: Sequence[tuple[str, bool]]) -> str:
    return next((name for name, sound in checks if not sound), "")


def _wrong(field: str, line: str) -> Refused:
    return Refused(Refusal.FIELD_WRONG, field=field, line=line)
