"""What people do at a desk, with hands: each act runs in the person's own process and says what the screen says."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, Qt
from PySide6.QtGui import Qt as QtText
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QApplication, QComboBox, QLabel, QLineEdit, QWidget

from app import i18n
from app.demo.hands import choose, click, control, fill, names_in_sight, press, settle, type_words, until
from app.domain.disbursement.batch import FINAL
from app.domain.disbursement.record import Batch, Delivery
from app.ui import worker
from app.ui.screens.access.sign_in import SignInWindow
from app.ui.screens.audit import AuditScreen
from app.ui.screens.disbursement.approvals import ApprovalsScreen
from app.ui.screens.disbursement.batch_editor import BatchEditor
from app.ui.screens.disbursement.batches import BatchesScreen
from app.ui.screens.disbursement.draft_model import COLUMNS
from app.ui.screens.disbursement.evidence import EvidenceScreen
from app.ui.screens.disbursement.import_file import ImportScreen
from app.ui.screens.disbursement.parts import reasons
from app.ui.screens.disbursement.parts import words as screen_words
from app.ui.screens.disbursement.results import ResultsScreen
from app.ui.table_model import WAITING, Query

if TYPE_CHECKING:
    from pathlib import Path

    from app.desktop import Desktop
    from app.domain.disbursement.batch import BatchStatus
    from app.domain.disbursement.transfer import Field, LineStatus
    from app.services.sync import SyncState
    from app.workplace import Workplace

PURPOSE = "ค่าตอบแทนการปฏิบัติงานนอกเวลาราชการ"
SORT = "overtime"
LONG_SECONDS = 180.0
PUT_OFF_MS = 250
"""Longer than a screen puts anything off: a search until the typing pauses, a press until the button has shown it."""


def place(desktop: Desktop) -> Workplace:
    assert desktop.workplace is not None
    return desktop.workplace


def rest(_: Desktop, /) -> None:
    """Wait until everything that was begun has come to its end, and whatever followed from that."""
    settle(PUT_OFF_MS)
    while not worker.shared().idle:
        until(lambda: worker.shared().idle, "something is under way for ever", LONG_SECONDS)
        settle(PUT_OFF_MS)


# -- coming in and keeping step -------------------------------------------------------------------------------------


def sign_in(desktop: Desktop, password: str) -> bool:
    """Come in; return whether there is a session with the central system."""
    fill("sign_in.password", password)
    press(control("sign_in.password"), "Return")
    until(lambda: desktop.workplace is not None, "nobody came in")
    place(desktop).window.resize(1366, 768)
    return place(desktop).desk.online


def try_to_sign_in(desktop: Desktop, password: str) -> list[str]:
    """Press Enter and return what the sign-in window says once it has an answer."""
    window = desktop.window
    assert isinstance(window, SignInWindow)
    fill("sign_in.password", password)
    press(control("sign_in.password"), "Return")
    until(lambda: window.kept_out.error.isVisible() or window.kept_out.notice.isVisible(), "the window says nothing")
    return words_in_sight(desktop)


def device_name(desktop: Desktop) -> str:
    """Return what people call this workstation."""
    return desktop.door.device_name


def sync(desktop: Desktop) -> SyncState:
    """Exchange everything now, with F5, and return how things stand."""
    until(lambda: worker.shared().idle, "an earlier exchange does not end", LONG_SECONDS)  # it may have heard less
    rung: list[bool] = []
    window = place(desktop).window
    window.synced.connect(lambda: rung.append(True))
    press(window, "F5")
    until(lambda: rung, "the exchange did not end")
    return place(desktop).sync.state()


def hear(desktop: Desktop, op_id: str, *statuses: BatchStatus) -> Batch:
    """Exchange until a batch has one of ``statuses`` (any final one if none are given) and nothing is under way."""
    wanted = frozenset(statuses) or FINAL

    def heard() -> bool:
        sync(desktop)
        known = find(desktop, op_id)
        return known is not None and known.status in wanted and known.delivery is Delivery.NONE

    until(heard, f"{op_id} did not become {', '.join(wanted)}")
    return batch(desktop, op_id)


def batch(desktop: Desktop, op_id: str) -> Batch:
    return place(desktop).inquiry.batch(op_id)


def hear_by_itself(desktop: Desktop, op_id: str, rev: int) -> None:
    """Wait until an edition of a batch is known here without anybody asking, and the screen has followed."""
    until(lambda: batch(desktop, op_id).rev == rev, f"nobody told of edition {rev}", LONG_SECONDS)
    rest(desktop)


def find(desktop: Desktop, op_id: str) -> Batch | None:
    return next((each for each in batches(desktop) if each.op_id == op_id), None)


def batches(desktop: Desktop) -> list[Batch]:
    """Return all batches of the store, the newest first."""
    source = place(desktop).inquiry.batches()
    return list(source.rows(source.ids(Query())))


def resume(desktop: Desktop, password: str) -> None:
    """Give the password again in the question that comes once the line is back."""
    press(place(desktop).window, "F5")
    fill("sign_in.password", password)
    click("ui.continue")
    until(lambda: place(desktop).desk.online, "there is no session")
    until(lambda: QApplication.activeModalWidget() is None, "the question stayed")


def leave(desktop: Desktop) -> None:
    """Sign out through the palette, also where a command has no answer yet; the sign-in window comes back."""
    run_from_palette(desktop, i18n.text("ui.sign_out"))
    until(lambda: desktop.workplace is None or QApplication.activeModalWidget(), "the person did not leave")
    if desktop.workplace is not None:
        click("ui.sign_out")
    until(lambda: desktop.workplace is None, "the person did not leave")
    control("sign_in.password")


def run_from_palette(desktop: Desktop, words: str) -> None:
    """Open the palette, type, and take what it finds first."""
    palette = place(desktop).window.show_palette()
    type_words(palette.field, words)
    rest(desktop)
    press(palette.field, "Return")


def search_batches(desktop: Desktop, words: str) -> list[list[str]]:
    """Search the list of batches and return the rows that stay."""
    place(desktop).window.go("batches")
    press(control("batches.list"), "Ctrl+F")
    fill("batches.search", words)
    rest(desktop)
    found = shown(desktop, "batches.list")
    fill("batches.search", "")
    press(control("batches.search"), "Backspace")
    rest(desktop)
    return found


def find_from_anywhere(desktop: Desktop, words: str) -> int:
    """Search with the palette, and return how much it finds."""
    palette = place(desktop).window.show_palette()
    type_words(palette.field, words)
    until(lambda: palette.list.count(), f"nothing is found by {words}", LONG_SECONDS)
    rest(desktop)
    found = palette.list.count()
    press(palette, "Escape")
    return found


# -- preparing ------------------------------------------------------------------------------------------------------


def read_file(desktop: Desktop, path: Path) -> None:
    """Begin to import a file: payments, Ctrl+I, the file dropped on the screen."""
    window = place(desktop).window
    press(window, "Alt+2")
    control("batches.import")
    press(window, "Ctrl+I")
    control("importing.choose")
    screen = window.page(ImportScreen.key)
    assert isinstance(screen, ImportScreen)
    screen.read(path)


def import_file(desktop: Desktop, path: Path) -> str:
    """Import a file whose columns are known, and return the draft's id once the editor shows its rows."""
    read_file(desktop, path)
    return wait_for_rows(desktop)


def wait_for_rows(desktop: Desktop) -> str:
    """Wait until the editor shows the rows of a draft, and return the draft's id."""
    screen = editor(desktop)
    until(lambda: screen.isVisible() and screen.rows.isVisible(), "the rows did not open", LONG_SECONDS)
    control("editor.grid")
    return screen.op_id


def editor(desktop: Desktop) -> BatchEditor:
    found = place(desktop).window.page(BatchEditor.key)
    assert isinstance(found, BatchEditor)
    return found


def open_draft(desktop: Desktop, op_id: str) -> None:
    """Find a draft in the list and open it."""
    choose_batch(desktop, op_id)
    click("batches.act.edit")
    until(lambda: wait_for_rows(desktop) == op_id, "another draft is open")


def places_to_mend(desktop: Desktop) -> list[tuple[int, Field | None, str]]:
    """Go with F8 from one wrong cell to the next; return line, column and what is said there."""
    screen = editor(desktop)
    rest(desktop)
    found: list[tuple[int, Field | None, str]] = []
    while screen.rows.panel.next.isVisible():
        next_place(desktop)
        here = cell_here(desktop)
        if here in found:
            break
        found.append(here)
    return found


def next_place(desktop: Desktop) -> None:
    """Press F8."""
    if not editor(desktop).rows.isVisible():
        editor(desktop).show_rows()
    press(editor(desktop), "F8")
    rest(desktop)


def text_here(desktop: Desktop) -> str:
    """Return the text of the cell of the cursor, as it is typed over."""
    return str(editor(desktop).rows.grid.currentIndex().data(Qt.ItemDataRole.EditRole))


def cell_here(desktop: Desktop) -> tuple[int, Field | None, str]:
    """Return line and column of the cursor, and what the cell's tooltip says."""
    grid = editor(desktop).rows.grid
    index = grid.currentIndex()
    said = str(index.data(Qt.ItemDataRole.ToolTipRole) or "")
    return grid.draft.number_at(index.row()), COLUMNS[index.column()].field, said


def type_cell(desktop: Desktop, number: int, column: Field, words: str) -> None:
    """Type over a cell and press Enter."""
    rows = editor(desktop).rows
    rows.go_to(number, column)
    type_here(desktop, words)


def type_here(desktop: Desktop, words: str) -> None:
    """Type over the cell of the cursor and press Enter."""
    saved: list[bool] = []
    editor(desktop).rows.grid.cells_typed.connect(lambda _: saved.append(True))
    press(_open_cell(desktop, words), "Return")
    until(lambda: saved, f"{words!r} was not taken")


def type_half_a_cell(desktop: Desktop, number: int, column: Field, words: str) -> None:
    """Type over a cell and leave it open."""
    editor(desktop).rows.go_to(number, column)
    _open_cell(desktop, words)


def _open_cell(desktop: Desktop, words: str) -> QLineEdit:
    grid = editor(desktop).rows.grid
    press(grid, "F2")
    found: list[QLineEdit] = []

    def look() -> bool:
        found[:] = [each for each in grid.findChildren(QLineEdit) if each.isVisible()]  # one that was closed may linger
        return bool(found)

    until(look, "the cell did not open")
    found[0].selectAll()
    type_words(found[0], words)
    return found[0]


def give_reason_for_repeats(desktop: Desktop, reason: str) -> None:
    fill("editor.keep_reason", reason)
    press(control("editor.keep_reason"), "Return")
    rest(desktop)


def repeats_want_a_reason(desktop: Desktop) -> bool:
    return i18n.text("editor.keep_reason") in names_in_sight()


def go_to_hand_in(desktop: Desktop, document_no: str, purpose: str = PURPOSE, sort: str = SORT) -> list[str]:
    """Fill in the head, and return what the page says."""
    editor(desktop).show_hand_in()
    choose("editor.sub_kind", sort)
    for key, words in (("editor.purpose", purpose), ("editor.document_no", document_no)):
        fill(key, words)
        press(control(key), "Return")
    rest(desktop)
    return words_in_sight(desktop)


def can_hand_in(desktop: Desktop) -> bool:
    rest(desktop)
    return editor(desktop).hand_in.submit.isEnabled()


def hand_in(desktop: Desktop, document_no: str, purpose: str = PURPOSE) -> list[str]:
    """Fill in the head, sign and hand in; return what the question before it says."""
    go_to_hand_in(desktop, document_no, purpose)
    return sign_and_hand_in(desktop)


def sign_and_hand_in(desktop: Desktop) -> list[str]:
    """Press the button, answer the question, and wait until the batch is on its way; return the question."""
    op_id = editor(desktop).op_id
    editor(desktop).show_hand_in()
    click("editor.submit")
    until(QApplication.activeModalWidget, "no question was asked")
    asked = words_in_sight(desktop)
    click("editor.submit")
    until(lambda: batch(desktop, op_id).delivery is not Delivery.NONE or batch(desktop, op_id).rev, "not handed in")
    until(lambda: not editor(desktop).isVisible(), "the editor stayed open")
    return asked


def handed_in(desktop: Desktop, op_id: str) -> Batch:
    """Wait until the central system has answered about a batch."""
    until(lambda: batch(desktop, op_id).delivery not in (Delivery.QUEUED, Delivery.UNKNOWN), "no answer came")
    return batch(desktop, op_id)


def ask_until_answered(desktop: Desktop, op_id: str) -> Batch:
    """Exchange with F5 until the central system has answered about a batch, asked by us or by the background."""

    def answered() -> bool:
        sync(desktop)
        return batch(desktop, op_id).delivery not in (Delivery.QUEUED, Delivery.UNKNOWN)

    until(answered, "no answer came")
    return batch(desktop, op_id)


def unknown(desktop: Desktop, op_id: str) -> Batch:
    """Wait until a command about a batch was sent and nobody knows what became of it."""
    until(lambda: batch(desktop, op_id).delivery is Delivery.UNKNOWN, "its outcome is known")
    return batch(desktop, op_id)


def press_button(_: Desktop, key: str) -> None:
    """Press a button by its name."""
    click(key)


def choose_batch(desktop: Desktop, op_id: str) -> None:
    """Go to a batch in the list, and wait until what stands beside the list is about it."""
    window = place(desktop).window
    window.go(BatchesScreen.key, op_id)
    screen = window.page(BatchesScreen.key)
    assert isinstance(screen, BatchesScreen)

    def beside() -> bool:
        return screen.side.batch is not None and screen.side.batch.op_id == op_id

    until(beside, "the batch is not chosen")
    rest(desktop)


def wait_for_button(_: Desktop, key: str) -> None:
    """Wait until a button can be pressed."""
    control(key)


def act_on_batch(desktop: Desktop, op_id: str, name: str, reason: str = "") -> None:
    """Press an action beside a batch in the list; give the reason where one is asked for."""
    choose_batch(desktop, op_id)
    click(f"batches.act.{name}")
    if reason:
        fill("ui.reason", reason)
        press(control("ui.reason"), "Ctrl+Return")
        until(lambda: QApplication.activeModalWidget() is None, "the reason was not taken")


def actions_lit(desktop: Desktop, op_id: str) -> list[str]:
    """Return the actions beside a batch in the list."""
    choose_batch(desktop, op_id)
    found = place(desktop).window.findChildren(QWidget)
    return [each.objectName()[4:] for each in found if each.objectName().startswith("act_") and each.isVisible()]


# -- deciding -------------------------------------------------------------------------------------------------------


def waiting_list(desktop: Desktop) -> list[list[str]]:
    """Return the rows of the batches that wait for a signature; none where the list says that nothing waits."""
    window = place(desktop).window
    window.go(ApprovalsScreen.key)
    screen = window.page(ApprovalsScreen.key)
    assert isinstance(screen, ApprovalsScreen)
    screen.show_list()
    rest(desktop)
    model = screen.list.model
    return [_row(model, position) for position in range(model.rowCount())]


def open_for_decision(desktop: Desktop, op_id: str) -> list[str]:
    """Open a waiting batch and return what the screen says once its signature was checked."""
    window = place(desktop).window
    window.go(ApprovalsScreen.key, op_id)
    screen = window.page(ApprovalsScreen.key)
    assert isinstance(screen, ApprovalsScreen)
    until(lambda: i18n.text("approvals.verifying") not in words_in_sight(desktop), "it was never checked", LONG_SECONDS)
    rest(desktop)
    return words_in_sight(desktop)


def read_origin(desktop: Desktop) -> list[str]:
    """Turn to what an open decision says about document and origin."""
    click("approvals.tab_about")
    return words_in_sight(desktop)


def approve(desktop: Desktop, op_id: str, password: str) -> list[str]:
    """Look, sign, and wait until the dialog is gone; return what the decision showed."""
    seen = open_for_decision(desktop, op_id)
    open_must_open(desktop)
    control("approvals.approve")
    press(place(desktop).window, "Ctrl+Return")
    sign(desktop, password)
    return seen


def open_must_open(desktop: Desktop) -> int:
    """Go with F8 from one line that must be opened to the next; return how many there were."""
    screen = place(desktop).window.page(ApprovalsScreen.key)
    assert isinstance(screen, ApprovalsScreen)
    content = screen.page.content
    assert content is not None
    for number in content.review.left():
        press(place(desktop).window, "F8")
        until(partial(content.review.opened.__contains__, number), f"line {number} was not opened")
    rest(desktop)
    return len(content.review.must)


def ask_to_approve(desktop: Desktop) -> list[str]:
    """Press the button under an open decision; return what the dialog says that asks for the password."""
    open_must_open(desktop)
    click("approvals.approve")
    control("approvals.password")
    return words_in_sight(desktop)


def sign(desktop: Desktop, password: str) -> None:
    """Give the password in the dialog of a decision, and wait until it has gone."""
    fill("approvals.password", password)
    press(control("approvals.password"), "Ctrl+Return")
    until(lambda: QApplication.activeModalWidget() is None, "the signature was not taken", LONG_SECONDS)


def sign_in_vain(desktop: Desktop, password: str, key: str) -> None:
    """Give the password for a decision that is not taken, wait for the words of ``key``, and leave the dialog."""
    fill("approvals.password", password)
    press(control("approvals.password"), "Ctrl+Return")
    until(lambda: i18n.text(key) in words_in_sight(desktop), f"{key} was not said")
    dismiss(desktop)


def send_back(desktop: Desktop, op_id: str, reason: str, words: str, password: str) -> None:
    """Return a batch with a reason of the list and words of one's own."""
    open_for_decision(desktop, op_id)
    click("approvals.send_back")
    chosen = control("approvals.reason")
    assert isinstance(chosen, QComboBox)
    chosen.setCurrentIndex(chosen.findText(i18n.text(f"approvals.reason.{reason}")))
    fill("approvals.reason_more", words)
    sign(desktop, password)


# -- what came of it ------------------------------------------------------------------------------------------------


def show_results(desktop: Desktop, op_id: str) -> list[list[str]]:
    """Open the results and return every row as it stands there now."""
    window = place(desktop).window
    screen = window.page(ResultsScreen.key)
    assert isinstance(screen, ResultsScreen)
    answered: list[bool] = []
    screen.table.answered.connect(lambda: answered.append(True))
    window.go(ResultsScreen.key, op_id)
    until(lambda: answered, "no results in sight")
    return shown(desktop, "results.list")


def shown(desktop: Desktop, key: str) -> list[list[str]]:
    """Return the cells of the table of that name, page after page, as they are shown."""
    grid = control(key)
    assert isinstance(grid, QAbstractItemView)
    return [_row(grid.model(), position) for position in range(grid.model().rowCount())]


def _row(model: QAbstractItemModel, position: int) -> list[str]:
    def cells() -> list[str]:
        return [str(model.index(position, column).data() or "") for column in range(model.columnCount())]

    until(lambda: WAITING not in cells(), "a page did not come")
    return cells()


def choose_row(desktop: Desktop, key: str, position: int) -> list[str]:
    """Put the cursor on a row and return what the window says beside it."""
    grid = control(key)
    assert isinstance(grid, QAbstractItemView)
    grid.setCurrentIndex(grid.model().index(position, 0))
    rest(desktop)
    return words_in_sight(desktop)


def verify_audit(desktop: Desktop) -> list[str]:
    """Verify the audit trail and return what the screen says."""
    window = place(desktop).window
    window.go(AuditScreen.key)
    screen = window.page(AuditScreen.key)
    assert isinstance(screen, AuditScreen)
    press(window, "Ctrl+Return")
    until(screen.verdict.isVisible, "it did not verify")
    return words_in_sight(desktop)


def save_papers(desktop: Desktop, op_id: str, folder: Path, kinds: tuple[str, ...], *, full: bool = True) -> None:
    """Make papers and save them as ``<kind>.pdf``."""
    window = place(desktop).window
    window.go(EvidenceScreen.key, op_id)
    screen = window.page(EvidenceScreen.key)
    assert isinstance(screen, EvidenceScreen)
    until(lambda: any(screen.shows(kind) for kind in ("detail", "history")), "no paper came", LONG_SECONDS)
    if full and not screen.full.isChecked():
        click("evidence.full_accounts")
    for kind in kinds:
        screen.choose(kind)
        until(partial(screen.shows, kind), f"the paper {kind} was not made", LONG_SECONDS)
        path = folder / f"{kind}.pdf"
        screen.save(path)
        until(path.exists, f"{path.name} was not written")


# -- looking --------------------------------------------------------------------------------------------------------


def words_in_sight(desktop: Desktop) -> list[str]:
    """Return every text and every named part of the window in front, the dialog over it included."""
    front = QApplication.activeModalWidget() or desktop.window
    assert front is not None
    found = [each for each in front.findChildren(QWidget) if each.isVisible()]
    labels = [each.text() for each in found if isinstance(each, QLabel)]
    return [text for text in (*labels, *(each.accessibleName() for each in found)) if text]


def line_word(_: Desktop, /, status: LineStatus) -> str:
    """Return the word for a line's status as this desk says it."""
    return screen_words.line_status(status).text


def reason_title(_: Desktop, /, code: str) -> str:
    return reasons.title(code)


def reason_advice(_: Desktop, /, code: str) -> str:
    return reasons.advice(code)


def batch_word(desktop: Desktop, op_id: str) -> str:
    """Return the word for how a batch stands, as this desk says it."""
    return screen_words.batch_status(batch(desktop, op_id)).text


def texts_not_plain(desktop: Desktop) -> list[str]:
    """Return the texts in sight, tooltips of parts and cells included, in which Qt would take tags for its own."""
    front = QApplication.activeModalWidget() or desktop.window
    assert front is not None
    found = [each for each in front.findChildren(QWidget) if each.isVisible()]
    labels = [each for each in found if isinstance(each, QLabel) and each.textFormat() != Qt.TextFormat.PlainText]
    tips = [each.toolTip() for each in found]
    for view in (each for each in found if isinstance(each, QAbstractItemView)):
        model = view.model()
        count = 1 if isinstance(model, QAbstractListModel) else model.columnCount()
        rows, columns = range(min(model.rowCount(), 50)), range(count)
        tips += [
            str(model.index(row, column).data(Qt.ItemDataRole.ToolTipRole) or "") for row in rows for column in columns
        ]
    return [
        text
        for text in (*(each.text() for each in labels), *tips)
        if QtText.mightBeRichText(text) and "&lt;" not in text
    ]


def wait_for_the_front(desktop: Desktop) -> None:
    """Wait until the window is no longer put away."""
    window = desktop.window
    assert window is not None
    until(lambda: not window.isMinimized() and window.isActiveWindow(), "the window stays put away")


def buttons_lit(desktop: Desktop) -> list[str]:
    """Return the names of the buttons of the window in front that can be pressed."""
    front = QApplication.activeModalWidget() or desktop.window
    assert front is not None
    found = front.findChildren(QAbstractButton)
    return [each.accessibleName() for each in found if each.isVisible() and each.isEnabled()]


def lit_with(desktop: Desktop, key: str) -> list[str]:
    """Wait until the button of that name can be pressed; return the names of all that can be then."""
    lit: list[str] = []

    def is_lit() -> bool:
        lit[:] = buttons_lit(desktop)
        return i18n.text(key) in lit

    until(is_lit, f"{key!r} cannot be pressed")
    return lit


def screens(desktop: Desktop) -> list[str]:
    """Return the screens that the navigation offers."""
    return list(place(desktop).window.navigation.items)


def wait_for_words(desktop: Desktop, words: str) -> None:
    """Wait until the window in front says this."""
    until(lambda: words in words_in_sight(desktop), f"{words!r} is not said")


def wait_for_message(desktop: Desktop, words: str) -> None:
    """Open the inbox and wait until a message says this."""
    place(desktop).window.go("messages")

    def told() -> bool:
        rest(desktop)
        return any(words in cell for row in shown(desktop, "messages.list") for cell in row)

    until(told, f"no message says {words!r}")


def say(_: Desktop, /, key: str, **facts: object) -> str:
    """Return a text of the catalogue as this desk says it."""
    return i18n.text(key, **facts)


def look(desktop: Desktop, screen: str, subject: object = None) -> list[str]:
    """Go to a screen and return what it says."""
    place(desktop).window.go(screen, subject)
    rest(desktop)
    return words_in_sight(desktop)


def dismiss(_: Desktop, /) -> None:
    """Leave the dialog in front."""
    front = QApplication.activeModalWidget()
    assert front is not None
    press(front, "Escape")
    until(lambda: QApplication.activeModalWidget() is None, "the dialog stayed")
