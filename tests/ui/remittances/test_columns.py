"""The columns of the treasury's rooms are wide enough for what stands in them, in either language."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, cast

import pytest
from PySide6.QtGui import QFontMetrics

from app import i18n
from app.ui import days, theme
from app.ui.screens.remittances.parts.columns import document_columns, remittance_columns
from app.ui.theme import SPACE, TYPE

if TYPE_CHECKING:
    from app.ui.screens.remittances.parts.words import Names

WIDEST = datetime(2026, 8, 28, 13, 28, tzinfo=UTC)


@pytest.mark.parametrize("language", i18n.LANGUAGES)
@pytest.mark.usefixtures("qapp")
def test_a_moment_is_never_without_its_time_and_a_heading_is_whole(language: i18n.Language) -> None:
    i18n.use(language)
    letters = QFontMetrics(theme.font(TYPE.table))
    documents = document_columns()
    moments = [one for one in (*remittance_columns(cast("Names", None)), *documents) if one.key.endswith("_at")]
    wanted = [(one, days.moment(WIDEST).replace("2569", "69")) for one in moments]
    wanted += [(one, i18n.text(one.title)) for one in documents]
    assert len(moments) == 4
    assert not [words for one, words in wanted if letters.horizontalAdvance(words) + 2 * SPACE.s > one.width]
