"""Named tokens of the look: colours, type, space and sizes; the only place that names them.

Usage::

    theme.load_fonts()
    theme.apply(app, "light")
    theme.current().colours.accent      # at paint time, never kept
    theme.SPACE.m                       # 12 logical pixels

Widgets are dressed by two properties that the stylesheet knows: ``role`` (what a text or frame is for) and ``tone``
(what it tells): ``theme.dress(label, role="section")``, ``theme.dress(chip, tone="refused")``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette

import resources

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication, QWidget

ThemeName = Literal["light", "dark"]
Tone = Literal["plain", "accent", "waiting", "done", "refused", "unknown"]
TONES: tuple[Tone, ...] = ("plain", "accent", "waiting", "done", "refused", "unknown")
FAMILY = "Sarabun"
STYLE = "fusion"


class Colours(NamedTuple):
    """Every colour of one theme as ``#rrggbb``; each text colour reaches 4.5:1 on every ground it may stand on."""

    ground: str
    panel: str
    row_line: str
    hairline: str
    control_line: str
    ink: str
    quiet: str
    accent: str
    accent_hover: str
    accent_ground: str
    on_accent: str
    waiting: str
    waiting_ground: str
    done: str
    done_ground: str
    refused: str
    refused_ground: str
    unknown: str
    unknown_ground: str

    def of(self, tone: Tone) -> tuple[str, str]:
        """Return text colour and ground of a tone."""
        if tone == "plain":
            return self.ink, self.row_line
        return str(getattr(self, tone)), str(getattr(self, f"{tone}_ground"))


class Type(NamedTuple):
    """Text sizes in logical pixels; line height is 1.5 because Thai marks need the room."""

    small: int = 13
    table: int = 14
    base: int = 15
    section: int = 16
    title: int = 20
    figure: int = 20
    hero: int = 26


class Space(NamedTuple):
    """Distances in logical pixels."""

    xs: int = 4
    s: int = 8
    m: int = 12
    l: int = 16  # noqa: E741 - the middle of the family xs, s, m, l, xl, xxl
    xl: int = 24
    xxl: int = 32


class Sizes(NamedTuple):
    """Heights, widths and radii in logical pixels."""

    row: int = 34
    control: int = 34
    corner: int = 6
    icon: int = 18
    icon_small: int = 14
    nav_width: int = 212
    side_width: int = 340
    form_width: int = 420
    dialog_width: int = 480
    top_bar: int = 48
    chip: int = 24
    window: tuple[int, int] = (1366, 768)
    window_min: tuple[int, int] = (960, 560)
    window_low: int = 400
    """So low a window may be where the screen has no more: what does not fit is scrolled."""
    window_frame: int = 40
    """So much of a screen the frame of a window may take."""


class Theme(NamedTuple):
    """One theme: its name and colours."""

    name: ThemeName
    colours: Colours


TYPE, SPACE, SIZES = Type(), Space(), Sizes()

LIGHT = Theme(
    "light",
    Colours(
        ground="#ffffff",
        panel="#f6f7f5",
        row_line="#eceeeb",
        hairline="#d9ddd9",
        control_line="#bcc3bf",
        ink="#1b2422",
        quiet="#5d6864",
        accent="#0e6257",
        accent_hover="#0b5047",
        accent_ground="#e3f0ed",
        on_accent="#ffffff",
        waiting="#8f5400",
        waiting_ground="#fdf1dc",
        done="#1d6b34",
        done_ground="#e4f3e7",
        refused="#a32a22",
        refused_ground="#fbe9e7",
        unknown="#5b3a9b",
        unknown_ground="#efe9fa",
    ),
)
DARK = Theme(
    "dark",
    Colours(
        ground="#161b1a",
        panel="#1b2120",
        row_line="#242b29",
        hairline="#35403d",
        control_line="#4d5a56",
        ink="#e8ecea",
        quiet="#9ba7a3",
        accent="#5cc2b1",
        accent_hover="#74d0c0",
        accent_ground="#1d3a35",
        on_accent="#10201d",
        waiting="#f0b45c",
        waiting_ground="#3a2c14",
        done="#7ccb90",
        done_ground="#1b3623",
        refused="#f2938b",
        refused_ground="#43211e",
        unknown="#bda6ee",
        unknown_ground="#2f2547",
    ),
)
THEMES: dict[ThemeName, Theme] = {"light": LIGHT, "dark": DARK}
_current: list[Theme] = [LIGHT]


def current() -> Theme:
    """Return the theme in use; ask at paint time, since it may be switched at any moment."""
    return _current[0]


def load_fonts() -> None:
    """Register the four weights of Sarabun that the program ships; all its digits are equally wide."""
    for weight in ("Regular", "Medium", "SemiBold", "Bold"):
        QFontDatabase.addApplicationFont(str(resources.path("fonts", f"Sarabun-{weight}.ttf")))


def font(pixels: int = TYPE.base, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """Return the family of the house at ``pixels`` logical pixels."""
    chosen = QFont(FAMILY)
    chosen.setPixelSize(pixels)
    chosen.setWeight(weight)
    chosen.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return chosen


def colour(name: str) -> QColor:
    """Return the colour named by a field of ``Colours`` in the theme in use."""
    return QColor(getattr(current().colours, name))


def apply(app: QApplication, name: ThemeName) -> None:
    """Dress the whole application in a theme; open windows repaint themselves on Qt's palette and style events."""
    from app.ui import stylesheet

    _current[0] = THEMES[name]
    if app.property("look") != STYLE:  # asking for the style itself would make all its words: 4 ms of the first window
        app.setStyle(STYLE)
        app.setProperty("look", STYLE)
    app.setFont(font())
    app.setPalette(_palette(THEMES[name].colours))
    app.setStyleSheet(stylesheet.sheet(THEMES[name].colours))


def dress(widget: QWidget, **properties: str) -> None:
    """Set the properties the stylesheet looks at (``role``, ``tone``) and let the widget be drawn anew."""
    changed = False
    for name, value in properties.items():
        if widget.property(name) != value:
            widget.setProperty(name, value)
            changed = True
    if changed and widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def colour_names() -> list[str]:
    """Return the names of all colour tokens, for whoever checks their contrast."""
    return list(Colours._fields)


def _palette(colours: Colours) -> QPalette:
    role = QPalette.ColorRole
    palette = QPalette()
    for which, value in (
        (role.Window, colours.ground),
        (role.Base, colours.ground),
        (role.AlternateBase, colours.panel),
        (role.Button, colours.ground),
        (role.ToolTipBase, colours.panel),
        (role.Text, colours.ink),
        (role.WindowText, colours.ink),
        (role.ButtonText, colours.ink),
        (role.ToolTipText, colours.ink),
        (role.PlaceholderText, colours.quiet),
        (role.Highlight, colours.accent_ground),
        (role.HighlightedText, colours.ink),
        (role.Link, colours.accent),
        (role.Accent, colours.accent),
        (role.Mid, colours.hairline),
        (role.Light, colours.panel),
        (role.Dark, colours.hairline),
    ):
        palette.setColor(which, QColor(value))
    for which in (role.Text, role.WindowText, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, which, QColor(colours.quiet))
    return palette


ALIGN_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
ALIGN_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
ALIGN_CENTRE = Qt.AlignmentFlag.AlignCenter
