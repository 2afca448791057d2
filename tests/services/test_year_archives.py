"""A fiscal year of real desks over a real central system: archived, proven offline, opened in the year after."""

from __future__ import annotations

import json
import os
import subprocess
from datetime import date
from typing import TYPE_CHECKING

import pytest

from app.domain.access.permissions import Action
from app.domain.values.errors import BadInput, Broken, NotAllowed, Refused, Tampered
from app.domain.values.money import Money
from app.domain.years.fiscal_year import FiscalYear
from app.services.approval import Approval
from app.services.archive_reading import ArchiveReading
from app.services.year_archives import YearArchives
from app.store import audit_trail
from app.system import files
from app.verification import year as verifier
from app.verification.command import main
from tests.helpers.closing import seated
from tests.helpers.collecting import Counter, settled
from tests.helpers.raw_central import TODAY, UNIT, running
from tests.helpers.workstation import Workstation
from tests.verification.archives import YEAR, SignedYear, broken
from tests.verification.dossiers import paid_office, unzipped, zipped

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.services.archive_reading import ArchivedThing, OpenedArchive
    from tests.helpers.raw_central import Central

AFTER = "2027-10-01T09:00:00+07:00"


@pytest.fixture
def central(tmp_path: Path) -> Iterator[Central]:
    """Run a central system for one test: it moves the clock."""
    with running(tmp_path / "central", eased=True) as started:
        yield started


def things(opened: OpenedArchive, kind: str) -> list[ArchivedThing]:
    return [one for one in opened.things if one.kind == kind]


def paid(central: Central, maker: Workstation, authorizer: Workstation) -> str:
    """Hand a batch in, sign it, and let the bank pay it."""
    op_id = maker.draft(purpose="ค่าอาหารทำการนอกเวลา", value_date=date.fromisoformat(TODAY))
    maker.submit(op_id)
    for station in (maker, authorizer):
        assert station.sync.sync_now().problem == ""
    approval = Approval(authorizer.desk, authorizer.sync)
    content = approval.content(op_id)
    for number in (1, *content.review.left()):
        content.review.open(number)
    approval.approve(content, central.password(UNIT, "AUTH01"))
    central.advance("2026-11-23T16:00:00+07:00")
    return op_id


def test_a_year_with_batches_and_receipts_is_proven_offline_and_opens_once_the_store_has_moved_on(
    central: Central, maker: Workstation, authorizer: Workstation, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    collector = Workstation.at(tmp_path / "collector", central).enter(central, "MAKER03", UNIT)
    counter = Counter(collector, central, UNIT, "MAKER03")
    deciding = Counter(authorizer, central, UNIT, "AUTH01")
    counter.hear()
    paid(central, maker, authorizer)
    payments = counter.paid(3)
    issued = counter.receipts.issued(counter.receipts.issue([one.payment_id for one in payments]).cmd_id)
    void = counter.money.propose_void(counter.receipts.told(issued[1].receipt_id).receipt, "ชื่อผู้ชำระผิด")
    settled(counter, deciding, void.order_id)
    deciding.hear()
    archives = YearArchives(authorizer.desk)
    (choice,) = archives.years()
    assert (choice.year, choice.is_over) == (FiscalYear(YEAR), False)
    early = archives.write(YEAR, tmp_path, "th")
    assert early.open_matters[0] == ("year_running", "")
    assert early.path.name.endswith("-incomplete.zip")
    central.advance(AFTER)
    authorizer.leave()
    authorizer.enter(central, "AUTH01")
    assert authorizer.sync.sync_now().problem == ""
    archives = YearArchives(authorizer.desk)
    made = archives.write(YEAR, tmp_path / "kept", "th")
    assert (made.open_matters, made.batches, made.receipts) == ((), 1, 3)
    assert main([str(made.path), "--bank-key", authorizer.desk.about.bank_public_key, "--language", "en"]) == 0
    assert "receipts 3" in capsys.readouterr().out
    known = archives.written()
    assert [(one.digest, one.complete) for one in known] == [(made.digest, True), (early.digest, False)]
    assert files.sha256(made.path) == made.digest
    reading = ArchiveReading(authorizer.desk)
    opened = reading.open(made.path)
    assert (opened.broken, opened.complete, opened.digest) == (None, True, made.digest)
    assert len(things(opened, "receipt")) == 2
    (voided,) = things(opened, "receipt_void")
    told = reading.receipt(opened, voided)
    assert (told.payer, told.total) == (voided.title, voided.amount)
    scan = reading.paper(opened, things(opened, "detail")[0])
    assert scan.view is not None
    copy = tmp_path / "register.csv"
    reading.save(opened, next(one for one in things(opened, "register") if one.file.endswith(".csv")), copy)
    assert "ชื่อผู้ชำระผิด" in copy.read_text("utf-8-sig")
    with authorizer.desk.store.read() as rd:
        acts = [act for act in audit_trail.entries(rd) if act.action == Action.OPEN_ARCHIVE.value]
    assert [json.loads(act.facts).get("act", "archive") for act in acts] == ["archive", "opened", "opened", "saved"]
    collector.crash()


def test_what_is_altered_is_said_when_it_is_opened_and_is_not_shown(tmp_path: Path) -> None:
    with paid_office(tmp_path / "store") as (desk, _):
        made = YearArchives(desk.for_services()).write(YEAR, tmp_path, "th")
        inside = unzipped(made.path.read_bytes())
        name = next(name for name in sorted(inside) if name.startswith("papers/"))
        other = tmp_path / "altered.zip"
        other.write_bytes(zipped(inside | {name: inside[name] + b"1"}))
        reading = ArchiveReading(desk.for_services())
        opened = reading.open(other)
        assert opened.broken is not None
        assert opened.broken.why("en") == f"{name}: its content was changed"
        with pytest.raises(Tampered, match="archive_part_changed"):
            reading.paper(opened, next(one for one in opened.things if one.file == name))
        untouched = next(one for one in opened.things if one.is_paper and one.file != name)
        assert reading.paper(opened, untouched).content == inside[untouched.file]
        other.write_bytes(b"PK nothing")
        with pytest.raises(BadInput, match="archive_unreadable"):
            reading.open(other)
        with pytest.raises(Refused, match="document_stopped"):
            reading.open(made.path, lambda *_: False)


def test_nothing_is_written_over_and_nothing_half_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with paid_office(tmp_path / "store") as (desk, _):
        archives = YearArchives(desk.for_services())
        with pytest.raises(Refused, match="archive_empty"):
            archives.write(2560, tmp_path / "out", "th")
        with pytest.raises(Refused, match="document_stopped"):
            archives.write(YEAR, tmp_path / "out", "th", lambda done, _: done < 2)
        assert list((tmp_path / "out").iterdir()) == []
        made = archives.write(YEAR, tmp_path / "out", "en")
        before = made.path.read_bytes()
        with pytest.raises(Refused, match="archive_exists"):
            archives.write(YEAR, tmp_path / "out", "en")
        assert [each.read_bytes() for each in (tmp_path / "out").iterdir()] == [before]
        assert verifier.check(made.path)[0].first_broken is None


def test_statements_closed_days_and_remittances_are_in_it_and_are_proven(
    central: Central, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with (
        seated(central, tmp_path / "maker", "MAKER03") as maker,
        seated(central, tmp_path / "auth", "AUTH01") as second,
    ):
        maker.receipted(150_000)
        req_id = maker.proposed()
        second.settle(req_id)
        maker.answered()
        central.advance("2026-11-24T09:00:00+07:00")
        maker.hear()
        maker.propose_day()
        second.approve_day()
        second.hear()
        desk = second.station.desk
        made = YearArchives(desk).write(YEAR, tmp_path, "th")
        assert main([str(made.path), "--bank-key", desk.about.bank_public_key, "--language", "en"]) == 0
        assert "closed days and remittances" in capsys.readouterr().out
        reading = ArchiveReading(desk)
        opened = reading.open(made.path)
        assert opened.broken is None
        (day,), (sent,) = things(opened, "day"), things(opened, "remittance")
        assert dict(reading.signed(opened, day))["day"] == TODAY
        assert dict(reading.signed(opened, sent))["total_satang"] == Money(150_000)
        assert [one for one in things(opened, "statement") if dict(reading.signed(opened, one))["account"]]
        inside = unzipped(made.path.read_bytes())
        signed = SignedYear(made, inside, desk.signer.key)
        changes: list[tuple[str, bytes | None, str, str]] = [
            (day.file, None, TODAY, "missing"),
            (sent.file, None, req_id, "missing"),
            (day.file, inside[sent.file], TODAY, "missing"),
            (sent.file, inside[sent.file].replace(b"150000", b"150001"), sent.file, "not_the_banks"),
            (sent.file, inside[sent.file].replace(b'"memo', b'"mema'), sent.file, "unreadable"),
            (day.file, inside[day.file].replace(b'"decision_sig":"', b'"decision_sig":"A'), day.file, "signature"),
        ]
        for name, content, place, reason in changes:
            finding = broken(tmp_path, signed.signed_anew({name: content}))
            assert finding is not None
            assert (finding.part.value, finding.place, finding.reason) == ("signed", place, reason)


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "disk"
    folder.mkdir()
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        pytest.skip("only root may mount a small disk")
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        pytest.skip("this machine does not let a small disk be mounted")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def test_a_full_disk_leaves_nothing_half_and_says_so(tiny_disk: Path, tmp_path: Path) -> None:
    with paid_office(tmp_path / "store") as (desk, _):
        archives = YearArchives(desk.for_services())
        with pytest.raises(Broken) as caught:
            archives.write(YEAR, tiny_disk, "th")
        assert (caught.value.code, caught.value.facts["reason"]) == ("file_unwritable", os.strerror(28))
        assert list(tiny_disk.iterdir()) == []
        assert archives.written() == []


def test_whoever_may_not_look_into_batches_may_neither_write_nor_open_an_archive(
    central: Central, tmp_path: Path
) -> None:
    collector = Workstation.at(tmp_path / "collector", central).enter(central, "MAKER03", UNIT)
    assert collector.sync.sync_now().problem == ""
    with pytest.raises(NotAllowed):
        YearArchives(collector.desk).write(YEAR, tmp_path / "out", "th")
    assert not list((tmp_path / "out").glob("*")), "not allowed, and not written"
    collector.crash()
