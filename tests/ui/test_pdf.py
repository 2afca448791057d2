from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QCoreApplication, QMarginsF
from PySide6.QtGui import QColor, QPageLayout, QPageSize, QPainter, QPdfWriter
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QWidget

from app import i18n
from app.documents.pdf.rendering import Pdf
from app.domain.values.errors import BadInput
from app.ui import printing, worker
from app.ui.pdf_preview import PdfPreview
from app.ui.texts import switch
from tests.ui.looking import named, press, type_words, unnamed
from tests.ui.printers import GOOD, OfficePrinters

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

PAGES = 5
A4 = (595.0, 842.0)


@pytest.fixture(scope="module")
def document(qapp: object, tmp_path_factory: pytest.TempPathFactory) -> Pdf:
    """Five pages, the third lying, each with a black square in its first corner."""
    path = tmp_path_factory.mktemp("pdf") / "pages.pdf"
    writer = QPdfWriter(str(path))
    writer.setResolution(72)
    painter = QPainter()
    for page in range(PAGES):
        lying = QPageLayout.Orientation.Landscape if page == 2 else QPageLayout.Orientation.Portrait
        writer.setPageLayout(QPageLayout(QPageSize(QPageSize.PageSizeId.A4), lying, QMarginsF()))
        if page:
            writer.newPage()
        else:
            painter.begin(writer)
        painter.fillRect(0, 0, 100, 100, QColor("black"))
    painter.end()
    return Pdf(path.read_bytes())


@pytest.fixture
def preview(qtbot: QtBot, document: Pdf) -> PdfPreview:
    made = PdfPreview()
    qtbot.addWidget(made)
    made.resize(700, 700)
    made.show()
    made.show_document(document, lambda: i18n.text("evidence.receipt"))
    qtbot.waitUntil(made.save.isEnabled)
    return made


def place(page: int) -> str:
    return i18n.text("pdf.place", page=page + 1, pages=PAGES)


def test_what_is_previewed_is_named_in_the_language_shown(preview: PdfPreview) -> None:
    for language in ("en", "th"):
        switch(language)
        name = i18n.text("pdf.of", title=i18n.text("evidence.receipt"))
        assert preview._pages.accessibleName() == name


def test_an_empty_preview_is_named_in_the_language_shown(qtbot: QtBot) -> None:
    empty = PdfPreview()
    qtbot.addWidget(empty)
    empty.show()
    for language in ("en", "th"):
        switch(language)
        assert empty._pages.accessibleName() == i18n.text("pdf.of", title="")


def test_the_real_page_is_drawn(preview: PdfPreview, qtbot: QtBot) -> None:
    def corner() -> str:
        image = preview._pages.viewport().grab().toImage()
        box = preview._pages._box(0)
        return image.pixelColor(box.left() + 10, box.top() + 10).name()

    qtbot.waitUntil(lambda: corner() == "#000000")


def test_pages_are_turned_with_keys_and_the_place_is_told(preview: PdfPreview, qtbot: QtBot) -> None:
    pages = preview._pages
    for keys, page in (("PgDown", 1), ("PgDown", 2), ("PgUp", 1), ("End", 4), ("Home", 0)):
        press(pages, keys)
        assert preview.page() == page
        assert pages.accessibleDescription() == place(page)
    assert not unnamed(preview)


def test_zooming_keeps_the_page_in_sight(preview: PdfPreview, qtbot: QtBot) -> None:
    preview.go(3)
    wide = preview._pages._box(3).width()
    press(preview._pages, "+")
    assert preview._pages._box(3).width() > wide
    assert preview.page() == 3
    press(preview._pages, "0")
    assert preview._pages._box(3).width() == wide


def test_saving_and_printing_are_asked_of_whoever_shows_it(preview: PdfPreview, qtbot: QtBot) -> None:
    with qtbot.waitSignals([preview.save_asked, preview.print_asked]):
        press(named(preview, i18n.text("pdf.save")), "Space")
        press(named(preview, i18n.text("pdf.print")), "Space")


@pytest.mark.parametrize(
    ("words", "pages"), [("", [0, 1, 2, 3, 4]), ("2", [1]), ("1-3, 5", [0, 1, 2, 4]), (" 4 - 5 ", [3, 4])]
)
def test_a_range_of_pages_is_read(words: str, pages: list[int]) -> None:
    assert printing.parse_pages(words, PAGES) == pages


@pytest.mark.parametrize("words", ["0", "6", "3-2", "a", "1-", "-1", "1,,2", "²", "1-³"])
def test_a_range_outside_the_document_is_refused(words: str) -> None:
    with pytest.raises(BadInput, match="pages_unreadable"):
        printing.parse_pages(words, PAGES)


@pytest.fixture
def printer(tmp_path: Path, qapp: object) -> QPrinter:
    made = printing.make_printer("", 1)
    made.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    made.setOutputFileName(str(tmp_path / "out.pdf"))
    return made


def test_chosen_pages_reach_the_printer_in_their_own_shape(printer: QPrinter, document: Pdf) -> None:
    seen = list[tuple[int, int]]()
    progress = worker.Progress(lambda done, total: seen.append((done, total)))
    assert printing.draw(document, printer, [0, 2], progress) == 2
    assert seen == [(1, 2), (2, 2)]
    with open(printer.outputFileName(), "rb") as file:
        printed = Pdf(file.read())
    assert printed.pages == 2
    assert printed.size(0) == pytest.approx(A4, abs=1)
    assert printed.size(1) == pytest.approx(A4[::-1], abs=1)
    picture = printed.render(0, 72)
    assert picture.pixels[picture.stride * 20 + 4 * 20] < 10


def test_a_cancelled_print_stops_at_the_next_page(printer: QPrinter, document: Pdf) -> None:
    progress = worker.Progress(lambda *_: progress.cancel())
    assert printing.draw(document, printer, range(PAGES), progress) == 1


def test_without_a_printer_the_dialog_says_what_to_do(qtbot: QtBot, document: Pdf) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    dialog = printing.ask(window, document, "Detail", lambda *_: None)
    assert not named(dialog, i18n.text("pdf.print")).isEnabled() or dialog.printer.text()
    dialog.close()


@pytest.mark.parametrize("field", ["copies", "range"])
def test_enter_in_a_field_prints(
    qtbot: QtBot, document: Pdf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, field: str
) -> None:
    monkeypatch.setattr(printing, "_in_use", [OfficePrinters(tmp_path)])
    window, told = QWidget(), list[tuple[str, int]]()
    qtbot.addWidget(window)
    window.show()
    dialog = printing.ask(window, document, "Detail", lambda printer, copies: told.append((printer, copies)))
    edit = getattr(dialog, field).edit
    edit.setFocus()
    edit.selectAll()
    type_words(edit, "2")
    press(edit, "Return")
    qtbot.waitUntil(lambda: bool(told))
    assert told == [(GOOD, 2 if field == "copies" else 1)]


@pytest.mark.parametrize("width", [420, 700])
def test_pages_come_to_rest_beside_their_bar_at_every_height(
    qtbot: QtBot, tmp_path_factory: pytest.TempPathFactory, width: int
) -> None:
    """A page that fits only beside the bar, and so needs none, must not make it come and go."""
    path = tmp_path_factory.mktemp("pdf") / "page.pdf"
    writer = QPdfWriter(str(path))
    painter = QPainter(writer)
    painter.fillRect(0, 0, 10, 10, QColor("black"))
    painter.end()
    made = PdfPreview()
    qtbot.addWidget(made)
    made.show()
    made.show_document(Pdf(path.read_bytes()), lambda: "หน้าเดียว")
    qtbot.waitUntil(made.save.isEnabled)
    for height in range(width, width * 2, 7):
        made.resize(width, height)
        qtbot.waitUntil(lambda: worker.shared().idle)
        made.resize(width, height + 1)
    qtbot.waitUntil(lambda: worker.shared().idle)
    arranged = made._pages._generation
    QCoreApplication.processEvents()
    assert made._pages._generation == arranged
