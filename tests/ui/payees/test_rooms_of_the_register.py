"""The rooms of the payee register by keyboard and by the names that a screen reader says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QPainter, QPdfWriter
from PySide6.QtWidgets import QApplication, QWidget

from app import i18n
from app.demo.hands import choose, click, control, fill, names_in_sight, press, until
from app.domain.payees.changes import ChangeStatus, Entry
from app.domain.payees.payee import PaidTo, PayeeRecord, PersonType, Verification, qr_text
from app.domain.payees.register_file import Verdict
from app.domain.values.identifiers import formatted_account
from app.services.payee_import import PayeeImport
from app.services.payee_scans import PayeeScans
from app.services.payee_views import TO_TAKE_UP
from app.ui.screens import messages
from app.ui.screens.home import HomeScreen
from app.ui.screens.payees.import_register import RegisterImportScreen
from app.ui.screens.payees.register import NEW, RegisterScreen
from app.ui.screens.payees.requests import PayeeRequestsScreen
from app.ui.texts import Label, switch
from tests.helpers.holding import held
from tests.helpers.payees import citizen_id, record
from tests.pictures.album import rest
from tests.pictures.inspection import sideways
from tests.ui.looking import room_for_names, visible_texts
from tests.ui.payees.rooms import rooms

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.helpers.raw_central import Central
    from tests.ui.payees.rooms import Desk, Rooms

pytestmark = [pytest.mark.usefixtures("qapp"), pytest.mark.xdist_group("ui: payee register")]
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108020000009077"
    "53de0000000c49444154789c63f8ffff3f0005fe02fea7356b0a0000000049454e44ae426082"
)
"""A picture of one white dot."""


@pytest.fixture(scope="module")
def both(qapp: QApplication, central: Central, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rooms]:
    folder = tmp_path_factory.mktemp("rooms")
    scan = folder / "form.png"
    scan.write_bytes(PNG)
    with rooms(central, folder, scan) as made:
        yield made


def listed(screen: RegisterScreen) -> list[str]:
    model = screen.table.model
    rows = (model.row_at(number) for number in range(model.rowCount()))
    return [row["record"].record.name for row in rows if row is not None]


def wrong(screen: RegisterScreen) -> set[str]:
    """Return the fields of the form that say what is wrong with them."""
    return {name for name, field in screen.form.fields.items() if field.wrong}


def too_wide(window: QWidget) -> list[str]:
    """Return what has to be scrolled sideways on a laptop of 1280 by 720, in either language."""
    before = window.size()
    found: list[str] = []
    window.resize(1280, 720)
    for language in ("en", "th"):
        switch(language)
        rest()
        found += sideways(window)
    window.resize(before)
    return found


def approve(desk: Desk) -> None:
    """Give the password and wait until the change is decided."""
    screen = desk.place.window.page(PayeeRequestsScreen.key)
    assert isinstance(screen, PayeeRequestsScreen)
    press(screen.view.table.grid, "Ctrl+Return")
    fill("administration.password", desk.password)
    press(control("administration.password"), "Return")
    until(lambda: QApplication.activeModalWidget() is None, "the question stayed")
    rest()
    desk.hear()


def send_back(both: Rooms, reason: str) -> None:
    """Send the change in sight back to its maker."""
    click("register.send_back")
    fill("administration.reason", reason)
    fill("administration.password", both.authorizer.password)
    press(control("administration.password"), "Return")
    until(lambda: QApplication.activeModalWidget() is None, "the question stayed")
    rest()
    both.authorizer.hear()
    both.maker.hear()


def test_a_payee_is_found_while_typing_by_tail_office_and_code(both: Rooms) -> None:
    screen = both.maker.open("register", RegisterScreen)
    wanted = both.payees[4]
    press(control("register.list"), "Ctrl+F")
    for words in (wanted.record.acct[-5:], "ที่00005", wanted.record.person_id, qr_text(wanted.payee_id)):
        fill("register.search", words)
        rest()
        assert listed(screen) == [wanted.record.name], words
    fill("register.search", "")
    press(control("register.search"), "Backspace")
    rest()
    assert len(listed(screen)) >= len(both.payees)


def test_a_payee_without_bank_account_or_name_is_not_proposed_and_each_field_says_why(both: Rooms) -> None:
    screen = both.maker.open("register", RegisterScreen)
    press(control("register.list"), "Ctrl+N")
    until(lambda: i18n.text("register.not_registered_yet") in visible_texts(screen.form), "it is not said what holds")
    assert i18n.text("register.no_effect_yet") not in visible_texts(screen.form), "a new payee has no old account"
    fill("register.field.office", "กองคลัง")
    fill("register.reason", "เจ้าหน้าที่ใหม่")
    press(control("register.reason"), "Ctrl+Return")
    until(lambda: wrong(screen) == {"name", "bank"}, "the fields do not say why")
    choose("register.field.bank", "006")
    press(control("register.reason"), "Ctrl+Return")
    until(lambda: wrong(screen) == {"name", "acct"}, "the fields do not say why")
    screen.form.forget()
    screen.go_back()


def test_another_account_for_staff_demands_permission_and_is_payable_only_when_approved(both: Rooms) -> None:
    payee = both.payees[0]
    screen = both.maker.open("register", RegisterScreen, payee.payee_id)
    click("register.edit")
    assert i18n.text("register.no_effect_yet") in visible_texts(screen.form)
    choose("register.field.account_kind", "permitted")
    fill("register.field.acct", "9855550001")
    fill("register.reason", "ขอใช้บัญชีอื่น")
    press(control("register.reason"), "Ctrl+Return")
    until(lambda: wrong(screen) == {"permission_no", "permission_date"}, "no permission is demanded")
    fill("register.field.permission_no", "สธ 0206.1/99")
    fill("register.field.permission_date", "20/11/2569")
    press(control("register.field.permission_no"), "Ctrl+Return")
    until(lambda: both.maker.register.payee(payee.payee_id).pending or _heard(both.maker), "nothing was proposed")
    both.authorizer.hear()
    assert both.maker.register.payee(payee.payee_id).record.acct == payee.record.acct
    [req_id] = both.authorizer.register.changes.waiting()
    decided = both.authorizer.open("register_requests", PayeeRequestsScreen, req_id)
    told = names_in_sight()
    number = i18n.text("register.field.acct")
    assert any(name.startswith(f"{number}: 980-0-") and "985-5-55000-1" in name for name in told)
    assert not any(name.startswith(i18n.text("register.field.office") + ":") for name in told), "only what differs"
    approve(both.authorizer)
    assert decided.view.panel.approve.isHidden()
    both.maker.hear()
    assert both.maker.register.payee(payee.payee_id).record.acct == "9855550001"


def _heard(desk: Desk) -> bool:
    """Exchange once while something is waited for: what is not answered in time is asked for again."""
    desk.station.sync.sync_now()
    desk.place.window.look_again()
    return False


def test_the_scan_is_beside_the_fields_and_one_payee_is_left_out_by_keys(both: Rooms) -> None:
    sha256 = both.attach()
    req_id = both.add(record(301, form_sha256=sha256, form_date="2026-11-20"), record(302))
    screen = both.authorizer.open("register_requests", PayeeRequestsScreen, req_id)
    until(lambda: screen.view.entry.scan.ready, "no scan is shown")
    press(screen.view.table.grid, "Ctrl+E")
    rest()
    assert screen.view.entry.seen.isChecked()
    press(screen.view.table.grid, "Down")
    until(lambda: not screen.view.entry.seen.isVisible(), "the second payee has no scan")
    press(screen.view.table.grid, "Ctrl+L")
    rest()
    approve(both.authorizer)
    both.maker.hear()
    told = both.maker.register.changes.told(req_id).change
    assert [(entry.left_out, entry.form_seen) for entry in told.entries] == [(False, True), (True, False)]
    [seen] = both.maker.register.find(record(301).name)
    assert seen.verified is Verification.FORM_SEEN
    assert both.maker.register.find(record(302).name) == []


def test_the_bank_is_asked_and_both_names_stand_side_by_side(both: Rooms) -> None:
    payee = both.payees[2]
    screen = both.maker.open("register", RegisterScreen, payee.payee_id)
    click("register.check")
    until(lambda: both.maker.register.payee(payee.payee_id).check or _heard(both.maker), "the bank does not answer")
    both.maker.place.window.look_again()
    rest()
    assert screen.card.check.isVisible()
    assert payee.record.name in {each.text() for each in screen.card.check.findChildren(Label)}


def test_a_change_goes_back_with_a_reason_and_its_maker_reads_it(both: Rooms) -> None:
    payee = both.payees[6]
    ended = PayeeRecord(**{**_fields(payee.record), "until": "2026-11-30"})
    req_id = both.propose(Entry(payee.payee_id, payee.version, ended, before=payee.record))
    both.authorizer.open("register_requests", PayeeRequestsScreen, req_id)
    send_back(both, "ยังไม่มีคำสั่ง")
    told = both.maker.register.changes.told(req_id).change
    assert (told.status, told.answer) == (ChangeStatus.RETURNED, "ยังไม่มีคำสั่ง")
    view = both.maker.open("register_requests", PayeeRequestsScreen, req_id).view
    assert "ยังไม่มีคำสั่ง" in visible_texts(view)
    assert not view.entry.left_out.isVisible(), "there is nothing to decide"
    both.maker.open("home", HomeScreen)  # what is called like a button stands in nobody's way
    message = next(one for one in both.maker.place.messages.every() if one.subject == req_id)
    chip = messages.topic_cell(message)
    assert messages.words(message).endswith(f"({payee.record.name}) ถูกส่งกลับ: ยังไม่มีคำสั่ง")
    assert (chip.tone, chip.icon) == ("refused", "undo-2")


def test_what_was_sent_back_is_a_task_and_goes_out_again_from_where_it_is_seen(both: Rooms) -> None:
    tasks = waiting(both.maker)
    first, second = record(61), record(62)
    req_id = both.add(first, second)
    both.authorizer.open("register_requests", PayeeRequestsScreen, req_id)
    send_back(both, "บัญชีรายแรกไม่ถูก")
    assert waiting(both.maker) == tasks + 1
    assert both.maker.place.overview.state().badges["register_requests"] == tasks + 1
    screen = both.maker.open("register_requests", PayeeRequestsScreen, req_id)
    assert i18n.text("register.take_up") in visible_texts(screen.view.panel)
    row = next(
        n for n, entry in enumerate(both.maker.register.changes.told(req_id).change.entries) if entry.record == first
    )
    screen.view.table.choose(row)
    rest()
    click("register.mend")
    until(lambda: both.maker.place.window.page("register").isVisible(), "the form is not there")
    register = both.maker.place.window.page("register")
    assert isinstance(register, RegisterScreen)
    assert (register.form.record().name, register.form.reason.text()) == (first.name, "ปรับปรุงทะเบียน")
    fill("register.field.acct", "9811110061")
    press(control("register.field.acct"), "Ctrl+Return")
    until(lambda: len(both.maker.register.changes.told(req_id).to_take_up) == 1 or _heard(both.maker), "not proposed")
    assert waiting(both.maker) == tasks + 1, "one of the two is left"
    screen = both.maker.open("register_requests", PayeeRequestsScreen, req_id)
    press(screen.view.table.grid, "Ctrl+Return")
    press(control("administration.reason"), "Ctrl+Return")  # it stands there as it was given the first time
    until(lambda: not both.maker.register.changes.told(req_id).to_take_up or _heard(both.maker), "not proposed again")
    assert waiting(both.maker) == tasks
    both.maker.open("register_requests", PayeeRequestsScreen, req_id)
    assert screen.view.panel.again.isHidden()
    both.maker.open("home", HomeScreen)  # what is called like a button stands in nobody's way
    for _ in range(2):
        both.authorizer.hear()
        both.authorizer.open("register_requests", PayeeRequestsScreen, both.authorizer.register.changes.waiting()[0])
        approve(both.authorizer)


def test_who_was_left_out_is_a_task_too_and_goes_out_again_with_one_key(both: Rooms) -> None:
    tasks = waiting(both.maker)
    req_id = both.add(record(63), record(64))
    screen = both.authorizer.open("register_requests", PayeeRequestsScreen, req_id)
    press(screen.view.table.grid, "Ctrl+L")
    approve(both.authorizer)
    both.maker.hear()
    assert waiting(both.maker) == tasks + 1
    [left_out] = both.maker.register.changes.told(req_id).to_take_up
    screen = both.maker.open("register_requests", PayeeRequestsScreen, TO_TAKE_UP)
    assert i18n.text("register.standing.partly", left="1") in listed_standings(screen)
    screen = both.maker.open("register_requests", PayeeRequestsScreen, req_id)
    told = visible_texts(screen.view.panel)
    assert i18n.text("register.take_up_left_out") in told
    mendable = set()
    for row, entry in enumerate(both.maker.register.changes.told(req_id).change.entries):
        screen.view.table.choose(row)
        rest()
        if screen.view.panel.mend.isEnabled():
            mendable.add(entry.payee_id)
    assert mendable == {left_out}, "the other one is in the register"
    press(screen.view.table.grid, "Ctrl+Return")
    press(control("administration.reason"), "Ctrl+Return")
    until(lambda: not both.maker.register.changes.told(req_id).to_take_up or _heard(both.maker), "not proposed again")
    assert waiting(both.maker) == tasks
    both.authorizer.hear()
    both.authorizer.open("register_requests", PayeeRequestsScreen, both.authorizer.register.changes.waiting()[0])
    approve(both.authorizer)


def test_what_was_sent_back_is_put_aside_with_the_keyboard_and_says_so_from_then_on(both: Rooms) -> None:
    tasks = waiting(both.maker)
    req_id = both.add(record(65))
    both.authorizer.open("register_requests", PayeeRequestsScreen, req_id)
    send_back(both, "ไม่มีคำสั่ง")
    assert waiting(both.maker) == tasks + 1
    screen = both.maker.open("register_requests", PayeeRequestsScreen, req_id)
    press(screen.view.table.grid, "Ctrl+Del")
    assert i18n.text("register.put_aside_explain") in visible_texts(control("administration.reason").window())
    fill("administration.reason", "ไม่รับแล้ว")
    press(control("administration.reason"), "Ctrl+Return")
    until(lambda: waiting(both.maker) == tasks or _heard(both.maker), "it is still a task")
    both.maker.place.window.look_again()
    rest()
    panel = screen.view.panel
    told = visible_texts(panel)
    assert i18n.text("register.is_aside") in told
    assert any(words.startswith("ไม่รับแล้ว · ") for words in told), "why and when"
    assert (panel.aside.isHidden(), panel.again.isHidden()) == (True, False)
    both.authorizer.hear()
    screen = both.authorizer.open("register_requests", PayeeRequestsScreen, req_id)
    assert any(words.startswith("ไม่รับแล้ว · ") for words in visible_texts(screen.view.panel))
    assert screen.view.panel.again.isHidden(), "it is its maker's"


def listed_standings(screen: PayeeRequestsScreen) -> set[str]:
    model = screen.list.model
    column = next(n for n, each in enumerate(model.columns) if each.key == "standing")
    return {str(model.index(row, column).data()) for row in range(model.rowCount())}


def waiting(desk: Desk) -> int:
    """Return how many changes home counts as sent back to this person."""
    tiles = {tile.key: tile.count for tile in desk.place.overview.home().tiles}
    return tiles.get("payees_sent_back", 0)


def test_who_approves_a_merge_sees_name_and_account_of_who_ends_and_of_who_stays(both: Rooms) -> None:
    ends, stays = both.payees[8], both.payees[9]
    req_id = both.propose(
        Entry(ends.payee_id, ends.version, ends.record, merged_into=stays.payee_id, before=ends.record)
    )
    screen = both.authorizer.open("register_requests", PayeeRequestsScreen, req_id)
    told = visible_texts(screen.view.entry.comparison)
    banks = both.authorizer.station.desk.banks
    for one in (ends.record, stays.record):
        for words in (one.name, banks.title(one.bank, "th"), formatted_account(one.acct, banks.find(one.bank))):
            assert words in told
    assert too_wide(both.authorizer.place.window) == []
    send_back(both, "คนละคน")


@pytest.mark.parametrize("width", [1280, 1366])
def test_names_are_read_whole_on_a_laptop(both: Rooms, width: int) -> None:
    desk = both.maker
    before = desk.place.window.size()
    req_id = both.add(record(400 + width % 100))
    desk.place.window.resize(width, 720)
    register = desk.open("register", RegisterScreen)
    register.go_back()
    rest()
    short = room_for_names(register.table)
    request = desk.open("register_requests", PayeeRequestsScreen, req_id)
    short += room_for_names(request.view.table)
    desk.open("home", HomeScreen)
    desk.register.changes.recall(req_id, "ไม่ใช้แล้ว")
    both.authorizer.hear()
    desk.place.window.resize(before)
    assert not short


def _fields(made: PayeeRecord) -> dict[str, str]:
    return {name: getattr(made, name) for name in PayeeRecord.__slots__}


def test_one_key_opens_the_history_of_whom_a_line_pays(both: Rooms) -> None:
    payee = both.payees[3]
    line = PaidTo("", payee.record.bank, payee.record.acct, payee.record.name)
    screen = both.maker.open("register", RegisterScreen, line)
    assert screen.card.name == payee.record.name
    stranger = PaidTo("", "004", "9000007531", "คนแปลกหน้า")
    both.maker.open("register", RegisterScreen, stranger)
    until(screen.table.isVisible, "the list did not open")
    rest()
    assert listed(screen) == []


def test_the_form_prints_with_a_code_that_opens_the_payee_again(both: Rooms) -> None:
    import zxingcpp
    from PIL import Image

    payee = both.payees[5]
    screen = both.maker.open("register", RegisterScreen, payee.payee_id)
    click("register.form")
    until(lambda: screen.card.paper.made, "no form was made")
    made = screen.card.paper.made
    assert made is not None
    assert made.pages == 1
    drawn = made.render(0, 200)
    image = Image.frombuffer("RGB", (drawn.width, drawn.height), drawn.pixels, "raw", "BGRX", drawn.stride, 1)
    assert qr_text(payee.payee_id) in {code.text for code in zxingcpp.read_barcodes(image)}


def test_a_register_of_a_thousand_rows_is_read_with_a_verdict_for_each(
    both: Rooms, monkeypatch: pytest.MonkeyPatch
) -> None:
    import xlsxwriter

    path = both.scan.with_name("register.xlsx")
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    for column, words in enumerate(("รหัสธนาคาร", "เลขที่บัญชี", "ชื่อ-สกุล", "เลขประจำตัวประชาชน", "สังกัด")):
        sheet.write(0, column, words)
    for number in range(1, 1001):
        made = record(5_000 + number)
        cells = [made.bank, made.acct, made.name, made.person_id, made.office]
        if number == 500:
            cells[3] = "1234567890123"
        if number == 501:
            cells[3] = citizen_id(5_001)
        for column, text in enumerate(cells):
            sheet.write_string(number, column, text)
    book.close()
    screen = both.maker.open("register_import", RegisterImportScreen, path)
    until(lambda: screen.report is not None, "the register was not read")
    rest()
    assert screen.report is not None
    counted = {verdict: screen.report.count(verdict) for verdict in Verdict}
    assert counted == {Verdict.ADDED: 998, Verdict.CHANGED: 0, Verdict.UNCHANGED: 0, Verdict.REFUSED: 2}
    refused = [(each.row, each.why) for each in screen.report.rows if each.why]
    assert refused == [(501, "import_issues.issue.id_check_digit"), (502, "register.refusal.twice_in_file")]
    with held(monkeypatch, PayeeImport, "report"):
        screen.person_type.set_text(PersonType.OUTSIDE.value)
        screen.go.click()
        assert screen.progress.isHidden()  # nothing leaves while it is judged anew
    rest()
    press(screen, "Ctrl+Return")
    until(lambda: screen.report is None, "nothing was proposed")
    both.authorizer.hear()
    [req_id] = both.authorizer.register.changes.waiting()
    both.authorizer.open("register_requests", PayeeRequestsScreen, req_id)
    approve(both.authorizer)
    both.maker.hear()
    assert len(both.maker.register.register()) >= 998 + len(both.payees)


def test_enter_on_a_payee_that_a_request_would_add_says_that_it_is_not_there_yet(both: Rooms) -> None:
    req_id = both.add(record(303))
    screen = both.authorizer.open("register_requests", PayeeRequestsScreen, req_id)
    press(screen.view.table.grid, "Return")
    rest()
    assert screen.isVisible()
    assert i18n.text("register.not_there_yet") in {
        each.text() for each in both.authorizer.place.window.findChildren(Label)
    }
    assert screen.view.table.grid.hasFocus()


def test_find_leaves_the_keyboard_with_the_form_that_lies_over_the_list(both: Rooms) -> None:
    screen = both.maker.open("register", RegisterScreen, NEW)
    name = screen.form.fields["name"].control
    press(name, "Ctrl+F")
    assert QApplication.focusWidget() is name


def test_a_payee_that_is_opened_from_elsewhere_has_the_keyboard(both: Rooms) -> None:
    both.authorizer.open("register_requests", PayeeRequestsScreen)
    screen = both.authorizer.open("register", RegisterScreen, both.payees[1].payee_id)
    at = both.authorizer.place.window.focusWidget()
    assert at is not None
    assert (at.isVisible(), screen.card.isAncestorOf(at)) == (True, True)


def test_on_a_laptop_the_account_that_changes_is_whole_beside_the_scan(both: Rooms) -> None:
    payee, scan = both.payees[7], both.scan.with_name("form.pdf")
    writer = QPdfWriter(str(scan))
    painter = QPainter(writer)
    painter.drawText(100, 700, "form")
    painter.end()
    del writer  # finishes the file
    sha256 = PayeeScans(both.maker.station.desk).attach(scan)
    permitted = {"account_kind": "permitted", "permission_no": "สธ 0206.1/98", "permission_date": "2026-11-20"}
    wanted = {**permitted, "acct": "9855550008", "form_sha256": sha256}
    changed = PayeeRecord(**{**_fields(payee.record), **wanted})
    req_id = both.propose(Entry(payee.payee_id, payee.version, changed, before=payee.record))
    screen = both.authorizer.open("register_requests", PayeeRequestsScreen, req_id)
    until(lambda: screen.view.entry.scan.ready, "no scan is shown")
    assert not too_wide(both.authorizer.place.window)
