"""Documents of the treasury's system: they add up, and tell their money once."""

from __future__ import annotations

from datetime import UTC, datetime

from app.domain.collections.request import Side
from app.domain.remittances.books import BookedEntry, GfmisDocument
from app.domain.values.money import Money


def _document(*entries: tuple[Side, str, int, bool]) -> GfmisDocument:
    return GfmisDocument(
        kind="R1",
        number="0000000001",
        fy=2570,
        period="02",
        booked_at=datetime(2026, 11, 23, 2, tzinfo=UTC),
        matter="remittance",
        about="r",
        fund="7019400",
        revenue_code="676",
        text="",
        reverses="",
        entries=tuple(
            BookedEntry(side, account, Money(satang), automatic) for side, account, satang, automatic in entries
        ),
    )


def test_what_the_system_adds_by_itself_is_not_counted_as_more_money() -> None:
    booked = _document(
        (Side.DEBIT, "1101010112", 250_000, False),
        (Side.CREDIT, "1101020606", 250_000, False),
        (Side.DEBIT, "5210010103", 250_000, True),
        (Side.CREDIT, "1101010112", 250_000, True),
    )
    assert booked.adds_up
    assert booked.amount == Money(250_000)


def test_a_document_of_the_system_alone_has_its_amount() -> None:
    booked = _document((Side.DEBIT, "5210010103", 700, True), (Side.CREDIT, "1101010112", 700, True))
    assert booked.amount == Money(700)


def test_sides_that_differ_do_not_add_up() -> None:
    assert not _document((Side.DEBIT, "1101010112", 700, False), (Side.CREDIT, "1101020606", 701, False)).adds_up
    assert not _document().adds_up
