"""The sealed slip: A4 folded in three, outside the addressee only, inside a secret that is printed once (document 002).

The sheet is printed on one side. The bottom third is folded up over the middle one, its close pattern on the secret;
the top third is folded back behind them and becomes the outside. Whoever holds the closed slip against the light
finds the pattern of two thirds over the secret.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.documents.pdf import look
from app.documents.pdf.batch_head import Fact
from app.documents.pdf.faces import Weight
from app.documents.pdf.lines import shrunk, wrapped
from app.documents.pdf.paper import HEIGHT, WIDTH, Paper, Sheet, Style
from app.documents.pdf.tint import draw_tint
from app.documents.pdf.wording import Wording
from app.domain.values import dates
from app.domain.values.identifiers import BankTable

if TYPE_CHECKING:
    from app.documents.pdf.access_content import Slip
    from app.i18n import Language

FOLDS = (HEIGHT / 3, HEIGHT * 2 / 3)
"""Where the sheet is folded, in points from the top."""

_EDGE = 24.0
_MARK_FROM, _MARK_LENGTH = 11.0, 9.0
_CARD = (_EDGE, 22.0, WIDTH - 2 * _EDGE, 140.0)
"""Where the addressee stands: x, y, width, height; the rest of the outside is pattern."""

_PITCH = 24.0
_LETTERS_MAX = 20
"""More would be set too close for the words below them; they go into a second row."""

_SECRET = Style(Weight.SEMIBOLD, 23, look.INK)
_CLASS = Style(Weight.REGULAR, 6.5, look.QUIET)
_ADDRESSEE = Style(Weight.SEMIBOLD, 15, look.INK)
_SEALED = Style(Weight.BOLD, 12, look.REFUSED)
_STEP = 14.0
_STEPS = 4


def write(slip: Slip, language: Language) -> bytes:
    """Return the slip as a PDF of one page."""
    wording = Wording(language, BankTable(()), "full")
    title = _text(wording, f"title_{slip.kind}")
    paper = Paper(
        title,
        slip.agency_name,
        "th-TH" if language == "th" else "en-GB",
        dates.parse_instant(slip.made_at),
    )
    sheet = Sheet(paper)
    _draw_outside(sheet, slip, wording)
    _draw_inside(sheet, slip, wording, title)
    _draw_cover(sheet, wording)
    for fold in FOLDS:
        for x in (_MARK_FROM, WIDTH - _MARK_FROM - _MARK_LENGTH):
            sheet.rule(x, fold, _MARK_LENGTH, look.QUIET, 0.7)
    paper.add(sheet)
    return paper.data()


def letter_class(letter: str) -> str:
    """Return what a letter of a secret is: ``digit``, ``upper``, ``lower``, ``dash`` or ``sign``."""
    if letter == "-":
        return "dash"
    if letter.isdigit():
        return "digit"
    if not letter.isalpha():
        return "sign"
    return "upper" if letter.isupper() else "lower"


def _text(wording: Wording, key: str, **facts: object) -> str:
    return wording.words(f"slip.{key}", **facts)


def _draw_outside(sheet: Sheet, slip: Slip, wording: Wording) -> None:
    """Set the addressee on white, and the pattern over the third that will lie behind the secret."""
    x, y, width, height = _CARD
    draw_tint(sheet, _EDGE, y + height + 10, WIDTH - 2 * _EDGE, FOLDS[0] - y - height - 16)
    left, room = look.LEFT, look.MEASURE
    sheet.rule(x, y, width, look.HAIRLINE)
    sheet.rule(x, y + height, width, look.HAIRLINE)
    sheet.text(left, y + 27, _text(wording, "sealed"), _SEALED)
    sheet.text(look.RIGHT, y + 27, slip.company_id, look.HEAD, "right")
    sheet.text(left, y + 52, slip.agency_name, shrunk(slip.agency_name, look.BODY, room))
    unit = wording.text("unit", unit=slip.unit_name, code=slip.unit)
    sheet.text(left, y + 68, unit, shrunk(unit, look.BODY, room))
    name = slip.name or _text(wording, "for_workstation", device=slip.device_name)
    sheet.text(left, y + 101, _text(wording, "to"), look.LABEL)
    start = left + look.LABEL.width(_text(wording, "to")) + 8
    sheet.text(start, y + 101, name, shrunk(name, _ADDRESSEE, look.RIGHT - start))
    sheet.text(start, y + 120, slip.position, shrunk(slip.position, look.BODY, look.RIGHT - start))


def _draw_inside(sheet: Sheet, slip: Slip, wording: Wording, title: str) -> None:
    """Set the secret, whose it is, until when, and what to do with it."""
    y = FOLDS[0] + 12
    sheet.text(look.LEFT, y + 12, title, look.SECTION)
    if slip.simulated:
        sheet.text(look.RIGHT, y + 12, wording.text("simulated"), look.BANNER, "right")
    y = _draw_secret(sheet, y + 22, slip.secret, wording)
    facts = [
        Fact(_text(wording, "company"), slip.company_id),
        Fact(_text(wording, "user"), slip.user_id) if slip.user_id else Fact(_text(wording, "unit"), slip.unit),
        Fact(_text(wording, "device"), slip.device_name)
        if slip.kind == "workstation"
        else Fact(_text(wording, "made"), wording.moment(slip.made_at)),
        Fact(_text(wording, "expires"), wording.moment(slip.expires_at)),
    ]
    y = _draw_facts(sheet, y + 8, facts)
    for number in range(1, _STEPS + 1):
        step = f"{number}. {_text(wording, f'{slip.kind}_step_{number}')}"
        for line in wrapped(step, look.BODY, look.MEASURE):
            sheet.text(look.LEFT, y + 9, line, look.BODY)
            y += _STEP
    warning = _text(wording, "opened")
    sheet.text(look.LEFT, y + 11, warning, shrunk(warning, look.STRONG, look.MEASURE))


def _draw_facts(sheet: Sheet, y: float, facts: list[Fact]) -> float:
    width = look.MEASURE / len(facts)
    for number, fact in enumerate(facts):
        x = look.LEFT + number * width
        sheet.text(x, y + 9, fact.label, look.LABEL)
        sheet.text(x, y + 23, fact.value, shrunk(fact.value, look.STRONG, width - 10))
    return y + 34


def _draw_secret(sheet: Sheet, y: float, secret: str, wording: Wording) -> float:
    """Set the secret letter by letter, each in a place of its own with what it is below; return where it ends."""
    rows = _rows(secret)
    height = 30 + 38.0 * len(rows)
    sheet.box(look.LEFT, y, look.MEASURE, height, look.PANEL, 5)
    step = _PITCH
    style = Style(_SECRET.weight, _SECRET.size, _SECRET.colour, round(step / _SECRET.size * 1000))
    baseline = y + 28
    for row in rows:
        left = look.LEFT + (look.MEASURE - step * len(row)) / 2
        sheet.text(left, baseline, row, style)
        for place, letter in enumerate(row):
            x = left + step * (place + 0.5)
            sheet.rule(x - step / 2 + 2, baseline + 6, step - 4, look.HAIRLINE)
            sheet.text(x, baseline + 15, _text(wording, letter_class(letter)), _CLASS, "centre")
        baseline += 38
    hint = _text(wording, "how_to_read", count=len(secret))
    sheet.text(look.LEFT + look.MEASURE / 2, y + height - 9, hint, shrunk(hint, look.SMALL, look.MEASURE), "centre")
    return y + height


def _rows(secret: str) -> list[str]:
    """Break a secret into rows; none ends in a dash, which readers of the text layer take for a broken word."""
    rows = []
    while secret:
        row = secret[:_LETTERS_MAX]
        if len(secret) > _LETTERS_MAX:
            row = row.rstrip("-") or row
        rows.append(row)
        secret = secret[len(row) :]
    return rows


def _draw_cover(sheet: Sheet, wording: Wording) -> None:
    """Set how to fold just below the lower fold, and the pattern over all the rest: it will lie on the secret."""
    y = FOLDS[1]
    for number in (1, 2):
        line = _text(wording, f"fold_{number}")
        sheet.text(look.LEFT, y + 3 + 14 * number, line, shrunk(line, look.SMALL, look.MEASURE))
    draw_tint(sheet, _EDGE, y + 40, WIDTH - 2 * _EDGE, HEIGHT - _EDGE - y - 40)
