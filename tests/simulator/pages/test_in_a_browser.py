"""What a citizen sees and does in a real Chromium; the agency answers by the hand-written client."""

from __future__ import annotations

import itertools
import json
from base64 import b64decode
from io import BytesIO
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
import zxingcpp
from PIL import Image
from pypdf import PdfReader
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from tests.documents.pdf.pictures import picture
from tests.helpers import raw_receipts as raw
from tests.helpers.browser import DESKTOP, PHONE
from tests.helpers.raw_administration import person_id
from tests.helpers.raw_central import sha256
from tests.helpers.raw_collections import collections, standings

if TYPE_CHECKING:
    from pathlib import Path

    from tests.helpers.browser import Citizen
    from tests.helpers.raw_central import Central, Clerk, Json

NAME = "นางสาวทดลอง ยื่นคำขอ"
A4 = {"paperWidth": 8.27, "paperHeight": 11.69}
PAPER = b"%PDF-1.7\n" + b"x" * 900


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    path = tmp_path / "สำเนาบัตร น้ำใจ.pdf"
    path.write_bytes(PAPER)
    return path


def fill(browser: Citizen, paper: Path, **changes: str) -> Citizen:
    """Fill in the form of a service that wants documents."""
    right = {
        "ชื่อผู้ยื่นคำขอ": NAME,
        "เลขประจำตัว": "1234545678781",
        "ที่อยู่": "99 หมู่ 1 ต.ตัวอย่าง อ.สมมุติ จ.ทดลอง 10000",
        "อีเมล": "applicant@example.go.th",
        "โทรศัพท์มือถือ": "0812345678",
        "รายละเอียดคำขอ": "ขออนุญาตประกอบกิจการน้ำดื่ม",
    }
    for label, text in {**right, **changes}.items():
        browser.write(label, text)
    return browser.write("เอกสารประกอบ", str(paper))


def named(browser: Citizen) -> tuple[str, str]:
    """Return id and code of the request that is shown."""
    said = parse_qs(urlsplit(browser.path).query)
    return said["id"][0], said["code"][0]


def filed(browser: Citizen, paper: Path, **changes: str) -> tuple[str, str]:
    """File a request on the page; return its id and code."""
    browser.go("/services/sample-permit?lang=th")
    fill(browser, paper, **changes).press("ยื่นคำขอ")
    return named(browser)


def billed(collector: Clerk, request_id: str) -> Json:
    return raw.bill(collector, [raw.answering(collector.central, request_id)])[0]


def look_up(browser: Citizen, ref1: str, ref2: str) -> Citizen:
    browser.go("/pay?lang=th").write("เลขอ้างอิง 1", ref1).write("เลขอ้างอิง 2", ref2)
    return browser.press("ตรวจเลขอ้างอิง")


def paid(browser: Citizen, bill: Json) -> str:
    """Pay a bill by typing its references; return the bank's reference."""
    look_up(browser, bill["ref1"], bill["ref2"]).press("ยืนยันชำระ")
    assert "ชำระเงินสำเร็จ" in browser.words
    return parse_qs(urlsplit(browser.path).query)["payment"][0]


def came(collector: Clerk, bill: Json) -> dict[str, Json]:
    """Return what came in with a bill's references."""
    return {name: one for name, one in collections(collector).items() if one["ref2"] == bill["ref2"]}


def leave_paper(clerk: Clerk, content: bytes) -> str:
    name = sha256(content)
    assert clerk.ask("PUT", f"/v1/files/{name}", content).status == 204
    return name


def test_from_the_request_to_the_document(central: Central, collector: Clerk, browser: Citizen, paper: Path) -> None:
    browser.go("/?lang=th").picture("home")
    browser.press("ขอใบอนุญาตประกอบกิจการตัวอย่าง").picture("apply")
    fill(browser, paper).press("ยื่นคำขอ")
    request_id, code = named(browser)
    assert "รับคำขอแล้ว" in browser.words
    assert code in browser.words
    asked = raw.request(central, request_id)
    assert [one["name"] for one in asked["documents"]] == [paper.name]
    assert asked["applicant_name"] == NAME
    browser.picture("request_filed")

    bill = billed(collector, request_id)
    browser.driver.refresh()
    assert "โปรดชำระภายในวันที่กำหนด" in browser.words
    browser.picture("request_billed")
    browser.press("ดูใบแจ้ง").picture("bill")
    assert standings(collector)[bill["bill_id"]]["state"] == "viewed"
    browser.press("ชำระเงิน").picture("confirm")
    browser.press("ยืนยันชำระ 500.00 บาท").picture("paid")
    payment_id = parse_qs(urlsplit(browser.path).query)["payment"][0]
    assert payment_id in browser.words
    assert "ยังไม่ออกใบเสร็จรับเงิน" in browser.words
    assert raw.whats(collector, request_id) == ["filed", "billed", "paid"]
    assert raw.reports(central, request_id)[0]["payment_id"] == payment_id

    receipt = raw.issue(collector, [payment_id])[0]
    browser.driver.refresh()
    assert receipt["receipt_id"] in browser.words
    assert "ลายมือชื่ออิเล็กทรอนิกส์ของธนาคารถูกต้อง" in browser.words
    assert bill["ref2"] in browser.words
    browser.picture("receipt")

    sha = leave_paper(collector, PAPER + b" issued")
    assert collector.send(raw.document_body(collector, request_id, document_sha256=sha)).status == 201
    browser.go("/requests").write("เลขที่คำขอ", request_id.lower()).write("รหัสติดตาม", code.lower())
    browser.press("แสดงคำขอ").picture("request_done")
    assert "ที่ 1/2570" in browser.words
    assert "23 พฤศจิกายน 2569" in browser.words
    link = browser.driver.find_element(By.PARTIAL_LINK_TEXT, "ดาวน์โหลดเอกสาร").get_dom_attribute("href") or ""
    answer = central.wire.ask("GET", link)
    assert answer.body == PAPER + b" issued"
    assert answer.headers["content-disposition"] == f'attachment; filename="{request_id}.pdf"'


def test_a_request_that_was_sent_back_is_mended(
    central: Central, collector: Clerk, browser: Citizen, paper: Path
) -> None:
    request_id, _ = filed(browser, paper)
    assert collector.send(raw.answer_body(collector, request_id)).status == 201
    browser.driver.refresh()
    assert "ส่งกลับให้แก้ไข: แนบเอกสารไม่ครบ" in browser.words
    browser.picture("sent_back")
    browser.press("แก้ไขคำขอ").picture("mend")
    assert browser.field("ชื่อผู้ยื่นคำขอ").get_dom_attribute("value") == NAME
    assert browser.field(paper.name).is_selected()
    paper.with_name("แผนผัง.pdf").write_bytes(PAPER + b"2")
    browser.write("เอกสารเพิ่มเติม", str(paper.with_name("แผนผัง.pdf"))).write("ที่อยู่", "100 ถ.ทดสอบ จ.ทดลอง 10000")
    browser.press("ส่งคำขอที่แก้ไขแล้ว")
    asked = raw.request(central, request_id)
    assert [one["name"] for one in asked["documents"]] == [paper.name, "แผนผัง.pdf"]
    assert (asked["state"], asked["applicant_address"]) == ("filed", "100 ถ.ทดสอบ จ.ทดลอง 10000")

    assert collector.send(raw.answer_body(collector, request_id, "refuse", reason="ไม่เข้าเงื่อนไข")).status == 201
    browser.driver.refresh()
    assert "หน่วยงานไม่รับคำขอนี้: ไม่เข้าเงื่อนไข" in browser.words


def test_what_is_wrong_in_the_form_is_said_beside_it_and_nothing_typed_is_lost(browser: Citizen, paper: Path) -> None:
    browser.go("/services/sample-permit?lang=th")
    fill(browser, paper, **{"เลขประจำตัว": "1234545678780"}).press("ยื่นคำขอ")
    assert "เลขประจำตัวไม่ถูกต้อง" in browser.words
    assert browser.driver.title.startswith("ดำเนินการไม่ได้")
    at = browser.driver.switch_to.active_element
    assert (at.get_dom_attribute("id"), at.get_dom_attribute("aria-invalid")) == ("applicant_id", "true")
    assert browser.field("ชื่อผู้ยื่นคำขอ").get_dom_attribute("value") == NAME
    browser.picture("apply_wrong")
    browser.write("เลขประจำตัว", "1234545678781").write("เอกสารประกอบ", str(paper)).press("ยื่นคำขอ")
    assert "รับคำขอแล้ว" in browser.words


def test_a_mistyped_digit_is_refused_before_money_moves(collector: Clerk, browser: Citizen) -> None:
    bill = raw.bill(collector, [raw.draft()])[0]
    for ref1, ref2, told in (
        (bill["ref1"][:-1] + str((int(bill["ref1"][-1]) + 1) % 10), bill["ref2"], "เลขอ้างอิง 1 ไม่ถูกต้อง"),
        (bill["ref1"], bill["ref2"][:-1] + str((int(bill["ref2"][-1]) + 1) % 10), "เลขอ้างอิง 2 ไม่ถูกต้อง"),
        ("", bill["ref2"], "เลขอ้างอิง 1 ไม่ถูกต้อง"),
    ):
        look_up(browser, ref1, ref2)
        assert told in browser.words
        assert "ยังไม่มีการตัดเงิน" in browser.words
    browser.picture("mistyped")
    assert not came(collector, bill)
    spaced = f"{bill['ref1'][:4]} {bill['ref1'][4:]}", bill["ref2"].translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙"))
    assert "ตรวจรายการก่อนยืนยัน" in look_up(browser, *spaced).words


def test_whoever_pays_twice_is_told(collector: Clerk, browser: Citizen) -> None:
    bill = raw.bill(collector, [raw.draft()])[0]
    look_up(browser, bill["ref1"], bill["ref2"])
    first = browser.driver.current_window_handle
    browser.driver.switch_to.new_window("tab")
    payment_id = paid(browser, bill)
    assert "ไม่ต้องชำระซ้ำ" in look_up(browser, bill["ref1"], bill["ref2"]).words
    browser.driver.close()
    browser.driver.switch_to.window(first)
    browser.press("ยืนยันชำระ")
    assert "ใบแจ้งนี้ชำระแล้ว ไม่ต้องชำระซ้ำ" in browser.words
    browser.picture("paid_twice")
    assert list(came(collector, bill)) == [payment_id]


def test_going_back_and_sending_the_same_form_again_pays_once(collector: Clerk, browser: Citizen) -> None:
    bill = raw.bill(collector, [raw.draft()])[0]
    payment_id = paid(browser, bill)
    browser.driver.back()
    browser.press("ยืนยันชำระ")
    assert payment_id in browser.words
    assert list(came(collector, bill)) == [payment_id]


@pytest.mark.parametrize(
    ("button", "place", "told"),
    [
        ("เคาน์เตอร์ธนาคาร", "counter", "ชำระเงินสำเร็จ"),
        ("เครื่อง ATM", "atm", "ชำระเงินสำเร็จ"),
        ("บัตรที่เครื่องรับบัตร", "card", "เงินเข้าบัญชีหน่วยงานในวันทำการถัดไป"),
    ],
)
def test_the_banks_other_places_take_money_too(
    collector: Clerk, browser: Citizen, button: str, place: str, told: str
) -> None:
    bill = raw.bill(collector, [raw.draft()])[0]
    text, _ = codes(browser.go(f"/bill?ref1={bill['ref1']}&ref2={bill['ref2']}"), bill)
    browser.go("/?lang=th").press(button)
    browser.write("ข้อความจาก QR", text).press("อ่านข้อความ")
    browser.press("ยืนยันชำระ")
    assert told in browser.words
    (payment,) = came(collector, bill).values()
    assert (payment["channel"], payment["state"]) == (place, "matched")


def test_the_printed_codes_can_be_scanned(collector: Clerk, browser: Citizen, tmp_path: Path) -> None:
    bill = raw.bill(collector, [raw.draft()])[0]
    browser.size(1366, 1400).go(f"/bill?ref1={bill['ref1']}&ref2={bill['ref2']}&lang=th")
    browser.driver.save_screenshot(str(tmp_path / "bill.png"))
    browser.size(*DESKTOP)
    with Image.open(tmp_path / "bill.png") as seen:
        found = [code.text for code in zxingcpp.read_barcodes(seen)]
    text, bars = codes(browser, bill)
    assert sorted(found) == sorted((text, bars))
    for code in (text, bars):
        browser.go("/pay").script("document.getElementById('scanned').value = " + json.dumps(code))
        assert bill["ref2"] in browser.press("อ่านข้อความ").words


def test_a_printed_bill_is_one_sheet_whose_codes_can_be_scanned(collector: Clerk, browser: Citizen) -> None:
    bill = raw.bill(collector, [raw.draft()])[0]
    browser.go(f"/bill?ref1={bill['ref1']}&ref2={bill['ref2']}&lang=th")
    printed = b64decode(browser.driver.execute_cdp_cmd("Page.printToPDF", A4)["data"])
    assert len(PdfReader(BytesIO(printed)).pages) == 1
    found = {code.text for code in zxingcpp.read_barcodes(picture(printed, 0, 200))}
    assert found == set(codes(browser, bill))


def codes(browser: Citizen, bill: Json) -> tuple[str, str]:
    """Return the texts of the codes on the bill that is shown: the QR code's as the page says it, and the barcode's."""
    text = browser.driver.find_element(By.CSS_SELECTOR, "details code").get_property("textContent")
    return str(text), "\r".join((f"|{bill['biller_id']}", bill["ref1"], bill["ref2"], bill["satang"]))


def test_the_page_speaks_english(collector: Clerk, browser: Citizen) -> None:
    browser.go("/pay?lang=th").press("English")
    assert browser.driver.find_element(By.TAG_NAME, "html").get_dom_attribute("lang") == "en"
    assert "No money moves until you have checked" in browser.words
    bill = raw.bill(collector, [raw.draft()])[0]
    browser.go(f"/pay?ref1={bill['ref1']}&ref2={bill['ref2']}")
    assert "23 December 2026" in browser.words
    browser.picture("confirm_english")
    for path in ("/", "/requests", "/bill", "/services/certified-copy", "/nothing"):
        browser.go(path)
        thai_left = [line for line in browser.words.splitlines() if "ระบบ" in line]
        assert (browser.driver.find_element(By.TAG_NAME, "html").get_dom_attribute("lang"), thai_left) == ("en", [])
    browser.go("/pay").press("ภาษาไทย")
    assert "ยังไม่มีการตัดเงิน" in browser.words


def test_everything_goes_by_keyboard(collector: Clerk, browser: Citizen) -> None:
    bill = raw.bill(collector, [raw.draft()])[0]
    browser.go("/pay?lang=th").keys(Keys.TAB)
    assert browser.driver.switch_to.active_element.text == "ข้ามไปยังเนื้อหา"
    outline = "return getComputedStyle(document.activeElement).outlineStyle"
    assert browser.script(outline) == "solid"
    browser.reach("ref1").keys(bill["ref1"]).reach("ref2").keys(bill["ref2"]).enter()
    assert "ตรวจรายการก่อนยืนยัน" in browser.words
    browser.reach("channel-mobile").keys(Keys.ARROW_DOWN).reach("payer_name").keys("ผู้ชำระ น้ำใจ").enter()
    assert "ชำระเงินสำเร็จ" in browser.words
    assert "Internet Banking" in browser.words
    (payment,) = came(collector, bill).values()
    assert (payment["payer_name"], payment["channel"]) == ("ผู้ชำระ น้ำใจ", "internet")


PATHS = ("/", "/services/sample-permit", "/requests", "/bill", "/pay", "/nothing")


@pytest.mark.parametrize("size", [DESKTOP, PHONE, (320, 640)])
def test_nothing_is_cut_unnamed_or_foreign(
    collector: Clerk, browser: Citizen, paper: Path, size: tuple[int, int]
) -> None:
    request_id, code = filed(browser, paper, **{"เลขประจำตัว": person_id(size[0])})
    bill = billed(collector, request_id)
    refs, of = f"ref1={bill['ref1']}&ref2={bill['ref2']}", f"id={request_id}&code={code}"
    browser.complaints()
    for path in (*PATHS, f"/requests?{of}", f"/requests/bill?{of}", f"/bill?{refs}", f"/pay?{refs}"):
        browser.size(*size).go(path)
        wide = "return document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert browser.script(wide) == 0, path
        assert browser.script(_UNNAMED) == [], path
        assert browser.script(_SMALL) == [], path
        assert browser.script("return document.fonts.ready.then(() => document.fonts.check('16px Sarabun'))"), path
        heads = [int(one.tag_name[1]) for one in browser.driver.find_elements(By.CSS_SELECTOR, "h1,h2,h3")]
        assert heads[0] == 1
        assert all(after - before <= 1 for before, after in itertools.pairwise(heads)), path
        assert len(browser.driver.find_elements(By.CSS_SELECTOR, "header, nav, main, footer")) == 4
        assert "ระบบจำลอง" in browser.driver.find_element(By.CSS_SELECTOR, ".banner").text
        browser.picture(f"{size[0]}_{path.partition('?')[0].strip('/').replace('/', '_') or 'home'}_{len(path)}")
    browser.size(*DESKTOP)
    loud = [one for one in browser.complaints() if "404" not in one]
    assert loud == []


_UNNAMED = """
return [...document.querySelectorAll('input:not([type=hidden]), textarea, button, a, svg[role=img]')].filter(
  one => !(one.textContent.trim() || one.getAttribute('aria-label') || (one.labels && one.labels.length))
).map(one => one.outerHTML)"""
_SMALL = """
return [...document.querySelectorAll('main input[type=text], main button, main a.button, main .choice')].filter(
  one => one.getBoundingClientRect().height < 44 || one.getBoundingClientRect().right > innerWidth
).map(one => one.outerHTML)"""
