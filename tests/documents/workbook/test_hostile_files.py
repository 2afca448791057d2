"""Files made to hurt: each is refused with its reason, within the time and memory of one reading process."""

from __future__ import annotations

import contextlib
import io
import os
import random
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING

import pytest
import xlwt

from app.documents.workbook import limits
from app.documents.workbook import reader as workbook
from app.domain.values.errors import BadInput
from tests.documents.workbook import making
from tests.helpers.extent import WHOLE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PAYEES: making.Rows = [
    ["ชื่อ - สกุล", "รหัสธนาคาร", "เลขที่บัญชี", "จำนวนเงิน"],
    ["นายชัยวัฒน์ ลองใจ", "006", "6544793646", 2750],
    ["ดร.มาลี ต้นแบบ", "006", "6713718606", 2450.5],
]
GOOD = making.xlsxwriter_xlsx(PAYEES)
SHEET = "xl/worksheets/sheet1.xml"
BOOK = "xl/workbook.xml"
RELATIONS = "xl/worksheets/_rels/sheet1.xml.rels"
MAIN_NAMESPACE = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
COMPOUND_MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def with_sheet(change: Callable[[bytes], bytes]) -> bytes:
    return making.repacked(GOOD, {SHEET: change(making.part(GOOD, SHEET))})


def with_part(name: str, data: bytes = b"<x/>") -> bytes:
    return making.repacked(GOOD, {name: data})


def relation(kind: str) -> bytes:
    return (
        b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        + f'<Relationship Id="r1" Type="{OFFICE}/{kind}" Target="http://x.test/" TargetMode="External"/>'.encode()
        + b"</Relationships>"
    )


def bomb(size: int) -> bytes:
    return making.repacked(GOOD, {"xl/media/image.xml": b"<a>" + b" " * size + b"</a>"})


def lying_bomb() -> bytes:
    """Return a workbook with a part that unpacks to far more than the directory says."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = packer.compress(b" " * (300 << 20)) + packer.flush()
    name = b"xl/lie.xml"
    claimed = 1_000
    check = zlib.crc32(b" " * claimed)
    local = struct.pack("<4s5H3I2H", b"PK\x03\x04", 20, 0, 8, 0, 0, check, len(packed), claimed, len(name), 0) + name
    base = GOOD
    directory_at = struct.unpack_from("<I", base, base.rindex(b"PK\x05\x06") + 16)[0]
    end = base.rindex(b"PK\x05\x06")
    count = struct.unpack_from("<H", base, end + 10)[0]
    entry = struct.pack(
        "<4s6H3I5H2I", b"PK\x01\x02", 20, 20, 0, 8, 0, 0, check, len(packed), claimed, len(name), 0, 0, 0, 0, 0,
        directory_at,
    )  # fmt: skip
    body = base[:directory_at] + local + packed
    directory = base[directory_at:end] + entry + name
    tail = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, count + 1, count + 1, len(directory), len(body), 0)
    return body + directory + tail


def many_entries() -> bytes:
    return making.repacked(GOOD, {f"xl/part{number}.xml": b"<a/>" for number in range(limits.ENTRIES_MAX + 1)})


def doubled_entry() -> bytes:
    target = io.BytesIO(GOOD)
    with zipfile.ZipFile(target, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr(SHEET, making.part(GOOD, SHEET))
    return target.getvalue()


def encrypted_entry() -> bytes:
    damaged = bytearray(GOOD)
    at = damaged.rindex(b"PK\x01\x02")
    damaged[at + 8] |= 1
    return bytes(damaged)


def far_cell() -> bytes:
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    return with_sheet(lambda sheet: sheet.replace(b"</sheetData>", far))


def wide_row() -> bytes:
    cells = b"".join(b'<c r="%b1"><v>1</v></c>' % letters(column) for column in range(16_000))
    return with_sheet(lambda sheet: sheet.replace(b"<sheetData>", b'<sheetData><row r="1">' + cells + b"</row>"))


def letters(column: int) -> bytes:
    text, number = b"", column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        text = bytes([65 + rest]) + text
    return text


def deep_xml() -> bytes:
    deep = b"<x>" * 1_000_000 + b"</x>" * 1_000_000
    return with_sheet(lambda sheet: sheet.replace(b"<sheetData>", deep + b"<sheetData>"))


def long_list() -> bytes:
    rows: making.Rows = [["a", number] for number in range(limits.ROWS_MAX + 5)]
    return making.xlsxwriter_xlsx(rows)


def xls_with(record: int, body: bytes) -> bytes:
    """Return an .xls file with a foreign record among its first ones."""
    stream = bytearray(making.xls(PAYEES))
    start = stream.index(struct.pack("<HH", 0x0809, 16))
    window = stream.index(struct.pack("<H", 0x003D), start)  # WINDOW1: harmless, as long as what is put in its place
    length = struct.unpack_from("<H", stream, window + 2)[0]
    stream[window : window + 4 + length] = struct.pack("<HH", record, length) + body[:length].ljust(length, b"\0")
    return bytes(stream)


def xls_with_macros() -> bytes:
    data = bytearray(making.xls(PAYEES))
    name = "Root Entry".encode("utf-16-le")
    directory = data.index(name)
    free = directory + 3 * 128
    storage = "_VBA_PROJECT_CUR".encode("utf-16-le")
    data[free : free + 128] = bytes(128)
    data[free : free + len(storage)] = storage
    struct.pack_into("<HB", data, free + 64, len(storage) + 2, 1)
    return bytes(data)


def xls_with_macro_sheet() -> bytes:
    """Return an .xls file whose second sheet is said to hold old macros."""
    book = xlwt.Workbook()
    for name in ("payees", "macros"):
        book.add_sheet(name).write(0, 0, name)
    target = io.BytesIO()
    book.save(target)
    data = bytearray(target.getvalue())
    name_at = data.index(b"macros")
    data[name_at - 3] = 1  # the kind stands before the length of the name and its flag
    return bytes(data)


def encrypted_compound() -> bytes:
    data = bytearray(making.xls(PAYEES))
    directory = data.index("Root Entry".encode("utf-16-le"))
    entry = directory + 128
    name = "EncryptedPackage".encode("utf-16-le")
    data[entry : entry + 64] = name.ljust(64, b"\0")
    struct.pack_into("<H", data, entry + 64, len(name) + 2)
    return bytes(data)


def looping_compound() -> bytes:
    """Return a compound file whose allocation table leads in a circle."""
    data = bytearray(making.xls(PAYEES))
    table = struct.unpack_from("<I", data, 76)[0]
    start = struct.unpack_from("<I", data, 48)[0]
    struct.pack_into("<I", data, (table + 1) * 512 + 4 * start, start)
    return bytes(data)


def ods_with(old: bytes, new: bytes) -> bytes:
    data = making.ods(PAYEES)
    content = making.part(data, "content.xml")
    assert old in content
    return making.repacked(data, {"content.xml": content.replace(old, new, 1)})


def repeated(tag: bytes, what: bytes) -> bytes:
    return ods_with(tag, tag + b' table:number-%b-repeated="999999999"' % what)


DTD = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


def declared(sheet: bytes) -> bytes:
    head, _, rest = sheet.partition(b"?>")
    return head + b"?>" + DTD + rest


HOSTILE: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "nothing at all": ("a.xlsx", lambda: b"", "file_empty"),
    "garbage": ("a.xlsx", lambda: random.Random(1).randbytes(50_000), "file_damaged"),  # noqa: S311
    "garbage behind a zip mark": ("a.xlsx", lambda: b"PK\x03\x04" + bytes(5_000), "file_damaged"),
    "garbage behind a compound mark": ("a.xls", lambda: COMPOUND_MARK + bytes(600), "file_damaged"),
    "half a workbook": ("a.xlsx", lambda: GOOD[: len(GOOD) // 2], "file_damaged"),
    "an .xls cut short": ("a.xls", lambda: making.xls(PAYEES)[:2_000], "file_damaged"),
    "a picture": ("a.png", lambda: b"\x89PNG\r\n\x1a\n" + bytes(100), "file_format_unsupported"),
    "any zip": ("a.xlsx", lambda: making.repacked(GOOD, {}, removed=["xl/workbook.xml"]), "file_not_workbook"),
    "text that says it is a workbook": ("a.xlsx", lambda: "ชื่อ,เลขที่บัญชี".encode(), "file_only_text"),
    "a workbook that says it is text": ("a.csv", lambda: GOOD, "file_wrong_extension"),
    "a new workbook with an old name": ("a.xls", lambda: GOOD, "file_wrong_extension"),
    "an old workbook with a new name": ("a.xlsx", lambda: making.xls(PAYEES), "file_wrong_extension"),
    "what Excel keeps beside an open file": ("~$a.xlsx", lambda: b"\x05Admin" + bytes(159), "file_lock"),
    "what LibreOffice keeps beside an open file": (".~lock.a.xlsx#", lambda: b",clerk,desk,;", "file_lock"),
    "a binary workbook": ("a.xlsx", lambda: with_part("xl/workbook.bin"), "file_format_unsupported"),
    "a zip bomb": ("a.xlsx", lambda: bomb(200 << 20), "file_bomb"),
    "a zip bomb by size": ("a.xlsx", lambda: bomb(limits.UNPACKED_BYTES_MAX), "file_bomb"),
    "a zip bomb that lies": ("a.xlsx", lying_bomb, "file_damaged"),
    "too many parts": ("a.xlsx", many_entries, "file_bomb"),
    "two parts of one name": ("a.xlsx", doubled_entry, "file_damaged"),
    "an encrypted part": ("a.xlsx", encrypted_entry, "file_encrypted"),
    "macros": ("a.xlsx", lambda: with_part("xl/vbaProject.bin"), "file_macros"),
    "macros with their own name": ("a.xlsm", lambda: with_part("xl/vbaProject.bin"), "file_macros"),
    "old macro sheets": ("a.xlsx", lambda: with_part("xl/macrosheets/sheet1.xml"), "file_macros"),
    "links to another workbook": ("a.xlsx", lambda: with_part("xl/externalLinks/link1.xml"), "file_external_links"),
    "a data connection": ("a.xlsx", lambda: with_part("xl/connections.xml"), "file_external_links"),
    "an external picture": ("a.xlsx", lambda: with_part(RELATIONS, relation("image")), "file_external_links"),
    "a DTD in the sheet": ("a.xlsx", lambda: with_sheet(declared), "file_dtd"),
    "a DTD in the styles": (
        "a.xlsx",
        lambda: making.repacked(GOOD, {"xl/styles.xml": declared(making.part(GOOD, "xl/styles.xml"))}),
        "file_dtd",
    ),
    "a DTD in the relations": (
        "a.xlsx",
        lambda: making.repacked(GOOD, {"_rels/.rels": declared(making.part(GOOD, "_rels/.rels"))}),
        "file_dtd",
    ),
    "a sheet in UTF-16": ("a.xlsx", lambda: with_sheet(lambda sheet: sheet.decode().encode("utf-16")), "file_damaged"),
    "a cell at the end of the world": ("a.xlsx", far_cell, "file_too_"),
    "sixteen thousand columns": ("a.xlsx", wide_row, "file_too_wide"),
    "a formula without an address": (
        "a.xlsx",
        lambda: with_sheet(lambda sheet: sheet.replace(b"<sheetData>", b"<sheetData><row><c><f>1</f></c></row>")),
        "file_formulas",
    ),
    "a second prefix that could hide formulas": (
        "a.xlsx",
        lambda: with_sheet(lambda s: s.replace(b"<sheetData>", b'<sheetData xmlns:q="%b">' % MAIN_NAMESPACE)),
        "file_damaged",
    ),
    "more rows than a batch takes": ("a.xlsx", long_list, "file_too_long"),
    "an encrypted workbook": ("a.xlsx", encrypted_compound, "file_encrypted"),
    "an encrypted old workbook": ("a.xls", lambda: xls_with(0x002F, b"\x01\x00\x01\x00\x01\x00"), "file_encrypted"),
    "an old workbook with macros": ("a.xls", xls_with_macros, "file_macros"),
    "an old workbook with a macro sheet": ("a.xls", xls_with_macro_sheet, "file_macros"),
    "a sheet that leads nowhere": (
        "a.xlsx",
        lambda: making.repacked(GOOD, {BOOK: making.part(GOOD, BOOK).replace(b"r:id", b"r:no")}),
        "file_damaged",
    ),
    "an old workbook with links": (
        "a.xls", lambda: xls_with(0x01AE, b"\x01\x00\x05\x00\x00\x01abc"), "file_external_links",
    ),
    "a compound file in circles": ("a.xls", looping_compound, "file_damaged"),
    "an open workbook with macros": (
        "a.ods", lambda: making.repacked(making.ods(PAYEES), {"Basic/Standard/Module1.xml": b"<x/>"}), "file_macros",
    ),
    "an open workbook with a password": (
        "a.ods",
        lambda: making.repacked(
            making.ods(PAYEES), {"META-INF/manifest.xml": b"<m:manifest xmlns:m='m'><m:encryption-data/></m:manifest>"}
        ),
        "file_encrypted",
    ),
    "an open workbook with links": (
        "a.ods", lambda: ods_with(b"<table:table-row", b"<table:table-source/><table:table-row"), "file_external_links",
    ),
    "an open workbook of endless columns": (
        "a.ods", lambda: repeated(b"<table:table-cell", b"columns"),
        "file_",
    ),
    "an open workbook of endless rows": (
        "a.ods", lambda: repeated(b"<table:table-row", b"rows"), "file_",
    ),
    "an open workbook with a DTD": ("a.ods", lambda: ods_with(b"?>", b"?>" + DTD), "file_dtd"),
    "a text with zero bytes": ("a.csv", lambda: b"name,account\n\x00,1\n", "file_binary"),
    "a text that was never Thai": ("a.csv", lambda: "nom,compte\nCafé élégant,1\n".encode("latin-1"), "file_encoding"),
    "a text in an unknown encoding": ("a.csv", lambda: b"\x81\xfe\xff\x8d" * 50, "file_encoding"),
    "a huge field": ("a.csv", lambda: b'name,account\n"' + b"a" * 2_000_000, "file_cell_too_long"),
    "an open quotation": ("a.csv", lambda: b'name,account\n"abc,1\n', "file_quotes"),
    "a million rows of text": ("a.csv", lambda: b"a,1\n" * 1_000_000, "file_too_long"),
    "a million columns of text": ("a.csv", lambda: b"a," * 1_000_000, "file_too_wide"),
    "a text of commas": ("a.csv", lambda: b"\n\n\n", "file_empty"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_with_its_reason(name: str, tmp_path: Path) -> None:
    file_name, make, code = HOSTILE[name]
    path = tmp_path / file_name
    path.write_bytes(make())
    with pytest.raises(BadInput) as refusal:
        workbook.read(path)
    assert refusal.value.code.startswith(code)


@pytest.mark.parametrize("behind", ['2,"b",9\n', "2,b,9\n3,c,9\n"])
def test_an_open_quotation_is_told_by_the_line_where_it_begins(behind: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f'no,name,account\n0,"a\na",9\n1,"a,9\n{behind}', "utf-8")
    with pytest.raises(BadInput) as refusal:
        workbook.read(path)
    assert (refusal.value.code, refusal.value.facts) == ("file_quotes", {"line": 4})


def test_what_is_no_file_is_refused_without_waiting(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.csv"
    os.mkfifo(pipe)
    for path in (tmp_path / "absent.xlsx", tmp_path, pipe):
        with pytest.raises(BadInput, match="file_unreadable"):
            workbook.read(path)


def test_a_file_over_the_limit_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "big.csv"
    with path.open("wb") as file:
        file.truncate(limits.FILE_BYTES_MAX + 1)
    with pytest.raises(BadInput) as refusal:
        workbook.read(path)
    assert (refusal.value.code, refusal.value.facts) == ("file_too_large", {"limit": 50})


def test_a_reader_that_takes_too_long_is_killed(tmp_path: Path) -> None:
    path = tmp_path / "long.xlsx"
    path.write_bytes(making.xlsxwriter_xlsx([[f"{n}", n] for n in range(20_000)]))
    with pytest.raises(BadInput, match="file_took_too_long"):
        workbook.read(path, seconds_max=0.01)


def test_a_hyperlink_is_no_hazard(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    path.write_bytes(with_part(RELATIONS, relation("hyperlink")))
    assert len(workbook.read(path).rows) == 3


def test_a_million_elements_inside_one_another_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "deep.xlsx"
    path.write_bytes(deep_xml())
    assert len(workbook.read(path).rows) == 3


def test_a_workbook_written_with_a_prefix_is_read_and_its_formulas_are_found(tmp_path: Path) -> None:
    sheet = (
        b'<x:worksheet xmlns:x="%b"><x:sheetData><x:row r="1"><x:c r="A1"><x:f>1+1</x:f><x:v>2</x:v></x:c>'
        b'<x:c r="B1"><x:v>7</x:v></x:c></x:row></x:sheetData></x:worksheet>' % MAIN_NAMESPACE
    )
    path = tmp_path / "prefixed.xlsx"
    path.write_bytes(with_sheet(lambda _: sheet))
    found = workbook.read(path)
    assert (found.rows, found.formulas) == ([("2", "7")], ((0, 0, 0),))


def mutated(chance: random.Random, data: bytes) -> bytes:
    """Return a file with some bytes changed, moved, doubled or cut; half of the times inside an unpacked part."""
    if chance.random() < 0.5:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            name = chance.choice(archive.namelist())
            return making.repacked(data, {name: _bent(chance, archive.read(name))})
    return _bent(chance, data)


def _bent(chance: random.Random, data: bytes) -> bytes:
    bent = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(bent) or 1)
        size = chance.randint(1, 60)
        piece = bytes(bent[at : at + size])
        change = chance.randrange(4)
        if change == 0:
            bent[at : at + 1] = bytes([chance.randrange(256)])
        elif change == 1:
            del bent[at : at + size]
        elif change == 2:
            bent[at:at] = piece * chance.randint(1, 5)
        else:
            bent[at : at + size] = chance.randbytes(size)
    return bytes(bent)


BENT = 75 if WHOLE else 25


@pytest.mark.parametrize("part", range(4))
def test_bent_files_are_read_whole_or_refused(part: int, tmp_path: Path) -> None:
    chance = random.Random(20261121 + part)  # noqa: S311  (the same cases every time)
    makers = [("a.xlsx", GOOD), ("a.xlsx", GOOD), ("a.xls", making.xls(PAYEES)), ("a.ods", making.ods(PAYEES))]
    name, good = makers[part]
    path = tmp_path / name
    for _ in range(BENT):
        path.write_bytes(mutated(chance, good) if name != "a.xls" else _bent(chance, good))
        with contextlib.suppress(BadInput):
            assert len({len(row) for row in workbook.read(path, seconds_max=20).rows}) == 1
