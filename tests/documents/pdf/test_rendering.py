"""PDFs as pictures: right size, right colours, from any thread."""

from __future__ import annotations

import gc
from concurrent.futures import ThreadPoolExecutor

import pypdfium2
import pytest

from app.documents.pdf import detail_report, receipts
from app.documents.pdf.rendering import Pdf
from tests.documents.pdf import samples
from tests.documents.pdf.pictures import ink, picture


@pytest.fixture(scope="module")
def two_pages() -> bytes:
    return receipts.write(samples.receipts(2), "th", samples.BANKS)


def test_a_pdf_knows_its_pages_and_that_they_are_a4(two_pages: bytes) -> None:
    pdf = Pdf(two_pages)
    assert pdf.pages == 2
    assert pdf.size(1) == pytest.approx((595.276, 841.89), abs=0.01)


@pytest.mark.parametrize(("dots_per_inch", "size"), [(72, (596, 842)), (144, (1191, 1684))])
def test_a_picture_is_as_large_as_asked_for(two_pages: bytes, dots_per_inch: int, size: tuple[int, int]) -> None:
    drawn = Pdf(two_pages).render(0, dots_per_inch)
    assert (drawn.width, drawn.height) == size
    assert drawn.stride >= drawn.width * 4
    assert len(drawn.pixels) == drawn.stride * drawn.height


def test_pixels_are_blue_green_red_on_white(two_pages: bytes) -> None:
    drawn = Pdf(two_pages).render(0, 72)
    assert drawn.pixels[:3] == b"\xff\xff\xff"
    banner = 90 * drawn.stride + 100 * 4
    assert drawn.pixels[banner : banner + 3] == bytes((0xDC, 0xF1, 0xFD))


def test_what_is_no_pdf_is_refused() -> None:
    with pytest.raises(pypdfium2.PdfiumError):
        Pdf(b"no pdf")


def test_several_threads_may_set_and_draw_at_once() -> None:
    def work(lines: int) -> tuple[bytes, int]:
        data = detail_report.write(samples.detail(lines), "th", samples.BANKS)
        return data, ink(picture(data))

    counts = [30, 31, 30, 31, 30, 31]
    alone = {lines: work(lines) for lines in set(counts)}
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(work, counts)) == [alone[lines] for lines in counts]


def test_nothing_is_left_open_for_whoever_keeps_a_document(two_pages: bytes) -> None:
    kept = Pdf(two_pages)
    assert (kept.pages, kept.render(1, 72).width, bool(kept.text(0))) == (2, 596, True)
    assert [each for each in gc.get_objects() if isinstance(each, pypdfium2.PdfDocument)] == []
