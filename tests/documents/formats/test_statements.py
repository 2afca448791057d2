"""camt.053 and CSV of an account: valid by ISO's own schema, read back whole, hostile and foreign ones refused."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
import xmlschema
from hypothesis import given, settings
from hypothesis import strategies as st

from app.documents.formats import camt_053, statement_csv
from app.domain.closing.statement import Entry, EntryKind, Side
from app.domain.closing.statement_file import StatementFile, change, verdict
from app.domain.values.errors import BadInput
from app.domain.values.money import Money

if TYPE_CHECKING:
    from collections.abc import Callable

SCHEMA = Path(__file__).parent / "schemas" / "camt.053.001.02.xsd"
AT = datetime(2026, 11, 23, 2, 0, 0, 123_000, tzinfo=UTC)
MADE_AT = datetime(2026, 11, 24, 3, 0, 5, tzinfo=UTC)
ACCOUNT = "0061000123"
TEXTS = st.text(st.characters(categories=("L", "N", "P", "Zs"), max_codepoint=0x0E5B), max_size=30).map(str.strip)


def entry(n: int, satang: int, side: Side = Side.IN, kind: EntryKind = EntryKind.COLLECTION, text: str = "") -> Entry:
    at = AT + timedelta(minutes=n)
    name = str(UUID(int=n + 1))
    return Entry(ACCOUNT, name, at, side, Money(satang), kind, f"P{n}", f"BR{n}", 1, text, signed=False)


def file_of(*entries: Entry, opening: int = 0) -> StatementFile:
    closing = Money(opening + change(entries))
    day = date(2026, 11, 23)
    return StatementFile(ACCOUNT, "กรมตัวอย่าง เพื่อการรับเงินทางอิเล็กทรอนิกส์", day, day, Money(opening), closing, entries)


FEW = file_of(
    entry(1, 150_000),
    entry(2, 60_001, text="ค่าธรรมเนียม & <อื่น ๆ>"),
    entry(3, 210_001, Side.OUT, EntryKind.REMITTANCE),
    opening=500,
)


@st.composite
def files(draw: st.DrawFn) -> StatementFile:
    entries = []
    for n in range(draw(st.integers(0, 6))):
        made = entry(n, draw(st.integers(1, 10**12)), draw(st.sampled_from(Side)), draw(st.sampled_from(EntryKind)))
        entries.append(replace(made, text=draw(TEXTS), reference=draw(TEXTS), count=draw(st.integers(1, 9999))))
    return file_of(*entries, opening=draw(st.integers(0, 10**13)))


@cache
def schema() -> xmlschema.XMLSchema:
    return xmlschema.XMLSchema(str(SCHEMA))


def changed(what: str, into: str) -> bytes:
    return camt_053.make(FEW, MADE_AT).decode().replace(what, into).encode()


def code(work: Callable[[], object]) -> str:
    with pytest.raises(BadInput) as caught:
        work()
    return caught.value.code


def test_a_statement_message_is_valid_and_tells_everything_that_is_kept() -> None:
    content = camt_053.make(FEW, MADE_AT)
    schema().validate(content.decode())
    again = camt_053.parse(content)
    assert again == replace(FEW, name=FEW.name[:70])
    assert camt_053.name_of(FEW) == "camt.053.001.02-0061000123-20261123-20261123.xml"


@settings(max_examples=40)
@given(files())
def test_every_message_is_valid_and_reads_back_as_it_was_kept(file: StatementFile) -> None:
    content = camt_053.make(file, MADE_AT)
    schema().validate(content.decode())
    again = camt_053.parse(content)
    assert (again.entries, again.opening, again.closing) == (file.entries, file.opening, file.closing)


@settings(max_examples=40)
@given(files().filter(lambda file: file.entries))
def test_every_csv_reads_back_as_it_was_kept(file: StatementFile) -> None:
    assert statement_csv.parse(statement_csv.make(file)).entries == file.entries


def test_a_text_that_begins_like_a_formula_stays_text_and_comes_back_as_it_was() -> None:
    file = file_of(replace(entry(1, 100, text='=HYPERLINK("http://example.test")'), reference="+66", bank_ref="@x"))
    content = statement_csv.make(file)
    cells = next(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert [cells[name][:2] for name in ("text", "reference", "bank_ref")] == ["'=", "'+", "'@"]
    assert statement_csv.parse(content).entries == file.entries


def test_an_old_fashioned_thai_file_with_semicolons_and_buddhist_days_is_read() -> None:
    rows = [
        "เลขที่บัญชี;วันที่;เงินเข้า;เงินออก;รายละเอียด",
        "006-1-00012-3;23/11/2569;1,500.00;;ค่าธรรมเนียม",
        "61000123;23/11/69;;600;",
    ]
    read = statement_csv.parse("\r\n".join(rows).encode("cp874"))
    assert (read.account, read.first, [one.change for one in read.entries]) == (
        ACCOUNT,
        date(2026, 11, 23),
        [150_000, -60_000],
    )
    again = statement_csv.parse("\r\n".join(rows).encode("cp874"))
    assert [one.entry_id for one in again.entries] == [one.entry_id for one in read.entries]


@pytest.mark.parametrize(
    ("what", "into", "wanted"),
    [
        ('Ccy="THB"', 'Ccy="USD"', "statement_currency_other"),
        ("<Ccy>THB</Ccy>", "<Ccy>EUR</Ccy>", "statement_currency_other"),
        ("<CdtDbtInd>CRDT</CdtDbtInd><Sts>", "<CdtDbtInd>NONE</CdtDbtInd><Sts>", "statement_file_wrong"),
        (">1500.00<", ">1500.001<", "statement_file_wrong"),
        (">1500.00</Amt>", ">1400.00</Amt>", "statement_sum_wrong"),
        ("camt.053.001.02", "camt.053.001.08", "xml_namespace"),
        ("<Document", '<!DOCTYPE x [<!ENTITY a "b">]><Document', "file_dtd"),
        ("</Document>", "", "xml_malformed"),
    ],
)
def test_a_message_that_cannot_be_is_refused_with_its_reason(what: str, into: str, wanted: str) -> None:
    assert code(lambda: camt_053.parse(changed(what, into))) == wanted


def test_entries_that_are_not_booked_yet_are_left_out() -> None:
    assert change(FEW.entries) == 0  # so that the balances hold without them
    assert camt_053.parse(changed("<Sts>BOOK</Sts>", "<Sts>PDNG</Sts>")).entries == ()


@pytest.mark.parametrize(
    ("rows", "wanted"),
    [
        (["account,date,in", "1,2026-11-23,5"], "statement_file_wrong"),
        (["account,date,in,out", "0061000123,2026-11-23,5,5"], "statement_file_wrong"),
        (["account,date,in,out", "0061000123,2026-11-23,0,"], "statement_file_wrong"),
        (["account,date,in,out", "0061000123,soon,5,"], "statement_file_wrong"),
        (["account,date,in,out", "0061000123,2026-11-23,5.001,"], "statement_file_wrong"),
        (["account,date,in,out,currency", "0061000123,2026-11-23,5,,USD"], "statement_currency_other"),
        (["account,date,in,out", "0061000123,2026-11-23,5,", "0061000042,2026-11-23,5,"], "statement_account_other"),
        (["account,date,in,out"], "statement_file_wrong"),
    ],
)
def test_a_table_that_cannot_be_is_refused_with_its_reason(rows: list[str], wanted: str) -> None:
    assert code(lambda: statement_csv.parse("\n".join(rows).encode())) == wanted


def test_known_entries_are_doubles_and_one_that_is_told_otherwise_is_refused() -> None:
    known = {one.entry_id: replace(one, signed=True) for one in FEW.entries[:2]}
    looked = verdict(FEW, known)
    assert (looked.doubles, looked.fresh) == (2, FEW.entries[2:])
    first = FEW.entries[0]
    other = {first.entry_id: replace(first, amount=Money(1))}
    assert code(lambda: verdict(FEW, other)) == "statement_entry_differs"
