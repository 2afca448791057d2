"""QR code and Code 128 as SVG that stands in the page itself: no script, no style, no other file."""

from __future__ import annotations

import segno
from markupsafe import Markup

_TABLE = """
212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 122231 113222 123122
123221 223211 221132 221231 213212 223112 312131 311222 321122 321221 312212 322112 322211 212123 212321 232121 111323
131123 131321 112313 132113 132311 211313 231113 231311 112133 112331 132131 113123 113321 133121 313121 211331 231131
213113 213311 213131 311123 311321 331121 312113 312311 332111 314111 221411 431111 111224 111422 121124 121421 141122
141221 112214 112412 122114 122411 142112 142211 241211 221114 413111 241112 134111 111242 121142 121241 114212 124112
124211 411212 421112 421211 212141 214121 412121 111143 111341 131141 114113 114311 411113 411311 113141 114131 311141
411131 211412 211214 211232 2331112
"""
_WIDTHS = _TABLE.split()
"""Bars and gaps of the symbols 0 to 106 of ISO/IEC 15417, in modules."""
_TO_C, _TO_B, _TO_A, _START_B, _STOP = 99, 100, 101, 104, 106
_PAIRS_MIN = 4
"""So many digits in a row are worth changing to code set C, which writes two in one symbol."""
_HEIGHT = 60
_DOTS = 2
"""Of a screen, to a module: bars that end between two dots are hard to read."""
_QUIET, _QR_QUIET = 10, 4


def qr_svg(text: str, name: str) -> Markup:
    """Return a QR code named ``name`` for those who do not see it."""
    rows = [bytes(row) for row in segno.make(text, error="m", micro=False).matrix_iter(border=_QR_QUIET)]
    dark = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, bit in enumerate(row) if bit)
    drawn = Markup('<svg class="qr" role="img" aria-label="{}" viewBox="0 0 {} {}" shape-rendering="crispEdges">')
    return drawn.format(name, len(rows), len(rows)) + Markup('<path d="{}"/></svg>').format(dark)


def bar_svg(text: str, name: str) -> Markup:
    """Return a Code 128 barcode with its quiet zones."""
    left, boxes = _QUIET, []
    for symbol in symbols(text):
        for place, width in enumerate(map(int, _WIDTHS[symbol])):
            if place % 2 == 0:
                boxes.append(f"M{left} 0h{width}v{_HEIGHT}h-{width}z")
            left += width
    wide = left + _QUIET
    drawn = Markup(
        '<svg class="bars" role="img" aria-label="{}" viewBox="0 0 {} {}" width="{}" preserveAspectRatio="none"'
        ' shape-rendering="crispEdges">'
    )
    head = drawn.format(name, wide, _HEIGHT, wide * _DOTS)
    return head + Markup('<path d="{}"/></svg>').format("".join(boxes))


def symbols(text: str) -> list[int]:
    """Return the symbols of an ASCII text, start, check symbol and stop among them; sets B and C, A where it must."""
    found, code_set, place = [_START_B], "B", 0
    while place < len(text):
        wanted = _set_for(text, place, code_set)
        if wanted != code_set:
            found.append({"A": _TO_A, "B": _TO_B, "C": _TO_C}[wanted])
            code_set = wanted
        if code_set == "C":
            found.append(int(text[place : place + 2]))
            place += 2
        else:
            found.append((ord(text[place]) + 64) % 96 if code_set == "A" else ord(text[place]) - 32)
            place += 1
    check = (found[0] + sum(n * symbol for n, symbol in enumerate(found))) % 103
    return [*found, check, _STOP]


def _set_for(text: str, place: int, code_set: str) -> str:
    """Return the code set of the next symbol."""
    rest = text[place:]
    digits = len(rest) - len(rest.lstrip("0123456789"))
    if digits >= (2 if code_set == "C" else _PAIRS_MIN):
        return "C"
    if rest[0] < " ":
        return "A"
    return "B" if code_set == "C" or rest[0] > "_" else code_set
