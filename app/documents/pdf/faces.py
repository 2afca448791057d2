"""Sarabun, one object a weight: HarfBuzz shapes its words, and the shaped words are kept.

A *cluster* is what a reader sees as one letter: a consonant with its vowel and tone marks, or a ligature. It is the
smallest piece that this package sets, so marks can never part from their letter, on the page or in the text layer.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import cache
from typing import NamedTuple

import uharfbuzz

import resources

WORDS_MAX = 50_000
"""Shaped words kept for each weight; a batch of 20,000 payees has fewer different ones."""

_PIECES = re.compile(r"[\u0e00-\u0e7f]+|[^\W\d_\u0e00-\u0e7f][^\W\d_\u0e00-\u0e7f\u0300-\u036f]*|[\s\S]")
"""Thai, other letters, or one sign. Each is shaped by itself: HarfBuzz chooses rules by the first letter's script, and
``ABC วันที่`` shaped as one Latin run loses the small tone mark. Figures stand alone so that columns of them align."""

_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_NO_GLYPH = 0
"""The box that a font draws for what it does not have."""


class Weight(StrEnum):
    """The four weights in ``resources/fonts``."""

    REGULAR = "Regular"
    MEDIUM = "Medium"
    SEMIBOLD = "SemiBold"
    BOLD = "Bold"


class Cluster(NamedTuple):
    """What one code in the document stands for; ``glyphs`` are (glyph, dx, dy) from the pen, in 1/1000 em."""

    text: str
    glyphs: tuple[tuple[int, int, int], ...]
    width: int

    def on_pitch(self, pitch: int) -> Cluster:
        """Return the same letter in the middle of another width."""
        aside = (pitch - self.width) // 2
        return Cluster(self.text, tuple((glyph, dx + aside, dy) for glyph, dx, dy in self.glyphs), pitch)


class Word(NamedTuple):
    """Shaped clusters; ``kerns[i]`` is how much closer than its width cluster ``i`` brings the next one."""

    clusters: tuple[Cluster, ...]
    kerns: tuple[int, ...]
    width: int


class Face:
    """One weight of the font; widths and offsets are in 1/1000 em, which are Sarabun's own units."""

    def __init__(self, weight: Weight) -> None:
        self.name = f"Sarabun-{weight}"
        data = resources.path("fonts", f"{self.name}.ttf").read_bytes()
        self._face = uharfbuzz.Face(uharfbuzz.Blob(data))
        self._font = uharfbuzz.Font(self._face)
        self._words: dict[str, Word] = {}
        self._widths: dict[str, int] = {}

    def table(self, tag: str) -> bytes:
        """Return a table of the font file."""
        return self._face.reference_table(tag).data

    def advance(self, glyph: int) -> int:
        """Return how far a glyph moves the pen when nothing is known of its neighbours."""
        return self._font.get_glyph_h_advance(glyph)

    def shape(self, word: str) -> Word:
        """Shape one piece of `pieces`."""
        known = self._words.get(word)
        if known is None:
            if len(self._words) >= WORDS_MAX:
                self._words.clear()
            known = self._words[word] = self._shaped(word)
        return known

    def letters(self, text: str) -> list[Cluster]:
        """Return the clusters of a text, one after the other."""
        return [cluster for piece in pieces(plain(text)) for cluster in self.shape(piece).clusters]

    def width(self, text: str, pitch: int = 0) -> int:
        """Return the width of a text in 1/1000 em; with a ``pitch`` every cluster has that width."""
        if pitch:
            return pitch * len(self.letters(text))
        known = self._widths.get(text)
        if known is None:
            if len(self._widths) >= WORDS_MAX:
                self._widths.clear()
            known = self._widths[text] = sum([self.shape(piece).width for piece in pieces(plain(text))])
        return known

    def _shaped(self, word: str) -> Word:
        buffer = uharfbuzz.Buffer()
        buffer.add_str(word)
        thai = "\u0e00" <= word[0] <= "\u0e7f"
        buffer.direction, buffer.script, buffer.language = "ltr", "Thai" if thai else "Latn", "th" if thai else "en"
        uharfbuzz.shape(self._font, buffer)
        starts = sorted({info.cluster for info in buffer.glyph_infos})
        ends = dict(zip(starts, [*starts[1:], len(word)], strict=True))
        clusters: list[Cluster] = []
        kerns: list[int] = []
        for start in starts:
            glyphs: list[tuple[int, int, int]] = []
            pen = natural = 0
            for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
                if info.cluster == start:
                    glyphs.append((info.codepoint, pen + position.x_offset, position.y_offset))
                    pen += position.x_advance
                    natural += self.advance(info.codepoint)
            letter = word[start : ends[start]]
            lacking = any(glyph == _NO_GLYPH for glyph, _, _ in glyphs)
            clusters.append(self._numbered(letter) if lacking else Cluster(letter, tuple(glyphs), natural))
            kerns.append(0 if lacking else natural - pen)
        width = sum(cluster.width for cluster in clusters) - sum(kerns)
        return Word(tuple(clusters), tuple(kerns), width)

    def _numbered(self, letter: str) -> Cluster:
        """Return what the font does not have, such as ``😀``, drawn as its number: all empty boxes look the same."""
        glyphs: list[tuple[int, int, int]] = []
        pen = 0
        for cluster in self.letters("".join(f"[U+{ord(part):04X}]" for part in letter)):
            glyphs += [(glyph, pen + dx, dy) for glyph, dx, dy in cluster.glyphs]
            pen += cluster.width
        return Cluster(letter, tuple(glyphs), pen)


def pieces(text: str) -> list[str]:
    """Split a text into what is shaped together; joined they are the text again."""
    return _PIECES.findall(text)


def plain(text: str) -> str:
    """Return the text with blanks for control characters: what the page and its text layer will hold."""
    return text if text.isprintable() else _CONTROLS.sub(" ", text)


@cache
def face(weight: Weight) -> Face:
    """Return the one `Face` of a weight in this process."""
    return Face(weight)
