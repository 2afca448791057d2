"""What staff see and do in a real Chromium at the console."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

import resources
from app.simulator.console.frame import SCRIPT
from app.simulator.console.operator.samples import FRESH_SECONDS
from tests.helpers.browser import PATIENCE, Citizen, citizen
from tests.helpers.extent import by_turns
from tests.helpers.raw_central import UNIT, Clerk, three_lines
from tests.helpers.raw_console import sample_staff

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.helpers.raw_central import Central

LAPTOP, TWICE_AS_LARGE = (1280, 720), (640, 360)
PAGES = (
    "/operator/dashboard",
    "/operator/clock",
    "/operator/days",
    "/operator/days/day?day=2026-12-04",
    "/operator/days/hours/express/2026-10-01",
    "/operator/days/versions/0",
    "/operator/snapshots",
    "/operator/faults",
    "/operator/rules",
    "/operator/rules/new",
    "/operator/rules/1",
    "/operator/gate",
    "/operator/contract",
    "/operator/traffic",
    "/operator/recording",
    "/acts",
    "/keys",
    "/nothing",
)


@pytest.fixture(scope="module")
def browser(central: Central, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Citizen]:
    """Open a browser for a module: starting one takes its time."""
    with citizen(central, tmp_path_factory.mktemp("chromium")) as opened:
        opened.url = central.ready["console"]
        yield opened.size(*LAPTOP)


@pytest.fixture
def operator(central: Central, browser: Citizen) -> Iterator[Citizen]:
    yield sign_in(central, browser, "operator1")
    browser.driver.delete_all_cookies()


def sign_in(central: Central, browser: Citizen, name: str) -> Citizen:
    browser.driver.delete_all_cookies()
    browser.go("/?lang=th")
    browser.write("ชื่อบัญชี", name).write("รหัสผ่าน", sample_staff(central)[name]["password"])
    return browser.press("ลงชื่อเข้าใช้")


def wait(browser: Citizen, fact: Callable[[], bool]) -> None:
    WebDriverWait(browser.driver, PATIENCE, poll_frequency=0.05).until(lambda _: fact())


def figure(browser: Citizen, name: str) -> str:
    """Return a figure of the dashboard in one look: the page changes by itself between two."""
    return str(browser.script(f"return document.querySelector('[data-figure={name}] strong').textContent"))


def test_whoever_signs_in_sees_the_pages_of_the_own_face_only(central: Central, browser: Citizen) -> None:
    sign_in(central, browser, "operator1").picture("console_dashboard")
    assert browser.path == "/operator/dashboard"
    menu = browser.driver.find_element(By.CSS_SELECTOR, "nav").text.splitlines()
    assert menu[:3] == ["ภาพรวม", "นาฬิกา", "ปฏิทิน"]
    browser.press("ออกจากระบบ")
    assert browser.path == "/sign-in"
    sign_in(central, browser, "bank1")
    assert "ภาพรวม" not in browser.driver.find_element(By.CSS_SELECTOR, "nav").text
    browser.go("/operator/clock")
    assert "หน้านี้เป็นของเจ้าหน้าที่ฝ่ายอื่น" in browser.words


def test_a_page_that_is_being_left_is_not_loaded_again_by_its_live_figures(central: Central, browser: Citizen) -> None:
    sign_in(central, browser, "operator1")
    browser.script(
        "const asked = window.fetch;"
        "window.fetch = async (...all) => { const told = await asked(...all); window.told = told.status;"
        "return told; };"
        "document.addEventListener('submit', (event) => event.preventDefault());"
        "document.querySelector('form[action=\"/sign-out\"]').requestSubmit();"
    )
    browser.driver.delete_all_cookies()
    wait(browser, lambda: browser.script("return window.told") == 401)
    # A page loaded again would have forgotten what it was told.
    assert browser.script("return new Promise((after) => setTimeout(() => after(window.told), 500))") == 401
    assert browser.path == "/operator/dashboard"


def test_a_wrong_password_is_told_and_after_five_the_account_is_locked(central: Central, browser: Citizen) -> None:
    browser.driver.delete_all_cookies()
    browser.go("/?lang=th").picture("console_sign_in")
    for _ in range(5):
        browser.write("ชื่อบัญชี", "nobody").write("รหัสผ่าน", "not the password").press("ลงชื่อเข้าใช้")
        assert "ชื่อบัญชีหรือรหัสผ่านไม่ถูกต้อง" in browser.words
        assert browser.field("ชื่อบัญชี").get_dom_attribute("value") == "nobody"
    browser.write("รหัสผ่าน", "not the password").press("ลงชื่อเข้าใช้")
    assert "บัญชีนี้ถูกล็อก" in browser.words
    assert sign_in(central, browser, "operator1").path == "/operator/dashboard"


def test_the_dashboard_changes_by_itself_within_a_second_of_a_payment(central: Central, operator: Citizen) -> None:
    maker, authorizer = Clerk.ready(central, UNIT, "MAKER01"), Clerk.ready(central, UNIT, "AUTH01")
    operator.go("/operator/dashboard")
    before = figure(operator, "units")
    _, payment = maker.submit(three_lines())
    assert authorizer.decide(payment["op_id"]).status == 201
    central.settle()
    wait(operator, lambda: figure(operator, "units") != before)
    row = operator.driver.find_element(By.CSS_SELECTOR, "[data-state=settled], [data-state=partly_settled]").text
    assert "3,251.25" in row
    assert operator.script("return document.querySelector('[data-live]').hasAttribute('data-stale')") is False
    # How long it takes is a matter of two settings, not of how busy this machine is.
    script = resources.path("simulator", "console", SCRIPT).read_text("utf-8")
    every_ms = re.search("EVERY_MS = ([0-9]+);", script)
    assert every_ms
    assert int(every_ms[1]) + FRESH_SECONDS * 1000 < 1000


def test_letting_time_pass_shows_what_was_done_on_the_way(central: Central, operator: Citizen) -> None:
    maker, authorizer = Clerk.ready(central, UNIT, "MAKER01"), Clerk.ready(central, UNIT, "AUTH01")
    _, payment = maker.submit(three_lines(), value_date="2026-11-24")
    assert authorizer.decide(payment["op_id"]).status == 201
    operator.go("/operator/clock").press("ถึงเวลาเปิดทำการวันถัดไป").picture("console_clock_ran")
    assert "เลื่อนเวลาแล้ว" in operator.words
    assert "24 พฤศจิกายน 2569 เวลา 08:30 น." in operator.words
    row = next(
        one for one in operator.driver.find_elements(By.CSS_SELECTOR, "tbody tr") if payment["op_id"] in one.text
    )
    assert "ธนาคาร" in row.text
    assert central.operate("GET", "clock").json["now"] == "2026-11-24T01:30:00.000Z"
    operator.go("/acts")
    newest = operator.driver.find_element(By.CSS_SELECTOR, "tbody tr").text
    assert "operator1" in newest
    assert "เลื่อนเวลา" in newest
    assert "สำเร็จ" in newest


def test_going_back_asks_once_more_and_the_log_stays(central: Central, operator: Citizen) -> None:
    operator.go("/operator/snapshots").write("ชื่อ", "before").press("เก็บสถานะ")
    assert "เก็บสถานะ before แล้ว" in operator.words
    now = central.operate("GET", "clock").json["now"]
    operator.go("/operator/clock").press("+1 ชั่วโมง")
    assert central.operate("GET", "clock").json["now"] != now
    operator.go("/operator/snapshots").press("กลับไปยัง before").picture("console_go_back")
    assert "ทุกอย่างที่เกิดขึ้นหลังจากนั้นจะหายไป" in operator.words
    operator.press("กลับไปยัง before")
    assert "กลับไปยังสถานะ before แล้ว" in operator.words
    assert central.operate("GET", "clock").json["now"] == now
    assert len(operator.go("/acts").driver.find_elements(By.CSS_SELECTOR, "tbody tr")) >= 3


def test_a_fault_is_armed_strikes_and_is_counted(central: Central, operator: Citizen) -> None:
    operator.go("/operator/faults").write("เส้นทาง", "practice-rules")
    operator.script("document.getElementById('fault').value = 'unavailable'")
    operator.press("ตั้งเหตุขัดข้อง").picture("console_faults")
    assert "ตั้งเหตุขัดข้องแล้ว: unavailable practice-rules" in " ".join(operator.words.split())
    assert central.wire.ask("GET", "/v1/practice-rules").status == 503
    assert central.wire.ask("GET", "/v1/practice-rules").status == 200
    operator.go("/operator/dashboard")
    wait(operator, lambda: figure(operator, "faults") == "1")
    assert "ไม่มีเหตุขัดข้องที่ตั้งไว้" in operator.go("/operator/faults").words


def test_rules_are_checked_wholly_put_into_force_and_taken_back(central: Central, operator: Citizen) -> None:
    text = "document.getElementById('text')"
    operator.go("/operator/rules/new")
    operator.script(f'{text}.value += \'\\n[[rule]]\\nid = "broken rule"\\naction = {{do = "eat"}}\\n\'')
    operator.press("ตรวจอย่างเดียว").picture("console_rules_wrong")
    assert "broken rule" in operator.words
    assert "action.do" in operator.words
    assert "broken rule" in str(operator.script(f"return {text}.value"))
    operator.script(
        f"{text}.value = {text}.value.replace('broken rule', 'mended')"
        '.replace(\'"eat"\', \'"reject", code = "AC04"\') + \'match = {amount = "77.00"}\\n\''
    )
    operator.press("ตรวจอย่างเดียว")
    assert "กติกาถูกต้องทุกข้อ" in operator.words
    operator.press("นำไปใช้")
    assert "ใช้กติกาฉบับที่ 2 แล้ว" in operator.words
    assert "mended" in operator.words
    operator.go("/operator/rules/1").press("กลับไปใช้ฉบับที่ 1")
    assert "mended" not in operator.words


def test_the_gate_is_closed_and_opened(central: Central, operator: Citizen) -> None:
    operator.go("/operator/gate").write("เริ่ม", "00:00").write("สิ้นสุด", "23:59").press("เพิ่มช่วงปิด")
    operator.picture("console_gate")
    assert "ปิดปรับปรุงถึง" in operator.words
    assert central.wire.ask("GET", "/v1/practice-rules").status == 503
    operator.press("ยกเลิก")
    assert "เปิดอยู่" in operator.words
    assert central.wire.ask("GET", "/v1/practice-rules").status == 200


def test_a_cut_off_is_set_for_one_service(central: Central, operator: Citizen) -> None:
    operator.go("/operator/days").press("แก้ไข")
    operator.script("document.querySelector('input[type=time]').value = '15:00'")
    operator.press("ดูว่าจะมีสิ่งใดเลื่อน").press("สั่งทำ")
    assert "ตั้งเวลาตัดรอบแล้ว: express" in operator.words
    services = central.operate("GET", "services").json["services"]
    assert [one["cut_off"] for one in services] == ["15:00", "16:00", "14:00"]


def test_a_holiday_is_put_and_taken_away_by_keyboard(central: Central, operator: Citizen) -> None:
    operator.go("/operator/days/day?day=2026-12-01").reach("name_th").keys("วันหยุดพิเศษ").enter()
    assert "สิ่งที่จะเลื่อน" in operator.words
    operator.picture("console_day")
    operator.reach("put").enter()
    assert "เปลี่ยนวันที่ 1 ธันวาคม 2569 ในปฏิทินแล้ว" in operator.words
    operator.picture("console_days")
    (day,) = central.operate("GET", "calendar").json["days"]
    assert (day["banks"], day["offices"]) == ("closed", "closed")
    operator.go("/operator/days/day?day=2026-12-01&away=yes").reach("look").enter().reach("put").enter()
    assert central.operate("GET", "calendar").json["days"] == []


def test_everything_goes_by_keyboard(central: Central, browser: Citizen) -> None:
    browser.driver.delete_all_cookies()
    browser.go("/operator/clock?lang=th")
    assert browser.driver.switch_to.active_element.get_dom_attribute("id") == "name"
    browser.keys("operator1", Keys.TAB)
    browser.keys(sample_staff(central)["operator1"]["password"]).enter()
    assert browser.path == "/operator/clock"
    browser.keys(Keys.TAB)
    assert browser.driver.switch_to.active_element.text == "ข้ามไปยังเนื้อหา"
    assert browser.script("return getComputedStyle(document.activeElement).outlineStyle") == "solid"
    now = central.operate("GET", "clock").json["now"]
    browser.reach("step-minutes").enter()
    assert central.operate("GET", "clock").json["now"] != now
    browser.leave("?")
    assert browser.path == "/keys"
    assert "Alt + C" in browser.words
    browser.leave(Keys.ALT, "s", Keys.NULL)
    assert browser.path == "/operator/snapshots"


def test_the_console_works_without_its_script(central: Central, operator: Citizen) -> None:
    operator.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        operator.driver.get(operator.url + "/operator/dashboard")
        assert "เบราว์เซอร์ไม่เปิดใช้สคริปต์" in operator.driver.page_source
        assert "," in operator.driver.find_element(By.CSS_SELECTOR, "[data-figure=units] strong").text
    finally:
        operator.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


@pytest.mark.parametrize(("language", "size"), by_turns(["th", "en"], [LAPTOP, TWICE_AS_LARGE]))
def test_nothing_is_cut_unnamed_or_foreign(operator: Citizen, language: str, size: tuple[int, int]) -> None:
    operator.complaints()
    for path in PAGES:
        operator.size(*size).go(f"{path}{'&' if '?' in path else '?'}lang={language}")
        wide = "return document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert operator.script(wide) == 0, path
        assert operator.script(_UNNAMED) == [], path
        assert operator.script(_HEADLESS) == [], path
        heads = [int(one.tag_name[1]) for one in operator.driver.find_elements(By.CSS_SELECTOR, "h1,h2,h3")]
        assert heads[0] == 1, path
        assert all(after - before <= 1 for before, after in itertools.pairwise(heads)), path
        assert operator.driver.find_element(By.TAG_NAME, "html").get_dom_attribute("lang") == language
        banner = operator.driver.find_element(By.CSS_SELECTOR, ".banner")
        assert banner.location["y"] == 0
        assert ("ระบบจำลอง" if language == "th" else "Simulator") in banner.text
        operator.picture(f"console_{language}_{size[0]}_{re.sub('[^a-z0-9]+', '_', path.strip('/'))}")
    operator.size(*LAPTOP)
    assert [one for one in operator.complaints() if "404" not in one] == []


_UNNAMED = """
return [...document.querySelectorAll('input:not([type=hidden]), textarea, select, button, a, svg[role=img]')].filter(
  one => !(one.textContent.trim() || one.getAttribute('aria-label') || (one.labels && one.labels.length))
).map(one => one.outerHTML)"""
_HEADLESS = """
return [...document.querySelectorAll('table')].filter(
  one => !one.querySelector('thead th[scope=col]')
).map(one => one.outerHTML)"""
