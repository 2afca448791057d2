"""Addresses of computed and of struck cells, kept as runs down a column, and of rows and columns that are not shown."""

from __future__ import annotations

from app.documents.workbook import limits
from app.domain.values.errors import BadInput


class Runs:
    """Collects cells by row and column (from 0) and joins neighbours of a column; too many are ``refusal``."""

    def __init__(self, refusal: str) -> None:
        self._refusal = refusal
        self._open: dict[int, list[int]] = {}
        self._runs: list[tuple[int, int, int]] = []

    def add(self, row: int, column: int) -> None:
        """Note one cell; rows come in rising order within a column, or start a new run."""
        run = self._open.get(column)
        if run is not None and run[1] <= row <= run[1] + 1:
            run[1] = row
            return
        if run is not None:
            self._close(column, run)
        self._open[column] = [row, row]

    def add_range(self, first_row: int, last_row: int, column: int) -> None:
        """Note the cells of one column between two rows."""
        self._close(column, [first_row, last_row])

    def _close(self, column: int, run: list[int]) -> None:
        self._runs.append((column, run[0], run[1]))
        if len(self._runs) > limits.FORMULA_RUNS_MAX:
            raise BadInput(self._refusal)

    def below(self, first_row: int) -> list[tuple[int, int, int]]:
        """Return ``(column, first row, last row)`` of every run, rows counted from ``first_row``; earlier ones go."""
        runs = [*self._runs, *((column, *run) for column, run in self._open.items())]
        return sorted(
            (column, max(first - first_row, 0), last - first_row) for column, first, last in runs if last >= first_row
        )


class FormulaRuns(Runs):
    """Computed cells; beside them ``struck`` cells, and rows and columns that are not shown."""

    def __init__(self) -> None:
        super().__init__("file_formulas")
        self.struck = Runs("file_struck_much")
        self._hidden: list[list[int]] = []
        self.hidden_columns: list[tuple[int, int]] = []

    def hide_columns(self, first: int, last: int) -> None:
        """Note columns that the sheet does not show."""
        if first < limits.COLUMNS_MAX and len(self.hidden_columns) < limits.COLUMNS_MAX:
            self.hidden_columns.append((first, min(last, limits.COLUMNS_MAX)))

    def hide(self, first_row: int, last_row: int) -> None:
        """Note rows that the sheet does not show; they come in rising order."""
        if self._hidden and first_row == self._hidden[-1][1] + 1:
            self._hidden[-1][1] = last_row
        else:
            self._hidden.append([first_row, last_row])

    def hidden_below(self, first_row: int) -> list[tuple[int, int]]:
        """Return ``(first row, last row)`` of what is not shown, counted as `below` does."""
        return [(max(first - first_row, 0), last - first_row) for first, last in self._hidden if last >= first_row]
