"""Receipts on paper over a real central system: originals and copies, sealed, proven with the bank's key alone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from app.domain.values.errors import Refused, Tampered
from app.services.official_receipt_papers import OfficialReceiptPapers
from app.store import audit_trail
from app.verification.command import main
from app.wire import paper
from tests.helpers.collecting import OWN, Counter
from tests.helpers.workstation import Workstation

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.documents.pdf.content import Layout
    from tests.helpers.raw_central import Central


@pytest.fixture
def maker(central: Central, tmp_path: Path) -> Iterator[Counter]:
    station = Workstation.at(tmp_path / "maker", central).enter(central, "MAKER03", OWN)
    counter = Counter(station, central, OWN, "MAKER03")
    counter.hear()
    yield counter
    station.crash()


def test_counted_prints_become_papers_that_are_proven_offline(
    maker: Counter, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = maker.receipts._desk.desk
    papers = OfficialReceiptPapers(desk, maker.letters)
    with pytest.raises(Refused, match="nothing_chosen"):
        papers.make([], "th")
    issued = maker.receipts.issued(maker.receipts.issue([one.payment_id for one in maker.paid(2)]).cmd_id)
    names = [one.receipt_id for one in issued]
    originals = maker.receipts.counted(maker.receipts.count_print(names).cmd_id)
    copies = maker.receipts.counted(maker.receipts.count_print(names[:1]).cmd_id)
    path = tmp_path / "receipts.pdf"
    key = desk.about.bank_public_key
    layouts: tuple[Layout, ...] = ("half", "page", "roll")
    for prints, layout in zip((originals, copies, originals), layouts, strict=True):
        made = papers.make(prints, "th", layout)
        papers.save(made, path)
        assert path.read_bytes() == made.pdf
        assert main([str(path), "--bank-key", key, "--language", "en"]) == 0
        assert f"true by the bank's signature: {len(prints)}" in capsys.readouterr().out
    original, copy = papers.make(originals[:1], "th"), papers.make(copies, "th")
    with desk.store.read() as rd:
        acts = audit_trail.entries_about(rd, names[0])
    assert acts[-1].at >= paper.read(paper.taken_apart(copy.pdf)[1]).made_at
    assert original.digest == copy.digest
    assert "สำเนา ครั้งที่ 1" not in original.view.text(0)
    assert "สำเนา ครั้งที่ 1" in copy.view.text(0)
    handed: list[tuple[int, int]] = []
    papers.mail([(originals[0], "payer@example.com")], lambda done, of: handed.append((done, of)))
    assert handed == [(1, 2), (2, 2)]
    forged = replace(originals[0].receipt, text=originals[0].receipt.text.replace(b"KTB", b"KTC"), sig="")
    with pytest.raises(Tampered, match="receipt_unsigned"):
        papers.make([replace(originals[0], receipt=forged)], "th")
