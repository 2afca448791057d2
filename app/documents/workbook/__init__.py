"""Workbooks and delimited text as clerks hand them in: read with suspicion, written with care."""

from app.documents.workbook.reader import READER_ARGUMENT, Sheet, read

__all__ = ["READER_ARGUMENT", "Sheet", "read"]
