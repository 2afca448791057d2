"""The documents: every fact on paper and in the text layer, in both languages; frame, hash and code on every page."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import msgspec
import pypdf
import pytest
import rfc8785

from app.documents.pdf import content, detail_report, receipts, summary_report, transaction_history
from app.documents.pdf.codes import payload
from app.documents.pdf.content import DocumentKind
from app.documents.pdf.rendering import Pdf
from app.documents.pdf.wording import Wording, fingerprint
from app.domain.disbursement.record import NOT_ACCEPTED
from app.domain.values import dates
from app.domain.values.errors import Refused
from app.i18n import LANGUAGES, Language, words
from tests.documents.pdf import samples
from tests.documents.pdf.pictures import ink, picture, scanned

if TYPE_CHECKING:
    from collections.abc import Callable

BANKS = samples.BANKS
DOCUMENTS: dict[str, Callable[[Language], bytes]] = {
    "detail": lambda language: detail_report.write(samples.detail(60), language, BANKS),
    "summary": lambda language: summary_report.write(samples.summary(60), language, BANKS),
    "history": lambda language: transaction_history.write(samples.history(24), language, BANKS),
    "receipts": lambda language: receipts.write(samples.receipts(3), language, BANKS),
    "slips": lambda language: receipts.write(samples.receipts(3, "half"), language, BANKS),
}
each_document = pytest.mark.parametrize("name", DOCUMENTS)
each_language = pytest.mark.parametrize("language", LANGUAGES)


def pages(data: bytes) -> list[str]:
    """Return the text layer of each page, blanks and line ends alike."""
    pdf = Pdf(data)
    return [" ".join(pdf.text(page).split()) for page in range(pdf.pages)]


def everything(data: bytes) -> str:
    return " ".join(pages(data))


@each_language
def test_the_detail_report_says_everything_of_every_line(language: Language) -> None:
    report = samples.detail(300)
    wording = Wording(language, BANKS, "masked")
    text = everything(detail_report.write(report, language, BANKS))
    for line in report.lines:
        for fact in (
            line.name,
            line.reference,
            wording.bank(line.bank),
            wording.account(line.bank, line.account),
            wording.amount(line.amount_satang),
            words(language, f"terms.line.{line.status}"),
        ):
            assert fact in text
    assert text.count(words(language, "terms.line.rejected")) > sum(x.status == "rejected" for x in report.lines)
    assert words(language, "terms.reason.AC04") in text


@each_language
def test_the_detail_report_adds_up_by_page_and_as_a_whole(language: Language) -> None:
    report = samples.detail(60)
    wording = Wording(language, BANKS, "masked")
    data = detail_report.write(report, language, BANKS)
    total = sum(line.amount_satang for line in report.lines)
    assert wording.amount(total) in pages(data)[-1]
    assert wording.amount_in_words(total) in pages(data)[-1]
    label = re.escape(words(language, "documents.subtotal"))
    page_sums = re.findall(rf"{label} [\d,]+ \S+ ([\d,]+\.\d\d)", everything(data))
    assert len(page_sums) in {len(pages(data)), len(pages(data)) - 1}
    assert sum(int(re.sub(r"[,.]", "", page_sum)) for page_sum in page_sums) == total


@each_language
def test_the_summary_counts_by_status_and_by_bank_and_names_the_signers(language: Language) -> None:
    report = samples.summary(300)
    wording = Wording(language, BANKS, "masked")
    text = everything(summary_report.write(report, language, BANKS))
    for status in {line.status for line in report.lines}:
        alike = [line.amount_satang for line in report.lines if line.status == status]
        row = f"{words(language, f'terms.line.{status}')} {wording.count(len(alike))} {wording.amount(sum(alike))}"
        assert row in text
    for bank in {line.bank for line in report.lines}:
        alike = [line.amount_satang for line in report.lines if line.bank == bank]
        assert f"{wording.bank(bank)} {len(alike)} {wording.amount(sum(alike))}" in text
    for signer in report.batch.signers:
        assert f"({signer.name})" in text
        assert wording.moment(signer.signed_at) in text


@each_language
def test_the_history_names_person_role_workstation_and_time_of_each_event(language: Language) -> None:
    history = samples.history(24)
    wording = Wording(language, BANKS, "masked")
    text = everything(transaction_history.write(history, language, BANKS))
    for number, event in enumerate(history.events, 1):
        assert f"{number} {wording.moment(event.at)} {words(language, f'terms.event.{event.what}')}" in text
        assert event.person in text
        assert words(language, f"terms.role.{event.role}") in text
        assert event.device in text
    assert "ขอให้ตรวจสอบกับใบสำคัญ" in text.replace(" ", "")


@each_language
@pytest.mark.parametrize(
    ("code", "facts"),
    [
        ("status_forbids", {}),
        ("funds_short", {"available_satang": "500", "available": "5.00"}),
        ("cut_off_passed", {"value_date": "2026-11-25"}),
        ("barcode_amount", {}),
        ("unheard_of", {"line": "3"}),
    ],
)
def test_the_history_says_of_what_was_not_accepted_that_it_was_not_and_why(
    language: Language, code: str, facts: dict[str, str]
) -> None:
    """Of a refusal whose words or facts nobody knows, its code is what somebody can ask about."""
    history = samples.history(3)
    refused = replace(history.events[0], what=NOT_ACCEPTED, note=code, facts=facts)
    text = everything(transaction_history.write(replace(history, events=(refused,)), language, BANKS))
    shown = facts | ({"value_date": dates.short(date(2026, 11, 25), language)} if "value_date" in facts else {})
    why = code if code in ("barcode_amount", "unheard_of") else words(language, f"errors.{code}", **shown)
    assert " ".join((words(language, "documents.history_not_accepted"), why)) in text


@each_language
@pytest.mark.parametrize("layout", ["page", "half", "roll"])
def test_a_receipt_says_who_got_what_when_and_that_the_bank_confirms_it(
    language: Language, layout: content.Layout
) -> None:
    batch = samples.receipts(5, layout)
    wording = Wording(language, BANKS, "masked")
    text = everything(receipts.write(batch, language, BANKS))
    for receipt in batch.receipts:
        for fact in (
            receipt.number,
            receipt.payee,
            f"{wording.bank(receipt.bank)} · {wording.account(receipt.bank, receipt.account)}",
            wording.amount(receipt.amount_satang),
            wording.amount_in_words(receipt.amount_satang),
            wording.moment(receipt.paid_at),
            receipt.purpose,
            receipt.reference,
            receipt.bank_reference,
            receipt.bank_signature[:24],
            fingerprint(content.receipt_digest(receipt, batch)),
        ):
            assert fact in text


@each_document
@each_language
def test_every_page_carries_office_number_printer_and_warning(name: str, language: Language) -> None:
    layers = pages(DOCUMENTS[name](language))
    for number, text in enumerate(layers, 1):
        assert samples.OFFICE.agency in text
        assert samples.OFFICE.unit_code in text
        assert samples.PRINTING.printed_by in text
        assert ("21 พ.ย. 2569 09:41" if language == "th" else "21 Nov 2026 09:41") in text
        assert "ระบบจำลอง ไม่มีการโอนเงินจริง" in text
        alone = name in {"receipts", "slips"}
        facts = {"number": 1, "total": 1} if alone else {"number": number, "total": len(layers)}
        assert words(language, "documents.page", **facts) in text


def test_without_a_simulator_there_is_no_warning() -> None:
    report = replace(samples.detail(3), office=replace(samples.OFFICE, simulated=False))
    assert "ระบบจำลอง" not in everything(detail_report.write(report, "th", BANKS))


def test_every_page_bears_its_code_with_the_place_in_the_audit_chain() -> None:
    report = samples.detail(60)
    report = replace(report, printing=replace(report.printing, position=1284))
    data = detail_report.write(report, "th", BANKS)
    expected = payload(DocumentKind.DETAIL, content.report_digest(DocumentKind.DETAIL, samples.detail(60)), 1284)
    assert expected.endswith(":1284")
    for page, text in enumerate(pages(data)):
        assert scanned(picture(data, page, 150)) == [expected]
        assert "หลังรายการที่ 1,284" in text


@each_document
def test_a_scanner_reads_the_hash_on_every_page(name: str) -> None:
    printed = {
        "detail": [payload(DocumentKind.DETAIL, content.report_digest(DocumentKind.DETAIL, samples.detail(60)))],
        "summary": [payload(DocumentKind.SUMMARY, content.report_digest(DocumentKind.SUMMARY, samples.summary(60)))],
        "history": [payload(DocumentKind.HISTORY, content.history_digest(samples.history(24)))],
    }
    data = DOCUMENTS[name]("th")
    batch = samples.receipts(3)
    of_receipts = [payload(DocumentKind.RECEIPT, content.receipt_digest(one, batch)) for one in batch.receipts]
    for page, text in enumerate(pages(data)):
        if name == "receipts":
            expected = of_receipts[page : page + 1]
        elif name == "slips":
            expected = of_receipts[page * 2 : page * 2 + 2]
        else:
            expected = printed[name]
        assert sorted(scanned(picture(data, page, 150))) == sorted(expected)
        assert all(fingerprint(code.rpartition(":")[2]) in text for code in expected)


@each_document
@each_language
def test_nothing_is_printed_into_the_margins(name: str, language: Language) -> None:
    data = DOCUMENTS[name](language)
    for page in range(Pdf(data).pages):
        image = picture(data, page)
        width, height = image.size
        assert ink(image.crop((0, 0, 46, height // 2 - 4))) == 0
        assert ink(image.crop((width - 34, 0, width, height // 2 - 4))) == 0
        assert ink(image.crop((0, height - 12, width, height))) == 0


@each_document
def test_the_same_content_gives_the_same_bytes(name: str) -> None:
    assert DOCUMENTS[name]("th") == DOCUMENTS[name]("th")


def test_masked_accounts_show_four_digits_and_nothing_else() -> None:
    report, batch = samples.detail(40), samples.receipts(40)
    text = everything(detail_report.write(report, "th", BANKS)) + everything(receipts.write(batch, "th", BANKS))
    for line in report.lines:
        assert line.account not in text.replace("-", "")
        assert f"x{line.account[-5:-1]}-x" in text or f"-{line.account[-5:-1]}-x" in text
    hidden = samples.BATCH.debit_account
    assert hidden not in text.replace("-", "")


def test_full_accounts_stand_in_the_groups_of_their_bank() -> None:
    text = everything(detail_report.write(samples.detail(40, "full"), "th", BANKS))
    assert "123-4-54471-0" in text
    gsb = next(line for line in samples.detail(40).lines if line.bank == "030")
    assert f"{gsb.account[:3]}-{gsb.account[3]}-{gsb.account[4:9]}-{gsb.account[9:]}" in text


def test_the_hash_is_of_what_the_paper_shows_and_not_of_who_printed_it() -> None:
    report = samples.detail(5)

    def hashed(changed: content.DetailReport) -> str:
        return content.report_digest(DocumentKind.DETAIL, changed)

    reprint = replace(
        report, printing=replace(report.printing, printed_by="อีกคน", printed_at="2027-01-01T00:00:00.000Z")
    )
    assert hashed(reprint) == hashed(report)
    first = report.lines[0]
    hidden = replace(first, account="9" + first.account[1:])
    assert hashed(replace(report, lines=(hidden, *report.lines[1:]))) == hashed(report)
    dearer = replace(first, amount_satang=first.amount_satang + 1)
    assert hashed(replace(report, lines=(dearer, *report.lines[1:]))) != hashed(report)
    full = replace(report, printing=replace(report.printing, accounts="full"))
    assert hashed(full) != hashed(report)


def test_the_canonical_form_is_rfc_8785() -> None:
    form = {"lines": samples.detail(5).lines, "office": samples.OFFICE, "accounts": "masked"}
    ours = msgspec.json.encode(form, order="sorted")
    assert rfc8785.dumps(msgspec.to_builtins(form)) == ours


def test_a_name_without_an_end_is_whole_on_paper() -> None:
    name = "นางสาวน้ำค้างพรรณรายประกายแก้วศรีสุวรรณวงศ์วัฒนากิจไพศาลเจริญยิ่งเพ็ญพักตร์ตัวอย่างงามผู้กล้าที่ปรึกษาญี่ปุ่น"
    report = samples.detail(2)
    report = replace(report, lines=(replace(report.lines[0], name=name), report.lines[1]))
    batch = samples.receipts(2)
    batch = replace(batch, receipts=(replace(batch.receipts[0], payee=name), batch.receipts[1]))
    assert name in everything(detail_report.write(report, "th", BANKS)).replace(" ", "")
    assert name in everything(receipts.write(batch, "th", BANKS))


def test_the_fullest_slip_keeps_clear_of_its_foot() -> None:
    purpose = "ค่าตอบแทนการปฏิบัติงานนอกเวลาราชการของเจ้าหน้าที่ผู้ปฏิบัติงานด้านการเงินการคลัง ประจำเดือนตุลาคม 2569"
    batch = "0190f3a2-7c1e-7b44-9d55-2f8e6a1c0b37"
    full = replace(samples.receipt(1), amount_satang=777_777_777_777, purpose=purpose, batch_reference=batch)
    data = receipts.write(replace(samples.receipts(1, "half"), receipts=(full,)), "th", BANKS)
    assert batch in everything(data)
    heights: dict[str, float] = {}

    def note(text: str, _matrix: object, placed: list[float], _font: object, _size: object) -> None:
        heights[text.strip()] = placed[5]

    pypdf.PdfReader(io.BytesIO(data)).pages[0].extract_text(visitor_text=note)
    last = next(y for text, y in heights.items() if words("th", "documents.no_payee_signature") in text)
    assert last - heights[words("th", "documents.fingerprint")] > 22


def test_codes_that_the_catalogue_does_not_know_are_printed_as_they_are() -> None:
    report = samples.detail(1)
    odd = replace(report.lines[0], status="rejected", reason="ZZ99", bank="999")
    assert "ZZ99 ZZ99" in everything(detail_report.write(replace(report, lines=(odd,)), "th", BANKS))


def test_empty_reports_are_still_documents() -> None:
    assert "0.00" in everything(detail_report.write(samples.detail(0), "th", BANKS))
    assert "ศูนย์บาทถ้วน" in everything(summary_report.write(samples.summary(0), "th", BANKS))


@pytest.mark.parametrize("layout", ["page", "half", "roll"])
def test_bulk_receipts_tell_how_far_they_are(layout: content.Layout) -> None:
    seen: list[tuple[int, int]] = []

    def progress(done: int, total: int) -> bool:
        seen.append((done, total))
        return True

    receipts.write(samples.receipts(61, layout), "th", BANKS, progress)
    assert seen == [(25, 61), (50, 61), (61, 61)]


@pytest.mark.parametrize(
    "write",
    [
        lambda stop: receipts.write(samples.receipts(300), "th", BANKS, stop),
        lambda stop: detail_report.write(samples.detail(300), "th", BANKS, stop),
    ],
)
def test_a_document_stops_when_asked_to(write: Callable[[Callable[[int, int], bool]], bytes]) -> None:
    asked: list[int] = []

    def stop(done: int, total: int) -> bool:
        asked.append(total)
        return done < 50

    with pytest.raises(Refused, match="document_stopped"):
        write(stop)
    assert asked == [300, 300]


@pytest.mark.campaign
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells the peak of a program without its parent's")
def test_a_detail_report_of_20000_lines_stays_below_300_megabytes() -> None:
    code = (
        "import pathlib, re\n"
        "from app.documents.pdf import detail_report\n"
        "from app.documents.pdf.rendering import Pdf\n"
        "from tests.documents.pdf import samples\n"
        "data = detail_report.write(samples.detail(20_000), 'th', samples.BANKS)\n"
        "peak = re.search(r'VmHWM:\\s+(\\d+) kB', pathlib.Path('/proc/self/status').read_text())[1]\n"
        "print(Pdf(data).pages, int(peak) // 1024)\n"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    count, peak = map(int, ran.stdout.split())
    assert count > 1000
    assert peak < 300
