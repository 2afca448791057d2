"""Reading printed papers as an auditor would: the text layer, compared with what the file and the screen say."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.documents.pdf.rendering import Pdf

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_BLANKS = re.compile(r"\s+")


def text_of(path: Path) -> str:
    """Return the text layer of a paper with single blanks between words, as a search in a viewer sees it."""
    pdf = Pdf(path.read_bytes())
    return _BLANKS.sub(" ", " ".join(pdf.text(page) for page in range(pdf.pages)))


def assert_in_order(text: str, wanted: Iterable[str]) -> None:
    """Every word is there, each behind the one before; names may be broken over lines, numbers into groups."""
    packed, here = _packed(text), 0
    for words in map(_packed, wanted):
        found = packed.find(words, here)
        assert found >= 0, f"{words!r} is not in the paper behind {packed[max(0, here - 80) : here]!r}"
        here = found + len(words)


def _packed(text: str) -> str:
    return text.replace(" ", "").replace("-", "")
