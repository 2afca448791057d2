"""Workbooks and delimited text as clerks hand them in, read with suspicion; `template` writes the empty list."""

from app.documents.workbook.reader import READER_ARGUMENT, Sheet, read

__all__ = ["READER_ARGUMENT", "Sheet", "read"]
