"""A new batch from an earlier one: few actions, nothing of the past, and a word when somebody was quicker."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from app.domain.access.permissions import Action
from app.domain.disbursement.batch import BatchStatus
from app.domain.disbursement.transfer import Field, LineStatus
from app.store import disbursement, templates
from app.ui.messages import Dialog
from app.ui.screens.disbursement.new_batch import NewBatchDialog
from app.ui.screens.disbursement.template_name import TemplateDialog
from tests.ui.disbursement import screens
from tests.ui.disbursement.hands import click, only
from tests.ui.disbursement.office import OPENING, OfficeDesk, OfficeInquiry, batch, line, put
from tests.ui.looking import named, press, type_words, visible_texts

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.domain.disbursement.record import Batch
    from app.ui.screens.disbursement.batches import BatchesScreen


def dialog(qtbot: QtBot, screen: BatchesScreen) -> NewBatchDialog:
    press(screen, "Ctrl+N")
    qtbot.waitUntil(lambda: bool(screen.findChildren(NewBatchDialog)))
    found = only(screen, NewBatchDialog)
    qtbot.waitUntil(found.anew.isEnabled)
    return found


def rent(desk: OfficeDesk) -> str:
    """Put last month's batch into the store; return its id."""
    lines = [line(number, LineStatus.SETTLED) for number in range(1, 6)]
    return put(desk.store, batch(70, BatchStatus.SETTLED, "ค่าเช่าบ้าน ตุลาคม 2569", lines), lines)


def kept(desk: OfficeDesk, op_id: str) -> Batch:
    return OfficeInquiry(desk, []).batch(op_id)


def test_the_monthly_batch_is_made_in_five_actions(qtbot: QtBot, maker: OfficeDesk) -> None:
    rent(maker)
    screen = screens.batches(qtbot, maker)
    gone = screens.Gone()
    gone.listen(screen)
    actions = 0

    made = dialog(qtbot, screen)
    actions += 1  # Ctrl+N: what was made before, the newest first
    press(made.sources, "Return")
    actions += 1  # Enter: the same payees, new amounts
    qtbot.waitUntil(lambda: gone.last[0] == "editor")
    op_id = str(gone.last[1])
    editor = screens.editor(qtbot, maker, op_id)
    assert editor.rows.grid.place() == (1, editor.rows.model.index_of(1, Field.AMOUNT).column())
    QGuiApplication.clipboard().setText("1,100\n1,200\n1,300\n1,400\n1,500")
    press(editor.rows.grid, "Ctrl+V")
    actions += 1  # the amounts of the month, as they stand in a sheet
    click(qtbot, editor, "ต่อไป: ส่งอนุมัติ")
    actions += 1  # on to the head
    number = editor.hand_in.form.document_no.edit
    number.setFocus()
    type_words(number, "ฎ.999/2570")
    press(number, "Return")
    actions += 1  # the number of this month's document

    assert actions <= 5
    qtbot.waitUntil(lambda: kept(maker, op_id).head.document_no == "ฎ.999/2570")
    batch_made = kept(maker, op_id)
    assert (batch_made.total.satang, batch_made.errors_count, batch_made.lines_count) == (650_000, 0, 5)
    assert batch_made.head.purpose == "ค่าเช่าบ้าน พฤศจิกายน 2569"
    sheet = editor._sheet
    assert sheet is not None
    left = {code for code, _ in sheet.readiness()} - {"sub_kind_missing"}
    assert left == set(), "the day was proposed, purpose and account came along"


def test_enter_walks_down_the_amounts(qtbot: QtBot, maker: OfficeDesk) -> None:
    op_id = screens.drafting(maker).recurring.make(rent(maker), amounts=False)
    screen = screens.editor(qtbot, maker, op_id)
    for number, amount in enumerate(("11", "22", "33"), 1):
        press(screen.rows.grid, "F2")
        editor = next(each for each in screen.rows.grid.findChildren(QLineEdit) if each.isVisible())
        type_words(editor, amount)
        with qtbot.waitSignal(screen.rows.grid.cells_typed):
            QTest.keyClick(editor, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: screen.rows.grid.place()[0] == number + 1)  # noqa: B023
    with maker.store.read() as reading:
        assert [each.amount for each in disbursement.lines(reading, op_id, 1, 3)] == ["11.00", "22.00", "33.00"]


def test_amounts_are_kept_where_that_is_wanted(qtbot: QtBot, maker: OfficeDesk) -> None:
    former = rent(maker)
    screen = screens.batches(qtbot, maker)
    gone = screens.Gone()
    gone.listen(screen)
    found = dialog(qtbot, screen)
    press(found, "Ctrl+Return")
    qtbot.waitUntil(lambda: gone.last[0] == "editor")
    made = kept(maker, str(gone.last[1]))
    assert (made.total, made.copied_from) == (kept(maker, former).total, former)
    editor = screens.editor(qtbot, maker, made.op_id)
    told = f"คัดลอกจากชุด {kept(maker, former).reference}"
    assert editor.top._file.text() == told
    screen.side.show_batch(made)
    assert told in visible_texts(screen.side)


def test_a_kind_alone_offers_the_last_batch_of_that_kind(qtbot: QtBot, maker: OfficeDesk) -> None:
    rent(maker)
    screen = screens.batches(qtbot, maker)
    found = dialog(qtbot, screen)
    found.kind.set_text("purchase")
    qtbot.waitUntil(lambda: {source.kind for source in found._shown} == {"purchase"})
    assert found._shown[0].title == "ค่าจ้างเหมาบริการทำความสะอาด"
    assert found.sources.currentIndex().row() == 0


def test_a_template_is_named_offered_first_and_deleted(qtbot: QtBot, maker: OfficeDesk) -> None:
    rent(maker)
    screen = screens.batches(qtbot, maker)
    found = dialog(qtbot, screen)
    found._name.setFocus()
    press(found._name, "Space")
    qtbot.waitUntil(lambda: bool(found.findChildren(TemplateDialog)))
    naming = only(found, TemplateDialog)
    assert naming.name.text() == "ค่าเช่าบ้าน ตุลาคม 2569"
    naming.name.set_text("ค่าเช่าบ้านทุกเดือน")
    press(naming.name.edit, "Return")
    qtbot.waitUntil(lambda: bool(found._shown) and found._shown[0].is_template)
    assert found._shown[0].title == "ค่าเช่าบ้านทุกเดือน"
    assert found.focusWidget() is found.sources, "the keyboard was left on the button that deletes a template"
    click(qtbot, found, "ลบแม่แบบ")
    qtbot.waitUntil(lambda: any(type(d) is Dialog and d.isVisible() for d in found.findChildren(Dialog)))
    question = next(d for d in found.findChildren(Dialog) if type(d) is Dialog and d.isVisible())
    click(qtbot, question, "ลบแม่แบบ")
    qtbot.waitUntil(lambda: bool(found._shown) and not found._shown[0].is_template)
    with maker.store.read() as reading:
        assert templates.templates(reading) == []


def test_the_cursor_goes_to_the_template_that_was_named_just_now(qtbot: QtBot, maker: OfficeDesk) -> None:
    kept_before = screens.drafting(maker).recurring
    kept_before.save_template(rent(maker), "ก่อนหน้า")
    screen = screens.batches(qtbot, maker)
    found = dialog(qtbot, screen)
    press(found.sources, "Down")
    assert not found._shown[found.sources.currentIndex().row()].is_template
    click(qtbot, found, "บันทึกเป็นแม่แบบ")
    qtbot.waitUntil(lambda: bool(found.findChildren(TemplateDialog)))
    naming = only(found, TemplateDialog)
    naming.name.set_text("หลังจากนั้น")
    press(naming.name.edit, "Return")
    qtbot.waitUntil(lambda: sum(source.is_template for source in found._shown) == 2)
    assert found._shown[found.sources.currentIndex().row()].title == "หลังจากนั้น"


def test_a_name_that_is_taken_is_told_in_place(qtbot: QtBot, maker: OfficeDesk) -> None:
    screens.drafting(maker).recurring.save_template(rent(maker), "ซ้ำ")
    screen = screens.editor(qtbot, maker, "op-0001")
    click(qtbot, screen, "บันทึกเป็นแม่แบบ")
    qtbot.waitUntil(lambda: bool(screen.findChildren(TemplateDialog)))
    naming = only(screen, TemplateDialog)
    naming.name.set_text("ซ้ำ")
    press(naming.name.edit, "Return")
    qtbot.waitUntil(naming._trouble.isVisible)
    assert "ซ้ำ" in naming._trouble.words.text()
    naming.name.set_text("อีกชื่อ")
    press(naming.name.edit, "Return")
    qtbot.waitUntil(lambda: not screen.findChildren(TemplateDialog) or not naming.isVisible())
    with maker.store.read() as reading:
        assert [template.name for template in templates.templates(reading)] == ["ซ้ำ", "อีกชื่อ"]


def test_somebody_who_was_quicker_is_told_of_and_their_batch_opens(qtbot: QtBot, maker: OfficeDesk) -> None:
    lines = [line(number) for number in range(1, 4)]
    made = batch(71, BatchStatus.SUBMITTED, "ของเพื่อนร่วมงาน", lines, mine=False, maker_uid="u-other")
    other = put(maker.store, replace(made, head=replace(made.head, document_no="ฎ.77/2570")), lines)
    gone = screens.Gone()
    screen = screens.editor(qtbot, maker, "op-0001")
    gone.listen(screen)
    assert not screen.twins.isVisible()
    screen.show_hand_in()
    number = screen.hand_in.form.document_no.edit
    number.setFocus()
    number.selectAll()
    type_words(number, "ฎ.77/2570")
    press(number, "Return")
    qtbot.waitUntil(screen.twins.isVisible)
    assert "เลขที่เอกสารเดียวกัน" in screen.twins.note.words.text()
    assert "ของเพื่อนร่วมงาน" in screen.twins.note.more.text()
    click(qtbot, screen, "เปิดชุดนั้น")
    assert gone.last == ("batches", other)
    with maker.store.write(OPENING, Action.RECORD_EVENTS, other) as tx:
        disbursement.set_status(tx, other, status=BatchStatus.CANCELLED)
    number.setFocus()
    number.selectAll()
    type_words(number, "ฎ.78/2570")
    press(number, "Return")
    qtbot.waitUntil(lambda: not screen.twins.isVisible())


def test_the_same_payees_and_amounts_are_noticed_while_they_are_typed(qtbot: QtBot, maker: OfficeDesk) -> None:
    waiting = [line(number, LineStatus.PENDING) for number in (1, 2)]
    put(maker.store, batch(72, BatchStatus.IN_APPROVAL, "รออยู่", waiting), waiting)
    empty = put(maker.store, batch(73, BatchStatus.DRAFT, "", [], file_sha256=""), [])
    screen = screens.editor(qtbot, maker, empty)
    rows = [f"{line(n).name}\t\t{line(n).bank}\t{line(n).account}\t{line(n).amount}" for n in (1, 2)]
    QGuiApplication.clipboard().setText("\n".join(rows))
    press(screen.rows.grid, "Ctrl+V")
    qtbot.waitUntil(screen.twins.isVisible)
    assert "คนเดียวกันยอดเดียวกัน" in screen.twins.note.words.text()
    press(screen.rows.grid, "Ctrl+Z")
    qtbot.waitUntil(lambda: not screen.twins.isVisible())
    assert named(screen, "ตารางรายการจ่าย").hasFocus()
