"""The close of a day in a saved paper: the bank's record, what two persons signed, and what the pages say of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.verification import carried as signed
from app.verification import page_text
from app.verification.findings import Broken, Part, Report, Unreadable
from app.wire import codec, paper, signature
from app.wire.closing import DAY_ORDER, DAY_RECORD, DayAct, DayDecision, DayOrder, DayRecord, DayState
from app.wire.codes import Decision

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.wire.paper import Carried

_OPEN = "open"
_SHOWN = 16
"""So many digits of a hash stand on paper."""


def carried(pdf: bytes, name: str) -> tuple[Carried, ...]:
    """Return the records in a paper, none for other papers; raise `Unreadable` for a paper that is cut."""
    try:
        return paper.days(pdf)
    except ValueError as problem:
        raise Unreadable(name, "damaged") from problem


def check(pdf: bytes, records: tuple[Carried, ...], bank_key: str) -> Report:
    """Check the records of a paper against the bank's public key (base64), its fingerprint, or nothing ('').

    Order and decision must be those that the bank's record names; whose keys signed them is proven by a dossier.
    """
    try:
        said = {signature.sha256_hex(one.text): one for one in paper.said_of_days(pdf)}
        orders = {digest: order for digest, one in said.items() if (order := _order(one.text)) is not None}
    except ValueError:
        report = Report()
        report.broken(Part.DAY_RECORD, Broken("", "unreadable"))
        return report

    def is_whole(record: DayRecord) -> bool:
        order = orders.get(record.order_sha256)
        return order is not None and _is_of_order(record, order, said)

    form = signed.Form(
        part=Part.DAY_RECORD,
        label=signature.DAY_RECORD,
        kind=DayRecord,
        is_whole=is_whole,
        name=shown_number,
        satangs=lambda record: tuple(_satangs(orders[record.order_sha256])),
        tellings=lambda _: ((),),
    )
    report = signed.check(form, pdf, records, bank_key)
    if report.first_broken is None:
        _check_words(report, pdf, [codec.decode(one.text, DayRecord) for one in records], orders)
    return report


def shown_number(record: DayRecord) -> str:
    """Return a close's number as its paper has it."""
    return f"{record.day}/{record.version}"


def _order(text: bytes) -> DayOrder | None:
    try:
        return codec.decode(text, DayOrder)
    except codec.NotCanonical:
        return None


def _is_of_order(record: DayRecord, order: DayOrder, said: dict[str, Carried]) -> bool:
    """Say whether a record is of this order and the decision beside it, by two persons, and tells what they told."""
    decision = said.get(record.decision_sha256)
    if decision is None or signature.signature_sha256(said[record.order_sha256].sig) != record.order_sig_sha256:
        return False
    try:
        decided = codec.decode(decision.text, DayDecision)
    except codec.NotCanonical:
        return False
    return (
        (decided.order_sha256, decided.decision) == (record.order_sha256, Decision.APPROVE)
        and decided.auth_uid != order.maker_uid
        and tells_a_close(record, order)
    )


def tells_a_close(record: DayRecord, order: DayOrder) -> bool:
    """Say whether a record tells exactly what an order to close a day told."""
    names = ("agency", "unit", "day", "version", "since", "until")
    open_ones = any(one.exception.state == _OPEN for one in record.exceptions)
    state = DayState.CLOSED_WITH_EXCEPTIONS if open_ones else DayState.CLOSED
    return (
        (record.typ, order.typ, order.act, record.state) == (DAY_RECORD, DAY_ORDER, DayAct.CLOSE, state)
        and all(getattr(record, name) == getattr(order, name) for name in names)
        and tuple(one.exception for one in record.exceptions) == order.exceptions
    )


def tells_a_reopening(record: DayRecord, order: DayOrder) -> bool:
    """Say whether a record tells exactly what an order to reopen a day told; its stretch is that of the close."""
    names = ("agency", "unit", "day", "version")
    return (
        (record.typ, order.typ, order.act) == (DAY_RECORD, DAY_ORDER, DayAct.REOPEN)
        and all(getattr(record, name) == getattr(order, name) for name in names)
        and (record.state, record.exceptions) == (DayState.REOPENED, ())
    )


def _satangs(order: DayOrder) -> Iterator[str]:
    """Give every sum that the pages may bear, an account's balance first."""
    for one in order.accounts:
        yield from (one.closing_satang, one.opening_satang, one.in_satang, one.out_satang)
    for row in order.compared:
        yield from (row.ours_satang, row.bank_satang, row.treasury_satang or "0")
    for exception in order.exceptions:
        yield exception.satang or "0"


def _check_words(report: Report, pdf: bytes, records: list[DayRecord], orders: dict[str, DayOrder]) -> None:
    """Demand that the numbers of exceptions, and the hashes, stand somewhere on the pages: a close may need several."""
    content, _, _ = paper.taken_apart(pdf)
    held = "".join("".join(text.split()) for page in page_text.texts(content) for text in page)
    for record in records:
        if not all(words in held for words in _words(record, orders[record.order_sha256])):
            report.broken(Part.PAPER, Broken(shown_number(record), "page_says_else"))
            return


def _words(record: DayRecord, order: DayOrder) -> Iterator[str]:
    """Give what the pages must say: the numbers of what does not fit, and the hashes."""
    for one in record.exceptions:
        yield one.number
    yield record.order_sha256[:_SHOWN].upper()
    yield order.anchor_head[:_SHOWN].upper()
