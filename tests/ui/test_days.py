from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from app import i18n
from app.ui import days
from app.ui.typed_fields import DateField

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

DAY = date(2026, 11, 21)


@pytest.fixture(autouse=True)
def _era() -> Iterator[None]:
    yield
    days.use_era("buddhist")


def test_thai_screens_show_the_chosen_era_and_english_ones_the_common_era() -> None:
    shown = [days.day(DAY), days.long_day(DAY), days.compact(DAY)]
    assert shown == ["21 พ.ย. 2569", "21 พฤศจิกายน 2569", "21 พ.ย. 69"]
    days.use_era("gregorian")
    shown = [days.day(DAY), days.long_day(DAY), days.compact(DAY)]
    assert shown == ["21 พ.ย. 2026", "21 พฤศจิกายน 2026", "21 พ.ย. 2026"]
    i18n.use("en")
    assert {days.day(DAY), days.long_day(DAY), days.compact(DAY)} == {"21 Nov 2026"}


def test_a_moment_is_told_by_the_clock_in_bangkok() -> None:
    assert days.moment(datetime(2026, 11, 20, 18, 30, tzinfo=UTC)) == "21 พ.ย. 2569 01:30"
    assert days.weekday(DAY) == "เสาร์"


@pytest.mark.parametrize("era", ["buddhist", "gregorian"])
def test_what_a_date_field_shows_is_read_back_as_the_same_day(qtbot: QtBot, era: days.Era) -> None:
    days.use_era(era)
    field = DateField("pdf.copies")
    qtbot.addWidget(field)
    field.set_value(DAY)
    assert field.check()
    assert field.value() == DAY
