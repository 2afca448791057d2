"""How a unit remits, and what the treasury's books say of it: asked for, and read from the wire's words."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Protocol, TypeVar

from app.central.verification import whole
from app.domain.remittances.books import TrialBalance, TrialRow
from app.domain.remittances.kinds import (
    DepositAccount,
    FromAccount,
    KindTerms,
    Office,
    Purpose,
    RemittanceKind,
    RemittanceTerms,
    Validity,
)
from app.domain.values.errors import Unreachable
from app.domain.values.money import Money
from app.wire import api, codec, gfmis
from app.wire import remittances as wire

if TYPE_CHECKING:
    from app.wire.codec import Message

M = TypeVar("M", bound="Message")
_YES = "yes"
_DIFFERENCE = re.compile(r"-?(?:0|[1-9][0-9]{0,17})\Z")


class Asked(Protocol):
    """Sends one request in the session and reads its answer; raises what `app.central.client.Central` raises."""

    def __call__(self, method: str, route: str, kind: type[M], /) -> M:
        """Send one request."""
        ...


class RemittingCalls:
    """What can be asked about remitting."""

    def __init__(self, asked: Asked) -> None:
        self._asked = asked

    def terms(self, unit: str) -> tuple[RemittanceTerms, bytes]:
        """Return how the unit remits, and the bytes that said it; raise `Unreachable` ``server_unreadable``."""
        body = codec.encode(self._asked("GET", api.REMITTANCE_TERMS, wire.RemittanceTerms))
        try:
            return read_terms(body, unit), body
        except ValueError as problem:
            raise Unreachable("server_unreadable", status=200) from problem

    def trial_balance(self, fy: int, period: str) -> TrialBalance:
        """Return the unit's accounts at the treasury up to the end of a period; raise as `terms`."""
        said = self._asked("GET", f"{api.TRIAL_BALANCE}?fy={fy}&period={period}", gfmis.TrialBalance)
        try:
            return TrialBalance(whole(said.fy), said.period, said.closed == _YES, tuple(map(_row, said.rows)))
        except ValueError as problem:
            raise Unreachable("server_unreadable", status=200) from problem


def read_terms(body: bytes, unit: str) -> RemittanceTerms:
    """Return how ``unit`` remits from the bytes that said it; raise ``ValueError`` for what no treasury says."""
    said = codec.decode(body, wire.RemittanceTerms)
    return RemittanceTerms(
        office=said.office,
        kinds=tuple(map(_kind, said.kinds)),
        offices=tuple(
            Office(one.code, one.name_th, one.name_en, one.account, _validity(one.valid_from, one.valid_until))
            for one in said.offices
        ),
        deposits=tuple(_deposit(one, unit) for one in said.deposits),
        accounts=tuple(
            FromAccount(
                one.account,
                one.name,
                Purpose(one.purpose),
                Money(whole(one.balance_satang)),
                Money(whole(one.available_satang)),
            )
            for one in said.accounts
        ),
    )


def _kind(said: wire.KindTerms) -> KindTerms:
    return KindTerms(
        kind=RemittanceKind(said.kind),
        name_th=said.name_th,
        name_en=said.name_en,
        collect=said.collect,
        remit=said.remit,
        purposes=frozenset(map(Purpose, said.accounts)),
        asks_owner=said.owner == _YES,
        is_deposit=said.deposit == _YES,
        by_receipts=said.receipts == _YES,
        validity=_validity(said.valid_from, said.valid_until),
        source=said.source,
    )


def _deposit(said: wire.DepositAccount, unit: str) -> DepositAccount:
    return DepositAccount(
        code=said.code,
        name_th=said.name_th,
        name_en=said.name_en,
        revenue_code=said.revenue_code,
        gl_account=said.gl_account,
        fund=said.fund,
        owner_unit="" if said.owner_unit == unit else said.owner_unit,
        validity=_validity(said.valid_from, said.valid_until),
        source=said.source,
    )


def _validity(since: str, until: str) -> Validity:
    return Validity(date.fromisoformat(since), date.fromisoformat(until) if until else None)


def _row(said: gfmis.TrialRow) -> TrialRow:
    row = TrialRow(
        gl_account=said.gl_account,
        name_th=said.name_th,
        debit=Money(whole(said.debit_satang)),
        credit=Money(whole(said.credit_satang)),
        balance=_difference(said.balance_satang),
        must_be_zero=said.must_be_zero == _YES,
    )
    if row.balance != row.debit - row.credit:
        raise ValueError(row.gl_account)
    return row


def _difference(text: str) -> Money:
    if not _DIFFERENCE.match(text):
        raise ValueError(text)
    return Money(int(text))
