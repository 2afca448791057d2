"""What only the coloured form of a copied block tells: rows that are struck through, and rows that are not shown.

Spreadsheets put a block on the clipboard as text and as HTML; the text has every row, however it looked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

_LINE = "line-through"
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_RULE = re.compile(r"([^{}]*)\{([^{}]*)\}")
_CLASS = re.compile(r"\.([\w-]+)")
_STRUCK_TAGS = frozenset({"s", "strike", "del"})
_TOLD = re.compile(r"line-through|<(?:s|strike|del)\b|display\s*:\s*none", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Marks:
    """Rows of a block, counted from 1."""

    struck: list[int] = field(default_factory=list)
    hidden: list[int] = field(default_factory=list)


def marks(html: str) -> Marks:
    """Return the rows of the tables in ``html`` that are struck through somewhere, or not shown."""
    if _TOLD.search(html) is None:
        return Marks()
    found = _Finder()
    found.feed(html)
    return Marks(sorted(found.struck), sorted(found.hidden))


class _Finder(HTMLParser):
    """Counts rows; styles of classes come before the table."""

    def __init__(self) -> None:
        super().__init__()
        self.struck: set[int] = set()
        self.hidden: set[int] = set()
        self._row = 0
        self._struck_classes: set[str] = set()
        self._in_style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take the beginning of an element."""
        said = {name: value or "" for name, value in attrs}
        style = said.get("style", "")
        self._in_style = tag == "style"
        if tag == "tr":
            self._row += 1
            if _HIDDEN.search(style):
                self.hidden.add(self._row)
        by_class = not self._struck_classes.isdisjoint(said.get("class", "").split())
        if self._row and (tag in _STRUCK_TAGS or _LINE in style.lower() or by_class):
            self.struck.add(self._row)

    def handle_endtag(self, tag: str) -> None:
        """Take the end of an element."""
        self._in_style = self._in_style and tag != "style"

    def handle_data(self, data: str) -> None:
        """Note which classes strike their cells through."""
        if self._in_style:
            for names, body in _RULE.findall(data):
                if _LINE in body.lower():
                    self._struck_classes.update(_CLASS.findall(names))

    def handle_comment(self, data: str) -> None:
        """Read styles that stand in a comment, as Excel writes them."""
        self.handle_data(data)
