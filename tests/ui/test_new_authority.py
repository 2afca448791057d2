"""What the sign-in window does when another authority vouches for the central system."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app import i18n
from app.domain.values.errors import Tampered
from app.ui.screens.access.new_authority import NewAuthorityDialog
from tests.ui.looking import press, type_words, visible_texts
from tests.ui.samples import SampleDesk
from tests.ui.windows import sign_in

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

LETTER = "0123 4567 89ab cdef"


class Changed(SampleDesk):
    """A door behind which somebody else stands."""

    def enter(self, *_: object, **__: object) -> object:
        raise Tampered("authority_changed")


def test_another_authority_is_believed_for_the_banks_letter_only(qtbot: QtBot) -> None:
    desk = Changed()
    window = sign_in(qtbot, desk)
    assert not window.kept_out.replaced.isVisible()
    type_words(window.password.edit, "ถูกต้อง-แน่นอน")
    press(window.password.edit, "Return")
    qtbot.waitUntil(window.kept_out.replaced.isVisible)
    window.kept_out.replaced.click()
    dialog = window.findChild(NewAuthorityDialog)
    assert dialog is not None
    press(dialog.code.edit, "Return")
    assert dialog.code.wrong
    assert "authority" not in desk.chosen
    dialog.code.set_text("wrong")
    press(dialog.code.edit, "Return")
    qtbot.waitUntil(dialog.error.isVisible)
    assert window.kept_out.replaced.isVisible()
    dialog.code.set_text(LETTER)
    press(dialog.code.edit, "Return")
    qtbot.waitUntil(lambda: not window.kept_out.replaced.isVisible())
    assert desk.chosen["authority"] == LETTER
    assert (window.password.text(), window.kept_out.error.isVisible()) == ("", False)
    assert i18n.text("sign_in.authority_accepted") in visible_texts(window)
