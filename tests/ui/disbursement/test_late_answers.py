"""Answers that come when the person has gone on: nothing of one batch is shown, handed in or closed under another."""

from __future__ import annotations

import errno
from dataclasses import replace
from typing import TYPE_CHECKING, Never, cast

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox

from app.domain.disbursement.record import Attachment
from app.domain.disbursement.transfer import Field
from app.services.comments import Comments
from app.services.exporting import Export
from app.services.inquiry import LineRows
from app.ui.messages import Dialog
from app.ui.screens.disbursement import evidence as evidence_module
from app.ui.screens.disbursement.comment_thread import CommentThread
from app.ui.screens.disbursement.dossier_dialog import DossierDialog
from app.ui.screens.disbursement.export_file import ExportFileDialog
from app.ui.screens.disbursement.follow_panel import CloseDialog
from tests.ui.disbursement import screens
from tests.ui.disbursement.hands import click
from tests.ui.disbursement.office import OfficeApproval, OfficeDesk, OfficeInquiry, messy_draft
from tests.ui.late import First, Late
from tests.ui.windows import settle

if TYPE_CHECKING:
    from pathlib import Path

    import pytest
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from app.services.sync import Sync
    from app.ui.fields import ComboField
    from app.ui.screens.disbursement.batch_editor import BatchEditor

SHORT = "op-0001"
FAILED, OTHER = "op-0007", "op-0006"
END = "ปิดโดยไม่จ่ายซ้ำ"
TWO_SUMS = "ชื่อ,สมุดเล่มที่,ธนาคาร,ขอเบิกกี่บาท,สิทธิ\nนายกอ ขอคอ,4471029385,006,100,70\nนายขอ คองอ,4471029393,006,200,150\n"


def shown(editor: BatchEditor) -> str:
    return editor.changes.sheet.batch.op_id if editor.changes.sheet is not None else ""


def picture(folder: Path, name: str, colour: int) -> Path:
    image = QImage(8, 8, QImage.Format.Format_RGB32)
    image.fill(colour)
    path = folder / name
    assert image.save(str(path))
    return path


def choose(field: ComboField, place: int) -> None:
    """Choose as a hand does."""
    combo = field.control
    assert isinstance(combo, QComboBox)
    combo.setCurrentIndex(place)


def papers_of(desk: OfficeDesk, op_id: str) -> set[str]:
    return {paper.name for paper in OfficeInquiry(desk, []).batch(op_id).head.attachments}


# -- the editor --------------------------------------------------------------------------------------------------------


def test_a_draft_that_opens_late_does_not_lie_over_the_one_that_was_opened_after_it(
    qtbot: QtBot, qapp: QApplication, maker: OfficeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow, editor = messy_draft(maker.store), screens.editor(qtbot, maker, SHORT)
    late = Late(editor._drafting.sheet, lambda op_id: op_id == slow)
    monkeypatch.setattr(editor._drafting, "sheet", late)
    editor.open_subject(slow)
    editor.open_subject(SHORT)
    qtbot.waitUntil(lambda: shown(editor) == SHORT)
    late.come()
    settle(qtbot, qapp)
    assert (editor.op_id, shown(editor)) == (SHORT, SHORT)


def test_a_draft_that_cannot_be_opened_does_not_close_the_one_that_was_opened_after_it(
    qtbot: QtBot, qapp: QApplication, maker: OfficeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor = screens.editor(qtbot, maker, SHORT)
    late = Late(editor._drafting.sheet, lambda op_id: op_id == "op-gone")
    monkeypatch.setattr(editor._drafting, "sheet", late)
    editor.open_subject("op-gone")
    editor.open_subject(SHORT)
    qtbot.waitUntil(lambda: shown(editor) == SHORT)
    late.come()
    settle(qtbot, qapp)
    assert (editor.op_id, editor.findChildren(Dialog)) == (SHORT, [])


def test_a_draft_that_is_handed_in_late_leaves_the_next_one_open(
    qtbot: QtBot, qapp: QApplication, maker: OfficeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    former = messy_draft(maker.store)
    editor, gone = screens.editor(qtbot, maker, former), screens.Gone()
    gone.listen(editor)
    late = Late(lambda _: None, First())
    monkeypatch.setattr(editor._drafting, "submit", late)
    editor._submit(former)
    qtbot.waitUntil(late.asked.is_set)
    editor.open_subject(SHORT)
    qtbot.waitUntil(lambda: shown(editor) == SHORT)
    assert editor.rows.isEnabled(), "the next draft is not held while the former is on its way"
    late.come()
    settle(qtbot, qapp)
    assert (editor.op_id, shown(editor), editor.rows.isVisible()) == (SHORT, SHORT, True)
    assert gone.places == []


def test_papers_that_are_attached_together_are_all_kept_and_stay_with_their_draft(
    qtbot: QtBot, qapp: QApplication, maker: OfficeDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = messy_draft(maker.store)
    editor = screens.editor(qtbot, maker, draft)
    editor.show_hand_in()
    files = [picture(tmp_path, f"{number}.png", number) for number in (1, 2, 3)]
    attachments = editor.hand_in._attachments
    slow = Late(attachments.keep, lambda _, path, __: path == files[0])
    monkeypatch.setattr(attachments, "keep", slow)
    editor.hand_in.papers.chosen.emit([files[0]])
    editor.hand_in.papers.chosen.emit([files[1]])
    qtbot.waitUntil(lambda: papers_of(maker, draft) == {"2.png"})
    slow.come()
    settle(qtbot, qapp)
    assert papers_of(maker, draft) == {"1.png", "2.png"}

    slower = Late(attachments.keep, lambda _, path, __: path == files[2])
    monkeypatch.setattr(attachments, "keep", slower)
    editor.hand_in.papers.chosen.emit([files[2]])
    qtbot.waitUntil(slower.asked.is_set)
    assert not editor.hand_in.submit.isEnabled(), "a paper is still to come"
    editor.open_subject(SHORT)
    qtbot.waitUntil(lambda: shown(editor) == SHORT)
    slower.come()
    settle(qtbot, qapp)
    assert papers_of(maker, draft) == {"1.png", "2.png", "3.png"}
    assert papers_of(maker, SHORT) == set()


def test_no_more_papers_than_may_be_are_attached_also_where_two_are_under_way(
    qtbot: QtBot, qapp: QApplication, maker: OfficeDesk
) -> None:
    editor = screens.editor(qtbot, maker, SHORT)
    editor.show_hand_in()
    sheet = editor.changes.sheet
    assert sheet is not None
    kept = tuple(Attachment(f"{number:064x}", f"{number}.png", "image/png", 9) for number in range(20))
    editor.changes.attach(sheet, kept)
    editor.changes.attach(sheet, kept[3:5])
    assert (len(sheet.batch.head.attachments), editor.findChildren(Dialog)) == (20, [])
    editor.changes.attach(sheet, [Attachment("f" * 64, "more.png", "image/png", 9)])
    settle(qtbot, qapp)
    assert len(sheet.batch.head.attachments) == 20
    assert len(editor.findChildren(Dialog)) == 1


def test_a_head_field_that_was_not_saved_is_saved_when_it_is_left_the_next_time(
    qtbot: QtBot, qapp: QApplication, maker: OfficeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor = screens.editor(qtbot, maker, SHORT)
    editor.show_hand_in()
    field = editor.hand_in.form.purpose
    purpose = field.control

    def full(*_: object) -> Never:
        raise OSError(errno.ENOSPC, "full")

    with monkeypatch.context() as patched:
        patched.setattr(type(editor.changes.sheet), "set_head", full)
        purpose.setFocus()
        QTest.keyClicks(purpose, " X")
        QTest.keyClick(purpose, Qt.Key.Key_Return)
        settle(qtbot, qapp)
    for dialog in editor.findChildren(Dialog):
        dialog.reject()
    assert not OfficeInquiry(maker, []).batch(SHORT).head.purpose.endswith("X")
    purpose.setFocus()
    QTest.keyClick(purpose, Qt.Key.Key_Return)
    assert OfficeInquiry(maker, []).batch(SHORT).head.purpose == field.text()


# -- importing ---------------------------------------------------------------------------------------------------------


def test_a_list_is_taken_by_the_column_that_was_chosen_last(
    qtbot: QtBot, qapp: QApplication, maker: OfficeDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "list.csv").write_text(TWO_SUMS, "utf-8")
    screen, gone = screens.importing(qtbot, maker), screens.Gone()
    gone.listen(screen)
    screen.read(tmp_path / "list.csv")
    qtbot.waitUntil(screen.column_step.isVisible)
    step = screen.column_step
    account, amount = (step._fields[field] for field in (Field.ACCOUNT, Field.AMOUNT))
    choose(account, 2)
    settle(qtbot, qapp)
    late = Late(screen._drafting.remap, lambda _, columns: columns[Field.AMOUNT] == 3)
    monkeypatch.setattr(screen._drafting, "remap", late)
    choose(amount, 4)  # 300 baht in all
    qtbot.waitUntil(late.asked.is_set)
    assert not step.go.isEnabled()
    QTest.keyClick(amount.control, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert gone.places == [], "the former choice is not what is in sight"
    choose(amount, 5)  # 220 baht
    qtbot.waitUntil(step.go.isEnabled)
    late.come()
    settle(qtbot, qapp)
    assert amount.text() == "4"
    step.go.click()
    qtbot.waitUntil(lambda: gone.last[0] == "editor")
    assert OfficeInquiry(maker, []).batch(gone.last[1]).total.format() == "220.00"


def test_another_file_does_not_offer_the_former_one_under_its_name(
    qtbot: QtBot, qapp: QApplication, maker: OfficeDesk, tmp_path: Path
) -> None:
    (tmp_path / "list.csv").write_text(TWO_SUMS.replace("สมุดเล่มที่", "เลขที่บัญชี").replace("ขอเบิกกี่บาท", "จำนวนเงิน"), "utf-8")
    (tmp_path / "other.xlsx").write_text("no", "utf-8")
    screen, gone = screens.importing(qtbot, maker), screens.Gone()
    gone.listen(screen)
    screen.read(tmp_path / "list.csv")
    qtbot.waitUntil(lambda: gone.last[0] == "editor")
    screen.read(tmp_path / "list.csv")
    qtbot.waitUntil(screen.file_step.earlier.isVisible)
    screen.read(tmp_path / "other.xlsx")
    settle(qtbot, qapp)
    screen.retranslate()
    assert not screen.file_step.earlier.isVisible()
    assert not screen.file_step._go.isVisible()
    screen.file_step.confirmed.emit()
    settle(qtbot, qapp)
    assert len(gone.places) == 1


# -- results and lists -------------------------------------------------------------------------------------------------


def test_the_sum_below_the_results_is_of_the_batch_above_them(
    qtbot: QtBot, qapp: QApplication, maker: OfficeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = screens.results(qtbot, maker, OTHER)
    right = screen.table.footer_end.text()
    screen._pick(FAILED)
    settle(qtbot, qapp)
    assert screen.table.footer_end.text() != right
    late = Late(LineRows.totals, First())
    monkeypatch.setattr(LineRows, "totals", lambda lines, query: late(lines, query))
    screen.table.refresh()
    qtbot.waitUntil(late.asked.is_set)
    screen._pick(OTHER)
    qtbot.waitUntil(lambda: screen.table.footer_end.text() == right)
    late.come()
    settle(qtbot, qapp)
    assert screen.table.footer_end.text() == right


def test_ending_the_failed_lines_of_one_batch_does_not_ask_under_another(
    qtbot: QtBot, qapp: QApplication, maker: OfficeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = screens.results(qtbot, maker, FAILED)
    late = Late(screen._follow_ups.open_lines, First())
    monkeypatch.setattr(screen._follow_ups, "open_lines", late)
    click(qtbot, screen, END)
    qtbot.waitUntil(late.asked.is_set)
    screen._pick(OTHER)
    assert not screen.follow.isVisible(), "what can be done with the former batch is not offered for this one"
    late.come()
    settle(qtbot, qapp)
    assert screen.findChildren(CloseDialog) == []


def test_the_notice_beside_a_line_is_of_that_line(
    qtbot: QtBot, qapp: QApplication, maker: OfficeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = screens.results(qtbot, maker, FAILED)
    told: list[tuple[str, int]] = []
    late = Late(lambda op_id, number: (op_id, number), lambda op_id, _: op_id == FAILED)
    monkeypatch.setattr(screen._inquiry, "notice", late)
    monkeypatch.setattr(screen.side, "show_notice", lambda _, report: told.append(report))
    screen._choose()
    qtbot.waitUntil(late.asked.is_set)
    screen._pick(OTHER)
    qtbot.waitUntil(lambda: bool(told))
    late.come()
    settle(qtbot, qapp)
    assert {op_id for op_id, _ in told} == {OTHER}


def test_the_sum_below_the_waiting_batches_is_of_the_newest_look(
    qtbot: QtBot, qapp: QApplication, authorizer: OfficeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = screens.approvals(qtbot, authorizer, OfficeApproval(authorizer))
    settle(qtbot, qapp)
    newest = screen.list.footer.text()
    count, total = screen._source.totals(screen.list.model.query)
    answers = iter([(count + 5, total), (count, total)])
    late = Late(lambda _: next(answers), First())
    monkeypatch.setattr(type(screen._source), "totals", lambda _, query: late(query))
    screen.list.refresh()
    qtbot.waitUntil(late.asked.is_set)
    with qtbot.waitSignal(screen.list.answered):
        screen.list.refresh()
    late.come()
    settle(qtbot, qapp)
    assert screen.list.footer.text() == newest


# -- papers and files --------------------------------------------------------------------------------------------------


def test_the_paper_that_was_in_sight_is_saved_though_news_come_under_the_question(
    qtbot: QtBot, qapp: QApplication, maker: OfficeDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = screens.evidence(qtbot, maker, OTHER)
    in_sight = screen._made
    assert in_sight is not None
    saved: list[object] = []
    monkeypatch.setattr(screen._service, "save", lambda made, _: saved.append(made))
    late = Late(screen._service.make, First())
    monkeypatch.setattr(screen._service, "make", late)

    def ask(*_: object) -> Path:
        assert screen._batch is not None
        screen._batch = replace(screen._batch, version=screen._batch.version - 1)  # another version came
        screen.refresh()
        qtbot.waitUntil(late.asked.is_set)
        return tmp_path / "paper.pdf"

    monkeypatch.setattr(evidence_module, "ask_where", ask)
    screen.preview.save_asked.emit()
    late.come()
    settle(qtbot, qapp)
    assert saved == [in_sight]


def test_a_dossier_that_is_being_made_is_given_up_when_something_else_is_chosen(
    qtbot: QtBot, qapp: QApplication, maker: OfficeDesk
) -> None:
    class Slow:
        late = Late(lambda *_: None, First())

        def of_batch(self, *wanted: object) -> object:
            return self.late(*wanted)

    screen, slow = screens.batches(qtbot, maker), Slow()
    day = maker.now().date()
    dialog = DossierDialog(screen, slow, OTHER, "x", day, lambda _: None)  # type: ignore[arg-type]
    dialog.open()
    dialog.make()
    qtbot.waitUntil(slow.late.asked.is_set)
    choose(dialog.language, 1)
    assert not dialog.progress.isVisible()
    slow.late.come()
    settle(qtbot, qapp)
    assert (dialog.keep.isEnabled(), dialog.done_note.isVisible(), dialog.go.isEnabled()) == (False, False, True)


def test_a_file_that_could_not_be_written_can_be_saved_elsewhere(
    qtbot: QtBot, qapp: QApplication, maker: OfficeDesk, tmp_path: Path
) -> None:
    dialog = ExportFileDialog(screens.batches(qtbot, maker), screens.kept(maker)[1], OTHER)
    dialog.open()
    dialog.choose(Export.LINES_CSV)
    qtbot.waitUntil(dialog.save_button.isEnabled)
    (tmp_path / "no-folder").write_text("x")
    dialog.save(tmp_path / "no-folder" / "file.csv")
    qtbot.waitUntil(dialog._error.isVisible)
    assert dialog.save_button.isEnabled()
    dialog.save(tmp_path / "file.csv")
    qtbot.waitUntil((tmp_path / "file.csv").exists)
    settle(qtbot, qapp)


# -- what people say ---------------------------------------------------------------------------------------------------


def test_a_comment_that_arrives_late_takes_no_word_from_another_batch_and_none_is_lost(
    qtbot: QtBot, qapp: QApplication, maker: OfficeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    comments = Comments(maker.for_services(), cast("Sync", screens.Alarm()))
    thread = CommentThread(maker)
    qtbot.addWidget(thread)
    thread.serve(comments, lambda: None)
    late = Late(lambda *_: True, First())
    monkeypatch.setattr(comments, "say", late)
    thread.show_batch(OTHER)
    thread.show()
    thread.text.set_text("about the first")
    thread.send.click()
    qtbot.waitUntil(late.asked.is_set)
    thread.show_batch(FAILED)
    thread.text.set_text("half a word")
    late.come()
    settle(qtbot, qapp)
    assert thread.text.text() == "half a word"
    thread.show_batch(OTHER)
    assert thread.text.text() == "", "what was sent is not written again"
    thread.text.set_text("half of another")
    thread.show_batch(FAILED)
    assert thread.text.text() == "half a word"
    thread.show_batch(OTHER)
    assert thread.text.text() == "half of another"
