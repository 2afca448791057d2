"""What papers bear by the agency's template: on every page, in the text layer, and nothing where there is none."""

from __future__ import annotations

import io
import zlib
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pypdf
import pytest

from app.documents.pdf import detail_report, emblem, list_report, receipts, summary_report, transaction_history
from app.documents.pdf.access_content import AccessPaper, access_digest
from app.documents.pdf.content import DocumentKind, Stationery, history_digest, receipt_digest, report_digest
from app.documents.pdf.rendering import Pdf
from app.domain.access.template import Template, TemplateSigner
from app.domain.values.errors import Refused
from app.domain.values.listing import ListColumn, Listing
from app.i18n import LANGUAGES, Language, words
from app.wire import paper as sealed
from tests.documents.pdf import samples
from tests.documents.pdf.access_samples import HANDOVER
from tests.documents.pdf.pictures import ink, picture
from tests.helpers.emblems import SIGNATURE, chunk, png

if TYPE_CHECKING:
    from collections.abc import Callable

BANKS = samples.BANKS
EMBLEM = png(64, 64, (200, 20, 20))
TEMPLATE = Template(
    emblem="0" * 64,
    office="กรมตัวอย่าง กระทรวงการคลัง",
    address="ถนนพระราม 6 กรุงเทพมหานคร 10400",
    header_note="ใช้ประกอบการเบิกจ่ายเงินจากคลัง",
    footer_note="โปรดเก็บไว้ไม่น้อยกว่า 10 ปี",
    signers=(
        TemplateSigner("ผู้จัดทำ", "นางสาวศิริพร แก้วกล้า", "นักวิชาการเงินและบัญชี"),
        TemplateSigner("ผู้ตรวจสอบ", "", "หัวหน้าฝ่ายการเงิน"),
    ),
)
STATIONERY = Stationery(3, "ab" * 32, TEMPLATE, EMBLEM)
LISTING = Listing("รายการ", (), (ListColumn("ชื่อ", 100),), 2, (("ก",), ("ข",)))


def dressed(content: Any, stationery: Stationery | None = STATIONERY) -> Any:
    return replace(content, office=replace(content.office, stationery=stationery))


PAPERS: dict[str, Callable[[Language, Stationery | None], bytes]] = {
    "detail": lambda language, bears: detail_report.write(dressed(samples.detail(40), bears), language, BANKS),
    "summary": lambda language, bears: summary_report.write(dressed(samples.summary(40), bears), language, BANKS),
    "history": lambda language, bears: transaction_history.write(dressed(samples.history(24), bears), language, BANKS),
    "receipts": lambda language, bears: receipts.write(dressed(samples.receipts(2), bears), language, BANKS),
    "roll": lambda language, bears: receipts.write(dressed(samples.receipts(2, "roll"), bears), language, BANKS),
    "list": lambda language, bears: list_report.write(
        LISTING, replace(samples.OFFICE, stationery=bears), samples.PRINTING, language
    ),
}
ALWAYS = (TEMPLATE.office, TEMPLATE.address, TEMPLATE.header_note, TEMPLATE.footer_note)


def pages(data: bytes) -> list[str]:
    pdf = Pdf(data)
    return ["".join(pdf.text(page).split()) for page in range(pdf.pages)]


def without_blanks(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PAPERS)
def test_every_page_bears_office_notes_version_and_emblem(name: str, language: Language) -> None:
    made = PAPERS[name](language, STATIONERY)
    version = words(language, "documents.template", version=3)
    for page in pages(made):
        for text in (*ALWAYS, version):
            assert without_blanks(text) in page
    for sheet in pypdf.PdfReader(io.BytesIO(made)).pages:
        (image,) = sheet.images
        assert image.image is not None
        assert (image.image.size, image.image.getpixel((32, 32))) == ((64, 64), (200, 20, 20))


@pytest.mark.parametrize("name", PAPERS)
def test_the_places_to_sign_stand_once_at_the_end(name: str) -> None:
    made = pages(PAPERS[name]("th", STATIONERY))
    times = 2 if name in ("receipts", "roll") else 1  # each receipt is a document of its own
    for signer in TEMPLATE.signers:
        found = [page.count(without_blanks(signer.position)) for page in made]
        assert (sum(found), found[-1]) == (times, 1)
    assert without_blanks("(นางสาวศิริพร แก้วกล้า)") in made[-1]


@pytest.mark.parametrize("name", PAPERS)
def test_without_a_template_nothing_of_one_is_on_the_paper(name: str) -> None:
    plain = PAPERS[name]("th", None)
    for text in (*ALWAYS, words("th", "documents.template", version=3)):
        assert without_blanks(text) not in "".join(pages(plain))
    assert b"/FormXob" not in plain
    assert without_blanks(samples.OFFICE.agency) in pages(plain)[0] or name == "list"


def test_an_empty_template_leaves_the_text_of_a_paper_but_for_its_version() -> None:
    bare = Stationery(4, "cd" * 32, Template())
    for name, write in PAPERS.items():
        version = words("th", "documents.template", version=4)
        one, other = write("th", None), write("th", bare)
        stripped = [page.replace(f"·{without_blanks(version)}", "").replace(without_blanks(version), "")
                    for page in pages(other)]  # fmt: skip
        assert [_without_hash(page) for page in stripped] == [_without_hash(page) for page in pages(one)], name


def _without_hash(page: str) -> str:
    """Leave out the sixteen digits of the fingerprint: the version is part of what they are over."""
    label = without_blanks(words("th", "documents.fingerprint"))
    head, _, tail = page.partition(label)
    return head + tail[16:]


def test_a_slip_has_room_for_the_emblem_and_the_office_alone() -> None:
    (page,) = pages(receipts.write(dressed(samples.receipts(2, "half")), "th", BANKS))
    plain = pages(receipts.write(samples.receipts(2, "half"), "th", BANKS))
    assert len(plain) == 1
    assert page.count(without_blanks(TEMPLATE.office)) == 2
    assert without_blanks(TEMPLATE.footer_note) not in page


def test_the_emblem_is_seen_where_it_belongs() -> None:
    box = (54, 36, 54 + 42, 36 + 42)
    bare = replace(STATIONERY, emblem=b"")
    with_it, without = (picture(PAPERS["detail"]("th", each)).crop(box) for each in (STATIONERY, bare))
    assert with_it.getpixel((1, 1)) == 255  # a disc on white
    assert ink(with_it) > 3 * ink(without)


def test_the_longest_texts_stay_on_the_paper_and_above_the_foot() -> None:
    long = replace(
        TEMPLATE,
        office="ก" * 100,
        address="ที่อยู่ " * 20,
        header_note="ข้อความ " * 20,
        footer_note="ข้อความ " * 20,
        signers=tuple(TemplateSigner("ผู้" * 13, "นาง" * 26, "นัก" * 26) for _ in range(3)),
    )
    for name, write in PAPERS.items():
        made = write("th", replace(STATIONERY, template=long))
        assert without_blanks("(" + "นาง" * 26 + ")") in pages(made)[-1], name


def test_the_hash_of_a_paper_covers_the_version_that_it_bears() -> None:
    other = replace(STATIONERY, sha256="ef" * 32)
    hashes: tuple[Callable[[Stationery | None], str], ...] = (
        lambda bears: report_digest(DocumentKind.DETAIL, dressed(samples.detail(3), bears)),
        lambda bears: history_digest(dressed(samples.history(3), bears)),
        lambda bears: receipt_digest(samples.receipts(1).receipts[0], dressed(samples.receipts(1), bears)),
        lambda bears: access_digest(AccessPaper.HANDOVER, dressed(HANDOVER, bears)),
        lambda bears: list_report.digest(LISTING, list(LISTING.rows), bears),
    )
    for digest in hashes:
        assert len({digest(None), digest(STATIONERY), digest(other)}) == 3


def test_an_emblem_that_could_pass_for_a_part_of_the_pdf_is_packed_anew() -> None:
    fake = b"\n5 0 obj\n<< /Contents 6 0 R >>\nendobj"
    rows = bytearray(64 * 193)
    rows[1 : 1 + len(fake)] = fake
    crafted = png(64, 64, rows=zlib.compress(bytes(rows), 0))
    assert fake in crafted
    made = PAPERS["detail"]("th", replace(STATIONERY, emblem=crafted))
    assert fake not in made
    assert "" not in sealed.page_hashes(made)


@pytest.mark.parametrize(
    "wrong",
    [
        b"",
        SIGNATURE,
        png(513, 16),
        png(depth=16),
        png(kind=6),
        png(interlace=1),
        png(rows=b"none"),
        SIGNATURE + chunk(b"IDAT", bytes(40)),
        png() + bytes(512 << 10),
    ],
)
def test_what_is_no_emblem_is_not_drawn(wrong: bytes) -> None:
    with pytest.raises(Refused, match="emblem_wrong"):
        emblem.read(wrong)
