"""One weight of the font inside one document: which code stands for which cluster, and the PDF objects that say so."""

from __future__ import annotations

import hashlib
import struct
from functools import cache
from typing import TYPE_CHECKING

from reportlab.pdfbase import pdfdoc

from app.documents.pdf.faces import Weight, face, pieces, plain
from app.documents.pdf.font_program import FontProgram, Outlines
from app.domain.values.errors import Refused

if TYPE_CHECKING:
    from app.documents.pdf.faces import Cluster, Face

TEXTS_MAX = 20_000
"""Encoded texts kept for one document; labels, banks and names come again and again."""

CODES_MAX = 65_535
"""A code has two bytes; 0 stands for a letter that is not there."""

_MAPPINGS_MAX = 100
"""How many mappings one ``beginbfchar`` block may hold (Adobe Technical Note 5411)."""

_CMAP = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
{blocks}endcmap
CMapName currentdict /CMap defineresource pop
end
end
"""


@cache
def _outlines(weight: Weight) -> Outlines:
    return Outlines(face(weight))


class EmbeddedFont:
    """Hands out codes for clusters while pages are set, and becomes a Type 0 font when the document is saved."""

    def __init__(self, weight: Weight) -> None:
        self.face: Face = face(weight)
        self.resource = f"K{list(Weight).index(weight)}"
        self._weight = weight
        self._codes: dict[Cluster, int] = {}
        self._words: dict[str, tuple[str, int]] = {}
        self._texts: dict[str, tuple[str, int]] = {}

    def encoded(self, text: str, pitch: int = 0) -> tuple[str, int]:
        """Return the inside of a ``[<...>] TJ`` for a text, and its width in 1/1000 em; ``pitch`` as in `Style`."""
        if pitch:
            return self._evenly(text, pitch)
        known = self._texts.get(text)
        if known is None:
            if len(self._texts) >= TEXTS_MAX:
                self._texts.clear()
            words = [self._words.get(piece) or self._encoded_word(piece) for piece in pieces(plain(text))]
            known = self._texts[text] = "".join([word for word, _ in words]), sum([width for _, width in words])
        return known

    def _encoded_word(self, piece: str) -> tuple[str, int]:
        word = self.face.shape(piece)
        codes = ""
        for cluster, kern in zip(word.clusters, word.kerns, strict=True):
            code = self._code(cluster)
            codes += f"{code:04X}>{kern}<" if kern else f"{code:04X}"
        self._words[piece] = codes, word.width
        return codes, word.width

    def _evenly(self, text: str, pitch: int) -> tuple[str, int]:
        """Encode letters that are all as wide as ``pitch``, so that no reader of the text layer sees a blank there."""
        clusters = [letter.on_pitch(pitch) for letter in self.face.letters(text)]
        return "".join(f"{self._code(cluster):04X}" for cluster in clusters), pitch * len(clusters)

    def _code(self, cluster: Cluster) -> int:
        code = self._codes.setdefault(cluster, len(self._codes) + 1)
        if code > CODES_MAX:
            raise Refused("document_letters", count_max=CODES_MAX)
        return code

    def addObjects(self, document: pdfdoc.PDFDocument) -> None:  # noqa: N802 - ReportLab calls it by this name
        """Write the font into the document; ReportLab asks for it when all pages are there."""
        clusters = list(self._codes)
        program = FontProgram(self.face, _outlines(self._weight), clusters).data()
        name = f"{_subset_tag(program)}+{self.face.name}"
        descendant = pdfdoc.PDFDictionary(
            {
                "Type": pdfdoc.PDFName("Font"),
                "Subtype": pdfdoc.PDFName("CIDFontType2"),
                "BaseFont": pdfdoc.PDFName(name),
                "CIDSystemInfo": pdfdoc.PDFDictionary(
                    {"Registry": pdfdoc.PDFString("Adobe"), "Ordering": pdfdoc.PDFString("Identity"), "Supplement": 0}
                ),
                "FontDescriptor": self._descriptor(document, name, program),
                "CIDToGIDMap": pdfdoc.PDFName("Identity"),
                "DW": 0,
                "W": pdfdoc.PDFArray([1, pdfdoc.PDFArray([cluster.width for cluster in clusters])]),
            }
        )
        fonts = document.idToObject["BasicFonts"].dict
        composite = pdfdoc.PDFDictionary(
            {
                "Type": pdfdoc.PDFName("Font"),
                "Subtype": pdfdoc.PDFName("Type0"),
                "BaseFont": pdfdoc.PDFName(name),
                "Encoding": pdfdoc.PDFName("Identity-H"),
                "DescendantFonts": pdfdoc.PDFArray([document.Reference(descendant, f"{self.resource}.font")]),
                "ToUnicode": document.Reference(_stream(_to_unicode(clusters)), f"{self.resource}.text"),
            }
        )
        fonts[self.resource] = document.Reference(composite, self.resource)

    def _descriptor(self, document: pdfdoc.PDFDocument, name: str, program: bytes) -> pdfdoc.PDFDictionary:
        sides = struct.unpack_from(">4h", self.face.table("head"), 36)
        ascent, descent = struct.unpack_from(">2h", self.face.table("hhea"), 4)
        stream = _stream(program)
        stream.dictionary["Length1"] = len(program)
        return pdfdoc.PDFDictionary(
            {
                "Type": pdfdoc.PDFName("FontDescriptor"),
                "FontName": pdfdoc.PDFName(name),
                "Flags": 4,
                "FontBBox": pdfdoc.PDFArray(list(sides)),
                "ItalicAngle": 0,
                "Ascent": ascent,
                "Descent": descent,
                "CapHeight": 700,
                "StemV": 80,
                "FontFile2": document.Reference(stream, f"{self.resource}.program"),
            }
        )


def _stream(content: bytes) -> pdfdoc.PDFStream:
    return pdfdoc.PDFStream(content=content, filters=[pdfdoc.PDFZCompress])


def _subset_tag(program: bytes) -> str:
    """Return the six capitals that tell one subset from another (ISO 32000-1, 9.6.4)."""
    return "".join(chr(ord("A") + byte % 26) for byte in hashlib.sha256(program).digest()[:6])


def _to_unicode(clusters: list[Cluster]) -> bytes:
    """Return the CMap that leads from each code back to the source text of its cluster."""
    lines = [
        f"<{code:04X}> <{cluster.text.encode('utf-16-be').hex().upper()}>" for code, cluster in enumerate(clusters, 1)
    ]
    blocks = ""
    for start in range(0, len(lines), _MAPPINGS_MAX):
        block = lines[start : start + _MAPPINGS_MAX]
        blocks += f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar\n"
    return _CMAP.format(blocks=blocks).encode("ascii")
