"""One key from anywhere: everything is found in the palette, opened at its place, and left again, without a mouse."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from app import i18n
from app.demo.hands import press, type_words, until
from app.domain.access.permissions import may
from app.domain.search.kinds import Kind
from app.services.search_kinds import SHOWN
from app.ui.command_palette import CommandPalette
from app.ui.palette_rows import ASIDE, HEAD, MATCHED
from tests.helpers.found_things import KEYS, keep_everything
from tests.pictures.album import rest
from tests.ui.collections.rooms import room

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QApplication

    from app.ui.main_window import MainWindow
    from tests.ui.collections.rooms import Room


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, qapp: QApplication) -> Iterator[Room]:
    """Give an authorizer's window over a store with one item of every kind."""
    with room(tmp_path_factory.mktemp("search"), "AUTH01") as made:
        keep_everything(made.station.desk.store, made.station.desk.actor)
        yield made


def opened(window: MainWindow, typed: str) -> CommandPalette:
    """Press the one key, type, and wait until the search has answered."""
    press(window, "Ctrl+K")
    palette = next(each for each in window.findChildren(CommandPalette) if each.isVisible())
    type_words(palette.field, typed)
    until(lambda: palette.answered == (typed, ""), "the search did not answer")
    return palette


def rows(palette: CommandPalette) -> list[tuple[str, str, str]]:
    """Return what each row says: its words, what stands aside, what was matched."""
    items = (palette.list.item(number) for number in range(palette.list.count()))
    return [(item.text(), str(item.data(ASIDE)), str(item.data(MATCHED))) for item in items]


def heads(palette: CommandPalette) -> list[str]:
    items = (palette.list.item(number) for number in range(palette.list.count()))
    return [item.text() for item in items if item.data(HEAD)]


def to(palette: CommandPalette, title: str) -> None:
    """Go down with the arrow until the row with this title is chosen."""
    for _ in range(palette.list.count()):
        if palette.list.currentItem().text() == title:
            return
        press(palette.field, "Down")
    raise AssertionError(f"{title} is not in {rows(palette)}")


PLACES = (
    (Kind.PAYEE, "นางสาวน้ำผึ้ง กี่ชั่วรุ่น", "xxx5670", "register"),
    (Kind.LINE, "นายสมปอง ลองใจดี", "ลองใจดี", "results"),
    (Kind.BATCH, "ค่าวิทยากร โครงการอบรมผู้บริหาร", "ฎ.777/2570", "batches"),
    (Kind.BILL, "บริษัท แสงเรืองรอง จำกัด", "640000112", "bills"),
)


@pytest.mark.parametrize(("kind", "title", "typed", "screen"), PLACES, ids=[each[0].value for each in PLACES])
def test_an_item_is_found_from_any_screen_and_opened_at_its_place_and_escape_returns(
    desk: Room, kind: Kind, title: str, typed: str, screen: str
) -> None:
    window = desk.place.window
    window.go("audit")
    rest()
    palette = opened(window, typed)
    assert i18n.text(f"search.kind.{kind}") in heads(palette)
    to(palette, title)
    press(palette.field, "Return")
    rest()
    assert window._here[0] == screen
    assert title in _chosen(window, screen)
    for _ in range(2):  # from a card to its list, from the list to where one was
        if window._here[0] == screen:
            press(window, "Escape")
            rest()
    assert window._here[0] == "audit"


def _chosen(window: MainWindow, key: str) -> str:
    """Return what the row with the cursor says, or the card that is open."""
    page = window.page(key)
    if key == "register":
        until(lambda: page.card.isVisible() and page.card.name, "no card opened")  # type: ignore[attr-defined]
        return str(page.card.name)  # type: ignore[attr-defined]
    grid = page.table.grid  # type: ignore[attr-defined]
    model = grid.model()

    def words() -> str:
        row = grid.currentIndex().row()
        return " ".join(str(model.index(row, column).data() or "") for column in range(model.columnCount()))

    rest()
    return words()


def test_results_stand_by_kind_with_their_count_and_what_was_matched(desk: Room) -> None:
    palette = opened(desk.place.window, "640000112")
    assert (
        heads(palette)
        == [i18n.text(f"search.kind.{kind}") for kind in ("bill", "payment", "receipt")][: len(heads(palette))]
    )
    told = {title: (aside, matched) for title, aside, matched in rows(palette)}
    assert told[i18n.text("search.kind.bill")][0] == "1"
    assert told["บริษัท แสงเรืองรอง จำกัด"][1]
    spoken = palette.list.item(1).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "640000112" in spoken
    press(palette, "Escape")
    rest()


def test_page_down_goes_from_kind_to_kind_and_arrows_pass_over_the_heads(desk: Room) -> None:
    palette = opened(desk.place.window, "2,468.00")
    assert len(heads(palette)) >= 2
    first = palette.list.currentRow()
    assert not palette.list.item(first).data(HEAD)
    press(palette.field, "PgDown")
    second = palette.list.currentRow()
    assert second > first
    assert palette.list.item(second - 1).data(HEAD)
    press(palette.field, "PgUp")
    assert palette.list.currentRow() == first
    press(palette.field, "Up")
    assert not palette.list.currentItem().data(HEAD)
    press(palette, "Escape")
    rest()


def test_a_kind_with_many_is_opened_alone_and_escape_goes_back_to_all_kinds(desk: Room) -> None:
    palette = opened(desk.place.window, "ผู้อื่น")
    payments, receipts = (i18n.text(f"search.kind.{kind}") for kind in ("payment", "receipt"))
    assert heads(palette) == [payments, receipts][-len(heads(palette)) :]
    to(palette, i18n.text("search.all", kind=payments, count="11"))
    press(palette.field, "Return")
    until(lambda: palette.answered == ("ผู้อื่น", "payment"), "the search did not answer")
    assert heads(palette) == [payments]
    assert palette.list.count() == 12
    press(palette.field, "Escape")
    until(lambda: palette.answered == ("ผู้อื่น", ""), "the search did not answer")
    assert payments in heads(palette)
    press(palette.field, "Escape")
    rest()
    assert not any(each.isVisible() for each in desk.place.window.findChildren(CommandPalette))


def test_the_words_are_there_again_after_a_look_at_what_was_found(desk: Room) -> None:
    window = desk.place.window
    palette = opened(window, "ฎ.777/2570")
    press(palette.field, "Return")
    rest()
    press(window, "Ctrl+K")
    again = next(each for each in window.findChildren(CommandPalette) if each.isVisible())
    assert (again.field.text(), again.field.selectedText()) == ("ฎ.777/2570", "ฎ.777/2570")
    until(lambda: again.answered == ("ฎ.777/2570", ""), "the search did not answer")
    press(again.field, "Escape")
    rest()


def test_a_role_finds_only_what_its_rooms_show(desk: Room) -> None:
    actor = desk.station.desk.actor
    everything = {group.kind for keys in KEYS.values() for key in keys for group in desk.place.overview.find(key)}
    assert everything == {kind.value for kind in Kind if may(actor.person.roles, SHOWN[kind].needs)}
    screens = {found.screen for keys in KEYS.values() for key in keys for group in desk.place.overview.find(key)
               for found in group.found}  # fmt: skip
    assert screens <= set(desk.place.window._places)
