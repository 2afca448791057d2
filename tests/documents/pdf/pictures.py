"""Looking at a rendered page: as a grey picture, as the ink on it, and through a scanner."""

from __future__ import annotations

import zxingcpp
from PIL import Image, ImageChops

from app.documents.pdf.rendering import Pdf


def picture(data: bytes, page: int = 0, dots_per_inch: float = 72) -> Image.Image:
    """Return a page in grey; at 72 dots per inch a pixel is a point."""
    drawn = Pdf(data).render(page, dots_per_inch)
    size = (drawn.width, drawn.height)
    return Image.frombuffer("RGB", size, drawn.pixels, "raw", "BGRX", drawn.stride, 1).convert("L")


def ink(image: Image.Image) -> int:
    """Return how much black is in a grey picture, in units of 1/255 pixel."""
    return sum(count * (255 - grey) for grey, count in enumerate(image.histogram()))


def ink_box(image: Image.Image) -> tuple[int, int, int, int]:
    """Return left, top, right, bottom of what is not white."""
    box = ImageChops.invert(image).point(lambda grey: 255 if grey > 64 else 0).getbbox()
    assert box is not None
    return box


def difference(one: Image.Image, other: Image.Image) -> float:
    """Return the share of ink by which two pictures differ."""
    return ink(ImageChops.invert(ImageChops.difference(one, other))) / max(ink(one), ink(other))


def scanned(image: Image.Image) -> list[str]:
    """Return what a scanner reads on a page."""
    return [code.text for code in zxingcpp.read_barcodes(image)]
