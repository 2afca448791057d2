"""Accounts: what is in them, what is set aside, and what moved."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from app.simulator import fields, ledger, statements
from app.simulator.clock import BANGKOK, local_date, moment_text
from app.simulator.console import lists
from app.simulator.refusals import Refused
from app.wire.codes import Refusal

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import Connection

    from app.simulator.console.page import Asked
    from app.simulator.context import Central
    from app.simulator.ledger import AccountState
    from app.wire.statements import StatementEntry

_SHOWN_DAYS = 31
_YEARS = range(2017, 2200)


class AccountPages:
    """What the bank's staff see of accounts."""

    def __init__(self, central: Central) -> None:
        self._central = central

    async def show(self, asked: Asked) -> dict[str, Any]:
        """List accounts; those of units first, since the bank's own are few."""
        named = lists.said(asked, "text")
        states = await self._central.storage.read(ledger.account_states)
        found = [one for one in states if _has(one, named["text"].lower())]
        found.sort(key=lambda one: (not one.unit, one.unit, one.account))
        return {"accounts": lists.part(asked, found), "named": named}

    async def one(self, asked: Asked) -> dict[str, Any]:
        """Show what moved on an account between two days."""
        now, account = self._central.clock.now(), asked.named("account")
        named = lists.said(asked, "text", "since", "until")
        today = local_date(now)
        until = min(_day(named["until"]) or today, today)
        since = min(_day(named["since"]) or until - timedelta(days=_SHOWN_DAYS - 1), until)
        stretch = _before(since), min(_before(until + timedelta(days=1)), moment_text(now))

        def read(connection: Connection) -> dict[str, Any]:
            state = next((one for one in ledger.account_states(connection) if one.account == account), None)
            if state is None:
                raise Refused(Refusal.NOT_FOUND)
            # Of the bank's own accounts there are balances only: what moved on them moved on the units'.
            return {"account": state, "found": statements.make(connection, account, *stretch) if state.unit else None}

        shown = await self._central.storage.read(read)
        found = shown["found"]
        text = named["text"].lower()
        rows = [one for one in reversed(found.entries) if _says(one, text)] if found else []
        return {
            **shown,
            "entries": lists.part(asked, rows),
            "named": {"text": named["text"], "since": since.isoformat(), "until": until.isoformat()},
        }


def _day(text: str) -> date | None:
    day = fields.read_day(text)
    return day if day is not None and day.year in _YEARS else None


def _before(day: date) -> str:
    """Return the last moment before a day begins."""
    midnight = datetime.combine(day, time(), BANGKOK).astimezone(UTC)
    return moment_text(midnight - timedelta(milliseconds=1))


def _has(one: AccountState, text: str) -> bool:
    return any(text in word.lower() for word in (one.account, one.unit, one.name))


def _says(one: StatementEntry, text: str) -> bool:
    return any(text in word.lower() for word in (one.reference, one.bank_ref, one.text, one.kind))
