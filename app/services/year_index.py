"""What a person reads of a year's archive without any program of ours: its index and its register of receipts."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from app import i18n
from app.central import year_archive as machine
from app.documents.listing import tabular
from app.documents.listing.collection_lists import counted, register, register_head
from app.documents.pdf import list_report
from app.documents.pdf.content import Printing
from app.domain.collections.receipt import shown_number
from app.domain.values.dates import clock_time, instant, short
from app.domain.values.listing import ListColumn, Listing
from app.domain.values.money import Money
from app.services import stationery
from app.services.collection_rows import receipt_of
from app.store import official_receipts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from app.central.year_archive import Thing
    from app.domain.collections.receipt import Receipt
    from app.domain.years.fiscal_year import FiscalYear
    from app.i18n import Language
    from app.services.desk import Desk
    from app.store.unit_of_work import Reading
    from app.store.year_archives import ReceiptSums

INDEX, REGISTER = "index/index", "index/receipts"
RECEIPTS_AT_ONCE = 500


def receipts(reading: Reading, year: FiscalYear, last: int) -> Iterator[Receipt]:
    """Give the receipts of a year in the order of their numbers."""
    for first in range(1, last + 1, RECEIPTS_AT_ONCE):
        for stored in official_receipts.of_year(reading, year.number, first, first + RECEIPTS_AT_ONCE - 1):
            yield receipt_of(stored)


def register_forms(
    reading: Reading, year: FiscalYear, sums: ReceiptSums, language: Language
) -> Iterator[tuple[str, bytes]]:
    """Give the register of receipts (ทะเบียนคุมใบเสร็จรับเงิน) as a workbook and as a CSV, by their names."""
    head = register_head(
        language,
        (shown_number(year.number, 1), shown_number(year.number, sums.last)),
        counted(language, sums.holding, Money(sums.holding_satang)),
        counted(language, sums.void, Money(sums.void_satang)),
    )

    def listing() -> Listing:
        return register(receipts(reading, year, sums.last), sums.holding + sums.void, head, language)

    yield from _tables(REGISTER, listing)


def index_forms(
    desk: Desk,
    year: FiscalYear,
    things: Sequence[Thing],
    missing: Sequence[tuple[str, str]],
    language: Language,
) -> Iterator[tuple[str, bytes]]:
    """Give the index as a workbook, a CSV, and, while paper can hold it, a PDF."""

    def listing() -> Listing:
        return _index(desk, year, things, missing, language)

    yield from _tables(INDEX, listing)
    if len(things) <= list_report.ROWS_MAX:
        printing = Printing(desk.actor.person.name(language), instant(desk.now()), "full")
        yield f"{INDEX}.pdf", list_report.write(listing(), stationery.office(desk), printing, language)


def told_matter(language: Language, what: str, reference: str) -> str:
    """Return why an archive is not complete, in words."""
    return i18n.words(language, f"year_archives.open.{what}", reference=reference)


def _tables(name: str, listing: Callable[[], Listing]) -> Iterator[tuple[str, bytes]]:
    for form, write in (("csv", tabular.write_csv), ("xlsx", tabular.write_xlsx)):
        held = io.BytesIO()
        write(listing(), held)
        yield f"{name}.{form}", held.getvalue()


def _index(
    desk: Desk, year: FiscalYear, things: Sequence[Thing], missing: Sequence[tuple[str, str]], language: Language
) -> Listing:
    def said(key: str, **facts: object) -> str:
        return i18n.words(language, f"year_archives.{key}", **facts)

    head = [
        (said("index_unit"), f"{desk.agency_name} · {desk.unit_name} ({desk.actor.unit})"),
        (said("index_year"), said("span", first=short(year.first, language), last=short(year.last, language))),
        (said("index_made"), f"{clock_time(desk.now(), language)} · {desk.actor.person.name(language)}"),
        (said("index_keep"), short(year.keep_until, language)),
        (said("index_state"), said("incomplete" if missing else "complete")),
        *[(said("index_open"), told_matter(language, *each)) for each in missing],
        (said("index_proof"), said("index_how", log=machine.RECORDS_FILE)),
    ]
    columns = [
        ListColumn(said("kind"), 110),
        ListColumn(said("reference"), 110),
        ListColumn(said("subject"), 220),
        ListColumn(said("day"), 90),
        ListColumn(said("amount"), 110, amount=True),
        ListColumn(said("file"), 250),
    ]
    rows = (
        [
            said(f"kind.{thing.kind}"),
            thing.reference,
            thing.title,
            thing.day,
            "" if thing.satang is None else Money(thing.satang).format(),
            thing.file,
        ]
        for thing in things
    )
    return Listing(said("index_title", year=year.number), head, columns, len(things), rows)
