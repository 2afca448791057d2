"""What happens outside: payers pay issued bills over the bank's channels, and time passes; by the bank's command."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import msgspec

from app.wire.collections import Channel

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from app.domain.collections.bill import Bill

SENDING_BANK = "014"
"""A bank that knows nothing of our bills: money from there comes as it was typed."""
_PAYING = (
    Channel.COUNTER,
    Channel.MOBILE,
    Channel.PROMPTPAY,
    Channel.ATM,
    Channel.INTERNET,
    Channel.MOBILE,
    Channel.OTHER_BANK,
)
COUNT = len(_PAYING) + 1
"""So many payments come: one over each of these channels, and one with a wrong reference."""
MATCHED = len(_PAYING)
"""So many find their bill by themselves."""


class BillToPay(msgspec.Struct):
    """What a payer reads off a bill; ``baht`` with two decimals."""

    biller_id: str
    ref1: str
    ref2: str
    baht: str
    payer: str


def handed_out(bills: Sequence[Bill]) -> str:
    """Return bills for `read`, on one line."""
    return msgspec.json.encode([_to_pay(bill) for bill in bills]).decode()


def read(text: str) -> list[BillToPay]:
    """Return the bills that `handed_out` wrote."""
    return msgspec.json.decode(text, type=list[BillToPay])


def counter(state: Path, server: str) -> list[str]:
    """Return the command line of the bank's branch at a demo's central system."""
    return [sys.executable, "-m", "app.simulator", "bank", "--data", str(state / "central"), "--server", server]


def pay(branch: list[str], bills: Sequence[BillToPay]) -> None:
    """Pay the first bills, each over another channel; the last of the payers mistypes the bill's reference."""
    for channel, bill in zip(_PAYING, bills, strict=False):
        _pay(branch, bill, bill.ref2, channel)
    mistaken = bills[COUNT - 1]
    _pay(branch, mistaken, mistyped(mistaken.ref2), Channel.OTHER_BANK)


def pass_time(branch: list[str], to: str) -> None:
    """Let the central system's time pass, as its command ``clock --to`` takes it."""
    subprocess.run([*branch, "clock", "--to", to], check=True)  # noqa: S603  (our own program)


def _pay(branch: list[str], bill: BillToPay, ref2: str, channel: Channel) -> None:
    bank = ["--bank", SENDING_BANK] if channel is Channel.OTHER_BANK else []
    what = ["pay", bill.biller_id, bill.baht, "--ref1", bill.ref1, "--ref2", ref2, "--channel", channel.value, *bank]
    subprocess.run([*branch, *what, "--payer", bill.payer], check=True)  # noqa: S603  (our own program)


def mistyped(reference: str) -> str:
    """Return a reference with its last digit wrong, which its check digits show."""
    return reference[:-1] + str((int(reference[-1]) + 1) % 10)


def _to_pay(bill: Bill) -> BillToPay:
    reference, draft = bill.reference, bill.draft
    baht = draft.amount.format().replace(",", "")
    return BillToPay(reference.biller_id, reference.ref1, reference.ref2, baht, draft.payer_name)
