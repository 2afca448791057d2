"""A document on its way to being a PDF: sheets of A4 or cut from a roll, with texts, rules and shapes on them.

Places count from the top left. ReportLab keeps the file (pages, objects, compression); what stands on a page is written
here, because its own text calls either do not shape Thai or lose the source text (see `font_program`).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, Literal

from reportlab import rl_config
from reportlab.pdfgen.canvas import Canvas

from app.documents.pdf.embedding import EmbeddedFont
from app.documents.pdf.faces import Weight, face
from app.domain.values import dates

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from app.documents.pdf.emblem import Emblem

WIDTH, HEIGHT = 595.276, 841.890
"""A4 in points."""

_DASHES = " ".join(f"{dash * 6} 0 3 0.5 re" for dash in range(int(WIDTH // 6)))

Align = Literal["left", "right", "centre"]

_ROUND = 0.5523
"""How far the handles of a Bezier curve stand out to look like a quarter of a circle."""

rl_config.useA85 = 0  # text armour for 7-bit mail: a quarter more bytes, and most of the time of saving


@dataclass(frozen=True, slots=True)
class Style:
    """How a text looks: weight, size in points, colour as ``#rrggbb``.

    With a ``pitch`` every letter takes so many 1/1000 em and stands in the middle of them, as a typewriter writes.
    """

    weight: Weight
    size: float
    colour: str
    pitch: int = 0

    def width(self, text: str) -> float:
        """Return the width of a text in points."""
        return face(self.weight).width(text, self.pitch) * self.size / 1000


_PICTURE = "FormXob."
"""How ReportLab names what a page draws from elsewhere in the file."""


class _Canvas(Canvas):
    """ReportLab's canvas without its habit of naming Helvetica on every page."""

    def _make_preamble(self) -> None:
        self._preamble = ""

    def embed(self, font: EmbeddedFont) -> None:
        """Have the font written when the document is saved."""
        self._doc.delayedFonts.append(font)

    def hold(self, name: str, emblem: Emblem) -> None:
        """Write a picture into the file, for pages that name it."""
        self._doc.Reference(emblem.stream(), f"{_PICTURE}{name}")

    def bear(self, names: Iterable[str]) -> None:
        """Let the page under the pen use these pictures."""
        self._formsinuse += names


class Paper:
    """Collects sheets and becomes the bytes of a PDF; same calls, same bytes."""

    def __init__(self, title: str, author: str, language: str, made_at: datetime) -> None:
        """Begin a document; ``made_at`` (aware) is the only time in the file."""
        self._canvas = _Canvas(
            BytesIO(), pagesize=(WIDTH, HEIGHT), pageCompression=1, invariant=1, lang=language, pdfVersion=(1, 7)
        )
        self._canvas.setTitle(title)
        self._canvas.setAuthor(author)
        self._canvas.setCreator("Khlang")
        self._canvas.setProducer("Khlang")
        self._canvas.setSubject("")
        stamp = f"D:{made_at.astimezone(dates.BANGKOK):%Y%m%d%H%M%S}+07'00'"
        self._canvas.setDateFormatter(lambda *_parts: stamp)
        self._fonts: dict[Weight, EmbeddedFont] = {}
        self._pictures: dict[Emblem, str] = {}

    def font(self, weight: Weight) -> EmbeddedFont:
        """Return the document's font of a weight; it is embedded only when asked for."""
        known = self._fonts.get(weight)
        if known is None:
            known = self._fonts[weight] = EmbeddedFont(weight)
            self._canvas.embed(known)
        return known

    def picture(self, emblem: Emblem) -> str:
        """Return by which name pages draw a picture; its pixels are in the file once."""
        known = self._pictures.get(emblem)
        if known is None:
            known = self._pictures[emblem] = f"P{len(self._pictures)}"
            self._canvas.hold(known, emblem)
        return known

    def add(self, sheet: Sheet) -> None:
        """Append a finished sheet."""
        self._canvas.bear(sheet.pictures)
        self._canvas.setPageSize(sheet.size)
        self._canvas.addLiteral(sheet.operators())
        self._canvas.showPage()

    def data(self) -> bytes:
        """Return the finished PDF."""
        return self._canvas.getpdfdata()


class Sheet:
    """One page under the pen. ``x`` counts from the left edge, ``y`` from the top, both in points."""

    def __init__(self, paper: Paper) -> None:
        self._paper = paper
        self._operators: list[str] = []
        self._fill = ""
        self.size = (WIDTH, HEIGHT)
        self.pictures: list[str] = []

    def operators(self) -> str:
        """Return everything drawn so far as PDF operators."""
        moved = [] if self.size[1] == HEIGHT else [f"1 0 0 1 0 {self.size[1] - HEIGHT:.2f} cm"]
        return "\n".join(moved + self._operators)

    def cut(self, width: float, height: float) -> None:
        """Keep only so much of the page from its upper left corner, or make it longer, as paper from a roll."""
        self.size = (width, height)

    def text(self, x: float, y: float, text: str, style: Style, align: Align = "left") -> None:
        """Set one line; ``x`` is its left end, right end or middle by ``align``, ``y`` its baseline."""
        if not text:
            return
        font = self._paper.font(style.weight)
        codes, width = font.encoded(text, style.pitch)
        if align == "right":
            x -= width * style.size / 1000
        elif align == "centre":
            x -= width * style.size / 2000
        self._colour(style.colour)
        self._operators.append(f"BT /{font.resource} {style.size:g} Tf {x:.2f} {HEIGHT - y:.2f} Td [<{codes}>] TJ ET")

    def rule(self, x: float, y: float, width: float, colour: str, thickness: float = 0.5) -> None:
        """Draw a horizontal line; ``y`` is its middle."""
        self.box(x, y - thickness / 2, width, thickness, colour)

    def box(self, x: float, y: float, width: float, height: float, colour: str, radius: float = 0) -> None:
        """Fill a box, with round corners if ``radius`` says so; ``y`` is its top."""
        self._colour(colour)
        bottom = HEIGHT - y - height
        if radius:
            self._operators.append(_rounded(x, bottom, width, height, radius) + " f")
        else:
            self._operators.append(f"{x:.2f} {bottom:.2f} {width:.2f} {height:.2f} re f")

    def disc(self, x: float, y: float, radius: float, colour: str) -> None:
        """Fill a circle round its middle."""
        self.box(x - radius, y - radius, 2 * radius, 2 * radius, colour, radius)

    def stroke(self, points: list[tuple[float, float]], colour: str, thickness: float) -> None:
        """Draw a line through points, with round ends and corners."""
        path = " ".join(f"{x:.2f} {HEIGHT - y:.2f} {'l' if number else 'm'}" for number, (x, y) in enumerate(points))
        self._operators.append(f"q {_rgb(colour)} RG {thickness:.2f} w 1 J 1 j {path} S Q")

    def cut_line(self, y: float, colour: str) -> None:
        """Draw the dashes along which a sheet is cut, from edge to edge."""
        self.shape(0, y, 1, _DASHES, colour)

    def shape(self, x: float, y: float, scale: float, path: str, colour: str) -> None:
        """Fill a ready path, written upwards in its own units from its lower left corner, which comes to (x, y)."""
        self._operators.append(
            f"q {_rgb(colour)} rg {scale:.4f} 0 0 {scale:.4f} {x:.2f} {HEIGHT - y:.2f} cm {path} f Q"
        )

    def picture(self, x: float, y: float, side: float, emblem: Emblem) -> tuple[float, float]:
        """Draw a picture as large as a square of ``side`` has room, from its upper left corner; return its size."""
        width, height = emblem.fitted(side)
        name = self._paper.picture(emblem)
        if name not in self.pictures:
            self.pictures.append(name)
        place = f"{width:.2f} 0 0 {height:.2f} {x:.2f} {HEIGHT - y - height:.2f} cm"
        self._operators.append(f"q {place} /{_PICTURE}{name} Do Q")
        return width, height

    def _colour(self, colour: str) -> None:
        if colour != self._fill:
            self._fill = colour
            self._operators.append(f"{_rgb(colour)} rg")


@cache
def _rgb(colour: str) -> str:
    return " ".join(f"{int(colour[start : start + 2], 16) / 255:.3f}" for start in (1, 3, 5))


def _rounded(x: float, y: float, width: float, height: float, radius: float) -> str:
    right, top, handle = x + width, y + height, radius * (1 - _ROUND)
    return (
        f"{x + radius:.2f} {y:.2f} m {right - radius:.2f} {y:.2f} l "
        f"{right - handle:.2f} {y:.2f} {right:.2f} {y + handle:.2f} {right:.2f} {y + radius:.2f} c "
        f"{right:.2f} {top - radius:.2f} l "
        f"{right:.2f} {top - handle:.2f} {right - handle:.2f} {top:.2f} {right - radius:.2f} {top:.2f} c "
        f"{x + radius:.2f} {top:.2f} l "
        f"{x + handle:.2f} {top:.2f} {x:.2f} {top - handle:.2f} {x:.2f} {top - radius:.2f} c "
        f"{x:.2f} {y + radius:.2f} l "
        f"{x:.2f} {y + handle:.2f} {x + handle:.2f} {y:.2f} {x + radius:.2f} {y:.2f} c h"
    )
