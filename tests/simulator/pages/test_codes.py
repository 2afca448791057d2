"""QR code and barcode of the bank's pages, held against the product's own reading and a scanner."""

from __future__ import annotations

import re

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from app.domain.collections import bill_barcode, thai_qr
from app.domain.values.money import Money
from app.simulator.pages.drawn_codes import bar_svg, qr_svg
from app.simulator.pages.payment_codes import Asked, CodeWrong, bar_line, read
from app.simulator.pages.payment_codes import thai_qr as payload

RIGHT = Asked("099421010001500", "21010000015", "700000000165", 50_000)
digits = st.text("0123456789", min_size=1, max_size=20)
anything = st.builds(Asked, st.from_regex(r"[0-9]{15}", fullmatch=True), digits, digits, st.integers(1, 10**12 - 1))


@given(anything)
def test_what_is_written_is_what_the_standard_reader_reads(asked: Asked) -> None:
    qr = thai_qr.read(payload(asked))
    assert qr.target == thai_qr.BillTarget(asked.biller_id, asked.ref1, asked.ref2)
    assert (qr.amount, qr.once) == (Money(asked.satang), True)
    bars = bill_barcode.read(bar_line(asked))
    assert (bars.biller_id, bars.ref1, bars.ref2, bars.amount) == (*_texts(asked), Money(asked.satang))
    assert read(payload(asked)) == read(bar_line(asked)) == asked


def _texts(asked: Asked) -> tuple[str, str, str]:
    return asked.biller_id, asked.ref1, asked.ref2


@given(anything, st.integers(0, 200), st.sampled_from("0123456789AZ|"))
def test_one_wrong_letter_of_a_qr_code_is_noticed(asked: Asked, place: int, letter: str) -> None:
    text = payload(asked)
    place %= len(text)
    if text[place] != letter:
        with pytest.raises(CodeWrong):
            read(text[:place] + letter + text[place + 1 :])


@given(st.text(max_size=700))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        asked = read(text)
    except CodeWrong:
        return
    assert asked.ref1.isalnum()


def test_codes_of_something_else_are_told_from_damaged_ones() -> None:
    transfer = thai_qr.transfer("0812345678", Money(100))
    for text, why in ((transfer, "other"), (transfer[:-1] + "0", "damaged"), ("", "damaged"), ("|1\r2", "damaged")):
        with pytest.raises(CodeWrong, match=why):
            read(text)


def _picture(svg: str, scale: int) -> Image.Image:
    """Draw the boxes of a code as they stand in the page."""
    wide, high = (int(one) for one in re.findall(r'viewBox="0 0 (\d+) (\d+)"', svg)[0])
    picture = Image.new("L", (wide * scale, high * scale), 255)
    pen = ImageDraw.Draw(picture)
    for box in re.findall(r"M(\d+) (\d+)h(\d+)v(\d+)", svg):
        x, y, w, h = (int(one) * scale for one in box)
        pen.rectangle((x, y, x + w - 1, y + h - 1), 0)
    return picture


@settings(max_examples=40)
@given(st.text("0123456789AZaz|\r\n~ _`\x1f", min_size=1, max_size=40))
def test_a_scanner_reads_every_barcode(text: str) -> None:
    (found,) = zxingcpp.read_barcodes(_picture(str(bar_svg(text, "x")), 2))
    assert found.bytes == text.encode()


def test_a_scanner_reads_the_qr_code_and_names_are_escaped() -> None:
    drawn = str(qr_svg(payload(RIGHT), 'a"<b'))
    assert 'aria-label="a&#34;&lt;b"' in drawn
    (found,) = zxingcpp.read_barcodes(_picture(drawn, 4))
    assert found.text == payload(RIGHT)
