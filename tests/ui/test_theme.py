from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QFontMetricsF

from app.ui import icons, theme

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

CONTRAST_MIN = 4.5
SIGNALS = ("waiting", "done", "refused", "unknown")
PAIRS = [
    *product(
        ("ink", "quiet"), ("ground", "panel", "row_line", "accent_ground", *(f"{name}_ground" for name in SIGNALS))
    ),
    *product(("accent", *SIGNALS), ("ground", "panel", "accent_ground")),
    *((name, f"{name}_ground") for name in SIGNALS),
    ("on_accent", "accent"),
    ("on_accent", "accent_hover"),
]


def luminance(colour: str) -> float:
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("chosen", theme.THEMES.values(), ids=lambda chosen: chosen.name)
def test_every_text_colour_can_be_read_on_every_ground_it_stands_on(chosen: theme.Theme) -> None:
    low = {
        pair: round(ratio, 2)
        for pair in PAIRS
        if (ratio := contrast(getattr(chosen.colours, pair[0]), getattr(chosen.colours, pair[1]))) < CONTRAST_MIN
    }
    assert not low


def test_digits_are_equally_wide_in_every_weight(qapp: QApplication) -> None:
    weights = (theme.font().Weight.Normal, theme.font().Weight.DemiBold, theme.font().Weight.Bold)
    for weight in weights:
        metrics = QFontMetricsF(theme.font(theme.TYPE.table, weight))
        assert len({metrics.horizontalAdvance(digit) for digit in "0123456789"}) == 1
    assert theme.font().family() == theme.FAMILY


def test_an_icon_takes_the_colour_it_is_asked_for(qapp: QApplication) -> None:
    image = icons.pixmap("check", "#a32a22", 24, 1.0).toImage()
    inked = {
        image.pixelColor(x, y).name() for x in range(24) for y in range(24) if image.pixelColor(x, y).alpha() == 255
    }
    assert inked == {"#a32a22"}
