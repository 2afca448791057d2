"""A room that takes lists says what goes there before anything has been read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import pytest

from app import i18n
from app.ui.screens.collections.bills_import import BillImportScreen
from app.ui.screens.payees.import_register import RegisterImportScreen
from tests.ui.looking import visible_texts

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from app.services.bill_import import BillImport
    from app.services.payee_import import PayeeImport
    from app.ui.list_import import ListImport
    from app.ui.screens.payees.parts.ports import Desk


def bills() -> BillImportScreen:
    return BillImportScreen(cast("BillImport", None))  # nothing is asked of it before a list is there


def register() -> RegisterImportScreen:
    return RegisterImportScreen(cast("PayeeImport", None), cast("Desk", None))


@pytest.mark.parametrize("build", [bills, register])
def test_at_the_first_visit_the_table_says_what_can_be_dropped_there(
    qtbot: QtBot, build: Callable[[], ListImport[Any, Any]]
) -> None:
    screen = build()
    qtbot.addWidget(screen)
    screen.show()
    qtbot.waitUntil(lambda: {i18n.text(f"{screen.words}{key}") for key in ("drop", "formats")} <= visible_texts(screen))
    assert not screen.table.grid.isVisible()
