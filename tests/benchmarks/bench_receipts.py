"""P7: receipts with shaped Thai, a true text layer and a code, against ReportLab's canvas and widgets as they come.

Both make the same page from the same words: the stock side is handed its texts ready, shapes nothing and embeds the
font once for all pages; its code is ReportLab's own ``QrCodeWidget``, which tries all masks and draws every module as
a box of its own, and takes most of its time. Run by itself; prints one line of JSON.
"""

from __future__ import annotations

import io
import json
import statistics
import sys
import time
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from reportlab.graphics import renderPDF
from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing
from reportlab.lib.colors import Color, HexColor
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

import resources
from app.documents.pdf import look, paper, receipts
from app.documents.pdf.codes import PREFIX
from app.documents.pdf.frame import CODE_SIZE, FOOTER_TOP
from app.documents.pdf.paper import HEIGHT, Style
from app.documents.pdf.rendering import Pdf
from app.documents.pdf.wording import Wording, fingerprint
from tests.documents.pdf import samples

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.documents.pdf.content import Receipts

RECEIPTS = 300
RUNS = 5
LIMIT = 1.2
FELT_SECONDS_MAX = 3.0


class Placed(NamedTuple):
    """A text with its place from the top left."""

    x: float
    y: float
    text: str
    style: Style


def words_of_a_page(batch: Receipts, number: int) -> list[Placed]:
    """Return the texts of a receipt roughly where the product sets them, all from their left end."""
    wording = Wording("th", samples.BANKS, "masked")
    receipt, left = batch.receipts[number], look.LEFT
    middle, right = left + look.MEASURE / 3, left + look.MEASURE * 2 / 3
    text = wording.text
    page = [
        Placed(left, 46, batch.office.agency, look.HEAD),
        Placed(left, 61, text("unit", unit=batch.office.unit, code=batch.office.unit_code), look.SMALL),
        Placed(
            right,
            61,
            text("printed", person=batch.printing.printed_by, moment=wording.moment(batch.printing.printed_at)),
            look.SMALL,
        ),
        Placed(middle, 94, text("simulated"), look.BANNER),
        Placed(right, 46, text("page", number=1, total=1), look.STRONG),
        Placed(left, 133, text("receipt_title"), look.TITLE),
        Placed(left, 151, text("receipt_number", number=receipt.number), look.SUBTITLE),
        Placed(left, 175, text("paid_to"), look.LABEL),
        Placed(left, 197, receipt.payee, look.TITLE),
        Placed(
            left, 214, f"{wording.bank(receipt.bank)} · {wording.account(receipt.bank, receipt.account)}", look.BODY
        ),
        Placed(left, 280, text("amount"), look.LABEL),
        Placed(right, 280, wording.amount(receipt.amount_satang), look.TITLE),
        Placed(right + 90, 280, text("baht"), look.BODY),
        Placed(middle, 297, wording.amount_in_words(receipt.amount_satang), look.BODY),
        Placed(left, 480, text("confirmed"), look.STRONG),
        Placed(right, 480, text("bank_reference", reference=receipt.bank_reference), look.BODY),
        Placed(left, 494, f"{text('bank_signature', signature=receipt.bank_signature[:24])} ·", look.SMALL),
        Placed(middle, 494, text("no_payee_signature"), look.SMALL),
        Placed(left, 770, text("fingerprint"), look.TINY),
        Placed(left, 784, fingerprint(f"{number:064x}"), look.FINGERPRINT),
        Placed(left, 798, text("fingerprint_use"), look.TINY),
    ]
    account = f"{wording.bank(receipt.debit_bank)} {wording.account(receipt.debit_bank, receipt.debit_account)}"
    facts = (
        (left, 340, "paid_at", wording.moment(receipt.paid_at)),
        (middle, 340, "batch", receipt.batch_reference),
        (right, 340, "reference", receipt.reference),
        (left, 380, "purpose", receipt.purpose),
        (right, 380, "debit_account", account),
    )
    for x, y, label, value in facts:
        page += [Placed(x, y, text(label), look.LABEL), Placed(x, y + 14, value, look.STRONG)]
    for x, signer in zip((left, right), batch.signers, strict=True):
        signed = text("signed_electronically", moment=wording.moment(signer.signed_at))
        page += [
            Placed(x, 670, text("signed"), look.SMALL),
            Placed(x, 690, f"({signer.name})", look.STRONG),
            Placed(x, 705, text(f"signer_{signer.role}"), look.SMALL),
            Placed(x, 720, signed, look.SMALL),
        ]
    return page


@cache
def colour(hexadecimal: str) -> Color:
    """Return ReportLab's colour object."""
    return HexColor(hexadecimal)


def stock(pages: list[list[Placed]]) -> bytes:
    """Return the pages made with ReportLab's text calls, shapes and QR widget."""
    canvas = Canvas(io.BytesIO(), pagesize=(paper.WIDTH, HEIGHT))
    for number, page in enumerate(pages):
        stock_shapes(canvas, f"{PREFIX}:RECEIPT:{number:064X}")
        for placed in page:
            canvas.setFont(f"Stock-{placed.style.weight}", placed.style.size)
            canvas.setFillColor(colour(placed.style.colour))
            canvas.drawString(placed.x, HEIGHT - placed.y, placed.text)
        canvas.showPage()
    return canvas.getpdfdata()


def stock_shapes(canvas: Canvas, payload: str) -> None:
    """Draw the banner, the panel, the rules, the mark and the code."""
    canvas.setFillColor(colour(look.WAITING_GROUND))
    canvas.roundRect(look.LEFT, HEIGHT - 100, look.MEASURE, 19, 4, stroke=0, fill=1)
    canvas.setFillColor(colour(look.ACCENT_GROUND))
    canvas.roundRect(look.LEFT, HEIGHT - 310, look.MEASURE, 70, 6, stroke=0, fill=1)
    canvas.setStrokeColor(colour(look.HAIRLINE))
    canvas.setLineWidth(0.5)
    for y in (72, 440, 671, FOOTER_TOP):
        canvas.line(look.LEFT, HEIGHT - y, look.RIGHT, HEIGHT - y)
    canvas.setFillColor(colour(look.DONE))
    canvas.circle(look.LEFT, HEIGHT - 477, 4, stroke=0, fill=1)
    drawing = Drawing(CODE_SIZE, CODE_SIZE)
    drawing.add(QrCodeWidget(payload, barLevel="M", barBorder=0, barWidth=CODE_SIZE, barHeight=CODE_SIZE))
    renderPDF.draw(drawing, canvas, look.RIGHT - CODE_SIZE, HEIGHT - look.BOTTOM)


def seconds(work: Callable[[], bytes]) -> float:
    """Return how long one run takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def words_in(data: bytes) -> list[str]:
    """Return the words of the first page but the hash, sorted: both sides must say the same."""
    words = Pdf(data).text(0).split()
    return sorted(word for word in words if not (len(word) == 4 and word.isalnum() and word.isascii()))


def main() -> int:
    """Measure both sides in turn and print the ratio of their medians."""
    for weight in ("Regular", "Medium", "SemiBold", "Bold"):
        pdfmetrics.registerFont(TTFont(f"Stock-{weight}", str(resources.path("fonts", f"Sarabun-{weight}.ttf"))))
    batch = samples.receipts(RECEIPTS)
    pages = [words_of_a_page(batch, number) for number in range(RECEIPTS)]
    if words_in(receipts.write(batch, "th", samples.BANKS)) != words_in(stock(pages)):
        print("the two sides do not set the same words", file=sys.stderr)
        return 1
    ours, theirs = [], []
    for _ in range(RUNS):
        ours.append(seconds(lambda: receipts.write(batch, "th", samples.BANKS)))
        theirs.append(seconds(lambda: stock(pages)))
    our_time, their_time = statistics.median(ours), statistics.median(theirs)
    ratio = our_time / their_time
    ok = ratio <= LIMIT and our_time < FELT_SECONDS_MAX
    result = {
        "name": "P7 receipts against the stock canvas",
        "ratio": round(ratio, 3),
        "limit": LIMIT,
        "ok": ok,
        "comment": f"{RECEIPTS} receipts: ours {our_time:.2f} s, stock {their_time:.2f} s",
    }
    print(json.dumps(result))
    return 0 if ok else 1


if __name__ == "__main__":
    sys.exit(main())
