"""How much a file may ask of the machine."""

from __future__ import annotations

from app.domain.disbursement.batch import LINES_MAX

FILE_BYTES_MAX = 50 << 20
XML_BYTES_MAX = 100 << 20
"""A message of `LINES_MAX` payments, each with everything that one of ours can say."""
UNPACKED_BYTES_MAX = 400 << 20
ENTRIES_MAX = 1_000
RATIO_MAX = 150
"""Unpacked to packed; payee lists seen in practice stay below 30."""
RATIO_FREE_BYTES = 10 << 20
"""Parts smaller than this when unpacked may have any ratio."""

OTHER_SHEETS_MAX = 40
OTHER_SHEET_ROWS = 60
"""So much of each other sheet is looked at, to see whether it holds a list too."""
OTHER_SHEET_BYTES_MAX = 8 << 20

ROWS_MAX = LINES_MAX + 1_000
"""Lines of a batch, and room for headings, totals and blank rows."""
COLUMNS_MAX = 200
CELL_CHARS_MAX = 32_767
"""Excel's own limit."""
FORMULA_RUNS_MAX = 10_000

SECONDS_MAX = 60.0
MEMORY_BYTES_MAX = 1 << 30
