"""What a month adds up to, at the desk and at the central system; its report is the same for the same number."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from app.domain.remittances.remittance import RemittanceState
from app.services.official_receipts import OfficialReceipts
from app.store import remittances
from tests.campaigns.month import FIRST
from tests.helpers.raw_central import canonical, sha256

if TYPE_CHECKING:
    from app.domain.closing.day import DayOrder
    from tests.campaigns.month import Month
    from tests.helpers.raw_central import Json

FY, PERIOD = "2570", "03"
"""The month ends in December, the third period of fiscal year 2570."""


class Account(msgspec.Struct, frozen=True):
    """What was counted, and what is wrong with it; nothing is wrong in a month that is right."""

    days: int
    receipts: int
    remittances: int
    documents: int
    wrong: list[str]
    report: bytes

    @property
    def digest(self) -> str:
        """The hash of the report."""
        return sha256(self.report)


def account_of(month: Month) -> Account:
    """Count everything at both ends."""
    books = month.central.assert_books_right()
    shown = month.central.operate("GET", f"gfmis/trial-balance?unit=2102000001&fy={FY}&period={PERIOD}").json
    trial, faults = shown["balance"], shown["faults"]
    seat = month.people.collector
    seat.hear()
    with seat.station.desk.store.read() as rd:
        sent = remittances.in_states(rd, [RemittanceState.ACKNOWLEDGED, RemittanceState.REFUSED])
    register = OfficialReceipts(seat.station.desk, seat.station.sync).register(int(FY))
    return Account(
        days=len(month.closed),
        receipts=len(register),
        remittances=len(sent),
        documents=sum(len(one.documents) for one in sent),
        wrong=[*_wrong_days(month), *_wrong_books(trial), *faults, *_wrong_balances(month, books)],
        report=canonical(
            {
                "seed": str(month.seed),
                "days": [_day(one) for one in month.closed],
                "receipts": [[one.receipt_id, str(one.told.total.satang)] for one in register],
                "remittances": sorted(
                    [
                        one.kind.value,
                        str(one.total.satang),
                        one.state.value,
                        *(f"{d.kind} {d.number}" for d in one.documents),
                    ]
                    for one in sent
                ),
                "trial_balance": trial["rows"],
            }
        ),
    )


def _day(order: DayOrder) -> Json:
    return {
        "day": order.day.isoformat(),
        "accounts": [
            [one.account, *(str(sum_.satang) for sum_ in (one.opening, one.came_in, one.went_out, one.closing))]
            for one in order.accounts
        ],
        "compared": [repr(one) for one in order.compared],
        "exceptions": sorted([one.kind.value, one.state.value, str(one.amount)] for one in order.exceptions),
    }


def _wrong_days(month: Month) -> list[str]:
    seat = month.people.collector
    calendar = seat.days.calendar(FIRST, seat.days.today)
    found = [f"{one.day} is not closed" for one in calendar if one.unclosed]
    found += [f"{one.kept.number} is still open" for one in seat.days.exceptions("th")]
    chain = zip(month.closed, month.closed[1:], strict=False)
    for before, after in chain:
        for one, next_one in zip(before.accounts, after.accounts, strict=True):
            if one.closing != next_one.opening:
                found.append(f"{after.day} {one.account}: begins with {next_one.opening}, not {one.closing}")
    return found


def _wrong_books(trial: Json) -> list[str]:
    debit = sum(int(row["debit_satang"]) for row in trial["rows"])
    credit = sum(int(row["credit_satang"]) for row in trial["rows"])
    found = [] if debit == credit and debit else [f"debits {debit}, credits {credit}"]
    return found + [
        f"{row['gl_account']} holds {row['balance_satang']}"
        for row in trial["rows"]
        if row["must_be_zero"] == "yes" and row["balance_satang"] != "0"
    ]


def _wrong_balances(month: Month, books: Json) -> list[str]:
    """Compare what the last close says with the bank's ledger."""
    bank = {one["account"]: int(one["balance_satang"]) for one in books["accounts"]}
    return [
        f"{one.account}: {one.closing.satang} at the desk, {bank[one.account]} at the bank"
        for one in month.closed[-1].accounts
        if one.closing.satang != bank[one.account]
    ]
