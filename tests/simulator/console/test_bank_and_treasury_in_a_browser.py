"""What the bank's and the treasury's staff do in a real Chromium, and what reaches units and a real client by sync."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from app.domain.disbursement.batch import BatchStatus
from tests.helpers.browser import Citizen, citizen
from tests.helpers.console_story import RIGHT, Story, alter, told
from tests.helpers.raw_central import OTHER_PARENT, UNIT, Clerk
from tests.helpers.raw_collections import COMPANIES, OWN_UNIT, PORTAL_UNIT
from tests.helpers.raw_console import sample_staff
from tests.helpers.raw_remittances import standings
from tests.helpers.workstation import Workstation

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.helpers.raw_central import Central

WIDTH, HEIGHT = 1280, 720
WHY = "ลายมือชื่อไม่ตรงกับที่ให้ไว้"


@pytest.fixture(scope="module")
def story(central: Central) -> Story:
    return told(central)


@pytest.fixture(scope="module")
def browser(central: Central, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Citizen]:
    with citizen(central, tmp_path_factory.mktemp("chromium")) as opened:
        opened.url = central.ready["console"]
        yield opened.size(WIDTH, HEIGHT)


@pytest.fixture
def bank(central: Central, browser: Citizen, story: Story) -> Citizen:
    return sign_in(central, browser, "bank1")


@pytest.fixture
def treasury(central: Central, browser: Citizen, story: Story) -> Citizen:
    return sign_in(central, browser, "treasury1")


def sign_in(central: Central, browser: Citizen, name: str) -> Citizen:
    browser.driver.delete_all_cookies()
    browser.go("/?lang=th")
    browser.write("ชื่อบัญชี", name).write("รหัสผ่าน", sample_staff(central)[name]["password"])
    return browser.press("ลงชื่อเข้าใช้")


def sure(browser: Citizen, words: str) -> Citizen:
    """Tick the word that belongs to what cannot be undone."""
    at = next(one for one in browser.driver.find_elements(By.CSS_SELECTOR, "label.choice") if words in one.text)
    at.click()
    return browser


def newest_act(browser: Citizen) -> str:
    return browser.go("/acts").driver.find_element(By.CSS_SELECTOR, "tbody tr").text


def test_an_administrator_is_unlocked_and_reset_and_the_slip_is_shown_once(
    central: Central, bank: Citizen, story: Story
) -> None:
    assert bank.path == "/bank/home"
    assert bank.driver.find_element(By.CSS_SELECTOR, "[data-figure=locked] strong").text == "1"
    bank.go("/bank/administrators?locked=yes").press(f"{OTHER_PARENT} / ADMIN1")
    bank.write("เลขที่แบบฟอร์มหรือเหตุผล", "แบบฟอร์มสาขา 12/2570").press("ปลดล็อก").picture("bank_administrator")
    assert f"ปลดล็อก {OTHER_PARENT}/ADMIN1 แล้ว" in bank.words
    assert story.locked.sign_in().status == 201
    bank.driver.find_element(By.ID, "slip_reason").send_keys("แบบฟอร์มสาขา 13/2570")
    sure(bank, "ยืนยันว่าตรวจตัวตน").press("รีเซ็ตรหัสผ่าน")
    assert bank.path.startswith("/bank/slips?act=")
    bank.press("รหัสผ่านใหม่").press("แสดงสลิปเพื่อพิมพ์").picture("bank_slip")
    secret = bank.driver.find_element(By.ID, "secret").text
    assert "แสดงครั้งเดียวเท่านั้น" in bank.words
    bank.go(bank.path.removesuffix("/print"))
    assert "พิมพ์ซ้ำไม่ได้" in bank.words
    assert secret not in bank.driver.page_source
    assert "พิมพ์สลิป" in newest_act(bank)
    assert secret.encode() not in central.everything_stored()
    anew = Clerk(central, OTHER_PARENT, "ADMIN1", password=secret)
    assert anew.sign_in().status == 201
    assert anew.ask("GET", "/v1/unit").code == "password_must_change"


def test_a_held_batch_is_refused_and_another_let_go_and_the_client_hears_of_both(
    central: Central, bank: Citizen, story: Story, tmp_path: Path
) -> None:
    refused, released = story.held
    for op_id in story.held:
        alter(central, op_id, RIGHT)
    auditor = Workstation.at(tmp_path / "auditor", central).enter(central, "AUDIT01")
    assert auditor.sync.sync_now().problem == ""
    bank.go(f"/bank/held/{refused}").write("เหตุผล", WHY).picture("bank_held_batch")
    sure(bank, "ยืนยันปฏิเสธทั้งชุด 3 รายการ 3,251.25 บาท").press("ปฏิเสธ")
    assert f"ปฏิเสธชุด {refused} แล้ว" in bank.words
    bank.go(f"/bank/held/{released}").press("ปล่อยให้จ่าย")
    assert f"ปล่อยชุด {released} แล้ว" in bank.words
    assert "bank1" in newest_act(bank)
    central.settle()
    events = Clerk.ready(central, UNIT, "AUTH01").events()
    told = {op_id: [one["record"]["type"] for one in events if one.get("op_id") == op_id] for op_id in story.held}
    assert told[refused][-1] == "batch.refused"
    assert "batch.finished" in told[released]
    assert auditor.sync.sync_now().problem == ""
    assert (auditor.batch(refused).status, auditor.batch(refused).reason) == (BatchStatus.REFUSED, WHY)
    assert auditor.batch(released).status is BatchStatus.SETTLED
    auditor.leave()


def test_a_bill_is_paid_at_the_counter(central: Central, bank: Citizen, story: Story) -> None:
    bill = story.bills[0]
    bank.go("/bank/till").write("เลขอ้างอิง 1", bill["ref1"]).write("เลขอ้างอิง 2", bill["ref2"]).press("ตรวจใบแจ้ง")
    assert bank.field("หน่วยงานผู้รับชำระ").get_property("value") == bill["biller_id"]
    bank.picture("bank_till")
    bank.press("รับชำระ")
    assert "รับชำระแล้ว เลขที่รายการ" in bank.words
    collector = Clerk.ready(central, COMPANIES[OWN_UNIT], "MAKER03")
    moved = [one for one in collector.events() if one["record"]["type"] == "bills.changed"]
    assert [one["state"] for event in moved for one in event["bills"] if one["bill_id"] == bill["bill_id"]] == ["paid"]


def test_the_treasury_refuses_one_remittance_with_a_code_and_books_another(
    central: Central, treasury: Citizen, story: Story
) -> None:
    refused, booked = story.remittances
    assert treasury.driver.find_element(By.CSS_SELECTOR, "[data-figure=silent] strong").text == "2"
    treasury.go(f"/treasury/remittances/{refused}").picture("treasury_remittance")
    treasury.script("document.getElementById('code').value = 'office_wrong'")
    sure(treasury, "ยืนยันไม่รับ และคืนเงิน 500.92 บาท").press("ไม่รับ ส่งเงินคืน")
    assert "ไม่มีสำนักงานคลังนี้" in treasury.words
    treasury.go(f"/treasury/remittances/{booked}")
    sure(treasury, "ยืนยันบันทึกรายการนำส่ง 600.92 บาท").press("รับทราบและบันทึกบัญชี").picture("treasury_booked")
    assert "หน่วยงานได้รับเลขที่เอกสาร" in treasury.words
    now = standings(Clerk.ready(central, COMPANIES[PORTAL_UNIT], "MAKER03"))
    assert (now[refused]["state"], now[refused]["code"]) == ("refused", "office_wrong")
    assert [one["kind"] for one in now[booked]["documents"]] == ["RB", "R2"]
    treasury.press(f"RB {now[booked]['documents'][0]['number']}").press("RB").picture("treasury_document")
    sides = treasury.driver.find_elements(By.CSS_SELECTOR, "tbody tr")
    assert len(sides) >= 2
    assert "600.92" in sides[0].text


def test_the_trial_balance_adds_up_for_a_unit(treasury: Citizen) -> None:
    treasury.go("/treasury/trial?unit=2101000001").picture("treasury_trial")
    debit, credit = (treasury.driver.find_element(By.ID, side).text for side in ("debit", "credit"))
    assert debit == credit != "0.00"
    assert "ทุกบัญชีถูกต้องตรงกัน" in treasury.words


def test_everything_goes_by_keyboard(central: Central, browser: Citizen, story: Story) -> None:
    browser.driver.delete_all_cookies()
    browser.go("/bank/accounts?lang=th").keys("bank1", Keys.TAB)
    browser.keys(sample_staff(central)["bank1"]["password"]).enter()
    assert browser.path == "/bank/accounts"
    browser.reach("text").keys("0061000018").enter()
    assert len(browser.driver.find_elements(By.CSS_SELECTOR, "[data-account]")) == 1
    browser.leave(Keys.ALT, "y", Keys.NULL)
    assert browser.path == "/bank/till"
    bill = story.bills[1]
    browser.reach("ref1").keys(bill["ref1"], Keys.TAB, bill["ref2"]).enter()
    browser.reach("baht").enter()
    assert "รับชำระแล้ว" in browser.words
    browser.leave("?")
    assert "Alt + Y" in browser.words
    browser.go(f"/bank/held_lines/{story.held_line}/2").reach("reason").keys("ตรวจกับธนาคารผู้รับแล้ว").enter()
    assert browser.path.startswith("/bank/held_lines")
    assert central.operate("GET", f"batches/{story.held_line}").json["lines"][1]["status"] == "settled"


def test_nothing_is_cut_unnamed_or_foreign(central: Central, browser: Citizen, story: Story) -> None:
    browser.complaints()
    for face, paths in _pages(story).items():
        sign_in(central, browser, f"{face}1")
        for path in paths:
            browser.go(path)
            wide = "return document.documentElement.scrollWidth - document.documentElement.clientWidth"
            assert browser.script(wide) == 0, path
            assert browser.script(UNNAMED) == [], path
            assert browser.script(TWICE) == [], path
            assert browser.script(SIDEWAYS) == [], path
            browser.picture(f"{face}_{path.rpartition('/')[2].partition('?')[0]}")
    assert [one for one in browser.complaints() if "/favicon.ico" not in one] == []


def _pages(story: Story) -> dict[str, list[str]]:
    at_bank = (
        *("home", "accounts", "accounts/0061000018", "batches", f"batches/{story.settled}", "held", "recalls"),
        *("held_lines", f"held_lines/{story.held_line}/3"),
        *(f"recalls/{story.recall_id}", "collections", f"collections/{story.payment_id}", "receiving"),
        *("administrators", "slips", "applications", f"applications/{story.application_id}", "notices", "money"),
    )
    at_treasury = (
        *("home", "remittances", "documents", "trial", "periods", "tables", "requests", "reports", "postings"),
        *(f"tables/{name}" for name in ("kinds", "services", "revenue_types", "remittance_kinds", "offices")),
        *(f"tables/{name}" for name in ("deposit_accounts", "postings", "chart")),
    )
    return {"bank": [f"/bank/{one}" for one in at_bank], "treasury": [f"/treasury/{one}" for one in at_treasury]}


UNNAMED = """
return [...document.querySelectorAll('input:not([type=hidden]), textarea, select, button, a')].filter(
  one => !(one.textContent.trim() || one.getAttribute('aria-label') || (one.labels && one.labels.length))
).map(one => one.outerHTML)"""
TWICE = """
const ids = [...document.querySelectorAll('[id]')].map(one => one.id);
return ids.filter((one, at) => ids.indexOf(one) !== at)"""
SIDEWAYS = """
return [...document.querySelectorAll('.table')].filter(one => one.scrollWidth > one.clientWidth)
  .map(one => `${one.scrollWidth} > ${one.clientWidth}: ${one.textContent.trim().slice(0, 60)}`)"""
