"""The figures of a close, made again by the central system from its own books and held against the maker's."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.simulator import fields, ledger, statements
from app.simulator.refusals import Refused, wrong
from app.wire.api import MATCHES_PER_DAY_MAX, SATANG_MAX
from app.wire.closing import AccountDay
from app.wire.codec import encode
from app.wire.codes import Refusal
from app.wire.signature import sha256_hex
from app.wire.statements import EntryKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from app.wire.closing import Compared, DayOrder, ManualMatch
    from app.wire.statements import Statement

_COUNT = re.compile(r"(?:0|[1-9][0-9]{0,15})\Z")
ROWS_MAX = 1_000
_BOTH_SAY = ("ours_count", "ours_satang", "bank_count", "bank_satang")
_TREASURY_SAYS = ("treasury_count", "treasury_satang")


def accounts_of(connection: Connection, unit: str) -> list[str]:
    """Return the numbers of all accounts of a unit, in their order."""
    return [state.account for state in ledger.account_states(connection, unit)]


def made_again(connection: Connection, order: DayOrder) -> list[Statement]:
    """Return the statements of an order's accounts; refuse with ``statement_differs`` where they say otherwise."""
    found = [statements.make(connection, one.account, order.since, order.until) for one in order.accounts]
    for said, statement in zip(order.accounts, found, strict=True):
        if said != account_day(statement):
            raise Refused(Refusal.STATEMENT_DIFFERS, account=said.account)
    return found


def account_day(statement: Statement) -> AccountDay:
    """Return what a close says of a statement."""
    return AccountDay(
        account=statement.account,
        opening_satang=statement.opening_satang,
        in_satang=statement.in_satang,
        out_satang=statement.out_satang,
        closing_satang=statement.closing_satang,
        entries=str(len(statement.entries)),
        statement_sha256=sha256_hex(encode(statement)),
    )


def demand_compared(rows: Sequence[Compared], statements_of: Sequence[Statement]) -> None:
    """Refuse rows that are not plain sums of a kind of entry and an account, each once, or not what the bank booked."""
    accounts = [one.account for one in statements_of]
    if len(rows) > ROWS_MAX or len({(row.what, row.account) for row in rows}) != len(rows):
        raise wrong("compared")
    for number, row in enumerate(rows, 1):
        treasury = [getattr(row, name) for name in _TREASURY_SAYS]
        names = _BOTH_SAY if treasury == ["", ""] else (*_BOTH_SAY, *_TREASURY_SAYS)
        for name in names:
            text = getattr(row, name)
            if not _COUNT.match(text) or int(text) > SATANG_MAX:
                raise wrong(name, str(number))
        if row.what not in frozenset(EntryKind):
            raise wrong("what", str(number))
        if row.account not in accounts:
            raise wrong("account", str(number))
    said = {(row.account, row.what): (int(row.bank_count), int(row.bank_satang)) for row in rows}
    for one in statements_of:
        booked = _booked(one)
        if booked != {what: told for (account, what), told in said.items() if account == one.account and any(told)}:
            raise Refused(Refusal.STATEMENT_DIFFERS, account=one.account)


def _booked(statement: Statement) -> dict[str, tuple[int, int]]:
    """Return count and sum of each kind of entry of a statement."""
    found: dict[str, tuple[int, int]] = {}
    for entry in statement.entries:
        count, satang = found.get(entry.kind, (0, 0))
        found[entry.kind] = (count + int(entry.count), satang + int(entry.satang))
    return found


def demand_matches(matches: Sequence[ManualMatch], entries: dict[str, frozenset[str]]) -> None:
    """Refuse matches of nothing, of what is in no statement, of several accounts, or of one thing twice."""
    if len(matches) > MATCHES_PER_DAY_MAX:
        raise wrong("matches")
    seen: set[str] = set()
    for number, match in enumerate(matches, 1):
        named = set(match.entry_ids)
        one_account = any(named <= of_account for of_account in entries.values())
        if not named or len(named) != len(match.entry_ids) or not one_account:
            raise wrong("entry_ids", str(number))
        if not match.items or not all(_is_item(item) for item in match.items):
            raise wrong("items", str(number))
        things = [f"entry:{entry_id}" for entry_id in match.entry_ids] + [f"item:{item}" for item in match.items]
        if len(set(things)) != len(things) or not seen.isdisjoint(things):
            raise wrong("matches", str(number))
        seen |= set(things)
        if not fields.is_sentence(match.reason):
            raise wrong("reason", str(number))


def _is_item(text: str) -> bool:
    kind, _, name = text.partition(":")
    return bool(kind) and fields.is_sentence(name) and fields.is_text(text)
