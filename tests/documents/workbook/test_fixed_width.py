"""Lists whose columns only their places tell, and bank files: the same payees as from any other file."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest

from app.documents.formats import ipay, pain_001
from app.documents.formats.ipay import Product
from app.documents.workbook import delimited
from app.documents.workbook import reader as workbook
from app.documents.workbook.cells import number_text
from app.domain.disbursement import columns
from app.domain.disbursement.batch import Kind
from app.domain.disbursement.transfer import CreditTransfer
from app.domain.disbursement.validation import Checker
from app.domain.values.errors import BadInput
from app.domain.values.money import Money
from app.system.reference_data import banks
from tests.documents.formats.orders import line, order_of
from tests.documents.workbook.test_reading import SAMPLES, imported, put, sample_rows

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from app.domain.disbursement.lines import Line

STRAIGHT = "overtime_october_2569.xlsx"


def padded(rows: Sequence[Sequence[str]], encoding: str) -> tuple[bytes, list[int]]:
    """Return the rows in columns of fixed width, and where they are to be cut."""
    widths = [max(len(row[column]) for row in rows) + 1 for column in range(len(rows[0]))]
    edges = [sum(widths[:column]) for column in range(len(widths))]
    lines = ["".join(text.ljust(width) for text, width in zip(row, widths, strict=True)) for row in rows]
    return "\r\n".join([*lines, ""]).encode(encoding), edges[1:]


def as_texts(name: str) -> list[list[str]]:
    return [
        [number_text(cell) if isinstance(cell, int | float) else cell or "" for cell in row]
        for row in sample_rows(name)
    ]


def payments(lines: Sequence[Line]) -> list[CreditTransfer]:
    return [
        CreditTransfer(number, each.bank, each.account, each.name, Money(each.satang or 0), each.person_id,
                       each.mobile, each.email, each.reference)
        for number, each in enumerate(lines, 1)
    ]  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8", "cp874", "utf-16"])
@pytest.mark.parametrize("name", [STRAIGHT, "overtime_october_2569_as_it_comes.xlsx"])
def test_the_same_list_in_fixed_width_gives_identical_lines(name: str, encoding: str, tmp_path: Path) -> None:
    reference = imported(SAMPLES / name)[2]
    texts = [[cell.replace("\u200b", "") if encoding == "cp874" else cell for cell in row] for row in as_texts(name)]
    data, cuts = padded(texts, encoding)
    sheet = workbook.read(put(tmp_path, "list.txt", data), cuts=cuts)
    layout = columns.recognise(sheet.rows, first_row=sheet.first_row)
    checked = Checker(banks(), Kind.WELFARE).check(columns.payees(sheet.rows, layout))
    assert not layout.problems
    assert checked.lines == reference.lines
    assert checked.issues == reference.issues
    assert (sheet.delimiter, sheet.encoding) == ("", encoding)


def test_a_text_without_any_delimiter_comes_as_whole_lines_with_their_blanks(tmp_path: Path) -> None:
    sheet = workbook.read(
        put(tmp_path, "list.txt", b"006 0385520917   A B     1500.00\r\n004 0431234567   C D      900.00")
    )
    assert (sheet.format, sheet.delimiter) == ("text", "")
    assert sheet.rows == [("006 0385520917   A B     1500.00",), ("004 0431234567   C D      900.00",)]


def test_places_beyond_the_end_of_a_line_are_empty_cells() -> None:
    assert delimited.cut("ab\nabcdef", [2, 4]) == [("ab", "", ""), ("ab", "cd", "ef")]


def test_the_same_list_as_a_payment_message_gives_identical_lines(tmp_path: Path) -> None:
    reference = imported(SAMPLES / STRAIGHT)[2]
    file = pain_001.make(order_of(payments(reference.lines))).file
    assert file is not None
    sheet, layout, checked = imported(put(tmp_path, "list.xml", file.content))
    assert sheet.format == "pain.001"
    assert not layout.problems
    assert layout.declared_total == checked.total == reference.total
    assert payments(checked.lines) == payments(reference.lines)
    assert not checked.repairs


@pytest.mark.parametrize("product", [Product.DIRECT, Product.STANDARD])
def test_the_same_list_as_an_ipay_file_gives_the_same_lines_and_the_same_hash(product: Product, tmp_path: Path) -> None:
    reference = imported(SAMPLES / STRAIGHT)[2]
    wanted = [each for each in payments(reference.lines) if product.carries(each.bank)]
    file = ipay.make(order_of(wanted), product).file
    assert file is not None
    sheet, layout, checked = imported(put(tmp_path, "list.txt", file.content))
    read = payments(checked.lines)
    assert sheet.format == "ipay"
    assert sheet.file_sha256 == hashlib.sha256(file.content).hexdigest() == file.sha256
    assert ipay.lines_sha256(read) == file.lines_sha256 == ipay.lines_sha256(wanted)
    assert [(each.bank, each.name, each.amount) for each in read] == [
        (each.bank, each.name, each.amount) for each in wanted
    ]
    kept = [each for each in wanted if each.bank != "034"]  # of these the bank's rule drops no digit
    assert {each.account for each in kept} <= {each.account for each in read}
    assert layout.declared_total == checked.total
    assert checked.lines[0].row == 2


def spoilt_ipay(old: bytes, new: bytes) -> bytes:
    file = ipay.make(order_of([line(1), line(2)]), Product.DIRECT).file
    assert file is not None
    return file.content.replace(old, new)


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("list.txt", spoilt_ipay(b"0000002", b"0000003"), "bank_file_count"),
        ("list.txt", spoilt_ipay(b"0000002", b"9999999"), "bank_file_count"),
        ("list.txt", spoilt_ipay(b"\r\n", b"\n"), "bank_file_line_end"),
        ("list.txt", spoilt_ipay(b"", b"")[:-100], "bank_file_cut_off"),
        ("list.txt", spoilt_ipay(b"", b"").decode("cp874").encode(), "bank_file_width"),
        ("list.xml", b"<Document/>", "xml_namespace"),
        ("list.xml", b"006;0385520917", "xml_malformed"),
        ("list.xml", b"\xff\xfe<\x00D\x00", "file_damaged"),
    ],
)
def test_a_bank_file_that_is_not_right_is_refused_whole(name: str, data: bytes, code: str, tmp_path: Path) -> None:
    with pytest.raises(BadInput) as refused:
        workbook.read(put(tmp_path, name, data))
    assert refused.value.code == code
