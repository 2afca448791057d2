"""Thai on paper: every mark where HarfBuzz puts it, every letter in the text layer as it was typed.

Each of the two checks below is also run against ReportLab's own text calls, which is how both were seen to fail:
``drawString`` puts tone marks into the vowels below them, ``shapeStr`` draws them right and writes private codes.
"""

from __future__ import annotations

import io
import shutil
import struct
import subprocess
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pypdf
import pytest
import uharfbuzz
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import ImageFont
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont, shapeStr
from reportlab.pdfgen.canvas import Canvas

import resources
from app.documents.pdf import embedding
from app.documents.pdf.faces import Weight, face, pieces
from app.documents.pdf.font_program import FontProgram, Outlines
from app.documents.pdf.lines import AMOUNT_WORDS, ELLIPSIS, fitted, shrunk, wrapped
from app.documents.pdf.paper import HEIGHT, Paper, Sheet, Style
from app.documents.pdf.rendering import Pdf
from app.domain.values.errors import Refused
from tests.documents.pdf.pictures import difference, ink_box, picture

if TYPE_CHECKING:
    from collections.abc import Callable

MADE_AT = datetime(2026, 11, 21, 2, 41, tzinfo=UTC)
HARD_WORDS = (
    "น้ำ", "ทำ", "ป้ำ", "ปำ", "ปี่", "ที่", "ผู้", "ป่า", "ฎุ", "ญู", "ฐุ", "ฟ้า", "กั้น", "ก๊ำ", "ฝึก", "ฏิ๋", "ฬุ่", "ฤๅษี",
    "กตัญญู", "ปั๊ม", "ญี่ปุ่น", "จุฬาฯ", "ต่างๆ", "สำนักงาน", "เต๊นท์", "๑๒๓", "฿",
)  # fmt: skip
HARD_TEXTS = (
    "ABC วันที่",
    "น้ำฝน ที่ปรึกษา (Senior) ผู้กล้า",
    "หนังสือที่ สธ 0210.2/ว 1458 ลงวันที่ 21 พ.ย. 2569",
    "1,234,567.89",
    "xxx-x-x4471-x",
    "AVATAR office fi ffi",
    "O'Sample–Müller & Søn",
)
INK = "#000000"
BODY = Style(Weight.REGULAR, 9.5, INK)


def ours(text: str, size: float = 60, weight: Weight = Weight.REGULAR) -> bytes:
    paper = Paper("ทดสอบ", "ผู้ทดสอบ", "th-TH", MADE_AT)
    sheet = Sheet(paper)
    sheet.text(50, 150, text, Style(weight, size, INK))
    paper.add(sheet)
    return paper.data()


def stock(text: str, *, shaped: bool) -> bytes:
    """Return the same page made with ReportLab's own text calls."""
    pdfmetrics.registerFont(TTFont("Stock", str(resources.path("fonts", "Sarabun-Regular.ttf"))))
    canvas = Canvas(io.BytesIO(), pagesize=(595.276, HEIGHT))
    canvas.setFont("Stock", 60)
    canvas.drawString(50, HEIGHT - 150, shapeStr(text, "Stock", 60) if shaped else text)
    return canvas.getpdfdata()


class PathPen:
    """Writes outlines as PDF operators; a quadratic curve becomes the cubic one of the same shape."""

    def __init__(self) -> None:
        self.operators: list[str] = []
        self._at = (0.0, 0.0)
        self.origin = (0.0, 0.0)

    def moveTo(self, point: tuple[float, float]) -> None:  # noqa: N802 - the names of the pen protocol
        self._write("m", point)

    def lineTo(self, point: tuple[float, float]) -> None:  # noqa: N802
        self._write("l", point)

    def qCurveTo(self, *points: tuple[float, float]) -> None:  # noqa: N802
        control, end = points
        first, second = (
            (outer[0] + (control[0] - outer[0]) * 2 / 3, outer[1] + (control[1] - outer[1]) * 2 / 3)
            for outer in (self._at, end)
        )
        self._write("c", first, second, end)

    def curveTo(self, *points: tuple[float, float]) -> None:  # noqa: N802
        self._write("c", *points)

    def closePath(self) -> None:  # noqa: N802
        self.operators.append("h")

    def _write(self, operator: str, *points: tuple[float, float]) -> None:
        placed = (f"{x + self.origin[0]:.2f} {y + self.origin[1]:.2f}" for x, y in points)
        self.operators.append(" ".join((*placed, operator)))
        self._at = points[-1]


def as_harfbuzz_places_it(word: str) -> bytes:
    """Return the page drawn as outlines, glyph by glyph, with no font and no code of ours between."""
    font = uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob(resources.path("fonts", "Sarabun-Regular.ttf").read_bytes())))
    buffer = uharfbuzz.Buffer()
    buffer.add_str(word)
    buffer.guess_segment_properties()
    uharfbuzz.shape(font, buffer)
    pen = PathPen()
    x = 0
    for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        pen.origin = (x + position.x_offset, position.y_offset)
        font.draw_glyph_with_pen(info.codepoint, pen)
        x += position.x_advance
    canvas = Canvas(io.BytesIO(), pagesize=(595.276, HEIGHT))
    canvas.addLiteral(f"q 0.06 0 0 0.06 50 {HEIGHT - 150} cm {' '.join(pen.operators)} f Q")
    return canvas.getpdfdata()


def misplaced(page: bytes, word: str) -> float:
    """Return the share of ink that is not where HarfBuzz puts it."""
    return difference(picture(page), picture(as_harfbuzz_places_it(word)))


def text_of(page: bytes) -> str:
    return Pdf(page).text(0).strip()


@pytest.mark.parametrize("word", HARD_WORDS)
def test_every_mark_stands_where_harfbuzz_puts_it(word: str) -> None:
    """Seen to fail with ``drawString``: 0.10 of the ink of ``ที่`` is elsewhere, 0.37 of ``ปี่``, 0.42 of ``ฎุ``."""
    assert misplaced(ours(word), word) < 0.01


@pytest.mark.parametrize("word", ["ที่", "ปี่", "ญี่ปุ่น"])
def test_the_stock_text_call_fails_the_check_on_marks(word: str) -> None:
    assert misplaced(stock(word, shaped=False), word) > 0.05


@pytest.mark.parametrize("text", HARD_WORDS + HARD_TEXTS)
@pytest.mark.parametrize("weight", [Weight.REGULAR, Weight.BOLD])
def test_the_text_layer_is_the_source(text: str, weight: Weight) -> None:
    """Seen to fail with ``shapeStr``: ``ปี่`` comes back as ``ป`` and two private codes, ``ทำ`` with its vowel in two."""
    page = ours(text, 20, weight)
    assert text_of(page) == text
    assert pypdf.PdfReader(io.BytesIO(page)).pages[0].extract_text().strip() == text


@pytest.mark.parametrize("text", ["ที่", "น้ำ", "ปี่"])
def test_the_stock_shaped_call_fails_the_check_on_the_text_layer(text: str) -> None:
    assert text_of(stock(text, shaped=True)) != text


@pytest.mark.skipif(
    shutil.which("pdftotext") is None, reason="needs Poppler's pdftotext, a third reader of the text layer"
)
def test_poppler_reads_the_source_too() -> None:
    paper = Paper("ทดสอบ", "ผู้ทดสอบ", "th-TH", MADE_AT)
    sheet = Sheet(paper)
    texts = [*HARD_TEXTS, " ".join(HARD_WORDS)]
    for row, text in enumerate(texts):
        sheet.text(40, 60 + row * 30, text, BODY)
    paper.add(sheet)
    read = subprocess.run(["pdftotext", "-", "-"], input=paper.data(), capture_output=True, check=True).stdout.decode()
    assert [line for line in read.splitlines() if line.strip("\f")] == texts


def extents(glyphs: tuple[tuple[int, int, int], ...]) -> list[tuple[int, int]]:
    """Return bottom and top of each mark of a cluster: of every glyph after the letter that has no width."""
    font = uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob(resources.path("fonts", "Sarabun-Regular.ttf").read_bytes())))
    boxes = []
    for glyph, _, dy in glyphs[1:]:
        box = font.get_glyph_extents(glyph)
        if box is not None and font.get_glyph_h_advance(glyph) == 0:
            boxes.append((box.y_bearing + box.height + dy, box.y_bearing + dy))
    return sorted(boxes)


@pytest.mark.parametrize("cluster", ["ที่", "ปี่", "กั้", "กี๊", "ผู้", "ฏิ๋", "ฟึ้", "ญู่", "ปั๊"])
def test_marks_on_one_letter_keep_white_between_them(cluster: str) -> None:
    (shaped,) = face(Weight.REGULAR).shape(cluster).clusters
    boxes = extents(shaped.glyphs)
    assert len(boxes) == 2
    assert boxes[1][0] > boxes[0][1]


def test_latin_before_thai_does_not_change_the_thai() -> None:
    regular = face(Weight.REGULAR)
    together = [regular.shape(piece) for piece in pieces("ABC วันที่")]
    assert together[-1] == regular.shape("วันที่")


@pytest.mark.parametrize("weight", list(Weight))
def test_figures_of_a_weight_are_equally_wide(weight: Weight) -> None:
    assert len({face(weight).width(figure) for figure in "0123456789"}) == 1
    assert face(weight).width("1,711.11") == face(weight).width("8,088.00")


@pytest.mark.parametrize("text", ["1,234.50", "99.00", "ที่ปรึกษา", "AVATo"])
@pytest.mark.parametrize(("align", "side"), [("left", 0), ("right", 2)])
def test_texts_keep_to_their_side(text: str, align: str, side: int) -> None:
    paper = Paper("", "", "th-TH", MADE_AT)
    sheet = Sheet(paper)
    sheet.text(300, 150, text, Style(Weight.REGULAR, 30, INK), "left" if align == "left" else "right")
    paper.add(sheet)
    assert ink_box(picture(paper.data()))[side] == pytest.approx(300, abs=4)


def test_a_centred_text_has_its_middle_in_the_middle() -> None:
    paper = Paper("", "", "th-TH", MADE_AT)
    sheet = Sheet(paper)
    sheet.text(300, 150, "นางสาวน้ำฝน พิสูจน์ผล", Style(Weight.BOLD, 30, INK), "centre")
    paper.add(sheet)
    left, _, right, _ = ink_box(picture(paper.data()))
    assert (left + right) / 2 == pytest.approx(300, abs=3)


def test_letters_that_the_font_lacks_stay_in_the_text_layer() -> None:
    assert text_of(ours("ผู้รับ 山田 🙂", 20)) == "ผู้รับ 山田 🙂"


def test_a_document_with_too_many_shapes_is_refused_and_not_garbled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedding, "CODES_MAX", 3)
    assert text_of(ours("กขค")) == "กขค"
    with pytest.raises(Refused, match="document_letters"):
        ours("กขคง")


def test_a_letter_that_the_font_does_not_have_is_drawn_as_its_number() -> None:
    regular = face(Weight.REGULAR)
    for letter in ("山", "😀"):
        (cluster,) = regular.shape(letter).clusters
        drawn = [glyph for part in regular.letters(f"[U+{ord(letter):04X}]") for glyph, _, _ in part.glyphs]
        assert (cluster.text, [glyph for glyph, _, _ in cluster.glyphs]) == (letter, drawn)
        assert regular.width(letter) == sum(part.width for part in regular.letters(f"[U+{ord(letter):04X}]"))


def test_control_characters_become_blanks() -> None:
    assert text_of(ours("ก\tข\u0007ค", 20)) == "ก ข ค"


def test_the_embedded_program_is_a_sound_font_file() -> None:
    regular = face(Weight.REGULAR)
    clusters = list(dict.fromkeys(cluster for word in HARD_WORDS for cluster in regular.shape(word).clusters))
    program = FontProgram(regular, Outlines(regular), clusters).data()
    assert sum(struct.unpack(f">{len(program) // 4}I", program)) & 0xFFFFFFFF == 0xB1B0AFBA
    assert ImageFont.truetype(io.BytesIO(program), 40).getname()[0] is None


THAI = st.text(st.sampled_from("กขคงจชญฎฐดตถทนบปผฝพฟมยรลวศสหอะาิีึืุูเแโใไำ่้๊๋์ๆฯ ABab019.,-"), min_size=1, max_size=80)


@settings(max_examples=60)
@given(THAI)
def test_any_text_wraps_without_losing_a_letter(text: str) -> None:
    lines = wrapped(text, BODY, 70)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(BODY.width(line) <= 70 or len(line) < 8 for line in lines)


@settings(max_examples=60)
@given(THAI)
@example("000000000000ิก")
def test_no_line_begins_with_what_belongs_to_the_letter_before(text: str) -> None:
    typed = "ก" + "".join(text)
    for line in wrapped(typed, BODY, 70)[1:]:
        before = typed[: typed.find(line)] if line else ""
        assert not before or before[-1] == " " or line[0] not in "ิีึืุู่้๊๋์"


def test_lines_break_at_blanks_first() -> None:
    assert wrapped("นายกฤษณ์ ศรีสุวรรณวงศ์", BODY, 80) == ["นายกฤษณ์", "ศรีสุวรรณวงศ์"]


def test_a_word_without_blanks_breaks_at_a_syllable() -> None:
    assert wrapped("ขอให้ตรวจสอบกับใบสำคัญก่อนส่งมาใหม่", BODY, 100)[0] == "ขอให้ตรวจสอบกับ"


def test_an_amount_in_words_breaks_after_its_places() -> None:
    lines = wrapped("(สี่แสนแปดหมื่นหกพันสองร้อยเจ็ดสิบห้าบาทห้าสิบสตางค์)", BODY, 120, AMOUNT_WORDS)
    assert len(lines) > 1
    assert all(line.endswith(("แสน", "หมื่น", "พัน", "ร้อย", "สิบ", "บาท")) for line in lines[:-1])


def test_a_text_that_is_too_long_ends_in_an_ellipsis() -> None:
    short = fitted("สำนักงานตัวอย่างเพื่อการทดสอบระบบการเงินการคลัง", BODY, 90)
    assert short.endswith(ELLIPSIS)
    assert BODY.width(short) <= 90
    assert fitted("สั้น", BODY, 90) == "สั้น"


def test_a_name_that_is_too_long_is_set_smaller_and_whole() -> None:
    name = "ศรีสุวรรณวงศ์วัฒนากิจไพศาลเจริญยิ่ง"
    assert shrunk(name, BODY, 90).width(name) == pytest.approx(90, abs=0.01)
    assert shrunk("สั้น", BODY, 90) is BODY


def test_the_same_calls_give_the_same_bytes() -> None:
    assert ours("น้ำ ABC") == ours("น้ำ ABC")


@pytest.mark.parametrize("make", [lambda: ours("ที่"), lambda: ours("A", weight=Weight.BOLD)])
def test_only_the_weights_that_are_used_are_embedded(make: Callable[[], bytes]) -> None:
    assert make().count(b"/FontFile2") == 1
    assert b"Helvetica" not in make()
