"""The paper of practice: it says what a simulated bank signed, in either language, and that it is nothing official."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.documents.pdf import practice_certificate as paper
from app.documents.pdf.access_content import access_digest
from app.documents.pdf.codes import payload
from app.documents.pdf.content import Office, Printing
from app.documents.pdf.rendering import Pdf
from app.documents.pdf.wording import fingerprint
from app.i18n import LANGUAGES, Language, words
from tests.documents.pdf.pictures import ink_box, picture, scanned

TITLES = (
    ("จ่ายเงินและอนุมัติ", "Pay and approve"),
    ("โอนผิดรายและเรียกเงินคืน", "A wrong transfer is called back"),
    ("ชำระด้วยเลขอ้างอิงผิด จับคู่โดยสองคน", "Paid under a wrong reference, matched by two persons"),
)
CERTIFICATE = paper.Certificate(
    office=Office("กรมตัวอย่างเพื่อการคลัง", "สำนักงานตัวอย่าง จังหวัดปทุมธานี", "2101000012", simulated=True),
    user_id="MAKER09",
    name_th="นางสาวน้ำฝน พิสูจน์ผล",
    name_en="Miss Namfon Phisutphon",
    offered=5,
    passed=tuple(
        paper.PassedDrill(thai, english, f"2026-11-2{3 + n}T02:41:00.000Z", 7 + n, n)
        for n, (thai, english) in enumerate(TITLES)
    ),
    at="2026-11-27T03:00:00.000Z",
    bank_signature="Z6Mig5knuO1R4wTbAWSyZBA+F/oPx5Ft8ItZY3EHiz26lGg4ZiO7tu7YAISLMIMOGDJdrIkRvYK8qnzFiP0FAw==",
    printing=Printing("นางสาวน้ำฝน พิสูจน์ผล", "2026-11-27T03:00:00.000Z", accounts="full"),
)
KIND = paper.PracticePaper.CERTIFICATE
each_language = pytest.mark.parametrize("language", LANGUAGES)


def layers(certificate: paper.Certificate, language: Language) -> list[str]:
    pdf = Pdf(paper.write(certificate, language))
    return [" ".join(pdf.text(page).split()) for page in range(pdf.pages)]


@each_language
def test_the_words_on_the_paper_are_those_of_the_record(language: Language) -> None:
    (text,) = layers(CERTIFICATE, language)
    for number, (one, titles) in enumerate(zip(CERTIFICATE.passed, TITLES, strict=True), 1):
        day = f"2{2 + number} พ.ย. 2569 09:41" if language == "th" else f"2{2 + number} Nov 2026 09:41"
        minutes = words(language, "practice.paper.minutes", minutes=one.minutes)
        assert f"{number} {titles[LANGUAGES.index(language)]} {day} {minutes} {one.mistakes}" in text
    name = CERTIFICATE.name_th if language == "th" else CERTIFICATE.name_en
    for said in (name, "MAKER09", "สำนักงานตัวอย่าง จังหวัดปทุมธานี (2101000012)", CERTIFICATE.bank_signature[:24]):
        assert said in text
    assert words(language, "practice.paper.count_of", passed=3, offered=5) in text
    for key in ("practice.paper.not_official", "practice.paper.subtitle", "documents.simulated"):
        assert words(language, key) in text
    assert words(language, f"access_papers.{KIND.value}.title") in text


@each_language
def test_the_paper_is_of_the_house_and_its_code_is_the_hash_of_what_it_says(language: Language) -> None:
    data = paper.write(CERTIFICATE, language)
    digest = access_digest(KIND, CERTIFICATE)
    assert fingerprint(digest) in layers(CERTIFICATE, language)[0]
    assert scanned(picture(data, 0, 150)) == [payload(KIND, digest)]
    left, _, right, bottom = ink_box(picture(data))
    assert left >= 46
    assert right <= 595 - 34
    assert bottom <= 842 - 12
    assert paper.write(CERTIFICATE, language) == data, "the same bytes again"


def test_the_hash_is_of_what_was_passed_and_not_of_who_printed_it() -> None:
    again = replace(CERTIFICATE, printing=replace(CERTIFICATE.printing, printed_by="อีกคน"))
    assert access_digest(KIND, again) == access_digest(KIND, CERTIFICATE)
    better = replace(CERTIFICATE, passed=(replace(CERTIFICATE.passed[0], mistakes=3), *CERTIFICATE.passed[1:]))
    assert access_digest(KIND, better) != access_digest(KIND, CERTIFICATE)


@each_language
def test_many_drills_go_on_over_the_page_under_their_headings(language: Language) -> None:
    many = replace(CERTIFICATE, passed=CERTIFICATE.passed * 20, offered=60)
    pages = layers(many, language)
    assert len(pages) > 1
    for number, text in enumerate(pages, 1):
        assert words(language, "documents.page", number=number, total=len(pages)) in text
        assert words(language, "practice.paper.took") in text or number == len(pages)
    assert sum(text.count(TITLES[1][LANGUAGES.index(language)]) for text in pages) == 20
