"""A saved paper that was altered is named with the page; with the dossier, its maker and its place in the chain."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pypdfium2
import pytest

from app.verification.command import main
from app.wire import paper
from tests.verification.dossiers import Genuine, genuine

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Genuine:
    return genuine(tmp_path_factory.mktemp("paper") / "store")


def verified(tmp_path: Path, pdf: bytes, made: Genuine, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    path, dossier = tmp_path / "paper.pdf", tmp_path / "dossier.zip"
    path.write_bytes(pdf)
    dossier.write_bytes(made.made.content)
    options = ["--dossier", str(dossier), "--bank-key", made.bank.public_key, "--language", "en"]
    return main([str(path), *options]), capsys.readouterr().out


def test_a_saved_paper_is_held_against_its_maker_and_the_audit_chain(
    made: Genuine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pdf = made.files["papers/detail-OP0007-th.pdf"]
    code, said = verified(tmp_path, pdf, made, capsys)
    assert code == 0, said
    assert main([str(tmp_path / "paper.pdf")]) == 3
    assert len(pypdfium2.PdfDocument(pdf)) == len(paper.read(paper.taken_apart(pdf)[1]).pages)


def test_an_altered_page_is_named(made: Genuine, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pdf = made.files["papers/detail-OP0007-th.pdf"]
    number = re.search(rb"/Contents (\d+) 0 R", pdf)
    assert number is not None
    at = pdf.index(b"stream", pdf.index(b"\n" + number[1] + b" 0 obj")) + 60
    code, said = verified(tmp_path, pdf[:at] + bytes([pdf[at] ^ 1]) + pdf[at + 1 :], made, capsys)
    assert code == 1
    assert "(1): what stands on this page was altered" in said


def test_a_paper_without_a_seal_or_with_anothers_is_not_believed(
    made: Genuine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pdf = made.files["papers/summary-OP0007-th.pdf"]
    content, seal, signed = paper.taken_apart(pdf)
    assert verified(tmp_path, content, made, capsys)[0] == 2
    other = paper.taken_apart(made.files["papers/detail-OP0007-th.pdf"])
    assert verified(tmp_path, paper.attached(content, other[1], other[2]), made, capsys)[0] == 1
    code, said = verified(tmp_path, paper.attached(content, seal, other[2]), made, capsys)
    assert (code, "the signature is wrong" in said) == (1, True), signed
