"""What a dossier says of batches that went their way between real workstations and a real central system."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from app.central.access import About
from app.central.dossier import shown_hash
from app.documents.pdf.rendering import Pdf
from app.domain.disbursement.batch import BatchStatus
from app.domain.disbursement.follow_up import LineReason
from app.domain.disbursement.transfer import LineStatus
from app.domain.values.errors import Refused
from app.domain.values.money import Money
from app.services import dossiers
from app.services.approval import Approval
from app.services.comments import Comments
from app.services.dossiers import Dossiers
from app.store import evidence
from app.verification.command import main
from tests.helpers.bank import Bank
from tests.helpers.raw_central import TODAY, UNIT, running
from tests.helpers.workstation import transfers
from tests.ui.disbursement import office
from tests.verification.dossiers import broken, unzipped

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.services.dossiers import MadeDossier
    from tests.helpers.raw_central import Central
    from tests.helpers.workstation import Workstation

UNANSWERED = 1_700
"""The amount about which the payee's bank says nothing for three bank days."""


@pytest.fixture
def central(tmp_path: Path) -> Iterator[Central]:
    """Run a central system for one test: each moves the clock."""
    with running(tmp_path / "central", eased=True) as started:
        yield started


def approved(
    central: Central, maker: Workstation, authorizer: Workstation, satang: int = 125_000, day: str = TODAY
) -> str:
    """Hand a batch of three in, ask about its second line, decline that, and sign the rest."""
    payees = [*transfers(2), replace(transfers(3)[2], amount=Money(satang))]
    op_id = maker.draft(payees, document_no="กค 0402/71", value_date=date.fromisoformat(day))
    maker.submit(op_id)
    for station in (maker, authorizer):
        assert station.sync.sync_now().problem == ""
    assert Comments(authorizer.desk, authorizer.sync).say(op_id, 2, "ขอดูใบเสร็จ")
    approval = Approval(authorizer.desk, authorizer.sync)
    content = approval.content(op_id)
    for number in (1, *content.review.left()):
        content.review.open(number)
    content.review.say(2, LineReason.ACCOUNT)
    assert approval.approve(content, central.password(UNIT, "AUTH01")).status is BatchStatus.APPROVED
    return op_id


def is_proven(made: MadeDossier, maker: Workstation, folder: Path) -> bool:
    path = folder / made.name
    path.write_bytes(made.content)
    return main([str(path), "--bank-key", maker.desk.about.bank_public_key]) == 0


def cover(made: MadeDossier) -> str:
    paper = Pdf(unzipped(made.content)["dossier.pdf"])
    return " ".join(" ".join(paper.text(page) for page in range(paper.pages)).split())


def test_while_the_bank_works_on_a_batch_neither_it_nor_its_month_has_a_dossier(
    central: Central, maker: Workstation, authorizer: Workstation, tmp_path: Path
) -> None:
    op_id = approved(central, maker, authorizer, UNANSWERED)
    here = Dossiers(maker.desk)

    def refused(period: str) -> str:
        assert maker.sync.sync_now().problem == ""
        with pytest.raises(Refused) as caught:
            here.of_batch(op_id, "th") if period == op_id else here.of_period(period, "th")
        return caught.value.code

    central.advance("2026-11-23T16:00:00+07:00")
    assert (refused(op_id), refused("2026-11")) == ("dossier_unfinished", "dossier_unfinished")
    assert maker.batch(op_id).status is BatchStatus.RELEASED
    assert maker.batch(op_id).settled_count == 1
    central.advance("2026-11-30T16:00:00+07:00")
    assert maker.sync.sync_now().problem == ""
    for made in (here.of_batch(op_id, "th"), here.of_period("2026-11", "en")):
        assert is_proven(made, maker, tmp_path)


def test_the_cover_says_who_signed_what_how_much_was_opened_what_was_declined_and_why_and_what_was_said(
    central: Central, maker: Workstation, authorizer: Workstation, tmp_path: Path
) -> None:
    op_id = approved(central, maker, authorizer)
    central.advance("2026-11-23T16:00:00+07:00")
    assert maker.sync.sync_now().problem == ""
    made = Dossiers(maker.desk).of_batch(op_id, "en")
    assert is_proven(made, maker, tmp_path)
    said = cover(made)
    with maker.desk.store.read() as reading:
        signed = evidence.signed(reading, op_id)
    assert signed is not None
    ((record, _),) = signed.authorizations
    shown = shown_hash(record)
    for told in (
        "Line 2 declined: Wrong account",
        "Opened 1 of 3 lines",
        "SHA-256 of what was shown before signing",
        " ".join(shown[start : start + 4] for start in range(0, 32, 4)).upper(),
        authorizer.desk.actor.person.name("en"),
        "ขอดูใบเสร็จ",
        "by what was known when this dossier was made",
    ):
        assert told in said


def test_a_batch_that_the_bank_refused_is_proven_from_the_log_alone(
    central: Central, maker: Workstation, authorizer: Workstation, tmp_path: Path
) -> None:
    op_id = approved(central, maker, authorizer, day="2026-12-01")
    with central.books() as database:
        database.execute("UPDATE lines SET acct = '9' || acct WHERE op_id = ?", (op_id,))
    central.advance("2026-12-01T10:00:00+07:00")
    assert central.operate("POST", f"held/{op_id}/reject", {"reason": "ไม่ตรงกับที่ลงนาม"}).status == 204
    assert maker.sync.sync_now().problem == ""
    assert maker.batch(op_id).status is BatchStatus.REFUSED
    made = Dossiers(maker.desk).of_batch(op_id, "th")
    assert is_proven(made, maker, tmp_path)


def test_without_a_receipt_nothing_is_proven_unless_the_bank_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever alters their own program makes such a dossier, and signs it."""
    monkeypatch.setattr(dossiers, "FINISHED", frozenset(BatchStatus))
    store = office.open_store(tmp_path / "store")
    bank = Bank(office.UNIT.agency, office.UNIT.unit, office.SOMYING, office.WIPHA, office.NOW)
    lines = [office.line(1, LineStatus.SETTLED), office.line(2, LineStatus.PENDING)]
    batch = office.batch(7, BatchStatus.RELEASED, "ค่าสมนาคุณวิทยากร", lines)
    try:
        office.put(store, batch, lines)
        bank.keep(store, office.OPENING, [bank.live(batch, lines)])
        desk = office.OfficeDesk(store, key=bank._signers[office.SOMYING.uid].key)
        desk.about = About("simulator", "", "", "e", bank.public_key)
        made = Dossiers(desk.for_services()).of_batch(batch.op_id, "th")
    finally:
        store.close()
    found = broken(tmp_path, made.content, bank.public_key)
    assert found is not None
    assert (found.part.value, found.reason) == ("receipt", "no_receipt")
