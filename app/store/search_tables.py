"""The tables of the search; as `app.store.tables`, of which they are a part. Three indexes know every three letters.

``sought`` holds the texts by which items are found; lines have theirs in ``line`` already, so of them only the
letters are indexed: ``line_words`` what a line was handed in with, ``line_reference`` what the bank called it.
Lines of a batch that was never handed in are looked through.
"""

from __future__ import annotations

from sqlalchemy import Column, Integer, Table, UniqueConstraint

from app.store.columns import text_column
from app.store.tables import metadata

sought = Table(
    "sought",
    metadata,
    Column("id", Integer, primary_key=True),
    text_column("kind"),
    text_column("name"),
    text_column("told"),
    text_column("words"),
    UniqueConstraint("kind", "name"),
    sqlite_strict=True,
)
"""Items by kind and name: the values by which they are found, and what `app.domain.search.words` makes of them."""

batch_sought = Table(
    "batch_sought",
    metadata,
    Column("slot", Integer, primary_key=True),
    Column("batch_id", Integer, nullable=False),
    UniqueConstraint("batch_id"),
    sqlite_strict=True,
    sqlite_autoincrement=True,
)
"""Which batches are indexed, each in a slot of its own: a line's row in the indexes is the slot and its number.

A batch whose lines change gets another slot and leaves the old one, which is never used again: to delete 20,000 lines
from an index would take longer than to keep them.
"""

_LETTERS = "tokenize = 'trigram case_sensitive 1'"
_OF_LINES = f"words, content = '', columnsize = 0, {_LETTERS}"
INDEXES = (
    f"CREATE VIRTUAL TABLE sought_words USING fts5 ( words, content = 'sought', content_rowid = 'id', {_LETTERS} )",
    f"CREATE VIRTUAL TABLE line_words USING fts5 ( {_OF_LINES} )",
    f"CREATE VIRTUAL TABLE line_reference USING fts5 ( {_OF_LINES} )",
    # Leaves as long as a page of the file, and one sorted run for a batch of 20,000 lines: half the size and the time.
    *(
        f"INSERT INTO {name} ({name}, rank) VALUES ('{setting}', {value})"  # noqa: S608
        for name in ("sought_words", "line_words", "line_reference")
        for setting, value in (("pgsz", 8_000), ("hashsize", 16 * 1024 * 1024))
    ),
)
"""What makes the indexes, after the tables."""
