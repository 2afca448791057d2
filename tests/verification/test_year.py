"""Whatever is altered in a year's archive is named with its place, at rest or signed anew by who made it."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec import structs

from app.verification import container, year, year_reading
from app.verification.command import main
from app.verification.findings import Broken, Part, Unreadable
from app.wire import codec, signature
from app.wire import year_archive as wire
from app.wire.dossier import SIGNATURE_FILE
from tests.verification.archives import GenuineYear, broken, genuine_year
from tests.verification.dossiers import PAPER, zipped

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> GenuineYear:
    return genuine_year(tmp_path_factory.mktemp("year"))


def found(folder: Path, files: dict[str, bytes] | bytes, bank_key: str = "") -> tuple[str, str, str]:
    finding = broken(folder, files, bank_key)
    assert finding is not None
    return finding.part.value, finding.place, finding.reason


def batch_name(made: GenuineYear) -> str:
    return f"{wire.BATCHES}/{made.head.batches[0].op_id}.json"


def paper_name(made: GenuineYear) -> str:
    return next(name for name in sorted(made.files) if name.startswith(f"{wire.PAPERS}/"))


def lines_of(content: bytes) -> list[bytes]:
    return content.splitlines(keepends=True)


def test_untouched_every_part_is_proven_in_its_zip_and_in_a_folder(
    made: GenuineYear, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with zipfile.ZipFile(made.made.path) as whole:
        whole.extractall(tmp_path / "folder")
    for path in (made.made.path, tmp_path / "folder"):
        report, head = year.check(path, made.bank.public_key)
        assert report.first_broken is None
        assert not report.left_open
        assert head is not None
        assert main([str(path), "--bank-key", made.made.bank_fingerprint, "--language", "en"]) == 0
    said = capsys.readouterr().out
    assert "Everything in this archive of a year is proven" in said
    assert "before the year was complete: year_running" in said
    assert {each.part for each in report.findings} >= {Part.YEAR, Part.RECEIPT_BOOKS, Part.SIGNED, Part.INDEX}


def test_without_the_banks_key_it_says_what_to_compare_and_another_key_is_another(
    made: GenuineYear, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(made.made.path)]) == 3
    assert made.made.bank_fingerprint in capsys.readouterr().out
    other = signature.public_text(Ed25519PrivateKey.generate())
    assert found(tmp_path, made.files, other)[::2] == ("bank_key", "other_bank")
    assert main([str(tmp_path / "year.zip"), "--bank-key", other]) == 1


def test_at_rest_a_file_that_was_altered_added_or_taken_away_is_named(made: GenuineYear, tmp_path: Path) -> None:
    name = paper_name(made)
    altered = made.files | {name: made.files[name].replace(b"%PDF", b"%PDX", 1)}
    assert found(tmp_path, altered) == ("files", name, "changed")
    assert found(tmp_path, made.files | {"papers/more.pdf": b"1"}) == ("files", "papers/more.pdf", "not_listed")
    gone = {each: held for each, held in made.files.items() if each != name}
    assert found(tmp_path, gone) == ("files", name, "missing")
    shown = year_reading.content(made.made.path, name)
    assert shown == made.files[name]
    (tmp_path / "year.zip").write_bytes(zipped(altered))
    with pytest.raises(Broken, match="changed"):
        year_reading.content(tmp_path / "year.zip", name)


def test_a_file_that_is_cut_off_is_no_archive_and_one_that_rots_is_named(made: GenuineYear, tmp_path: Path) -> None:
    whole = made.made.path.read_bytes()
    path = tmp_path / "year.zip"
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(Unreadable):
        year.check(path)
    assert main([str(path)]) == 2
    with zipfile.ZipFile(made.made.path) as archive:
        place = archive.getinfo(wire.RECORDS_FILE)
    start = place.header_offset + 30 + len(place.filename)
    rotten = bytearray(whole)
    for offset in range(start + 40, start + 60):
        rotten[offset] ^= 0xFF
    assert found(tmp_path, bytes(rotten))[:2] == ("files", wire.RECORDS_FILE)


def cut_log(made: GenuineYear) -> dict[str, bytes]:
    return made.signed_anew({wire.RECORDS_FILE: b"".join(lines_of(made.files[wire.RECORDS_FILE])[:-1])})


def swapped_records(made: GenuineYear) -> dict[str, bytes]:
    lines = lines_of(made.files[wire.RECORDS_FILE])
    lines[1], lines[2] = lines[2], lines[1]
    return made.signed_anew({wire.RECORDS_FILE: b"".join(lines)})


def half_a_record(made: GenuineYear) -> dict[str, bytes]:
    return made.signed_anew({wire.RECORDS_FILE: made.files[wire.RECORDS_FILE][:-9]})


def without_body(made: GenuineYear) -> dict[str, bytes]:
    return made.signed_anew({wire.BODIES_FILE: b"".join(lines_of(made.files[wire.BODIES_FILE])[1:])})


def another_body(made: GenuineYear) -> dict[str, bytes]:
    return made.signed_anew({wire.BODIES_FILE: made.files[wire.BODIES_FILE].replace(b"PC-", b"PX-", 1)})


def acts_cut(made: GenuineYear) -> dict[str, bytes]:
    return made.signed_anew({wire.ACTS_FILE: b"".join(lines_of(made.files[wire.ACTS_FILE])[:-1])})


def act_changed(made: GenuineYear) -> dict[str, bytes]:
    return made.signed_anew({wire.ACTS_FILE: made.files[wire.ACTS_FILE].replace(b"make_document", b"save_document", 1)})


def acts_begun_later(made: GenuineYear) -> dict[str, bytes]:
    changed = {wire.ACTS_FILE: b"".join(lines_of(made.files[wire.ACTS_FILE])[1:])}
    return made.signed_anew(changed)


def index_without_a_paper(made: GenuineYear) -> dict[str, bytes]:
    rows = lines_of(made.files[wire.INDEX_FILE])
    kept = [row for row in rows if paper_name(made).encode() not in row]
    return made.signed_anew({wire.INDEX_FILE: b"".join(kept)})


def index_with_another_sum(made: GenuineYear) -> dict[str, bytes]:
    total = f'"satang":"{made.head.batches[0].total_satang}"'.encode()
    return made.signed_anew({wire.INDEX_FILE: made.files[wire.INDEX_FILE].replace(total, b'"satang":"1"')})


def altered_page(made: GenuineYear) -> dict[str, bytes]:
    name = paper_name(made)
    page = bytearray(made.files[name])
    number = re.search(rb"/Contents (\d+) 0 R", page)
    assert number is not None
    at = page.index(b"\n" + number[1] + b" 0 obj")
    page[page.index(b"stream", at) + 20] ^= 0x01
    return made.signed_anew({name: bytes(page)})


def without_attachment(made: GenuineYear) -> dict[str, bytes]:
    return made.signed_anew({next(name for name in made.files if PAPER.sha256 in name): None})


def one_year_later(made: GenuineYear) -> dict[str, bytes]:
    return made.signed_anew({}, fiscal_year="2571")


def said_complete(made: GenuineYear) -> dict[str, bytes]:
    return made.signed_anew({}, complete="yes", open_matters=())


def receipts_said(made: GenuineYear) -> dict[str, bytes]:
    return made.signed_anew({}, receipts="3")


def batch_with_another_line(made: GenuineYear) -> dict[str, bytes]:
    archived = codec.decode(made.files[batch_name(made)], wire.ArchivedBatch)
    lines = list(archived.batch.lines)
    lines[1] = structs.replace(lines[1], satang="1")
    changed = structs.replace(archived, batch=structs.replace(archived.batch, lines=tuple(lines)))
    return made.signed_anew({batch_name(made): codec.encode(changed)})


def batch_without_an_event(made: GenuineYear) -> dict[str, bytes]:
    archived = codec.decode(made.files[batch_name(made)], wire.ArchivedBatch)
    return made.signed_anew({batch_name(made): codec.encode(structs.replace(archived, bodies=archived.bodies[:-1]))})


def batch_left_out(made: GenuineYear) -> dict[str, bytes]:
    """Whoever leaves a batch out has to leave its events unopened: the log says that they are missing."""
    op_id = made.head.batches[0].op_id
    taken: dict[str, bytes | None] = {each.name: None for each in made.head.files if each.op_id == op_id}
    return made.signed_anew(taken, batches=made.head.batches[1:])


@pytest.mark.parametrize(
    ("change", "part", "reason"),
    [
        (cut_log, "log", "cut_off"),
        (swapped_records, "log", "missing"),
        (half_a_record, "log", "cut_off"),
        (without_body, "bodies", "missing"),
        (another_body, "bodies", "body"),
        (batch_left_out, "bodies", "missing"),
        (batch_without_an_event, "bodies", "missing"),
        (batch_with_another_line, "lines", "line"),
        (without_attachment, "attachments", "missing"),
        (altered_page, "paper", "page"),
        (acts_cut, "acts", "cut_off"),
        (acts_begun_later, "acts", "missing"),
        (act_changed, "acts", "changed"),
        (index_without_a_paper, "index", "not_in_index"),
        (index_with_another_sum, "index", "changed"),
        (one_year_later, "year", "year_bounds"),
        (said_complete, "year", "year_running"),
        (receipts_said, "receipt_books", "cut_off"),
    ],
)
def test_signed_anew_by_its_rightful_maker_it_still_does_not_hold(
    made: GenuineYear, tmp_path: Path, change: Callable[[GenuineYear], dict[str, bytes]], part: str, reason: str
) -> None:
    got = found(tmp_path, change(made), made.bank.public_key)
    assert (got[0], got[2]) == (part, reason)
    assert got[1]


def test_a_head_that_somebody_else_signed_is_not_its_makers(made: GenuineYear, tmp_path: Path) -> None:
    own = made.maker
    made.maker = Ed25519PrivateKey.generate()
    try:
        assert found(tmp_path, made.signed_anew({}))[::2] == ("machine_file", "signer")
    finally:
        made.maker = own
    assert found(tmp_path, made.files | {SIGNATURE_FILE: b"{}"})[::2] == ("machine_file", "unreadable")
    assert found(tmp_path, made.files | {wire.HEAD_FILE: b"{}"})[::2] == ("machine_file", "unreadable")


@pytest.mark.parametrize("name", ["../evil.pdf", "/etc/passwd", "papers/..\\evil", "a" * 200])
def test_a_name_that_leads_elsewhere_is_refused(made: GenuineYear, tmp_path: Path, name: str) -> None:
    assert found(tmp_path, made.files | {name: b"1"})[::2] == ("files", "name")


def test_what_no_archive_may_hold_is_turned_away(
    made: GenuineYear, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in made.files.items():
            archive.writestr(name, content)
        archive.writestr("papers/bomb.pdf", bytes(32 << 20))
    assert found(tmp_path, held.getvalue()) == ("files", "papers/bomb.pdf", "bomb")
    monkeypatch.setattr(container, "FILES_MAX", 3)
    assert found(tmp_path, made.files)[::2] == ("files", "too_many")
    (tmp_path / "none.zip").write_bytes(zipped({"a.txt": b"1"}))
    with pytest.raises(Unreadable):
        year.check(tmp_path / "none.zip")


def test_whoever_stops_it_hears_no_more(made: GenuineYear) -> None:
    with pytest.raises(year.Stopped):
        year.check(made.made.path, "", lambda done, _: done < 3)


def test_the_index_and_what_it_names_are_read_where_they_lie(made: GenuineYear) -> None:
    rows = year_reading.index(made.made.path)
    kinds = [row.kind for row in rows]
    assert kinds.count("batch") == 2
    assert {"detail", "summary", "history", "attachment"} <= set(kinds)
    assert all(year_reading.content(made.made.path, row.file) for row in rows if row.file)
    names = set(made.files)
    assert {"index/index.csv", "index/index.xlsx", "index/index.pdf"} <= names
    assert "ค่าสมนาคุณวิทยากร" in made.files["index/index.csv"].decode("utf-8-sig")
