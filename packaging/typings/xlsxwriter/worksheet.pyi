from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from xlsxwriter.format import Format

class Worksheet:
    def write(self, row: int, column: int, value: object, cell_format: Format | None = None) -> int: ...
    def write_string(self, row: int, column: int, string: str, cell_format: Format | None = None) -> int: ...
    def write_rich_string(self, row: int, column: int, *fragments: object) -> int: ...
    def write_number(self, row: int, column: int, number: float, cell_format: Format | None = None) -> int: ...
    def write_datetime(self, row: int, column: int, date: datetime, cell_format: Format | None = None) -> int: ...
    def write_formula(
        self, row: int, column: int, formula: str, cell_format: Format | None = None, value: object = 0
    ) -> int: ...
    def write_array_formula(
        self,
        first_row: int,
        first_col: int,
        last_row: int,
        last_col: int,
        formula: str,
        cell_format: Format | None = None,
        value: object = 0,
    ) -> int: ...
    def write_row(
        self, row: int, column: int, data: Sequence[object], cell_format: Format | None = None
    ) -> int: ...
    def write_url(
        self, row: int, column: int, url: str, cell_format: Format | None = None, string: str | None = None
    ) -> int: ...
    def merge_range(
        self, first_row: int, first_col: int, last_row: int, last_col: int, data: object, cell_format: Format | None = None
    ) -> int: ...
    def set_column(
        self,
        first_col: int,
        last_col: int,
        width: float | None = None,
        cell_format: Format | None = None,
        options: Mapping[str, object] | None = None,
    ) -> int: ...
    def set_row(
        self,
        row: int,
        height: float | None = None,
        cell_format: Format | None = None,
        options: Mapping[str, Any] | None = None,
    ) -> int: ...
    def freeze_panes(self, row: int, column: int) -> None: ...
    def hide(self) -> None: ...
    def data_validation(
        self, first_row: int, first_col: int, last_row: int, last_col: int, options: Mapping[str, Any]
    ) -> int: ...
