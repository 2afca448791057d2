"""One stylesheet, made from the tokens of ``theme``; widgets are chosen by class, ``role`` and ``tone`` only."""

from __future__ import annotations

from string import Template

import resources
from app.ui import theme
from app.ui.theme import SIZES, SPACE, TYPE, Colours

_FRAME = """
QToolTip { background: $panel; color: $ink; border: 1px solid $hairline; padding: 4px 8px; }
QMainWindow, QDialog, QWidget[role="page"] { background: $ground; }
QWidget[role="nav"] { background: $panel; border-right: 1px solid $hairline; }
QWidget[role="top"] { background: $ground; border-bottom: 1px solid $hairline; }
QWidget[role="side"] { background: $ground; border-left: 1px solid $hairline; }
QFrame[role="card"] { background: $ground; border: 1px solid $hairline; border-radius: 8px; }
QFrame[role="tile"] { background: $ground; border: 1px solid $hairline; border-radius: 8px; }
QFrame[role="line"] { background: $hairline; border: none; max-height: 1px; min-height: 1px; }
QFrame[role="upright"] { background: $hairline; border: none; max-width: 1px; min-width: 1px; }
QFrame[role="notice"] { background: $panel; border: none; border-radius: ${corner}px; }
QScrollArea, QScrollArea > QWidget > QWidget[role="page"] { background: transparent; border: none; }
QSplitter::handle { background: $hairline; }
"""

_TEXT = """
QLabel { background: transparent; color: $ink; padding: 3px 0 1px 0; }
QLabel[role="icon"] { padding: 0; }
QLabel[role="brand"] { font-size: ${title}px; padding: 5px 0 2px 0; font-weight: 700; color: $accent; }
QLabel[role="brand-big"] { font-size: 40px; padding: 10px 0 4px 0; font-weight: 700; color: $accent; }
QLabel[role="hero"] { font-size: ${hero}px; padding: 5px 0 2px 0; font-weight: 600; }
QLabel[role="title"] { font-size: ${title}px; padding: 5px 0 2px 0; font-weight: 600; }
QLabel[role="section"] { font-size: ${section}px; font-weight: 600; }
QLabel[role="figure"] { font-size: ${figure}px; padding: 4px 0 1px 0; font-weight: 600; }
QLabel[role="strong"] { font-weight: 600; }
QLabel[role="label"] { font-size: ${table}px; font-weight: 500; }
QLabel[role="table"] { font-size: ${table}px; }
QLabel[role="quiet"] { font-size: ${table}px; color: $quiet; }
QLabel[role="small"] { font-size: ${small}px; color: $quiet; }
QLabel[tone="quiet"] { color: $quiet; }
QLabel[role="keycap"] { font-size: 12px; color: $quiet; background: $panel; border: 1px solid $hairline;
    border-radius: 4px; padding: 2px 6px 1px 6px; }
QLabel[role="code"] { font-size: ${small}px; color: $quiet; background: $panel; border-radius: 4px; padding: 2px 6px; }
"""

_TONE = """
QLabel[tone="$tone"] { color: $tone_ink; }
QLabel[role="chip"][tone="$tone"] { background: $tone_ground; border-radius: 12px; padding: 0 10px;
    font-size: ${table}px; }
QFrame[role="banner"][tone="$tone"] { background: $tone_ground; border: none; }
QFrame[role="notice"][tone="$tone"] { background: $tone_ground; }
QFrame[role="tile"][tone="$tone"] { border-left: 4px solid $tone_ink; }
"""

_BUTTON = """
QPushButton { background: $ground; color: $ink; border: 1px solid $control_line; border-radius: ${corner}px;
    padding: 0 14px; min-height: 32px; font-weight: 500; }
QPushButton:hover { background: $panel; border-color: $quiet; }
QPushButton:pressed { background: $row_line; }
QPushButton:focus { border: 2px solid $accent; padding: 0 13px; min-height: 30px; outline: none; }
QPushButton:disabled { color: $quiet; border-color: $hairline; background: $panel; }
QPushButton[kind="primary"] { background: $accent; color: $on_accent; border: 1px solid $accent; font-weight: 600; }
QPushButton[kind="primary"]:hover { background: $accent_hover; }
QPushButton[kind="primary"]:focus { border: 2px solid $ink; }
QPushButton[kind="primary"]:disabled { background: $row_line; border-color: $row_line; color: $quiet; }
QPushButton[kind="danger"] { color: $refused; }
QPushButton[kind="danger"]:hover { background: $refused_ground; border-color: $refused; }
QPushButton[kind="danger"]:disabled { color: $quiet; }
QPushButton[kind="quiet"] { border: 1px solid transparent; background: transparent; padding: 0 8px; }
QPushButton[kind="quiet"]:hover { background: $row_line; }
QPushButton[kind="quiet"]:focus { border: 2px solid $accent; padding: 0 7px; }
QPushButton[kind="quiet"]:disabled { color: $quiet; }
QPushButton[kind="quiet"][place="edge"] { padding: 0 8px 0 0; border-left: none; }
QPushButton[kind="quiet"][place="edge"]:focus { padding: 0 7px 0 0; border-left: 2px solid $accent; }
QPushButton[place="foot"] { text-align: left; font-size: ${table}px; }
QPushButton[kind="link"] { border: none; background: transparent; color: $accent; padding: 0; text-align: left;
    min-height: 26px; }
QPushButton[kind="link"]:hover { text-decoration: underline; }
QPushButton[kind="link"][place="row"] { padding: 0; min-height: 24px; color: $ink; }
QPushButton[kind="link"]:focus { border: none; border-bottom: 2px solid $accent; padding: 0; min-height: 24px; }
QPushButton[kind="field"] { color: $quiet; font-weight: 400; text-align: left; padding: 0 12px; }
QPushButton[kind="field"]:focus { padding: 0 11px; }
QPushButton[kind="icon"] { border: 1px solid transparent; background: transparent; padding: 0; min-width: 32px; }
QPushButton[kind="icon"]:hover { background: $row_line; }
QPushButton[kind="icon"]:focus { border: 2px solid $accent; padding: 0; min-width: 30px; }
QPushButton[kind="chip"] { border-radius: 14px; min-height: 26px; padding: 0 12px; font-size: ${table}px; }
QPushButton[kind="chip"]:focus { min-height: 24px; padding: 0 11px; }
QPushButton[kind="chip"]:checked { background: $accent_ground; color: $accent; border-color: $accent; }
QPushButton[kind="tab"] { border: none; border-bottom: 2px solid transparent; border-radius: 0; background: transparent;
    color: $quiet; padding: 0 2px; min-height: 34px; font-weight: 400; }
QPushButton[kind="tab"]:hover { color: $ink; background: transparent; }
QPushButton[kind="tab"]:checked { color: $ink; font-weight: 600; border-bottom: 2px solid $accent; }
QPushButton[kind="tab"]:focus { color: $accent; padding: 0 2px; }
QPushButton[kind="tile"] { border: 1px solid $hairline; border-radius: 8px; background: $ground; padding: 0;
    min-height: 118px; }
QPushButton[kind="tile"]:hover { background: $panel; border-color: $quiet; }
QPushButton[kind="tile"]:focus { border: 2px solid $accent; padding: 0; min-height: 116px; }
QPushButton[kind="nav"] { border: 2px solid transparent; background: transparent; text-align: left; padding: 0 8px;
    min-height: 32px; font-weight: 400; }
QPushButton[kind="nav"]:hover { background: $row_line; }
QPushButton[kind="nav"]:checked { background: $accent_ground; color: $accent; font-weight: 500; }
QPushButton[kind="nav"]:focus { border: 2px solid $accent; }
"""

_INPUT = """
QLineEdit, QPlainTextEdit, QComboBox, QSpinBox { background: $ground; color: $ink; border: 1px solid $control_line;
    border-radius: ${corner}px; padding: 0 10px; selection-background-color: $accent; selection-color: $on_accent; }
QLineEdit, QComboBox, QSpinBox { min-height: 32px; }
QPlainTextEdit { padding: 6px 8px; }
QLineEdit:focus, QPlainTextEdit:focus, QComboBox:focus, QSpinBox:focus { border: 2px solid $accent; padding: 0 9px; }
QLineEdit:focus, QComboBox:focus, QSpinBox:focus { min-height: 30px; }
QPlainTextEdit:focus { padding: 5px 7px; }
QLineEdit[role="search"] { padding: 0 2px; }
QLineEdit[role="search"]:focus { padding: 0 1px; }
QLineEdit[wrong="true"], QComboBox[wrong="true"], QPlainTextEdit[wrong="true"] { border-color: $refused; }
QLineEdit:disabled, QComboBox:disabled, QPlainTextEdit:disabled { background: $panel; color: $quiet;
    border-color: $hairline; }
QLineEdit:read-only { background: $panel; }
QComboBox::drop-down { border: none; width: 28px; }
QComboBox::down-arrow { image: url($arrow); width: 14px; height: 14px; }
QComboBox QAbstractItemView { background: $ground; border: 1px solid $hairline; outline: none; padding: 4px; }
QComboBox QAbstractItemView::item { min-height: 30px; padding: 0 8px; border-radius: 4px; color: $ink; }
QComboBox QAbstractItemView::item:selected { background: $accent_ground; color: $ink; }
QCheckBox, QRadioButton { spacing: 8px; min-height: 28px; background: transparent; border: 2px solid transparent;
    border-radius: 4px; }
QCheckBox:focus, QRadioButton:focus { border-color: $accent; }
QCheckBox::indicator, QRadioButton::indicator { width: 16px; height: 16px; border: 1px solid $quiet;
    background: $ground; }
QCheckBox::indicator { border-radius: 4px; }
QRadioButton::indicator { border-radius: 9px; }
QCheckBox::indicator:checked { background: $accent; border-color: $accent; image: url($tick); }
QRadioButton::indicator:checked { border: 5px solid $accent; width: 8px; height: 8px; }
QCheckBox:disabled, QRadioButton:disabled { color: $quiet; }
QProgressBar { background: $row_line; border: none; border-radius: 4px; min-height: 8px; max-height: 8px; }
QProgressBar::chunk { background: $accent; border-radius: 4px; }
QMenu { background: $ground; border: 1px solid $hairline; padding: 4px; }
QMenu::item { padding: 6px 24px 6px 12px; border-radius: 4px; }
QMenu::item:selected { background: $accent_ground; }
"""

_VIEW = """
QTableView, QListView, QTreeView { background: $ground; color: $ink; border: none; outline: none;
    gridline-color: $row_line; font-size: ${table}px; selection-background-color: $accent_ground;
    selection-color: $ink; }
QTableView[framed="true"] { border: 1px solid $hairline; border-radius: 8px; }
QListView::item { min-height: 34px; padding: 0 12px; border-radius: ${corner}px; }
QListView::item:selected { background: $accent_ground; color: $ink; }
QHeaderView { background: $ground; border: none; }
QHeaderView::section { background: $ground; color: $quiet; border: none; border-bottom: 1px solid $hairline;
    padding: 0 8px; min-height: 33px; font-size: ${table}px; font-weight: 400; }
QHeaderView::section:hover { color: $ink; }
QTableCornerButton::section { background: $ground; border: none; }
QAbstractScrollArea::corner { background: transparent; border: none; }
QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
QScrollBar::handle { background: $hairline; border-radius: 4px; margin: 2px; min-height: 32px; min-width: 32px; }
QScrollBar::handle:hover { background: $quiet; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
"""


def sheet(colours: Colours) -> str:
    """Return the whole stylesheet in the given colours."""
    dark = colours.ground == theme.DARK.colours.ground
    tokens: dict[str, object] = {name: getattr(colours, name) for name in theme.colour_names()}
    tokens |= {name: getattr(TYPE, name) for name in ("small", "table", "base", "section", "title", "figure", "hero")}
    tokens |= {"corner": SIZES.corner, "m": SPACE.m}
    tokens["arrow"] = resources.path("icons", f"arrow-{'dark' if dark else 'light'}.svg").as_posix()
    tokens["tick"] = resources.path("icons", f"tick-{'dark' if dark else 'light'}.svg").as_posix()
    parts = [_FRAME, _TEXT, _BUTTON, _INPUT, _VIEW]
    tones = []
    for tone in theme.TONES:
        ink, ground = colours.of(tone)
        tones.append(Template(_TONE).substitute(tokens, tone=tone, tone_ink=ink, tone_ground=ground))
    return "".join(Template(part).substitute(tokens) for part in parts) + "".join(tones)
