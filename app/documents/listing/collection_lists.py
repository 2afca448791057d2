"""The register of receipts (ทะเบียนคุมใบเสร็จรับเงิน) and the lists of a day's payments, ready for any list's form."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from app import i18n
from app.domain.collections.day_sums import day_sums, parts
from app.domain.collections.receipt import shown_number
from app.domain.values import dates
from app.domain.values.dates import clock_time, short
from app.domain.values.listing import ListColumn, Listing
from app.domain.values.money import Money, formatted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from app.domain.collections.day_sums import Tally
    from app.domain.collections.payment import Payment
    from app.domain.collections.receipt import Receipt
    from app.domain.collections.revenue import Receiving
    from app.i18n import Language

DayList = Literal["intraday", "end_of_day"]


def receipt_register(receipts: Sequence[Receipt], language: Language) -> Listing:
    """Return the register of receipts in the order of their numbers; a voided one keeps its row and says why."""
    ordered = sorted(receipts, key=lambda each: (each.told.fy, each.told.number))
    voided = [each for each in ordered if not each.holds]
    holding = [each for each in ordered if each.holds]
    first, last = (_number(ordered[0]), _number(ordered[-1])) if ordered else ("–", "–")
    head = register_head(
        language,
        (first, last),
        counted(language, len(holding), _total(holding)),
        counted(language, len(voided), _total(voided)),
    )
    head += [(_said(language, "register_missing"), gap) for gap in _gaps(ordered)]
    listing = register(ordered, len(ordered), head, language)
    return replace(listing, rows=list(listing.rows))


def register_head(language: Language, ends: tuple[str, str], holding: str, voided: str) -> list[tuple[str, str]]:
    """Return what stands above the register: its first and last number, and what holds and is void, in words."""
    return [
        (_said(language, "register_from_to"), " – ".join(ends)),
        (_said(language, "register_holding"), holding),
        (_said(language, "register_voided"), voided),
    ]


def register(receipts: Iterable[Receipt], count: int, head: Sequence[tuple[str, str]], language: Language) -> Listing:
    """Return the register of receipts that come in the order of their numbers; they are read once, as it is written."""
    columns = [
        ListColumn(_said(language, "register_number"), 134),
        ListColumn(_said(language, "register_issued_at"), 78),
        ListColumn(_said(language, "payer"), 130),
        ListColumn(_said(language, "amount"), 110, amount=True),
        ListColumn(_said(language, "register_paid"), 188),
        ListColumn(_said(language, "register_prints"), 40, right=True),
        ListColumn(_said(language, "register_state"), 106),
    ]
    rows = (_register_row(each, language) for each in receipts)
    return Listing(_said(language, "register_title"), head, columns, count, rows)


def _register_row(receipt: Receipt, language: Language) -> list[str]:
    told = receipt.told
    state = _said(language, "register_holds")
    if receipt.void is not None:
        when = clock_time(receipt.void.at, language)
        state = _said(language, "register_void_because", reason=receipt.void.reason, moment=when)
    return [
        f"{told.book}/{_number(receipt)}",
        short(dates.bangkok_day(told.issued_at), language),
        told.payer_name,
        told.total.format(),
        f"{channel(language, told.channel.value)} {told.payment_id}",
        str(len(receipt.prints)),
        state,
    ]


def _gaps(ordered: Sequence[Receipt]) -> list[str]:
    """Return the numbers that are missing between the first and the last of a fiscal year."""
    found: list[str] = []
    for before, after in pairwise(ordered):
        if before.told.fy == after.told.fy and after.told.number > before.told.number + 1:
            first, last = before.told.number + 1, after.told.number - 1
            ends = (shown_number(before.told.fy, number) for number in ((first,) if first == last else (first, last)))
            found.append(" – ".join(ends))
    return found


def day_list(
    which: DayList, day: date, payments: Sequence[Payment], types: Mapping[str, str], receiving: Receiving,
    language: Language,
) -> Listing:  # fmt: skip
    """Return the payments of a day in the order in which they came, with their sums by channel and by type above.

    ``types`` holds the revenue type of every bill that they are matched to, by its id.
    """
    ordered = sorted(payments, key=lambda each: (each.paid_at, each.payment_id))
    sums = day_sums(ordered, types)
    head = [
        (_said(language, "day.day"), short(day, language)),
        (_said(language, "day.received"), _tally(language, sums.received)),
        *[(channel(language, each.value), _tally(language, tally)) for each, tally in sorted(sums.by_channel.items())],
        *[(_type(language, code, receiving), _tally(language, tally)) for code, tally in sorted(sums.by_type.items())],
    ]
    if sums.reversed.count:
        head.append((_said(language, "day.reversed"), _tally(language, sums.reversed)))
    columns = [
        ListColumn(_said(language, "day.time"), 70),
        ListColumn(_said(language, "day.channel"), 90),
        ListColumn(_said(language, "day.reference"), 130),
        ListColumn(_said(language, "day.references"), 110),
        ListColumn(_said(language, "payer"), 130),
        ListColumn(_said(language, "day.type"), 120),
        ListColumn(_said(language, "amount"), 90, amount=True),
        ListColumn(_said(language, "day.state"), 120),
    ]
    rows = [_day_row(each, types, receiving, language) for each in ordered]
    return Listing(_said(language, f"{which}.title"), head, columns, len(rows), rows)


def _day_row(payment: Payment, types: Mapping[str, str], receiving: Receiving, language: Language) -> list[str]:
    state = i18n.words(language, f"collection_terms.payment.{payment.state.value}")
    if payment.cause is not None:
        state = f"{state}: {i18n.words(language, f'collection_terms.queue.{payment.cause.value}')}"
    return [
        f"{payment.paid_at.astimezone(dates.BANGKOK):%H:%M:%S}",
        channel(language, payment.channel.value),
        payment.payment_id,
        " ".join(filter(None, (payment.ref1, payment.ref2))) or "–",
        payment.payer_name or "–",
        ", ".join(_type(language, code, receiving) for code in parts(payment, types)),
        payment.amount.format(),
        state,
    ]


def _said(language: Language, key: str, **facts: object) -> str:
    return i18n.words(language, f"collection_lists.{key}", **facts)


def channel(language: Language, code: str) -> str:
    """Return what readers call a way of paying."""
    return i18n.words(language, f"collection_terms.channel.{code}")


def _type(language: Language, code: str, receiving: Receiving) -> str:
    row = receiving.find(code)
    return row.name(language) if row else _said(language, "day.no_type")


def _tally(language: Language, tally: Tally) -> str:
    return counted(language, tally.count, tally.amount)


def counted(language: Language, count: int, amount: Money) -> str:
    """Return how many there are, and their sum, in words."""
    return _said(language, "counted", count=f"{count:,}", amount=formatted(amount.satang))


def _total(receipts: Sequence[Receipt]) -> Money:
    return Money(sum(each.told.total.satang for each in receipts))


def _number(receipt: Receipt) -> str:
    return shown_number(receipt.told.fy, receipt.told.number)
