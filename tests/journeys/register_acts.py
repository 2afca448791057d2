"""What people do in the rooms of the payee register, with hands; each act says what the screen says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app import i18n
from app.demo.hands import click, control, fill, press, type_words, until
from app.ui.screens.disbursement.draft_model import COLUMNS
from app.ui.screens.payees.import_register import RegisterImportScreen
from app.ui.screens.payees.register import RegisterScreen
from app.ui.screens.payees.requests import PayeeRequestsScreen
from tests.journeys.acts import editor, place, rest, sync

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QLineEdit

    from app.desktop import Desktop
    from app.domain.disbursement.transfer import Field
    from app.domain.payees.payee import Payee
    from app.domain.payees.register_file import Judged


def import_register(desktop: Desktop, path: Path) -> dict[str, int]:
    """Read an old register and return how many rows got which verdict."""
    window = place(desktop).window
    window.go(RegisterScreen.key)
    control("register.list")
    press(window, "Ctrl+I")
    control("register.import_choose")
    screen = window.page(RegisterImportScreen.key)
    assert isinstance(screen, RegisterImportScreen)
    screen.read(path)
    until(lambda: screen.reason.text() and screen.report is not None, "the register was not read")
    rest(desktop)
    verdicts = [each.verdict.value for each in _report(desktop)]
    return {verdict: verdicts.count(verdict) for verdict in sorted(set(verdicts))}


def refused_rows(desktop: Desktop) -> list[tuple[int, str]]:
    """Return the rows that were not taken, and why, in words."""
    return [(each.row, i18n.text(each.why, **each.facts)) for each in _report(desktop) if each.why]


def _report(desktop: Desktop) -> tuple[Judged, ...]:
    screen = place(desktop).window.page(RegisterImportScreen.key)
    assert isinstance(screen, RegisterImportScreen)
    assert screen.report is not None
    return screen.report.rows


def propose_import(desktop: Desktop) -> None:
    """Propose what was read, with the reason that the screen offers."""
    screen = place(desktop).window.page(RegisterImportScreen.key)
    assert isinstance(screen, RegisterImportScreen)
    press(screen, "Ctrl+Return")
    until(lambda: place(desktop).window.page(PayeeRequestsScreen.key).isVisible(), "nothing was proposed", 180)
    rest(desktop)


def waiting_changes(desktop: Desktop) -> int:
    """Exchange, and return how many changes of others wait, as the left column says."""
    sync(desktop)
    rest(desktop)
    return len(place(desktop).payees.changes.waiting())


def approve_changes(desktop: Desktop, password: str) -> int:
    """Open one waiting change after another and approve it; return how many there were."""
    waiting = place(desktop).payees.changes.waiting()
    window = place(desktop).window
    screen = window.page(PayeeRequestsScreen.key)
    assert isinstance(screen, PayeeRequestsScreen)
    for req_id in waiting:
        window.go(PayeeRequestsScreen.key, req_id)
        until(screen.view.panel.approve.isVisible, "the change cannot be approved")
        rest(desktop)
        press(screen.view.table.grid, "Ctrl+Return")
        fill("administration.password", password)
        press(control("administration.password"), "Return")
        until(lambda: screen.view.panel.approve.isHidden(), "the change was not approved", 180)
        rest(desktop)
    return len(waiting)


def hear_payees(desktop: Desktop, count: int) -> int:
    """Exchange until so many payees are in the register here."""

    def heard() -> bool:
        sync(desktop)
        return len(place(desktop).payees.register()) >= count

    until(heard, "the register did not come")
    return len(place(desktop).payees.register())


def find_payee(desktop: Desktop, words: str) -> list[str]:
    """Type into the search of the register and return the names that stay."""
    window = place(desktop).window
    window.go(RegisterScreen.key)
    press(control("register.list"), "Ctrl+F")
    fill("register.search", words)
    rest(desktop)
    model = _register(desktop).table.model
    rows = [model.row_at(number) for number in range(model.rowCount())]
    return [row["record"].record.name for row in rows if row is not None]


def ask_bank(desktop: Desktop, words: str) -> str:
    """Ask the bank for the name of the one payee whom these words find; return what its answer is."""
    [name] = find_payee(desktop, words)
    table = _register(desktop).table
    table.choose(table.model.id_at(0))
    click("register.check")

    def answered() -> bool:
        sync(desktop)
        return payee(desktop, name).check is not None

    until(answered, "the bank did not answer")
    check = payee(desktop, name).check
    return check.match.value if check is not None else ""


def payee(desktop: Desktop, words: str) -> Payee:
    return place(desktop).payees.find(words)[0]


def open_from_anywhere(desktop: Desktop, words: str) -> str:
    """Type into the palette, take the first, and return whose card is open."""
    palette = place(desktop).window.show_palette()
    type_words(palette.field, words)
    rest(desktop)
    press(palette.field, "Return")
    screen = _register(desktop)
    until(lambda: screen.card.isVisible() and screen.card.name, "no card opened")
    rest(desktop)
    return screen.card.name


def open_history(desktop: Desktop, screen: str, op_id: str, label: str) -> str:
    """Put the cursor on the first line of a batch in one of its rooms, press Ctrl+H, and return whose card opens."""
    window = place(desktop).window
    window.go(screen, op_id)
    table = control(label)
    rest(desktop)
    press(table, "Ctrl+H")
    card = _register(desktop).card
    until(lambda: card.isVisible() and card.name, "no card opened")
    rest(desktop)
    return card.name


def payments_shown(desktop: Desktop) -> int:
    """Return how many payments the card in sight lists."""
    return _register(desktop).card.payments.table.model.rowCount()


def _register(desktop: Desktop) -> RegisterScreen:
    screen = place(desktop).window.page(RegisterScreen.key)
    assert isinstance(screen, RegisterScreen)
    return screen


def pick_payee(desktop: Desktop, number: int, column: Field, words: str) -> dict[str, str]:
    """Type into a cell of a draft, take the first payee that is offered, and return what the line says then."""
    rows = editor(desktop).rows
    rows.go_to(number, column)
    saved: list[bool] = []
    rows.grid.cells_typed.connect(lambda _: saved.append(True))
    press(rows.grid, "F2")
    found: list[QLineEdit] = []

    def look() -> bool:
        from PySide6.QtWidgets import QLineEdit as Edit

        found[:] = [each for each in rows.grid.findChildren(Edit) if each.isVisible()]
        return bool(found)

    until(look, "the cell did not open")
    found[0].selectAll()
    type_words(found[0], words)
    offered = control("editor.payees_found")
    rest(desktop)
    press(offered, "Down")
    press(offered, "Return")
    until(lambda: saved, "no payee was taken")
    rest(desktop)
    line = rows.model
    index = line.index_of(number, column)
    return {
        each.field.value: str(index.siblingAtColumn(place_of).data(0x0002) or "")
        for place_of, each in enumerate(COLUMNS)
        if each.field is not None
    }


def click_button(_: Desktop, key: str) -> None:
    """Press a button by its words."""
    click(key)
