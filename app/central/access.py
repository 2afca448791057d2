"""People, units, sessions and keys: from the wire's words to the domain's."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time
from typing import TYPE_CHECKING

from app.domain.access.keys import PublicKey
from app.domain.access.user import Person, Role, SourceAccount, Unit
from app.domain.disbursement.kinds import Basis, Payees, PaymentKind, Service
from app.domain.values.calendar import Holiday
from app.domain.values.errors import Refused, Tampered, Unreachable
from app.domain.values.money import Money
from app.wire.api import VERSION
from app.wire.signature import key_id

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.wire import access as wire


@dataclass(frozen=True, slots=True)
class About:
    """Who is speaking; the banner is the server's order and is shown as plain text."""

    identity: str
    banner_th: str
    banner_en: str
    epoch: str
    bank_public_key: str


@dataclass(frozen=True, slots=True)
class Session:
    """A session at the central system; ``epoch`` goes into every command.

    ``activation_needed``: the first new password wants the code that was sent to the person's telephone.
    ``password_expires_at`` is empty where passwords do not expire.
    """

    token: str = field(repr=False)
    epoch: str
    company_id: str
    person: Person
    agency: str
    agency_name: str
    unit: str
    unit_name: str
    must_change_password: bool
    last_sign_in_at: str
    last_sign_in_device: str
    activation_needed: bool
    password_expires_at: str


@dataclass(frozen=True, slots=True)
class UnitNews:
    """The unit as the central system sees it now, with the keys of its people; ``present`` are signed in now."""

    unit: Unit
    keys: tuple[PublicKey, ...]
    present: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class PracticeRule:
    """A rule of the simulator for practising: what to enter and what will happen, in two languages."""

    rule: str
    trigger_th: str
    trigger_en: str
    effect_th: str
    effect_en: str


def about(message: wire.About) -> About:
    """Return who is speaking; raise `Refused` ``wire_version_other`` where we would not understand one another."""
    if message.wire_version != VERSION:
        raise Refused("wire_version_other", theirs=message.wire_version, ours=VERSION)
    return About(message.identity, message.banner_th, message.banner_en, message.epoch, message.bank_public_key)


def session(message: wire.Session) -> Session:
    """Return the session; raise `Unreachable` ``server_unreadable`` for a role that does not exist."""
    return Session(
        token=message.token,
        epoch=message.session_epoch,
        company_id=message.company_id,
        person=Person(message.uid, message.user_id, message.name_th, message.name_en, _roles(message.roles)),
        agency=message.agency,
        agency_name=message.agency_name,
        unit=message.unit,
        unit_name=message.unit_name,
        must_change_password=message.must_change_password == "yes",  # noqa: S105  (yes or no)
        last_sign_in_at=message.last_sign_in_at,
        last_sign_in_device=message.last_sign_in_device,
        activation_needed=message.activation_needed == "yes",
        password_expires_at=message.password_expires_at,
    )


def unit_news(message: wire.Unit) -> UnitNews:
    """Return the unit and its people's keys; raise `Unreachable` ``server_unreadable`` for what is not a number."""
    try:
        accounts = tuple(
            SourceAccount(item.account, item.name, int(item.balance_satang), int(item.available_satang))
            for item in message.accounts
        )
        unit = Unit(
            agency=message.agency,
            agency_name=message.agency_name,
            unit=message.unit,
            unit_name=message.unit_name,
            cut_off=message.cut_off,
            batch_satang_max=int(message.batch_satang_max),
            signatures_needed=int(message.signatures_needed),
            accounts=accounts,
            people=tuple(
                Person(item.uid, item.user_id, item.name_th, item.name_en, _roles(item.roles))
                for item in message.people
            ),
            kinds=tuple(map(_kind, message.kinds)),
            services=tuple(map(_service, message.services)),
            payees=message.payees,
            release=message.release,
            changed_days=tuple(map(_holiday, message.days)),
        )
    except ValueError as problem:
        raise Unreachable("server_unreadable", status=200) from problem
    return UnitNews(unit, tuple(public_key(item) for item in message.keys), frozenset(message.present))


def _kind(row: wire.PaymentKind) -> PaymentKind:
    return PaymentKind(
        kind=row.kind,
        sub_kind=row.sub_kind,
        name_th=row.name_th,
        name_en=row.name_en,
        valid_from=date.fromisoformat(row.valid_from),
        valid_until=_day(row.valid_until),
        line_below=_money(row.line_satang_below),
        basis=Basis(row.basis) if row.basis else None,
        returns=row.returns,
        payees=Payees(row.payees),
        source=row.source,
    )


def _service(row: wire.Service) -> Service:
    return Service(
        service=row.service,
        name_th=row.name_th,
        name_en=row.name_en,
        smallest=_money(row.min_satang),
        largest=_money(row.max_satang),
        cut_off=time.fromisoformat(row.cut_off),
        lead_days=int(row.lead_days),
        valid_from=date.fromisoformat(row.valid_from),
        valid_until=_day(row.valid_until),
        ordinary=row.ordinary == "yes",
        source=row.source,
    )


def _holiday(row: wire.CalendarDay) -> Holiday:
    return Holiday(date.fromisoformat(row.day), row.name_th, row.offices == "closed", row.banks == "closed")


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _money(text: str) -> Money | None:
    return Money(int(text)) if text else None


def public_key(message: wire.PublicKey) -> PublicKey:
    """Return a colleague's key; raise `Tampered` ``key_name_wrong`` where its name is not its hash."""
    if not key_is_named_right(message.kid, message.public_key):
        raise Tampered("key_name_wrong")
    return PublicKey(
        message.kid,
        message.uid,
        message.public_key,
        message.device_id,
        message.device_name,
        message.registered_at,
        message.revoked_at,
    )


def key_is_named_right(kid: str, public_key: str) -> bool:
    """Say whether ``kid`` is the hash of ``public_key``; a text that is no key at all has no name."""
    try:
        return key_id(public_key) == kid
    except ValueError:
        return False


def practice_rules(message: wire.PracticeRules) -> tuple[PracticeRule, ...]:
    """Return the rules that clerks may practise with."""
    return tuple(
        PracticeRule(item.rule, item.trigger_th, item.trigger_en, item.effect_th, item.effect_en)
        for item in message.rules
    )


def _roles(codes: Iterable[str]) -> frozenset[Role]:
    try:
        return frozenset(Role(code) for code in codes)
    except ValueError as problem:
        raise Unreachable("server_unreadable", status=200) from problem
