"""Whatever is altered in a dossier is named: at rest by anybody, or signed anew by the very person who made it."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import structs

from app.verification import archive
from app.verification import dossier as verifier
from app.verification.command import main
from app.verification.findings import Part, Unreadable
from app.wire import codec, signature
from app.wire import dossier as wire
from tests.helpers.raw_central import ROOT
from tests.verification.dossiers import PAPER, Genuine, broken, genuine, zipped

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Genuine:
    return genuine(tmp_path_factory.mktemp("dossier") / "store")


def found(tmp_path: Path, content: bytes | dict[str, bytes], bank_key: str = "") -> tuple[str, str, str]:
    finding = broken(tmp_path, content, bank_key)
    assert finding is not None
    return finding.part.value, finding.place, finding.reason


def test_untouched_every_part_is_proven_against_the_banks_key_or_its_fingerprint(made: Genuine, tmp_path: Path) -> None:
    path = tmp_path / "dossier.zip"
    path.write_bytes(made.made.content)
    for key in (made.bank.public_key, made.made.bank_fingerprint):
        report, dossier, told = verifier.check(path, key)
        assert report.first_broken is None
        assert not report.left_open
        assert dossier is not None
        assert len(told) == 2
    elsewhere = {Part.PAPER, Part.MAKER, Part.TEMPLATES, Part.OFFICIAL_RECEIPT}
    elsewhere |= {Part.YEAR, Part.SIGNED, Part.RECEIPT_BOOKS, Part.INDEX, Part.SUCCESS_RECORD, Part.DAY_RECORD}
    elsewhere |= {Part.REMITTANCE, Part.TREASURY_DOCUMENTS, Part.DAY, Part.PRACTICE_RECORD}
    assert {each.part for each in report.findings} == set(Part) - elsewhere


def test_it_is_checked_in_a_folder_as_well_as_in_its_zip(made: Genuine, tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(made.made.content)) as whole:
        whole.extractall(tmp_path / "folder")
    assert main([str(tmp_path / "folder"), "--bank-key", made.bank.public_key]) == 0


def test_without_the_banks_key_it_says_what_to_compare(
    made: Genuine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "dossier.zip"
    path.write_bytes(made.made.content)
    assert main([str(path)]) == 3
    assert made.made.bank_fingerprint in capsys.readouterr().out


def test_another_banks_key_is_said_to_be_another(made: Genuine, tmp_path: Path) -> None:
    other = signature.public_text(Ed25519PrivateKey.generate())
    assert found(tmp_path, made.made.content, other)[::2] == ("bank_key", "other_bank")


def first_batch(made: Genuine, change: Callable[[wire.DossierBatch], wire.DossierBatch]) -> dict[str, bytes]:
    batches = made.dossier.batches
    return made.signed_anew(batches=(change(batches[0]), *batches[1:]))


def line(made: Genuine, number: int, **changes: str) -> dict[str, bytes]:
    def change(batch: wire.DossierBatch) -> wire.DossierBatch:
        lines = list(batch.lines)
        lines[number - 1] = structs.replace(lines[number - 1], **changes)
        return structs.replace(batch, lines=tuple(lines))

    return first_batch(made, change)


@pytest.mark.parametrize(
    ("number", "changes"),
    [
        (1, {"satang": "57346"}),
        (2, {"name": "นายคนอื่น ไม่ใช่คนนี้"}),
        (3, {"acct": "1999999999"}),
        (3, {"bank": "014"}),
        (2, {"n": "3"}),
    ],
)
def test_a_line_changed_in_anything_is_named_by_its_number(
    made: Genuine, tmp_path: Path, number: int, changes: dict[str, str]
) -> None:
    assert found(tmp_path, line(made, number, **changes)) == ("lines", str(number), "line")


def test_lines_in_another_order_taken_out_or_put_in_are_named(made: Genuine, tmp_path: Path) -> None:
    def kept(*numbers: int) -> dict[str, bytes]:
        return first_batch(
            made, lambda batch: structs.replace(batch, lines=tuple(batch.lines[number - 1] for number in numbers))
        )

    assert found(tmp_path, kept(1, 3, 2)) == ("lines", "2", "line")
    assert found(tmp_path, kept(1, 2)) == ("lines", "3", "line_count")
    assert found(tmp_path, kept(1, 2, 3, 3)) == ("lines", "4", "line_count")
    both = first_batch(made, lambda each: structs.replace(each, lines=each.lines[:2], leaves=each.leaves[:2]))
    assert found(tmp_path, both) == ("lines", "", "lines_root")


def test_a_record_of_the_log_dropped_changed_or_cut_off_is_named(made: Genuine, tmp_path: Path) -> None:
    records = made.dossier.records
    count = len(records)
    assert found(tmp_path, made.signed_anew(records=records[:3] + records[4:])) == ("log", "4", "missing")
    assert found(tmp_path, made.signed_anew(records=records[:-1])) == ("log", str(count - 1), "cut_off")
    changed = records[2].replace('"batch.', '"Batch.', 1)
    assert found(tmp_path, made.signed_anew(records=(*records[:2], changed, *records[3:]))) == ("log", "3", "changed")
    moved = (*records[:2], records[3], records[2], *records[4:])
    assert found(tmp_path, made.signed_anew(records=moved)) == ("log", "3", "missing")


def test_an_events_content_changed_or_left_out_is_named(made: Genuine, tmp_path: Path) -> None:
    bodies = made.dossier.bodies
    for at, opened in enumerate(bodies):
        without = made.signed_anew(bodies=bodies[:at] + bodies[at + 1 :])
        assert found(tmp_path, without) == ("bodies", opened.seq, "missing")
    other = structs.replace(bodies[4], body=bodies[4].body.replace("released", "refused"))
    assert other != bodies[4]
    assert found(tmp_path, made.signed_anew(bodies=(*bodies[:4], other, *bodies[5:]))) == ("bodies", "5", "body")


def test_the_log_of_a_bank_that_is_not_this_one_is_not_believed(made: Genuine, tmp_path: Path) -> None:
    key = Ed25519PrivateKey.generate()
    own = signature.public_text(key)
    dossier = made.dossier
    head = f"{dossier.log}\n{dossier.head_seq}\n{dossier.head_leaf}".encode()
    assert found(tmp_path, made.signed_anew(bank_public_key=own)) == ("log", dossier.head_seq, "not_the_banks")
    signed = made.signed_anew(bank_public_key=own, head_sig=signature.sign(key, signature.CHECKPOINT, head))
    assert found(tmp_path, signed)[::2] == ("receipt", "not_the_banks")  # and what it confirmed is another's still
    assert found(tmp_path, signed, made.bank.public_key)[::2] == ("bank_key", "other_bank")


def test_an_act_dropped_or_changed_is_named(made: Genuine, tmp_path: Path) -> None:
    acts = made.dossier.acts
    third = acts[2]
    assert found(tmp_path, made.signed_anew(acts=acts[:2] + acts[3:])) == ("acts", third.seq, "missing")
    other = structs.replace(third, name="คนอื่น")
    assert found(tmp_path, made.signed_anew(acts=(*acts[:2], other, *acts[3:]))) == ("acts", third.seq, "changed")


def test_a_file_swapped_left_out_or_put_in_is_named(made: Genuine, tmp_path: Path) -> None:
    files = made.files
    scan = next(name for name in files if PAPER.sha256 in name)
    for name in (scan, wire.COVER_FILE, "papers/detail-OP0007-th.pdf"):
        assert found(tmp_path, files | {name: files["papers/summary-OP0007-th.pdf"]}) == ("files", name, "changed")
        rest = {other: content for other, content in files.items() if other != name}
        assert found(tmp_path, rest) == ("files", name, "missing")
    assert found(tmp_path, files | {"papers/more.pdf": b"%PDF"}) == ("files", "papers/more.pdf", "not_listed")


def test_an_attachment_taken_out_of_set_and_list_is_missed_by_what_was_signed(made: Genuine, tmp_path: Path) -> None:
    listed = made.dossier.files
    signed = made.signed_anew(files=tuple(each for each in listed if each.sha256 != PAPER.sha256))
    rest = {name: content for name, content in signed.items() if PAPER.sha256 not in name}
    assert found(tmp_path, rest) == ("attachments", PAPER.name, "missing")


def test_the_machine_file_is_not_believed_from_anybody_but_its_maker(made: Genuine, tmp_path: Path) -> None:
    files = made.files
    renamed = structs.replace(made.dossier, agency_name="กรมอื่น")
    assert found(tmp_path, files | {wire.MACHINE_FILE: codec.encode(renamed)}) == (
        "machine_file",
        wire.MACHINE_FILE,
        "signature",
    )
    stranger = Genuine(made.made, made.bank, Ed25519PrivateKey.generate()).signed_anew()
    assert found(tmp_path, stranger) == ("machine_file", wire.SIGNATURE_FILE, "signer")


@pytest.mark.parametrize("content", [b"", b"PK", b"hello", b"PK\x05\x06" + bytes(18)])
def test_what_is_no_dossier_is_said_to_be_none(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(Unreadable):
        broken(tmp_path, content)


def test_a_cut_zip_is_no_dossier_and_the_command_says_so(made: Genuine, tmp_path: Path) -> None:
    path = tmp_path / "cut.zip"
    path.write_bytes(made.made.content[:-40])
    assert main([str(path)]) == 2
    assert main([str(tmp_path / "none.zip")]) == 2


@pytest.mark.parametrize("name", ["../evil", "/etc/passwd", "a\\b", "a/../b", "C:/x", "x" * 200, "a\nb", ".hidden"])
def test_a_name_that_leads_elsewhere_is_refused(tmp_path: Path, name: str) -> None:
    assert found(tmp_path, {name: b"x", wire.MACHINE_FILE: b"{}"})[::2] == ("files", "name")


def test_bombs_and_crowds_are_refused_before_they_are_opened(
    made: Genuine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert found(tmp_path, {"big": bytes(8 << 20)}) == ("files", "big", "bomb")
    monkeypatch.setattr(archive, "FILES_MAX", 3)
    assert found(tmp_path, made.files)[::2] == ("files", "too_many")
    monkeypatch.setattr(archive, "FILES_MAX", 5_000)
    monkeypatch.setattr(archive, "TOTAL_BYTES_MAX", 1_000)
    assert found(tmp_path, made.files)[::2] == ("files", "too_large")


@pytest.mark.parametrize("deep", [b"[" * 100_000, b'{"typ":' * 50_000, b'{"typ":"khlang.dossier/1"}', b"\xff", b"null"])
def test_a_machine_file_that_is_none_is_named(tmp_path: Path, deep: bytes) -> None:
    assert found(tmp_path, {wire.MACHINE_FILE: deep}) == ("machine_file", wire.MACHINE_FILE, "unreadable")


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_byte_of_any_file_can_be_another(made: Genuine, tmp_path: Path, data: st.DataObject) -> None:
    files = made.files
    name = data.draw(st.sampled_from(sorted(files)))
    content = bytearray(files[name])
    at = data.draw(st.integers(0, len(content) - 1))
    content[at] ^= data.draw(st.integers(1, 255))
    assert broken(tmp_path, zipped(files | {name: bytes(content)}), made.bank.public_key) is not None


def test_the_verifier_brings_nothing_of_the_writers_into_its_process() -> None:
    program = (
        "import json, sys, app.verify\n"
        "print(json.dumps(sorted(name for name in sys.modules if name.partition('.')[0] in ('app', 'resources'))))"
    )
    ran = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    brought = set(json.loads(ran.stdout)) - {"app", "app.verify"}
    assert all(name.startswith(("app.verification", "app.wire")) for name in brought), brought
