"""What an order to remit must say, kind by kind: every field is held against the tables of the day (RE-1, RE-2, RE-9).

Revenue types and deposits are those that hold on the day of the remittance, whatever held when the money came.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.simulator import fields
from app.simulator.clock import is_moment
from app.simulator.collections import receiving, revenue
from app.simulator.portal.queue import PORTAL
from app.simulator.refusals import Refused, demand_fields, wrong
from app.simulator.remittances import draw_returns, parts, terms
from app.simulator.remittances.shipped import YES
from app.simulator.tables import accounts
from app.wire.api import MEMO_CHARS_MAX
from app.wire.codes import Refusal
from app.wire.remittances import (
    BUDGET_ACCOUNT,
    RECEIVING_ACCOUNT,
    REMITTANCE_ORDER,
    RemittanceItem,
    RemittanceKind,
)

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from app.wire.bills import RevenueType
    from app.wire.remittances import KindTerms, RemittanceOrder

ITEMS_MAX = 50
_UNIT = re.compile(r"[0-9]{10}\Z")


def demand_form(order: RemittanceOrder) -> None:
    """Refuse what no order to remit says, whatever the tables have."""
    returns = order.kind == RemittanceKind.DRAW_RETURN
    demand_fields(
        ("typ", order.typ == REMITTANCE_ORDER),
        ("req_id", fields.is_uuid(order.req_id)),
        ("kind", order.kind in frozenset(RemittanceKind) and order.kind != RemittanceKind.RECALL_RETURN),
        ("office_reason", fields.is_text(order.office_reason)),
        ("doc_no", bool(order.doc_no) == returns and fields.is_text(order.doc_no)),
        ("route", bool(order.route) == returns),
        ("items", 0 < len(order.items) <= ITEMS_MAX),
        ("memo", fields.is_text(order.memo, MEMO_CHARS_MAX)),
        ("made_at", is_moment(order.made_at)),
    )
    for number, item in enumerate(order.items, 1):
        if not fields.is_satang(item.satang):
            raise wrong("satang", str(number))
    total = sum(int(item.satang) for item in order.items)
    if order.total_satang != str(total) or not fields.is_satang(order.total_satang):
        raise Refused(Refusal.TOTAL_WRONG)


def demand_right(connection: Connection, order: RemittanceOrder, day: str, moves_on: str) -> str:
    """Refuse an order that the tables of ``day`` do not allow; return the account of its office.

    ``moves_on`` is the day on which the bank would move the money: it decides the way of a draw's return.
    """
    said = terms.find_kind(connection, order.kind, day)
    if said is None:
        raise wrong("kind")
    purpose = _demand_account(connection, order, said)
    office_account = _demand_office(connection, order, day)
    _demand_owner(order, said)
    if purpose == BUDGET_ACCOUNT:
        _demand_no_parts(order)
        draw_returns.demand_whole(connection, order, moves_on)
    elif purpose == RECEIVING_ACCOUNT:
        parts.demand_free(connection, order)
        _demand_revenue(connection, order, said, day)
    else:
        _demand_no_parts(order)
        _demand_deposits(connection, order, day)
    return office_account


def _demand_account(connection: Connection, order: RemittanceOrder, said: KindTerms) -> str:
    """Return the purpose of the account; refuse one that is not the unit's, or not for this kind."""
    mine = (accounts.c.account == order.account, accounts.c.unit == order.unit)
    found = connection.execute(select(accounts.c.purpose).where(*mine)).scalar_one_or_none()
    if found is None:
        raise Refused(Refusal.ACCOUNT_UNKNOWN, account=order.account)
    purpose: str = found or BUDGET_ACCOUNT
    if purpose not in said.accounts:
        raise Refused(Refusal.KIND_ACCOUNT_WRONG, kind=order.kind, account=order.account)
    if purpose == RECEIVING_ACCOUNT:
        row = receiving.of_unit(connection, order.unit)
        if row is not None and row.remits == PORTAL:
            raise Refused(Refusal.PORTAL_REMITS)
    return purpose


def _demand_office(connection: Connection, order: RemittanceOrder, day: str) -> str:
    office = terms.find_office(connection, order.office, day)
    if office is None:
        raise Refused(Refusal.OFFICE_WRONG, office=order.office)
    own = terms.own_office(connection, order.unit)
    if order.office == own and order.office_reason:
        raise wrong("office_reason")
    if order.office != own and not order.office_reason:
        raise Refused(Refusal.OFFICE_UNEXPLAINED, office=own)
    return office.account


def _demand_owner(order: RemittanceOrder, said: KindTerms) -> None:
    named = _UNIT.match(order.owner_unit) is not None and order.owner_unit != order.unit
    if not (named if said.owner == YES else not order.owner_unit):
        raise wrong("owner_unit")


def _demand_no_parts(order: RemittanceOrder) -> None:
    if order.parts:
        raise wrong("parts")


def _demand_revenue(connection: Connection, order: RemittanceOrder, said: KindTerms, day: str) -> None:
    """Refuse items that are not the sums of the parts by revenue type, as the table of the day has each."""
    types, wanted = revenue.on(connection, day), parts.sums(order)
    for code in wanted:
        row = types.get(code)
        if row is None or not is_of_kind(row, said):
            raise Refused(Refusal.REVENUE_TYPE_WRONG, bill_id="", code=code)
        # What others hold for this very unit is not its own deposit or revenue: it is no order's.
        if row.owner_unit != order.owner_unit:
            raise wrong("owner_unit")
    if [item.code for item in order.items] != list(wanted):
        raise wrong("items")
    for number, (item, satang) in enumerate(zip(order.items, wanted.values(), strict=True), 1):
        row = types[item.code]
        if item != RemittanceItem(row.code, row.revenue_code, row.gl_account, row.fund, str(satang), ""):
            raise wrong("items", str(number))


def _demand_deposits(connection: Connection, order: RemittanceOrder, day: str) -> None:
    """Refuse items that are not deposits of the day's table, each with the document that says so."""
    rows = terms.deposits_on(connection, day)
    seen: set[tuple[str, str]] = set()
    for number, item in enumerate(order.items, 1):
        row = rows.get(item.code)
        if row is None or row.owner_unit != order.owner_unit:
            raise Refused(Refusal.DEPOSIT_WRONG, code=item.code)
        if not fields.is_sentence(item.basis):
            raise wrong("basis", str(number))
        right = RemittanceItem(row.code, row.revenue_code, row.gl_account, row.fund, item.satang, item.basis)
        if item != right or (item.code, item.basis) in seen:
            raise wrong("items", str(number))
        seen.add((item.code, item.basis))


def is_of_kind(row: RevenueType, said: KindTerms) -> bool:
    """Say whether a revenue type goes by a kind: deposits as deposits, revenue as revenue."""
    return (row.treasury == revenue.DEPOSIT) == (said.deposit == YES)
